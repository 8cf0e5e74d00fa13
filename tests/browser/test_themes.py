"""Themes and style sheets in the browser: what is worn, by whom, and what is refused."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from autoui.page import themes
from tests.browser.served import Serve
from tests.serve import serving

pytestmark = pytest.mark.browser

RED = """import autoui as gr

with gr.Interface(css=".gradio-container {background-color: red}") as demo:
    gr.Markdown("# hello", elem_id="greeting", elem_classes=["loud", "wide"])
    with gr.Row(elem_id="both"):
        gr.Textbox(label="Name", elem_id="name", elem_classes="loud")
        gr.HTML("<b>bold</b>", elem_id="framed")
"""
PLAIN = """def double(x: float = 2, label: str = "a") -> float:
    return x * 2
"""


def background(page: Page, selector: str) -> str:
    found: str = page.locator(selector).first.evaluate("el => getComputedStyle(el).backgroundColor")
    return found


def test_the_page_turns_red(page: Page, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(RED)
    with serving("app.py:demo", folder=tmp_path) as served:
        page.goto(served.url)
        expect(page.get_by_role("heading", name="hello")).to_be_visible()
        box = page.locator("#autoui").bounding_box()
        assert box is not None
        assert (box["x"], box["width"]) == (0, 1440)
        assert box["height"] >= 900
        assert background(page, "#autoui") == "rgb(255, 0, 0)"
        expect(page.locator(".autoui-container")).to_have_id("autoui")
        expect(page.locator("#greeting")).to_have_class(re.compile(r"\bloud wide\b"))
        expect(page.locator("#both #name")).to_have_class(re.compile(r"\bloud\b"))
        expect(page.locator("#framed")).to_be_attached()


def test_names_for_style_sheets_reach_the_fields_of_a_form(page: Page, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import autoui as gr\n\ndemo = gr.Interface(lambda x: x, "
        'gr.Number(value=1, elem_id="first", elem_classes="big"), '
        'gr.Number(elem_id="answer", elem_classes=["big", "round"]), css="own.css")\n'
    )
    (tmp_path / "own.css").write_text("#first .control { width: 123px; flex: none }")
    with serving("app.py:demo", folder=tmp_path) as served:
        page.goto(served.url)
        expect(page.locator("#first")).to_have_class(re.compile(r"\bbig\b"))
        box = page.locator("#first .control").bounding_box()
        assert box is not None
        assert box["width"] == 123
        page.locator("[data-run]").click()
        expect(page.locator("#answer")).to_have_class(re.compile(r"\bbig round\b"))


def test_a_theme_by_name(page: Page, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(PLAIN)
    with serving("app.py:double", "--theme", "soft", folder=tmp_path) as served:
        page.goto(served.url)
        field = page.locator("[data-field] input").first
        expect(field).to_have_css("border-top-left-radius", "12px")
        light = themes.Soft().colours("light")["accent"]
        dark = themes.Soft().colours("dark")["accent"]
        assert background(page, "[data-run]") == rgb(light)
        page.emulate_media(color_scheme="dark")
        expect(page.locator("[data-run]")).to_have_css("background-color", rgb(dark))


def rgb(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"


def test_a_page_that_is_open_changes_its_clothes(page: Page, serve: Serve, tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    text = "import autoui as gr\n\n" + PLAIN + "\ndemo = gr.Interface(double, theme=THEME)\n"
    app.write_text(text.replace("THEME", "None"))
    served = serve(f"{app}:demo", "--reload")
    page.goto(served.url)
    field = page.locator("[data-field] input").first
    expect(field).to_have_css("border-top-left-radius", "6px")
    field.fill("7")
    app.write_text(text.replace("THEME", "gr.themes.Theme(radius=1)"))
    expect(field).to_have_css("border-top-left-radius", "1px")
    expect(field).to_have_value("7")
    expect(page.locator("link[data-look]")).to_have_count(1)
    app.write_text(text.replace("THEME", "None"))
    expect(field).to_have_css("border-top-left-radius", "6px")
    expect(page.locator("link[data-look]")).to_have_count(0)


def test_what_a_style_sheet_cannot_load_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(PLAIN)
    css = "@import url(https://fonts.example/a.css); h1 { color: red }"
    with serving("app.py:double", "--css", css, folder=tmp_path) as served:
        assert "@import loads nothing here" in served.output()
