"""Windows of tables, cut so that each fits into one message."""

import json
from collections.abc import Sequence
from typing import Any

from autoui.records.tables import Table

WINDOW_ROWS = 100
"""Rows that travel with a table."""

_MAX_CELLS = 50_000
_WINDOW_TEXT = 1 << 20
_MAX_CELL_TEXT = 5_000
_JSON_DEPTH = 4


def cut_window(table: Table, rows: Sequence[int]) -> list[list[Any]]:
    """Return the cells of some rows, long ones and too many of them cut.

    Cells become shorter, then rows fewer, so that a window fits into one message.
    """
    width = max(1, len(table.columns))
    rows = rows[: max(1, _MAX_CELLS // width)]
    room = max(60, min(_MAX_CELL_TEXT, _WINDOW_TEXT // (width * max(1, len(rows)))))
    return [[_cut(cell, room) for cell in row] for row in table.window(rows)]


def _cut(cell: Any, room: int) -> Any:
    if isinstance(cell, str):
        return cell if len(cell) <= room else f"{cell[:room]}…"
    if isinstance(cell, int) and cell.bit_length() > 4 * room:
        return f"{str(cell)[:room]}…"
    if isinstance(cell, (list, dict)):
        text = json.dumps(cell, ensure_ascii=False)
        if len(text) > room:
            return f"{text[:room]}…"
        return cell if _depth(cell) <= _JSON_DEPTH else text
    return cell


def _depth(cell: Any) -> int:
    if not isinstance(cell, (list, dict)):
        return 0
    items = cell.values() if isinstance(cell, dict) else cell
    return 1 + max((_depth(item) for item in items), default=0)
