"""Every kind of result, each of a real call: what the page shows of what it did."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.served import Served

pytestmark = pytest.mark.browser

SCRIPT = '''
"""Functions that give one result each."""

import collections
import dataclasses
import datetime
import math
import pathlib
from typing import Annotated, Any, NamedTuple, Optional

import autoui as gr
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__).parent


def long_text(lines: int = 500) -> str:
    """Give many lines."""
    return "\\n".join(f"line {i} <b>&amp;</b>" for i in range(lines))


def prose() -> Annotated[str, gr.Markdown()]:
    """Give Markdown with a formula."""
    return "# Energy\\n\\nIt is $E = mc^2$, **always**.\\n\\n<script>window.evil = 1</script>"


class Page:
    """Shows itself as a notebook would."""

    def _repr_html_(self):
        return """<h1 id="t">Frame</h1><script>
        let found = "none";
        try { found = parent.document.title; } catch (error) { found = error.name; }
        document.querySelector("#t").textContent = "reach " + found;
        try { parent.evil = 1; } catch (error) { }
        </script>"""


def html() -> Page:
    """Give HTML with a script."""
    return Page()


def tree():
    """Give nested data."""
    return {"name": "Ann", "tags": ["a", "b"], "inner": {"deep": {"x": None, "ok": True}}}


def flat():
    """Give a flat dict."""
    return {"mean": 1.5, "count": 3, "ok": True, "none": None, "word": "w"}


def data() -> bytes:
    """Give bytes."""
    return bytes(range(256))


def file() -> pathlib.Path:
    """Give a file."""
    path = pathlib.Path("made.txt")
    path.write_text("made here")
    return path


class Pair(NamedTuple):
    """Two values."""

    low: float
    word: str


def pair() -> Pair:
    """Give two values."""
    return Pair(1.5, "high")


def three() -> tuple[int, str, list[int]]:
    """Give three values."""
    return 7, "seven", [7, 7]


def nothing() -> None:
    """Do nothing."""


def axes():
    """Give an Axes."""
    _, found = plt.subplots()
    found.plot([1, 2, 3])
    return found


def grid():
    """Give an array of Axes."""
    _, found = plt.subplots(2, 2)
    for one in found.flat:
        one.plot([1, 2])
    return found


def two_files() -> None:
    """Write two files."""
    pathlib.Path("a.csv").write_text("n\\n1\\n")
    pathlib.Path("sub").mkdir()
    pathlib.Path("sub/b.txt").write_text("bee")


def printed() -> None:
    """Print."""
    print("first line")
    print("second line")


def both() -> int:
    """Print and give."""
    print("on the way")
    pathlib.Path("log.txt").write_text("logged")
    return 42


def change(path: pathlib.Path) -> None:
    """Add a line to a file."""
    path.write_text(path.read_text() + "added\\n")


def big() -> int:
    """Give a large number."""
    return 2**100 + 1


def odd() -> list[float]:
    """Give what JSON has no word for."""
    return [math.nan, math.inf, -math.inf, -0.0, 1e-320]


def maybe(x: Optional[int] = None) -> Optional[str]:
    """Say what came."""
    return None if x is None else repr(x)


def true(flag: bool = False) -> bool:
    """Give it back."""
    return not flag


def save(text: str, out_path: pathlib.Path = pathlib.Path("result.txt")) -> None:
    """Write a text.

    Args:
        text: What to write.
        out_path: Where to write it.
    """
    out_path.write_text(text)


def records() -> list[dict[str, Any]]:
    """Give records."""
    return [{"n": i, "square": i * i} for i in range(5)]


def frame() -> pd.DataFrame:
    """Give a frame with an index."""
    return pd.DataFrame({"v": [1.5, 2.5]}, index=pd.Index(["p", "q"], name="key"))


def series() -> pd.Series:
    """Give a series."""
    return pd.Series([3, 1], index=["u", "v"], name="amount")


def moments():
    """Give dates."""
    return [datetime.date(2024, 2, 29), datetime.timedelta(hours=30)]


@dataclasses.dataclass
class Point:
    """A point."""

    x: float
    label: str


def record() -> Point:
    """Give a dataclass."""
    return Point(1.5, "here")


def counted():
    """Give a Counter."""
    return collections.Counter("abracadabra")


def array():
    """Give an array."""
    return np.arange(6).reshape(2, 3) / 4


def scalar():
    """Give a NumPy number."""
    return np.float32(0.5)


def lazy():
    """Give an iterator."""
    return (n * n for n in range(4))


def custom():
    """Give an object of one's own."""
    return object()
'''


def test_long_text_is_folded_and_unfolds(person: Person) -> None:
    person.show("long_text")
    text = person.result.locator(".au-text")
    expect(text).to_contain_text("line 0 <b>&amp;</b>")
    assert text.inner_text().count("\n") < 250
    person.result.get_by_role("button", name="Show all 500 lines").click()
    expect(text).to_contain_text("line 499")


def test_markdown_has_its_formula_and_no_script(person: Person) -> None:
    person.show("prose")
    expect(person.result.get_by_role("heading", name="Energy")).to_be_visible()
    expect(person.result.locator("math").first).to_be_visible()
    expect(person.result.locator("strong")).to_have_text("always")
    assert person.page.evaluate("window.evil") is None


def test_html_stays_in_its_frame(person: Person, complaints: list[str]) -> None:
    person.show("html")
    frame = person.result.frame_locator("iframe")
    expect(frame.locator("h1")).to_have_text("reach SecurityError")
    assert person.page.evaluate("window.evil") is None
    complaints.clear()


def test_data_is_a_tree_or_two_columns(person: Person) -> None:
    person.show("tree")
    for text in ("Ann", "inner", "deep"):
        expect(person.result).to_contain_text(text)
    person.show("flat")
    expect(person.result).to_contain_text("mean")
    assert person.result.locator(".au-leaf").all_text_contents() == [
        "1.5", "3", "True", "None", "w",
    ]  # fmt: skip


def test_bytes_and_files_are_downloads(person: Person) -> None:
    person.show("data")
    assert person.download("download").read_bytes() == bytes(range(256))
    person.show("file")
    expect(person.result).to_contain_text("made.txt")
    expect(person.result).to_contain_text("made here")
    assert person.download("download").read_text() == "made here"


def test_several_values_stand_under_their_names(person: Person) -> None:
    person.show("pair")
    expect(person.result).to_contain_text(re.compile(r"Low\s*1\.5\s*Word\s*high"))
    person.show("three")
    expect(person.result).to_contain_text(re.compile("7.*seven.*7.*7", re.DOTALL))


def test_none_is_done(person: Person) -> None:
    person.show("nothing")
    person.sees("Done")


@pytest.mark.parametrize("name", ["axes", "grid"])
def test_axes_are_shown_as_their_figure(person: Person, name: str) -> None:
    person.show(name)
    figure = person.result.locator("img")
    expect(figure).to_have_count(1)
    assert figure.evaluate("e => e.decode().then(() => e.naturalWidth)") > 100


def test_written_files_are_the_result(person: Person) -> None:
    person.show("two_files")
    expect(person.result).to_contain_text("a.csv")
    with person.page.expect_download() as download:
        person.result.get_by_role("link", name="b.txt").click()
    assert Path(download.value.path()).read_text() == "bee"


def test_printed_text_is_the_result(person: Person) -> None:
    person.show("printed")
    expect(person.result.get_by_text("first line")).to_be_visible()
    expect(person.result.get_by_text("second line")).to_be_visible()


def test_what_else_a_call_did_is_one_click_away(person: Person) -> None:
    person.show("both")
    person.sees("42")
    expect(person.result.get_by_text("on the way")).to_have_count(0)
    person.result.get_by_role("button", name="printed 1 line").click()
    expect(person.result.get_by_text("on the way")).to_be_visible()
    person.result.get_by_role("button", name="1 file").click()
    expect(person.result.get_by_text("log.txt").first).to_be_visible()


def test_an_upload_changed_in_place_comes_back(person: Person, tmp_path: Path) -> None:
    mine = tmp_path / "notes.txt"
    mine.write_text("mine\n")
    person.go("change")
    person.attach("Path", mine)
    person.run()
    expect(person.result).to_contain_text("notes.txt")
    assert person.download("download").read_text() == "mine\nadded\n"
    assert mine.read_text() == "mine\n"


def test_numbers_keep_every_digit(person: Person) -> None:
    person.show("big")
    person.sees(str(2**100 + 1))
    person.show("odd")
    assert person.result.locator(".au-leaf").all_text_contents() == [
        "nan", "inf", "-inf", "-0", "1e-320",
    ]  # fmt: skip


def test_none_is_an_input_and_booleans_are_words(person: Person) -> None:
    person.show("maybe")
    person.sees("Done")
    person.type("X", "5")
    person.run()
    person.sees("5")
    person.page.get_by_role("button", name="X: none").click()
    person.run()
    person.sees("Done")
    person.show("true")
    person.sees("True")
    person.switch("Flag")
    person.run()
    person.sees("False")


def test_a_destination_is_a_name_in_the_runs_own_folder(person: Person, served: Served) -> None:
    person.go("save")
    person.type("Text", "kept")
    person.type("Out path", "mine.txt")
    person.run()
    expect(person.result).to_contain_text("mine.txt")
    assert person.download("download").read_text() == "kept"
    assert not (served.log.parent / "mine.txt").exists()
    person.type("Out path", "../../../../../../etc/passwd")
    person.run()
    expect(person.result).to_contain_text("passwd")
    assert person.download("download").read_text() == "kept"
    assert "kept" not in Path("/etc/passwd").read_text()


def test_tables_show_their_index(person: Person) -> None:
    person.show("records")
    expect(
        person.result.get_by_role("grid").or_(person.result.get_by_role("table"))
    ).to_be_visible()
    expect(person.result).to_contain_text("square")
    person.show("frame")
    for text in ("key", "p", "2.5"):
        expect(person.result).to_contain_text(text)
    person.show("series")
    for text in ("amount", "u", "3"):
        expect(person.result).to_contain_text(text)


def test_objects_are_shown_as_what_they_hold(person: Person) -> None:
    person.show("moments")
    expect(person.result).to_contain_text("2024-02-29")
    expect(person.result).to_contain_text("1 day, 6:00:00")
    person.show("record")
    expect(person.result).to_contain_text(re.compile("label.*here", re.DOTALL))
    person.show("counted")
    expect(person.result).to_contain_text(re.compile("a.*5", re.DOTALL))
    person.show("array")
    expect(person.result).to_contain_text("1.25")
    person.show("scalar")
    person.sees("0.5")
    person.show("lazy")
    assert person.result.locator(".au-leaf, .au-number").all_text_contents()[-1] == "9"
    person.show("custom")
    expect(person.result).to_contain_text("object")
