"""Example rows in the browser: pages on demand, search, thumbnails, recorded results."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.person import Person
from tests.browser.served import Served
from tests.serve import serving

pytestmark = pytest.mark.browser

CALCULATOR = """import autoui as gr


def calculator(num1, operation, num2):
    return num1 + num2 if operation == "add" else num1 * num2


demo = gr.Interface(
    calculator,
    ["number", gr.Radio(["add", "multiply"]), "number"],
    "number",
    examples=[[n, "add" if n % 2 else "multiply", n % 7] for n in range(100_000)],
)
"""
RECORDED = """from pathlib import Path

import autoui as gr
import numpy as np


def paint(level: int) -> np.ndarray:
    with Path("calls.txt").open("a") as calls:
        calls.write(f"{level} ")
    return np.full((32, 32, 3), level, dtype=np.uint8)


demo = gr.Interface(paint, examples=[10, 20, 30], cache_examples=MODE)
"""


@pytest.fixture(scope="module")
def calculator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("examples")
    (folder / "app.py").write_text(CALCULATOR)
    with serving("app.py:demo", folder=folder) as found:
        yield found


def test_a_hundred_thousand_rows(page: Page, calculator: Served) -> None:
    said: list[str | bytes] = []
    page.on("websocket", lambda socket: listen(socket, said))
    person = Person(page, calculator.url)
    table = page.locator(".example-table")
    expect(table.locator("tbody tr")).to_have_count(10)
    expect(table.locator(".pager")).to_contain_text("1 / 10,000")
    assert len(page.content()) < 60_000
    table.get_by_role("button", name="Next").click()
    expect(table.locator(".pager")).to_contain_text("2 / 10,000")
    table.get_by_role("button", name="Use example 14").click()
    expect(page.get_by_label("Num1")).to_have_value("13")
    expect(page.get_by_label("Num2")).to_have_value("6")
    expect(table.locator("tr", has_text=re.compile("^14"))).to_contain_text("add")
    expect(table.get_by_role("button", name="Use example 14")).to_have_attribute(
        "aria-pressed", "true"
    )
    # What has come once is not asked for again.
    asked = len(said)
    table.get_by_role("button", name="Previous").click()
    expect(table.locator(".pager")).to_contain_text("1 / 10,000")
    table.get_by_role("button", name="Next").click()
    expect(table.locator(".pager")).to_contain_text("2 / 10,000")
    assert len(said) == asked
    person.run()
    person.sees("19")


def listen(socket: WebSocket, said: list[str | bytes]) -> None:
    socket.on("framesent", lambda data: said.append(data))


def test_search(page: Page, calculator: Served) -> None:
    page.goto(calculator.url)
    table = page.locator(".example-table")
    search = table.get_by_role("searchbox", name="Search examples")
    began = time.monotonic()
    search.fill("multiply 99998")
    expect(table.locator("tbody tr")).to_have_count(1)
    assert time.monotonic() - began < 3
    table.locator("tbody tr").click()
    expect(page.get_by_label("Num1")).to_have_value("99998")
    search.fill("cube")
    expect(table).to_contain_text("No example contains that.")
    search.fill("")
    expect(table.locator(".pager")).to_contain_text("1 / 10,000")


def choose(page: Page, chip: int) -> Person:
    """Choose an example, and expect its picture."""
    person = Person(page)
    page.locator(f".chip[data-row='{chip}']").click()
    expect(person.result.locator(".call")).to_have_text(f"paint({(chip + 1) * 10})")
    expect(person.result).to_have_attribute("data-state", "done")
    expect(person.result.locator("img")).to_have_js_property("naturalWidth", 32)
    return person


def test_results_that_were_recorded_at_the_start_show_at_once(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "app.py").write_text(RECORDED.replace("MODE", "True"))
    calls = tmp_path / "calls.txt"
    with serving("app.py:demo", folder=tmp_path):
        assert calls.read_text() == "10 20 30 "
    with serving("app.py:demo", folder=tmp_path) as served:
        page.goto(served.url)
        for chip in (1, 2, 1):
            person = choose(page, chip)
        expect(person.result.locator(".status")).to_have_text("recorded")
        assert calls.read_text() == "10 20 30 "
        # A value that is no example's is computed.
        person.fill("Level", "40")
        person.run()
        expect(person.result.locator(".status")).not_to_have_text("recorded")
        page.goto("about:blank")
    assert calls.read_text() == "10 20 30 40 "


def test_results_that_are_recorded_when_a_row_is_chosen(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "app.py").write_text(RECORDED.replace("MODE", '"lazy"'))
    with serving("app.py:demo", folder=tmp_path) as served:
        page.goto(served.url)
        for chip in (1, 2, 1):
            person = choose(page, chip)
        expect(person.result.locator(".status")).to_have_text("recorded")
        page.goto("about:blank")
    assert (tmp_path / "calls.txt").read_text() == "20 30 "


def test_pictures_are_seen_before_they_are_chosen(page: Page, tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for number in range(12):
        Image.new("RGB", (40, 20 + number), (number * 20, 0, 90)).save(
            pictures / f"p{number:02}.png"
        )
    (tmp_path / "app.py").write_text(
        "from PIL import Image\n\ndef flip(im: Image.Image) -> Image.Image:\n"
        "    return im.rotate(180)\n"
    )
    options = ("--examples", "pictures", "--examples-per-page", "5", "--run-on-click")
    with serving("app.py:flip", *options, folder=tmp_path) as served:
        person = Person(page, served.url)
        thumbnail = page.locator(".chip img").first
        expect(thumbnail).to_have_js_property("naturalWidth", 40)
        box = thumbnail.bounding_box()
        assert box is not None
        assert abs(box["width"] / box["height"] - 40 / 20) < 0.1, "it is not stretched"
        page.get_by_role("button", name="all 12").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Next").click()
        third = dialog.locator("tbody tr").nth(2)
        expect(third.locator("img")).to_have_js_property("naturalHeight", 27)
        third.click()
        expect(dialog).to_have_count(0)
        # Choosing it has run it.
        expect(person.result).to_have_attribute("data-state", "done")
        expect(person.result.locator("img")).to_have_js_property("naturalHeight", 27)


FORMS = """import autoui as gr

box = gr.Textbox(label="Text", value="hello")
in_place = gr.Interface(lambda text: text.upper(), box, box)


@gr.options(outputs=[])
def note(text: str = "tea") -> None:
    print("noted", text)


@gr.options(inputs=[])
def six(sides: int = 6) -> int:
    return sides
"""


def test_forms_with_inputs_or_outputs_only(page: Page, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(FORMS)
    with serving("app.py:in_place,note,six", folder=tmp_path) as served:
        page.goto(served.url)
        page.get_by_role("link", name=re.compile("^Fn|In place|in_place", re.IGNORECASE)).click()
        person = Person(page)
        person.run()
        expect(page.get_by_label("Text")).to_have_value("HELLO")
        expect(person.result).not_to_contain_text("HELLO")
        expect(person.result).not_to_have_class(re.compile("stale"))
        page.goto(f"{served.url}#note")
        person.run()
        expect(person.result).to_contain_text("printed 1 line")
        page.goto(f"{served.url}#six")
        expect(page.locator("[data-field]")).to_have_count(0)
        person.run()
        person.sees("6")
