"""What the messages of all conversations share."""

from typing import Literal

import msgspec

MAX_MESSAGE = 4 << 20
"""Bytes in one message, on the websocket and on the link."""

EventKind = Literal[
    "queued",
    "started",
    "value",
    "progress",
    "log",
    "notice",
    "done",
    "failed",
    "cancelled",
    "timed_out",
    "lost",
    "expired",
    "gap",
]
TERMINAL: frozenset[str] = frozenset(
    {"done", "failed", "cancelled", "timed_out", "lost", "expired"}
)
"""The kinds that end a run. Each run has exactly one, and it comes last."""


class Message(msgspec.Struct, tag_field="op", kw_only=True):
    """A message; its tag, ``op``, tells which."""
