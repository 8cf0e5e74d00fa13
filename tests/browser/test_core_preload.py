"""What the page asks for at first: all of it known from the document, nothing that can wait."""

import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.served import ROOT, Serve

pytestmark = pytest.mark.browser

LINKED = re.compile(r'(?:href|src)="assets/\w+\.?([^/]*)/([^"]+)"')


def linked(url: str) -> tuple[set[str], set[str]]:
    """Return the files that the document names, and the modules that are sent as one of them."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        found = LINKED.findall(answer.read().decode())
    return {name for _, name in found}, {one for tree, _ in found for one in tree.split(".")}


def test_the_document_names_all_that_the_first_sight_needs(serve: Serve, page: Page) -> None:
    url = serve(f"{ROOT / 'examples' / 'calculator.py'}:calculator").url
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    expect(page.locator("[data-run]")).to_be_visible()
    page.wait_for_load_state("networkidle")
    files = {name.split("/", 5)[5] for name in asked if "/assets/" in name}
    assert linked(url) == (files, {"choice", "number"})
    assert files == {"autoui.js", "styles/first.css"}
    Person(page).run()
    assert len(asked) == len(set(asked))


def test_an_index_of_functions_needs_no_components(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "two.py").write_text("def a(x: int): ...\ndef b(y: str): ...\n")
    files, modules = linked(serve(f"{tmp_path / 'two.py'}:a,b").url)
    assert (files, modules) == ({"autoui.js", "styles/first.css"}, {"pages"})
