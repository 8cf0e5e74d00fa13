import datetime as dt
import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui.records.tables import (
    Column,
    Table,
    duration_text,
    find_zone,
    instant_text,
    open_table,
    shortest,
)


def column(name: str, values: list[int], **options) -> Column:
    data = memoryview(struct.pack(f"{len(values)}q", *values)).cast("q")
    return Column(
        name=name, dtype="int", look="number", store="number", code="q", data=data, **options
    )


def words(texts: list[str]) -> Column:
    data = [text.encode() for text in texts]
    ends = [sum(map(len, data[: i + 1])) for i in range(len(data))]
    packed = memoryview(struct.pack(f"{len(ends)}q", *ends)).cast("q")
    return Column(
        name="w",
        dtype="str",
        look="text",
        store="text",
        code="B",
        data=memoryview(b"".join(data)),
        ends=packed,
    )


def test_a_table_comes_back_from_disk(tmp_path):
    table = Table(
        3,
        [column("n", [1, -2, 3], nulls=memoryview(b"\0\1\0")), words(["a", "", "é,\n"])],
        ["n"],
    )
    with (tmp_path / "t").open("wb") as file:
        table.write(file)
    back = open_table(tmp_path / "t")
    assert (back.rows, back.index) == (3, ["n"])
    assert back.window(range(3)) == [[1, "a"], [None, ""], [3, "é,\n"]]
    assert [c.described() for c in back.columns] == [c.described() for c in table.columns]
    assert b"".join(back.csv()).decode() == 'n,w\r\n1,a\r\n,\r\n3,"é,\n"\r\n'


def test_an_empty_table(tmp_path):
    for table in (Table(0, []), Table(0, [words([])])):
        with (tmp_path / "t").open("wb") as file:
            table.write(file)
        back = open_table(tmp_path / "t")
        assert back.window(range(0)) == []
        assert b"".join(back.csv()).endswith(b"\r\n")


def test_a_column_of_numbers_is_no_text():
    with pytest.raises(TypeError, match="n is not stored as text"):
        column("n", [1]).text(0)


@given(moment=st.datetimes(), unit=st.sampled_from(["us", "ns"]))
def test_instants_are_iso(moment: dt.datetime, unit: str):
    micros = (moment - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)  # noqa: DTZ001
    text = instant_text(micros * (1000 if unit == "ns" else 1), unit, "")
    assert dt.datetime.fromisoformat(text) == moment


@given(moment=st.datetimes(min_value=dt.datetime(1900, 1, 1)), zone=st.timezone_keys())  # noqa: DTZ001
def test_instants_in_a_zone(moment: dt.datetime, zone: str):
    seconds = (moment - dt.datetime(1970, 1, 1)) // dt.timedelta(seconds=1)  # noqa: DTZ001
    text = instant_text(seconds, "s", zone)
    assert dt.datetime.fromisoformat(text).timestamp() == seconds


def test_zones():
    hours = dt.timedelta(hours=2)
    for name in ("+02:00", "UTC+02:00", "+0200"):
        assert find_zone(name).utcoffset(None) == hours
    for name in ("UTC", "Nowhere/City", "../../etc/passwd", "+x"):
        assert find_zone(name).utcoffset(None) in (dt.timedelta(), None)


def test_what_python_cannot_hold():
    assert instant_text(10**18, "s", "UTC") == "1000000000000000000 s since 1970"
    assert duration_text(10**18, "s") == "1000000000000000000 s"
    assert duration_text(-1, "ns") == "-1 day, 23:59:59.999999"


@given(value=st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_single_precision_is_shown_short(value: float):
    short = shortest(value)
    assert struct.pack("f", short) == struct.pack("f", value)
    assert len(repr(short)) <= len(repr(value))


def test_a_table_is_written_without_seeking():
    target = io.BytesIO()
    target.seekable = lambda: False
    Table(1, [column("n", [5])]).write(target)
    assert target.getvalue().startswith(b"AUTOTBL1")
