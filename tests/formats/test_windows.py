# ruff: noqa: DTZ001
import datetime as dt
import math
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoui.components.base import Scope
from autoui.components.table import Dataframe
from autoui.formats.windows import TableReader
from autoui.records.tables import NoTable, open_table
from autoui.wire.page_server import Rows

KINDS = {
    "int": st.integers(-20, 20),
    "big": st.integers(-(2**70), 2**70),
    "float": st.floats(width=32) | st.integers(-3, 3).map(float),
    "text": st.text(alphabet="abAB é1ß\0", max_size=20),
    "long": st.text(alphabet="ab", min_size=30, max_size=45),
    "bool": st.booleans(),
    "date": st.dates(dt.date(1960, 1, 1), dt.date(2040, 1, 1)),
    "moment": st.datetimes(dt.datetime(1960, 1, 1), dt.datetime(2040, 1, 1)),
    "decimal": st.decimals(-5, 5, places=2),
    "duration": st.timedeltas(dt.timedelta(-2), dt.timedelta(2)),
}


@st.composite
def tables(draw):
    names = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=3))
    size = draw(st.integers(0, 12))
    columns = [
        draw(st.lists(st.none() | KINDS[name], min_size=size, max_size=size)) for name in names
    ]
    return names, columns


def stored(scope: Scope, columns) -> Path:
    value = {str(i): column for i, column in enumerate(columns)}
    return scope.blobs.path(Dataframe().encode(value, scope).id)


def absent(value) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def model_sorted(rows, position, direction):
    present = [row for row in rows if not absent(row[1][position])]
    missing = [row for row in rows if absent(row[1][position])]
    return sorted(present, key=lambda row: row[1][position], reverse=direction == "down") + missing


@settings(deadline=None, max_examples=80)
@given(table=tables(), direction=st.sampled_from(["up", "down"]), data=st.data())
def test_sorting_is_stable_with_missing_values_last(shared_scope: Scope, table, direction, data):
    names, columns = table
    position = data.draw(st.integers(0, len(names) - 1))
    path = stored(shared_scope, columns)
    got = TableReader().read_rows(path, Rows(request=1, table="", sort=(position, direction)))
    shown = open_table(path)
    rows = [(i, row) for i, row in enumerate(zip(*columns, strict=True))]
    expected = model_sorted(rows, position, direction)
    assert got["total"] == len(rows)
    assert repr(got["rows"]) == repr(shown.window([i for i, _ in expected]))


@settings(deadline=None, max_examples=80)
@given(table=tables(), text=st.text(alphabet="abAB é1s-.0:t\0", min_size=1, max_size=3))
def test_a_search_finds_what_a_person_reads_in_any_case(shared_scope: Scope, table, text):
    _, columns = table
    path = stored(shared_scope, columns)
    got = TableReader().read_rows(path, Rows(request=1, table="", search=text))
    everything = open_table(path)
    shown = everything.window(range(everything.rows))
    expected = [
        row
        for row in shown
        if any(cell is not None and text.casefold() in str(cell).casefold() for cell in row)
    ]
    assert repr(got["rows"]) == repr(expected)


SIGNS = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@settings(deadline=None, max_examples=100)
@given(
    name=st.sampled_from(["int", "float", "date", "moment", "decimal", "big", "text", "bool"]),
    sign=st.sampled_from(sorted(SIGNS)),
    data=st.data(),
)
def test_comparisons(shared_scope: Scope, name, sign, data):
    column = data.draw(st.lists(st.none() | KINDS[name], min_size=1, max_size=10))
    # A text is trimmed where it is typed, and an empty one asks for what is missing.
    usable = [
        v
        for v in column
        if not absent(v)
        and str(v).strip() == str(v) != ""
        and not (isinstance(v, float) and math.isinf(v))
    ]
    if not usable:
        return
    operand = data.draw(st.sampled_from(usable))
    if name == "text" and operand[0] in "=<>!":
        return
    written = operand.isoformat() if isinstance(operand, dt.date) else str(operand)
    path = stored(shared_scope, [column])
    got = TableReader().read_rows(
        path, Rows(request=1, table="", filters={"0": f"{sign} {written}"})
    )
    expected = [
        i for i, v in enumerate(column) if (sign == "!=" if absent(v) else SIGNS[sign](v, operand))
    ]
    assert repr(got["rows"]) == repr(open_table(path).window(expected))


@pytest.fixture
def path(scope: Scope) -> Path:
    return stored(
        scope,
        [
            [3, 1, None, 2],
            ["Anna", "bob", "ANNABEL", None],
            [dt.datetime(2024, 1, d, tzinfo=dt.UTC) for d in (1, 2, 3, 4)],
            [dt.timedelta(hours=h) for h in (1, 2, 3, 4)],
            [True, False, None, True],
            [Decimal("1.5"), Decimal("NaN"), Decimal(10), Decimal("9.5")],
        ],
    )


def numbers(path: Path, **query) -> list:
    rows = TableReader().read_rows(path, Rows(request=1, table="", **query))["rows"]
    return [row[1] for row in rows]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"1": "anna"}, ["Anna", "ANNABEL"]),
        ({"1": "= bob"}, ["bob"]),
        ({"1": "="}, [None]),
        ({"1": "!="}, ["Anna", "bob", "ANNABEL"]),
        ({"0": ">=2"}, ["Anna", None]),
        ({"0": ">= 1.5"}, ["Anna", None]),
        ({"0": "  "}, ["Anna", "bob", "ANNABEL", None]),
        ({"0": "1"}, ["bob"]),
        ({"2": "< 2024-01-03"}, ["Anna", "bob"]),
        ({"2": ">= 2024-01-03T01:00+01:00"}, ["ANNABEL", None]),
        ({"3": "> 7200"}, ["ANNABEL", None]),
        ({"4": "= true"}, ["Anna", None]),
        ({"5": "> 9"}, ["ANNABEL", None]),
        ({"0": "> 1", "1": "a"}, ["Anna"]),
        ({"0": "= 99999999999999999999999"}, []),
        ({"0": "< 1e400"}, ["Anna", "bob", None]),
    ],
)
def test_filters(path: Path, filters, found):
    assert numbers(path, filters=filters) == found


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"0": "> x"}, "no number"),
        ({"2": "> soon"}, "no date"),
        ({"4": "= maybe"}, "neither true"),
        ({"9": "a"}, "6 columns"),
        ({"x": "a"}, "6 columns"),
        ({"0": ">"}, "something to compare"),
        ({"0": "> nan"}, "no number"),
    ],
)
def test_filters_that_make_no_sense_say_why(path: Path, filters, message):
    with pytest.raises(ValueError, match=message):
        numbers(path, filters=filters)


def test_windows_are_clipped(path: Path):
    reader = TableReader()
    for start, count, expected in ((0, 2, 2), (3, 10, 1), (10, 5, 0), (-5, 2, 2), (0, -1, 0)):
        got = reader.read_rows(path, Rows(request=1, table="", start=start, count=count))
        assert len(got["rows"]) == expected
        assert got["total"] == 4
    with pytest.raises(ValueError, match="number 6"):
        reader.read_rows(path, Rows(request=1, table="", sort=(6, "up")))


def test_a_window_has_a_most(scope: Scope):
    path = stored(scope, [list(range(5_000))])
    got = TableReader().read_rows(path, Rows(request=1, table="", start=10, count=5_000))
    assert (len(got["rows"]), got["rows"][0], got["start"]) == (1_000, [10], 10)


def test_orders_are_remembered_and_forgotten_with_their_table(scope: Scope, monkeypatch):
    from autoui.formats import windows

    made = []
    original = windows.make_order
    monkeypatch.setattr(windows, "make_order", lambda *a: made.append(a[1]) or original(*a))
    first, second = stored(scope, [[2, 1]]), stored(scope, [[1, 2]])
    reader = TableReader(tables=1, orders=1)

    def ask(path, direction):
        return reader.read_rows(path, Rows(request=1, table="", sort=(0, direction)))["rows"]

    assert ask(first, "up") == ask(first, "up") == [[1], [2]]
    assert len(made) == 1
    ask(first, "down")
    assert ask(first, "up") == [[1], [2]]
    assert len(made) == 3
    assert ask(second, "up") == [[1], [2]]
    assert ask(first, "up") == [[1], [2]]
    assert len(made) == 5


def test_a_zone_counts_in_searches(scope: Scope):
    moments = [dt.datetime(2024, 6, 1, h, tzinfo=dt.UTC) for h in range(24)]
    import polars as pl

    frame = pl.DataFrame({"t": moments}, schema={"t": pl.Datetime("us", "Europe/Rome")})
    path = scope.blobs.path(Dataframe().encode(frame, scope).id)
    got = TableReader().read_rows(path, Rows(request=1, table="", search="T02:00"))
    assert got["rows"] == [["2024-06-01T02:00:00+02:00"]]
    assert TableReader().read_rows(path, Rows(request=1, table="", search="+02"))["total"] == 24


def test_other_files_are_no_tables(tmp_path: Path):
    for data in (b"", b"short", b"NOTATABLE" * 4, b"AUTOTBL1\x04\0\0\0{bad"):
        (tmp_path / "x").write_bytes(data)
        with pytest.raises(NoTable):
            open_table(tmp_path / "x")
