"""Every form of parameter and every kind of callable, read."""

import collections
import datetime
import functools
import itertools
import random
import sys
import textwrap
import types
from collections.abc import Callable
from typing import Annotated, Any, Literal, NotRequired, TypedDict, Unpack, overload

import numpy as np
import pydantic
import pytest
import typer

from autoui.reading.annotations.stubs import Stubs
from autoui.reading.docstrings.docsignature import documented, listed
from autoui.reading.docstrings.docstring import parse
from autoui.reading.field import REQUIRED, UNKNOWN, Field
from autoui.reading.functions.composed import MethodCall
from autoui.reading.functions.signature import read


def fields(function: Any, path: str = "") -> dict[str, Field]:
    found_as = (getattr(function, "__module__", "builtins"), path) if path else None
    return {one.name: one for one in read(function, Stubs(), found_as).fields}


# ---------------------------------------------------------------------------------- parameters


class Size(TypedDict):
    """A size."""

    width: int
    height: NotRequired[float]


class Look(Size, total=False):
    """How it looks."""

    colour: Annotated[str, "The colour"]


def test_keywords_of_a_typed_dict_are_fields_of_their_own() -> None:
    def draw(name: str, **look: Unpack[Look]) -> None:
        """Draw.

        Args:
            name: What.
            colour: Of the pen.
        """

    found = fields(draw)
    assert {name: (one.type, one.passed, one.required) for name, one in found.items()} == {
        "name": (str, "either", True),
        "width": (int, "keyword", True),
        "height": (float, "keyword", False),
        "colour": (str, "keyword", False),
    }
    assert found["height"].default is UNKNOWN
    assert found["height"].optional
    assert (found["colour"].doc, found["colour"].meta) == ("Of the pen.", ("The colour",))


def test_any_keywords_are_one_mapping() -> None:
    def f(**more: float) -> None: ...

    def g(**more) -> None: ...  # type: ignore[no-untyped-def]

    assert fields(f)["more"].type == dict[str, float]
    assert fields(g)["more"].type == dict[str, Any]
    assert not fields(f)["more"].required


def test_keywords_that_a_stub_knows_are_fields_of_their_own() -> None:
    found = fields(textwrap.wrap, "wrap")
    assert (found["width"].default, found["drop_whitespace"].type) == (70, bool)
    assert found["drop_whitespace"].source == "typeshed"
    assert "kwargs" not in found


@overload
def either(a: int, mode: Literal["x"]) -> int: ...
@overload
def either(a: str, mode: Literal["y", "z"], more: bool = ...) -> str: ...
def either(a, mode, more=False):  # type: ignore[no-untyped-def]
    """Do."""
    return a


def test_of_overloads_the_widest_counts_with_the_kinds_of_all() -> None:
    found = fields(either)
    assert found["a"].type == str | int
    assert found["mode"].type == Literal["x", "y", "z"]
    assert (found["more"].type, found["more"].default, found["more"].source) == (
        bool,
        False,
        "hint",
    )
    assert read(either, Stubs()).results[0].type is UNKNOWN


def test_objects_that_hold_defaults() -> None:
    def f(
        a: int = pydantic.Field(3, ge=1),
        b: list[int] = pydantic.Field(default_factory=lambda: [1]),  # noqa: B008
        c: str = pydantic.Field(...),
        d: int = typer.Option(5, min=1),
        e: str = typer.Argument(...),
    ) -> None: ...

    found = fields(f)
    assert [one.default for one in found.values()] == [3, [1], REQUIRED, 5, REQUIRED]
    assert all(one.held for one in found.values())


def test_a_sentinel_shows_no_type() -> None:
    sentinel = object()

    def f(a=sentinel) -> None: ...  # type: ignore[no-untyped-def]

    assert fields(f)["a"].type is UNKNOWN
    assert read(f, Stubs()).signature == "f(a=…)"


def test_what_stands_after_a_parameter_that_is_left_out_goes_by_name() -> None:
    def f(a: int, _private: int = 1, b: int = 2) -> None: ...

    assert [one.by_place for one in fields(f).values()] == [True, False]


def test_a_signature_in_a_docstring() -> None:
    assert str(documented("f(a, b=1[, c[, d]]) -> int\n\nDo it.", "f")).startswith("(a: UNKNOWN")
    signature = documented("mod.f(a[, b])", "f")
    assert signature is not None
    assert list(signature.parameters) == ["a", "b"]
    assert signature.parameters["b"].default is UNKNOWN
    for text in (None, "", "g(a)", "f(a", "f(a, lambda)", "Do f(a)."):
        assert documented(text, "f") is None


# ---------------------------------------------------------------------------------- callables


class Scale:
    """A scale.

    Args:
        factor: By how much.
    """

    def __init__(self, factor: float, name: str = "it") -> None:
        self.factor = factor
        self.name = name

    def apply(self, values: list[float], /, *more: float, name: str = "x", **rest: int) -> Any:
        """Multiply."""
        return [self.factor * value for value in (*values, *more)], self.name, name, rest

    async def later(self) -> float:
        """Wait."""
        return self.factor

    @functools.lru_cache(maxsize=2)  # noqa: B019
    def cached(self, by: int) -> float:
        """Remember."""
        return self.factor * by

    @classmethod
    def of(cls, text: str) -> "Scale":
        """Make one."""
        return cls(float(text))


def test_a_method_asks_for_what_makes_its_object_first() -> None:
    call = MethodCall(Scale, "apply", Scale.apply)
    found = read(call, Stubs())
    assert [one.name for one in found.fields] == [
        "factor", "scale_name", "values", "more", "name", "rest",
    ]  # fmt: skip
    assert {one.passed for one in found.fields} == {"keyword"}
    assert found.fields[0].doc == "By how much."
    assert found.signature.startswith("apply(factor: float, scale_name: str = 'it', values: list")
    assert call(factor=2.0, scale_name="s", values=[1.0], more=(2.0,), name="n", rest={"k": 1}) == (
        [2.0, 4.0],
        "s",
        "n",
        {"k": 1},
    )
    assert call(factor=3.0, values=[1.0]) == ([3.0], "it", "x", {})


def test_how_a_method_runs() -> None:
    assert read(MethodCall(Scale, "later", Scale.later), Stubs()).kind == "async"
    cached = MethodCall(Scale, "cached", Scale.__dict__["cached"])
    assert [one.name for one in read(cached, Stubs()).fields] == ["factor", "name", "by"]
    assert cached(factor=2.0, by=4) == 8.0


def test_what_a_c_method_works_on_is_a_field() -> None:
    upper = fields(str.center, "str.center")
    assert {name: one.type for name, one in upper.items()}["str"] is str
    assert list(upper) == ["str", "width", "fillchar"]
    assert fields(datetime.date.isoformat)["date"].type is datetime.date


@pytest.mark.parametrize(
    ("function", "wanted"),
    [
        (Scale, ["factor", "name"]),
        (collections.OrderedDict, None),
        (functools.partial(Scale, 2.0), ["name"]),
        (functools.partial(Scale, factor=2.0), ["factor", "name"]),
        (Scale.of, ["text"]),
        (np.add, ["x1", "x2"]),
        (random.randint, ["a", "b"]),
        (itertools.accumulate, ["iterable"]),
        (sys.intern, ["string"]),
        (print, ["args", "sep", "end"]),
        (types.SimpleNamespace, None),
    ],
)
def test_callables_of_every_kind(function: Callable[..., Any], wanted: list[str] | None) -> None:
    found = list(fields(function))
    if wanted is not None:
        assert found[: len(wanted)] == wanted


def test_an_exception_takes_what_its_base_takes() -> None:
    class Failure(Exception):
        """It failed."""

    assert [one.passed for one in fields(Failure).values()] == ["var_positional"]


def test_a_signature_is_made_of_documented_parameters() -> None:
    entries = "Parameters\n----------\ncost : array\n    C.\nbig : bool (default: False)\n    B.\n"
    made = listed(parse(f"Solve it.\n\n{entries}").params)
    assert made is not None
    assert list(made.parameters) == ["cost", "big"]
    assert made.parameters["cost"].default is made.parameters["cost"].empty
    assert made.parameters["big"].default is UNKNOWN
    assert listed(parse("Solve it.").params) is None


def test_what_a_class_of_c_takes_over_is_found_in_the_stub_of_its_base() -> None:
    found = fields(datetime.datetime.fromisoformat)
    assert found["date_string"].type is str
