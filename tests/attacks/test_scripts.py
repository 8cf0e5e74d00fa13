"""In a real browser: text that wants to be a program stays text."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.attacks.conftest import TARGETS
from tests.browser.served import Served
from tests.chromium import PATIENCE
from tests.serve import serving

KINDS = ["text", "table", "dict", "rich", "error", "dialog"]


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("scripts")
    with serving(f"{TARGETS / 'scripts.py'}:demo", folder=folder) as served:
        yield served


@pytest.fixture
def browsing(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    page.close()


def _run(page: Page, served: Served, kind: str, done: str) -> list[str]:
    """Run once and return every dialog that opened and every address that was left for."""
    ran: list[str] = []

    def opened(dialog: object) -> None:
        ran.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", opened)
    page.goto(served.url + (f"?kind={kind}" if kind else ""))
    page.get_by_role("textbox").first.fill("<img src=x onerror=alert(18)>")
    page.get_by_role("button", name="Run").first.click()
    page.wait_for_function(done)
    for link in page.locator("a[href]").all():
        address = link.get_attribute("href") or ""
        assert not address.lower().strip().startswith(("javascript:", "vbscript:", "data:text")), (
            address
        )
    page.remove_listener("dialog", opened)
    assert page.url.startswith(served.url)
    return ran


DONE = (
    "() => /onerror=alert\\(1\\)/.test(document.body.innerText.replace(/\\s/g, ''))"
    " && !document.querySelector('[aria-busy=true]')"
)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_runs(browsing: Page, scripts: Served, kind: str) -> None:
    done = "() => document.querySelector('iframe')" if kind == "rich" else DONE
    assert _run(browsing, scripts, kind, done) == []
    if kind == "rich":
        frame = browsing.frame_locator("iframe").first
        frame.locator("#framed").wait_for()
        assert browsing.locator("iframe").first.get_attribute("srcdoc") is None
        sandbox = browsing.locator("iframe").first.get_attribute("sandbox") or ""
        assert "allow-same-origin" not in sandbox
    assert browsing.title() != "owned"
    handlers = browsing.evaluate(
        "() => [...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
        ".filter(n => n.startsWith('on'))"
    )
    assert handlers == []
    assert browsing.locator("body script:not([src]):not([type*=json])").count() == 0


def test_markdown_is_cleaned(browsing: Page, tmp_path: Path) -> None:
    with serving(f"{TARGETS / 'scripts.py'}:marked", folder=tmp_path) as served:
        done = "() => /vbscript/.test(document.body.innerText) || document.querySelector('details')"
        assert _run(browsing, served, "", done) == []
        assert browsing.locator("main iframe, main form[action], main style").count() == 0
