"""Results of libraries that nobody wrote for a page, as they look when they have come."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.person import Person

pytestmark = pytest.mark.browser

SCRIPT = '''
"""Functions that give something odd each."""

import http
import io
import itertools
import sys
import zipfile

import numpy as np


def picture():
    """Give numbers that make a picture."""
    return np.linspace(0, 1, 400).reshape(20, 20)


def formula():
    """Give an expression."""
    import sympy

    x = sympy.symbols("x")
    return sympy.Integral(sympy.sqrt(x) / 2, x)


def pairs():
    """Give rows of one length."""
    return list(zip("ab", [1, 22]))


def endless():
    """Give numbers without end."""
    return itertools.count()


def pets():
    """Give probabilities."""
    return {"cat": 0.7, "dog": 0.3}


def complain():
    """Write to standard error only."""
    print("\\x1b[33mcareful\\x1b[0m, the disk is full", file=sys.stderr)


def coloured():
    """Give text with colours of a terminal."""
    return "\\x1b[31mred\\x1b[0m and plain"


def packed():
    """Give an archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("inside.txt", "hello")
    return target.getvalue()


def chart():
    """Give what wants scripts from the net, and has a picture of itself as well."""
    return Chart()


class Chart:
    """A chart that loads its library."""

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/html": '<script src="https://cdn.example.org/x.js"></script>',
            "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        }


def moving():
    """Give an animation."""
    from matplotlib import pyplot
    from matplotlib.animation import FuncAnimation

    figure, axes = pyplot.subplots(figsize=(2, 1), dpi=50)
    (line,) = axes.plot([0, 1])
    return FuncAnimation(figure, lambda at: line.set_data([0, 1], [0, at]), frames=2)


def mixed():
    """Give several, each with something beside it."""
    return {"status": http.HTTPStatus.NOT_FOUND, "picture": picture()}
'''


def press(person: Person, name: str) -> None:
    """Press a button of the result's toolbar."""
    person.result.hover()
    person.result.get_by_role("button", name=name).first.click()


def test_rows_of_one_length_stand_in_columns(person: Person) -> None:
    person.show("pairs")
    rows = person.result.get_by_role("region", name="Rows").get_by_role("row")
    expect(rows).to_have_text(["a1", "b22"])


def test_a_picture_turns_into_numbers_and_back(person: Person) -> None:
    person.show("picture")
    expect(person.result.locator("img")).to_be_visible()
    press(person, "As numbers")
    expect(person.result.get_by_text("20 × 20", exact=True)).to_be_visible()
    expect(person.result.get_by_role("grid")).to_be_visible()
    expect(person.result.locator("img")).to_have_count(0)
    press(person, "Back")
    expect(person.result.locator("img")).to_be_visible()


def test_a_formula_stands_above_its_text(person: Person) -> None:
    person.show("formula")
    formula, text = person.result.locator("math"), person.result.locator(".au-text:visible")
    expect(text).to_have_text("Integral(sqrt(x)/2, x)")
    above, below = formula.bounding_box(), text.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]


def test_what_was_left_out_is_said(person: Person) -> None:
    person.show("endless")
    expect(person.result.locator(".au-note")).to_have_text(
        "The first 10,000 items; there are more."
    )


def test_probabilities_are_bars_and_a_dict(person: Person) -> None:
    person.show("pets")
    expect(person.result).to_contain_text(re.compile(r"cat\s*70 %\s*dog\s*30 %"))
    press(person, "As numbers")
    expect(person.result.locator("dd")).to_have_text(["0.7", "0.3"])
    press(person, "As shares")
    expect(person.result.locator("dd")).to_have_count(0)
    person.run()
    expect(person.result).to_contain_text("70 %")


def test_what_went_to_standard_error_is_the_result_of_none(person: Person) -> None:
    person.show("complain")
    person.sees(re.compile(r"^careful, the disk is full\s+Written to standard error"))
    expect(person.result.get_by_text("printed 1 line")).to_have_count(0)


def test_colours_of_a_terminal_are_left_out(person: Person) -> None:
    person.show("coloured")
    person.sees("red and plain")


def test_an_archive_lists_what_it_holds(person: Person) -> None:
    person.show("packed")
    expect(person.result.get_by_role("grid")).to_contain_text("inside.txt")
    assert person.download("output.zip").read_bytes().startswith(b"PK")


def test_a_picture_is_preferred_to_scripts_from_the_net(person: Person) -> None:
    person.show("chart")
    expect(person.result.locator("img")).to_be_visible()
    expect(person.result.locator("iframe")).to_have_count(0)


def test_an_animation_plays_in_its_frame(person: Person) -> None:
    person.show("moving")
    frame = person.result.frame_locator("iframe")
    expect(frame.locator("img")).to_be_visible()
    frame.get_by_role("button", name="Play", exact=True).click()
    assert frame.locator("img").evaluate("e => e.decode().then(() => e.naturalWidth)") == 100
    expect(person.result.get_by_text("1 figure")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_parts_with_something_beside_them(person: Person, scheme: str) -> None:
    person.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    person.page.set_viewport_size({"width": 390, "height": 844})
    person.show("mixed")
    expect(person.result).to_contain_text("HTTPStatus.NOT_FOUND")
    person.result.get_by_role("button", name="As numbers: picture").click()
    expect(person.result.get_by_role("grid")).to_be_visible()
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not person.page.evaluate(wide)
    assert axe.faults(person.page) == []
