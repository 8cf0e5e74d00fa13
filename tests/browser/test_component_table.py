"""A table of any length: windows of rows, sorting, filtering, keys, copying, a million rows."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import axe
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

COLUMNS = [
    {"name": "id", "dtype": "int64", "look": "number"},
    {"name": "name", "dtype": "string", "look": "text"},
    {"name": "score", "dtype": "float64", "look": "number"},
    {"name": "passed", "dtype": "bool", "look": "boolean"},
    {"name": "day", "dtype": "date", "look": "moment"},
    {"name": "pair", "dtype": "list", "look": "json"},
]


def show(stage: Stage, rows: int, columns: int = 6) -> Locator:
    """Show a table and return its frame."""
    names = [
        {**COLUMNS[n % 6], "name": f"{COLUMNS[n % 6]['name']}{n // 6 or ''}"}
        for n in range(columns)
    ]
    window = stage.page.evaluate(
        "([rows, columns]) => Array.from({length: Math.min(rows, 100)}, (_, row) =>"
        " Array.from({length: columns}, (_, column) => cell(row, column)))",
        [rows, columns],
    )
    meta = {"rows": rows, "columns": names, "index": ["id"], "window": window, "csv": "table.csv"}
    type_ = "application/x-autoui-table"
    value = {"$blob": "t", "name": "t", "type": type_, "size": 9, "meta": meta}
    return stage.show("table", value, "output", label="People", spread=True)


def cell(frame: Locator, row: int, column: int) -> Locator:
    """Return the cell in a row and column, both from 0."""
    return frame.locator(f"[aria-rowindex='{row + 2}'] > [aria-colindex='{column + 1}']")


def test_the_first_rows_need_no_question(stage: Stage) -> None:
    frame = show(stage, 80)
    expect(frame.get_by_role("grid", name="People")).to_have_attribute("aria-rowcount", "81")
    expect(cell(frame, 0, 1)).to_have_text("name 0")
    expect(cell(frame, 0, 4)).to_have_text("–")
    expect(cell(frame, 1, 2)).to_have_text("-41.956")
    expect(frame.get_by_text("80 rows × 6")).to_be_visible()
    assert stage.log("asked") == []


def test_only_rows_in_sight_exist_and_windows_come_on_demand(stage: Stage) -> None:
    frame = show(stage, 200_000)
    grid = frame.get_by_role("grid")
    assert frame.get_by_role("row").count() < 60
    grid.evaluate("(el) => (el.scrollTop = 3_200_000)")
    expect(cell(frame, 100_000, 0)).to_have_text("100000")
    assert frame.get_by_role("row").count() < 60
    assert len(stage.log("asked")) <= 3
    grid.evaluate("(el) => (el.scrollTop = el.scrollHeight)")
    last = cell(frame, 199_999, 0)
    expect(last).to_have_text("199999")
    assert last.evaluate("(el) => el.scrollWidth <= el.clientWidth")


def test_a_million_rows_can_be_reached_one_by_one(stage: Stage) -> None:
    frame = show(stage, 1_000_000)
    grid = frame.get_by_role("grid")
    grid.focus()
    grid.press("Control+End")
    expect(cell(frame, 999_999, 0)).to_have_text("999999")
    grid.press("ArrowUp")
    expect(cell(frame, 999_998, 5)).to_have_attribute("data-active", "")
    first = (
        "(el) => Math.min(...[...el.querySelectorAll('.au-table-row')].map((r) => +r.ariaRowIndex))"
    )
    grid.evaluate("(el) => (el.scrollTop = el.scrollHeight / 2)")
    stage.until("model.frame.querySelectorAll('[aria-busy]').length === 0")
    before = grid.evaluate(first)
    grid.hover()
    stage.page.mouse.wheel(0, 320)
    stage.page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert 5 <= grid.evaluate(first) - before <= 15


def test_a_click_on_a_heading_sorts_on_the_server(stage: Stage) -> None:
    frame = show(stage, 5000)
    heading = frame.get_by_role("columnheader").filter(has_text="score")
    heading.click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    stage.until(
        '+model.frame.querySelector(\'[aria-rowindex="2"] [aria-colindex="3"]\').textContent < -49'
    )
    heading.click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    heading.click()
    expect(heading).to_have_attribute("aria-sort", "none")
    expect(cell(frame, 0, 0)).to_have_text("0")
    assert stage.log("asked")[0]["sort"] == [2, "up"]


def test_moments_of_a_column_are_all_written_with_a_time_or_all_without(stage: Stage) -> None:
    columns = [{"name": name, "dtype": "datetime", "look": "moment"} for name in ("at", "day")]
    first, second = "2024-01-01T00:00:00", "2024-01-02T00:00:00"
    window = [[first, first], ["2024-01-01T01:30:00", second]]
    meta = {"rows": 2, "columns": columns, "index": [], "window": window, "csv": "table.csv"}
    frame = stage.show("table", {"$blob": "m", "name": "t", "type": "x/t", "meta": meta}, "output")
    cells = frame.get_by_role("gridcell")
    expect(cells).to_have_text(
        ["2024-01-01 00:00:00", "2024-01-01", "2024-01-01 01:30:00", "2024-01-02"]
    )


def test_searching_and_filtering_say_how_many_fit(stage: Stage) -> None:
    frame = show(stage, 5000)
    frame.get_by_role("searchbox").fill("name 7919")
    expect(frame.get_by_text("2 of 5,000 rows × 6")).to_be_visible()
    frame.get_by_role("searchbox").fill("no such name")
    told = frame.get_by_text("No row fits")
    expect(told).to_be_visible()
    # Where the first row would be, not below the room of those that do not fit.
    grid, line = frame.get_by_role("grid").bounding_box(), told.bounding_box()
    assert grid is not None
    assert line is not None
    assert grid["y"] < line["y"] < grid["y"] + 100
    frame.get_by_role("searchbox").fill("")
    expect(frame.get_by_text("5,000 rows × 6", exact=True)).to_be_visible()
    frame.get_by_role("button", name="Filter").click()
    frame.get_by_label("passed").fill("true")
    expect(frame.get_by_text("1,667 of 5,000 rows × 6")).to_be_visible()
    assert stage.log("asked")[-1]["filters"] == {"3": "true"}
    frame.get_by_role("button", name="Filter").click()
    expect(frame.get_by_text("5,000 rows × 6", exact=True)).to_be_visible()


def test_keys_move_select_and_sort(stage: Stage) -> None:
    frame = show(stage, 500)
    grid = frame.get_by_role("grid")
    grid.focus()
    for key in ("ArrowDown", "ArrowRight", "Shift+ArrowDown", "Shift+ArrowRight"):
        grid.press(key)
    expect(frame.locator("[aria-selected=true]")).to_have_count(4)
    active = grid.get_attribute("aria-activedescendant")
    expect(cell(frame, 2, 2)).to_have_id(str(active))
    grid.press("Control+Home")
    for key in ("ArrowUp", "ArrowUp", "Enter"):
        grid.press(key)
    expect(frame.get_by_role("columnheader").first).to_have_attribute("aria-sort", "ascending")


def test_what_is_copied_is_exact(stage: Stage) -> None:
    frame = show(stage, 500)
    grid = frame.get_by_role("grid")
    cell(frame, 0, 1).click()
    cell(frame, 1, 2).click(modifiers=["Shift"])
    copied = grid.evaluate(
        "(el) => { const data = new DataTransfer(); el.dispatchEvent(new ClipboardEvent('copy',"
        " {clipboardData: data, bubbles: true, cancelable: true})); return data.getData('text'); }"
    )
    assert copied == "name 0\t-50\nname 7919\t-41.956"
    stage.act("copy")
    stage.until("log.copied.length === 1")
    assert len(stage.log("copied")[0].splitlines()) == 501


def test_many_columns_are_drawn_as_they_come_into_sight(stage: Stage) -> None:
    frame = show(stage, 200, columns=300)
    assert frame.get_by_role("gridcell").count() < 1500
    grid = frame.get_by_role("grid")
    grid.evaluate("(el) => (el.scrollLeft = el.scrollWidth)")
    expect(cell(frame, 0, 299)).to_be_visible()
    expect(cell(frame, 0, 0)).to_be_in_viewport()


def test_a_new_table_of_the_same_shape_takes_the_place_of_the_old(stage: Stage) -> None:
    frame = show(stage, 300)
    frame.get_by_role("grid").evaluate("(el) => (el.scrollTop = 320)")
    stage.page.evaluate(
        "() => { const old = models[0].get('value'); const window = old.meta.window.map((row) =>"
        " [row[0], 'new', ...row.slice(2)]);"
        " models[0].set('value', {...old, $blob: 'u', meta: {...old.meta, window}}); }"
    )
    expect(cell(frame, 12, 1)).to_have_text("new")
    assert frame.get_by_role("grid").evaluate("(el) => el.scrollTop") == 320


def test_a_table_that_has_expired_says_so(stage: Stage) -> None:
    frame = show(stage, 5000)
    stage.page.evaluate("void (window.failure = 'The table has expired. Run again.')")
    frame.get_by_role("grid").evaluate("(el) => (el.scrollTop = 100_000)")
    expect(frame.get_by_text("The table has expired. Run again.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_table(stage: Stage, scheme: Any) -> None:
    stage.page.emulate_media(color_scheme=scheme)
    frame = show(stage, 5000)
    frame.get_by_role("button", name="Filter").click()
    assert axe.faults(stage.page) == []
