"""What a running function may ask for without naming it: the run it belongs to, its progress.

A context variable carries the run into the function, and into the threads it starts.
"""

from contextvars import ContextVar
from typing import Any, Protocol


class Reporter(Protocol):
    """What the worker gives a run: where its side messages go."""

    def progress(self, data: dict[str, Any]) -> None:
        """Send a progress event."""

    def notice(self, level: str, text: str) -> None:
        """Send a notice for the page to show."""

    def write(self, stream: str, text: str) -> None:
        """Send text that the run printed."""


current: ContextVar[Reporter | None] = ContextVar("autoui_run", default=None)
"""The run this code is part of, or None outside any."""
