"""Live: after a quick call the page offers to run on every change."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Person
from tests.browser.served import Served
from tests.browser.steps import stop_the_clock

pytestmark = pytest.mark.browser

SCRIPT = '''import time

calls: list[float] = []


def double(x: float = 1) -> float:
    """Double a number."""
    if x < 0:
        raise ValueError("too small")
    return 2 * x


def slow(x: int = 1) -> str:
    """Take a while."""
    time.sleep(0.3)
    return f"slow {x}"


def steps(x: int = 0) -> str:
    """Remember what it was called with."""
    calls.append(x)
    time.sleep(0.02)
    return f"{x} after {len(calls)} calls"
'''


def run_until_live(person: Person) -> Locator:
    """Make a call that is quick by the page's own clock, however busy the machine is."""
    live = person.page.get_by_role("button", name="Live", exact=True)
    expect(live).to_be_hidden()
    stop_the_clock(person.page)
    person.run()
    return live


def test_live_is_offered_after_a_quick_call_and_runs_on_every_change(
    page: Page, served: Served
) -> None:
    person = Person(page, f"{served.url}#double")
    live = run_until_live(person)
    live.click()
    expect(live).to_have_attribute("aria-pressed", "true")
    person.type("X", "21")
    person.sees("42")
    person.type("X", "-5")
    expect(person.result).to_contain_text("too small")
    person.type("X", "4")
    person.sees("8")
    live.click()
    person.type("X", "5")
    expect(person.result).to_have_class(re.compile("stale"))
    person.sees("8")


def test_live_is_not_offered_after_a_slow_call(page: Page, served: Served) -> None:
    person = Person(page, f"{served.url}#slow")
    person.run()
    person.sees("slow 1")
    expect(page.get_by_role("button", name="Live", exact=True)).to_be_hidden()


def test_the_newest_input_wins_and_no_more_than_one_waits(page: Page, served: Served) -> None:
    person = Person(page, f"{served.url}#steps")
    run_until_live(person).click()
    field = page.get_by_label("X", exact=True)
    field.click()
    for _ in range(40):
        field.press("ArrowUp")
    expect(person.result.locator(".results")).to_contain_text("40 after")
    expect(person.result).to_have_attribute("data-state", "done")
    last = person.result.locator(".results").inner_text()
    # The same inputs again say how many calls there were, without those of the keys held down.
    assert last.startswith("40 after")
