"""Tables: records, rows, arrays and data frames, of which the page asks window by window."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, Literal, Unpack

from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common
from autoui.components.dataframe_input import Form, Frame
from autoui.formats.cutting import WINDOW_ROWS, cut_window
from autoui.formats.frames import MAX_COLUMNS, frame_table, is_frame
from autoui.formats.plain import record_fields
from autoui.records.tables import TYPE, Table
from autoui.wire.values import Blob

Taken = Literal["pandas", "polars", "numpy", "array"]
_FORMS: Mapping[str, Form] = MappingProxyType(
    {"pandas": "frame", "polars": "frame", "numpy": "array", "array": "rows"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DataframeSpec(Spec):
    """What a table can be told.

    Attributes:
        headers: Names of the columns, where the value has none.
        type: What a function gets that takes it as an input: a data frame of ``"pandas"`` or
            ``"polars"``, a ``"numpy"`` array, or an ``"array"``: a list of rows.
    """

    headers: tuple[str, ...] = field(default=(), metadata=PYTHON_ONLY)
    type: Taken = field(default="pandas", metadata=PYTHON_ONLY)


class DataframeOptions(Common, total=False):
    """The keywords of ``Dataframe``; see ``DataframeSpec``."""

    headers: Sequence[str] | None
    type: Taken


class Dataframe(Component):
    """A table. As an input of an ``Interface`` it is pasted as text or given as a file.

    Args:
        value: A table to show at first.
        options: See ``DataframeSpec``.

    Raises:
        ValueError: A ``type`` that there is not.
    """

    kind = "table"

    def __init__(self, value: Any = None, **options: Unpack[DataframeOptions]) -> None:
        found = common(options, self)
        found["headers"] = tuple(found.get("headers") or ())
        if found.get("type", "pandas") not in _FORMS:
            raise ValueError(f"type is {found['type']!r}; it is one of {', '.join(_FORMS)}")
        super().__init__(DataframeSpec(value=value, **found))

    def as_input(self) -> Frame:
        """Return the component that a table is filled in with."""
        spec: DataframeSpec = self.spec
        shared = {item.name: getattr(spec, item.name) for item in fields(Spec)}
        polars = spec.type == "polars" or not find_spec("pandas")
        return Frame(
            **shared,
            library="polars" if polars else "pandas",
            form=_FORMS[spec.type],
            headers=spec.headers,
        )

    def encode(self, value: Any, scope: Scope) -> Blob:
        """Return a reference to the table, with its first rows.

        Raises:
            TypeError, ValueError: The value makes no table.
        """
        return table_blob(make_table(value, self.spec.headers), scope)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a reference to the table."""
        return {"type": "object"}


def table_blob(table: Table, scope: Scope) -> Blob:
    """Store a table; its first rows travel with the reference."""
    count = min(table.rows, WINDOW_ROWS)
    meta = {
        "rows": table.rows,
        "columns": [column.described() for column in table.columns],
        "index": list(table.index),
        "window": cut_window(table, range(count)),
        "csv": "table.csv",
    }
    return scope.keep_written(table.write, "table", TYPE, **meta)


def make_table(value: Any, headers: Sequence[str] = ()) -> Table:
    """Turn a value into a table.

    Args:
        value: A data frame or series of any library, an array of one or two dimensions, records
            (dicts, dataclasses, named tuples …), rows, or a dict of columns.
        headers: Names of the columns, where the value has none.

    Raises:
        TypeError, ValueError: The value makes no table.
    """
    if is_frame(value):
        return frame_table(value)
    if hasattr(value, "__array__") and hasattr(value, "shape"):
        return _array_table(value, headers)
    if isinstance(value, Mapping):
        return _dict_table(value)
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise TypeError(f"a {type(value).__name__} is no table; return records or a data frame")
    items = list(value)
    if not items:
        return _columns_table({name: [] for name in headers})
    records = [as_record(item) for item in items]
    if all(record is not None for record in records):
        return records_table([record or {} for record in records])
    return _rows_table(items, headers)


def as_record(item: Any) -> Mapping[Any, Any] | None:
    """Return a mapping, dataclass, named tuple … as a dict; None for anything else."""
    if type(item) is dict or isinstance(item, Mapping):
        return item
    return record_fields(item)


def records_table(records: Sequence[Mapping[Any, Any]]) -> Table:
    """Turn records into a table; the columns are their keys, in the order of first appearance."""
    names: dict[Any, None] = {}
    for record in records:
        if not names.keys() >= record.keys():
            names.update(dict.fromkeys(record))
    return _columns_table({name: [record.get(name) for record in records] for name in names})


def _columns_table(columns: Mapping[Any, Sequence[Any]]) -> Table:
    from autoui.formats.columns import column_of

    if len(columns) > MAX_COLUMNS:
        raise ValueError(
            f"a table of {len(columns):,} columns; at most {MAX_COLUMNS:,} can be shown"
        )
    made = [column_of(str(name), values) for name, values in columns.items()]
    rows = len(next(iter(columns.values()), ()))
    return Table(rows, made)


def _dict_table(value: Mapping[Any, Any]) -> Table:
    if {"headers", "data"} <= value.keys():
        return _rows_table(list(value["data"]), value["headers"])
    if value and all(getattr(items, "ndim", 0) == 1 for items in value.values()):
        return _arrays_table(value)
    columns = {
        name: list(items) if isinstance(items, Iterable) and not isinstance(items, str) else None
        for name, items in value.items()
    }
    lengths = {-1 if items is None else len(items) for items in columns.values()}
    if len(lengths) == 1 and -1 not in lengths:
        return _columns_table({name: items or [] for name, items in columns.items()})
    return records_table([value])


def _arrays_table(value: Mapping[Any, Any]) -> Table:
    import numpy as np

    from autoui.formats.columns import array_column

    arrays = {str(name): np.asarray(items) for name, items in value.items()}
    if len({len(array) for array in arrays.values()}) != 1:
        return records_table([value])
    columns = [array_column(name, array) for name, array in arrays.items()]
    return Table(len(next(iter(arrays.values()))), columns)


def _rows_table(rows: Sequence[Any], headers: Sequence[Any]) -> Table:
    if not all(isinstance(row, (list, tuple)) or hasattr(row, "__array__") for row in rows):
        rows = [[row] for row in rows]
        headers = headers or ["value"]
    width = max(map(len, rows), default=len(headers))
    names = [*map(str, headers), *map(str, range(len(headers), width))][: max(width, len(headers))]
    columns = [
        [row[position] if position < len(row) else None for row in rows]
        for position in range(len(names))
    ]
    from autoui.formats.columns import column_of

    made = [column_of(name, values) for name, values in zip(names, columns, strict=True)]
    return Table(len(rows), made)


def _array_table(value: Any, headers: Sequence[str]) -> Table:
    import numpy as np

    from autoui.formats.columns import array_column

    array = np.asanyarray(value)
    if array.dtype.names:
        return _structured_table(array.ravel())
    if array.ndim > 2:
        raise ValueError(f"an array of shape {array.shape} is no table; it has {array.ndim} axes")
    if array.ndim < 2:
        array = array.reshape(-1, 1)
        headers = headers or ["value"]
    if array.shape[1] > MAX_COLUMNS:
        raise ValueError(f"a table of {array.shape[1]:,} columns; at most {MAX_COLUMNS:,} go")
    labels = [*headers, *map(str, range(len(headers), array.shape[1]))][: array.shape[1]]
    hidden = np.ma.getmaskarray(array) if isinstance(array, np.ma.MaskedArray) else None
    plain = np.asarray(array)
    columns = [
        array_column(name, plain[:, i], nulls=None if hidden is None else hidden[:, i])
        for i, name in enumerate(labels)
    ]
    return Table(len(array), columns)


def _structured_table(array: Any) -> Table:
    from autoui.formats.columns import array_column, column_of

    parts = {name: array[name] for name in array.dtype.names}
    columns = [
        array_column(name, part) if part.ndim == 1 else column_of(name, part.tolist())
        for name, part in parts.items()
    ]
    return Table(len(array), columns)
