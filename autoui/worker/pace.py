"""How often something is said, and how long something will take."""

_AT_ONCE = 5
_EVERY = 0.03


class Pace:
    """Lets a few things through at once, and then one every 30 ms."""

    __slots__ = ("_at", "_room")

    def __init__(self) -> None:
        self._room = float(_AT_ONCE)
        self._at = 0.0

    def allows(self, now: float) -> bool:
        """Return whether one more may pass.

        Args:
            now: The time, by ``time.monotonic``.
        """
        self._room = min(_AT_ONCE, self._room + (now - self._at) / _EVERY)
        self._at = now
        if self._room < 1:
            return False
        self._room -= 1
        return True


class TimeLeft:
    """Guesses when something will be done, from how far it has come since it was first heard of."""

    __slots__ = ("_began", "_first", "_last")

    def __init__(self) -> None:
        self._began = 0.0
        self._first: float | None = None
        self._last = 0.0

    def of(self, share: float | None, now: float) -> float | None:
        """Return the seconds that are left, or None while nobody can tell.

        Args:
            share: How much is done, from 0 to 1, or None when that is unknown.
            now: The time, by ``time.monotonic``.
        """
        if share is None:
            self._first = None
            return None
        if self._first is None or share < self._last:
            # Something else has begun.
            self._began, self._first = now, share
        self._last = share
        done, seconds = share - self._first, now - self._began
        if done <= 0 or seconds <= 0:
            return None
        return round((1 - share) * seconds / done, 3)
