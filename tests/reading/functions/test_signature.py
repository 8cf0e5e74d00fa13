"""Functions of every form, read."""

import functools
import statistics
import textwrap
from typing import Annotated, Any, Literal, LiteralString, NamedTuple

import PIL.ImageOps
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from autoui.errors import RefusedSignature
from autoui.reading.annotations.stubs import Stubs
from autoui.reading.field import REQUIRED, UNKNOWN, Reading
from autoui.reading.functions.callables import kind_of, name_of
from autoui.reading.functions.signature import read


def reading(function: Any, path: str = "") -> Reading:
    found_as = (function.__module__, path) if path else None
    return read(function, Stubs(), found_as)


def sources(function: Any) -> dict[str, tuple[Any, str]]:
    return {one.name: (one.type, one.source) for one in reading(function).fields}


def test_where_a_type_comes_from() -> None:
    def f(hinted: int, documented, defaulted=2.5, nothing=None):  # type: ignore[no-untyped-def]
        """Do.

        Args:
            documented (list of int): Some.
        """

    assert sources(f) == {
        "hinted": (int, "hint"),
        "documented": (list[int], "docstring"),
        "defaulted": (float, "default"),
        "nothing": (UNKNOWN, "none"),
    }


def test_a_private_parameter_keeps_its_default() -> None:
    def f(a: int, _cache: bool = True, _needed: int = 1) -> None: ...

    found = reading(f)
    assert [one.name for one in found.fields] == ["a"]
    assert [one.name for one in found.left] == ["_cache", "_needed"]
    assert found.signature == "f(a: int)"


def test_a_literal_string_is_text() -> None:
    def f(a: LiteralString, b: LiteralString | None = None) -> None: ...

    assert sources(f) == {"a": (str, "hint"), "b": (str, "hint")}


def test_the_hint_wins_over_the_docstring_but_its_choices_narrow_it() -> None:
    def f(a: int, mode: str = "x", other: str = "elsewhere") -> None:
        """Do.

        Args:
            a (str): Said to be text.
            mode ({'x', 'y'}): One of two.
            other ({'x', 'y'}): Its default is none of them.
        """

    assert sources(f) == {
        "a": (int, "hint"),
        "mode": (Literal["x", "y"], "docstring"),
        "other": (str, "hint"),
    }


def test_kinds_of_parameters() -> None:
    def f(a: int, /, b: int, *rest: str, c: int = 3, **more: int) -> None: ...

    found = reading(f)
    assert [(one.name, one.passed, one.required) for one in found.fields] == [
        ("a", "positional", True),
        ("b", "either", True),
        ("rest", "var_positional", False),
        ("c", "keyword", False),
        ("more", "var_keyword", False),
    ]
    assert found.fields[2].type == list[str]
    assert (found.fields[4].type, found.fields[4].default) == (dict[str, int], {})
    assert found.signature == "f(a: int, /, b: int, *rest: str, c: int = 3, **more: int)"


class Machine:
    """A machine."""

    def __init__(self, size: int = 1) -> None:
        """Make it.

        Args:
            size: How large.
        """
        self.size = size

    def run(self, speed: float) -> float:
        """Run it."""
        return speed * self.size

    @staticmethod
    def stop(hard: bool) -> None:
        """Stop it."""

    @classmethod
    def make(cls, size: int) -> "Machine":
        """Make one."""
        return cls(size)

    def __call__(self, times: int) -> int:
        """Work."""
        return times


@pytest.mark.parametrize(
    ("function", "name", "fields"),
    [
        (Machine().run, "run", ["speed"]),
        (Machine.stop, "stop", ["hard"]),
        (Machine.make, "make", ["size"]),
        (Machine(), "Machine", ["times"]),
        (Machine, "Machine", ["size"]),
        (functools.partial(Machine().run, 2.0), "run", []),
        (functools.partial(textwrap.shorten, width=10), "shorten", None),
        (lambda a, b=1: a, "fn", ["a", "b"]),
        (len, "len", ["obj"]),
        (max, "max", None),
    ],
)
def test_forms_of_callables(function: Any, name: str, fields: list[str] | None) -> None:
    found = reading(function)
    assert found.name == name
    if fields is not None:
        assert [one.name for one in found.fields] == fields


def test_the_documentation_of_a_class_is_that_of_its_constructor_too() -> None:
    assert reading(Machine).fields[0].doc == "How large."


def test_a_decorated_function_keeps_its_signature() -> None:
    def decorate(function: Any) -> Any:
        @functools.wraps(function)
        def inner(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return inner

    @decorate
    def f(a: int) -> int:
        """Sum."""
        return a

    assert sources(f) == {"a": (int, "hint")}


def test_what_goes_by_place_is_told_by_its_place_in_the_documentation() -> None:
    def hidden(x1: Any, x2: Any, /, *, order: str = "K") -> Any:
        """Compare.

        Parameters
        ----------
        left : array_like
            What is compared.
        right : array_like
            What it is compared with.
        order : str
            How.
        """

    def listed(arrays: Any, /, axis: int = 0) -> Any:
        """Join.

        Parameters
        ----------
        a1, a2, ... : array_like
            What is joined.
        axis : int
            Along which.
        """

    def named(x1: Any, x2: Any, /) -> Any:
        """Compare.

        Parameters
        ----------
        x2 : array_like
            What is compared.
        other : array_like
            What it is compared with.
        """

    def words(function: Any) -> dict[str, str]:
        return {one.name: one.doc for one in read(function, Stubs()).fields}

    assert words(hidden) == {
        "x1": "What is compared.",
        "x2": "What it is compared with.",
        "order": "How.",
    }
    assert words(listed) == {"arrays": "", "axis": "Along which."}
    assert words(named) == {"x1": "", "x2": "What is compared."}


def test_kinds_of_running() -> None:
    async def a() -> None: ...
    async def ag() -> Any:
        yield 1

    def g() -> Any:
        yield 1

    class Callable:
        async def __call__(self) -> None: ...

    assert [kind_of(f) for f in (a, ag, g, len, functools.partial(a), Callable())] == [
        "async",
        "async_generator",
        "generator",
        "plain",
        "async",
        "async",
    ]


def test_objects_as_defaults() -> None:
    class FieldInfo:
        """What pydantic's `Field()` gives, as far as it is looked at."""

        def __init__(self, default: Any) -> None:
            self.default = default

    FieldInfo.__module__ = "pydantic.fields"

    def f(
        a: int = typer.Option(3, help="The size.", min=1),
        b: str = FieldInfo("x"),  # type: ignore[assignment]
        c: int = FieldInfo(...),  # type: ignore[assignment]
    ) -> None: ...

    found = {one.name: one for one in reading(f).fields}
    assert found["a"].default == 3
    assert found["b"].default == "x"
    assert found["c"].default is REQUIRED


def test_title_and_texts() -> None:
    def long_name(a: int) -> int:
        """Toy Calculator.

        What it does.

        And more.

        Returns:
            The answer.

        Raises:
            errors.OddError: Sometimes.
        """
        return a

    found = reading(long_name)
    assert (found.title, found.summary, found.body) == (
        "Toy Calculator",
        "What it does.",
        "And more.",
    )
    assert found.gives == "The answer."
    assert found.raises == {"OddError"}


def test_a_secret_default_is_not_in_the_signature() -> None:
    def f(token: str = "hunter2") -> None: ...

    assert "hunter2" not in reading(f).signature


def test_real_functions() -> None:
    found = reading(PIL.ImageOps.autocontrast)
    assert found.fields[0].type is Image.Image
    assert found.results[0].type is Image.Image
    assert reading(statistics.quantiles).fields[1].source == "typeshed"
    shorten = {one.name: one for one in reading(textwrap.shorten, "shorten").fields}
    assert list(shorten)[:2] == ["text", "width"]
    # Python says `**kwargs`, typeshed what they are.
    placeholder = shorten["placeholder"]
    assert (placeholder.type, placeholder.default, placeholder.passed) == (str, " [...]", "keyword")


def test_what_has_no_signature_anywhere() -> None:
    class Odd:
        __signature__ = "no signature"
        __text_signature__ = None

        def __call__(self, *args: Any) -> None: ...

        __call__.__signature__ = "no signature"  # type: ignore[attr-defined]

    with pytest.raises(RefusedSignature, match="does not tell its parameters"):
        reading(Odd())


def test_a_compiled_class_that_says_it_is_of_the_package() -> None:
    import pandas

    found = {one.name: one.source for one in reading(pandas.Interval, "Interval").fields}
    assert found == {"left": "stub", "right": "stub", "closed": "stub"}


def test_a_default_whose_repr_fails() -> None:
    class Bad:
        def __repr__(self) -> str:
            raise ValueError

    def f(a: Any = Bad()) -> None: ...  # noqa: B008

    assert reading(f).signature == "f(a: Any = …)"


class Pair(NamedTuple):
    low: int
    high: "str"


def test_several_results() -> None:  # noqa: C901
    def pair() -> Pair: ...  # type: ignore[empty-body]
    def two() -> tuple[int, str]:
        width = 1
        return width, "x"

    def unknown():  # type: ignore[no-untyped-def]
        if unknown:
            return 0, b  # noqa: F821
        return a, b  # noqa: F821

    def disagree(x):  # type: ignore[no-untyped-def]
        if x:
            return 1
        return 1, 2

    def documented(x):  # type: ignore[no-untyped-def]
        """Do.

        Returns
        -------
        out : int
            One.
        bins : list of int
            Two.
        """
        return x

    def nested(x):  # type: ignore[no-untyped-def]
        def inner():  # type: ignore[no-untyped-def]
            return 1, 2

        return inner

    def names(function: Any) -> list[str]:
        return [one.name for one in reading(function).results]

    assert names(pair) == ["low", "high"]
    assert [one.type for one in reading(pair).results] == [int, str]
    assert names(two) == ["width", ""]
    assert names(unknown) == ["a", "b"]
    assert names(disagree) == [""]
    assert names(nested) == [""]
    assert names(documented) == ["out", "bins"]
    assert reading(documented).certain is False
    assert reading(two).certain is True


def test_what_a_generator_yields_counts() -> None:
    from collections.abc import AsyncIterator, Iterator

    def g() -> Iterator[tuple[int, str]]:
        yield 1, ""

    async def ag() -> AsyncIterator[float]:
        yield 1.0

    assert [one.type for one in reading(g).results] == [int, str]
    assert [one.type for one in reading(ag).results] == [float]


HINTS = st.sampled_from(
    ["int", "str", "'float'", "list[int]", "None", "'nowhere.at.all'", "1", "'[('", "Any", ""]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(HINTS, min_size=1, max_size=5), st.text(max_size=60))
def test_no_function_makes_it_fail(hints: list[str], doc: str) -> None:
    arguments = ", ".join(f"a{i}{f': {hint}' if hint else ''}" for i, hint in enumerate(hints))
    space: dict[str, Any] = {"Any": Any, "Annotated": Annotated, "__name__": "made_up"}
    exec(f"def f({arguments}):\n    return a0, 1\n", space)
    space["f"].__doc__ = doc
    found = reading(space["f"])
    assert len(found.fields) == len(hints)
    assert name_of(space["f"]) == "f"
