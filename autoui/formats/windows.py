"""Windows of stored tables: sorted, searched and filtered without reading what is not asked for."""

import datetime as dt
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

import numpy as np

from autoui.formats.cutting import cut_window
from autoui.records.tables import Column, Table, find_zone, open_table
from autoui.wire.page_server import Rows

MAX_COUNT = 1_000
"""Rows of the largest window."""

_KEY_WORDS = 4

_Filter = tuple[str, str]
_Order = Any
_COMPARISON = re.compile(r"\s*(>=|<=|!=|=|<|>)\s*(.*?)\s*", re.S)
_QUARTER = 900
_REGULAR_ZONES = 94_694_400
"""1973 in seconds since 1970: since then zones change at full quarters of an hour only."""

# What the cells of a column can contain, casefolded: no need to look for anything else in it.
_DIGITS = frozenset("0123456789")
_MOMENT = _DIGITS | frozenset("-:.t+ us since")
_ALPHABETS: Mapping[str, frozenset[str]] = {
    "number": _DIGITS | frozenset("+-.einfa"),
    "integer": _DIGITS | frozenset("-"),
    "decimal": _DIGITS | frozenset("+-.einfatys"),
    "boolean": frozenset("truefals"),
    "instant": _MOMENT,
    "day": _MOMENT | frozenset("day"),
    "duration": _DIGITS | frozenset("-:., daysmnu"),
}
_UNIT = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


class TableReader:
    """Answers the page's questions for rows; keeps the last tables open and the last orders.

    Args:
        tables: How many tables to keep open.
        orders: How many orders to remember.
    """

    def __init__(self, tables: int = 8, orders: int = 32) -> None:
        self._tables: OrderedDict[Path, Table] = OrderedDict()
        self._orders: OrderedDict[Any, _Order] = OrderedDict()
        self._most_tables = tables
        self._most_orders = orders
        self._lock = threading.Lock()

    def read_rows(self, path: Path, query: Rows) -> dict[str, Any]:
        """Return ``{"total", "start", "rows"}``: a window after sorting, searching and filtering.

        Sorting is stable and puts missing values last. A row is found if some cell contains the
        searched text, in any case, and if every filter holds: text that the cell contains, or
        ``=``, ``!=``, ``<``, ``<=``, ``>``, ``>=`` and a value.

        Raises:
            ValueError: A column that is not there, a comparison with what is no number or moment.
            OSError: The table is gone.
        """
        with self._lock:
            table = self._table(path)
            order = self._order(path, table, query)
        total = table.rows if order is None else len(order)
        start = max(0, min(query.start, total))
        count = max(0, min(query.count, MAX_COUNT, total - start))
        window = range(start, start + count)
        rows = window if order is None else [int(row) for row in order[start : start + count]]
        return {"total": total, "start": start, "rows": cut_window(table, rows)}

    def _table(self, path: Path) -> Table:
        table = self._tables.get(path)
        if table is None:
            table = self._tables[path] = open_table(path)
        self._tables.move_to_end(path)
        while len(self._tables) > self._most_tables:
            gone, _ = self._tables.popitem(last=False)
            for key in [key for key in self._orders if key[0] == gone]:
                del self._orders[key]
        return table

    def _order(self, path: Path, table: Table, query: Rows) -> _Order:
        filters = tuple(sorted((k, v) for k, v in query.filters.items() if v.strip()))
        if query.sort is None and not query.search and not filters:
            return None
        key = (path, query.sort, query.search, filters)
        if key not in self._orders:
            self._orders[key] = make_order(table, query.sort, query.search, filters)
        self._orders.move_to_end(key)
        while len(self._orders) > self._most_orders:
            self._orders.popitem(last=False)
        return self._orders[key]


def make_order(
    table: Table,
    sort: tuple[int, Literal["up", "down"]] | None,
    search: str,
    filters: Sequence[_Filter],
) -> _Order:
    """Return the numbers of the rows that remain, in the order asked for."""
    rows = np.arange(table.rows)
    for position, condition in filters:
        column = _column(table, int(position) if position.isdigit() else -1)
        rows = rows[_matches(column, condition, rows)]
    if search:
        rows = rows[_found(table.columns, search.casefold(), rows)]
    return rows if sort is None else _sorted(_column(table, sort[0]), sort[1], rows)


def _column(table: Table, position: int) -> Column:
    if not 0 <= position < len(table.columns):
        raise ValueError(
            f"the table has {len(table.columns)} columns, not one of number {position}"
        )
    return table.columns[position]


# ---------------------------------------------------------------------------------------- sorting


def _sorted(column: Column, direction: str, rows: Any) -> _Order:
    missing = _missing(column)[rows]
    present, absent = rows[~missing], rows[missing]
    if direction == "down":
        # A stable descending sort: the ascending order of the reversed rows, reversed.
        order = _ascending(column, present[::-1])[::-1]
        return np.concatenate([present[::-1][order], absent])
    return np.concatenate([present[_ascending(column, present)], absent])


def _ascending(column: Column, rows: Any) -> Any:
    """Return the stable order of the values of ``rows``."""
    if column.ends is None:
        return np.argsort(_numbers(column)[rows], kind="stable")
    if column.store in ("integer", "decimal"):
        keys = [_exact(column, int(row)) for row in rows]
        return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    return _text_order(column, rows)


def _exact(column: Column, row: int) -> Any:
    text = column.text(row)
    if column.store == "integer":
        return int(text)
    number = Decimal(text)
    return Decimal("-Infinity") if number.is_nan() else number


def _text_order(column: Column, rows: Any) -> Any:
    """Sort texts by their code points: eight bytes at a time, or in Python where they are long."""
    starts, ends = _bounds(column)
    starts, lengths = starts[rows], (ends - starts)[rows]
    longest = int(lengths.max()) if len(lengths) else 0
    words = -(-longest // 8)
    data = np.frombuffer(column.data, dtype=np.uint8)
    if words <= _KEY_WORDS and longest:
        keys = [_word(data, starts, lengths, number) for number in range(words)]
        keys = [key for key in keys if len(key) and (key != key[0]).any()]
        # Texts that differ only in trailing zero bytes have equal words.
        return np.lexsort([lengths, *reversed(keys)])
    raw = bytes(column.data)
    texts = [raw[a : a + n] for a, n in zip(starts.tolist(), lengths.tolist(), strict=True)]
    return np.array(sorted(range(len(texts)), key=texts.__getitem__), dtype=np.int64)


def _word(data: Any, starts: Any, lengths: Any, number: int) -> Any:
    """Return bytes 8·number … 8·number+7 of every text as one big-endian integer."""
    word = np.zeros(len(starts), dtype=np.uint64)
    last = max(0, len(data) - 1)
    for position in range(8 * number, 8 * number + 8):
        byte = data[np.minimum(starts + position, last)].astype(np.uint64)
        byte[lengths <= position] = 0
        word = (word << np.uint64(8)) | byte
    return word


def _nulls(column: Column) -> Any:
    if column.nulls is None:
        return np.zeros(_length(column), dtype=bool)
    return np.frombuffer(column.nulls, dtype=np.uint8).astype(bool)


def _missing(column: Column) -> Any:
    missing = _nulls(column)
    if column.store == "number" and column.code in "fd":
        return missing | np.isnan(_numbers(column))
    return missing


def _length(column: Column) -> int:
    return len(column.data if column.ends is None else column.ends)


def _numbers(column: Column) -> Any:
    return np.asarray(column.data)


def _bounds(column: Column) -> tuple[Any, Any]:
    ends = np.asarray(column.ends)
    return np.concatenate([[0], ends[:-1]]).astype(np.int64), ends


# -------------------------------------------------------------------------------------- searching


def _found(columns: Sequence[Column], text: str, rows: Any) -> Any:
    """Return which of ``rows`` have a cell that contains the casefolded ``text``."""
    found = np.zeros(len(rows), dtype=bool)
    for column in columns:
        rest = ~found
        if rest.any():
            found[rest] = _contains(column, text, rows[rest])
    return found


def _contains(column: Column, text: str, rows: Any) -> Any:
    if not text:
        return np.ones(len(rows), dtype=bool)
    alphabet = _ALPHABETS.get(column.store)
    if alphabet is not None and not alphabet.issuperset(text):
        return np.zeros(len(rows), dtype=bool)
    if column.ends is not None and text.isascii():
        data = bytes(column.data)
        if data.isascii():
            return _ascii_hits(column, data, text.encode())[rows]
    shown = _texts(column, rows)
    found = np.fromiter((text in cell for cell in shown), bool, len(rows))
    return found if column.nulls is None else found & ~_nulls(column)[rows]


def _ascii_hits(column: Column, data: bytes, text: bytes) -> Any:
    """Search the whole buffer at once; a hit across two cells is none."""
    _, ends = _bounds(column)
    lowered = data.lower()
    at: list[int] = []
    position = lowered.find(text)
    hits = np.zeros(len(ends), dtype=bool)
    while position >= 0:
        at.append(position)
        position = lowered.find(text, position + 1)
    if at:
        begins = np.array(at, dtype=np.int64)
        cells = np.searchsorted(ends, begins, side="right")
        inside = begins + len(text) <= ends[cells]
        hits[cells[inside]] = True
    return hits if column.nulls is None else hits & ~_nulls(column)


def _texts(column: Column, rows: Any) -> Iterable[str]:
    """Yield what a person reads in each cell, casefolded; of missing ones anything."""
    if column.ends is not None:
        return (column.text(row).casefold() for row in rows.tolist())
    values = _numbers(column)[rows]
    if column.store == "number" and column.code != "f":
        return map(repr, values.tolist())
    if column.store == "day":
        return _iso(values, "D")
    if column.store == "instant" and not np.any(values % _UNIT[column.unit]):
        seconds = values // _UNIT[column.unit]
        if not column.zone:
            return _iso(seconds, "s")
        if len(seconds) and seconds.min() >= _REGULAR_ZONES:
            return _zoned(seconds, find_zone(column.zone))
    return (str(column.cell(row)).casefold() for row in rows.tolist())


def _iso(values: Any, unit: str) -> Iterable[str]:
    """Yield seconds or days as ISO 8601, in lower case as searched texts are."""
    texts: list[str] = np.char.lower(np.datetime_as_string(values.astype(f"M8[{unit}]"))).tolist()
    return texts


def _zoned(seconds: Any, zone: dt.tzinfo) -> Iterable[str]:
    """Yield seconds as ISO 8601 in a zone; its offset is looked up once a quarter of an hour."""
    quarters, which = np.unique(seconds // _QUARTER, return_inverse=True)
    starts = [dt.datetime.fromtimestamp(q * _QUARTER, zone) for q in quarters.tolist()]
    offsets = [start.utcoffset() or dt.timedelta() for start in starts]
    shifts = np.array([offset // dt.timedelta(seconds=1) for offset in offsets], dtype=np.int64)
    ends = [start.isoformat()[19:] for start in starts]
    texts = _iso(seconds + shifts[which], "s")
    return (text + ends[i] for text, i in zip(texts, which.tolist(), strict=True))


# -------------------------------------------------------------------------------------- filtering


def _matches(column: Column, condition: str, rows: Any) -> Any:
    parsed = _COMPARISON.fullmatch(condition)
    if parsed is None:
        return _contains(column, condition.strip().casefold(), rows)
    sign, operand = parsed[1], parsed[2]
    missing = _missing(column)[rows]
    if not operand:
        if sign not in ("=", "!="):
            raise ValueError(f"{sign} needs something to compare with")
        return missing if sign == "=" else ~missing
    matches = np.zeros(len(rows), dtype=bool)
    present = ~missing
    matches[present] = _compared(column, sign, operand, rows[present])
    return matches | missing if sign == "!=" else matches


def _compared(column: Column, sign: str, operand: str, rows: Any) -> Any:
    compare: Callable[[Any, Any], Any] = {
        "=": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
    }[sign]
    if column.ends is None:
        return compare(_numbers(column)[rows], _operand(column, operand))
    wanted: Any = operand
    if column.store in ("integer", "decimal"):
        wanted = _decimal(operand)
        cells: Any = (_exact(column, row) for row in rows.tolist())
    else:
        cells = (column.text(row) for row in rows.tolist())
    return np.fromiter((compare(cell, wanted) for cell in cells), bool, len(rows))


def _operand(column: Column, text: str) -> Any:
    """Read what a column of numbers is compared with, as its values are stored."""
    match column.store:
        case "boolean":
            word = text.lower()
            if word not in ("true", "false", "0", "1"):
                raise ValueError(f"{text!r} is neither true nor false")
            return int(word in ("true", "1"))
        case "instant" | "day":
            return _instant(column, text)
        case "duration":
            return float(_decimal(text)) * _UNIT[column.unit]
    number = _decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)


def _instant(column: Column, text: str) -> Any:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date such as 2024-01-31") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=find_zone(column.zone) if column.zone else dt.UTC)
    since = moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    if column.store == "day":
        return since / dt.timedelta(days=1)
    micros = since // dt.timedelta(microseconds=1)
    return micros * 1_000 if column.unit == "ns" else micros / (1_000_000 // _UNIT[column.unit])


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(" ", ""))
    except InvalidOperation:
        raise ValueError(f"{text!r} is no number") from None
    if not number.is_finite():
        raise ValueError(f"{text!r} is no number to compare with")
    return number
