# ruff: noqa: DTZ001
import csv
import datetime as dt
import io
import math
import uuid
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoui.components.base import Scope
from autoui.components.table import Dataframe, make_table
from autoui.formats.columns import array_column, column_of
from autoui.formats.frames import is_frame
from autoui.records.tables import open_table
from autoui.wire.values import Blob, pack, unpack


class Colour(Enum):
    RED = 1


class Point(NamedTuple):
    x: int
    y: float


def cells(values, **options):
    column = column_of("c", values, **options)
    return [column.cell(row) for row in range(len(values))]


def same(one, other) -> bool:
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    return one == other and isinstance(one, bool) is isinstance(other, bool)


@settings(deadline=None, max_examples=40)
@given(
    values=st.one_of(
        *(
            st.lists(st.none() | kind, max_size=20)
            for kind in (
                st.booleans(),
                st.integers(),
                st.floats(),
                st.text(),
                st.integers(-5, 5),
                st.integers(0, 2**64 - 1),
                st.integers(-(2**53), 2**53) | st.floats(),
            )
        )
    )
)
def test_plain_cells_come_back(values):
    got = cells(values)
    if set(map(type, values)) - {type(None)} == {str, float}:
        return
    assert all(map(same, values, got))


@pytest.mark.parametrize(
    ("values", "expected", "look"),
    [
        ([True, None], [True, None], "boolean"),
        ([1, 2.5], [1.0, 2.5], "number"),
        ([2**70, -1, None], [2**70, -1, None], "number"),
        ([2**60, 0.5], [2**60, 0.5], "json"),
        ([math.nan, 1.0, None], [math.nan, 1.0, None], "number"),
        (["a", math.nan], ["a", None], "text"),
        (
            [dt.datetime(2024, 1, 2, 3, 4, 5, 600000), None],
            ["2024-01-02T03:04:05.6", None],
            "moment",
        ),
        (
            [dt.datetime(2024, 1, 2), dt.datetime(2024, 1, 3)],
            ["2024-01-02", "2024-01-03"],
            "moment",
        ),
        ([dt.datetime(2024, 1, 2, tzinfo=dt.UTC)], ["2024-01-02T00:00:00+00:00"], "moment"),
        (
            [dt.datetime(2024, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=2)))],
            ["2024-01-02T00:00:00+02:00"],
            "moment",
        ),
        (
            [dt.datetime(2024, 1, 2, 1), dt.datetime(2024, 1, 2, tzinfo=dt.UTC)],
            ["2024-01-02T01:00:00", "2024-01-02T00:00:00+00:00"],
            "moment",
        ),
        ([dt.date(1, 1, 1), dt.date(9999, 12, 31)], ["0001-01-01", "9999-12-31"], "moment"),
        ([dt.time(1, 2)], ["01:02:00"], "moment"),
        ([dt.timedelta(days=-1, seconds=1), None], ["-1 day, 0:00:01", None], "text"),
        ([Decimal("1.10"), None], ["1.10", None], "number"),
        ([Colour.RED], ["RED"], "text"),
        ([uuid.UUID(int=1), Path("a")], [str(uuid.UUID(int=1)), "a"], "text"),
        ([[1, {"a": None}], (2,), None], [[1, {"a": None}], [2], None], "json"),
        ([1, "a", True], [1, "a", True], "json"),
        ([None, None], [None, None], "text"),
        ([], [], "text"),
        ([np.float32(0.5), np.int8(1)], [0.5, 1.0], "number"),
        ([np.datetime64("2024-01-02")], ["2024-01-02"], "text"),
        ([pd.Timestamp("2024-01-02 03:04"), pd.NaT], ["2024-01-02T03:04:00", None], "moment"),
        ([pd.Timedelta("1h"), None], ["1:00:00", None], "text"),
        ([pd.NA, "x"], [None, "x"], "text"),
        (["\ud800", "é", ""], ["\ud800", "é", ""], "text"),
        ([b"ab"], ["b'ab'"], "text"),
    ],
)
def test_python_values(values, expected, look):
    assert all(map(same, cells(values), expected))
    assert column_of("c", values).look == look


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (np.array([1, 2], np.uint64), [1, 2]),
        (np.array([0.1], np.float32), [0.1]),
        (np.array([0.1], np.float16), [0.1]),
        (np.array([1], ">i4"), [1]),
        (np.array([1j]), ["1j"]),
        (np.array(["a", "é"]), ["a", "é"]),
        (np.array([b"a"]), ["a"]),
        (
            np.array(["2024-01-02T03:04:05.000000001", "NaT"], "M8[ns]"),
            ["2024-01-02T03:04:05.000000001", None],
        ),
        (np.array(["2024-01", "2025-02"], "M8[M]"), ["2024-01-01", "2025-02-01"]),
        (np.array([90, "NaT"], "m8[m]"), ["1:30:00", None]),
        (np.array([2**62], "M8[s]"), ["4611686018427387904 s since 1970"]),
        (np.arange(6).reshape(2, 3)[:, 1], [1, 4]),
    ],
)
def test_arrays(array, expected):
    column = array_column("c", array)
    got = [column.cell(row) for row in range(len(array))]
    if array.dtype == np.float16:
        assert got[0] == pytest.approx(0.1, abs=1e-4)
    else:
        assert got == expected


def table_of(value, scope: Scope, **options):
    blob = Dataframe(**options).encode(value, scope)
    stored = open_table(scope.blobs.path(blob.id))
    names = [column.name for column in stored.columns]
    assert [c["name"] for c in blob.meta["columns"]] == names
    assert unpack(pack(blob)).meta["rows"] == stored.rows
    rows = stored.window(range(stored.rows))
    assert len(blob.meta["window"]) == min(100, stored.rows)
    return names, rows, blob


def test_pandas_with_its_index(scope: Scope):
    frame = pd.DataFrame(
        {
            "x": [1.0, math.nan],
            "n": pd.array([1, None], dtype="Int64"),
            "f": pd.array([0.5, None], dtype="Float64"),
            "b": pd.array([True, None], dtype="boolean"),
            "s": ["a", None],
            "o": [[1], None],
            "c": pd.Categorical(["u", None]),
            "k": pd.Categorical([3, 4]),
            "t": pd.to_datetime(["2024-01-02 03:04:05.000000001", None]),
            "z": pd.to_datetime(["2024-07-02 10:00", None]).tz_localize("Europe/Rome"),
            "d": pd.to_timedelta(["1h", None]),
        },
        index=pd.Index(["one", "two"], name="key"),
    )
    names, rows, blob = table_of(frame, scope)
    assert names == ["key", *frame.columns]
    assert blob.meta["index"] == ["key"]
    assert rows[0] == [
        "one",
        1.0,
        1,
        0.5,
        True,
        "a",
        [1],
        "u",
        3,
        "2024-01-02T03:04:05.000000001",
        "2024-07-02T10:00:00+02:00",
        "1:00:00",
    ]
    assert math.isnan(rows[1][1])
    assert rows[1][2:8] == [None] * 6
    assert rows[1][9:] == [None] * 3
    looks = [c["look"] for c in blob.meta["columns"]]
    assert looks == [
        "text",
        "number",
        "number",
        "number",
        "boolean",
        "text",
        "json",
        "text",
        "number",
        "moment",
        "moment",
        "text",
    ]
    assert blob.meta["columns"][10]["dtype"].startswith("datetime64[")


def test_pandas_indexes(scope: Scope):
    several = pd.DataFrame(
        {"v": [1, 2]}, index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["k", None])
    )
    names, rows, blob = table_of(several, scope)
    assert names == ["k", "level_1", "v"]
    assert blob.meta["index"] == ["k", "level_1"]
    assert rows == [["a", 1, 1], ["b", 2, 2]]
    assert table_of(pd.DataFrame({"v": [1]}), scope)[0] == ["v"]
    assert table_of(pd.DataFrame({"v": [1, 2, 3]})[1:], scope)[0] == ["index", "v"]
    assert table_of(pd.DataFrame({"v": [1]}).rename_axis("row"), scope)[0] == ["row", "v"]


def test_odd_pandas_columns(scope: Scope):
    twice = pd.DataFrame([[1, 2, 3]], columns=["a", "a", 7])
    assert table_of(twice, scope)[:2] == (["a", "a", "7"], [[1, 2, 3]])
    grouped = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("x", "lo"), ("x", "hi")]))
    assert table_of(grouped, scope)[0] == ["x / lo", "x / hi"]
    assert table_of(pd.DataFrame(), scope)[:2] == ([], [])
    assert table_of(pd.DataFrame({"a": []}), scope)[:2] == (["a"], [])


def test_series_and_indexes(scope: Scope):
    assert table_of(pd.Series([1, 2], name="v"), scope)[:2] == (["v"], [[1], [2]])
    counted = pd.Series(["u", "u", "w"], name="letter").value_counts()
    assert table_of(counted, scope)[:2] == (["letter", "count"], [["u", 2], ["w", 1]])
    assert table_of(pd.Index([3, 4], name="i"), scope)[:2] == (["i"], [[3], [4]])
    assert table_of(pl.Series("s", [1, None]), scope)[:2] == (["s"], [[1], [None]])


def test_polars(scope: Scope):
    frame = pl.DataFrame(
        {
            "n": [1, None],
            "x": [math.nan, None],
            "s": ["a", None],
            "b": [True, None],
            "d": [dt.date(2024, 1, 2), None],
            "t": [dt.datetime(2024, 1, 2, 3), None],
            "z": [dt.datetime(2024, 7, 2, 8, tzinfo=dt.UTC), None],
            "l": [[1, 2], None],
            "q": [{"a": 1}, None],
            "e": [dt.timedelta(hours=1), None],
            "h": [dt.time(1, 2), None],
            "m": [Decimal("1.50"), None],
            "y": [b"ab", None],
        },
        schema_overrides={"n": pl.UInt8, "z": pl.Datetime("us", "Europe/Rome")},
    ).with_columns(c=pl.Series(["u", None], dtype=pl.Categorical))
    names, rows, _ = table_of(frame, scope)
    assert names == frame.columns
    assert math.isnan(rows[0][1])
    assert [rows[0][0], *rows[0][2:]] == [
        1,
        "a",
        True,
        "2024-01-02",
        "2024-01-02T03:00:00",
        "2024-07-02T10:00:00+02:00",
        [1, 2],
        {"a": 1},
        "1:00:00",
        "01:02:00",
        "1.50",
        "b'ab'",
        "u",
    ]
    assert rows[1] == [None] * len(names)
    assert table_of(frame.lazy(), scope)[1][0][0] == 1


def test_records_rows_and_columns(scope: Scope):
    assert table_of([{"a": 1}, {"b": "x"}, {}], scope)[:2] == (
        ["a", "b"],
        [[1, None], [None, "x"], [None, None]],
    )
    assert table_of([Point(1, 2.5)], scope)[:2] == (["x", "y"], [[1, 2.5]])
    assert table_of([[1, 2], (3,)], scope)[:2] == (["0", "1"], [[1, 2], [3, None]])
    assert table_of([[1, 2]], scope, headers=["a"])[0] == ["a", "1"]
    assert table_of([], scope, headers=["a", "b"])[:2] == (["a", "b"], [])
    assert table_of({"a": [1, 2], "b": ["x", "y"]}, scope)[1] == [[1, "x"], [2, "y"]]
    assert table_of({"a": 1, "b": "x"}, scope)[:2] == (["a", "b"], [[1, "x"]])
    assert table_of({"headers": ["h"], "data": [[1]]}, scope)[:2] == (["h"], [[1]])
    assert table_of([1, 2], scope)[:2] == (["value"], [[1], [2]])
    assert table_of(({"a": i} for i in range(2)), scope)[1] == [[0], [1]]


def test_arrays_as_tables(scope: Scope):
    assert table_of(np.array([[1, 2], [3, 4]]), scope)[:2] == (["0", "1"], [[1, 2], [3, 4]])
    assert table_of(np.array([1.5]), scope, headers=["v"])[:2] == (["v"], [[1.5]])
    structured = np.array([(1, "a")], dtype=[("n", "i4"), ("s", "U3")])
    assert table_of(structured, scope)[:2] == (["n", "s"], [[1, "a"]])
    with pytest.raises(ValueError, match="3 axes"):
        make_table(np.zeros((2, 2, 2)))


@pytest.mark.parametrize("value", ["abc", b"abc", 3, None])
def test_what_is_no_table(value):
    with pytest.raises(TypeError, match="no table"):
        make_table(value)


def test_a_table_too_wide_is_refused():
    for wide in (
        np.zeros((1, 10_001)),
        [dict.fromkeys(map(str, range(10_001)), 1)],
        pd.DataFrame(np.zeros((1, 10_001))),
    ):
        with pytest.raises(ValueError, match="10,000"):
            make_table(wide)


def test_the_window_fits_a_message_whatever_the_cells(scope: Scope):
    for value in (
        [{str(i): "é" * 3_000 for i in range(50)} for _ in range(120)],
        [dict.fromkeys(map(str, range(9_000)), "x" * 50) for _ in range(7)],
        [{"a": {"b": [[[[[[1]]]]]]}, "c": list(range(100_000)), "n": 10**2_000}] * 3,
    ):
        blob = Dataframe().encode(value, scope)
        assert len(pack(blob)) < 4 << 20


def test_frames_are_recognised_without_importing_anything():
    assert all(
        map(
            is_frame,
            [
                pd.DataFrame(),
                pd.Series(dtype=float),
                pd.Index([]),
                pl.DataFrame(),
                pl.Series(),
                pl.LazyFrame(),
            ],
        )
    )
    assert not any(
        map(is_frame, [1, [], {}, np.zeros(2), pd.DataFrame, pd.Timestamp(0), Blob("x")])
    )


def test_csv_holds_every_row(scope: Scope):
    rows = [
        {"n": i, "s": 'a "quoted", é\nline', "j": [1, {"a": None}], "none": None}
        for i in range(5_000)
    ]
    blob = Dataframe().encode(rows, scope)
    text = b"".join(open_table(scope.blobs.path(blob.id)).csv()).decode()
    parsed = list(csv.reader(io.StringIO(text, newline="")))
    assert parsed[0] == ["n", "s", "j", "none"]
    assert len(parsed) == 5_001
    assert parsed[5_000] == ["4999", 'a "quoted", é\nline', '[1, {"a": null}]', ""]


def test_words_of_pandas_are_read_as_people_write_them(scope: Scope):
    months = pd.period_range("2026-10", periods=2, freq="M")
    series = pd.Series([1, 2], index=months)
    assert make_table(series).window([0]) == [["2026-10", 1]]
    assert b"".join(make_table(series).csv()) == b"index,value\r\n2026-10,1\r\n2026-11,2\r\n"
    frame = pd.DataFrame({"month": months, "span": pd.interval_range(0, 2)})
    assert make_table(frame).window([1]) == [["2026-11", "(1, 2]"]]
    halves = pd.cut(pd.Series([1, 9]), 2, labels=["low", "high"])
    assert make_table(halves).window([0, 1]) == [["low"], ["high"]]
    assert make_table(pd.cut([0, 10], [0, 5, 10])).window([0, 1]) == [[None], ["(5.0, 10.0]"]]
    assert make_table(frame.dtypes).window([0]) == [["month", "period[M]"]]
    levels = pd.MultiIndex.from_product([["a"], months], names=["x", "y"])
    deep = pd.DataFrame([[1, 2]], columns=levels)
    assert [column.name for column in make_table(deep).columns] == ["a / 2026-10", "a / 2026-11"]
    assert make_table(deep.T).window([0]) == [["a", "2026-10", 1]]


def test_arrays_and_groups_of_frames(scope: Scope):
    assert make_table(pd.array([1, None])).window([0, 1]) == [[1], [None]]
    assert make_table(pd.Categorical(["a", None])).window([0, 1]) == [["a"], [None]]
    groups = make_table(pd.DataFrame({"k": ["a", "a", "b"], "n": [1, 3, 5]}).groupby("k"))
    names = [column.name for column in groups.columns]
    assert groups.window([0])[0][names.index("n / mean")] == 2
    counts = make_table(pl.DataFrame({"k": ["a", "a"]}).group_by("k"))
    assert counts.window([0]) == [["a", 2]]


def test_masked_arrays_have_missing_cells():
    array = np.ma.array([[1, 2], [3, 4]], mask=[[False, True], [False, False]])
    assert make_table(array).window([0, 1]) == [[1, None], [3, 4]]


def test_names_of_columns_can_always_be_shown():
    names = [
        column.name for column in make_table(pd.DataFrame({"c\ud800": [1], ("a", 2): [3]})).columns
    ]
    assert names == ["c\\ud800", "a / 2"]
