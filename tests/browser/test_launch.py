"""Scripts that call ``launch()``, as they are found in other people's tutorials, in a browser."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.served import ROOT, Served, free_port

pytestmark = pytest.mark.browser

CALCULATOR = """
import autoui as gr

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

demo = gr.Interface(
    calculator,
    [
        "number",
        gr.Radio(["add", "subtract", "multiply", "divide"]),
        "number"
    ],
    "number",
    examples=[
        [5, "add", 3],
        [4, "divide", 2],
        [-4, "multiply", 2.5],
        [0, "subtract", 1.2],
    ],
    title="Toy Calculator",
    description="Here's a sample toy calculator. Allows you to calculate things like $2+2=4$",
)
demo.launch()
"""

TWO_BUTTONS = """
import autoui as gr

with gr.Blocks() as demo2:
    num1 = gr.Number()
    num2 = gr.Number()
    output = gr.Number()
    gr.Button("Add").click(
        lambda a, b: a + b, [num1, num2], output)
    gr.Button("Multiply").click(
        lambda a, b: a * b, [num1, num2], output, queue=True)
demo2.launch()
"""

LAID_OUT = """
import autoui as gr

greeted = []

def greet(name, loud):
    if not name:
        raise gr.Error("Say a name first")
    greeted.append(name)
    return f"Hello {name}{'!' if loud else '.'} ({len(greeted)})"

with gr.Blocks(title="Greeter") as demo:
    gr.Markdown("# Greet **someone**")
    with gr.Row():
        with gr.Column():
            name = gr.Textbox(label="Name")
            loud = gr.Checkbox(label="Loud")
            go = gr.Button("Greet")
        with gr.Column():
            said = gr.Textbox(label="Said")
            length = gr.Number(label="Length")
    go.click(greet, [name, loud], said)
    name.submit(greet, [name, loud], said)
    name.change(len, name, length)
demo.launch()
"""

Launch = Callable[[str], Served]


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launch]:
    """Return a function that runs a script until the test ends; then Ctrl+C must end it."""
    started: list[Served] = []

    def start(source: str) -> Served:
        path = tmp_path / "script.py"
        path.write_text(source)
        port = free_port()
        log = tmp_path / "script.log"
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [sys.executable, str(path)],
                stdout=sink,
                stderr=sink,
                stdin=subprocess.DEVNULL,
                cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": str(ROOT), "AUTOUI_PORT": str(port)},
            )
        served = Served(f"http://127.0.0.1:{port}/", process, log)
        started.append(served)
        served.wait_until_ready()
        return served

    yield start
    for served in started:
        served.process.send_signal(signal.SIGINT)
        try:
            served.process.wait(10)
        except subprocess.TimeoutExpired:
            served.process.kill()
            served.process.wait()
            pytest.fail(f"the script did not end on Ctrl+C; it said:\n{served.output()}")


def test_the_calculator_as_it_stands(page: Page, launch: Launch) -> None:
    served = launch(CALCULATOR)
    person = Person(page, served.url)
    expect(page).to_have_title("Toy Calculator")
    expect(page.locator(".description math")).to_be_visible()
    expect(page.get_by_label("Num1", exact=True)).to_have_value("5")
    expect(page.get_by_role("radio", name="add")).to_be_checked()
    person.run()
    person.sees("8")

    page.get_by_text(re.compile(r"^4\s*divide\s*2$")).first.click()
    expect(page.get_by_label("Num2", exact=True)).to_have_value("2")
    person.run()
    person.sees("2")

    person.type("Num2", "0")
    person.start()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Cannot divide by zero!")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(person.result).to_have_attribute("data-state", "failed")
    person.pick("Operation", "subtract")
    person.run()
    person.sees("4")


def test_two_buttons_share_fields(page: Page, launch: Launch) -> None:
    page.goto(launch(TWO_BUTTONS).url)
    fields = page.get_by_label("Number", exact=True)
    fields.nth(0).fill("6")
    fields.nth(1).fill("7")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(
        page.get_by_text("13", exact=True).or_(page.locator("input[value='13']"))
    ).to_be_visible()
    page.get_by_role("button", name="Multiply", exact=True).click()
    expect(page.get_by_text("42", exact=True)).to_be_visible()


def test_rows_columns_and_events(page: Page, launch: Launch) -> None:
    page.goto(launch(LAID_OUT).url)
    expect(page).to_have_title("Greeter")
    expect(page.locator("main strong")).to_have_text("someone")
    name, said = page.get_by_label("Name", exact=True), page.get_by_text(re.compile("^Hello"))
    left, right = name.bounding_box(), page.get_by_text("Said", exact=True).bounding_box()
    assert left is not None
    assert right is not None
    assert right["x"] > left["x"] + left["width"] - 1, "the columns stand side by side"
    page.get_by_role("button", name="Greet", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("Say a name first")
    page.keyboard.press("Escape")
    name.fill("Ann")
    expect(page.get_by_text("3", exact=True)).to_be_visible()
    page.get_by_role("button", name="Greet", exact=True).click()
    expect(said).to_have_text("Hello Ann. (1)")
    page.get_by_role("switch", name="Loud").click()
    name.press("Enter")
    expect(said).to_have_text("Hello Ann! (2)")
