"""A result stands there again after the page was loaded anew, as long as the server has it."""

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
    shown,
    stay_silent,
)
from tests.browser.steps import run, sheet
from tests.browser.test_core_keeping import come_near, stored

pytestmark = pytest.mark.browser


def loaded_anew(page: Page) -> None:
    """Load the page again and wait until it has said hello."""
    page.reload()
    expect(page.locator("main [data-sheet], main .blocks").first).to_be_attached()


def submits(server: FakeServer) -> int:
    return sum(message["op"] == "submit" for message in server.received)


def test_a_result_is_there_again_with_the_time_it_was_made(page: Page) -> None:
    server = FakeServer(calculator())
    server.install(page)
    page.get_by_label("Num1").fill("17")
    run(page)
    call = page.locator(".call").inner_text()
    foot = page.locator(".status").inner_text()
    loaded_anew(page)
    expect(sheet(page)).to_have_attribute("data-state", "done")
    expect(page.locator(".results")).to_have_text("8")
    expect(page.locator(".call")).to_have_text(call)
    expect(page.locator(".status")).to_have_text(foot)
    expect(sheet(page)).to_have_class("sheet")
    assert submits(server) == 1
    # It outlives as many reloads as one likes.
    loaded_anew(page)
    expect(page.locator(".results")).to_have_text("8")
    page.get_by_label("Num1").fill("18")
    expect(sheet(page)).to_have_class("sheet stale")
    loaded_anew(page)
    expect(page.locator(".results")).to_have_text("8")
    expect(page.get_by_label("Num1")).to_have_value("18")
    expect(sheet(page)).to_have_class("sheet stale")


def test_a_result_that_the_server_has_no_more_is_not_shown(page: Page) -> None:
    server = FakeServer(calculator())
    server.install(page)
    run(page)
    server.forget()
    loaded_anew(page)
    server.wait_for_sockets(page, 2)
    come_near(page)
    expect(sheet(page)).to_have_attribute("data-state", "empty")
    expect(page.locator(".note")).to_be_hidden()
    page.evaluate(
        "new Promise((done) => { const look = () => "
        "sessionStorage.autouiRuns === '[]' ? done() : setTimeout(look, 5); look(); })"
    )
    page.reload()
    server.wait_for_sockets(page, 3)
    assert server.last("hello")["runs"] == {}


def test_a_page_opened_afresh_shows_no_result(page: Page) -> None:
    server = FakeServer(calculator())
    server.install(page)
    run(page)
    page.goto("about:blank")
    page.goto(ADDRESS)
    server.wait_for_sockets(page, 2)
    come_near(page)
    assert server.last("hello")["runs"] == {}
    expect(sheet(page)).to_have_attribute("data-state", "empty")


def test_a_newer_call_is_not_overtaken_by_the_result_before_it(page: Page) -> None:
    server = FakeServer(calculator())
    server.install(page)
    run(page)
    server.submit = stay_silent
    page.get_by_label("Num1").fill("17")
    run(page, "running")
    loaded_anew(page)
    expect(sheet(page)).to_have_attribute("data-state", "running")
    server.done(server.last("submit")["run"], [shown("number", 20)])
    expect(page.locator(".results")).to_have_text("20")
    loaded_anew(page)
    expect(page.locator(".results")).to_have_text("20")


def test_a_stopped_call_leaves_the_sheet_to_the_result_before_it(page: Page) -> None:
    server = FakeServer(calculator())
    server.install(page)
    run(page)
    server.submit = stay_silent
    page.get_by_label("Num1").fill("17")
    run(page, "running")
    server.event(server.last("submit")["run"], "cancelled", how="asked")
    expect(sheet(page)).to_have_attribute("data-state", "cancelled")
    loaded_anew(page)
    expect(page.locator(".results")).to_have_text("8")
    expect(sheet(page)).to_have_class("sheet stale")


def fail_late(server: FakeServer, message: dict[str, Any]) -> None:
    """Stream, print, notify, and fail."""
    run_id = message["run"]
    server.send(op="accepted", run=run_id)
    server.event(run_id, "started")
    server.event(run_id, "log", stream="stdout", text="so far so good\n")
    server.event(run_id, "notice", level="info", text="nearly there")
    server.event(run_id, "value", outputs=[shown("number", 1)])
    server.event(run_id, "value", outputs=[shown("number", 2)])
    server.event(run_id, "failed", type="Error", message="No luck", dialog=True, traceback="")


def test_a_failure_is_there_again_without_its_notices_and_its_dialog(page: Page) -> None:
    FakeServer(calculator(), fail_late).install(page)
    run(page, "failed")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("No luck")
    dialog.get_by_role("button", name="Close").click()
    # The last value stands there, however soon the failure came after it.
    expect(page.locator(".results")).to_have_text("2")
    loaded_anew(page)
    expect(sheet(page)).to_have_attribute("data-state", "failed")
    expect(page.locator(".failure .message")).to_have_text("No luck")
    expect(page.locator(".results")).to_have_text("2")
    expect(page.locator(".log-all")).to_contain_text("so far so good")
    expect(dialog).to_have_count(0)
    expect(page.locator(".toast")).to_have_count(0)


def test_a_result_of_the_former_version_says_so_or_is_left_out(page: Page) -> None:
    server = FakeServer(calculator())
    server.install(page)
    run(page)
    server.document = calculator(hash="p2")
    loaded_anew(page)
    expect(page.locator(".results")).to_have_text("8")
    expect(page.locator(".status")).to_have_text("from the previous version")
    two = [("Sum", "short"), ("Product", "short")]
    server.document = calculator(hash="p3", outputs=two)
    loaded_anew(page)
    server.wait_for_sockets(page, 3)
    come_near(page)
    expect(sheet(page)).to_have_attribute("data-state", "empty")


def test_a_secret_makes_the_inputs_differ_since_it_is_not_kept(page: Page) -> None:
    document = interface([parameter("token", "text", secret=True), parameter("n", "number", 3)])
    server = FakeServer(document)
    server.install(page)
    page.get_by_label("Token").first.fill("hunter2")
    run(page)
    come_near(page)
    loaded_anew(page)
    expect(page.locator(".results")).to_have_text("8")
    expect(sheet(page)).to_have_class("sheet stale")
    assert "hunter2" not in stored(page)


def test_a_laid_out_page_shows_its_results_again(page: Page) -> None:
    server = FakeServer(blocks())
    server.install(page)
    page.get_by_role("button", name="Add").click()
    result = page.locator("[data-output]").filter(has_text="8").first
    expect(result).to_be_visible()
    come_near(page)
    loaded_anew(page)
    expect(result).to_be_visible()
    assert submits(server) == 1


def test_a_result_does_not_overwrite_what_was_typed_over_it(page: Page) -> None:
    document = blocks()
    document["listeners"][0]["outputs"] = ["add.a"]
    server = FakeServer(document, result=[8])
    server.install(page)
    page.get_by_role("button", name="Add").click()
    field = page.get_by_label("A", exact=True)
    expect(field).to_have_value("8")
    come_near(page)
    field.fill("9")
    loaded_anew(page)
    server.wait_for_sockets(page, 2)
    come_near(page)
    expect(field).to_have_value("9")
