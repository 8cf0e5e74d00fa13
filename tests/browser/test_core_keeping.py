"""What was typed is there again after the page was loaded anew."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_server import (
    ADDRESS,
    FakeServer,
    blocks,
    calculator,
    interface,
    parameter,
    stay_silent,
)
from tests.browser.steps import run, sheet

pytestmark = pytest.mark.browser

BLOB = {"$blob": "b1", "name": "notes.txt", "type": "text/plain", "size": 3, "meta": {}}


def stored(page: Page) -> str:
    """Return all that the tab keeps."""
    return str(page.evaluate("JSON.stringify({...sessionStorage})"))


def come_near(page: Page) -> None:
    """Move the mouse, and wait until the page has loaded what watches over its inputs."""
    expect(page.locator("main input").first).to_be_attached()
    page.mouse.move(5, 5)
    page.evaluate(
        "import(document.querySelector('script[src$=\"/autoui.js\"]').src"
        ".replace('autoui.js', 'core/keeping.js')).then(() => {})"
    )


def test_a_form_keeps_its_inputs_over_a_reload(page: Page) -> None:
    FakeServer(calculator()).install(page)
    come_near(page)
    page.get_by_label("Num1").fill("17")
    page.get_by_role("radio", name="Multiply").click()
    page.reload()
    expect(page.get_by_label("Num1")).to_have_value("17")
    expect(page.get_by_label("Num2")).to_have_value("3")
    expect(page.get_by_role("radio", name="Multiply")).to_be_checked()
    expect(page.get_by_role("button", name="5 add 3")).to_have_attribute("aria-pressed", "false")
    come_near(page)
    page.get_by_role("button", name="5 add 3").click()
    page.reload()
    expect(page.get_by_label("Num1")).to_have_value("5")
    expect(page.get_by_role("button", name="5 add 3")).to_have_attribute("aria-pressed", "true")


def test_a_page_opened_afresh_starts_afresh(page: Page) -> None:
    FakeServer(calculator()).install(page)
    come_near(page)
    page.get_by_label("Num1").fill("17")
    page.goto("about:blank")
    page.goto(ADDRESS)
    expect(page.get_by_label("Num1")).to_have_value("5")


def test_a_laid_out_page_keeps_its_inputs_over_a_reload(page: Page) -> None:
    FakeServer(blocks()).install(page)
    come_near(page)
    page.get_by_label("A", exact=True).fill("10")
    page.reload()
    expect(page.get_by_label("A", exact=True)).to_have_value("10")


def test_what_was_changed_after_a_link_is_newer_than_the_link(page: Page) -> None:
    server = FakeServer(calculator())
    server.prefilled = {"values": {"num1": 7, "num2": 8}, "errors": []}
    server.install(page, "?num1=7&num2=8")
    expect(page.get_by_label("Num1")).to_have_value("7")
    come_near(page)
    page.get_by_label("Num1").fill("5")
    page.reload()
    expect(page.get_by_label("Num2")).to_have_value("8")
    expect(page.get_by_label("Num1")).to_have_value("5")


def test_a_field_that_has_changed_its_kind_is_not_filled(page: Page) -> None:
    server = FakeServer(calculator())
    server.install(page)
    come_near(page)
    page.get_by_label("Num1").fill("17")
    page.get_by_label("Num2").fill("18")
    server.document = calculator()
    next(n for n in server.document["nodes"] if n["id"] == "calculator.num1")["kind"] = "any"
    page.reload()
    expect(page.get_by_label("Num2")).to_have_value("18")
    expect(page.get_by_label("Num1")).to_have_value("5")


def with_secrets() -> dict[str, Any]:
    return interface(
        [
            parameter("user", "text", "me"),
            parameter("token", "text", secret=True, required=True),
            parameter("file", "file", required=True),
        ]
    )


def fill_secrets(page: Page, server: FakeServer) -> None:
    server.install(page)
    come_near(page)
    page.get_by_label("User").fill("you")
    page.get_by_label("Token").first.fill("hunter2")
    page.locator("input[type=file]").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"abc"}
    )
    expect(page.locator("[data-field=file]")).to_contain_text("notes.txt")


def test_secrets_are_written_down_nowhere_and_files_as_long_as_the_server_has_them(
    page: Page,
) -> None:
    server = FakeServer(with_secrets(), stay_silent)
    server.files["uploads"] = ("application/json", json.dumps(BLOB).encode())
    fill_secrets(page, server)
    # Also while a call is on, which is written down with its inputs.
    run(page, "running")
    assert "hunter2" in json.dumps(server.last("submit"))
    page.reload()
    assert "hunter2" not in stored(page)
    assert "notes.txt" in stored(page)
    expect(sheet(page)).to_have_attribute("data-state", "running")
    expect(page.get_by_label("User")).to_have_value("you")
    expect(page.get_by_label("Token").first).to_have_value("")
    expect(page.locator("[data-field=file]")).to_contain_text("notes.txt")
    server.done(server.last("submit")["run"])
    expect(page.locator(".results")).to_have_text("8")
    assert "you" in stored(page)
    server.server = "s2"
    page.reload()
    expect(page.get_by_label("User")).to_have_value("you")
    expect(page.locator("[data-field=file]")).not_to_contain_text("notes.txt")


def test_what_is_typed_while_a_call_is_on_outlives_the_reload_too(page: Page) -> None:
    server = FakeServer(calculator(), stay_silent)
    server.install(page)
    run(page, "running")
    page.get_by_label("Num1").fill("17")
    page.reload()
    expect(sheet(page)).to_have_attribute("data-state", "running")
    expect(page.get_by_label("Num1")).to_have_value("17")
    server.done(server.last("submit")["run"])
    expect(sheet(page)).to_have_class("sheet stale")
    expect(page.locator(".call")).to_have_text('calculator(5, operation="add", num2=3)')
