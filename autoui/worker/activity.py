"""How many runs go on in a worker, and which of them had it to themselves."""

import sys
import threading
from collections.abc import Callable

SWITCH_INTERVAL = 0.0005
"""Seconds a thread may compute before another gets its turn: a check must not wait for a run."""


class Activity:
    """Counts runs.

    Args:
        hurried: Whether threads take shorter turns while a run goes on. A worker of its own does
            so all the time; a script that was turned into one should not.
        settle: Called whenever the last run that goes on has ended.
    """

    def __init__(self, *, hurried: bool = False, settle: Callable[[], None] | None = None) -> None:
        self._hurried = hurried
        self._settle = settle
        self._usual = 0.0
        self._going: set[int] = set()
        self._shared: set[int] = set()
        self._lock = threading.Lock()

    def begin(self, number: int) -> None:
        """A run begins."""
        with self._lock:
            if self._hurried and not self._going:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(SWITCH_INTERVAL)
            self._going.add(number)
            if len(self._going) > 1:
                self._shared |= self._going

    def end(self, number: int) -> None:
        """A run has ended."""
        with self._lock:
            self._going.discard(number)
            self._shared.discard(number)
            if self._going:
                return
            if self._hurried:
                sys.setswitchinterval(self._usual)
            if self._settle is not None:
                self._settle()

    def alone(self, number: int) -> bool:
        """Whether no other run has gone on since this one began."""
        return number not in self._shared
