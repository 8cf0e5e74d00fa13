"""Each kind of result on its own: what it shows, what it offers, how it is updated."""

import calendar
import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


def blob(id_: str, name: str, type_: str, size: int = 1, **meta: Any) -> dict[str, Any]:
    """Return a reference as it travels."""
    return {"$blob": id_, "name": name, "type": type_, "size": size, "meta": meta}


def png(width: int, height: int) -> bytes:
    """Return a plain picture."""
    sink = io.BytesIO()
    Image.new("RGB", (width, height), (200, 90, 60)).save(sink, "PNG")
    return sink.getvalue()


def shown(kind: str, value: Any, **props: Any) -> dict[str, Any]:
    """Return a result that says its own kind."""
    return {"show": kind, "props": props, "value": value}


def test_numbers_are_large_readable_and_exact(stage: Stage) -> None:
    frame = stage.show("number", 1234567.5, "output", unit="kg")
    number = frame.locator(".au-number")
    assert number.evaluate("(el) => getComputedStyle(el).fontSize") == "40px"
    expect(number).to_have_text("1234567.5kg")
    stage.act("copy")
    stage.set("value", {"$": "int", "v": "0x16345785d8a0000000000001"})
    stage.act("copy")
    stage.set("value", {"$": "float", "v": "nan"})
    expect(number).to_have_text("nankg")
    assert stage.log("copied") == ["1234567.5", str(0x16345785D8A0000000000001)]


def test_texts_are_sized_by_length_and_aligned_ones_are_monospace(stage: Stage) -> None:
    frame = stage.show("text", "Hello", "output")
    text = frame.locator(".au-text")
    size = "(el) => getComputedStyle(el).fontSize"
    assert text.evaluate(size) == "24px"
    stage.set("value", "word " * 40)
    assert text.evaluate(size) == "16px"
    expect(text).not_to_have_attribute("data-mono", "")
    stage.set("value", calendar.month(2026, 11))
    expect(text).to_have_attribute("data-mono", "")
    stage.set("value", "One.  Two.\nThree.  Four.\n")
    expect(text).not_to_have_attribute("data-mono", "")


def test_long_texts_are_folded_and_copied_whole(stage: Stage) -> None:
    whole = "\n".join(f"line {n}" for n in range(500))
    frame = stage.show("text", whole, "output")
    expect(frame.get_by_text("line 199")).to_be_visible()
    assert "line 200" not in frame.locator(".au-text").inner_text()
    stage.act("copy")
    assert stage.log("copied") == [whole]
    frame.get_by_role("button", name="Show all 500 lines").click()
    assert "line 499" in frame.locator(".au-text").inner_text()


def test_pieces_of_a_text_are_put_together_and_other_values_stand_in_rows(stage: Stage) -> None:
    tokens = stage.show("lines", ["The", " quick", " fox", "\n", "ran", "."], "output")
    expect(tokens).to_have_text("The quick fox\nran.", use_inner_text=True)
    rows = stage.show("lines", ["step one", "step two", "  in two parts"], "output")
    expect(rows).to_have_text("step one\nstep two\n  in two parts", use_inner_text=True)
    lists = [[1, "two"], [], [[1, 2], {"$a": None}], [True, {"$": "float", "v": "nan"}]]
    shown = stage.show("lines", lists, "output")
    expect(shown).to_have_text("1, two\n[]\n[1, 2], {a: None}\nTrue, nan", use_inner_text=True)
    tree = stage.show("json", {"poem": "roses\nviolets", "more": {"a": [1]}}, "output")
    text = tree.get_by_text("roses")
    assert text.evaluate("(el) => el.getClientRects().length") == 1


def test_a_text_that_grows_keeps_its_node(stage: Stage) -> None:
    stage.show("text", "", "output")
    node = "window.node ??= models[0].frame.querySelector('.au-text').firstChild"
    stage.set("value", "One")
    stage.page.evaluate(f"void ({node})")
    stage.set("value", "One two")
    assert stage.page.evaluate("window.node.data + window.node.isConnected") == "One twotrue"


def test_json_in_a_text_can_be_seen_as_a_tree(stage: Stage) -> None:
    frame = stage.show("text", '{"a": {"b": [1]}}', "output")
    stage.act("switch")
    expect(frame.locator(".au-tree")).to_be_visible()
    stage.act("switch")
    expect(frame.locator(".au-text")).to_be_visible()


def test_booleans_and_nothing_are_words(stage: Stage) -> None:
    frame = stage.show("switch", True, "output")
    expect(frame).to_contain_text("True")
    stage.set("value", False)
    expect(frame).to_contain_text("False")
    expect(stage.show("nothing", {"text": "Done"}, "output")).to_contain_text("Done")


def test_flat_dicts_are_pairs_and_others_a_tree(stage: Stage) -> None:
    value = {"name": "Ada", "$$ref": {"$": "int", "v": "9007199254740993"}, "none": None}
    frame = stage.show("json", value, "output")
    expect(frame.locator("dt")).to_have_text(["name", "$ref", "none"])
    expect(frame.locator("dd")).to_have_text(["Ada", "9007199254740993", "None"])
    stage.act("copy")
    assert stage.log("copied") == [
        '{\n  "name": "Ada",\n  "$ref": 9007199254740993,\n  "none": null\n}'
    ]
    stage.set("value", {"deep": {"a": {"b": 1}}})
    expect(frame.locator("dl")).to_have_count(0)
    frame.locator("summary", has_text="a").last.press("Enter")
    expect(frame.get_by_text("b", exact=True)).to_be_visible()


def test_a_long_list_is_drawn_a_part_at_a_time(stage: Stage) -> None:
    frame = stage.show("json", [[n] for n in range(20_000)], "output")
    assert frame.locator("details").count() == 100
    frame.get_by_role("button", name="Show 100 more of 19,900").click()
    assert frame.locator("details").count() == 200


def test_large_data_show_their_beginning(stage: Stage) -> None:
    value = blob("j", "data.json", "application/json", 12_000_000, preview=[1, 2, 3])
    frame = stage.show("json", value, "output")
    expect(frame).to_contain_text("The beginning of 12 MB")
    assert [
        one["id"]
        for one in stage.page.evaluate("JSON.parse(JSON.stringify(models[0].get('actions')))")
    ] == ["download"]


def test_markdown_is_shown_and_its_source_is_copied(stage: Stage) -> None:
    html = (
        '<h2>Title</h2><p><a href="https://example.org">a</a></p><table><tr><td>1</td></tr></table>'
    )
    frame = stage.show("markdown", {"html": html, "source": "## Title"}, "output")
    link = frame.get_by_role("link")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(frame.get_by_role("group", name="Table")).to_be_visible()
    stage.act("copy")
    stage.act("switch")
    expect(frame.get_by_text("## Title")).to_be_visible()
    assert stage.log("copied") == ["## Title"]


def test_html_lives_in_a_frame_that_may_tell_its_height(stage: Stage) -> None:
    stage.frames["h"] = (
        "<!doctype html><p>Hi</p><script>parent.postMessage({height: 120}, '*')</script>"
    )
    frame = stage.show("html", blob("h", "x.html", "text/html", height=300), "output")
    inner = frame.locator("iframe")
    expect(inner).to_have_attribute("sandbox", "allow-scripts")
    expect(frame.frame_locator("iframe").get_by_text("Hi")).to_be_visible()
    stage.until("model.frame.querySelector('iframe').style.height === '120px'")
    stage.page.evaluate("postMessage({height: 999}, '*')")
    stage.page.evaluate("new Promise((done) => setTimeout(done))")
    expect(inner).to_have_css("height", "120px")


@pytest.mark.parametrize("kind", ["image", "figure"])
def test_pictures_hold_their_place_before_they_load(stage: Stage, kind: str) -> None:
    stage.files["p"] = (png(400, 300), "image/png")
    value = blob("p", "p.png", "image/png", width=400, height=300)
    frame = stage.show(kind, value, "output", label="Plot")
    before = frame.bounding_box()
    picture = frame.get_by_role("img", name="Plot", include_hidden=True)
    picture.evaluate("(el) => el.decode()")
    assert frame.bounding_box() == before
    frame.get_by_role("button", name="Show larger").click()
    box = stage.page.get_by_role("dialog")
    expect(box).to_be_visible()
    stage.page.keyboard.press("Escape")
    expect(box).to_have_count(0)


def test_a_tiny_picture_is_shown_by_its_pixels(stage: Stage) -> None:
    stage.files["p"] = (png(28, 28), "image/png")
    frame = stage.show("image", blob("p", "p.png", "image/png", width=28, height=28), "output")
    expect(frame.locator("img")).to_have_css("image-rendering", "pixelated")
    expect(frame.locator("img")).to_have_css("width", "252px")


def test_files_have_a_preview_and_a_link(stage: Stage) -> None:
    stage.files["t"] = (b"a,b\n1,2\n", "text/csv")
    frame = stage.show("file", blob("t", "table.csv", "text/csv", 8), "output")
    expect(frame.locator("pre")).to_have_text("a,b\n1,2\n")
    expect(frame.get_by_role("link")).to_have_attribute("download", "table.csv")
    stage.set("value", [blob("t", "a.csv", "text/csv", 8), blob("u", "b.bin", "x/y", 2_500_000)])
    expect(frame.get_by_role("link")).to_have_text([r"a.csvCSV · 8 B", "b.binBIN · 2.5 MB"])


def test_what_finds_no_break_stays_within_a_phone(stage: Stage) -> None:
    stage.page.set_viewport_size({"width": 390, "height": 844})
    long = "w" * 90
    choices = [{"label": long, "value": "a"}, {"label": "B", "value": "b"}]
    text = {"kind": "text", "props": {}}
    stage.show("choice", "b", "input", choices=choices, look="radio")
    stage.show("choice", ["b"], "input", choices=choices, many=True)
    stage.show("mapping", {long: long}, "input", key=text, item=text)
    stage.show("listing", [long], "input", item=text)
    stage.show("file", [blob(one, f"{long}.csv", "text/csv") for one in "pq"], "output")
    stage.show("json", {long: long, "more": [long]}, "output")
    stage.show(
        "label", {"label": long, "confidences": [{"label": long, "confidence": 1}]}, "output"
    )
    fits = "(all) => all.every((one) => one.scrollWidth <= one.clientWidth)"
    assert stage.page.locator("#stage > *").count() == 7
    stage.until("document.querySelectorAll('#stage .au-list, #stage .au-tree').length === 2")
    assert stage.page.locator("html, #stage > *").evaluate_all(fits)


def test_auto_updates_the_same_kind_in_place_and_changes_kinds(stage: Stage) -> None:
    frame = stage.show("auto", None, "output")
    stage.set("value", shown("number", 1, unit="px"))
    expect(frame.locator(".au-number")).to_have_text("1px")
    stage.page.evaluate("void (window.node = document.querySelector('.au-number'))")
    stage.set("value", shown("number", 2))
    assert stage.page.evaluate("window.node.isConnected")
    expect(frame.locator(".au-number")).to_contain_text("2")
    for value in ("a", "b", "c"):
        stage.set("value", shown("text", value))
    expect(frame.locator(".au-text")).to_have_text("c")
    stage.act("copy")
    assert stage.log("copied") == ["c"]
    stage.set("value", None)
    expect(frame.locator(".au-text")).to_have_count(0)


def test_several_results_stand_under_their_names(stage: Stage) -> None:
    parts = [
        {**shown("text", "First"), "label": "Answer"},
        {**shown("number", 2), "label": "Score"},
    ]
    frame = stage.show("sections", parts, "output")
    expect(frame.locator("header > span")).to_have_text(["Answer", "Score"])
    frame.get_by_role("button", name="Copy: Score").click()
    assert stage.log("copied") == ["2"]
    stage.set("value", [{**shown("text", "Other"), "label": "Answer"}, parts[1]])
    expect(frame.locator(".au-text")).to_have_text("Other")


EVERY_OUTPUT: list[tuple[str, Any, dict[str, Any]]] = [
    ("number", 1234567, {"unit": "kg"}),
    ("text", calendar.month(2026, 11), {}),
    ("text", "", {}),
    ("switch", False, {}),
    ("choice", "a", {"choices": [{"label": "A", "value": "a"}]}),
    ("moment", "2026-11-24T12:30:15", {"part": "datetime"}),
    ("json", {"a": 1, "b": None}, {}),
    ("json", {"a": {"b": {"c": [1, "two", None]}}}, {}),
    ("markdown", {"html": "<p>Hi <code>x</code></p><pre>y</pre>", "source": "Hi"}, {}),
    ("image", blob("p", "p.png", "image/png", width=40, height=30), {}),
    ("figure", blob("p", "p.png", "image/png", width=40, height=30), {}),
    ("file", [blob("p", "p.png", "image/png"), blob("q", "q.csv", "text/csv")], {}),
    ("sections", [{**shown("number", 1), "label": "A"}], {"look": "figures"}),
    ("nothing", {"text": "Done"}, {}),
    ("listing", ["a", "b"], {"item": {"kind": "text", "props": {}}}),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_outputs(stage: Stage, scheme: Any) -> None:
    stage.page.emulate_media(color_scheme=scheme)
    stage.files["p"] = (png(40, 30), "image/png")
    for kind, value, props in EVERY_OUTPUT:
        stage.show(kind, value, "output", **props)
    assert axe.faults(stage.page) == []
