"""Data frames of any library, through narwhals; pandas' index levels come first."""

import sys
from collections.abc import Iterator
from typing import Any

from autoui.records.tables import Column, Table
from autoui.wire.values import printable

_LIBRARIES = frozenset(
    {
        *("pandas", "polars", "pyarrow", "modin", "cudf", "dask", "duckdb", "ibis"),
        *("pyspark", "sqlframe", "daft", "geopandas", "narwhals"),
    }
)
_NAMES = frozenset(
    {
        *("DataFrame", "Series", "LazyFrame", "Table", "RecordBatch", "DuckDBPyRelation"),
        *("GeoDataFrame", "GeoSeries", "ChunkedArray"),
    }
)
MAX_COLUMNS = 10_000
"""Columns of the widest table that is shown."""


def is_frame(value: Any) -> bool:
    """Tell whether a value is a data frame, a series, an index or groups of a frame.

    No library is imported.
    """
    if isinstance(value, type):
        return False
    return any(
        kind.__module__.partition(".")[0].lstrip("_") in _LIBRARIES
        and (kind.__name__ in _NAMES or kind.__name__.endswith(("Index", "GroupBy")))
        for kind in type(value).__mro__
    ) or _is_pandas_array(value)


def frame_table(value: Any) -> Table:
    """Turn a data frame or series into a table; groups of a frame into what describes each.

    Raises:
        TypeError: narwhals does not know the library.
        ValueError: It has too many columns.
    """
    if type(value).__name__.endswith("GroupBy"):
        # Polars describes no groups; how many rows each has is what it can say of all.
        value = value.describe() if _is_pandas_like(value) else value.len()
    if _is_pandas_like(value):
        return _pandas_table(value)
    import narwhals as nw

    frame = nw.from_native(value, allow_series=True)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, nw.Series):
        return Table(len(frame), [_column(frame.name or "value", frame)])
    _check_width(len(frame.columns))
    columns = [_column(name, frame.get_column(name)) for name in frame.columns]
    return Table(len(frame), columns)


def _check_width(count: int) -> None:
    if count > MAX_COLUMNS:
        raise ValueError(f"a table of {count:,} columns; at most {MAX_COLUMNS:,} can be shown")


# ---------------------------------------------------------------------------------------- pandas


def _is_pandas_like(value: Any) -> bool:
    return any(kind.__module__.partition(".")[0] == "pandas" for kind in type(value).__mro__)


def _is_pandas_array(value: Any) -> bool:
    return any(
        kind.__module__ in {"pandas.api.extensions", "pandas.core.arrays.base"}
        and kind.__name__ == "ExtensionArray"
        for kind in type(value).__mro__
    )


def _pandas_table(value: Any) -> Table:
    if _is_pandas_array(value):
        value = sys.modules["pandas"].Series(value)
    if type(value).__name__.endswith("Index"):
        many = value.nlevels > 1 or value.name is not None
        value = value.to_frame(index=False) if many else value.to_frame(index=False, name="value")
    elif value.ndim == 1:
        value = value.to_frame("value" if value.name is None else value.name)
    _check_width(value.shape[1])
    levels = list(_index_levels(value.index))
    # Columns are taken by position: their names may repeat, and need not be texts.
    columns = [
        _pandas_column(_name(label), value.iloc[:, position])
        for position, label in enumerate(value.columns)
    ]
    return Table(len(value), [*levels, *columns], [level.name for level in levels])


def _index_levels(index: Any) -> Iterator[Column]:
    plain = type(index).__name__ == "RangeIndex" and (index.start, index.step) == (0, 1)
    if plain and index.name is None:
        return
    for position in range(index.nlevels):
        level = index.get_level_values(position)
        fallback = "index" if index.nlevels == 1 else f"level_{position}"
        name = fallback if level.name is None else _name(level.name)
        yield _pandas_column(name, level.to_series())


def _pandas_column(name: str, series: Any) -> Column:
    import numpy as np

    from autoui.formats.columns import array_column, column_of

    dtype = series.dtype
    if isinstance(dtype, np.dtype) and dtype.kind != "O":
        # Without narwhals: it takes NaN for missing, which plain NumPy columns do not say.
        return array_column(name, series.to_numpy(), dtype=str(dtype))
    if str(dtype) in {"category", "object", "str"}:
        return column_of(name, series.tolist(), str(dtype))
    import narwhals as nw

    try:
        wrapped = nw.from_native(series, series_only=True)
    except TypeError:
        return column_of(name, series.tolist(), str(dtype))
    return _column(name, wrapped)


def _name(label: Any) -> str:
    if isinstance(label, tuple):
        return printable(" / ".join(str(part) for part in label if str(part)))
    return printable(str(label))


# -------------------------------------------------------------------------------------- narwhals


def _column(name: str, series: Any) -> Column:
    import narwhals as nw

    from autoui.formats.columns import array_column, column_of, text_column

    native = series.to_native()
    dtype = str(getattr(native, "dtype", None) or getattr(native, "type", series.dtype))
    kind = series.dtype
    if kind.is_float():
        return _filled(name, series, 0.0, dtype)
    if kind.is_integer() and kind not in (nw.Int128, nw.UInt128):
        return _filled(name, series, 0, dtype)
    if kind == nw.Boolean:
        return _filled(name, series, False, dtype)  # noqa: FBT003 - the value to fill with
    if kind in (nw.Categorical, nw.String) or kind == nw.Enum:
        texts = series.cast(nw.String).to_list()
        return (
            text_column(name, texts, dtype=dtype)
            if _are_texts(texts)
            else column_of(name, texts, dtype)
        )
    if kind == nw.Datetime:
        return _datetimes(name, series, dtype)
    if kind in (nw.Date, nw.Duration):
        array = series.to_numpy()
        if array.dtype.kind in "Mm":
            return array_column(name, array, dtype=dtype)
    return column_of(name, series.to_list(), dtype)


def _are_texts(values: list[Any]) -> bool:
    return set(map(type, values)) <= {str, type(None)}


def _filled(name: str, series: Any, fill: Any, dtype: str) -> Column:
    from autoui.formats.columns import array_column

    if not series.null_count():
        return array_column(name, series.to_numpy(), dtype=dtype)
    nulls = series.is_null().to_numpy().astype(bool)
    return array_column(name, series.fill_null(fill).to_numpy(), nulls=nulls, dtype=dtype)


def _datetimes(name: str, series: Any, dtype: str) -> Column:
    from autoui.formats.columns import array_column, column_of

    zone = series.dtype.time_zone or ""
    if zone:
        series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    array = series.to_numpy()
    if array.dtype.kind != "M":
        return column_of(name, array.tolist(), dtype)
    return array_column(name, array, dtype=dtype, zone=zone)
