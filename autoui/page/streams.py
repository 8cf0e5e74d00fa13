"""What becomes of the values of a generator: each replaces the last one, or all are kept."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from autoui.components.base import Component
from autoui.components.lines import NOTHING, Append, Replace, line, show_lines
from autoui.errors import UsageError
from autoui.gathering import MAX_CHARACTERS, MAX_VALUES, Gathered, size_of
from autoui.reading.field import Reading
from autoui.wire.values import Piece

Keeps = Literal["never", "always", "unless_growing"]
"""Whether the texts, scalars and short lists of an output are kept in order."""

_MARKS: Mapping[type, Keeps] = {Append: "always", Replace: "never"}


def keeps(reading: Reading, meta: Sequence[Any], component: Component) -> Keeps:
    """Return whether the values of an output that nobody gave are kept.

    Args:
        reading: The function.
        meta: What ``Annotated`` says of the output.
        component: What shows it.

    Raises:
        UsageError: ``Append()`` beside a component that shows one value.
    """
    if "generator" not in reading.kind:
        return "never"
    kinds = [one if isinstance(one, type) else type(one) for one in meta]
    said = [_MARKS[one] for one in kinds if one in _MARKS]
    if component.kind == "auto":
        return said[-1] if said else "unless_growing"
    if said and said[-1] == "always":
        raise UsageError(
            f"{reading.name}: {type(component).__name__} shows one value and cannot keep those "
            "before it",
            "leave the component or Append() out of the annotation",
        )
    return "never"


class Stream:
    """The values of one call.

    Args:
        keeps: For each output, whether its values are kept.
    """

    def __init__(self, keeps: Sequence[Keeps]) -> None:
        share = sum(one != "never" for one in keeps)
        self._outputs = {
            at: _Output(Gathered(share), grows=one == "unless_growing")
            for at, one in enumerate(keeps)
            if one != "never"
        }

    def take(self, outputs: list[Any]) -> list[Piece]:
        """Take note of a value, and return where it stands among those that are kept.

        Args:
            outputs: Its plain outputs; what is shown in parts becomes one value where it is kept.

        Returns:
            For each output of which it is kept: the values from a place on are those, and then
            this one.
        """
        pieces: list[Piece] = []
        for at, output in self._outputs.items():
            value = line(outputs[at])
            piece = output.take(value)
            if piece is not None:
                pieces.append(Piece(at, *piece))
                if isinstance(value, list):
                    outputs[at] = {"show": "json", "props": {}, "value": value}
        return pieces

    def result(self, outputs: Sequence[Any]) -> list[Any]:
        """Return the plain outputs of the last value, with all that is kept in their place."""
        found = list(outputs)
        for at, output in self._outputs.items():
            if output.gathered.end:
                found[at] = show_lines(output.gathered)
        return found


class _Output:
    """The values of one output.

    Args:
        gathered: Takes those that are kept.
        grows: Whether texts, and lists, replace each other as long as each begins with the one
            before.
    """

    def __init__(self, gathered: Gathered, *, grows: bool) -> None:
        self.gathered = gathered
        self._grows = grows
        # Of values that grow, how many there were, the last one and the lengths of the newest: all
        # of them are in it.
        self._grown = 0
        self._latest: str | list[Any] = ""
        self._lengths: deque[int] = deque(maxlen=MAX_VALUES)

    def take(self, value: Any) -> tuple[int, list[Any]] | None:
        """Return the place from which values change, and those before this one.

        None says that it replaces all. After a value that is no line everything begins anew.
        """
        gathered = self.gathered
        if value is NOTHING:
            gathered.clear()
            self._forget()
            return None
        if self._grows and not gathered.end and self._is_grown(value):
            self._note(value)
            return None
        place, before = gathered.end, []
        if self._grown:
            former = self._former()
            gathered.put(self._grown - len(former), former)
            place, before = gathered.start, gathered.values
            self._forget()
        gathered.add(value)
        return place, before

    def _is_grown(self, value: Any) -> bool:
        if not isinstance(value, str | list):
            return False
        return not self._grown or value[: len(self._latest)] == self._latest

    def _note(self, value: str | list[Any]) -> None:
        self._latest = value
        self._lengths.append(len(value))
        self._grown += 1

    def _former(self) -> list[Any]:
        """Return the values that have replaced each other, as many of the newest as may be kept."""
        found: list[Any] = []
        room = MAX_CHARACTERS
        for length in reversed(self._lengths):
            value = self._latest[:length]
            room -= size_of(value)
            if found and room < 0:
                break
            found.append(value)
        return found[::-1]

    def _forget(self) -> None:
        self._latest, self._grown = "", 0
        self._lengths.clear()
