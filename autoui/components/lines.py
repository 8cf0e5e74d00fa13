"""Values of a generator, one under the other; and how a person says that they are kept or not."""

from dataclasses import dataclass
from typing import Any

from autoui.gathering import Gathered

_KEPT = frozenset({"text", "number", "switch"})
_SAYS_MORE = ("lead", "other")

NOTHING: Any = object()
"""What ``line`` returns for a value that is no line."""


@dataclass(frozen=True)
class Append:
    """Keeps every text or scalar that a generator yields, one under the other.

    Put it into the annotation: ``-> Iterator[Annotated[str, Append()]]``, or beside one item of a
    tuple. Without it, texts that grow (each begins with the one before) replace each other.
    """


@dataclass(frozen=True)
class Replace:
    """Lets every value that a generator yields replace the one before.

    Put it into the annotation: ``-> Iterator[Annotated[int, Replace()]]``, or beside one item of a
    tuple. Without it, numbers, and texts that do not grow, are kept in order.
    """


def line(shown: Any) -> Any:
    """Return the plain value of a shown text or scalar; ``NOTHING`` if it is anything else."""
    if not isinstance(shown, dict) or shown.get("show") not in _KEPT:
        return NOTHING
    return shown["value"] if shown.keys().isdisjoint(_SAYS_MORE) else NOTHING


def show_lines(gathered: Gathered) -> dict[str, Any]:
    """Show values in order, and how many earlier ones are no longer there."""
    props = {"earlier": gathered.start}
    return {"show": "lines", "props": props, "value": gathered.values}
