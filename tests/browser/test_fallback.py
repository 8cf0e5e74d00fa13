"""Where a proxy lets no websocket through, a run goes on over plain HTTP."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.served import Served

pytestmark = pytest.mark.browser

SCRIPT = '''import time


def steps(count: int = 3, pause: float = 0.02):
    """Count."""
    for step in range(1, count + 1):
        print("step", step)
        time.sleep(pause)
        yield f"{step} of {count}"


def root(x: float) -> float:
    """Take a square root."""
    if x < 0:
        raise ValueError("x must not be negative")
    return x**0.5
'''


@pytest.fixture
def person(page: Page, served: Served) -> Person:
    """Someone behind a proxy that closes every websocket."""
    page.route_web_socket(re.compile("/ws$"), lambda socket: socket.close())
    return Person(page)


def connected(person: Person, url: str) -> None:
    """Go there, and wait until the page has given up on websockets."""
    with person.page.expect_response(re.compile("/events$")):
        person.page.goto(url)
    person.page.locator("[data-run]").first.wait_for()


def _steps(count: int) -> str:
    """Return what the page shows of all steps."""
    return "\n".join(f"{step} of {count}" for step in range(1, count + 1))


def test_a_run_completes_over_plain_http(person: Person, served: Served) -> None:
    connected(person, f"{served.url}#steps")
    person.run()
    person.sees(_steps(3))
    # Nobody could be told of a flag.
    expect(person.page.locator("button.flag")).to_be_attached()
    expect(person.page.locator("button.flag")).to_be_hidden()
    person.type("Count", "5")
    person.run()
    person.sees(_steps(5))


def test_a_failure_and_a_wrong_input_are_told(
    person: Person, served: Served, complaints: list[str]
) -> None:
    connected(person, f"{served.url}#root")
    person.type("X", "-1")
    person.run(until="failed")
    expect(person.result).to_contain_text("x must not be negative")
    person.fill("X", "")
    person.start()
    expect(person.page.get_by_text("1 field to correct").first).to_be_visible()
    # Every browser reports a request that was answered 422.
    assert all("422" in complaint for complaint in complaints)
    complaints.clear()
    person.type("X", "25")
    person.run()
    person.sees("5")


def test_a_run_is_stopped_over_plain_http(person: Person, served: Served) -> None:
    connected(person, f"{served.url}#steps")
    person.type("Count", "3000")
    person.start()
    expect(person.result).to_contain_text(re.compile(r"\d+ of 3000"))
    person.page.get_by_role("button", name="Stop").first.click()
    expect(person.result).to_have_attribute("data-state", "cancelled")
    expect(person.result).to_contain_text("Stopped")
    person.type("Count", "1")
    person.run()
    person.sees("1 of 1")


def test_two_calls_at_once_are_not_lost(person: Person, served: Served, tmp_path: Path) -> None:
    connected(person, f"{served.url}#steps")
    other = Person(person.page.context.new_page(), f"{served.url}#steps")
    person.type("Count", "8")
    person.start()
    other.run()
    other.sees(_steps(3))
    person.sees(_steps(8))
