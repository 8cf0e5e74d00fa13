"""Values of a generator, one under the other; and how a person says that they are kept or not."""

from dataclasses import dataclass
from typing import Any

from autoui.gathering import Gathered

_KEPT = frozenset({"text", "number", "switch"})
_SAYS_MORE = ("lead", "other")
_MOST_ITEMS = 100
_MOST_CHARACTERS = 1_000

NOTHING: Any = object()
"""What ``line`` returns for a value that is no line."""


@dataclass(frozen=True)
class Append:
    """Keeps every text, scalar or short list that a generator yields, one under the other.

    Put it into the annotation: ``-> Iterator[Annotated[str, Append()]]``, or beside one item of a
    tuple. Without it, texts and lists that grow (each begins with the one before) replace each
    other.
    """


@dataclass(frozen=True)
class Replace:
    """Lets every value that a generator yields replace the one before.

    Put it into the annotation: ``-> Iterator[Annotated[int, Replace()]]``, or beside one item of a
    tuple. Without it, numbers, and texts and lists that do not grow, are kept in order.
    """


def line(shown: Any) -> Any:
    """Return the plain value of a shown text, scalar or short list of such; else ``NOTHING``."""
    if not isinstance(shown, dict) or not shown.keys().isdisjoint(_SAYS_MORE):
        return NOTHING
    if shown.get("show") in _KEPT:
        return shown["value"]
    items = _items(shown)
    if items is None or len(items) > _MOST_ITEMS or len(str(items)) > _MOST_CHARACTERS:
        return NOTHING
    return items


def _items(shown: dict[str, Any]) -> list[Any] | None:
    """Return the plain items of a shown list, or of a tuple of scalars without names."""
    look, value = shown.get("props", {}).get("look"), shown.get("value")
    if not isinstance(value, list):
        return None
    if shown["show"] == "json" and look is None:
        return value
    if shown["show"] == "sections" and look == "figures":
        items = [None if one["show"] == "nothing" else line(one) for one in value]
        named = any(one["label"] != f"Output {at}" for at, one in enumerate(value, 1))
        return None if named or NOTHING in items else items
    return None


def show_lines(gathered: Gathered) -> dict[str, Any]:
    """Show values in order, and how many earlier ones are no longer there."""
    props = {"earlier": gathered.start}
    return {"show": "lines", "props": props, "value": gathered.values}
