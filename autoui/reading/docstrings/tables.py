"""Tables of reStructuredText, with borders of ``=``, as tables of Markdown."""

import re
from collections.abc import Iterator

_BORDER = re.compile(r"\s*=+(?: +=+)+\s*$")
_RUN = re.compile(r"=+")
_GAP = re.compile(r"\s{2,}")
_MAX_LINES = 500


def with_tables(text: str) -> str:
    """Return a text whose simple tables are written as Markdown does; anything else as it is."""
    if "= =" not in text and "=  =" not in text:
        return text
    return "\n".join(_written(text.split("\n")))


def _written(lines: list[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        end = _end(lines, at) if _BORDER.match(lines[at]) else at
        if end == at:
            yield lines[at]
            at += 1
            continue
        yield from _table(lines[at:end])
        at = end


def _end(lines: list[str], at: int) -> int:
    """Return where the table ends that begins at a border; ``at`` where none does."""
    borders = 1
    for end in range(at + 1, min(len(lines), at + _MAX_LINES)):
        if _BORDER.match(lines[end]):
            borders += 1
            last = end + 1 == len(lines) or not lines[end + 1].strip()
            if borders == 3 or last:
                return end + 1
    return at


def _table(lines: list[str]) -> Iterator[str]:
    starts = [run.start() for run in _RUN.finditer(lines[0])]
    inner = [at for at, line in enumerate(lines[1:-1], 1) if _BORDER.match(line)]
    head = _rows(lines[1 : inner[0]], starts) if inner else []
    body = _rows(lines[inner[0] + 1 : -1] if inner else lines[1:-1], starts)
    names = [" ".join(filter(None, cells)) for cells in zip(*head, strict=True)]
    yield ""
    yield _row(names or [""] * len(starts))
    yield _row(["---"] * len(starts))
    yield from map(_row, body)
    yield ""


def _rows(lines: list[str], starts: list[int]) -> list[list[str]]:
    """Return the cells of each row; a line whose first cell is empty goes on with the one before.

    Signs of double width push cells out of their columns, but not together.
    """
    rows: list[list[str]] = []
    for line in filter(str.strip, lines):
        cells = _GAP.split(line.strip())
        if len(cells) != len(starts) or line[: starts[0] + 1].isspace():
            ends = [*starts[1:], len(line)]
            cells = [line[a:b].strip() for a, b in zip(starts, ends, strict=True)]
        if rows and not cells[0]:
            rows[-1] = [f"{old} {new}".strip() for old, new in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
    return rows


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
