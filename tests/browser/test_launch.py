"""Scripts that call ``launch()``, as they are found in other people's tutorials, in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Launch

pytestmark = pytest.mark.browser

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
