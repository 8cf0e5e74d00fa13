"""What a page shows of a generator: values that are kept in order, and values that replace."""

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.served import Served

pytestmark = pytest.mark.browser

SCRIPT = '''
"""Functions that give one value after the other."""

import threading
from collections.abc import Iterator
from typing import Annotated

import autoui as gr
from PIL import Image

gate = threading.Event()


def go_on() -> str:
    """Let the words go on."""
    gate.set()
    return "on"


def words() -> Iterator[str]:
    """Give words."""
    yield "one"
    yield "two"
    gate.wait(60)
    yield "three"


def numbers() -> Iterator[tuple[int, Annotated[int, gr.Replace()]]]:
    """Count twice."""
    for number in range(400):
        yield number, number


def reply():
    """Say hello."""
    for end in range(1, 6):
        yield "Hello"[:end]


def told() -> Iterator[Annotated[str, gr.Append()]]:
    """Grow, and keep all."""
    for end in range(1, 4):
        yield "abc"[:end]


def pictures():
    """Give pictures."""
    for shade in (0, 100, 200):
        yield Image.new("L", (20, 20), shade)
'''


def test_kept_words_survive_a_reload_in_mid_stream(
    person: Person, served: Served, complaints: list[str]
) -> None:
    person.go("words")
    person.start()
    lines = person.result.locator(".au-lines > li")
    expect(lines).to_have_text(["one", "two"])
    expect(person.result).to_have_attribute("data-state", "running")
    person.page.reload()
    expect(lines).to_have_text(["one", "two"])
    served.call("go_on")
    expect(lines).to_have_text(["one", "two", "three"])
    expect(person.result).to_have_attribute("data-state", "done")
    assert complaints == []


def test_numbers_are_rows_and_the_newest_is_in_sight(person: Person) -> None:
    person.go("numbers")
    person.run()
    rows = person.result.locator(".au-lines > li")
    expect(rows).to_have_text([str(number) for number in range(400)])
    expect(rows.last).to_be_in_viewport()
    expect(person.result.locator(".au-number")).to_have_text("399")


def test_growing_text_replaces_unless_the_annotation_appends(person: Person) -> None:
    person.go("reply")
    person.run()
    person.sees("Hello")
    expect(person.result.locator(".au-lines")).to_have_count(0)
    person.go("told")
    person.run()
    expect(person.result.locator(".au-lines > li")).to_have_text(["a", "ab", "abc"])


def test_pictures_replace(person: Person) -> None:
    person.go("pictures")
    person.run()
    expect(person.result.locator(".results img")).to_have_count(1)
