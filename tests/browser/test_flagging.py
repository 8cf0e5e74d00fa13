"""Flagging: the button below a result, the choice of a reason, and what is on disk then."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.fake_server import FakeServer, calculator, stay_silent
from tests.browser.person import Person
from tests.browser.served import Served
from tests.browser.steps import no_faults, run, sheet
from tests.serve import serving

pytestmark = pytest.mark.browser

APP = """import numpy as np

import autoui as gr


@gr.options(inputs=["number", gr.Radio(["add", "subtract", "multiply", "divide"]), "number"],
            outputs="number", flagging_dir="calculated")
def calculator(num1, operation, num2):
    if operation == "add":
        return num1 + num2
    elif operation == "subtract":
        return num1 - num2
    elif operation == "multiply":
        return num1 * num2
    elif operation == "divide":
        if num2 == 0:
            raise gr.Error("Cannot divide by zero!")
        return num1 / num2


@gr.options(inputs=gr.Image(), outputs="image", flagging_dir="coloured")
def sepia(im):
    sepia_filter = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])
    sepia_img = im.dot(sepia_filter.T)
    sepia_img /= sepia_img.max()
    return sepia_img
"""
STAMP = re.compile(r",\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", re.MULTILINE)
WRONG = {"label": "It is wrong", "value": "wrong"}
ODD = {"label": "Odd", "value": "odd"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("flags")
    path = folder / "app.py"
    path.write_text(APP)
    with serving(f"{path}:calculator,sepia", folder=folder) as found:
        yield found


def log_of(folder: Path) -> str:
    """Return a log without its column of times."""
    text = (folder / "logs.csv").read_bytes().decode()
    return STAMP.sub("", text).replace(",timestamp\n", "\n")


def files(folder: Path) -> set[str]:
    found = (one.relative_to(folder) for one in folder.rglob("*") if one.is_file())
    return {str(one) for one in found if not one.name.startswith(".")}


def flag(page: Page) -> None:
    page.get_by_role("button", name="Flag this result").click()
    expect(page.get_by_role("button", name="Flagged")).to_be_disabled()
    expect(page.get_by_role("button", name="Flagged")).to_be_focused()


def test_the_calculators_flags_are_a_log(page: Page, served: Served) -> None:
    person = Person(page, served.url + "#calculator")
    for num1, operation, num2, result in (("5", "add", "7", "12"), ("6", "subtract", "1.5", "4.5")):
        person.fill("Num1", num1)
        person.pick("Operation", operation)
        person.fill("Num2", num2)
        person.run()
        person.sees(result)
        flag(page)
    folder = served.log.parent / "calculated"
    assert log_of(folder) == "num1,operation,num2,Output\n5,add,7,12\n6,subtract,1.5,4.5\n"
    assert files(folder) == {"logs.csv"}


def test_the_pictures_of_a_filter_are_kept_beside_the_log(
    page: Page, served: Served, tmp_path: Path
) -> None:
    person = Person(page, served.url + "#sepia")
    pictures = []
    for number in range(2):
        picture = tmp_path / f"photo{number}.png"
        noise = np.random.default_rng(number).integers(0, 256, (20, 30, 3), np.uint8)
        Image.fromarray(noise).save(picture)
        person.attach("Im", picture)
        person.run()
        flag(page)
        pictures.append(picture)
    folder = served.log.parent / "coloured"
    assert log_of(folder) == "im,Output\nim/0.png,Output/0.png\nim/1.png,Output/1.png\n"
    assert files(folder) == {
        "logs.csv", "im/0.png", "im/1.png", "Output/0.png", "Output/1.png",
    }  # fmt: skip
    for number, picture in enumerate(pictures):
        assert (folder / f"im/{number}.png").read_bytes() == picture.read_bytes()
        with Image.open(folder / f"Output/{number}.png") as coloured:
            assert coloured.size == (30, 20)


# ------------------------------------------------------------------------------- the button


def flaggable(page: Page, *options: dict[str, str], mode: str = "manual") -> FakeServer:
    server = FakeServer(calculator(flagging={"mode": mode, "options": list(options)}))
    server.install(page)
    return server


def answer(server: FakeServer, page: Page, error: str = "") -> dict[str, object]:
    """Wait for a flag and answer it."""
    asked = server.asked(page, "flag")
    server.send(op="answer", request=asked["request"], data=None, error=error)
    return asked


def test_one_of_the_options_must_be_chosen(page: Page) -> None:
    server = flaggable(page, WRONG, ODD)
    button = page.locator("button.flag")
    page.locator("[data-run]").hover()
    expect(button).to_be_hidden()
    run(page)
    page.get_by_role("button", name="Flag this result").focus()
    page.keyboard.press("Enter")
    choice = page.get_by_role("menu", name="Flag this result")
    expect(choice.get_by_role("menuitem")).to_have_text(["It is wrong", "Odd"])
    expect(choice.get_by_role("menuitem", name="It is wrong")).to_be_focused()
    no_faults(page)
    page.keyboard.press("Escape")
    expect(choice).to_have_count(0)
    expect(button).to_be_focused()
    assert not [one for one in server.received if one["op"] == "flag"]
    page.keyboard.press("Enter")
    expect(choice.get_by_role("menuitem", name="It is wrong")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(button).to_be_disabled()
    asked = answer(server, page)
    assert (asked["run"], asked["option"]) == (server.last("submit")["run"], "odd")
    expect(button).to_have_text("Flagged: Odd")
    expect(page.locator("#live")).to_have_text("Flagged as Odd")
    no_faults(page)
    run(page)
    expect(page.get_by_role("button", name="Flag this result")).to_be_enabled()


def test_what_went_wrong_is_told_and_it_can_be_tried_again(page: Page) -> None:
    server = flaggable(page)
    run(page)
    button = page.get_by_role("button", name="Flag this result")
    button.click()
    answer(server, page, "The disk is full: make room in flagged.")
    expect(page.locator(".toast")).to_have_text(
        "Not flagged: The disk is full: make room in flagged."
    )
    expect(button).to_be_enabled()
    server.received.clear()
    button.click()
    answer(server, page)
    expect(page.get_by_role("button", name="Flagged")).to_be_disabled()


def test_only_what_has_ended_can_be_flagged(page: Page) -> None:
    server = flaggable(page)
    run(page)
    server.submit = stay_silent
    page.locator("[data-run]").click()
    expect(sheet(page)).to_have_attribute("data-state", "running")
    button = page.locator("button.flag")
    expect(button).to_be_disabled()
    second = server.submitted(page, 2)
    server.event(
        second, "failed", type="ValueError", message="no", id="", dialog=False, traceback=""
    )
    expect(button).to_be_enabled()
    button.click()
    assert answer(server, page)["run"] == second
    expect(button).to_have_text("Flagged")
    page.get_by_role("button", name="Run again").click()
    server.event(server.submitted(page, 3), "expired", reason="the app has changed")
    expect(page.locator(".note")).to_contain_text("It never began: the app has changed.")
    expect(button).to_be_hidden()


@pytest.mark.parametrize("mode", ["auto", "never"])
def test_there_is_no_button_where_nobody_is_asked(page: Page, mode: str) -> None:
    flaggable(page, mode=mode)
    run(page)
    expect(page.locator("[data-sheet]").get_by_role("button", name="Copy the call")).to_be_visible()
    expect(page.locator("button.flag")).to_have_count(0)


def test_a_phone_has_room_for_it(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    server = flaggable(page, WRONG, ODD)
    run(page)
    page.get_by_role("button", name="Flag this result").click()
    box = page.get_by_role("menu").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
    page.get_by_role("menuitem", name="Odd").click()
    answer(server, page)
    expect(page.locator("button.flag")).to_have_text("Flagged: Odd")
    no_faults(page)
