"""``autoui.testing``: a page without a server."""

import asyncio
import gc
import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import autoui as gr
from autoui import testing
from autoui.errors import AutouiError, InvalidInputs, RefusedSignature, TargetError, UsageError
from autoui.formats.paths import PathRefused


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


# ------------------------------------------------------------- what a call did besides returning


def drawn(count: int = 1, value: int | None = None, *, fails: bool = False) -> int | None:
    for at in range(count):
        plt.figure(figsize=(1, 1))
        plt.plot([0, at])
    plt.show()
    if fails:
        raise LookupError("after drawing")
    return value


def is_drawing(path: Any) -> bool:
    return isinstance(path, Path) and b"<svg" in path.read_bytes()


def test_a_plot_that_is_not_returned_is_the_result_and_the_next_one_begins_anew() -> None:
    before = plt.figure()
    page = testing.open(drawn)
    for _ in range(2):
        result = page.run()
        assert (result.shows, result.effects, result.returned) == (["figure"], {}, None)
        assert is_drawing(result.output)
        assert plt.get_fignums() == [before.number]
    plt.close(before)
    several = page.fill(count=2).run()
    assert several.shows == ["sections"]
    assert [is_drawing(one) for one in several.output] == [True, True]


def test_a_plot_stays_beside_a_value() -> None:
    result = testing.open(drawn).fill(value=5).run()
    assert (result.output, result.shows) == (5, ["number"])
    (figure,) = result.effects["figures"]
    assert is_drawing(figure)


def test_a_returned_figure_is_shown_once_and_can_be_pickled() -> None:
    def figure() -> Any:
        made = plt.figure(figsize=(1, 1))
        assert pickle.dumps(made)
        return made

    result = testing.open(figure).run()
    assert (result.shows, result.effects) == (["figure"], {})
    assert pickle.loads(pickle.dumps(result.returned)).get_figwidth() == 1


def test_an_error_after_drawing_closes_the_figure() -> None:
    with pytest.raises(LookupError, match="after drawing"):
        testing.open(drawn).fill(fails=True).run()
    assert plt.get_fignums() == []


def test_printed_text_is_the_result_of_none(capsys: pytest.CaptureFixture[str]) -> None:
    def say(text: str, *, aloud: bool = True, value: int | None = None) -> int | None:
        (sys.stdout if aloud else sys.stderr).write(text)
        return value

    page = testing.open(say).fill(text="\x1b[1mhello\x1b[0m")
    result = page.run()
    assert (result.output, result.shows, result.effects) == ("hello", ["text"], {})
    assert result.printed == "\x1b[1mhello\x1b[0m"
    result = page.fill(value=3).run()
    assert (result.output, result.effects) == (3, {"printed": "hello"})
    assert capsys.readouterr() == ("", "")
    result = page.fill(text="oh", aloud=False, value=None).run()
    assert (result.output, result.printed, result.effects) == ("oh", "", {})
    assert capsys.readouterr() == ("", "oh")


def test_a_written_file_is_the_result_of_none() -> None:
    def save(output_path: Path, text: str = "a,b\n") -> None:
        output_path.write_text(text)
        sys.stdout.write("saved")

    result = testing.open(save).fill(output_path="made.csv").run()
    assert (result.shows, result.effects) == (["file"], {"printed": "saved"})
    assert (result.output.name, result.output.read_text()) == ("made.csv", "a,b\n")


def test_files_in_the_working_directory_and_changed_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(file: Path) -> int:
        Path("made.txt").write_text("made")
        return file.write_text(file.read_text() + "!")

    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.txt").write_text("in")
    for _ in range(2):
        result = testing.open(change).fill(file=Path("in.txt")).run()
        assert sorted(result.effects) == ["changed", "files"]
        assert [one.read_text() for one in result.effects["files"]] == ["made"]
        assert [one.read_text() for one in result.effects["changed"]] == ["in!"]
    assert (tmp_path / "in.txt").read_text() == "in"


def test_a_returned_file_lies_where_the_page_shows_files() -> None:
    def known() -> Path:
        return Path(os.__file__)

    assert testing.open(known, allow_paths=[Path(os.__file__).parent]).run().shows == ["file"]
    with pytest.raises(PathRefused, match="--allow-path"):
        testing.open(known).run()


async def drawn_later() -> None:
    drawn()


def in_a_thread(run: Callable[[], Any]) -> Any:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(run()))
    thread.start()
    thread.join()
    return found[0]


def in_a_loop(run: Callable[[], Any]) -> Any:
    async def main() -> Any:
        return run()

    return asyncio.run(main())


def state() -> list[Any]:
    return [
        *(sys.stdout, sys.stderr, threading.Thread.start),
        *(signal.getsignal(signal.SIGINT), list(warnings.filters), dict(os.environ)),
        *(sys.argv[:], plt.get_fignums(), plt.rcParams["figure.hooks"]),
    ]


@pytest.mark.parametrize("function", [drawn, drawn_later])
@pytest.mark.parametrize("where", [lambda run: run(), in_a_thread, in_a_loop])
def test_a_run_goes_on_anywhere_and_changes_nothing(
    where: Callable[[Callable[[], Any]], Any], function: Callable[..., Any]
) -> None:
    before, threads = state(), threading.enumerate()
    result = where(testing.open(function).run)
    assert (result.shows, is_drawing(result.output)) == (["figure"], True)
    assert state() == before
    assert set(threading.enumerate()) <= set(threads)


def test_threads_of_a_run_belong_to_it() -> None:
    def threaded() -> None:
        in_a_thread(lambda: sys.stdout.write("from a thread"))

    assert testing.open(threaded).run().output == "from a thread"


def test_warnings_of_the_function_reach_the_test() -> None:
    def warn() -> None:
        warnings.warn("careful", UserWarning, stacklevel=1)

    with pytest.warns(UserWarning, match="careful"):
        testing.open(warn).run()
    with pytest.raises(UserWarning, match="careful"):
        testing.open(warn).run()


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
