"""A finger finds what a pointer would: on a phone, and on a tablet that is as wide as a window."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.fake_server import FakeServer, calculator, shown
from tests.browser.steps import no_faults, run
from tests.chromium import PATIENCE

pytestmark = pytest.mark.browser

LEAST = 40
"""Pixels that a finger's target is wide and high."""

# What is drawn small has its room around it, as an element of its own.
SMALL = """(least) => [...document.querySelectorAll("button, a[href], input")]
  .filter((e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
  .filter((e) => !e.matches("[type=radio], [type=checkbox]"))
  .map((e) => {
    const box = e.getBoundingClientRect();
    const more = getComputedStyle(e, "::after");
    const room = more.position === "absolute" ? more : { width: 0, height: 0 };
    const most = (side) => Math.max(box[side], parseFloat(room[side]));
    return [e.className || e.ariaLabel, most("width"), most("height")];
  })
  .filter(([, width, height]) => width < least || height < least)"""


@pytest.fixture(params=[390, 820])
def touched(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": request.param, "height": 900}, has_touch=True, is_mobile=True
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def with_details() -> dict[str, Any]:
    """Return a document with several functions, and a field that tells more of itself."""
    document = calculator()
    document["pages"].append({**document["pages"][0], "name": "other", "title": "Other"})
    document["nodes"][1]["props"]["summary"] = "The first number."
    return document


def test_all_that_is_touched_has_a_finger_s_room(touched: Page) -> None:
    FakeServer(with_details(), result=[shown("text", "eight")]).install(touched, "#calculator")
    run(touched)
    expect(touched.locator(".results")).to_have_text("eight")
    assert touched.evaluate(SMALL, LEAST) == []
    no_faults(touched)


def test_the_head_s_buttons_stand_on_one_line(touched: Page) -> None:
    FakeServer(calculator()).install(touched)
    expect(touched.get_by_role("button", name="More")).to_be_visible()
    middles = """() => [...document.querySelectorAll(".head > button")]
      .map((e) => e.getBoundingClientRect()).filter(({ width }) => width)
      .map(({ top, bottom }) => (top + bottom) / 2)"""
    assert len(set(touched.evaluate(middles))) == 1
