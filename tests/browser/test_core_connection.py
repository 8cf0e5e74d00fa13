"""The page when the server is slow, gone, restarted, behind a proxy, or has another version."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.fake_server import (
    FakeServer,
    blocks,
    calculator,
    interface,
    parameter,
    several,
    shown,
    stay_silent,
)
from tests.browser.steps import no_faults, run, sheet

pytestmark = pytest.mark.browser


BOXES = "(all) => all.map((one) => one.getBoundingClientRect().toJSON())"


def place(page: Page) -> tuple[float, float]:
    """Return where the title stands."""
    box = page.locator("h1").bounding_box()
    assert box is not None
    return box["x"], box["y"]


def test_a_lost_connection_is_said_and_the_run_is_followed_on(page: Page) -> None:
    server = FakeServer(calculator(), stay_silent)
    server.install(page)
    run(page, "running")
    id_ = server.last("submit")["run"]
    server.refuse_sockets = True
    # How long the page waits before it tries again itself is partly chance: now minutes.
    page.evaluate("Math.random = () => 1000")
    server.drop()
    expect(page.locator("#link")).to_contain_text("The call may go on there")
    expect(page.get_by_label("Num1")).to_be_editable()
    no_faults(page)
    server.refuse_sockets = False
    page.get_by_role("button", name="Try now").click()
    expect(page.locator("#link")).to_be_hidden()
    assert server.last("hello")["runs"] == {id_: 1}
    server.done(id_)
    expect(page.locator(".results")).to_have_text("8")


def test_a_submit_that_was_never_answered_is_sent_again(page: Page) -> None:
    server = FakeServer(calculator(), lambda server, message: None)
    server.install(page)
    run(page, "running")
    first = server.last("submit")
    server.submit = stay_silent
    server.drop()
    server.submitted(page, 2)
    assert server.received.count(first) == 2
    server.done(first["run"])
    expect(sheet(page)).to_have_attribute("data-state", "done")


def test_what_is_pressed_while_there_is_no_line_is_done_once_there_is(page: Page) -> None:
    server = FakeServer(calculator(), stay_silent)
    server.install(page)
    run(page, "running")
    server.refuse_sockets = True
    page.evaluate("Math.random = () => 1000")
    server.drop()
    expect(page.locator("#link")).to_be_visible()
    page.locator("[data-run]").click()
    server.refuse_sockets = False
    page.get_by_role("button", name="Try now").click()
    expect(page.locator("#link")).to_be_hidden()
    id_ = server.last("submit")["run"]
    assert server.last("cancel")["run"] == id_
    server.event(id_, "cancelled")
    expect(sheet(page)).to_have_attribute("data-state", "cancelled")

    server.refuse_sockets = True
    server.drop()
    expect(page.locator("#link")).to_be_visible()
    page.locator("[data-run]").click()
    server.refuse_sockets = False
    page.get_by_role("button", name="Try now").click()
    server.submitted(page, 2)
    # A call that the server was never told of is none that it could have lost.
    assert server.last("hello")["runs"] == {}
    server.done(server.last("submit")["run"])
    expect(sheet(page)).to_have_attribute("data-state", "done")


def test_a_server_started_anew_has_lost_the_run(page: Page) -> None:
    server = FakeServer(calculator(), stay_silent)
    server.install(page)
    run(page, "running")
    server.server = "s2"
    server.drop()
    expect(sheet(page)).to_have_attribute("data-state", "lost")
    expect(sheet(page)).to_contain_text("the server was started anew")
    expect(page.get_by_label("Num1")).to_have_value("5")
    changed = calculator(hash="p2")
    changed["nodes"][3]["props"]["label"] = "Second"
    server.send(op="page", hash="p2", document=changed)
    expect(page.get_by_label("Second")).to_be_visible()
    expect(sheet(page)).to_contain_text("the server was started anew")
    server.submit = lambda server, message: server.done(message["run"])
    page.get_by_role("button", name="Run again").click()
    expect(sheet(page)).to_have_attribute("data-state", "done")


def test_http_when_no_websocket_can_open(page: Page, complaints: list[str]) -> None:
    server = FakeServer(calculator())
    server.refuse_sockets = True
    asked: list[Any] = []

    def http(route: Route) -> None:
        request = route.request
        asked.append((request.method, request.url.split("/", 3)[3], request.post_data))
        assert re.fullmatch("Bearer [0-9a-f]{32}", request.headers["authorization"])
        if request.method == "POST":
            route.fulfill(status=202, json={"run": json.loads(request.post_data or "")["run"]})
            return
        events = [
            ("started", {}),
            ("done", {"outputs": [shown("number", 8)], "seconds": 0.5, "effects": {}}),
        ]
        body = "".join(
            f"id: {n}\nevent: {kind}\ndata: {json.dumps(data)}\n\n"
            for n, (kind, data) in enumerate(events, 1)
        )
        route.fulfill(content_type="text/event-stream", body=body)

    server.install_routes(page)
    page.route(
        "**/events*", lambda route: route.fulfill(content_type="text/event-stream", body=": on\n\n")
    )
    page.route("**/api/**", http)
    server.open(page)
    page.locator("[data-run]").click()
    expect(page.locator(".results")).to_have_text("8")
    assert asked[0][:2] == ("POST", "api/calculator/runs")
    assert json.loads(asked[0][2])["inputs"] == {"num1": 5, "operation": "add", "num2": 3}
    assert asked[1][0] == "GET"
    assert asked[1][1].endswith("/events?after=0")
    complaints.clear()


def test_a_new_version_keeps_the_inputs_and_the_result(page: Page) -> None:
    server = FakeServer(calculator())
    server.install(page)
    page.get_by_label("Num1").fill("6")
    run(page)
    title = place(page)
    changed = calculator(hash="p2")
    changed["nodes"][3]["props"]["label"] = "Second"
    server.send(op="page", hash="p2", document=changed)
    expect(page.get_by_label("Second")).to_have_value("3")
    expect(page.get_by_label("Num1")).to_have_value("6")
    expect(page.locator(".results")).to_have_text("8")
    expect(page.locator(".status")).to_contain_text("from the previous version")
    expect(page.locator("[data-field=num2]")).to_have_class(re.compile("glow"))
    expect(page.locator("[data-field=num1]")).not_to_have_class(re.compile("glow"))
    assert place(page) == title


def test_a_new_version_keeps_what_still_fits(page: Page) -> None:
    def version(hash_: str, name: str, kind: str, choices: list[str]) -> dict[str, Any]:
        return interface(
            [
                parameter("text", "text", "hello"),
                parameter(name, kind, 1 if kind == "number" else "x"),
                parameter(
                    "mode", "choice", "a", look="segmented",
                    choices=[{"label": one.upper(), "value": one} for one in choices],
                ),
            ],
            name="shout",
            hash=hash_,
        )  # fmt: skip

    server = FakeServer(version("p1", "count", "number", ["a", "b"]))
    server.install(page)
    page.get_by_label("Text").fill("bye")
    page.get_by_label("Count").fill("7")
    page.get_by_role("radio", name="B").check()
    renamed = version("p2", "count", "text", ["a", "c"])
    renamed["nodes"][1]["id"] = renamed["endpoints"][0]["inputs"][0]["node"] = "shout.other"
    server.send(op="page", hash="p2", document=renamed)
    expect(page.get_by_label("Text")).to_have_value("bye")
    expect(page.get_by_label("Count")).to_have_value("x")
    expect(page.get_by_role("radio", name="A")).to_be_checked()


def test_a_run_goes_on_after_the_page_is_loaded_anew(page: Page) -> None:
    server = FakeServer(calculator(), stay_silent)
    server.install(page)
    page.get_by_label("Num1").fill("6")
    run(page, "running")
    id_ = server.last("submit")["run"]
    page.reload()
    expect(sheet(page)).to_have_attribute("data-state", "running")
    assert server.last("hello")["runs"] == {id_: 0}
    expect(page.get_by_label("Num1")).to_have_value("6")
    expect(page.locator(".call")).to_contain_text("calculator(6,")
    expect(page.locator("[data-run]")).to_have_accessible_name("Stop")
    server.done(id_)
    expect(page.locator(".results")).to_have_text("8")
    expect(sheet(page)).to_have_attribute("data-run-id", id_)
    page.reload()
    expect(sheet(page)).to_have_attribute("data-state", "done")
    assert server.last("hello")["runs"] == {id_: 0}
    assert len([one for one in server.received if one["op"] == "submit"]) == 1


def test_a_run_that_ended_meanwhile_is_shown_after_the_page_is_loaded_anew(page: Page) -> None:
    server = FakeServer(calculator(), stay_silent)
    server.install(page)
    run(page, "running")
    id_ = server.last("submit")["run"]
    server.after_hello = lambda server: server.done(id_)
    page.reload()
    expect(page.locator(".results")).to_have_text("8")
    expect(sheet(page)).to_have_attribute("data-state", "done")


def test_a_run_that_the_server_no_longer_knows(page: Page) -> None:
    server = FakeServer(calculator(), stay_silent)
    server.install(page)
    run(page, "running")
    id_ = server.last("submit")["run"]
    server.after_hello = lambda server: server.send(
        op="refused", run=id_, code="unknown", message="", errors=[], retry_after=0
    )
    page.reload()
    expect(sheet(page)).to_contain_text("It may have been started anew; run again.")
    expect(page.locator("[data-run]")).to_have_accessible_name("Run")


def test_a_broken_save_leaves_the_old_page_and_says_so(page: Page) -> None:
    server = FakeServer(calculator())
    server.install(page)
    expect(page.get_by_label("Num1")).to_be_visible()
    server.send(
        op="page_failed", what="SyntaxError: invalid syntax", cure="", file="calc.py", line=3,
        source="3 | def (", traceback="", exit_code=3,
    )  # fmt: skip
    expect(page.get_by_role("alert")).to_contain_text("SyntaxError: invalid syntax")
    expect(page.get_by_role("alert")).to_contain_text("The version before it keeps serving.")
    no_faults(page)
    run(page)
    server.send(op="page", hash="p2", document=calculator(hash="p2"))
    expect(page.get_by_role("alert")).to_have_count(0)


SKETCH = {
    "title": "Toy Calculator",
    "signature": "calculator(num1, operation, num2)",
    "parameters": ["num1", "operation", "num2"],
}


def test_the_page_before_the_module_is_imported(page: Page) -> None:
    server = FakeServer(None, sketch=SKETCH)
    server.install(page)
    expect(page.locator("[data-sheet]")).to_contain_text("starting")
    outline = page.locator(".blank").first.bounding_box()
    assert outline is not None
    assert outline["width"] > 300
    server.send(op="loading", text="importing torch\nloading weights", seconds=4.0)
    expect(page.locator("[data-sheet]")).to_contain_text(re.compile(r"importing torch … 4\.\d s"))
    expect(page.locator("[data-sheet]")).to_contain_text("loading weights")
    no_faults(page)
    title = place(page)
    page.locator("[data-run]").click()
    server.send(op="page", hash="p1", document=calculator())
    expect(sheet(page)).to_have_attribute("data-state", "done")
    expect(page.locator(".results")).to_have_text("8")
    assert place(page) == title


def test_an_import_that_fails(page: Page) -> None:
    server = FakeServer(None, sketch=SKETCH)
    server.install(page)
    expect(page.locator("[data-sheet]")).to_contain_text("starting")
    server.send(
        op="page_failed", what="ModuleNotFoundError: No module named 'torch'",
        cure="pip install torch", file="calc.py", line=1, source="1 | import torch",
        traceback="Traceback …", exit_code=3,
    )  # fmt: skip
    expect(page.get_by_role("alert")).to_contain_text("No module named 'torch'")
    expect(page.get_by_role("alert")).to_contain_text("pip install torch")
    no_faults(page)


def test_several_functions(page: Page) -> None:
    FakeServer(several()).install(page)
    expect(page.get_by_role("link")).to_have_count(2)
    no_faults(page)
    page.get_by_role("link", name=re.compile("Shout")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shout")
    run(page)
    page.get_by_role("link", name="Toy Calculator").click()
    page.get_by_role("link", name=re.compile("Shout")).click()
    expect(page.locator(".results")).to_have_text("8")
    expect(page.get_by_label("Text")).to_have_value("hello")


def test_blocks(page: Page) -> None:
    server = FakeServer(blocks(), result=[shown("number", 3)])
    server.install(page)
    page.get_by_label("A", exact=True).fill("5")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("[data-output]").last).to_contain_text("3")
    assert server.last("submit")["inputs"] == {"a": 5, "b": 2}
    no_faults(page)


def test_blocks_are_titled_once_and_stand_below_each_other_on_a_phone(page: Page) -> None:
    document = blocks()
    a, b = (node["id"] for node in document["nodes"][1:3])
    document["nodes"][0]["children"].insert(0, "text")
    row = next(node for node in document["nodes"] if node["id"] == "row")
    row["children"] = ["left", "right"]
    document["nodes"] += [
        {"id": "text", "kind": "markdown", "props": {}, "value": {"html": "<h1>Sums</h1>"}},
        {"id": "left", "kind": "column", "props": {}, "children": [a]},
        {"id": "right", "kind": "column", "props": {"min_width": 500}, "children": [b]},
    ]
    FakeServer(document).install(page)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Sums")
    columns = page.locator(".column .column")
    left, right = columns.evaluate_all(BOXES)
    assert left["y"] == right["y"]
    assert right["width"] >= 500
    page.set_viewport_size({"width": 390, "height": 844})
    left, right = columns.evaluate_all(BOXES)
    assert right["y"] > left["y"]
    assert left["width"] == right["width"] == 358


def two_buttons() -> dict[str, Any]:
    """Return a page with two buttons whose calls write to the same output."""
    document = blocks()
    document["nodes"][0]["children"].insert(1, "also")
    document["nodes"].append({"id": "also", "kind": "button", "props": {"text": "Again"}})
    document["listeners"].append({**document["listeners"][0], "trigger": "also"})
    return document


def test_several_calls_at_once_each_end_for_themselves(page: Page) -> None:
    server = FakeServer(two_buttons(), stay_silent)
    server.install(page)
    page.get_by_role("button", name="Add").click()
    first = server.submitted(page)
    page.get_by_role("button", name="Again").click()
    second = server.submitted(page, 2)
    spot = page.locator("[data-output]").last
    expect(spot).to_have_class(re.compile("working"))
    server.done(second, [shown("number", 2)])
    expect(spot).to_contain_text("2")
    expect(spot).to_have_class(re.compile("working"))
    server.done(first, [shown("number", 1)])
    expect(spot).to_contain_text("1")
    expect(spot).not_to_have_class(re.compile("working"))


def test_a_listener_goes_on_after_the_page_is_loaded_anew(page: Page) -> None:
    server = FakeServer(two_buttons(), stay_silent)
    server.install(page)
    page.get_by_role("button", name="Again").click()
    spot = page.locator("[data-output]").last
    expect(spot).to_have_class(re.compile("working"))
    page.reload()
    expect(spot).to_have_class(re.compile("working"))
    server.done(server.last("submit")["run"], [shown("number", 3)])
    expect(spot).to_contain_text("3")
    expect(spot).not_to_have_class(re.compile("working"))
