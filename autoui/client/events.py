"""The events of a run, as they arrive: numbered, one block of server-sent events each."""

from typing import Any

import msgspec

from autoui.wire.message import TERMINAL
from autoui.wire.values import unpack


class Event(msgspec.Struct, frozen=True):
    """Something a run did.

    Attributes:
        n: Its number; they grow, and some are left out where newer ones replace them.
        kind: ``queued``, ``started``, ``value``, ``progress``, ``log``, ``notice``, ``gap``, or one
            of the kinds that end a run.
        data: What it carries, by name.
    """

    n: int
    kind: str
    data: dict[str, Any]

    @property
    def is_end(self) -> bool:
        """Whether it ends the run."""
        return self.kind in TERMINAL


class EventParser:
    """Turns the bytes of an event stream into events, however the network cuts them."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._searched = 0

    def feed(self, data: bytes) -> list[Event]:
        """Take more bytes and return the events that are now complete.

        Raises:
            WireError: An event carries something that is no value.
        """
        rest = self._rest
        rest += data
        found: list[Event] = []
        start = 0
        while (end := rest.find(b"\n\n", max(start, self._searched))) >= 0:
            event = _parse(bytes(rest[start:end]))
            if event is not None:
                found.append(event)
            start = end + 2
            self._searched = 0
        del rest[:start]
        # What has been looked through holds no end; one newline may still become two.
        self._searched = max(0, len(rest) - 1)
        return found


def _parse(block: bytes) -> Event | None:
    """Return the event of a block, or None for a comment that keeps the connection open."""
    number, kind, data = 0, "", b"{}"
    for line in block.split(b"\n"):
        name, _, value = line.partition(b": ")
        if name == b"id" and value.isdigit():
            number = int(value)
        elif name == b"event":
            kind = value.decode("ascii", "replace")
        elif name == b"data":
            data = value
    return Event(number, kind, unpack(data)) if kind else None
