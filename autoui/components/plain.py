"""Any Python object as plain data, for people to read: trees of records, numbers and text."""

import dataclasses
import datetime as dt
import enum
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath
from typing import Any

MAX_DEPTH = 40
"""How deep a tree is followed; what lies deeper is shown as text."""

_MAX_TEXT = 10_000
_MAX_BYTES = 200
_MAX_ARRAY = 1_000


def to_plain(value: Any) -> Any:
    """Return what ``wire.pack`` accepts for any object.

    Records of every kind (dataclasses, named tuples, attrs, msgspec and pydantic models) become
    dicts, keys become text, sets become sorted lists; what has no structure becomes its text. What
    contains itself is cut with ``…``.
    """
    return _Plain().of(value, MAX_DEPTH)


class _Plain:
    """One walk over an object; ``_open`` holds the objects that the walk is inside of."""

    def __init__(self) -> None:
        self._open: set[int] = set()

    def of(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if value is None or kind in (bool, int, float, str):
            return value
        scalar = plain_scalar(value)
        if scalar is not value:
            return scalar
        if id(value) in self._open:
            return "… (contains itself)"
        parts = self._parts(value)
        if parts is None:
            return safe_repr(value)
        if depth <= 0:
            return safe_repr(value)
        self._open.add(id(value))
        try:
            if isinstance(parts, dict):
                return self._mapping(parts, depth)
            return [self.of(item, depth - 1) for item in parts]
        finally:
            self._open.discard(id(value))

    def _mapping(self, parts: Mapping[Any, Any], depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, item in parts.items():
            name = _key(key)
            while name in found:
                name += "'"
            found[name] = self.of(item, depth - 1)
        return found

    def _parts(self, value: Any) -> Mapping[Any, Any] | Sequence[Any] | None:
        """Return a container's items as a dict or a list; None for what has none."""
        if isinstance(value, Mapping):
            return dict(value)
        if (fields := record_fields(value)) is not None:
            return fields
        if isinstance(value, Set):
            return sorted_items(value)
        if isinstance(value, range):
            return list(value) if len(value) <= _MAX_ARRAY else None
        if isinstance(value, Sequence) or type(value).__name__ == "deque":
            return list(value)
        return _array_parts(value)


def plain_scalar(value: Any) -> Any:
    """Return plain data for a value without parts; the value itself if it has some."""
    for kind in type(value).__mro__:
        if (convert := _SCALARS.get(kind)) is not None:
            return convert(value)
    if type(value).__module__ == "numpy" and getattr(value, "shape", None) == ():
        if value.dtype.kind in "Mm":
            return str(value)
        item = value.item()
        return item if type(item) in (bool, int, float, str) else plain_scalar(item)
    return value


def record_fields(value: Any) -> dict[str, Any] | None:
    """Return the fields of a record by name, or None for what is no record.

    Dataclasses, named tuples, attrs, msgspec and pydantic models are records; none of their
    libraries is imported.
    """
    if isinstance(value, type):
        return None
    names = _field_names(value)
    if names is None:
        return None
    return {name: getattr(value, name) for name in names if hasattr(value, name)}


def _field_names(value: Any) -> list[str] | None:
    kind = type(value)
    if dataclasses.is_dataclass(kind):
        return [field.name for field in dataclasses.fields(kind) if field.repr]
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return list(kind._fields)
    if hasattr(kind, "__attrs_attrs__"):
        return [attribute.name for attribute in kind.__attrs_attrs__]
    if hasattr(kind, "__struct_fields__"):
        return list(kind.__struct_fields__)
    if hasattr(kind, "__pydantic_fields__"):
        return list(kind.__pydantic_fields__)
    return None


def safe_repr(value: Any) -> str:
    """Return ``repr(value)``, cut when long, or what can be said when it fails."""
    try:
        text = repr(value)
    # Any code of the user's may run here.
    except Exception as error:  # noqa: BLE001
        return f"<{type(value).__name__}, whose repr failed: {type(error).__name__}>"
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"


def bytes_text(value: bytes | bytearray | memoryview) -> str:
    """Return the beginning of bytes as a literal, and how many there are."""
    data = bytes(value[:_MAX_BYTES])
    more = f"… ({len(value):,} bytes)" if len(value) > _MAX_BYTES else ""
    return f"{data!r}{more}"


def member_text(value: enum.Enum) -> Any:
    """Return what an enumeration's member is called; the number or text where it is one."""
    if isinstance(value, enum.Flag):
        return str(value.name or value.value)
    if isinstance(value, (int, str)):
        return plain_scalar(value.value)
    return value.name


def _key(key: Any) -> str:
    if isinstance(key, str):
        return str.__str__(key).encode("utf-8", "replace").decode()
    plain = plain_scalar(key)
    if isinstance(plain, (bool, int, float, str)):
        return str(plain)
    return safe_repr(key)


def sorted_items(items: Set[Any]) -> list[Any]:
    """Return the items of a set in their order where they have one."""
    try:
        return sorted(items)
    except TypeError:
        return list(items)


def _array_parts(value: Any) -> Mapping[Any, Any] | list[Any] | None:
    if not hasattr(value, "__array__") or not hasattr(value, "tolist"):
        return None
    size = getattr(value, "size", None)
    if isinstance(size, int) and size <= _MAX_ARRAY:
        found = value.tolist()
        return found if isinstance(found, list) else [found]
    return {
        "shape": [int(side) for side in getattr(value, "shape", ())],
        "dtype": str(getattr(value, "dtype", "")),
        "text": safe_repr(value),
    }


def _duration_text(value: dt.timedelta) -> str:
    return str(value)


def _integer(value: int) -> int:
    return int(value)


def _iso(value: Any) -> str:
    return str(value.isoformat())


# Looked up along the class's MRO: a subclass comes before what it derives from.
_SCALARS: Mapping[type, Callable[[Any], Any]] = {
    enum.Enum: member_text,
    bool: bool,
    int: _integer,
    float: float,
    str: str.__str__,
    bytes: bytes_text,
    bytearray: bytes_text,
    memoryview: bytes_text,
    dt.datetime: _iso,
    dt.date: _iso,
    dt.time: _iso,
    dt.timedelta: _duration_text,
    Decimal: str,
    Fraction: str,
    complex: str,
    uuid.UUID: str,
    PurePath: str,
    BaseException: safe_repr,
}


def is_scalar(value: Any) -> bool:
    """Tell whether a value is shown as one word, number or line of text."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return True
    if isinstance(value, (bytes, bytearray, memoryview, BaseException)):
        return False
    return plain_scalar(value) is not value


def all_scalars(values: Iterable[Any]) -> bool:
    """Tell whether every value is a scalar."""
    return all(is_scalar(value) for value in values)
