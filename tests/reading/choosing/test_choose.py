"""Which component stands for which type."""

import datetime
import decimal
import enum
import io
import re
import sys
import types
import typing
import zoneinfo
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt
import pandas
import pytest
import typing_extensions
from PIL import Image

from autoui import placing
from autoui.components.base import Component
from autoui.components.number import Number
from autoui.components.slider import Slider
from autoui.components.text import Secret
from autoui.errors import RefusedSignature
from autoui.page.blocks import Blocks
from autoui.reading.annotations import hints
from autoui.reading.choosing.choose import Ask, Chooser, Unfillable, fill
from autoui.reading.choosing.rules import standard
from autoui.reading.docstrings.doctypes import ArrayLike
from autoui.reading.field import REQUIRED, UNKNOWN, Field


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class SecretStr:
    """What pydantic's type of that name is, as far as it is looked at."""

    def __init__(self, value: str) -> None:
        self.value = value


class Word(str):  # noqa: SLOT000
    """A text of its own."""


class _Words(type):
    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, str) and bool(instance)


class Worded(metaclass=_Words):
    """Any text that is not empty is one."""


class Flavour(str, enum.Enum):  # noqa: UP042 - the older form is what is tested
    SWEET = "sweet"


class Opaque:
    """What has no constructor that a page could fill in."""

    def __init__(self, alive: Callable[[], None]) -> None:
        self.alive = alive


class Interfaced(typing.Protocol):
    """What NumPy makes an array of."""

    @property
    def __array_interface__(self) -> dict[str, Any]: ...


@dataclass
class Record:
    size: int


def chosen(type_: Any, name: str = "x", default: Any = REQUIRED, doc: str = "") -> Component:
    simple = hints.simplify(type_)
    field = Field(
        name=name,
        type=simple.type,
        optional=simple.optional,
        meta=simple.meta,
        default=default,
        doc=doc,
        source="hint",
    )
    return standard().component(field)


@pytest.mark.parametrize(
    ("type_", "kind", "has"),
    [
        (int, "number", {"integer": True}),
        (float, "number", {"integer": False}),
        (bool, "switch", {}),
        (str, "text", {"lines": 1}),
        (Secret, "text", {"secret": True}),
        (decimal.Decimal, "text", {}),
        (Word, "text", {}),
        (Worded, "text", {}),
        (str | typing.IO[str], "union", {}),
        (bytes | bytearray | npt.NDArray[Any], "union", {}),
        (Literal["a", "b"], "choice", {"look": "segmented"}),
        (Literal["a"] | None, "choice", {"optional": True}),
        (Literal[True, False], "switch", {}),
        (Colour, "choice", {}),
        (Flavour, "choice", {}),
        (datetime.date, "moment", {"mode": "date"}),
        (datetime.time, "moment", {"mode": "time"}),
        (datetime.datetime, "moment", {"mode": "datetime"}),
        (Path, "file", {"type": "path"}),
        (bytes, "union", {}),
        (list[bytes], "file", {"many": True, "type": "bytes"}),
        (typing.BinaryIO, "file", {"type": "io"}),
        (typing.TextIO, "file", {"type": "text"}),
        (typing.IO[str], "file", {"type": "text"}),
        (io.BytesIO, "file", {"type": "io"}),
        (list[Path], "file", {"many": True}),
        (str | Path, "file", {}),
        (Image.Image, "image", {"type": "pil"}),
        (Image.Image | None, "image", {"optional": True}),
        (list[int], "listing", {}),
        (list[list[int]], "listing", {}),
        (tuple[int, ...], "listing", {"container": tuple}),
        (tuple[int, str], "pair", {"container": tuple}),
        (tuple[int, int], "listing", {"min_length": 2, "max_length": 2}),
        (tuple[int, np.ndarray], "audio", {"type": "numpy"}),
        (set[str], "listing", {"container": set}),
        (Sequence[float], "listing", {"container": list}),
        (Iterable[Any], "union", {}),
        (Sequence, "union", {}),
        (typing.Sequence, "union", {}),
        (Sequence[Hashable], "union", {}),
        (Iterable[str], "listing", {}),
        (list[Any], "listing", {}),
        (list[Literal["a", "b"]], "choice", {"many": True}),
        (set[Colour], "choice", {"many": True, "container": set}),
        (list, "listing", {}),
        (dict[str, int], "mapping", {}),
        (dict[int, str | None], "mapping", {}),
        (Mapping[str, int], "mapping", {}),
        (dict[str, Any], "mapping", {}),
        (dict, "any", {}),
        (Any, "any", {}),
        (int | str, "union", {}),
        (bool | int, "union", {}),
        (int | Any, "any", {}),
        (Literal["a", "b"] | str, "choice", {"custom": True}),
        (int | float, "number", {"integer": False}),
        (float | list[float], "union", {}),
        (np.ndarray, "array", {"as_array": True, "dtype": None}),
        (npt.NDArray[np.float64], "array", {"dtype": "float64"}),
        (npt.NDArray[np.integer[Any]], "array", {"dtype": "int64"}),
        (npt.ArrayLike, "array", {"as_array": False}),
        (npt.DTypeLike, "text", {}),
        (np.ndarray | list[float] | float, "array", {"as_array": False}),
        (np.ndarray | str, "union", {}),
        (np.complex128, "text", {}),
        (complex, "text", {}),
        (datetime.timedelta, "text", {"placeholder": "1h 30m"}),
        (datetime.tzinfo, "timezone", {}),
        (zoneinfo.ZoneInfo, "timezone", {}),
        (re.Pattern[str], "text", {}),
        (range, "text", {}),
        (slice, "text", {}),
        (pandas.DataFrame, "frame", {"library": "pandas"}),
        (pandas.Series, "frame", {"series": True}),
        (Record, "fieldset", {}),
        (Callable | Record, "fieldset", {}),
        (list[Record], "listing", {}),
        (np.float64, "number", {}),
        (np.int32, "number", {"integer": True}),
        (ArrayLike, "array", {"as_array": False}),
        (typing.SupportsFloat, "number", {}),
        (typing.Hashable, "any", {}),
        (typing_extensions.Buffer, "union", {}),
        (typing.SupportsBytes, "union", {}),
        (typing.Sized, "any", {}),
        (Interfaced, "array", {"as_array": True}),
        (np.ndarray | Opaque, "array", {"as_array": True}),
        (npt.ArrayLike | Opaque, "array", {"as_array": False}),
        (Hashable | np.ndarray | Opaque, "any", {}),
        (str | np.ndarray | Opaque, "array", {"as_array": True}),
    ],
)
def test_types(type_: Any, kind: str, has: dict[str, Any]) -> None:
    component = chosen(type_)
    assert component.kind == kind
    assert {name: getattr(component.spec, name) for name in has} == has
    assert component.spec.label == "X"


def test_a_class_or_several_is_refused() -> None:
    with pytest.raises(Unfillable):
        chosen(type | types.UnionType | tuple[Any, ...])


def test_a_secret_of_pydantic_is_typed_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    library = types.ModuleType("pydantic")
    library.SecretStr = SecretStr  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pydantic", library)
    assert chosen(SecretStr).spec.secret


@pytest.mark.parametrize(
    ("type_", "name", "default", "kind", "has"),
    [
        (str, "password", REQUIRED, "text", {"secret": True}),
        (str, "passwords", REQUIRED, "text", {"secret": False}),
        (str, "prompt", REQUIRED, "text", {"lines": 4}),
        (str, "a", "one\ntwo", "text", {"lines": 4}),
        (Path, "output", REQUIRED, "text", {"destination": True}),
        (str, "out_file", REQUIRED, "text", {"destination": True}),
        (Path, "folder", REQUIRED, "folder", {}),
        (str, "colour", REQUIRED, "color", {}),
        (str, "accent", "#ff8800", "color", {"value": "#ff8800"}),
        (str, "color", "red", "text", {}),
        (bytes, "data", b"abc", "union", {}),
        (np.ndarray, "image", REQUIRED, "image", {"as_array": True}),
        (UNKNOWN, "img", REQUIRED, "image", {}),
        (UNKNOWN, "token", REQUIRED, "text", {"secret": True}),
        (int, "a", None, "number", {"optional": True}),
    ],
)
def test_names_matter(type_: Any, name: str, default: Any, kind: str, has: dict[str, Any]) -> None:
    component = chosen(type_, name, default)
    assert component.kind == kind
    assert {key: getattr(component.spec, key) for key in has} == has


def at_least(low: float, high: float | None = None, **more: Any) -> Any:
    """Bounds in the words of a core dependency."""
    return msgspec.Meta(ge=low, le=high, **more)


@pytest.mark.parametrize(
    ("type_", "kind", "has"),
    [
        (Annotated[int, at_least(0, 10)], "slider", {"minimum": 0, "maximum": 10, "step": 1}),
        (Annotated[int, msgspec.Meta(gt=0, lt=10)], "slider", {"minimum": 1, "maximum": 9}),
        (Annotated[int, at_least(0, 5000)], "number", {"minimum": 0, "maximum": 5000}),
        (Annotated[float, at_least(0, 1)], "slider", {"minimum": 0, "maximum": 1}),
        (Annotated[float, msgspec.Meta(gt=0, lt=1)], "number", {"exclusive_minimum": 0}),
        (Annotated[float, at_least(0, 9, multiple_of=0.5)], "slider", {"step": 0.5}),
        (Annotated[float, at_least(0)], "number", {"minimum": 0}),
        (Annotated[int, at_least(0, 9), at_least(3, 7)], "slider", {"minimum": 3, "maximum": 7}),
        (Annotated[str, msgspec.Meta(min_length=2, max_length=5)], "text", {"max_length": 5}),
        (Annotated[str, msgspec.Meta(pattern="a+")], "text", {"pattern": "a+"}),
        (Annotated[list[int], msgspec.Meta(min_length=2)], "listing", {"min_length": 2}),
        (Annotated[int, msgspec.Meta(description="Help.")], "number", {"info": "Help."}),
        (Annotated[int, msgspec.Meta(title="Name")], "number", {"label": "Name"}),
        (Annotated[int, typing_extensions.Doc("Help.")], "number", {"info": "Help."}),
        (Annotated[int, "My label"], "number", {"label": "My label"}),
        (Annotated[int, Slider(0, 3)], "slider", {"maximum": 3, "label": "X"}),
        (Annotated[int, Number], "number", {"integer": False}),
    ],
)
def test_constraints(type_: Any, kind: str, has: dict[str, Any]) -> None:
    component = chosen(type_)
    assert component.kind == kind
    assert {key: getattr(component.spec, key) for key in has} == has


def test_a_default_outside_its_bounds_is_kept_and_typed() -> None:
    component = chosen(Annotated[int, at_least(0, 10)], default=50)
    assert component.kind == "number"
    assert component.spec.value == 50


def test_a_unit_in_the_help() -> None:
    assert chosen(float, doc="Swings per second (Hz).").spec.unit == "Hz"
    assert chosen(float, doc="The width [mm]. More.").spec.unit == "mm"
    assert chosen(float, doc="The width (optional).").spec.unit == ""


class Opaque:
    """A class that says nothing of how it is made."""


@dataclass
class Holder:
    what: Opaque


@pytest.mark.parametrize(
    "type_", [Callable, Callable[[int], int], type, type[int], Opaque, Callable | Opaque, Holder]
)
def test_what_nobody_can_fill_in(type_: Any) -> None:
    with pytest.raises(Unfillable):
        chosen(type_)
    field = Field(name="x", type=type_)
    with pytest.raises(RefusedSignature, match="f needs x, "):
        fill(standard(), field, "f")
    assert fill(standard(), Field(name="x", type=type_, default=None), "f") is None


def test_rules_of_ones_own_come_first() -> None:
    chooser = standard()

    def rule(ask: Ask) -> Component | None:
        return Slider(0, 1, **ask.common) if ask.field.name == "size" else None

    chooser.register(Record, rule)
    assert chooser.component(Field(name="size", type=Record)).kind == "slider"
    chooser.register_if(lambda type_: type_ is int, rule)
    assert chooser.component(Field(name="size", type=int)).kind == "number"
    chooser.register(int, rule)
    assert chooser.component(Field(name="size", type=int)).kind == "slider"
    assert standard().component(Field(name="size", type=int)).kind == "number"
    assert Chooser().component(Field(name="size")).kind == "any"


def test_choosing_places_nothing_on_an_open_page() -> None:
    with Blocks() as page:
        chosen(list[int])
        assert placing.here() is page
    assert page.children == []


def test_an_annotated_component_is_copied() -> None:
    mine = Slider(0, 3)
    first, second = chosen(Annotated[int, mine]), chosen(Annotated[int, mine])
    assert len({id(mine), id(first), id(second)}) == 3
    assert mine.spec.label is None


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


def test_a_number_with_a_member_as_default_is_a_choice_of_members() -> None:
    field = Field(name="level", type=int, default=Level.HIGH, source="hint")
    component = standard().component(field)
    assert component.kind == "choice"
    assert component.spec.value is Level.HIGH


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        (str | bytes, "text"),
        (str | re.Pattern[str], "text"),
        (str | Callable[[str], str], "text"),
        (str | bytes | None, "text"),
        (str | int, "union"),
        (str | list[str], "union"),
        (str | Path, "file"),
    ],
)
def test_text_or_what_nobody_can_type_is_text(type_: Any, kind: str) -> None:
    simple = hints.simplify(type_)
    field = Field(name="x", type=simple.type, optional=simple.optional, source="hint")
    assert standard().component(field).kind == kind


def test_truth_or_words_are_one_choice() -> None:
    component = chosen(bool | Literal["auto", "never"], default="auto")
    assert [one.value for one in component.spec.options] == [True, False, "auto", "never"]
    assert chosen(bool | Literal[1]).kind == "union"


def test_bytes_by_any_name_are_text_or_a_file() -> None:
    names = Iterable[typing.SupportsIndex], typing.SupportsBytes, typing_extensions.Buffer
    component = chosen(typing.Union[names])  # noqa: UP007
    assert [one["label"] for one in component.props()["branches"]] == ["File", "Text"]


def test_what_only_a_file_holds_stands_beside_any_other_value() -> None:
    frames = Iterable[pandas.DataFrame] | Mapping[Hashable, pandas.DataFrame]
    branches = chosen(frames).props()["branches"]
    assert [(one["kind"], one["label"]) for one in branches] == [
        ("listing", "List"),
        ("any", "Value"),
    ]


def test_a_table_or_a_column_of_one_is_one_table() -> None:
    assert chosen(pandas.DataFrame | pandas.Series).kind == "frame"


def test_a_slice_comes_last() -> None:
    branches = chosen(slice | int).props()["branches"]
    assert [one["label"] for one in branches] == ["Whole number", "Slice"]


def test_a_date_or_a_time_may_be_both() -> None:
    branches = chosen(datetime.date | datetime.time | None).props()["branches"]
    assert [one["label"] for one in branches] == ["Date and time", "Date", "Time"]


def test_a_kind_of_one_word_needs_nothing_further() -> None:
    branches = chosen(int | Literal["auto"]).props()["branches"]
    assert [(one["name"], one["start"]) for one in branches] == [
        ("int", None),
        ("Literal['auto']", "auto"),
    ]
    assert chosen(Literal["auto"] | int).blank() == {"branch": "Literal['auto']", "value": "auto"}
