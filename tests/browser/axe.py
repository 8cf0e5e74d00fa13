"""What axe says of a page: https://github.com/dequelabs/axe-core."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Only what is wrong travels to us, in the words that a failing test shows.
RUN = """() => axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => [id, nodes.map(({ html, any }) => [html, any.slice(0, 1)])]))"""


def faults(page: Page) -> list[Any]:
    """Return each rule that a page breaks, with the elements that do; axe comes in once a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[Any] = page.evaluate(RUN)
    return found
