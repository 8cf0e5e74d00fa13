"""Which functions are over so soon that the news of their start is no news."""

_CALLS = 8
_SECONDS = 0.001


class Quick:
    """Remembers how long the last calls of each function took."""

    def __init__(self) -> None:
        self._in_a_row: dict[str, int] = {}

    def note(self, name: str, seconds: float) -> None:
        """Take note of a call that has ended."""
        self._in_a_row[name] = self._in_a_row.get(name, 0) + 1 if seconds < _SECONDS else 0

    def knows(self, name: str) -> bool:
        """Return whether the last calls of a function all were quick, and there were some."""
        return self._in_a_row.get(name, 0) >= _CALLS
