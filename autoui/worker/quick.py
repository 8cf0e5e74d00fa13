"""Which functions are over so soon that the news of their start is no news."""

_CALLS = 8
_MOST = 32
_SECONDS = 0.001


class Quick:
    """Remembers whether the last calls of each function were quick.

    On a busy machine the quickest function is slow now and then, when somebody else has the
    processor: a slow call counts for half of the quick ones before it.
    """

    def __init__(self) -> None:
        self._quick_calls: dict[str, int] = {}

    def note(self, name: str, seconds: float) -> None:
        """Take note of a call that has ended."""
        known = self._quick_calls.get(name, 0)
        self._quick_calls[name] = min(known + 1, _MOST) if seconds < _SECONDS else known // 2

    def knows(self, name: str) -> bool:
        """Return whether nearly all of the last calls of a function were quick."""
        return self._quick_calls.get(name, 0) >= _CALLS
