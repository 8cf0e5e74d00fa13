"""What ``Annotated`` metadata demands: bounds, lengths, patterns, units, texts.

Read by the attributes it has, not by its class: annotated-types, ``msgspec.Meta``, pydantic's and
FastAPI's fields, Typer's options and ``typing.Doc`` all come here without being imported.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

_MAX_DEPTH = 5


@dataclass(frozen=True, kw_only=True)
class Constraints:
    """What a value must satisfy, all sources taken together, and how it is described.

    Attributes:
        minimum, maximum, exclusive_minimum, exclusive_maximum: Bounds.
        multiple_of: What the value must be a multiple of.
        min_length, max_length: Characters or items.
        pattern: A regular expression for the whole text.
        unit: The unit of the value.
        label, help: What it is called, and what is said of it.
    """

    minimum: Any = None
    maximum: Any = None
    exclusive_minimum: Any = None
    exclusive_maximum: Any = None
    multiple_of: Any = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    unit: str = ""
    label: str = ""
    help: str = ""

    def words(self) -> list[str]:
        """Return the constraints as a person would write them: ``≥ 0``, ``at most 10 long``."""
        found = [
            f"{sign} {value}"
            for sign, value in (
                ("≥", self.minimum),
                (">", self.exclusive_minimum),
                ("≤", self.maximum),
                ("<", self.exclusive_maximum),
                ("multiple of", self.multiple_of),
                ("length ≥", self.min_length),
                ("length ≤", self.max_length),
                ("pattern", self.pattern),
            )
            if value is not None
        ]
        return [*found, f"unit {self.unit}"] if self.unit else found


NONE = Constraints()

_LOWER = {"ge": "minimum", "gt": "exclusive_minimum", "min_length": "min_length", "min": "minimum"}
_UPPER = {"le": "maximum", "lt": "exclusive_maximum", "max_length": "max_length", "max": "maximum"}


def read(meta: Iterable[Any]) -> Constraints:
    """Return what all metadata together demands; the tightest bound of each kind counts."""
    found = NONE
    for one in _flat(meta, _MAX_DEPTH):
        found = _tightened(found, one)
        found = _described(found, one)
    return found


def _flat(meta: Iterable[Any], depth: int) -> Iterator[Any]:
    """Yield metadata with its groups opened: ``Interval``, ``Len``, pydantic's ``FieldInfo``."""
    for one in meta:
        inner = getattr(one, "metadata", None)
        if depth > 0 and isinstance(inner, list | tuple):
            yield from _flat(inner, depth - 1)
        if depth > 0 and _is_group(one):
            yield from _flat(one, depth - 1)
        else:
            yield one


def _is_group(one: Any) -> bool:
    return hasattr(one, "__is_annotated_types_grouped_metadata__") and isinstance(one, Iterable)


def _tightened(found: Constraints, one: Any) -> Constraints:
    changes: dict[str, Any] = {}
    for names, tighter in ((_LOWER, max), (_UPPER, min)):
        for attribute, name in names.items():
            value = getattr(one, attribute, None)
            if value is None or callable(value):
                continue
            known = changes.get(name, getattr(found, name))
            changes[name] = value if known is None else _either(tighter, known, value)
    multiple = getattr(one, "multiple_of", None)
    if multiple is not None and not callable(multiple):
        changes["multiple_of"] = _common_multiple(found.multiple_of, multiple)
    pattern = getattr(one, "pattern", None) or getattr(one, "regex", None)
    if isinstance(pattern, re.Pattern):
        pattern = pattern.pattern
    if isinstance(pattern, str) and pattern != found.pattern:
        changes["pattern"] = _both(found.pattern, pattern)
    return replace(found, **changes)


def _common_multiple(known: Any, other: Any) -> Any:
    """Return what is a multiple of both; of what is no whole number, the coarser of the two."""
    if known is None:
        return other
    if type(known) is int and type(other) is int and known > 0 and other > 0:
        return math.lcm(known, other)
    return _either(max, known, other)


def _both(known: str | None, other: str) -> str:
    """Return a pattern for the texts that match both."""
    return other if known is None else f"(?=(?:{known})$)(?:{other})"


def _either(tighter: Any, known: Any, value: Any) -> Any:
    try:
        return tighter(known, value)
    except TypeError:
        return known


def _described(found: Constraints, one: Any) -> Constraints:
    """Take up a unit, a title and a description; the outermost metadata comes last and wins."""
    texts = {
        "unit": getattr(one, "unit", None),
        "label": getattr(one, "title", None),
        "help": getattr(one, "documentation", None)
        or getattr(one, "description", None)
        or getattr(one, "help", None),
    }
    changes: dict[str, Any] = {
        name: text for name, text in texts.items() if isinstance(text, str) and text
    }
    return replace(found, **changes) if not isinstance(one, str | bytes) else found
