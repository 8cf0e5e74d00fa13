"""``--reload``: saving the script changes the page that is open."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.served import Serve

pytestmark = pytest.mark.browser

FIRST = '''def repeat(word: str = "ab", times: int = 2) -> str:
    """Repeat a word."""
    return word * times
'''
SECOND = '''def repeat(word: str = "ab", times: int = 2, mark: str = "!") -> str:
    """Repeat a word loudly."""
    return word.upper() * times + mark
'''
BROKEN = """def repeat(word: str = "ab", times: int = 2) -> str:
    return word *
"""


def save(path: Path, source: str) -> None:
    """Save as editors do: the new file takes the place of the old one."""
    beside = path.with_suffix(".new")
    beside.write_text(source)
    os.replace(beside, path)


def test_a_save_changes_the_open_page_and_a_broken_one_does_not(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    path = tmp_path / "words.py"
    save(path, FIRST)
    person = Person(page, serve(f"{path}:repeat", "--reload").url)
    person.type("Word", "xy")
    person.run()
    person.sees("xyxy")

    save(path, SECOND)
    expect(page.get_by_label("Mark", exact=True)).to_have_value("!")
    expect(page.get_by_text("Repeat a word loudly.")).to_be_visible()
    expect(page.get_by_label("Word", exact=True)).to_have_value("xy")
    expect(person.result).to_contain_text("xyxy")
    person.run()
    person.sees("XYXY!")

    save(path, BROKEN)
    told = page.get_by_text(re.compile(r"words\.py.*line 2|line 2.*words\.py", re.DOTALL)).first
    expect(told).to_be_visible()
    person.type("Times", "3")
    page.keyboard.press("ControlOrMeta+Enter")
    person.sees("XYXYXY!")

    save(path, FIRST)
    expect(page.get_by_label("Mark", exact=True)).to_be_hidden()
    expect(told).to_be_hidden()
    expect(page.get_by_label("Times", exact=True)).to_have_value("3")
    person.run()
    person.sees("xyxyxy")


def test_a_parameter_that_changes_its_kind_lets_go_of_its_input(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    path = tmp_path / "kinds.py"
    save(path, "def f(x: str = 'a', n: int = 1):\n    return x\n")
    person = Person(page, serve(f"{path}:f", "--reload").url)
    person.type("X", "words")
    person.type("N", "7")
    save(path, "def f(x: float = 0.5, n: int = 1):\n    return x + n\n")
    expect(page.get_by_label("X", exact=True)).to_have_value("0.5")
    expect(page.get_by_label("N", exact=True)).to_have_value("7")
    person.run()
    person.sees("7.5")


def test_a_page_that_was_broken_from_the_start_appears_with_the_first_good_save(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    path = tmp_path / "late.py"
    save(path, BROKEN)
    served = serve(f"{path}:repeat", "--reload", ready=False)
    served.wait_until_listening()
    page.goto(served.url)
    expect(page.get_by_text(re.compile("line 2")).first).to_be_visible()
    save(path, FIRST)
    person = Person(page)
    person.type("Times", "4")
    person.run()
    person.sees("abababab")
