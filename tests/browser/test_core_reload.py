"""The page of a function that is being written: saved, broken, mended."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.served import Serve
from tests.browser.steps import no_faults

pytestmark = pytest.mark.browser

GOOD = '''def area(width: float = 2.0, height: float = 3.0) -> float:
    """Area of a rectangle."""
    return width * height
'''


def test_a_save_is_shown_and_a_broken_one_is_said(serve: Serve, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "area.py"
    path.write_text(GOOD)
    person = Person(page, serve(f"{path}:area", "--reload").url)
    person.fill("Width", "5")
    person.run()
    path.write_text(GOOD.replace("3.0", "4.0"))
    expect(page.get_by_label("Height")).to_have_value("4")
    expect(page.get_by_label("Width")).to_have_value("5")
    expect(page.locator(".status")).to_contain_text("from the previous version")
    expect(page.locator("[data-field=height]")).to_have_class(re.compile("glow"))
    path.write_text("def area(:\n")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("area.py, line 1")
    expect(alert.locator("pre").first).to_contain_text("def area(:")
    expect(alert).to_contain_text("The version before it keeps serving.")
    no_faults(page)
    person.run()
    expect(person.result).to_contain_text("20")
    path.write_text(GOOD)
    expect(alert).to_have_count(0)
    expect(page.get_by_label("Height")).to_have_value("3")


def test_a_call_goes_on_when_the_page_is_loaded_anew(
    serve: Serve, page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "wait.py"
    path.write_text(
        "import pathlib, time\n\n"
        "def wait(name: str = 'go') -> str:\n"
        "    print('waiting', flush=True)\n"
        "    while not pathlib.Path(__file__).with_name(name).exists():\n"
        "        time.sleep(0.02)\n"
        "    return 'it came'\n"
    )
    person = Person(page, serve(f"{path}:wait").url)
    person.start()
    expect(page.locator(".log")).to_contain_text("waiting")
    expect(person.result).to_have_attribute("data-state", "running")
    page.reload()
    expect(person.result).to_have_attribute("data-state", "running")
    expect(page.locator(".log")).to_contain_text("waiting")
    (tmp_path / "go").touch()
    expect(person.result).to_contain_text("it came")
    expect(person.result).to_have_attribute("data-state", "done")
