"""Cells of a flag log: how values are written as CSV that a spreadsheet opens without harm."""

import json
import math
import re
from collections.abc import Sequence
from typing import Any

from autoui.records.blobs import safe_name

FLAG = "flag"
TIMESTAMP = "timestamp"
OWN_COLUMNS = (FLAG, TIMESTAMP)
"""Names that a flag log gives to columns of its own."""

MOST_CHARACTERS = 32_767
"""What a cell of a spreadsheet holds; longer text is written beside the log, as a file."""

_INTEGRAL_BELOW = 1e15
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NEUTRALISED = re.compile("''*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NEEDS_QUOTES = re.compile('[",\r\n]|^\\s|\\s$')
_LOG_NAME = re.compile(r"logs.*\.csv", re.IGNORECASE)


# ---------------------------------------------------------------------------------------- values


def text_of(value: Any) -> str:
    """Return a plain value as the text of a cell; numbers and JSON stay as they are.

    A float with an integral value below 1e15 is written without its fraction.

    Raises:
        TypeError: The value is no plain data.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, str):
        return neutral(value)
    return json.dumps(value, ensure_ascii=False)


def _integer(value: int) -> str:
    # str() refuses more digits than the interpreter allows; hex() has no limit.
    return str(value) if value.bit_length() < 10_000 else hex(value)


def _float(value: float) -> str:
    if value.is_integer() and abs(value) < _INTEGRAL_BELOW:
        return str(int(value)) if value or math.copysign(1, value) > 0 else "-0.0"
    return repr(value)


def neutral(text: str) -> str:
    """Return text that no spreadsheet takes for a formula; ``original`` undoes it.

    A number is no formula, whatever its sign.
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def original(text: str) -> str:
    """Return the text that ``neutral`` was given."""
    return text[1:] if _NEUTRALISED.match(text) else text


# ------------------------------------------------------------------------------------------ rows


def line_of(cells: Sequence[str]) -> bytes:
    """Return a row of CSV, with the character that ends it."""
    return (",".join(map(_quoted, cells)) + "\n").encode("utf-8", "backslashreplace")


def _quoted(cell: str) -> str:
    if _NEEDS_QUOTES.search(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell


# --------------------------------------------------------------------------------------- columns


def unique_columns(labels: Sequence[str]) -> list[str]:
    """Return labels as names of columns: one line each, different from each other and our own."""
    taken = set(OWN_COLUMNS)
    found = []
    for label in labels:
        base = " ".join(label.split()) or "column"
        name, number = base, 2
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        found.append(name)
    return found


def folders_of(columns: Sequence[str]) -> list[str]:
    """Return for each column the name of the folder for its files; no two are the same."""
    taken: set[str] = set()
    found = []
    for column in columns:
        base = safe_name(column).lstrip(".") or "file"
        if _LOG_NAME.fullmatch(base):
            base = f"_{base}"
        name, number = base, 2
        while name.casefold() in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name.casefold())
        found.append(name)
    return found
