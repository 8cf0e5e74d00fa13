"""The values of a generator that are kept in order, one under the other, within bounds."""

from collections.abc import Sequence
from typing import Any

MAX_VALUES = 10_000
"""Values that are kept; of more, the newest."""

MAX_CHARACTERS = 512 << 10
"""Characters that kept texts may have in all, so that they fit into one message."""

_SCALAR = 8


class Gathered:
    """Values by their place in a stream: the newest of them, and how many came before.

    Args:
        share: How many share the bound on characters.

    Attributes:
        start: The place of the first value that is kept; as many earlier ones are gone.
        values: Plain values in order.
    """

    def __init__(self, share: int = 1) -> None:
        self.start = 0
        self.values: list[Any] = []
        self._most = MAX_CHARACTERS // max(1, share)
        self._size = 0

    @property
    def end(self) -> int:
        """The place of the next value."""
        return self.start + len(self.values)

    def put(self, place: int, values: Sequence[Any]) -> None:
        """Put values at a place, instead of all that stood there and after it.

        Where there is nothing up to that place, they are all that is known.
        """
        if not self.start <= place <= self.end:
            self.start, self.values, self._size = place, [], 0
        replaced = self.values[place - self.start :]
        del self.values[place - self.start :]
        self._size += sum(map(_size, values)) - sum(map(_size, replaced))
        self.values += values
        self._let_go()

    def clear(self) -> None:
        """Forget everything."""
        self.start = self._size = 0
        self.values.clear()

    def _let_go(self) -> None:
        gone = 0
        last = len(self.values) - 1
        while gone < last and (last - gone >= MAX_VALUES or self._size > self._most):
            self._size -= _size(self.values[gone])
            gone += 1
        if gone:
            self.start += gone
            del self.values[:gone]


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str) else _SCALAR
