"""Time, as the engine sees it: an event loop offers it, a test may offer its own."""

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from typing import Any, Generic, Protocol, TypeVar

Item = TypeVar("Item")
Known = TypeVar("Known", bound=Hashable)

# A timer may ring a little before its time; without the slack it would ring again at once.
_SLACK = 0.002


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
        try:
            while self._waiting and self._waiting[0][0] <= now + _SLACK:
                self._due(self._waiting.popleft()[1])
        finally:
            if self._waiting and self._timer is None:
                wait = max(0.0, self._waiting[0][0] - now)
                self._timer = self._clock.call_later(wait, self._ring)


class Deadline(Generic[Known]):
    """Hands back what has not been taken out within the same time; one timer for all of it.

    Unlike a ``Delay`` it holds nothing that is over: what has been taken out takes no memory.

    Args:
        clock: Where the time comes from.
        seconds: How long each item may stay.
        due: What takes an item whose time is up.
    """

    def __init__(self, clock: Clock, seconds: float, due: Callable[[Known], None]) -> None:
        self.seconds = seconds
        self._clock = clock
        self._due = due
        self._until: OrderedDict[Known, float] = OrderedDict()
        self._timer: Timer | None = None

    def __len__(self) -> int:
        return len(self._until)

    def add(self, item: Known) -> None:
        """Hand ``item`` back when its time is up; one that is in begins anew."""
        self._until[item] = self._clock.time() + self.seconds
        self._until.move_to_end(item)
        if self._timer is None:
            self._timer = self._clock.call_later(self.seconds, self._ring)

    def discard(self, item: Known) -> None:
        """Take ``item`` out, if it is in."""
        self._until.pop(item, None)

    def hurry(self) -> None:
        """Hand back the item whose time would be up next."""
        if self._until:
            self._due(self._until.popitem(last=False)[0])

    def close(self) -> None:
        """Forget everything."""
        self._until.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ring(self) -> None:
        self._timer = None
        now = self._clock.time()
        try:
            while self._until and next(iter(self._until.values())) <= now + _SLACK:
                self.hurry()
        finally:
            if self._until and self._timer is None:
                wait = max(0.0, next(iter(self._until.values())) - now)
                self._timer = self._clock.call_later(wait, self._ring)
