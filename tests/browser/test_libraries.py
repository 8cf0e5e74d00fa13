"""Functions that nobody wrote for a page, served by import path and filled in by a person."""

import calendar
import colorsys
import datetime
import difflib
import statistics
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import humanize
import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Locator, Page, expect
from skimage import filters

from tests.browser.person import Person
from tests.browser.served import Serve, Served
from tests.serve import serving

pytestmark = pytest.mark.browser

PIXELS = """e => { const c = document.createElement("canvas");
c.width = e.naturalWidth; c.height = e.naturalHeight;
const x = c.getContext("2d"); x.drawImage(e, 0, 0);
return [...x.getImageData(0, 0, c.width, c.height).data].filter((_, i) => i % 4 === 0); }"""


def leaves(result: Locator) -> list[str]:
    """The scalars of a result that is a list or several values."""
    return result.locator(".au-leaf, .au-number > span:first-child").all_text_contents()


def pixels(result: Locator) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The red channel of the picture that is shown."""
    picture = result.locator("img").first
    expect(picture).to_be_visible()
    picture.evaluate("e => e.decode()")
    return np.array(picture.evaluate(PIXELS))


def gradient(folder: Path) -> Path:
    """A dull grey picture."""
    path = folder / "dull.png"
    Image.linear_gradient("L").resize((32, 24)).point(lambda v: 100 + v // 8).save(path)
    return path


def shorten(person: Person, folder: Path) -> None:
    person.type("Text", "Hello brave new world")
    person.type("Width", "14")
    person.run()
    expected = textwrap.shorten("Hello brave new world", width=14)
    person.sees(expected)


def quantiles(person: Person, folder: Path) -> None:
    person.type("Data 1", "1, 2, 3, 4, 5")
    person.pick("Method", "inclusive")
    person.run()
    expected = statistics.quantiles([1, 2, 3, 4, 5], method="inclusive")
    assert [float(text) for text in leaves(person.result)] == expected
    expect(person.page.get_by_label("Data 5", exact=True)).to_have_value("5")


def get_close_matches(person: Person, folder: Path) -> None:
    expect(person.page.get_by_label("Word", exact=True)).to_have_value("appel")
    for row in (4, 3, 2):
        person.page.get_by_role("button", name=f"Remove Possibilities {row}").click()
    person.type("Possibilities 1", "wine, wise, horse, window")
    person.type("Word", "wien")
    person.page.keyboard.press("Enter")
    expect(person.result).to_have_attribute("data-state", "done")
    assert leaves(person.result) == difflib.get_close_matches(
        "wien", ["wine", "wise", "horse", "window"]
    )


def month(person: Person, folder: Path) -> None:
    person.type("Theyear", "2024")
    person.type("Themonth", "2")
    person.run()
    shown = person.result.locator(".au-text").inner_text()
    assert shown.rstrip() == calendar.month(2024, 2).rstrip()


def rgb_to_hls(person: Person, folder: Path) -> None:
    for label, text in {"R": "0.2", "G": "0.4", "B": ".4"}.items():
        person.type(label, text)
    person.run()
    shown = tuple(float(text) for text in leaves(person.result))
    assert shown == colorsys.rgb_to_hls(0.2, 0.4, 0.4)


def fromisoformat(person: Person, folder: Path) -> None:
    person.type("Date string", "2024-02-30")
    person.run(until="failed")
    expect(person.result).to_contain_text("day is out of range for month")
    person.type("Date string", "2024-02-29")
    person.run()
    expected = str(datetime.date.fromisoformat("2024-02-29"))
    person.sees(expected)


def autocontrast(person: Person, folder: Path) -> None:
    path = gradient(folder)
    person.attach("Image", path)
    person.type("Cutoff", "2")
    person.run()
    with Image.open(path) as image:
        expected = np.asarray(ImageOps.autocontrast(image, cutoff=2)).ravel()
    assert pixels(person.result).tolist() == expected.tolist()


def naturalsize(person: Person, folder: Path) -> None:
    person.type("Value", "3_000_000")
    person.switch("Binary")
    person.run()
    expected = humanize.naturalsize(3_000_000, binary=True)
    person.sees(expected)


def cut(person: Person, folder: Path) -> None:
    person.type("X", "[1, 7, 5, 4, 6, 3]")
    person.type("Bins", "3")
    person.type("Labels", "['bad', 'medium', 'good']")
    person.run()
    expected = pd.cut(np.array([1, 7, 5, 4, 6, 3]), 3, labels=["bad", "medium", "good"])
    for text in expected:
        expect(person.result).to_contain_text(text)


def gaussian(person: Person, folder: Path) -> None:
    path = gradient(folder)
    person.attach("Image", path)
    person.type("Sigma: Number", "3")
    person.run()
    with Image.open(path) as image:
        expected = filters.gaussian(np.asarray(image), sigma=3).ravel() * 255
    assert np.abs(pixels(person.result) - expected).max() <= 1


FUNCTIONS: dict[str, Callable[[Person, Path], None]] = {
    "textwrap:shorten": shorten,
    "statistics:quantiles": quantiles,
    "difflib:get_close_matches": get_close_matches,
    "calendar:month": month,
    "colorsys:rgb_to_hls": rgb_to_hls,
    "datetime:date.fromisoformat": fromisoformat,
    "PIL.ImageOps:autocontrast": autocontrast,
    "humanize:naturalsize": naturalsize,
    "pandas:cut": cut,
    "skimage.filters:gaussian": gaussian,
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """All functions, from a script that does no more than import their modules."""
    folder = tmp_path_factory.mktemp("libraries")
    modules = sorted({target.partition(":")[0] for target in FUNCTIONS})
    (folder / "libraries.py").write_text("".join(f"import {module}\n" for module in modules))
    names = ",".join(target.replace(":", ".") for target in FUNCTIONS)
    with serving(f"libraries.py:{names}", folder=folder) as found:
        yield found


@pytest.mark.parametrize("target", FUNCTIONS)
def test_a_person_uses(target: str, page: Page, served: Served, tmp_path: Path) -> None:
    person = Person(page, served.url)
    page.locator("a.entry").nth(list(FUNCTIONS).index(target)).click()
    FUNCTIONS[target](person, tmp_path)


def test_a_value_of_any_kind_that_is_required_is_asked_for(page: Page, serve: Serve) -> None:
    person = Person(page, serve("json:dumps").url)
    person.start()
    expect(page.locator("[data-field=obj] .fault")).to_have_text("Is required")
    person.type("Obj", "None")
    person.run()
    person.sees("null")
