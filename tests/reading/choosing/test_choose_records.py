"""Records of every library, read as fields and made anew for every call."""

import dataclasses
import datetime as dt
import itertools
import queue
import re
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Generic, NamedTuple, TypedDict, TypeVar

import attrs
import msgspec
import polars as pl
import pydantic
import pytest
import typing_extensions

from autoui.components.base import Component, Scope
from autoui.components.deferred import Deferred
from autoui.errors import InvalidInputs
from autoui.reading.annotations.resolving import Hints
from autoui.reading.choosing import constraints, records
from autoui.reading.choosing.choose import Unfillable
from autoui.reading.choosing.rules import standard
from autoui.reading.field import REQUIRED, Field, Source
from autoui.records.blobs import BlobStore

T = TypeVar("T")


@dataclass
class Plain:
    """A size.

    Attributes:
        width: How wide (px).
    """

    width: Annotated[int, msgspec.Meta(ge=1)]
    height: int = 2
    tags: list[str] = field(default_factory=list)


class Tuple(NamedTuple):
    width: int
    height: int = 2


class Typed(TypedDict):
    width: int
    height: typing_extensions.NotRequired[int]


@attrs.define
class Attrs:
    width: int = attrs.field(validator=attrs.validators.ge(1))
    _height: int = 2


class Struct(msgspec.Struct):
    width: Annotated[int, msgspec.Meta(ge=1)]
    height: int = 2


class Model(pydantic.BaseModel):
    width: int = pydantic.Field(ge=1, description="How wide.")
    height: int = pydantic.Field(2, alias="tall")

    @pydantic.field_validator("width")
    @classmethod
    def is_not_odd(cls, value: int) -> int:
        if value % 2:
            raise ValueError("must be even")
        return value


ALL = [Plain, Tuple, Typed, Attrs, Struct, Model]


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    (tmp_path / "blobs").mkdir()
    return Scope(tmp_path, BlobStore(tmp_path / "blobs"))


def chosen(type_: Any, default: Any = REQUIRED, source: Source = "hint") -> Component:
    return standard().component(Field(name="x", type=type_, default=default, source=source))


@pytest.mark.parametrize("type_", ALL)
def test_every_kind_of_record(type_: Any, scope: Scope) -> None:
    component = chosen(type_)
    assert component.kind == "fieldset"
    assert [(part.name, part.required) for part in component.spec.parts][:2] == [
        ("width", True),
        ("height", False),
    ]
    assert not list(component.check({"width": 4, "height": 6}))
    made = component.decode({"width": 4, "height": 6}, scope)
    assert isinstance(made, dict if type_ is Typed else type_)
    assert component.encode(made, scope) | {"tags": []} == {"width": 4, "height": 6, "tags": []}


@pytest.mark.parametrize("type_", [Plain, Attrs, Struct, Model])
def test_a_default_of_its_own(type_: Any, scope: Scope) -> None:
    made = chosen(type_).decode({"width": 4}, scope)
    assert (made._height if type_ is Attrs else made.height) == 2


@pytest.mark.parametrize("type_", [Plain, Struct, Model])
def test_constraints_hold_before_the_record_is_made(type_: Any) -> None:
    said = [(p.field, p.message) for p in chosen(type_).check({"width": 0})]
    assert said == [(".width", "must be at least 1")]


@dataclass
class Strict:
    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low < 0:
            raise ValueError("low must not be negative")
        if self.low > self.high:
            raise ValueError("they are in the wrong order")


@pytest.mark.parametrize(
    ("type_", "plain", "path", "says"),
    [
        (Model, {"width": 3}, ".width", "must be even"),
        (Attrs, {"width": 0}, ".width", ">= 1"),
        (Strict, {"low": -1, "high": 2}, ".low", "low must not be negative"),
        (Strict, {"low": 3, "high": 2}, "", "they are in the wrong order"),
    ],
)
def test_what_a_record_refuses_stands_at_its_field(
    scope: Scope, type_: Any, plain: Any, path: str, says: str
) -> None:
    with pytest.raises(InvalidInputs) as caught:
        chosen(type_).decode(plain, scope)
    (problem,) = caught.value.problems
    assert problem.field == path
    assert says in problem.message


def test_faults_inside_nested_records(scope: Scope) -> None:
    @dataclass
    class Outer:
        models: list[Model]

    with pytest.raises(InvalidInputs) as caught:
        chosen(Outer).decode({"models": [{"width": 2}, {"width": 3}]}, scope)
    assert [p.field for p in caught.value.problems] == [".models[1].width"]


counted = itertools.count()


@dataclass
class Made:
    number: int = field(default_factory=lambda: next(counted))
    day: dt.date = field(default_factory=dt.date.today)
    size: Plain = field(default_factory=lambda: Plain(3))
    names: list[str] = field(default_factory=list)


def test_factories_make_anew_for_each_call(scope: Scope) -> None:
    component = chosen(Made)
    start = component.props()["start"]
    assert start == {"size": {"width": 3, "height": 2, "tags": []}, "names": []}
    one, two = component.decode(start, scope), component.decode(start, scope)
    assert one.number != two.number
    assert one.names is not two.names
    assert one.size == two.size == Plain(3)


def test_help_units_and_labels_of_fields() -> None:
    width = chosen(Plain).spec.parts[0].component
    assert (width.spec.label, width.spec.info, width.spec.unit) == ("Width", "How wide (px).", "px")
    assert chosen(Model).spec.parts[0].component.spec.info == "How wide."


@dataclass
class Tree:
    name: str
    children: "list[Tree]" = field(default_factory=list)


def test_a_record_inside_itself_is_typed_as_deep_as_it_goes(scope: Scope) -> None:
    component = chosen(Tree)
    inner = component.spec.parts[1].component.spec.item
    assert isinstance(inner, Deferred)
    plain = {"name": "a", "children": [{"name": "b", "children": [{"name": "c"}]}]}
    assert not list(component.check(plain))
    assert component.decode(plain, scope) == Tree("a", [Tree("b", [Tree("c")])])
    plain["children"][0]["children"][0]["name"] = 3  # type: ignore[index]
    assert [p.field for p in component.check(plain)] == [".children[0].children[0].name"]


def test_generic_records_and_init_variables(scope: Scope) -> None:
    @dataclass
    class Box(Generic[T]):
        held: T

    assert chosen(Box[int]).spec.parts[0].component.kind == "number"

    @dataclass
    class Seeded:
        seed: dataclasses.InitVar[int]
        value: int = dataclasses.field(init=False, default=0)

        def __post_init__(self, seed: int) -> None:
            self.value = seed * 2

    assert chosen(Seeded).decode({"seed": 4}, scope).value == 8


def test_defaults_that_cannot_be_shown_stay_with_the_function() -> None:
    with pytest.raises(Unfillable, match="default cannot be shown"):
        chosen(Plain, default=object())
    assert chosen(int | str, default=b"x").kind == "any"


def test_what_is_no_record() -> None:
    with pytest.raises(TypeError):
        records.read(int, Hints())
    assert not records.is_record(tuple[int, int])


def test_constraints_of_several_sources_are_intersected() -> None:
    found = constraints.read(
        [
            msgspec.Meta(multiple_of=4),
            msgspec.Meta(multiple_of=6),
            msgspec.Meta(pattern="a+"),
            msgspec.Meta(pattern="[ab]{2}"),
            pydantic.Field(ge=1, le=9),
            msgspec.Meta(ge=0, le=7),
        ]
    )
    assert (found.multiple_of, found.minimum, found.maximum) == (12, 1, 7)
    assert found.pattern is not None
    matching = [text for text in ("aa", "ab", "a", "bb") if re.fullmatch(found.pattern, text)]
    assert matching == ["aa"]


class Point:
    """A place.

    Args:
        x: How far east.
    """

    def __init__(self, x: float, y: float = 0, *, name: str = "here") -> None:
        """Be.

        Args:
            y: How far north.
        """
        if x < 0:
            raise ValueError("x must not be negative")
        self.x, self.y, self.name = x, y, name


class Way:
    def __init__(self, points: list[Point]) -> None:
        self.points = points


class Untold:
    def __init__(self, x) -> None:  # type: ignore[no-untyped-def]
        self.x = x


class Whatever:
    def __init__(self, x: Any) -> None:
        self.x = x


class Calling:
    def __init__(self, call: Callable[[int], int], x: int = 1) -> None:
        self.call, self.x = call, x


class Optionally:
    def __init__(self, x: int, call: Callable[[int], int] | None = None) -> None:
        self.x, self.call = x, call


class Many:
    def __init__(self, *x: int) -> None:
        self.x = x


class Endless:
    def __init__(self, further: "Endless") -> None:
        self.further = further


class Empty:
    def __init__(self) -> None:
        """Be made of nothing."""


def test_a_class_whose_making_is_typed(scope: Scope) -> None:
    component = chosen(Point)
    assert component.kind == "fieldset"
    parts = component.spec.parts
    assert [(one.name, one.required) for one in parts] == [
        ("x", True),
        ("y", False),
        ("name", False),
    ]
    assert [one.component.spec.info for one in parts] == ["How far east.", "How far north.", ""]
    made = component.decode({"x": 2}, scope)
    assert (type(made), made.x, made.y, made.name) == (Point, 2.0, 0, "here")
    assert component.encode(made, scope) == {"x": 2, "y": 0, "name": "here"}
    with pytest.raises(InvalidInputs) as caught:
        component.decode({"x": -1}, scope)
    assert [p.field for p in caught.value.problems] == [".x"]


class Spread:
    def __init__(self, mean=0.0, name="normal"):  # type: ignore[no-untyped-def]
        self.mean, self.name = mean, name


def test_defaults_tell_what_a_class_is_made_of(scope: Scope) -> None:
    component = chosen(Spread)
    assert [(one.name, one.component.kind) for one in component.spec.parts] == [
        ("mean", "number"),
        ("name", "text"),
    ]
    made = component.decode({"mean": 2}, scope)
    assert (made.mean, made.name) == (2.0, "normal")


def test_in_libraries_only_values_are_made() -> None:
    assert chosen(statistics.NormalDist, source="typeshed").kind == "fieldset"
    with pytest.raises(Unfillable):
        chosen(queue.Queue, source="typeshed")


def test_classes_inside_of_one_another(scope: Scope) -> None:
    made = chosen(Way).decode({"points": [{"x": 1}, {"x": 2, "y": 3}]}, scope)
    assert [(one.x, one.y) for one in made.points] == [(1, 0), (2, 3)]


@pytest.mark.parametrize(
    "type_", [Untold, Whatever, Calling, Optionally, Many, Endless, Empty, ValueError]
)
def test_a_class_of_which_a_part_cannot_be_filled_in(type_: Any) -> None:
    with pytest.raises(Unfillable):
        chosen(type_)


def test_a_class_that_has_a_field_of_its_own_stays_in_a_union() -> None:
    # Its `__init__` tells all types as well.
    assert records.is_made(pl.DataFrame)
    assert chosen(pl.DataFrame | pl.LazyFrame).kind == "frame"
    assert [one.component.kind for one in chosen(pl.DataFrame | str).spec.branches] == [
        "frame",
        "text",
    ]


def test_a_class_is_asked_for_only_where_it_has_to_be() -> None:
    assert chosen(str | Point).kind == "text"
    assert [branch.label for branch in chosen(Point | Way).spec.branches] == ["Point", "Way"]
    with pytest.raises(Unfillable):
        chosen(Point, Point(1))
