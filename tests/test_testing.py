"""``autoui.testing``: a page without a server."""

import gc
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import autoui as gr
from autoui import testing
from autoui.errors import AutouiError, InvalidInputs, RefusedSignature, TargetError, UsageError


def add(a: int, b: int = 1, *, note: str = "") -> str:
    """Add.

    >>> add(1, 2)
    '3'
    >>> add(4)
    '5'
    """
    sys.stdout.write(f"adding {a}\n")
    gr.Info("Added")
    return f"{a + b}{note}"


def test_a_run() -> None:
    result = testing.open(add).fill(a=3).run()
    assert (result.output, result.outputs, result.returned) == ("4", ["4"], "4")
    assert (result.printed, result.notices, result.shows) == (
        "adding 3\n",
        [("info", "Added")],
        ["text"],
    )


def test_a_target() -> None:
    argv = list(sys.argv)
    page = testing.open("statistics:mean,median", "median")
    assert page.functions == ["mean", "median"]
    assert page.fill(data=[1, 5, 3]).run().output == 3
    assert page.function("mean").fill(data=[1, 5, 3]).run().output == 3
    assert sys.argv == argv
    with pytest.raises(UsageError, match="there is no function mode"):
        page.function("mode")


def test_typed_texts_and_examples() -> None:
    page = testing.open(add)
    assert page.type(a="3", b="4", note="!").run().output == "7!"
    assert page.example(2).run().output == "5"
    assert page.example().values["b"] == 2
    assert page.clear().values == {}
    with pytest.raises(InvalidInputs, match="a must be a whole number"):
        page.type(a="x")
    with pytest.raises(UsageError, match="no example 3"):
        page.example(3)


def test_wrong_inputs() -> None:
    page = testing.open(add)
    assert [(one.field, one.message) for one in page.fill(a="x").check()] == [
        ("a", "must be a whole number")
    ]
    with pytest.raises(InvalidInputs):
        page.run()
    with pytest.raises(InvalidInputs, match="a is required"):
        page.clear().run()
    with pytest.raises(UsageError, match="add has no field c"):
        page.fill(c=1)
    with pytest.raises(UsageError, match="cannot be filled with an object"):
        page.fill(a=object())


def test_what_cannot_be_served() -> None:
    with pytest.raises(TargetError):
        testing.open("statistics:nope")

    def f(back: type) -> None: ...

    with pytest.raises(RefusedSignature):
        testing.open(f)
    with gr.Blocks() as empty:
        gr.Textbox()
    with pytest.raises(AutouiError, match="no function"):
        testing.open(empty)


def test_exceptions_of_the_function_are_its_own() -> None:
    def f(x: int) -> int:
        raise KeyError(x)

    with pytest.raises(KeyError, match="3"):
        testing.open(f).fill(x=3).run()


def test_pictures_go_in_and_come_out_as_files() -> None:
    page = testing.open("PIL.ImageOps:invert")
    result = page.fill(image=Image.new("RGB", (20, 20), "red")).run()
    assert result.shows == ["image"]
    assert isinstance(result.output, Path)
    with Image.open(result.output) as picture:
        assert picture.convert("RGB").getpixel((3, 3)) == (0, 255, 255)


def test_every_kind_of_function() -> None:
    def steps(n: int) -> Iterator[int]:
        yield from range(n)

    async def later(n: int) -> int:
        return n * 2

    async def later_steps(n: int) -> AsyncIterator[int]:
        for at in range(n):
            yield at

    def several(names: list[str]) -> list[str]:
        return [name.upper() for name in names]

    found = testing.open(steps).fill(n=3).run()
    assert (found.steps, found.output) == ([0, 1, 2], [0, 1, 2])
    assert testing.open(steps).fill(n=0).run().output is None
    assert testing.open(later).fill(n=4).run().output == 8
    assert testing.open(later_steps).fill(n=2).run().steps == [0, 1]
    batch = gr.Interface(several, batch=True, max_batch_size=4)
    assert testing.open(batch).fill(names="ada").run().output == "ADA"


def test_a_page_leaves_nothing_behind() -> None:
    page = testing.open(add)
    folder = page._scope.directory
    assert folder.is_dir()
    del page
    gc.collect()
    assert not folder.exists()


# ------------------------------------------------------------------- what reaches the function

KINDS = ("positional", "either", "args", "keyword", "kwargs")


@st.composite
def definitions(draw: st.DrawFn) -> tuple[str, list[tuple[str, str, bool]]]:
    """Draw the parameters of a function in Python's order: name, kind, whether it has a default."""
    found: list[tuple[str, str, bool]] = []
    defaults = False
    for kind, most in (("positional", 2), ("either", 2)):
        for at in range(draw(st.integers(0, most))):
            defaults = defaults or draw(st.booleans())
            found.append((f"{kind[:3]}{at}", kind, defaults))
    if draw(st.booleans()):
        found.append(("args", "args", True))
    found += [(f"key{at}", "keyword", draw(st.booleans())) for at in range(draw(st.integers(0, 2)))]
    if draw(st.booleans()):
        found.append(("more", "kwargs", True))
    return _written(found), found


def _written(parameters: list[tuple[str, str, bool]]) -> str:
    parts: list[str] = []
    kinds = [kind for _, kind, _ in parameters]
    for at, (name, kind, default) in enumerate(parameters):
        star = {"args": "*", "kwargs": "**"}.get(kind, "")
        text = f"{star}{name}: int"
        if kind == "keyword" and "args" not in kinds and kinds.index("keyword") == at:
            parts.append("*")
        parts.append(f"{text} = {at}" if default and not star else text)
        last = at + 1 == len(kinds) or kinds[at + 1] != "positional"
        if kind == "positional" and last:
            parts.append("/")
    return ", ".join(parts)


@given(definition=definitions(), data=st.data())
@settings(max_examples=30, deadline=None)
def test_values_arrive_where_python_would_put_them(
    definition: tuple[str, list[tuple[str, str, bool]]], data: st.DataObject
) -> None:
    text, parameters = definition
    names: dict[str, Any] = {}
    exec(f"def f({text}):\n    return locals()", names)
    filled: dict[str, Any] = {}
    expected: dict[str, Any] = {}
    for at, (name, kind, default) in enumerate(parameters):
        if kind == "args":
            value: Any = data.draw(st.lists(st.integers(-9, 9), max_size=3))
            filled[name], expected[name] = value, tuple(value)
        elif kind == "kwargs":
            value = data.draw(st.dictionaries(st.sampled_from("xyz"), st.integers(-9, 9)))
            filled[name] = expected[name] = value
        elif default and data.draw(st.booleans()):
            expected[name] = at
        else:
            filled[name] = expected[name] = data.draw(st.integers(-9, 9))
    assert testing.open(names["f"]).fill(**filled).run().returned == expected


def test_secrets_are_filled_in() -> None:
    def length(password: str) -> int:
        return len(password)

    assert testing.open(length).fill(password="abc").run().output == 3
