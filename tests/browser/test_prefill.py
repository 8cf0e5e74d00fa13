"""Links that fill in the form, and the texts that a call is copied as."""

import ast
import re
import shlex
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.person import Person
from tests.browser.served import Served
from tests.serve import serving

pytestmark = pytest.mark.browser

SCRIPT = '''import datetime
import enum
from typing import Literal


class Size(enum.Enum):
    SMALL = "s"
    LARGE = "l"


def order(
    x: float,
    name: str = "Ann",
    count: int = 1,
    mode: Literal["a", "b"] = "b",
    size: Size = Size.SMALL,
    day: datetime.date = datetime.date(2024, 1, 1),
    gift: bool = False,
    tags: list[str] = [],
    extra=None,
    api_key: str = "hidden-default",
) -> str:
    """Order something."""
    return f"{x} {name} {count} {mode} {size.name} {day} {gift} {tags} {extra} {len(api_key)}"
'''


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("prefill")
    path = folder / "orders.py"
    path.write_text(SCRIPT)
    with serving(f"{path}:order", folder=folder) as found:
        yield found


@pytest.fixture
def copied(context: BrowserContext, served: Served) -> None:
    """Let the test read what was copied."""
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.url)


def copy_as(page: Page, way: str) -> str:
    """Copy the call that way and return the text."""
    page.get_by_role("button", name="Copy the call").click()
    page.get_by_role("menuitem", name=f"Copy as {way}").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text !== '')")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_link_fills_the_form(page: Page, served: Served) -> None:
    link = "?x=3&mode=a&size=LARGE&day=2024-02-29&gift=true&tags=red,green&extra=[1, 2]&name=Bob"
    person = Person(page, served.url + link)
    expect(page.get_by_label("X", exact=True)).to_have_value("3")
    expect(page.get_by_label("Tags 2", exact=True)).to_have_value("green")
    person.run()
    person.sees("3.0 Bob 1 a LARGE 2024-02-29 True ['red', 'green'] [1, 2] 14")


def test_what_cannot_be_read_is_told_at_its_field(page: Page, served: Served) -> None:
    Person(page, served.url + "?x=three&mode=c&count=2&nothing=1")
    faults = page.locator(".field.invalid")
    expect(faults).to_have_count(2)
    expect(page.locator("[data-field=x]")).to_contain_text("number")
    expect(page.locator("[data-field=mode]")).to_have_class(re.compile("invalid"))
    expect(page.get_by_label("Count", exact=True)).to_have_value("2")
    expect(page.get_by_text("2 fields to correct").first).to_be_visible()


@pytest.mark.usefixtures("copied")
def test_secrets_are_neither_taken_from_links_nor_put_into_texts(
    page: Page, served: Served
) -> None:
    person = Person(page, served.url + "?x=1&api_key=from-the-link")
    expect(page.get_by_label("X", exact=True)).to_have_value("1")
    expect(page.get_by_label("Api key", exact=True)).to_have_value("")
    assert "hidden-default" not in page.content()
    person.type("Api key", "s3cret-typed")
    person.run()
    person.sees("1.0 Ann 1 b SMALL 2024-01-01 False [] None 12")
    for way in ("Python", "command line", "curl", "link"):
        text = copy_as(page, way)
        assert "s3cret-typed" not in text, way
        assert "hidden-default" not in text, way
    assert "s3cret" not in person.result.inner_text()


@pytest.mark.usefixtures("copied")
def test_a_copied_link_brings_the_inputs_back(
    page: Page, context: BrowserContext, served: Served
) -> None:
    person = Person(page, served.url + "?x=3")
    expect(page.get_by_label("X", exact=True)).to_have_value("3")
    person.type("X", "1e-7")
    person.type("Name", "O'Hara & Söhne; 50 % + 1")
    person.type("Count", "9007199254740993")
    person.pick("Mode", "a")
    person.type("Extra", "{'a': [1, None]}")
    person.run()
    shown = person.result.locator(".results").inner_text()
    assert "9007199254740993" in shown
    link = copy_as(page, "link")
    assert parse_qs(urlsplit(link).query)["name"] == ["O'Hara & Söhne; 50 % + 1"]
    other = Person(context.new_page(), link)
    expect(other.page.get_by_label("Name", exact=True)).to_have_value("O'Hara & Söhne; 50 % + 1")
    other.run()
    other.sees(shown.strip())


@pytest.mark.usefixtures("copied")
def test_a_copied_call_is_python_and_a_command_line(page: Page, served: Served) -> None:
    person = Person(page, served.url + "?x=2.5&day=2024-02-29&gift=true&name=a%22b%5Cn")
    expect(page.get_by_label("X", exact=True)).to_have_value("2.5")
    person.type("Count", "123456789012345678901")
    person.run()
    code = copy_as(page, "Python")
    names: dict[str, object] = {}
    exec(SCRIPT, names)
    lines = code.strip().splitlines()
    assert "from orders import order" in lines
    setup = "\n".join(line for line in lines[:-1] if "orders" not in line)
    exec(setup, names)
    assert ast.parse(lines[-1])
    person.sees(str(eval(lines[-1], names)))
    words = shlex.split(copy_as(page, "command line"))
    assert words[:2] == ["autoui", "call"]
    assert words[2].endswith("orders.py:order")
    assert 'name=a"b\\n' in words
    assert "count=123456789012345678901" in words
    assert "gift=true" in words
