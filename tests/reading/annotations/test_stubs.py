"""Signatures and types from stub files."""

import datetime
import importlib
import inspect
import os
import sys
import types
import typing
from collections.abc import Iterable, Sequence
from numbers import Integral
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import typing_extensions

from autoui.errors import RefusedSignature
from autoui.reading.annotations.overloads import is_stub_only
from autoui.reading.annotations.stubs import Stubs
from autoui.reading.choosing.choose import Unfillable
from autoui.reading.choosing.rules import standard
from autoui.reading.field import UNKNOWN, Field
from autoui.reading.functions.signature import read


def parameters(module: str, path: str) -> dict[str, typing.Any]:
    stub = Stubs().find([(module, path)])
    assert stub is not None
    return {one.name: one.annotation for one in stub.parameters}


def test_functions_of_the_standard_library() -> None:
    assert parameters("colorsys", "rgb_to_hls") == {"r": float, "g": float, "b": float}
    assert parameters("datetime", "date.fromisoformat") == {"date_string": str}
    found = parameters("statistics", "quantiles")
    assert found["method"] == Literal["inclusive", "exclusive"]
    assert found["data"] == Iterable[float]


def test_a_name_that_another_stub_imports() -> None:
    assert "a" in parameters("bisect", "bisect_left")


def test_the_overload_with_the_most_parameters() -> None:
    stub = Stubs().find([("difflib", "get_close_matches")])
    assert stub is not None
    assert stub.source == "typeshed"
    assert [one.name for one in stub.parameters] == ["word", "possibilities", "n", "cutoff"]


def test_what_one_overload_says_too_narrowly_comes_from_the_others(package: Path) -> None:
    (package / "stubbed_one.pyi").write_text(
        "from typing import Literal, Protocol, overload\n"
        "class OnlyHere(Protocol): ...\n"
        "@overload\ndef f(a: None, b: Literal[False] = ..., c: int = 1) -> int: ...\n"
        "@overload\ndef f(a: str, b: Literal[True], c: int = 1) -> int: ...\n"
        "@overload\ndef g(a: str) -> int: ...\n"
        "@overload\ndef g(a: str, b: int) -> int: ...\n"
        "def h(a: str | OnlyHere, b: OnlyHere) -> int: ...\n"
    )
    importlib.import_module("stubbed_one")
    try:
        stubs = Stubs()
        found = {name: stubs.find([("stubbed_one", name)]) for name in "fgh"}
    finally:
        sys.modules.pop("stubbed_one")
    types = {
        name: [one.annotation for one in stub.parameters] for name, stub in found.items() if stub
    }
    assert types["f"] == [None | str, bool, int]
    assert types["h"] == [str, UNKNOWN]
    assert found["g"] is not None
    assert [one.default for one in found["g"].parameters] == [inspect.Parameter.empty, UNKNOWN]


def test_a_parameter_that_is_only_none_in_the_overload_takes_what_the_others_take() -> None:
    stub = Stubs().find([("collections", "Counter")])
    assert stub is not None
    assert stub.parameters[0].annotation == Iterable[Any] | None


def test_a_path_that_is_given_back_is_a_text() -> None:
    assert parameters("posixpath", "relpath") == {"path": str, "start": str | None}
    # A folder has to be there to be listed.
    assert parameters("os", "listdir")["path"] != str | None


def test_any_number_of_values_whose_types_nobody_tells() -> None:
    assert parameters("operator", "itemgetter") == {"items": UNKNOWN}


def test_an_alias_that_names_itself_holds_anything() -> None:
    found = parameters("builtins", "isinstance")["class_or_tuple"]
    assert found == type | types.UnionType | tuple[Any, ...]


def test_unions_keep_the_order_in_which_they_are_written(package: Path) -> None:
    (package / "stubbed_one.pyi").write_text(
        "def f(a: float | bytes | str) -> int: ...\ndef g(a: bytes | float | str) -> int: ...\n"
    )
    importlib.import_module("stubbed_one")
    try:
        stubs = Stubs()
        found = [stubs.find([("stubbed_one", name)]) for name in "fg"]
    finally:
        sys.modules.pop("stubbed_one")
    orders = [typing.get_args(one.parameters[0].annotation) for one in found if one]
    assert orders == [(float, bytes, str), (bytes, float, str)]


def test_what_only_stubs_define_is_what_it_describes(package: Path) -> None:
    (package / "stubbed_one.pyi").write_text(
        "from typing import Protocol, Sized, TypeVar\n"
        "from typing_extensions import Buffer\n"
        "T = TypeVar('T')\n"
        "class Data(Sized, Buffer, Protocol): ...\n"
        "class Readable(Protocol[T]):\n    def read(self) -> T: ...\n"
        "class Long(Protocol[T]):\n"
        "    def __len__(self) -> int: ...\n    def __getitem__(self, at: int) -> T: ...\n"
        "class Adds(Protocol):\n    def __add__(self, other: int) -> int: ...\n"
        "class Shaped(Protocol):\n    @property\n    def shape(self) -> tuple[int]: ...\n"
        "class Source(Protocol):\n    def readinto(self, into: bytearray) -> int: ...\n"
        "def f(a: Data, b: Readable[bytes], c: Long[int], d: Adds, e: Source, f: Shaped): ...\n"
    )
    importlib.import_module("stubbed_one")
    try:
        found = parameters("stubbed_one", "f")
    finally:
        sys.modules.pop("stubbed_one")
    assert found == {
        "a": typing_extensions.Buffer,
        "b": typing.IO[bytes],
        "c": Sequence[int],
        "d": UNKNOWN,
        "e": typing.BinaryIO,
        "f": np.ndarray,
    }


def test_a_protocol_of_objects_that_are_alive_is_refused() -> None:
    obj = parameters("dataclasses", "asdict")["obj"]
    assert is_stub_only(obj)
    assert obj.__name__ == "DataclassInstance"
    with pytest.raises(Unfillable, match="a DataclassInstance"):
        standard().component(Field(name="obj", type=obj, source="typeshed"))


def test_what_can_be_written_to_is_left_out_of_a_union() -> None:
    assert parameters("builtins", "print")["file"] is type(None)


def test_a_path_that_is_turned_into_a_text_need_be_no_file() -> None:
    assert parameters("os", "fsdecode") == {"filename": str}
    assert parameters("importlib.util", "cache_from_source")["path"] is str
    reads = parameters("dbm", "whichdb")["filename"]
    assert os.PathLike[str] in typing.get_args(reads)


def test_a_file_is_one_also_where_another_overload_takes_anything(package: Path) -> None:
    (package / "stubbed_one.pyi").write_text(
        "from os import PathLike\nfrom typing import Any, overload\n"
        "@overload\ndef f(file: str | PathLike[str], h: None = None) -> str: ...\n"
        "@overload\ndef f(file: Any, h: bytes) -> str: ...\n"
    )
    importlib.import_module("stubbed_one")
    try:
        found = parameters("stubbed_one", "f")["file"]
    finally:
        sys.modules.pop("stubbed_one")
    assert found == str | os.PathLike[str]


def test_any_number_of_values_of_several_kinds(package: Path) -> None:
    (package / "stubbed_one.pyi").write_text(
        "from typing import overload\n"
        "@overload\ndef f(*a: int) -> int: ...\n"
        "@overload\ndef f(a: str, /) -> int: ...\n"
        "@overload\ndef g(*a: int) -> int: ...\n"
        "@overload\ndef g(a: int, /) -> int: ...\n"
    )
    importlib.import_module("stubbed_one")
    try:
        assert parameters("stubbed_one", "f") == {"a": UNKNOWN}
        assert parameters("stubbed_one", "g") == {"a": int}
    finally:
        sys.modules.pop("stubbed_one")


def test_a_class_takes_by_place_what_it_says_itself() -> None:
    class Stamp(datetime.datetime):
        """A moment.

        Parameters
        ----------
        text : str, float
        hour : int
        """

        def __new__(cls, text, hour=None):  # type: ignore[no-untyped-def]
            return super().__new__(cls, 2000, 1, 1)

    found = {one.name: (one.type, one.source) for one in read(Stamp, Stubs()).fields}
    assert found["text"] == (str | float, "docstring")
    assert found["hour"] == (typing.SupportsIndex, "typeshed")


def test_a_stub_names_what_the_function_only_counts(package: Path) -> None:
    (package / "stubbed_one.pyi").write_text("def f(first: str, /, *rest: int) -> int: ...\n")
    (package / "stubbed_one.py").write_text("def f(*all, out=None):\n    return all\n")
    module = importlib.import_module("stubbed_one")
    try:
        found = read(module.f, Stubs(), ("stubbed_one", "f"))
    finally:
        sys.modules.pop("stubbed_one")
    assert [one.name for one in found.fields] == ["first", "rest"]


def test_an_abstract_class_is_refused() -> None:
    with pytest.raises(RefusedSignature, match="Integral is an abstract class"):
        read(Integral, Stubs())


def test_a_class_whose_new_hands_everything_on() -> None:
    class Graph:
        def __new__(cls, *args, backend=None, **kwargs):  # type: ignore[no-untyped-def]
            return super().__new__(cls)

        def __init__(self, edges: list[int], name: str = "") -> None:
            self.edges = edges

    found = read(Graph, Stubs()).fields
    assert [(one.name, one.type) for one in found] == [("edges", list[int]), ("name", str)]


def test_what_no_stub_knows() -> None:
    assert Stubs().find([("statistics", "no_such_name"), ("no_such_module", "f")]) is None
    assert Stubs().find([("statistics", "a.b.c.d")]) is None


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "stubbed_one.py").write_text("def f(a, b=None, **more):\n    return a\n")
    return tmp_path


def test_a_stub_beside_the_module(package: Path) -> None:
    (package / "stubbed_one.pyi").write_text(
        "from pathlib import Path\nfrom typing import TypeAlias\n"
        "Number: TypeAlias = int | float\n"
        "def f(a: Number, b: Path | None = ..., **more: int) -> list[str]: ...\n"
    )
    module = importlib.import_module("stubbed_one")
    try:
        found = read(module.f, Stubs(), ("stubbed_one", "f"))
    finally:
        sys.modules.pop("stubbed_one")
    assert [(one.name, one.type, one.source) for one in found.fields] == [
        ("a", int | float, "stub"),
        ("b", Path, "stub"),
        ("more", dict[str, int], "stub"),
    ]
    assert found.fields[1].optional
    assert found.results[0].type == list[str]


@pytest.mark.parametrize("place", ["built.py", "built.pyi", "built/__init__.pyi"])
def test_what_lies_beside_a_compiled_module(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = types.ModuleType("built")
    module.__file__ = str(tmp_path / "built.cpython-311-x86_64-linux-gnu.so")
    monkeypatch.setitem(sys.modules, "built", module)
    assert Stubs().find([("built", "f")]) is None
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text("def f(code: str, width: int = 88) -> str:\n    return code\n")
    assert parameters("built", "f") == {"code": str, "width": int}
    # A module in Python is no stub of itself.
    module.__file__ = str(tmp_path / "built.py")
    assert (Stubs().find([("built", "f")]) is None) == (place != "built.pyi")


def test_a_stub_package(package: Path) -> None:
    (package / "stubbed_two").mkdir()
    (package / "stubbed_two" / "__init__.py").write_text("def f(a):\n    return a\n")
    (package / "stubbed_two-stubs").mkdir()
    (package / "stubbed_two-stubs" / "__init__.pyi").write_text("def f(a: bool) -> int: ...\n")
    module = importlib.import_module("stubbed_two")
    try:
        found = read(module.f, Stubs(), ("stubbed_two", "f"))
    finally:
        sys.modules.pop("stubbed_two")
    assert (found.fields[0].type, found.fields[0].source) == (bool, "stub")


def test_a_broken_stub_is_no_stub(package: Path) -> None:
    (package / "stubbed_one.pyi").write_text("def f(a: int -> ...\n")
    module = importlib.import_module("stubbed_one")
    try:
        assert read(module.f, Stubs(), ("stubbed_one", "f")).fields[0].type is UNKNOWN
    finally:
        sys.modules.pop("stubbed_one")


def test_a_stub_that_imports_what_is_not_there_is_not_talked_of(
    package: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (package / "stubbed_one.pyi").write_text(
        "from elsewhere_missing import *\ndef f(a: int) -> int: ...\n"
    )
    importlib.import_module("stubbed_one")
    try:
        assert parameters("stubbed_one", "f") == {"a": int}
    finally:
        sys.modules.pop("stubbed_one")
    assert caplog.records == []


def test_reading_a_stub_imports_nothing() -> None:
    sys.modules.pop("wave", None)
    assert Stubs().find([("wave", "open")]) is not None
    assert "wave" not in sys.modules


def test_defaults_that_a_stub_hides() -> None:
    stub = Stubs().find([("builtins", "sorted")])
    assert stub is not None
    by_name = {one.name: one for one in stub.parameters}
    assert by_name["reverse"].default is False
    assert by_name["iterable"].default is inspect.Parameter.empty


def test_a_mapping_is_one_with_another_of_wider_keys() -> None:
    found = parameters("builtins", "str.maketrans")["x"]
    assert found == dict[str | int, Any] | str
