"""Each kind of input on its own: typing, keys, examples from outside, faults, screen readers."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import axe
from tests.browser.stage import PLAIN, Stage

pytestmark = pytest.mark.browser

LETTERS = [{"label": f"Choice {letter}", "value": letter} for letter in "abcdefgh"]
OPERATIONS = [{"label": name, "value": name} for name in ("add", "subtract", "multiply")]
NUMBER = {"kind": "number", "props": {}}
TEXT = {"kind": "text", "props": {}}
BRANCHES = [
    {"name": "n", "label": "Number", **NUMBER},
    {"name": "t", "label": "Text", **TEXT},
]
PASTE = """([selector, text, file]) => {
  const data = new DataTransfer();
  if (text) data.setData("text/plain", text);
  if (file) data.items.add(new File(["x"], file, {type: "image/png"}));
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector(selector).dispatchEvent(event);
}"""


def test_text_follows_typing_and_keeps_the_caret(stage: Stage) -> None:
    field = stage.show("text", "Hello", label="Words").get_by_label("Words")
    field.press("Home")
    field.press("End")
    field.press_sequentially(" you")
    assert stage.value() == "Hello you"
    stage.page.evaluate("document.activeElement.setSelectionRange(2, 2)")
    stage.set("value", "Hello you")
    assert stage.page.evaluate("document.activeElement.selectionStart") == 2
    stage.set("value", "Other")
    expect(field).to_have_value("Other")


def test_enter_runs_from_one_line_and_breaks_it_in_several(stage: Stage) -> None:
    stage.show("text", "a", label="One").get_by_label("One").press("Enter")
    assert stage.log("sent") == [{"event": "submit"}]
    several = stage.show("text", "a", label="Several", lines=3).get_by_label("Several")
    several.press("End")
    several.press("Enter")
    assert stage.value() == "a\n"
    assert len(stage.log("sent")) == 1


def test_pasted_lines_stay_lines_in_a_one_line_field_and_it_grows(stage: Stage) -> None:
    field = stage.show("text", "", label="One").get_by_label("One")
    before = field.bounding_box()
    field.fill("a\nb\nc")
    after = field.bounding_box()
    assert stage.value() == "a\nb\nc"
    assert before is not None
    assert before["height"] == 36
    assert after is not None
    assert after["height"] > 70


def test_a_secret_is_hidden_until_asked(stage: Stage) -> None:
    frame = stage.show("text", "hunter2", label="Key", secret=True)
    field = frame.get_by_label("Key", exact=True)
    expect(field).to_have_attribute("type", "password")
    frame.get_by_role("button", name="Show what was typed").click()
    expect(field).to_have_attribute("type", "text")


NUMBERS: dict[str, Any] = {
    "1e3": 1000,
    "1_000.5": 1000.5,
    " .5 ": 0.5,
    "−3": -3,
    "": None,
    "nan": {"$": "float", "v": "nan"},
    "-Infinity": {"$": "float", "v": "-inf"},
    "1e400": {"$": "float", "v": "inf"},
    "9007199254740993": {"$": "int", "v": "9007199254740993"},
}


def test_numbers_are_read_as_python_reads_them(stage: Stage) -> None:
    field = stage.show("number", 7, label="N").get_by_label("N")
    for typed, value in NUMBERS.items():
        field.fill(typed)
        assert stage.value() == value, typed
        assert stage.get("draft_error") is None
        expect(field).to_have_value(typed)


def test_what_is_no_number_has_no_value_and_says_so(stage: Stage) -> None:
    field = stage.show("number", 7, label="N").get_by_label("N")
    for typed in ("1,5", "1__0", "abc", "0x10", "1e", "_1", "--1"):
        field.fill(typed)
        assert stage.value() is None, typed
        assert stage.get("draft_error") == "is not a number"
        expect(field).to_have_value(typed)


def test_whole_numbers_refuse_fractions_and_keep_every_digit(stage: Stage) -> None:
    big = {"$": "int", "v": "123456789012345678901234567890"}
    field = stage.show("number", big, label="N", integer=True).get_by_label("N")
    expect(field).to_have_value("123456789012345678901234567890")
    field.press("ArrowUp")
    assert stage.value() == {"$": "int", "v": "123456789012345678901234567891"}
    field.fill("2.5")
    assert stage.get("draft_error") == "is not a whole number"
    field.fill("1e20")
    assert stage.value() == {"$": "int", "v": "100000000000000000000"}


def test_arrow_keys_step_without_rounding_and_stop_at_the_ends(stage: Stage) -> None:
    field = stage.show("number", 0.1, label="N", step=0.1, maximum=1).get_by_label("N")
    field.press("ArrowUp")
    field.press("ArrowUp")
    assert stage.value() == 0.3
    field.press("Shift+ArrowUp")
    assert stage.value() == 1
    field.press("PageDown")
    field.press("PageDown")
    assert stage.value() == -1


def test_slider_and_its_number_follow_each_other(stage: Stage) -> None:
    frame = stage.show("slider", 40, label="Share", minimum=0, maximum=100, integer=True)
    track = frame.get_by_role("slider", name="Share")
    exact = frame.get_by_role("textbox")
    track.press("ArrowRight")
    expect(exact).to_have_value("41")
    exact.fill("77")
    expect(track).to_have_value("77")
    exact.press("ArrowUp")
    assert stage.value() == 78
    stage.set("value", 3)
    expect(track).to_have_value("3")
    expect(exact).to_have_value("3")


def test_a_switch_turns_with_space_and_click(stage: Stage) -> None:
    frame = stage.show("switch", False, label="Loud")
    switch = frame.get_by_role("switch", name="Loud")
    switch.press("Space")
    assert stage.value() is True
    frame.get_by_text("On").click()
    assert stage.value() is False


def test_segments_are_a_radio_group(stage: Stage) -> None:
    frame = stage.show("choice", "add", label="Operation", choices=OPERATIONS)
    group = frame.get_by_role("radiogroup", name="Operation")
    group.get_by_role("radio", name="add").press("ArrowRight")
    assert stage.value() == "subtract"
    stage.set("value", "multiply")
    expect(group.get_by_role("radio", name="multiply")).to_be_checked()
    stage.set("value", None)
    expect(group.locator(":checked")).to_have_count(0)


def test_checks_keep_the_order_of_the_choices(stage: Stage) -> None:
    frame = stage.show("choice", ["c"], label="Some", look="checks", many=True, choices=LETTERS)
    frame.get_by_role("checkbox", name="Choice a").check()
    assert stage.value() == ["a", "c"]


def test_a_dropdown_filters_and_is_complete_by_keys(stage: Stage) -> None:
    frame = stage.show("choice", "b", label="One", look="dropdown", choices=LETTERS)
    box = frame.get_by_role("combobox", name="One")
    expect(box).to_have_value("Choice b")
    box.press("ArrowDown")
    listed = stage.page.get_by_role("option")
    expect(listed).to_have_count(8)
    expect(stage.page.get_by_role("option", selected=True)).to_have_text("Choice b")
    box.press("ArrowDown")
    box.press("Enter")
    assert stage.value() == "c"
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowDown")
    box.fill("choice h")
    expect(listed).to_have_count(1)
    box.press("Escape")
    expect(box).to_have_value("Choice c")
    box.fill("g")
    box.press("Tab")
    assert stage.value() == "g"
    box.press("Enter")
    assert stage.log("sent") == [{"event": "submit"}]


def test_a_dropdown_of_many_shows_chips(stage: Stage) -> None:
    frame = stage.show("choice", ["a"], label="Some", look="dropdown", many=True, choices=LETTERS)
    box = frame.get_by_role("combobox")
    box.fill("Choice d")
    box.press("Enter")
    assert stage.value() == ["a", "d"]
    box.press("Escape")
    box.press("Backspace")
    frame.get_by_role("button", name="Remove Choice a").click()
    assert stage.value() == []


def test_a_dropdown_takes_other_values_only_where_it_may(stage: Stage) -> None:
    closed = stage.show("choice", "a", label="Closed", look="dropdown", choices=LETTERS)
    closed.get_by_role("combobox").fill("zzz")
    stage.page.keyboard.press("Tab")
    assert stage.value() == "a"
    free = stage.show("choice", "a", label="Free", look="dropdown", custom=True, choices=LETTERS)
    free.get_by_role("combobox").fill("zzz")
    stage.page.keyboard.press("Enter")
    assert stage.value() == "zzz"


def test_moments_keep_seconds_and_zones(stage: Stage) -> None:
    frame = stage.show("moment", "2026-11-24T12:30:15+01:00", label="When", part="datetime")
    field = frame.get_by_label("When")
    expect(field).to_have_value("2026-11-24T12:30:15")
    field.fill("2026-11-25T08:00:00")
    assert stage.value().startswith("2026-11-25T08:00")
    assert stage.value().endswith("+01:00")
    day = stage.show("moment", None, label="Day", part="date")
    day.get_by_role("button", name="Today").click()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", stage.value())


def test_files_are_sent_shown_and_removed(stage: Stage) -> None:
    frame = stage.show("file", None, label="Data", many=True, accept=[".csv"])
    chooser = frame.locator("input[type=file]")
    chooser.set_input_files(
        [
            {"name": "a.csv", "mimeType": "text/csv", "buffer": b"1,2"},
            {"name": "b.txt", "mimeType": "text/plain", "buffer": b"no"},
        ]
    )
    expect(frame.get_by_text("is not one of .csv")).to_be_visible()
    stage.until("model.get('draft_error') === null")
    assert [blob["name"] for blob in stage.value()] == ["a.csv"]
    assert stage.files[stage.value()[0]["$blob"]][0] == b"1,2"
    frame.get_by_role("button", name="Remove a.csv").click()
    assert stage.value() == []


def test_a_file_on_its_way_has_no_value_yet(stage: Stage) -> None:
    stage.page.evaluate("void (window.gate = new Promise((open) => (window.openGate = open)))")
    frame = stage.show("file", None, label="Data")
    frame.locator("input[type=file]").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": b"1"}
    )
    expect(frame.get_by_text("sending")).to_be_visible()
    assert stage.get("draft_error") == "is still being sent"
    stage.page.evaluate("openGate()")
    stage.until("model.get('value')?.name === 'a.csv'")
    assert stage.get("draft_error") is None


def test_a_refused_file_says_why(stage: Stage) -> None:
    frame = stage.show("file", None, label="Data")
    frame.locator("input[type=file]").set_input_files(
        {"name": "refused.csv", "mimeType": "text/csv", "buffer": b"1"}
    )
    expect(frame.get_by_text("The file is larger than 200 MB.")).to_be_visible()
    assert stage.value() is None


def test_a_picture_comes_by_pasting_anywhere(stage: Stage) -> None:
    frame = stage.show("image", None, label="Picture")
    height = frame.bounding_box()
    stage.page.evaluate(PASTE, ["body", "", "shot.png"])
    stage.until("model.get('value')?.name === 'shot.png'")
    assert frame.bounding_box() == height
    frame.get_by_role("button", name="Remove").click()
    assert stage.value() is None


def test_a_sample_picture_is_small_and_made_here(stage: Stage) -> None:
    frame = stage.show("image", None, label="Picture")
    frame.get_by_role("button", name="Use a sample").click()
    stage.until("model.get('value')?.name === 'sample.jpg'")
    blob = stage.value()
    assert 1000 < blob["size"] <= 20_000
    assert stage.files[blob["$blob"]][0].startswith(b"\xff\xd8")


def test_without_a_secure_page_the_camera_is_a_file_field(
    page: Page, context: BrowserContext
) -> None:
    stage = Stage(page).open(context, PLAIN)
    frame = stage.show("image", None, label="Picture")
    with page.expect_file_chooser():
        frame.get_by_role("button", name="Camera").click()
    expect(frame.get_by_text("Over plain http the browser lends no camera")).to_be_visible()


def test_lists_grow_shrink_and_move_by_keys(stage: Stage) -> None:
    item = {"kind": "text", "props": {}}
    frame = stage.show("listing", ["a", "b"], label="Words", item=item)
    second = frame.get_by_label("Words 2", exact=True)
    second.press("Alt+ArrowUp")
    assert stage.value() == ["b", "a"]
    frame.get_by_label("Words 1", exact=True).press("Enter")
    stage.page.keyboard.type("new")
    assert stage.value() == ["b", "new", "a"]
    frame.get_by_role("button", name="Remove Words 1").click()
    assert stage.value() == ["new", "a"]
    frame.get_by_role("button", name="Move Words 1", exact=True).press("ArrowDown")
    assert stage.value() == ["a", "new"]
    stage.set("value", ["x"])
    expect(frame.get_by_role("textbox")).to_have_count(1)
    expect(frame.get_by_role("textbox")).to_have_value("x")


def test_pasted_lines_become_rows(stage: Stage) -> None:
    item = {"kind": "number", "props": {}}
    frame = stage.show("listing", [], label="Numbers", item=item)
    frame.get_by_role("button", name="Add").click()
    expect(frame.get_by_role("textbox")).to_be_focused()
    stage.page.evaluate(PASTE, [".au-row input", "1\n2.5\n3e2", ""])
    assert stage.value() == [1, 2.5, 300]


def test_a_required_list_starts_with_a_row_to_fill_in(stage: Stage) -> None:
    item = {"kind": "number", "props": {}}
    frame = stage.show("listing", None, label="Numbers", item=item)
    first = frame.get_by_label("Numbers 1", exact=True)
    expect(first).to_have_value("")
    assert stage.value() is None
    first.press_sequentially("1, 2.5 ,3e2")
    assert stage.value() == [1, 2.5, 300]
    assert stage.get("draft_error") is None
    expect(frame.get_by_role("textbox")).to_have_count(1)
    first.press("Tab")
    expect(frame.get_by_role("textbox")).to_have_count(3)
    assert stage.value() == [1, 2.5, 300]


def test_enter_goes_from_row_to_row_and_runs_from_an_empty_one(stage: Stage) -> None:
    frame = stage.show("listing", None, label="Numbers", item={"kind": "number", "props": {}})
    frame.get_by_label("Numbers 1", exact=True).click()
    stage.page.keyboard.type("4\n5; 6\n7\n")
    assert stage.value() == [4, 5, 6, 7]
    assert stage.log("sent") == []
    stage.page.keyboard.press("Enter")
    assert stage.log("sent") == [{"event": "submit"}]


def test_words_with_commas_become_rows_and_sentences_only_when_asked(stage: Stage) -> None:
    item = {"kind": "text", "props": {}}
    frame = stage.show("listing", None, label="Words", item=item)
    frame.get_by_label("Words 1", exact=True).press_sequentially("ape, apple, peach")
    assert stage.value() == ["ape", "apple", "peach"]
    frame.get_by_role("button", name="Keep as one item").click()
    assert stage.value() == ["ape, apple, peach"]
    frame = stage.show("listing", None, label="Words", item=item)
    frame.get_by_label("Words 1", exact=True).fill("I love it, really")
    assert stage.value() == ["I love it, really"]
    frame.get_by_role("button", name="Split into 2").click()
    assert stage.value() == ["I love it", "really"]


def test_a_list_of_anything_splits_values_and_words(stage: Stage) -> None:
    things = {"kind": "any", "props": {}}
    for text in ("1, 2.5, None", "red, blue, red"):
        frame = stage.show("listing", None, label="Things", item=things)
        frame.get_by_label("Things 1", exact=True).fill(text)
        assert stage.value() == [{"$": "source", "v": part} for part in text.split(", ")]
    frame.get_by_label("Things 1", exact=True).fill("[1, 2]")
    assert stage.value() == [{"$": "source", "v": "[1, 2]"}]
    frame.get_by_role("button", name="Split into 2").click()
    assert stage.value() == [{"$": "source", "v": "1"}, {"$": "source", "v": "2"}]


@pytest.mark.parametrize(
    ("kind", "text", "items"),
    [
        (
            "any",
            "[3, (1, 2), 'a, b']",
            [{"$": "source", "v": v} for v in ("3", "(1, 2)", "'a, b'")],
        ),
        ("number", "[3, 1, 2]", [3, 1, 2]),
        ("text", '["ape", "a, b"]', ["ape", "a, b"]),
    ],
)
def test_a_pasted_list_fills_an_empty_one(
    stage: Stage, kind: str, text: str, items: list[object]
) -> None:
    frame = stage.show("listing", None, label="Things", item={"kind": kind, "props": {}})
    frame.get_by_label("Things 1", exact=True).click()
    stage.page.evaluate(PASTE, [".au-row :is(input,textarea)", text, ""])
    assert stage.value() == items
    expect(frame.get_by_role("textbox")).to_have_count(len(items))


def test_names_of_colours_are_typed_where_they_are_understood(stage: Stage) -> None:
    frame = stage.show("color", None, label="Ink", named=True)
    text = frame.get_by_label("Ink", exact=True)
    for typed in ("red", "rgb(255, 0, 0)", "#f00"):
        text.fill(typed)
        assert stage.value() == ("#ff0000" if typed == "#f00" else typed)
        assert frame.locator(".au-well").input_value() == "#ff0000"
    text.fill("no colour")
    assert stage.get("draft_error") == "is not a colour such as #ff8800"
    frame = stage.show("color", None, label="Ink")
    frame.get_by_label("Ink", exact=True).fill("red")
    assert stage.value() is None


def test_a_tuple_shows_its_rows_and_takes_both_numbers_at_once(stage: Stage) -> None:
    item = {"kind": "number", "props": {"integer": True}}
    frame = stage.show("listing", None, label="Size", item=item, min_length=2, max_length=2)
    expect(frame.get_by_role("textbox")).to_have_count(2)
    frame.get_by_label("Size 1", exact=True).fill("64")
    assert stage.value() == [64, None]
    frame.get_by_label("Size 1", exact=True).fill("64, 48")
    frame.get_by_label("Size 1", exact=True).press("Tab")
    expect(frame.get_by_label("Size 2", exact=True)).to_have_value("48")
    assert stage.value() == [64, 48]


def test_a_faulty_row_is_named(stage: Stage) -> None:
    item = {"kind": "number", "props": {}}
    frame = stage.show("listing", [1, 2], label="Numbers", item=item)
    frame.get_by_role("textbox").last.fill("abc")
    assert stage.get("draft_error") == "has a fault in row 2: is not a number"


def test_any_says_how_it_reads_and_a_click_pins_text(stage: Stage) -> None:
    frame = stage.show("any", None, label="Thing")
    field = frame.get_by_label("Thing")
    field.fill("12")
    chip = frame.get_by_role("button")
    expect(chip).to_have_text("number")
    assert stage.value() == {"$": "source", "v": "12"}
    chip.click()
    assert stage.value() == "12"
    expect(chip).to_have_attribute("aria-pressed", "true")
    field.fill("13")
    assert stage.value() == "13"
    chip.click()
    assert stage.value() == {"$": "source", "v": "13"}
    field.fill("")
    assert stage.value() is None
    expect(chip).to_be_hidden()


def test_commas_make_a_list_where_examples_show_lists(stage: Stage) -> None:
    frame = stage.show("any", None, label="Words", lists=True)
    field = frame.get_by_label("Words")
    field.fill("a, it's, 3")
    chip = frame.get_by_role("button")
    expect(chip).to_have_text("list")
    assert stage.value() == {"$": "source", "v": """["a", "it's", 3]"""}
    # What was typed stays as it is.
    expect(field).to_have_value("a, it's, 3")
    chip.click()
    assert stage.value() == "a, it's, 3"
    chip.click()
    field.fill("'a, b'")
    assert stage.value() == {"$": "source", "v": "'a, b'"}
    field.fill("abc")
    assert stage.value() == {"$": "source", "v": "abc"}


def test_text_that_an_example_pinned_is_let_go_by_what_looks_different(stage: Stage) -> None:
    frame = stage.show("any", None, label="Thing")
    field = frame.get_by_label("Thing")
    stage.set("value", "12")
    field.fill("13")
    assert stage.value() == "13"
    field.fill("[13]")
    assert stage.value() == {"$": "source", "v": "[13]"}
    stage.set("value", "")
    field.fill("5")
    assert stage.value() == {"$": "source", "v": "5"}


ANYTHING: list[tuple[Any, str, bool]] = [
    ("plain words", "plain words", False),
    ("3", "3", True),
    ({"a": [1, None, True], "$$b": "it's"}, "{'a': [1, None, True], '$b': \"it's\"}", False),
    ({"$": "int", "v": "9007199254740993"}, "9007199254740993", False),
]


def test_any_shows_values_as_python_writes_them(stage: Stage) -> None:
    for value, shown, pinned in ANYTHING:
        frame = stage.show("any", value, label="Thing")
        expect(frame.get_by_label("Thing", exact=True)).to_have_value(shown)
        pressed = frame.get_by_role("button").get_attribute("aria-pressed")
        assert pressed == str(pinned).lower()


def test_a_button_tells_of_its_click(stage: Stage) -> None:
    stage.show("button", None, text="Go").get_by_role("button", name="Go").click()
    assert stage.log("sent") == [{"event": "click"}]


EVERY_INPUT: list[tuple[str, Any, dict[str, Any]]] = [
    ("text", "a", {}),
    ("text", "a", {"secret": True}),
    ("text", "a.png", {"destination": True}),
    ("number", 5, {}),
    ("slider", 5, {"minimum": 0, "maximum": 10}),
    ("switch", True, {}),
    ("choice", "add", {"choices": OPERATIONS}),
    ("choice", "a", {"choices": LETTERS, "look": "dropdown"}),
    ("choice", ["a"], {"choices": LETTERS, "look": "dropdown", "many": True}),
    ("choice", "a", {"choices": LETTERS, "look": "radio"}),
    ("choice", ["a"], {"choices": LETTERS, "look": "checks", "many": True}),
    ("moment", "2026-11-24", {"part": "date"}),
    ("file", {"$blob": "x", "name": "a.csv", "type": "text/csv", "size": 3, "meta": {}}, {}),
    ("image", None, {}),
    ("listing", ["a", "b"], {"item": {"kind": "text", "props": {}}}),
    ("any", {"$": "source", "v": "[1]"}, {}),
    ("button", None, {"text": "Go"}),
]


def test_every_input_shows_faults_and_can_be_switched_off(stage: Stage) -> None:
    for kind, value, props in EVERY_INPUT:
        frame = stage.show(kind, value, label=kind, **props)
        stage.until("!model.frame.querySelector('div.au-input')")
        stage.set("describedby", "live")
        if kind not in {"button"}:
            stage.set("invalid", True)
            marked = frame.locator("[aria-invalid=true][aria-describedby=live]")
            assert marked.count() >= 1, kind
        stage.set("disabled", True)
        assert frame.locator(":is(input, textarea, select):enabled").count() == 0, kind
        stage.page.evaluate("models.at(-1).destroy()")


@pytest.mark.parametrize(
    ("kind", "value", "props"),
    [
        ("union", {"branch": "n", "value": 3}, {"branches": BRANCHES}),
        ("mapping", {"a": 1}, {"key": TEXT, "item": NUMBER}),
        ("listing", [1], {"item": NUMBER}),
        ("pair", [1, "b"], {"parts": [NUMBER, TEXT]}),
    ],
)
def test_what_is_made_of_others_is_there_with_them(
    stage: Stage, kind: str, value: Any, props: dict[str, Any]
) -> None:
    found = stage.page.evaluate(
        "async ([kind, props, value]) => { await show(kind, props, value);"
        " return document.querySelectorAll('input[inputmode]').length; }",
        [kind, props, value],
    )
    assert found == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_inputs(stage: Stage, scheme: Any) -> None:
    stage.page.emulate_media(color_scheme=scheme)
    for kind, value, props in EVERY_INPUT:
        stage.show(kind, value, label=kind, **props)
    stage.page.get_by_role("combobox").first.click()
    assert axe.faults(stage.page) == []
