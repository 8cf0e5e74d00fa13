"""Values with parts, and values that text spells, filled in as a person would."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.served import Served

pytestmark = pytest.mark.browser

SCRIPT = '''
import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, overload

import msgspec
import numpy as np


class Point(NamedTuple):
    x: float
    y: float = 0.0


@dataclass
class Size:
    width: Annotated[int, msgspec.Meta(ge=1)]
    height: int = 480

    def __post_init__(self):
        if self.width < self.height:
            raise ValueError("width must not be less than the other side")


@dataclass
class Layer:
    name: str
    at: Point
    tags: list[str] = field(default_factory=list)


def record(size: Size, layers: list[Layer], offset: Point | None = None):
    """Take records."""
    return repr((size, layers, offset))


def kinds(value: int | str, span: dt.timedelta, limits: dict[str, float],
          pattern: re.Pattern[str], matrix: np.ndarray):
    """Take values of many kinds."""
    return repr((value, span, limits, pattern.pattern, matrix.tolist()))


def one_word(size: int | Literal["auto"], when: bool | Literal["never"] = "never"):
    """Take a number or a word."""
    return repr((size, when))


@overload
def either(value: int) -> int: ...
@overload
def either(value: str) -> str: ...
def either(value):
    """Take what one of the overloads takes."""
    return repr(value)


def folder(folder: Path, data: bytes):
    """Take files."""
    return repr((sorted(str(p.relative_to(folder)) for p in folder.rglob("*.txt")), data))
'''


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[data-field={name}]")


def part(where: Locator, label: str) -> Locator:
    return where.get_by_label(label, exact=True)


def result(page: Page, text: str) -> None:
    page.locator("[data-run]").click()
    expect(page.locator(".results")).to_have_text(text)


def test_records_nested_and_listed(page: Page, served: Served) -> None:
    page.goto(f"{served.url}#record")
    size, layers = field(page, "size"), field(page, "layers")
    part(size, "Width").fill("0")
    layers.get_by_role("button", name="Add").first.click()
    part(layers, "Name").fill("sky")
    page.locator("[data-run]").click()
    # Both faults at once, each at the part that it belongs to.
    faults = page.locator(".au-part-fault:not(:empty)")
    expect(faults).to_have_text(["Must be at least 1", "Is required"])
    expect(part(size, "Width")).to_have_attribute("aria-invalid", "true")
    part(layers, "X").fill("1.5")
    part(size, "Width").fill("20")
    page.locator("[data-run]").click()
    # What the class itself refuses stands at the field that it names.
    expect(faults).to_have_text(["Width must not be less than the other side"])
    part(size, "Width").fill("640")
    result(
        page,
        "(Size(width=640, height=480), [Layer(name='sky', at=Point(x=1.5, y=0.0), tags=[])], None)",
    )
    offset = field(page, "offset")
    offset.get_by_role("button", name="Fill in").click()
    part(offset, "X").fill("2")
    page.locator("[data-run]").click()
    expect(page.locator(".results")).to_contain_text("Point(x=2.0, y=0.0))")
    expect(page.locator(".sheet-head .call")).to_contain_text("Size(width=640, height=480)")
    assert [
        violation["id"] for violation in Axe().run(page, "form.inputs").response["violations"]
    ] == []


def test_values_of_many_kinds(page: Page, served: Served) -> None:
    page.goto(f"{served.url}#kinds")
    value, limits = field(page, "value"), field(page, "limits")
    value.get_by_role("radio", name="Text").check()
    value.get_by_role("textbox").fill("12")
    field(page, "span").get_by_role("textbox").fill("soon")
    limits.get_by_label("Limits: name").fill("low")
    limits.get_by_label("Limits: value").fill("1")
    limits.get_by_label("Limits: value").press("Enter")
    limits.get_by_label("Limits: name").nth(1).fill("high")
    limits.get_by_label("Limits: value").nth(1).fill("2.5")
    field(page, "pattern").get_by_role("textbox").fill("(a")
    matrix = field(page, "matrix")
    matrix.get_by_role("textbox").fill("1\t2\n3\t4")
    expect(matrix).to_contain_text("2 rows, 2 columns")
    page.locator("[data-run]").click()
    expect(field(page, "span")).to_contain_text("Must be a length of time")
    expect(field(page, "pattern")).to_contain_text("Is no regular expression: missing )")
    field(page, "span").get_by_role("textbox").fill("1h 30m")
    field(page, "pattern").get_by_role("textbox").fill("a+")
    shown = (
        "('12', datetime.timedelta(seconds=5400), {'low': 1.0, 'high': 2.5}, 'a+', "
        "[[1, 2], [3, 4]])"
    )
    result(page, shown)
    # What was typed as a text is a number under the other tab, and arrives as one.
    value.get_by_role("radio", name="Whole number").check()
    value.get_by_role("textbox").fill("12")
    result(page, shown.replace("'12'", "12"))
    call = page.locator(".sheet-head .call")
    expect(call).to_contain_text('timedelta(hours=1, minutes=30), limits={"low": 1, "high": 2.5}')


def test_a_kind_of_one_word_is_its_tab(page: Page, served: Served) -> None:
    page.goto(f"{served.url}#one_word")
    size, when = field(page, "size"), field(page, "when")
    size.get_by_role("radio", name="auto").check()
    expect(size.get_by_role("radio")).to_have_count(2)
    result(page, "('auto', 'never')")
    when.get_by_role("radio", name="True").check()
    size.get_by_role("radio", name="Whole number").check()
    size.get_by_role("textbox").fill("3")
    result(page, "(3, True)")


def test_overloads_are_tabs(page: Page, served: Served) -> None:
    page.goto(f"{served.url}#either")
    value = field(page, "value")
    value.get_by_role("textbox").fill("12")
    result(page, "12")
    value.get_by_role("radio", name="Text").check()
    value.get_by_role("textbox").fill("12")
    result(page, "'12'")


def test_a_name_given_twice_is_told_at_once(page: Page, served: Served) -> None:
    page.goto(f"{served.url}#kinds")
    limits = field(page, "limits")
    limits.get_by_label("Limits: name").fill("a")
    limits.get_by_role("button", name="Add").click()
    limits.get_by_label("Limits: name").nth(1).fill("a")
    expect(limits).to_contain_text("Is there already")


def test_a_folder_and_bytes(page: Page, served: Served, tmp_path: Path) -> None:
    page.goto(f"{served.url}#folder")
    root = tmp_path / "given"
    (root / "sub").mkdir(parents=True)
    (root / "a.txt").write_text("1")
    (root / "sub" / "b.txt").write_text("2")
    field(page, "folder").locator("input[type=file]").set_input_files(root)
    expect(field(page, "folder")).to_contain_text("2 files")
    data = field(page, "data")
    data.get_by_role("radio", name="Text").check()
    data.get_by_role("textbox").fill("abc")
    result(page, "(['a.txt', 'sub/b.txt'], b'abc')")


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_wider_than_the_page(page: Page, served: Served, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{served.url}#record")
    layers = field(page, "layers")
    layers.get_by_role("button", name="Add").first.click()
    expect(part(layers, "X")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    right = layers.bounding_box()
    inner = part(layers, "X").bounding_box()
    assert right is not None
    assert inner is not None
    assert inner["x"] + inner["width"] <= right["x"] + right["width"]
    assert inner["width"] >= 90
