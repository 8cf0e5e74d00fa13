"""The page alone, with a scripted server: every state that one call can reach."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_server import (
    ADDRESS,
    FakeServer,
    calculator,
    interface,
    parameter,
    shown,
    stay_silent,
)
from tests.browser.steps import no_faults, run, sheet, stop_the_clock

pytestmark = pytest.mark.browser

WATCH_SHIFTS = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""
BOXES = """() => [...document.querySelectorAll(
  "h1, .chips, .field, [data-run], [data-sheet], .call, .sheet-foot, .head .icon-button")]
  .map((e) => { const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })"""


def moved(before: list[list[float]], after: list[list[float]]) -> float:
    """Return by how many pixels anything moved or grew."""
    assert len(before) == len(after)
    return max(
        abs(a - b) for x, y in zip(before, after, strict=True) for a, b in zip(x, y, strict=True)
    )


def test_the_first_example_fills_the_form_and_the_sheet_tells_what_the_docs_say(page: Page) -> None:
    FakeServer(calculator()).install(page)
    expect(page.get_by_label("Num1")).to_have_value("5")
    expect(page.get_by_role("button", name="5 add 3")).to_have_attribute("aria-pressed", "true")
    expect(sheet(page)).to_have_attribute("data-state", "empty")
    expect(sheet(page)).to_contain_text("from the docs")
    expect(page.locator(".call")).to_have_text("calculator(…)")
    assert page.title() == "Toy Calculator"
    assert page.evaluate("performance.getEntriesByName('autoui-interactive').length") == 1


def test_a_quick_call(page: Page) -> None:
    server = FakeServer(calculator())
    server.install(page)
    run(page)
    expect(page.locator(".results")).to_have_text("8")
    expect(page.locator(".status")).to_contain_text("12 ms")
    submitted = server.last("submit")
    assert submitted["inputs"] == {"num1": 5, "operation": "add", "num2": 3}
    assert submitted["endpoint"] == "calculator"
    assert submitted["hash"] == "e1"
    assert re.fullmatch("[0-9a-f]{32}", submitted["run"])
    hello = server.received[0]
    assert hello["op"] == "hello"
    assert hello["page"] == "p1"
    assert re.fullmatch("[0-9a-f]{32}", hello["session"])
    page.get_by_label("Num1").fill("6")
    expect(sheet(page)).to_have_class(re.compile("stale"))
    expect(page.locator(".call")).to_have_text('calculator(5, operation="add", num2=3)')
    expect(page.get_by_role("button", name="5 add 3")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_moves_from_empty_over_running_to_done(page: Page, width: int, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    server = FakeServer(calculator(), stay_silent)
    server.install(page)
    expect(page.locator("[data-run]")).to_be_visible()
    page.evaluate(WATCH_SHIFTS)
    before = page.evaluate(BOXES)
    no_faults(page)
    run(page, "running")
    id_ = server.last("submit")["run"]
    server.event(id_, "progress", value=0.42, desc="Reading", done=42, total=100, unit="it")
    server.event(id_, "log", stream="stdout", text="epoch 3\n")
    expect(page.locator(".status")).to_contain_text("Reading · 42 % · 42/100 it")
    expect(page.locator(".log")).to_have_text("epoch 3")
    expect(page.locator("[data-run]")).to_have_accessible_name("Stop")
    assert page.title() == "(42 %) Toy Calculator"
    assert moved(before, page.evaluate(BOXES)) <= 1
    server.done(id_)
    expect(sheet(page)).to_have_attribute("data-state", "done")
    expect(page.locator("[data-run]")).to_have_accessible_name("Run")
    assert page.title() == "Toy Calculator"
    page.wait_for_timeout(100)
    assert page.evaluate("window.shifts") == 0
    no_faults(page)


def test_the_old_result_stays_with_its_call_while_the_next_runs(page: Page) -> None:
    server = FakeServer(calculator())
    server.install(page)
    run(page)
    server.submit = stay_silent
    page.get_by_label("Num1").fill("7")
    run(page, "running")
    expect(page.locator(".results")).to_have_css("opacity", "0.5")
    expect(page.locator(".call")).to_have_text('calculator(5, operation="add", num2=3)')
    server.done(server.last("submit")["run"], [shown("number", 10)])
    expect(page.locator(".results")).to_have_css("opacity", "1")
    expect(page.locator(".call")).to_have_text('calculator(7, operation="add", num2=3)')


def test_stop(page: Page) -> None:
    server = FakeServer(calculator(), stay_silent)
    server.install(page)
    run(page, "running")
    page.keyboard.press("Escape")
    expect(page.locator(".status")).to_contain_text("stopping")
    id_ = server.last("submit")["run"]
    assert server.last("cancel")["run"] == id_
    server.event(id_, "cancelled", how="interrupted")
    expect(sheet(page)).to_have_attribute("data-state", "cancelled")
    expect(sheet(page)).to_contain_text("Stopped: the call was interrupted.")
    expect(page.get_by_label("Num1")).to_be_editable()


def test_the_queue(page: Page) -> None:
    server = FakeServer(calculator(), stay_silent)
    server.install(page)
    page.locator("[data-run]").click()
    id_ = server.submitted(page)
    server.event(id_, "queued", position=2, eta=8.1)
    expect(sheet(page)).to_have_attribute("data-state", "queued")
    expect(page.locator(".status")).to_have_text(re.compile("2 ahead · about [78] s"))
    server.event(id_, "started")
    expect(sheet(page)).to_have_attribute("data-state", "running")


def failing(**data: Any) -> Callable[[FakeServer, dict[str, Any]], None]:
    """Return what a submit does when the function raises."""

    def play(server: FakeServer, message: dict[str, Any]) -> None:
        server.send(op="accepted", run=message["run"])
        defaults = {"id": "a1b2", "dialog": False, "traceback": "", "errors": []}
        server.event(message["run"], "failed", **{**defaults, **data})

    return play


def test_a_failure_stands_where_the_result_would(page: Page) -> None:
    traceback = '  File "calc.py", line 3\nValueError: Cannot divide by zero!'
    FakeServer(
        calculator(),
        failing(type="ValueError", message="Cannot divide by zero!", traceback=traceback),
    ).install(page)
    run(page, "failed")
    expect(page.locator(".failure .type")).to_have_text("ValueError")
    expect(page.locator(".failure .message")).to_have_text("Cannot divide by zero!")
    expect(page.locator(".failure pre")).to_be_hidden()
    page.get_by_text("Traceback").click()
    expect(page.locator(".failure pre")).to_contain_text("calc.py")
    expect(page.get_by_role("button", name="Copy report")).to_be_visible()
    expect(page.get_by_role("button", name="Run again")).to_be_visible()
    no_faults(page)


def test_an_error_of_the_author_opens_a_dialog(page: Page) -> None:
    FakeServer(
        calculator(), failing(type="Error", message="Cannot <b>divide</b>!", dialog=True)
    ).install(page)
    run(page, "failed")
    expect(page.get_by_role("dialog", name="Error")).to_contain_text("Cannot <b>divide</b>!")
    no_faults(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".failure")).to_contain_text("Cannot <b>divide</b>!")


def refusing(server: FakeServer, message: dict[str, Any]) -> None:
    server.send(
        op="refused",
        run=message["run"],
        code="invalid",
        message="",
        errors=[
            {"field": "num1", "message": "is required"},
            {"field": "num2", "message": "must be at least 0"},
        ],
        retry_after=0,
    )


def test_wrong_inputs_stand_at_their_fields_and_nothing_jumps(page: Page) -> None:
    server = FakeServer(calculator(), refusing)
    server.install(page)
    expect(page.get_by_label("Num1")).to_be_visible()
    before = page.evaluate(BOXES)
    page.locator("[data-run]").click()
    expect(page.locator("[data-field=num1] .fault")).to_have_text("Is required")
    expect(page.locator("[data-field=num2] .fault")).to_have_text("Must be at least 0")
    expect(page.locator(".summary")).to_have_text("2 fields to correct")
    expect(page.get_by_label("Num1")).to_be_focused()
    expect(page.get_by_label("Num1")).to_have_attribute("aria-invalid", "true")
    assert moved(before, page.evaluate(BOXES)) <= 1
    no_faults(page)
    page.get_by_label("Num1").fill("4")
    expect(page.locator("[data-field=num1] .fault")).to_have_text("")
    expect(page.locator(".summary")).to_have_text("")


def test_a_full_queue_is_said_and_nothing_is_lost(page: Page) -> None:
    def full(server: FakeServer, message: dict[str, Any]) -> None:
        server.send(
            op="refused", run=message["run"], code="full", message="", errors=[], retry_after=3
        )

    FakeServer(calculator(), full).install(page)
    page.locator("[data-run]").click()
    expect(sheet(page)).to_contain_text("Too many calls are waiting. Try again in 3 s.")
    expect(page.get_by_label("Num1")).to_have_value("5")


def test_streamed_values_stay_when_the_function_fails_later(page: Page) -> None:
    server = FakeServer(calculator(), stay_silent)
    server.install(page)
    run(page, "running")
    id_ = server.last("submit")["run"]
    for value in (1, 2, 3):
        server.event(id_, "value", outputs=[shown("number", value)])
    expect(page.locator(".results")).to_have_text("3")
    server.event(
        id_, "failed", type="ValueError", message="no more", id="", dialog=False, traceback="",
        errors=[],
    )  # fmt: skip
    expect(sheet(page)).to_contain_text("no more")
    expect(page.locator(".results")).to_be_visible()
    expect(page.locator(".results")).to_have_text("3")


def test_what_the_call_did_besides_is_one_click_away(page: Page) -> None:
    def play(server: FakeServer, message: dict[str, Any]) -> None:
        effects = {"figures": [], "files": [], "changed": [], "printed": "one\ntwo\n"}
        server.done(message["run"], effects=effects)

    FakeServer(calculator(), play).install(page)
    run(page)
    expect(page.locator(".also-row")).to_have_text("Also: printed 2 lines")
    expect(page.get_by_text("one\ntwo")).to_have_count(0)
    page.get_by_role("button", name="printed 2 lines").click()
    expect(page.locator(".also pre")).to_have_text("one\ntwo\n")


def test_the_main_effect_is_unfolded_when_nothing_was_returned(page: Page) -> None:
    def play(server: FakeServer, message: dict[str, Any]) -> None:
        effects = {
            "figures": [],
            "files": [],
            "changed": [],
            "printed": "hello\n",
            "main": "printed",
        }
        nothing = {"show": "nothing", "props": {}, "value": {"text": "Done"}, "label": "Output"}
        server.done(message["run"], [nothing], effects=effects)

    FakeServer(calculator(), play).install(page)
    run(page)
    expect(page.locator(".also pre")).to_have_text("hello\n")
    expect(page.locator(".results")).to_be_hidden()


def test_keys(page: Page) -> None:
    server = FakeServer(calculator())
    server.install(page)
    page.get_by_label("Num1").fill("9")
    page.get_by_label("Num1").press("Enter")
    expect(sheet(page)).to_have_attribute("data-state", "done")
    assert server.last("submit")["inputs"]["num1"] == 9
    page.keyboard.press("Alt+2")
    expect(page.get_by_label("Num1")).to_have_value("4")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".call")).to_have_text('calculator(4, operation="divide", num2=2)')
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Take an example")
    no_faults(page)


def test_live_runs_on_every_change_and_the_newest_wins(page: Page) -> None:
    server = FakeServer(calculator())
    server.install(page)
    expect(page.get_by_role("button", name="Live")).to_be_hidden()
    stop_the_clock(page)
    run(page)
    page.get_by_role("button", name="Live").click()
    expect(sheet(page)).to_have_attribute("data-run-id", server.submitted(page, 2))
    expect(sheet(page)).to_have_attribute("data-state", "done")
    server.submit = stay_silent
    page.get_by_label("Num1").press_sequentially("123")
    held = server.submitted(page, 3)
    assert server.last("submit")["inputs"]["num1"] in (15, 51, 1)
    server.done(held)
    expect(page.locator(".call")).to_contain_text(re.compile(r"calculator\((15|51|1),"))
    server.submitted(page, 4)
    assert str(server.last("submit")["inputs"]["num1"]).replace("5", "") == "123"
    assert sum(message["op"] == "submit" for message in server.received) == 4


def test_a_link_fills_the_form_and_tells_what_it_could_not_read(page: Page) -> None:
    server = FakeServer(calculator())
    server.prefilled = {
        "values": {"num1": 42},
        "errors": [{"field": "num2", "message": "is not a number"}],
    }
    server.install(page, "?num1=42&num2=x&other=1")
    expect(page.get_by_label("Num1")).to_have_value("42")
    expect(page.locator("[data-field=num2] .fault")).to_have_text("Is not a number")
    assert server.last("prefill")["texts"] == {"num1": "42", "num2": "x"}


def test_examples_of_media_are_shown_in_small(page: Page) -> None:
    picture = {
        "$blob": "b1", "name": "cat.svg", "type": "image/svg+xml", "size": 99,
        "meta": {"width": 20, "height": 10, "alpha": False},
    }  # fmt: skip
    server = FakeServer(
        interface(
            [parameter("picture", "image"), parameter("size", "number", 3)],
            examples={"rows": [[picture, 3]], "results": [], "labels": ["cat"], "source": "given"},
        )
    )
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>'
    server.files["files/b1/cat.svg"] = ("image/svg+xml", svg)
    server.install(page)
    chip = page.get_by_role("button", name="cat", exact=True)
    expect(chip.locator("img")).to_have_js_property("naturalWidth", 20)
    expect(chip).to_have_attribute("aria-pressed", "true")
    no_faults(page)


def test_a_fault_of_a_field_without_help_stands_beside_its_label(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    FakeServer(
        interface([parameter("a", "number", required=True), parameter("b", "number", 1)])
    ).install(page)
    field = page.locator("[data-field=a]")
    before = page.locator("[data-field=b]").bounding_box()
    page.get_by_label("A", exact=True).fill("x")
    page.get_by_label("B", exact=True).focus()
    fault = field.locator(".fault")
    expect(fault).to_have_text("Is not a number")
    assert page.locator("[data-field=b]").bounding_box() == before
    label, said = field.locator("label").bounding_box(), fault.bounding_box()
    assert label is not None
    assert said is not None
    assert said["y"] < label["y"] + label["height"]
    assert said["x"] >= label["x"] + label["width"]


def test_what_runs_a_call_is_loaded_when_a_person_comes_near(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(ADDRESS)))
    FakeServer(calculator()).install(page)
    expect(page.locator("[data-run]")).to_be_visible()
    late = {"core/course.js", "core/runner.js", "components/auto.js", "styles/run.css"}
    assert not late & {url.split("/", 2)[-1] for url in asked}
    page.mouse.move(30, 30)
    expect(page.locator(".output")).to_be_attached()
    # A click that no movement came before, as assistive technology makes it, runs as well.
    page.reload()
    expect(page.locator("[data-run]")).to_be_visible()
    page.evaluate("document.querySelector('[data-run]').click()")
    expect(page.locator(".results")).to_have_text("8")


def test_many_parameters(page: Page) -> None:
    parameters = [parameter("source", "text", required=True)] + [
        parameter(f"option_{i}", "number", i, section="Output" if i > 9 else "") for i in range(14)
    ]
    FakeServer(interface(parameters, outputs=[("Output", "wide")])).install(page)
    expect(page.get_by_label("Source")).to_be_visible()
    expect(page.locator("#autoui")).to_have_attribute("data-wide", "")
    expect(page.get_by_label("Option 13")).to_be_hidden()
    page.get_by_role("button", name="More options (14)").click()
    expect(page.get_by_role("heading", name="Output")).to_be_visible()
    # Run stays in the window, and no field is seen below it.
    expect(page.locator("[data-run]")).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0
    below = """[...document.querySelectorAll(".inputs, .actions")]
      .map((e) => e.getBoundingClientRect().bottom)"""
    inputs, actions = page.evaluate(below)
    assert actions >= inputs
    page.get_by_label("Option 13").fill("99")
    expect(page.locator(".summary")).to_have_text("1 changed · reset")
    expect(page.locator("[data-field=option_13] .dot")).to_be_visible()
    no_faults(page)
    page.get_by_role("searchbox").fill("option 3")
    expect(page.get_by_label("Option 3")).to_be_visible()
    expect(page.get_by_label("Option 4")).to_be_hidden()
    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name="reset").click()
    expect(page.get_by_label("Option 13")).to_have_value("13")


def test_text_that_is_written_to_the_left(page: Page) -> None:
    arabic = "مرحبا بالعالم، هذا نص طويل باللغة العربية"
    FakeServer(
        interface([parameter("text", "text", arabic)]), result=[shown("text", arabic)]
    ).install(page)
    run(page)
    words = page.locator(".results .au-text")
    # It ends at the left and begins at the right edge of its room.
    first = """(e) => {
      const range = document.createRange();
      range.setStart(e.firstChild, 0);
      range.setEnd(e.firstChild, 1);
      return e.getBoundingClientRect().right - range.getBoundingClientRect().right;
    }"""
    assert words.evaluate(first) < 1
    # Cut in the middle, its pieces would stand in the wrong order: the call wraps.
    expect(page.locator(".call")).to_contain_text("باللغة العربية")
    expect(page.locator(".call > span")).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator(".call").evaluate("(e) => e.scrollWidth - e.clientWidth") <= 0


def test_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    # Words that find no break stay within their field.
    long = [parameter("key", "text", "k" * 90, info=f"<p>{'h' * 90}</p>", label="L" * 60)]
    numbers = [parameter(f"value_{i}", "number", i) for i in range(6)]
    FakeServer(interface([*numbers[:1], *long, *numbers[1:]])).install(page)
    expect(page.get_by_label("Value 2")).to_be_visible()
    expect(page.get_by_label("Value 3")).to_be_hidden()
    page.get_by_role("button", name="More options (3)").click()
    expect(page.get_by_label("Value 3")).to_be_visible()
    box = page.get_by_role("button", name="Run").bounding_box()
    assert box is not None
    assert box["height"] == 48
    assert box["y"] + box["height"] <= 844
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    run(page)
    expect(sheet(page)).to_be_in_viewport(ratio=0.5)
    no_faults(page)


def test_live_is_offered_above_run_where_one_field_stands_beside_it(page: Page) -> None:
    FakeServer(interface([parameter("n", "number", 3)])).install(page)
    expect(page.locator("[data-run]")).to_be_visible()
    before = page.evaluate(BOXES)
    run(page)
    # Whether the call was quick enough for the page to offer it is not the matter here.
    page.locator(".live").evaluate("(button) => { button.hidden = false; }")
    live = page.get_by_role("button", name="Live").bounding_box()
    press = page.locator("[data-run]").bounding_box()
    assert live is not None
    assert press is not None
    assert live["y"] + live["height"] <= press["y"]
    assert moved(before, page.evaluate(BOXES)) <= 1


def test_several_scalars_stand_in_a_row(page: Page) -> None:
    shapes = [("mean", "short"), ("spread", "short"), ("verdict", "short")]
    values = [shown("number", 3.25), shown("number", 1.7), shown("text", "fine")]
    FakeServer(interface([], outputs=shapes), result=values).install(page)
    run(page)
    boxes = [page.locator("[data-output]").nth(at).bounding_box() for at in range(3)]
    assert len({box and box["y"] for box in boxes}) == 1


def test_paper_shows_the_inputs_the_call_and_its_result(page: Page) -> None:
    FakeServer(calculator()).install(page)
    run(page)
    page.emulate_media(media="print")
    expect(page.get_by_label("Num1", exact=True)).to_be_visible()
    expect(page.locator(".call")).to_be_visible()
    expect(page.locator(".results")).to_be_visible()
    for one in ("[data-run]", ".chips", ".head .icon-button"):
        expect(page.locator(one)).to_be_hidden()


def test_colours_of_the_system_leave_run_an_edge(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    FakeServer(calculator()).install(page)
    run(page)
    edge = page.locator("[data-run]").evaluate("(e) => getComputedStyle(e).borderTopWidth")
    assert edge == "1px"
