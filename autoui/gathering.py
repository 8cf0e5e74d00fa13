"""The values of a generator that are kept in order, one under the other, within bounds."""

from collections import deque
from collections.abc import Iterable
from typing import Any

MAX_VALUES = 10_000
"""Values that are kept; of more, the newest."""

MAX_CHARACTERS = 512 << 10
"""Characters that kept values may have in all, so that they fit into one message."""

_SCALAR = 8


class Gathered:
    """Values by their place in a stream: the newest of them, and how many came before.

    Args:
        share: How many share the bound on characters.

    Attributes:
        start: The place of the first value that is kept; as many earlier ones are gone.
        end: The place of the next value.
    """

    def __init__(self, share: int = 1) -> None:
        self.start = self.end = 0
        self._values: deque[Any] = deque()
        self._most = MAX_CHARACTERS // max(1, share)
        self._size = 0

    @property
    def values(self) -> list[Any]:
        """The plain values that are kept, in order."""
        return list(self._values)

    def add(self, value: Any) -> None:
        """Put a value after all others."""
        self._values.append(value)
        self._size += size_of(value)
        self.end += 1
        while self._size > self._most or self.end - self.start > MAX_VALUES:
            if self.end - self.start == 1:
                return
            self._size -= size_of(self._values.popleft())
            self.start += 1

    def put(self, place: int, values: Iterable[Any]) -> None:
        """Put values at a place, instead of all that stood there and after it.

        Where there is nothing up to that place, they are all that is known.
        """
        if not self.start <= place <= self.end:
            self.clear()
            self.start = self.end = place
        while self.end > place:
            self._size -= size_of(self._values.pop())
            self.end -= 1
        for value in values:
            self.add(value)

    def clear(self) -> None:
        """Forget everything."""
        self.start = self.end = self._size = 0
        self._values.clear()


def size_of(value: Any) -> int:
    """Return how many characters a value counts for."""
    if isinstance(value, list):
        return len(str(value))
    return len(value) if isinstance(value, str) else _SCALAR
