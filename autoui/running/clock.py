"""Time, as the engine sees it: an event loop offers it, a test may offer its own."""

from collections import deque
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

Item = TypeVar("Item")


class Timer(Protocol):
    """Something that will be called unless it is cancelled first."""

    def cancel(self) -> None:
        """Do not call it."""


class Clock(Protocol):
    """What the engine needs of an event loop."""

    def time(self) -> float:
        """Return seconds on a clock that only goes forward."""

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> Timer:
        """Call back once, after ``delay`` seconds."""


class Delay(Generic[Item]):
    """Hands every item back after the same time, with one timer for all of them.

    A timer of its own per call would be the dearest thing about a short call.

    Args:
        clock: Where the time comes from.
        seconds: How long each item waits.
        due: What takes an item whose time has come.
    """

    def __init__(self, clock: Clock, seconds: float, due: Callable[[Item], None]) -> None:
        self._clock = clock
        self._seconds = seconds
        self._due = due
        self._waiting: deque[tuple[float, Item]] = deque()
        self._timer: Timer | None = None

    def add(self, item: Item) -> None:
        """Hand ``item`` back when its time has come."""
        self._waiting.append((self._clock.time() + self._seconds, item))
        if self._timer is None:
            self._timer = self._clock.call_later(self._seconds, self._ring)

    def close(self) -> None:
        """Forget everything that waits."""
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ring(self) -> None:
        self._timer = None
        now = self._clock.time()
        # A timer may ring a little before its time; without the slack it would ring again at once.
        while self._waiting and self._waiting[0][0] <= now + 0.002:
            self._due(self._waiting.popleft()[1])
        if self._waiting and self._timer is None:
            wait = max(0.0, self._waiting[0][0] - now)
            self._timer = self._clock.call_later(wait, self._ring)
