"""Run pressed while a file is on its way: the call waits for it, and can be taken back."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.person import Person
from tests.browser.served import Served

pytestmark = pytest.mark.browser

SCRIPT = """from pathlib import Path


def measure(file: Path, unit: str = "bytes") -> str:
    '''Measure a file.'''
    return f"{len(file.read_bytes())} {unit}"


def gather(files: list[Path]) -> str:
    '''Measure several files.'''
    return f"{sum(len(file.read_bytes()) for file in files)} in all"
"""


@pytest.fixture
def held(page: Page) -> list[Route]:
    """What was to be uploaded, until it is let go."""
    found: list[Route] = []
    page.route("**/uploads", lambda route: found.append(route))
    return found


def opened(page: Page, served: Served, function: str) -> Person:
    """Open the page of a function."""
    person = Person(page, served.url)
    person.go(function)
    return person


def attach(person: Person, *names: str) -> None:
    """Choose files of three bytes each, which do not arrive yet."""
    files = [{"name": name, "mimeType": "text/plain", "buffer": b"abc"} for name in names]
    person.page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    expect(person.page.get_by_text(names[0])).to_be_visible()


def awaits(person: Person) -> None:
    """Expect that the call waits."""
    expect(person.page.locator("[data-run]")).to_have_text("Stop", use_inner_text=True)
    expect(person.page.locator(".summary")).to_have_text("Runs when the file is there")
    expect(person.result).to_have_attribute("data-state", "empty")


def rests(person: Person) -> None:
    """Expect that no call waits any more, and that none was made."""
    expect(person.page.locator("[data-run]")).to_have_text("Run", use_inner_text=True)
    expect(person.page.locator(".summary")).to_have_text("")
    expect(person.result).to_have_attribute("data-state", "empty")


def test_a_call_waits_for_its_file(page: Page, served: Served, held: list[Route]) -> None:
    person = opened(page, served, "measure")
    attach(person, "a.txt")
    person.start()
    awaits(person)
    person.fill("Unit", "letters")
    person.page.keyboard.press("ControlOrMeta+Enter")
    held.pop().continue_()
    expect(person.result).to_have_attribute("data-state", "done")
    expect(person.result).to_contain_text("3 letters")
    expect(page.locator("[data-run]")).to_have_text("Run", use_inner_text=True)


def test_stop_takes_back_a_call_that_waits(page: Page, served: Served, held: list[Route]) -> None:
    person = opened(page, served, "measure")
    attach(person, "a.txt")
    person.start()
    awaits(person)
    person.start()
    rests(person)
    held.pop().continue_()
    expect(page.locator("[data-sending]")).to_have_count(0)
    rests(person)
    person.run()
    expect(person.result).to_contain_text("3 bytes")


def test_a_file_that_does_not_come_says_so_and_nothing_is_called(
    page: Page, served: Served, held: list[Route], complaints: list[str]
) -> None:
    person = opened(page, served, "measure")
    attach(person, "a.txt")
    person.start()
    awaits(person)
    held.pop().fulfill(status=507, json={"detail": "The disk is full."})
    expect(page.get_by_text("The disk is full.")).to_be_visible()
    rests(person)
    assert [one for one in complaints if "507" not in one] == []
    complaints.clear()


def test_a_file_that_is_taken_away_takes_its_call_back(
    page: Page, served: Served, held: list[Route]
) -> None:
    person = opened(page, served, "measure")
    attach(person, "a.txt")
    person.start()
    awaits(person)
    page.get_by_role("button", name="Remove a.txt").click()
    rests(person)
    held.pop().continue_()


def test_a_call_waits_for_all_of_its_files(page: Page, served: Served, held: list[Route]) -> None:
    person = opened(page, served, "gather")
    attach(person, "a.txt", "b.txt")
    person.start()
    awaits(person)
    with page.expect_request("**/uploads"):
        held.pop().continue_()
    awaits(person)
    held.pop().continue_()
    expect(person.result).to_contain_text("6 in all")
