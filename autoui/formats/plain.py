"""Any Python object as plain data, for people to read: trees of records, numbers and text."""

import dataclasses
import datetime as dt
import enum
import math
import re
import types
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from fractions import Fraction
from io import IOBase
from itertools import islice
from pathlib import PurePath
from typing import Any

MAX_DEPTH = 40
"""How deep a tree is followed; what lies deeper is shown as text."""

_MAX_TEXT = 10_000
_MAX_BYTES = 200
_MAX_ARRAY = 1_000
_MAX_LAZY = 100_000
_MAX_ATTRIBUTES = 100
_MAX_OBJECTS = 200
_OBJECT_DEPTH = 6

_ADDRESS = re.compile(r"(?: at| @)? 0x[0-9A-Fa-f]{4,}")
_WITHOUT_WORDS = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType)
_CODE = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.ModuleType,
    types.MethodWrapperType,
    type,
)
_FIELDS_IN_C = (types.MemberDescriptorType, types.GetSetDescriptorType)


def to_plain(value: Any) -> Any:
    """Return what ``wire.pack`` accepts for any object.

    Records of every kind (dataclasses, named tuples, attrs, msgspec and pydantic models) become
    dicts, keys become text, sets become sorted lists; what has no structure becomes its text, and
    where that says nothing a dict of its public attributes. What contains itself is cut with ``…``.
    """
    return walked(value)[0]


def walked(value: Any, depth: int = MAX_DEPTH) -> tuple[Any, bool]:
    """Return an object as ``to_plain`` does, and whether nothing lay deeper than ``depth``."""
    walk = _Plain()
    return walk.of(value, depth), walk.whole


class _Plain:
    """One walk over an object; ``_open`` holds the objects that the walk is inside of."""

    def __init__(self) -> None:
        self.whole = True
        self._open: set[int] = set()
        self._objects = 0

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
            return any_text(value)
        if depth <= 0:
            self.whole = False
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
        if isinstance(value, type):
            return None
        if isinstance(value, Mapping):
            return dict(value)
        if (fields := record_fields(value)) is not None:
            return fields
        if isinstance(value, Set):
            return sorted_items(value)
        if isinstance(value, range):
            return list(value) if len(value) <= _MAX_ARRAY else None
        if isinstance(value, (list, tuple)) or type(value).__name__ == "deque":
            return list(value)
        if isinstance(value, Sequence):
            return list(value) if len(value) <= _MAX_LAZY else None
        if isinstance(value, Iterator) and not isinstance(value, IOBase):
            found = list(islice(value, _MAX_ARRAY + 1))
            return found if len(found) <= _MAX_ARRAY else [*found[:_MAX_ARRAY], "…"]
        if (array := _array_parts(value)) is not None:
            return array
        return self._attributes(value)

    def _attributes(self, value: Any) -> dict[str, Any] | None:
        # One object leads to another: only the near ones say something about the value.
        if len(self._open) >= _OBJECT_DEPTH or self._objects >= _MAX_OBJECTS:
            return None
        if own_text(value) is not None:
            return None
        self._objects += 1
        return public_attributes(value) or None


def plain_scalar(value: Any) -> Any:
    """Return plain data for a value without parts; the value itself if it has some."""
    for kind in type(value).__mro__:
        if (convert := _SCALARS.get(kind)) is not None:
            return convert(value)
    if type(value).__module__ == "numpy" and getattr(value, "shape", None) == ():
        if value.dtype.kind in "Mm":
            return str(value)
        item = listed(value)
        return item if type(item) in (bool, int, float, str) else plain_scalar(item)
    return value


def listed(array: Any) -> Any:
    """Return an array's items as Python's numbers, those of less than double precision as written.

    The ``float32`` nearest to 0.1 is 0.1 to whoever reads it, and not 0.10000000149011612.
    """
    dtype: Any = getattr(array, "dtype", None)
    if getattr(dtype, "kind", "") == "f" and dtype.itemsize < _DOUBLE:
        # The shortest text that no other number of the type has.
        return array.astype(str).astype(float).tolist()
    return array.tolist()


_DOUBLE = 8


def record_fields(value: Any) -> dict[str, Any] | None:
    """Return the fields of a record by name, or None for what is no record.

    Dataclasses, named tuples, attrs, msgspec and pydantic models are records, and so are the
    tuples with names of the standard library, SQLite's rows and rows of structured arrays; none of
    their libraries is imported.
    """
    if isinstance(value, type):
        return None
    if type(value).__module__ == "sqlite3" and hasattr(value, "keys"):
        return dict(value)
    if isinstance(value, types.SimpleNamespace) or _is_namespace(value):
        return dict(vars(value))
    if names := getattr(getattr(value, "dtype", None), "names", None):
        return {name: value[name] for name in names} if value.shape == () else None
    names = _field_names(value)
    if names is None:
        return None
    return {name: getattr(value, name) for name in names if hasattr(value, name)}


def _is_namespace(value: Any) -> bool:
    return any(
        (kind.__module__, kind.__name__) == ("argparse", "Namespace")
        for kind in type(value).__mro__
    )


def _field_names(value: Any) -> list[str] | None:
    kind = type(value)
    if dataclasses.is_dataclass(kind):
        return [field.name for field in dataclasses.fields(kind) if field.repr]
    if isinstance(value, tuple) and kind is not tuple:
        return _names_of_tuple(value)
    if hasattr(kind, "__attrs_attrs__"):
        return [attribute.name for attribute in kind.__attrs_attrs__]
    if hasattr(kind, "__struct_fields__"):
        return list(kind.__struct_fields__)
    if hasattr(kind, "__pydantic_fields__"):
        return list(kind.__pydantic_fields__)
    return None


def _names_of_tuple(value: Any) -> list[str] | None:
    kind = type(value)
    if hasattr(kind, "_fields"):
        return list(kind._fields)
    # Written in C: ``time.struct_time``, ``os.stat_result``, ``date.isocalendar()``.
    if hasattr(kind, "n_sequence_fields"):
        parts = vars(kind).items()
        return [name for name, part in parts if isinstance(part, types.MemberDescriptorType)]
    found = vars(kind).items()
    names = [name for name, part in found if isinstance(part, types.GetSetDescriptorType)]
    if not value or len(names) != len(value):
        return None
    return (
        names
        if all(getattr(value, n) == part for n, part in zip(names, value, strict=True))
        else None
    )


def public_attributes(value: Any) -> dict[str, Any]:
    """Return what an object holds under public names; properties are not called, methods left out.

    At most the first hundred.
    """
    own = getattr(value, "__dict__", None)
    names: dict[str, None] = dict.fromkeys(own if isinstance(own, Mapping) else ())
    for kind in type(value).__mro__[:-1]:
        names.update(
            dict.fromkeys(
                name for name, part in vars(kind).items() if isinstance(part, _FIELDS_IN_C)
            )
        )
    found: dict[str, Any] = {}
    for name in names:
        if not isinstance(name, str) or name.startswith("_"):
            continue
        part = _read(value, name)
        if not isinstance(part, _CODE):
            found[name] = part
        if len(found) >= _MAX_ATTRIBUTES:
            break
    return found


def _read(value: Any, name: str) -> Any:
    try:
        return getattr(value, name)
    # Fields that libraries keep in C may refuse to be read in any way they like.
    except Exception as error:  # noqa: BLE001
        return f"… ({type(error).__name__})"


def own_text(value: Any) -> str | None:
    """Return what an object says of itself, without addresses in memory; None if nothing.

    That is ``str`` where its class defines it, else ``repr`` where its class defines that.
    """
    kind: Any = type(value)
    if kind.__str__ is not object.__str__ and not isinstance(value, _WITHOUT_WORDS):
        try:
            return str(value)
        # Any code of the user's may run here.
        except Exception:  # noqa: BLE001
            return _ADDRESS.sub("", safe_repr(value))
    if kind.__repr__ is object.__repr__:
        return None
    text = _ADDRESS.sub("", safe_repr(value))
    bare = {f"<{kind.__module__}.{kind.__qualname__} object>", f"<{kind.__qualname__} object>"}
    return None if text in bare else text


def any_text(value: Any) -> str:
    """Return ``own_text``, or the name of the class between angle brackets; cut when long."""
    text = own_text(value)
    if text is None:
        text = _ADDRESS.sub("", safe_repr(value))
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"


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
        found = listed(value)
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


def standard(plain: Any) -> Any:
    """Replace what JSON has no word for: NaN and the infinities."""
    kind = type(plain)
    if kind is float:
        return plain if math.isfinite(plain) else None
    if kind is list:
        return [standard(item) for item in plain]
    if kind is dict:
        return {key: standard(item) for key, item in plain.items()}
    if kind is int and plain.bit_length() > 10_000:
        # Python refuses to write integers this long in decimal.
        return hex(plain)
    return plain
