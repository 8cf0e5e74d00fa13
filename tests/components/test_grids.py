"""Arrays and tables as input, and folders."""

import io
from typing import Any

import numpy as np
import pandas
import polars
import pytest
from PIL import Image as Pillow

from autoui.components.array import Array, read_rows
from autoui.components.base import Component, Scope
from autoui.components.dataframe_input import Frame
from autoui.components.folder import Folder
from autoui.components.table import Dataframe
from autoui.errors import InvalidInputs
from autoui.wire.values import Source

NONE: Any = None


def faults(component: Component, value: Any) -> list[tuple[str, str]]:
    return [(problem.field, problem.message) for problem in component.check_given(value)]


def kept(scope: Scope, data: bytes, name: str) -> Any:
    return scope.keep(data, name, "application/octet-stream")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1, 2, 3", [1, 2, 3]),
        ("1\t2\n3\t4\n", [[1, 2], [3, 4]]),
        ("1;2.5", [1, 2.5]),
        ("1\n2\n3", [1, 2, 3]),
        ("1e3 -inf", [1000.0, float("-inf")]),
        ("a, b", None),
        ("", None),
    ],
)
def test_rows_of_numbers(text: str, rows: Any) -> None:
    assert read_rows(text) == rows


@pytest.mark.parametrize("plain", [[1, 2], [[1, 2], [3, 4]], 5, "1 2", Source("[[1], [2]]"), []])
def test_typed_numbers_become_an_array(plain: Any) -> None:
    component = Array(dtype="float64")
    assert faults(component, plain) == []
    made = component.decode(plain, NONE)
    assert made.dtype == np.float64
    assert made.ndim >= 1
    assert np.array_equal(component.decode(component.encode(made, NONE), NONE), made)


def test_a_tuple_that_documentation_calls_an_array_stays_one() -> None:
    component = Array(loose=True)
    assert component.decode(Source("(2, 2)"), NONE) == (2, 2)
    assert isinstance(component.decode(Source("[2, 2]"), NONE), np.ndarray)


def test_what_makes_no_array() -> None:
    assert faults(Array(), [[1, 2], [3]]) == [("", "must be numbers in rows of equal length")]
    assert faults(Array(dtype="int64"), ["a"]) == [("", "must be numbers that fit int64")]
    assert faults(Array(), {"a": 1}) == [("", "must be numbers, or rows of numbers")]
    assert faults(Array(as_array=False), [[1, 2], [3]]) == []


def test_lists_stay_lists_where_an_array_is_only_like_one() -> None:
    like = Array(as_array=False)
    assert like.decode([1, 2], NONE) == [1, 2]
    assert like.decode(Source("3"), NONE) == 3
    assert like.decode(Source("(1, 2)"), NONE) == (1, 2)


def numbers() -> bytes:
    sink = io.BytesIO()
    np.save(sink, np.arange(6).reshape(2, 3))
    return sink.getvalue()


def picture() -> bytes:
    sink = io.BytesIO()
    Pillow.new("L", (3, 2), 7).save(sink, "PNG")
    return sink.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "shape"),
    [
        (numbers(), "a.npy", (2, 3)),
        (b"1,2,3\n4,5,6\n", "a.csv", (2, 3)),
        (b"\xef\xbb\xbfx\ty\n1\t2\n", "a.tsv", (1, 2)),
        (b"1 2 3", "a.txt", (3,)),
        (picture(), "a.png", (2, 3)),
    ],
)
def test_files_that_hold_an_array(scope: Scope, data: bytes, name: str, shape: Any) -> None:
    assert Array(dtype="float64").decode(kept(scope, data, name), scope).shape == shape


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.csv"),
        (b"x,y\na,b\n", "a.csv"),
        (b"\x93NUMPY broken", "a.npy"),
        (b"PK\x03\x04 broken", "a.npz"),
        (b"\xff\xfe\x00", "a.txt"),
    ],
)
def test_files_that_hold_none(scope: Scope, data: bytes, name: str) -> None:
    with pytest.raises(InvalidInputs, match="is no array"):
        Array().decode(kept(scope, data, name), scope)


def test_no_object_is_unpickled(scope: Scope) -> None:
    sink = io.BytesIO()
    np.save(sink, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(InvalidInputs, match="is no array"):
        Array().decode(kept(scope, sink.getvalue(), "a.npy"), scope)


# -------------------------------------------------------------------------------------- tables

TABLE = pandas.DataFrame({"a": [1, 2], "b": ["x", "y"]})


@pytest.mark.parametrize(
    "plain", ["a,b\n1,x\n2,y", "a\tb\n1\tx\n2\ty", "a;b\n1;x\n2;y", TABLE.to_dict("records")]
)
def test_tables(plain: Any) -> None:
    assert faults(Frame(), plain) == []
    assert Frame().decode(plain, NONE).equals(TABLE)
    found = Frame(library="polars").decode(plain, NONE)
    assert isinstance(found, polars.DataFrame)
    assert found.to_dicts() == TABLE.to_dict("records")
    assert list(Frame(series=True).decode(plain, NONE)) == [1, 2]


def test_tables_of_files_and_defaults(scope: Scope) -> None:
    assert Frame().decode(kept(scope, b"a,b\n1,x\n2,y", "t.csv"), scope).equals(TABLE)
    records = TABLE.to_json(orient="records").encode()
    assert Frame().decode(kept(scope, records, "t.json"), scope).equals(TABLE)
    assert Frame().decode(Frame().encode(TABLE, scope), scope).equals(TABLE)
    sink = io.BytesIO()
    polars.from_dict({"a": [1, 2]}).write_parquet(sink)
    parquet = kept(scope, sink.getvalue(), "t.parquet")
    assert Frame(library="polars").decode(parquet, scope).to_dicts() == [{"a": 1}, {"a": 2}]
    assert faults(Frame(), kept(scope, b"", "t.exe"))[0][1].startswith("must be one of .csv")


def test_a_table_of_rows_as_input(scope: Scope) -> None:
    rows = [["Suit", 5000], ("Laptop", 800)]
    made = {
        type_: Dataframe(headers=["Item", "Cost"], type=type_, label="Assets").as_input()
        for type_ in ("pandas", "polars", "numpy", "array")
    }
    plain = made["pandas"].encode(rows, scope)
    assert plain == [{"Item": "Suit", "Cost": 5000}, {"Item": "Laptop", "Cost": 800}]
    assert made["pandas"].decode(plain, scope)["Cost"].sum() == 5800
    assert made["polars"].decode(plain, scope).columns == ["Item", "Cost"]
    assert made["numpy"].decode(plain, scope).tolist() == [list(row) for row in rows]
    assert made["array"].decode("Item,Cost\nSuit,5000", scope) == [["Suit", 5000]]
    assert made["array"].spec.label == "Assets"
    assert Frame().encode(np.array([[1, 2]]), scope) == [{"1": 1, "2": 2}]
    with pytest.raises(ValueError, match="type is 'list'; it is one of pandas, polars, numpy"):
        Dataframe(type="list")  # type: ignore[arg-type]


@pytest.mark.parametrize("plain", ["", 3, [1], {"a": 1}])
def test_what_is_no_table(plain: Any) -> None:
    assert faults(Frame(), plain) != []
    with pytest.raises(InvalidInputs, match="is no table"):
        Frame().decode(Source("x"), NONE)


# ------------------------------------------------------------------------------------- folders


def test_a_folder_arrives_with_its_folders(scope: Scope) -> None:
    one, two = kept(scope, b"1", "a.txt"), kept(scope, b"2", "a.txt")
    plain = [{"path": "a.txt", "file": one}, {"path": "sub/a.txt", "file": two}]
    assert faults(Folder(), plain) == []
    root = Folder().decode(plain, scope)
    assert {str(p.relative_to(root)): p.read_text() for p in root.rglob("*.txt")} == {
        "a.txt": "1",
        "sub/a.txt": "2",
    }
    assert root.is_relative_to(scope.directory)
    assert Folder().decode([one], scope) != root
    assert isinstance(Folder(as_text=True).decode([], scope), str)


@pytest.mark.parametrize(
    "path", ["../a", "/etc/passwd", "a/../../b", "a//b", "", "a\\..\\b", "a\0b", "x/" * 40 + "y"]
)
def test_paths_that_lead_out_of_a_folder(scope: Scope, path: str) -> None:
    blob = kept(scope, b"1", "a.txt")
    said = faults(Folder(), [{"path": path, "file": blob}])
    assert said == [("[0]", "has a path that is none inside a folder")]


def test_a_file_where_a_folder_is(scope: Scope) -> None:
    blob = kept(scope, b"1", "a.txt")
    plain = [{"path": "a", "file": blob}, {"path": "a/b", "file": blob}]
    with pytest.raises(InvalidInputs, match="a file and a folder of the name"):
        Folder().decode(plain, scope)
    assert faults(Folder(), [3]) == [("[0]", "must be a file")]


@pytest.mark.parametrize("library", ["pandas", "polars"])
@pytest.mark.parametrize("typed", ["[1, 1, 2]", "1, 1, 2", "1\n1\n2", "value\n1\n1\n2"])
def test_a_single_column_needs_no_name(library: Any, typed: str) -> None:
    component = Frame(series=True, library=library)
    plain = component.from_text(typed)
    assert faults(component, plain) == []
    assert list(component.decode(plain, NONE)) == [1, 1, 2]
    assert component.decode(["a", "b"], NONE).to_list() == ["a", "b"]
    assert component.props()["items"] is True
    assert faults(Frame(library=library), [1, 2]) != []
