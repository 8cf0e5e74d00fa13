"""What stands in a cell of a flag log, and that it can be read again."""

import csv
import io
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autoui.records.flag_cells import (
    folders_of,
    line_of,
    neutral,
    original,
    text_of,
    unique_columns,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (5, "5"),
        (5.0, "5"),
        (-4.0, "-4"),
        (-0.0, "-0.0"),
        (4.5, "4.5"),
        (999_999_999_999_999.0, "999999999999999"),
        (1e15, "1000000000000000.0"),
        (1e300, "1e+300"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        ("add", "add"),
        ([1, -2, "=x"], '[1, -2, "=x"]'),
        ({"a": -1}, '{"a": -1}'),
        ("-4.5", "-4.5"),
        ("+1e5", "+1e5"),
        ("=1+1", "'=1+1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'=x", "''=x"),
        ("'quoted'", "'quoted'"),
    ],
)
def test_values_as_cells(value: object, text: str) -> None:
    assert text_of(value) == text


def test_a_number_of_many_digits_is_written() -> None:
    assert int(text_of(-(10**5000)), 16) == -(10**5000)


@given(TEXT)
@example("'=")
@example("''=1")
@example("-")
@example("1\n")
def test_neutral_text_is_no_formula_and_can_be_undone(text: str) -> None:
    shown = neutral(text)
    assert original(shown) == text
    if shown[:1] in tuple("=@\t\r"):
        pytest.fail(f"{shown!r} is a formula")
    if shown[:1] in ("+", "-"):
        float(shown)


@given(st.lists(TEXT, min_size=2, max_size=5), st.lists(TEXT, min_size=2, max_size=5))
def test_rows_are_read_again(first: list[str], second: list[str]) -> None:
    text = (line_of(first) + line_of(second)).decode()
    assert list(csv.reader(io.StringIO(text, newline=""), strict=True)) == [first, second]
    assert line_of(first).count(b'"') % 2 == 0


def test_a_lone_surrogate_does_not_break_a_row() -> None:
    assert line_of(["\ud800", "b"]) == b"\\ud800,b\n"


@given(st.lists(st.integers() | st.floats(allow_nan=False) | TEXT))
def test_json_in_a_cell_is_json(value: list[object]) -> None:
    row = next(csv.reader(io.StringIO(line_of([text_of(value)]).decode(), newline="")))
    assert json.loads(row[0]) == value


def test_columns_have_names_of_their_own() -> None:
    labels = ["a", "a", "flag", "timestamp", "two\nlines", ""]
    assert unique_columns(labels) == ["a", "a_2", "flag_2", "timestamp_2", "two lines", "column"]


def test_folders_are_safe_and_differ() -> None:
    found = folders_of(["im", "IM", "../up", "a/up", "logs.csv", ".pending.json", "..", "con"])
    assert found == ["im", "IM_2", "up", "up_2", "_logs.csv", "pending.json", "file", "_con"]
