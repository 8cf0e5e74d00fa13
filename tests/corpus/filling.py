"""A person fills in the fields of a real page, whatever stands for a parameter there."""

import ast
import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.corpus.entries import Typed

_CONTROL = (
    "input:not([type=file]):not([type=checkbox]):not([type=radio]):not([type=color]),textarea"
)


def fill(page: Page, name: str, typed: Typed, kind: str, folder: Path) -> None:
    """Fill in the field of a parameter.

    Args:
        page: The browser page.
        name: The parameter.
        typed: What is typed, or the file that is attached.
        kind: The tab to choose where the field has several and ``typed`` names none.
        folder: Where the files are.
    """
    field = page.locator(f'[data-field="{name}"]:visible')
    tabs = field.locator(".au-union").first
    if (typed.tab or kind) and tabs.count():
        _choose_tab(tabs, typed.tab or kind)
    room = field.locator(".control").first
    if typed.is_file:
        room.locator("input[type=file]").first.set_input_files(folder / typed.text)
        expect(field).to_contain_text(typed.text)
        expect(field).not_to_contain_text("Sending", ignore_case=True)
    else:
        _fill_part(room, typed.text)
    page.keyboard.press("Tab")


def unfold(page: Page) -> None:
    """Open what is folded away where a form has many fields."""
    folded = page.locator(".more-toggle[aria-expanded=false]:visible")
    if folded.count():
        folded.first.click()


def leave_out(page: Page, name: str) -> None:
    """Say of an optional field that it holds nothing; the first example may have filled it in."""
    none = page.locator(f'[data-field="{name}"]:visible > .field-head > .none[aria-pressed=false]')
    if none.count():
        none.click()
        return
    rows = page.locator(f'[data-field="{name}"]:visible .au-pair-row > button.au-inside')
    while rows.count():
        rows.first.click()


def fault(page: Page, name: str) -> str:
    """Return what stands below a field because it is wrong."""
    said = page.locator(f'[data-field="{name}"]:visible .fault').all_inner_texts()
    return " ".join(said).strip()


def _choose_tab(union: Locator, kind: str) -> None:
    tabs = union.locator(":scope > .au-branch-tabs")
    tabs.locator(".au-choice, [role=combobox]").first.wait_for()
    _pick(tabs, kind)
    union.locator(":scope > .au-branch > *").first.wait_for(state="attached")


def _fill_part(room: Locator, text: str) -> None:
    """Fill in a component, and the parts it is made of."""
    room.locator(":scope > *").first.wait_for(state="attached")
    # A component replaces what holds its place once its code has come.
    room.locator("input, textarea, button").first.wait_for(state="attached")
    if room.locator(".au-union").count():
        _fill_part(room.locator(".au-union > .au-branch").first, text)
    elif (numbers := room.get_by_role("button", name="Type numbers")).count():
        numbers.first.click()
        room.locator("textarea").first.fill(text)
    elif room.locator(".au-listing").count():
        _fill_list(room.locator(".au-listing").first, text)
    elif room.locator(".au-mapping").count():
        _fill_pairs(room.locator(".au-mapping").first, text)
    elif (switch := room.locator("input[role=switch]")).count():
        switch.first.set_checked(text.lower() == "true")
    elif room.locator(".au-choice, [role=combobox]").count():
        _pick(room, text)
    else:
        parts = room.locator(_CONTROL)
        items = _read(text)
        if parts.count() > 1 and isinstance(items, list) and len(items) == parts.count():
            for at, item in enumerate(items):
                parts.nth(at).fill(item if isinstance(item, str) else repr(item))
        else:
            parts.first.fill(text)
            pinned = room.locator(".au-reading[aria-pressed=true]:visible")
            if pinned.count():
                # The example's text was kept as text; this one is read as it says.
                pinned.first.click()


def _pick(room: Locator, text: str) -> None:
    """Choose one of several: pressed where all are seen, typed where they are folded."""
    exactly = re.compile(f"^{re.escape(text)}$", re.IGNORECASE)
    if room.locator(".au-choice").count():
        room.locator(".au-choice label").filter(has_text=exactly).first.click()
        return
    box = room.locator("[role=combobox]").first
    box.fill(text)
    box.press("Enter")


def _fill_list(listing: Locator, text: str) -> None:
    """One row per item; what is no list is typed into the first row, as it is."""
    items = _read(text)
    rows = listing.locator(":scope > ol > .au-row > .au-row-room")
    remove = listing.locator(":scope > ol > .au-row > button.au-inside:visible:enabled")
    while remove.count() > 1:
        remove.last.click()
    whole = not isinstance(items, list)
    for at, item in enumerate([text] if whole else items):
        if rows.count() <= at:
            listing.locator(":scope > .au-list-foot > button.au-quiet").first.click()
            expect(rows).to_have_count(at + 1)
        (_fill_part if whole else _fill_item)(rows.nth(at), item)


def _fill_pairs(mapping: Locator, text: str) -> None:
    rows = mapping.locator(":scope > ul > .au-pair-row")
    for at, (key, item) in enumerate(_read(text).items()):
        if rows.count() <= at:
            mapping.locator(":scope > button.au-quiet").click()
            expect(rows).to_have_count(at + 1)
        rooms = rows.nth(at).locator(":scope > .au-part > .au-part-room")
        _fill_item(rooms.nth(0), key)
        _fill_item(rooms.nth(1), item)


def _read(text: str) -> Any:
    """Return the items that a text stands for, or the text."""
    for reader in (json.loads, ast.literal_eval):
        try:
            return reader(text)
        except (ValueError, SyntaxError):
            continue
    return text


def _fill_item(room: Locator, item: Any) -> None:
    """Fill in a part with a value as Python writes it, and with a text as it is.

    Where anything may stand, a text that reads as something else has its quotes.
    """
    if not isinstance(item, str):
        _fill_part(room, repr(item))
        return
    room.locator("input, textarea, button").first.wait_for(state="attached")
    reads = room.locator(".au-reading").count() == 1
    _fill_part(room, repr(item) if reads and _read(item) != item else item)
