"""Columns made of Python values, NumPy arrays and data frames of any library."""

import datetime as dt
import enum
import json
import math
import uuid
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath
from typing import Any

import numpy as np

from autoui.formats.plain import own_text, plain_scalar, record_fields, standard, to_plain
from autoui.records.tables import Column, Look, Store

_SAFE = 2**53
_MOST_BITS = 10_000
_DAY_IN = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_MISSING_TYPES = frozenset({"NAType", "NaTType", "NoneType"})
_WORDS = (enum.Enum, uuid.UUID, PurePath, Fraction, complex)
_OWN = (dt.date, dt.time, Decimal)


def column_of(name: str, values: Sequence[Any], dtype: str = "") -> Column:
    """Make a column of Python values; what they are is found out.

    Args:
        name: What stands above it.
        values: One per row; None is missing.
        dtype: The name of their type, where it is known better than from the values.
    """
    kinds = set(map(type, values))
    if any(kind.__name__ in _MISSING_TYPES for kind in kinds):
        values = [None if type(v).__name__ in _MISSING_TYPES else v for v in values]
    if str in kinds and float in kinds:
        # Data frames mark a missing text by NaN.
        values = [None if type(v) is float and math.isnan(v) else v for v in values]
    column = _of_kinds(name, values)
    if column is None:
        plain = [_normal(v) for v in values]
        column = _of_kinds(name, plain) or _json_column(name, plain)
    return replace(column, dtype=dtype) if dtype else column


def _of_kinds(name: str, values: Sequence[Any]) -> Column | None:
    kinds = set(map(type, values)) - {type(None)}
    if not kinds:
        return text_column(name, values, dtype="null")
    if kinds <= {int, float} and float in kinds:
        return _float_column(name, values)
    if len(kinds) == 1:
        maker = _MAKERS.get(kinds.pop())
        return None if maker is None else maker(name, values)
    return None


def _normal(value: Any) -> Any:
    """Return a value as one of the types that have a column of their own, if it is like one."""
    if isinstance(value, dt.datetime):
        return _stamp(value)
    if isinstance(value, dt.timedelta):
        # Arithmetic on the class itself also takes what only a subclass knows (pandas' Timedelta).
        return dt.timedelta(days=value.days, seconds=value.seconds, microseconds=value.microseconds)
    if isinstance(value, _WORDS):
        return str(plain_scalar(value))
    if isinstance(value, np.generic) and value.dtype.kind in "Mm":
        return array_column("", np.asarray([value])).cell(0)
    if isinstance(value, _OWN):
        return value
    return _word(value) if plain_scalar(value) is value else plain_scalar(value)


def _word(value: Any) -> Any:
    """Return the text of an object that has no parts (a period, an interval); else itself."""
    if value is None or isinstance(value, (Mapping, Sequence, Set)) or hasattr(value, "__array__"):
        return value
    if isinstance(value, (int, float)) or record_fields(value) is not None:
        return value
    return own_text(value) or value


def _stamp(value: dt.datetime) -> dt.datetime:
    """Return a ``datetime`` for one of a subclass (``pandas.Timestamp``)."""
    return dt.datetime.combine(
        dt.date(value.year, value.month, value.day),
        dt.time(
            value.hour,
            value.minute,
            value.second,
            value.microsecond,
            tzinfo=value.tzinfo,
            fold=value.fold,
        ),
    )


# ------------------------------------------------------------------------------- from NumPy arrays


def array_column(
    name: str,
    array: Any,
    *,
    nulls: Any = None,
    dtype: str = "",
    zone: str = "",
) -> Column:
    """Make a column of a one-dimensional array.

    Args:
        name: What stands above it.
        array: Of any dtype.
        nulls: A boolean array, True where the value is missing.
        dtype: The name of the type; the array's own by default.
        zone: The time zone that instants, which are UTC then, are shown in.
    """
    shown = dtype or str(array.dtype)
    kind = array.dtype.kind
    if kind == "M":
        return _moment_column(name, array, nulls, shown, zone)
    if kind == "m":
        return _duration_column(name, array, nulls, shown)
    mask = _mask(nulls)
    if kind == "b":
        return _made(name, shown, "boolean", "boolean", array.astype(np.uint8), mask)
    if kind in "iuf" and array.dtype.itemsize <= 8:
        if array.dtype == np.float16:
            array = array.astype(np.float32)
        native = array.astype(array.dtype.newbyteorder("="), copy=False)
        return _made(name, shown, "number", "number", native, mask)
    if kind == "f":
        return _made(name, shown, "number", "number", array.astype(np.float64), mask)
    values = array.tolist()
    if kind == "S":
        values = [value.decode("utf-8", "replace") for value in values]
    if nulls is not None:
        values = [None if gone else value for value, gone in zip(values, nulls, strict=True)]
    return column_of(name, values, shown)


def _moment_column(name: str, array: Any, nulls: Any, dtype: str, zone: str) -> Column:
    unit, count = np.datetime_data(array.dtype)
    if unit not in _DAY_IN or count != 1:
        unit = "s" if unit in ("Y", "M", "W", "D", "h", "m") else "ns"
        array = array.astype(f"M8[{unit}]")
    missing = np.isnat(array) if nulls is None else np.isnat(array) | nulls
    counts = np.where(missing, 0, array.astype(np.int64))
    mask = _mask(missing)
    if not zone and not np.any(counts % _DAY_IN[unit]):
        days = counts // _DAY_IN[unit]
        return _made(name, dtype, "moment", "day", days, mask)
    column = _made(name, dtype, "moment", "instant", counts, mask)
    return replace(column, unit=unit, zone=zone)


def _duration_column(name: str, array: Any, nulls: Any, dtype: str) -> Column:
    unit, count = np.datetime_data(array.dtype)
    if unit not in _DAY_IN or count != 1:
        unit = "s" if unit in ("W", "D", "h", "m") else "ns"
        array = array.astype(f"m8[{unit}]")
    missing = np.isnat(array) if nulls is None else np.isnat(array) | nulls
    counts = np.where(missing, 0, array.astype(np.int64))
    return replace(_made(name, dtype, "text", "duration", counts, _mask(missing)), unit=unit)


def _made(
    name: str, dtype: str, look: Look, store: Store, array: Any, nulls: memoryview | None
) -> Column:
    array = np.ascontiguousarray(array)
    return Column(
        name=name,
        dtype=dtype,
        look=look,
        store=store,
        code=_code(array),
        data=_view(array),
        nulls=nulls,
    )


def _view(array: Any) -> memoryview:
    return memoryview(array)


def _code(array: Any) -> str:
    """Return the type of an array's items as ``struct`` writes it, independent of the platform."""
    kind, size = array.dtype.kind, array.dtype.itemsize
    return {"f": {4: "f", 8: "d"}, "i": {1: "b", 2: "h", 4: "i", 8: "q"}}.get(
        kind, {1: "B", 2: "H", 4: "I", 8: "Q"}
    )[size]


def _mask(nulls: Any) -> memoryview | None:
    if nulls is None or not np.any(nulls):
        return None
    return _view(np.ascontiguousarray(nulls, dtype=np.uint8))


# ----------------------------------------------------------------------------- from Python values


def _missing(values: Sequence[Any]) -> Any:
    """Return where values are None as a boolean array, or None if nowhere."""
    if not any(value is None for value in values):
        return None
    return np.fromiter((value is None for value in values), bool, len(values))


def _filled(values: Sequence[Any], fill: Any, nulls: Any) -> Sequence[Any]:
    return values if nulls is None else [fill if value is None else value for value in values]


def text_column(
    name: str,
    values: Sequence[str | None],
    *,
    dtype: str = "str",
    look: Look = "text",
    store: Store = "text",
) -> Column:
    """Make a column of texts."""
    nulls = _missing(values)
    texts = _filled(values, "", nulls)
    joined = "".join(texts)
    if joined.isascii():
        data = joined.encode()
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    else:
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        data = b"".join(encoded)
        lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
    return Column(
        name=name,
        dtype=dtype,
        look=look,
        store=store,
        code="B",
        data=memoryview(data),
        ends=_view(np.cumsum(lengths, dtype=np.int64)),
        nulls=_mask(nulls),
    )


def _json_column(name: str, values: Sequence[Any]) -> Column:
    texts = [None if value is None else _json_text(value) for value in values]
    return text_column(name, texts, dtype="object", look="json", store="json")


def _json_text(value: Any) -> str:
    return json.dumps(standard(to_plain(value)), ensure_ascii=False, separators=(", ", ": "))


def _bool_column(name: str, values: Sequence[Any]) -> Column:
    nulls = _missing(values)
    array = np.array(_filled(values, False, nulls), dtype=bool)  # noqa: FBT003
    return array_column(name, array, nulls=nulls, dtype="bool")


def _int_column(name: str, values: Sequence[Any]) -> Column:
    nulls = _missing(values)
    try:
        array = np.array(_filled(values, 0, nulls), dtype=np.int64)
    except OverflowError:
        if any(value is not None and value.bit_length() > _MOST_BITS for value in values):
            texts = [None if value is None else _long_text(value) for value in values]
            return text_column(name, texts, dtype="int")
        texts = [None if value is None else str(value) for value in values]
        return text_column(name, texts, dtype="int", look="number", store="integer")
    return array_column(name, array, nulls=nulls, dtype="int")


def _long_text(value: int) -> str:
    # Python refuses to write integers this long in decimal.
    return str(value) if value.bit_length() <= _MOST_BITS else hex(value)


def _float_column(name: str, values: Sequence[Any]) -> Column | None:
    if any(type(value) is int and abs(value) > _SAFE for value in values):
        return None
    nulls = _missing(values)
    array = np.array(_filled(values, 0.0, nulls), dtype=np.float64)
    return array_column(name, array, nulls=nulls, dtype="float")


def _datetime_column(name: str, values: Sequence[Any]) -> Column:
    zones = {value.tzinfo for value in values if value is not None}
    if len(zones) > 1:
        texts = [None if value is None else value.isoformat() for value in values]
        return text_column(name, texts, dtype="datetime", look="moment")
    zone = zones.pop()
    if zone is not None:
        values = [None if v is None else v.astimezone(dt.UTC).replace(tzinfo=None) for v in values]
    array = np.array(values, dtype="M8[us]")
    return array_column(name, array, dtype="datetime", zone="" if zone is None else str(zone))


def _date_column(name: str, values: Sequence[Any]) -> Column:
    return array_column(name, np.array(values, dtype="M8[D]"), dtype="date")


def _time_column(name: str, values: Sequence[Any]) -> Column:
    texts = [None if value is None else value.isoformat() for value in values]
    return text_column(name, texts, dtype="time", look="moment")


def _timedelta_column(name: str, values: Sequence[Any]) -> Column:
    return array_column(name, np.array(values, dtype="m8[us]"), dtype="timedelta")


def _decimal_column(name: str, values: Sequence[Any]) -> Column:
    texts = [None if value is None else str(value) for value in values]
    return text_column(name, texts, dtype="Decimal", look="number", store="decimal")


_MAKERS: Mapping[type, Callable[[str, Sequence[Any]], Column | None]] = {
    bool: _bool_column,
    int: _int_column,
    str: text_column,
    dt.datetime: _datetime_column,
    dt.date: _date_column,
    dt.time: _time_column,
    dt.timedelta: _timedelta_column,
    Decimal: _decimal_column,
}
