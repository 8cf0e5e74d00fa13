"""Steps that tests of the page alone take again and again."""

from playwright.sync_api import Locator, Page, expect

from tests.browser import axe


def sheet(page: Page) -> Locator:
    """Return the sheet with the call and its result."""
    return page.locator("[data-sheet]")


def run(page: Page, state: str = "done") -> None:
    """Press Run and wait for that state."""
    page.locator("[data-run]").click()
    expect(sheet(page)).to_have_attribute("data-state", state)


def stop_the_clock(page: Page) -> None:
    """Let every call take no time by the page's own clock, however busy the machine is."""
    page.evaluate("performance.now = () => 0")


def no_faults(page: Page) -> None:
    """Fail with what axe says, if it says anything."""
    assert axe.faults(page) == []


def opened(page: Page) -> Locator:
    """Press the API button and return the drawer."""
    page.get_by_role("button", name="API", exact=True).click()
    drawer = page.get_by_role("dialog", name="API")
    expect(drawer).to_be_visible()
    return drawer


def code(drawer: Locator, way: str) -> Locator:
    """Return the call as the drawer writes it for Python, the command line or curl."""
    return drawer.get_by_role("group", name=way, exact=True)
