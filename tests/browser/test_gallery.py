"""Every page of the gallery on a real server: nothing moves, axe is content, the console silent."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe
from tests.browser.gallery import PAGES, SCHEMES, WIDTHS, act, gallery_server, leave, visit
from tests.browser.served import Served
from tests.chromium import PATIENCE

pytestmark = pytest.mark.browser

# Counts also what follows an input, which the usual measure forgives. A sheet that grows with what
# it shows takes its own last line along; nothing else may move.
WATCH_SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      const moved = sources.map(({ node }) => node?.parentElement ?? node)
        .filter((element) => element && !element.closest(".sheet-foot"));
      const names = sources.map(({ node }) => node?.className || node?.nodeName)
        .filter((name) => name !== "sheet-foot");
      if (moved.length && names.length) window.shifts.push([value, ...names]);
    }
  }).observe({ type: "layout-shift", buffered: true });
}"""
SHIFTS = "() => new Promise((done) => setTimeout(() => done(window.shifts), 60))"
# Compares where everything stood with where it stands once the call is on.
WATCH_START = """() => {
  const boxes = () => new Map([...document.querySelectorAll("body *")].map((element) =>
    [element, element.getBoundingClientRect()]));
  const before = boxes();
  const sheet = document.querySelector("[data-sheet]");
  window.moves = new Promise((done) => {
    new MutationObserver((_, watcher) => {
      if (sheet.dataset.state === "empty") return;
      watcher.disconnect();
      if (sheet.dataset.state !== "running") return done([]);
      const after = boxes();
      done([...before].flatMap(([element, { x, y, width, height }]) => {
        const now = after.get(element);
        const most = Math.max(Math.abs(now?.x - x), Math.abs(now?.y - y));
        const seen = width && height && now?.width && now?.height;
        const animated = element.closest(".line");
        return seen && !animated && most > 1 ? [`${element.outerHTML.slice(0, 80)}: ${most}`] : [];
      }));
    }).observe(sheet, { attributes: true, attributeFilter: ["data-state"] });
  });
}"""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all pages."""
    with gallery_server(tmp_path_factory.mktemp("gallery")) as served:
        yield served


@pytest.fixture(scope="module", params=WIDTHS)
def looked_at(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A browser page of a width, and what its console says."""
    width = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900 if width > 720 else 844},
        has_touch=width < 720,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    yield page, said
    context.close()


def faults(page: Page) -> list[Any]:
    """Return what axe says in light and in dark."""
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += [(scheme, one) for one in axe.faults(page)]
    return found


@pytest.mark.parametrize("name", PAGES)
def test_nothing_moves_and_nothing_is_wrong(
    gallery: Served, looked_at: tuple[Page, list[str]], name: str
) -> None:
    page, said = looked_at
    visit(page, gallery.url, name)
    page.evaluate(WATCH_SHIFTS)
    page.evaluate(WATCH_START)
    act(page, name)
    found = page.evaluate("window.moves"), faults(page), page.evaluate(SHIFTS)
    leave(page, name)
    assert found == ([], [], [])
    assert said == []


def test_the_index_of_functions(gallery: Served, looked_at: tuple[Page, list[str]]) -> None:
    page, said = looked_at
    visit(page, gallery.url, "")
    expect(page.get_by_role("link")).to_have_count(len(PAGES))
    assert faults(page) == []
    assert said == []
