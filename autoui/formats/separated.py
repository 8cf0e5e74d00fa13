"""Text whose lines are the rows of a table: cells apart by commas, tabs or semicolons."""

import csv
import io
import re
from typing import NamedTuple

_MARKS = ",\t;"
_LONGEST_NAME = 60
_NUMBER = re.compile(r"[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_WHOLE = re.compile(r"[+-]?(0|[1-9]\d*)")

Cell = str | int | float | None


class Separated(NamedTuple):
    """The table that a text holds.

    Attributes:
        names: The columns' names, from the first line.
        rows: The cells of the other lines; None for an empty one. A column of numbers holds them.
    """

    names: list[str]
    rows: list[list[Cell]]


def read_separated(text: str) -> Separated | None:
    """Return the table that a text holds; None for a text like any other.

    A table has a line of different names, at least one further line, and as many cells in each.
    """
    for mark in _MARKS:
        try:
            lines = [line for line in csv.reader(io.StringIO(text), delimiter=mark) if line]
        except csv.Error:
            continue
        if len(lines) > 1 and _are_names(lines[0]) and len({len(line) for line in lines}) == 1:
            columns = [_typed(list(column)) for column in zip(*lines[1:], strict=True)]
            return Separated(lines[0], [list(row) for row in zip(*columns, strict=True)])
    return None


def _are_names(cells: list[str]) -> bool:
    words = [cell for cell in cells if 0 < len(cell.strip()) <= _LONGEST_NAME]
    several = len(words) > 1 and len(set(words)) == len(cells)
    return several and not any(_NUMBER.fullmatch(cell.strip()) for cell in words)


def _typed(cells: list[str]) -> list[Cell]:
    found = [cell.strip() for cell in cells]
    for pattern, kind in ((_WHOLE, int), (_NUMBER, float)):
        if any(found) and all(not cell or pattern.fullmatch(cell) for cell in found):
            return [kind(cell) if cell else None for cell in found]
    return [cell or None for cell in cells]
