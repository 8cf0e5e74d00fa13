"""What a run shows on its way and at its end, and what stays when the page was away."""

import re
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.fake_server import (
    FakeServer,
    blocks,
    calculator,
    interface,
    parameter,
    shown,
    stay_silent,
)
from tests.browser.steps import no_faults, run, sheet

pytestmark = pytest.mark.browser


def under_way(page: Page, document: dict[str, Any] | None = None) -> tuple[FakeServer, str]:
    """Start a run and return the server and the run."""
    server = FakeServer(document or calculator(), stay_silent)
    server.install(page)
    run(page, "running")
    return server, server.last("submit")["run"]


def test_progress_is_told_in_one_line_and_reaches_its_last_value(page: Page) -> None:
    server, id_ = under_way(page)
    spoken = page.evaluate_handle(
        "() => { const all = []; new MutationObserver(() => all.push(live.textContent))"
        ".observe(document.querySelector('#live'), { childList: true }); return all; }"
    )
    server.event(
        id_, "progress", value=0.42, desc="Reading", done=42, total=100, unit="pages", eta=12.2
    )
    expect(page.locator(".status")).to_contain_text(
        re.compile(r"^Reading · 42 % · 42/100 pages · about 1[123] s left")
    )
    expect(page).to_have_title("(42 %) Toy Calculator")
    line = page.get_by_role("progressbar")
    expect(line).to_have_attribute("aria-valuenow", "42")
    no_faults(page)
    for done in range(43, 101):
        server.event(
            id_, "progress", value=done / 100, desc="Reading", done=done, total=100, unit="pages"
        )
    server.done(id_)
    expect(sheet(page)).to_have_attribute("data-state", "done")
    expect(page.locator(".line")).to_have_attribute("aria-valuenow", "100")
    assert page.locator(".line").evaluate("(e) => e.style.getPropertyValue('--done')") == "1"
    expect(page).to_have_title("Toy Calculator")
    expect(page.locator("#live")).to_contain_text("Done.")
    assert len(spoken.json_value()) < 8


def test_a_run_that_was_not_alone_says_so(page: Page) -> None:
    server = FakeServer(calculator(), lambda server, message: None)
    server.install(page)
    page.locator("[data-run]").click()
    id_ = server.submitted(page)
    server.event(id_, "started", **{"with": 15})
    server.done(id_)
    expect(page.locator(".status")).to_contain_text("12 ms · ran with 15 others · ")


ENDS: list[tuple[str, dict[str, Any], str]] = [
    ("cancelled", {"how": "queued"}, "Stopped before it began."),
    ("cancelled", {"how": "asked"}, "Stopped: the call ended when it was asked to."),
    ("cancelled", {"how": "interrupted"}, "Stopped: the call was interrupted."),
    ("cancelled", {"how": "left"}, "the call goes on for the others in its batch."),
    ("cancelled", {"how": "fenced"}, "The call itself did not end and may still be at work."),
    ("timed_out", {"limit": 90}, "Stopped after 1 min 30 s, the time limit."),
    ("lost", {"reason": "killed by signal 9 (SIGKILL)"}, "The call was lost: killed by signal 9"),
    ("expired", {"reason": "the app has changed"}, "It never began: the app has changed."),
    ("expired", {}, "It waited too long in the queue and was given up."),
]


def test_an_end_is_one_sentence_and_a_way_on(page: Page) -> None:
    server, id_ = under_way(page)
    for number, (kind, data, sentence) in enumerate(ENDS, 1):
        server.event(id_, "value", outputs=[shown("number", number)])
        expect(page.locator(".results")).to_have_text(str(number))
        server.event(id_, kind, **data)
        expect(sheet(page)).to_have_attribute("data-state", kind)
        expect(page.locator(".note")).to_contain_text(sentence)
        expect(page.locator(".note")).to_contain_text("What came before stays.")
        expect(page.locator(".results")).to_have_text(str(number))
        page.get_by_role("button", name="Run again").click()
        id_ = server.submitted(page, number + 1)


def test_what_was_printed_is_kept_to_a_limit(page: Page) -> None:
    server, id_ = under_way(page)
    server.event(id_, "log", stream="stdout", text="loading\nstep 1")
    expect(page.locator(".log")).to_have_text("step 1")
    server.event(id_, "log", stream="stderr", text=" of 3\nbar 1\rbar 2")
    expect(page.locator(".log")).to_have_text("bar 2")
    server.event(id_, "cancelled", how="asked")
    log = page.get_by_role("group").filter(has_text="Log (3 lines)")
    expect(log.get_by_label("Log")).to_have_text("loading\nstep 1 of 3\nbar 2")
    page.get_by_role("button", name="Run again").click()
    second = server.submitted(page, 2)
    for start in range(0, 5000, 500):
        text = "".join(f"line {n}\n" for n in range(start, start + 500))
        server.event(second, "log", stream="stdout", text=text)
    server.event(
        second, "failed", type="ValueError", message="no", id="", dialog=False, traceback=""
    )
    summary = page.get_by_text("Log (5000 lines)")
    expect(summary).to_be_visible()
    summary.click()
    expect(page.get_by_label("Log")).to_contain_text("3,001 earlier lines\nline 3001")
    expect(page.get_by_label("Log")).to_contain_text("line 4999")


def test_notices_stack_and_go(page: Page) -> None:
    page.clock.install()
    server, id_ = under_way(page)
    for level, text in (("info", "halfway"), ("warning", "it is slow")):
        server.event(id_, "notice", level=level, text=text)
    toasts = page.locator(".toast")
    expect(toasts).to_have_text(["halfway", "it is slow"])
    no_faults(page)
    toasts.first.get_by_role("button", name="Dismiss").click()
    expect(toasts).to_have_text(["it is slow"])
    toasts.hover()
    page.clock.run_for(20_000)
    expect(toasts).to_have_text(["it is slow"])
    page.mouse.move(0, 0)
    page.clock.run_for(3000)
    expect(toasts).to_have_text(["it is slow"])
    page.clock.run_for(3000)
    expect(toasts).to_have_count(0)


def test_several_outputs_stream_in_place(page: Page) -> None:
    document = interface(
        [parameter("x", "number", 1)], outputs=[("First", "short"), ("Second", "short")]
    )
    server, id_ = under_way(page, document)
    server.event(id_, "value", outputs=[shown("number", 1), shown("text", "a")])
    expect(page.locator("[data-output=First]")).to_contain_text("1")
    page.evaluate("document.querySelector('[data-output=Second] .au-text').kept = true")
    server.event(id_, "value", outputs=[shown("number", 2), shown("text", "ab")])
    expect(page.locator("[data-output=First]")).to_contain_text("2")
    expect(page.locator("[data-output=Second]")).to_contain_text("ab")
    assert page.evaluate("document.querySelector('[data-output=Second] .au-text').kept") is True
    server.done(id_, [shown("number", 3), shown("text", "abc")])
    # Each is heard, and each has buttons of its own.
    expect(page.locator("#live")).to_have_text("Done. First: 3, Second: abc")
    expect(page.get_by_role("button", name="Copy Second", exact=True)).to_be_attached()


def test_an_output_that_holds_nothing_yet_says_nothing(page: Page) -> None:
    document = blocks()
    document["nodes"][3]["kind"] = "text"
    server = FakeServer(document, result=["sum"])
    server.install(page)
    output = page.locator("[data-output]").last
    expect(output).to_be_visible()
    before = output.locator(".au-text").evaluate("(e) => getComputedStyle(e, '::before').content")
    assert before in ("none", "normal")
    assert "Show all" not in (output.text_content() or "")
    no_faults(page)


def test_a_page_that_an_author_laid_out_tells_how_far_it_is(page: Page) -> None:
    server = FakeServer(blocks(), stay_silent)
    server.install(page)
    page.get_by_role("button", name="Add").click()
    id_ = server.submitted(page)
    server.event(id_, "queued", position=2, eta=8)
    output = page.locator("[data-output]").last
    expect(output.locator(".standing")).to_contain_text("2 ahead · about")
    server.event(id_, "started", **{"with": 1})
    server.event(id_, "progress", value=0.5, desc="Adding", done=1, total=2, unit="numbers")
    expect(output.locator(".standing")).to_contain_text("Adding · 50 % · 1/2 numbers")
    expect(page).to_have_title("(50 %) Toy Calculator")
    no_faults(page)
    server.event(id_, "lost", reason="exit code 3")
    expect(output).to_contain_text("The call was lost: exit code 3.")
    output.get_by_role("button", name="Run again").click()
    server.done(server.submitted(page, 2), [shown("number", 3)])
    expect(output.locator(".value")).to_have_text("3")
    expect(output.get_by_role("button", name="Run again")).to_have_count(0)


# ------------------------------------------------------------------------------- away and back


def test_a_laid_out_page_keeps_what_was_typed_over_a_new_version(page: Page) -> None:
    server = FakeServer(blocks(), result=[shown("number", 12)])
    server.install(page)
    page.get_by_label("A", exact=True).fill("10")
    page.get_by_role("button", name="Add").click()
    output = page.locator("[data-output]").last
    expect(output.locator(".value")).to_have_text("12")
    changed = blocks()
    changed["hash"] = "p2"
    changed["nodes"][2]["props"]["label"] = "Second"
    server.send(op="page", hash="p2", document=changed)
    expect(page.get_by_label("Second", exact=True)).to_have_value("2")
    expect(page.get_by_label("A", exact=True)).to_have_value("10")
    expect(page.locator("[data-output] .value").last).to_have_text("12")


ASLEEP = """(seconds) => {
  const now = Date.now;
  Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
  document.dispatchEvent(new Event("visibilitychange"));
  delete document.hidden;
  Date.now = () => now() + seconds * 1000;
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_page_that_was_not_seen_for_long_trusts_its_socket_no_more(page: Page) -> None:
    server, id_ = under_way(page)
    page.evaluate(ASLEEP, 5)
    server.event(id_, "value", outputs=[shown("number", 1)])
    expect(page.locator(".results")).to_have_text("1")
    assert server.sockets == 1
    page.evaluate(ASLEEP, 60)
    server.wait_for_sockets(page, 2)
    assert server.last("hello")["runs"] == {id_: 2}
    server.done(id_, [shown("number", 2)])
    expect(page.locator(".results")).to_have_text("2")
    assert len([one for one in server.received if one["op"] == "submit"]) == 1


def test_a_frozen_page_takes_up_its_run_when_it_wakes(page: Page) -> None:
    server, id_ = under_way(page)
    client: CDPSession = page.context.new_cdp_session(page)
    client.send("Page.setWebLifecycleState", {"state": "frozen"})
    for value in range(5):
        server.event(id_, "value", outputs=[shown("number", value)])
    server.done(id_, [shown("number", 9)])
    client.send("Page.setWebLifecycleState", {"state": "active"})
    expect(page.locator(".results")).to_have_text("9")
    expect(sheet(page)).to_have_attribute("data-state", "done")
