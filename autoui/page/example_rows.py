"""Where example rows come from: lists, folders, logs, files, data frames, functions, generators."""

import csv
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from autoui.errors import UsageError
from autoui.records.flag_cells import OWN_COLUMNS, original
from autoui.records.flag_log import logs_of
from autoui.records.flag_reader import FlagReader

LOGS = ("logs.csv", "log.csv")
"""What a folder's table of rows is called."""

FILE_KINDS = frozenset({"image", "file", "audio", "video"})
"""Kinds of inputs that take a file."""

_FORMS = "give rows, a folder, a .csv, .tsv, .json or .jsonl file, a data frame or a function"


@dataclass(frozen=True)
class Texts:
    """A row that was read from a file: each cell is a text that its input has to read.

    Attributes:
        cells: By the inputs' names where the columns name them, else in order.
        folder: What the names of files are relative to.
        inside: Whether files must lie in that folder, since others than the author wrote the row.
    """

    cells: Mapping[str, str | None] | Sequence[str | None]
    folder: Path
    inside: bool = False


class Rows(Protocol):
    """Example rows that are read when somebody asks for them."""

    @property
    def total(self) -> int | None:
        """How many there are; None as long as nobody knows."""

    def read(self, start: int, stop: int) -> list[Any]:
        """Return a part of the rows: lists, dicts by name, single values, or ``Texts``."""


class ListRows:
    """Rows that are there."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = rows

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self._rows)

    def read(self, start: int, stop: int) -> list[Any]:
        """Return a part of the rows."""
        return list(self._rows[start:stop])


class PulledRows:
    """Rows that a generator makes one after the other, no further than they were asked for."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self._pending: Iterator[Any] | None = rows
        self._rows: list[Any] = []

    @property
    def total(self) -> int | None:
        """How many there are, once the last one has been made."""
        return len(self._rows) if self._pending is None else None

    def read(self, start: int, stop: int) -> list[Any]:
        """Return a part of the rows, made now if need be."""
        # One more, so that the last page is known to be the last.
        if self._pending is not None and (missing := stop + 1 - len(self._rows)) > 0:
            made = list(islice(self._pending, missing))
            self._rows += made
            if len(made) < missing:
                self._pending = None
        return self._rows[start:stop]


class MappedRows:
    """Rows of a list that take some work to read."""

    def __init__(self, rows: Sequence[Any], read: Callable[[Any], Any]) -> None:
        self._rows = rows
        self._read = read

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self._rows)

    def read(self, start: int, stop: int) -> list[Any]:
        """Return a part of the rows."""
        return [self._read(row) for row in self._rows[start:stop]]


class FrameRows:
    """The rows of a data frame; its columns are inputs by name where they are called so."""

    def __init__(self, frame: Any, wanted: Sequence["Wanted"]) -> None:
        import narwhals as nw

        found = nw.from_native(frame, allow_series=True)
        if isinstance(found, nw.Series):
            found = found.to_frame()
        self._frame = found.collect() if isinstance(found, nw.LazyFrame) else found
        self._names = _by_name([str(name) for name in self._frame.columns], wanted)

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self._frame)

    def read(self, start: int, stop: int) -> list[Any]:
        """Return a part of the rows."""
        part = self._frame[start:stop].rows()
        if self._names is None:
            return [[_cell(cell) for cell in row] for row in part]
        places = [(name, at) for at, name in enumerate(self._names) if name]
        return [{name: _cell(row[at]) for name, at in places} for row in part]


@dataclass(frozen=True)
class Wanted:
    """What the rows have to know of an input.

    Attributes:
        name, label: What a column may be called.
        kind: The kind of its component.
        fits: Whether a text can be read as its value.
    """

    name: str
    label: str
    kind: str
    fits: Callable[[str], bool]


def rows_of(given: Any, wanted: Sequence[Wanted]) -> Rows:
    """Return the rows that ``examples=`` means.

    Args:
        given: Rows, the path of a folder or file, a data frame, a generator, or a function that
            returns one of them.
        wanted: The inputs, in order.

    Raises:
        UsageError: It means none.
    """
    if callable(given) and not _is_frame(given):
        given = given()
    if isinstance(given, str | os.PathLike):
        return _from_path(Path(given), wanted)
    if _is_frame(given):
        return FrameRows(given, wanted)
    if isinstance(given, Iterator):
        return PulledRows(given)
    if isinstance(given, Sequence) and not isinstance(given, bytes | bytearray):
        return ListRows(_nested(given, len(wanted)))
    if isinstance(given, Mapping) or not hasattr(given, "__iter__"):
        raise UsageError(f"examples={_short(given)} is no list of rows", f"{_FORMS}")
    return ListRows(_nested(list(given), len(wanted)))


def _nested(rows: Sequence[Any], inputs: int) -> Sequence[Any]:
    if inputs > 1 and len(rows) and not any(isinstance(row, list | tuple | dict) for row in rows):
        # One row of several inputs, written flat.
        return [list(rows)]
    return rows


def _is_frame(given: Any) -> bool:
    from autoui.formats.frames import is_frame

    return is_frame(given)


def _cell(value: Any) -> Any:
    """Return a cell as Python has it; what is missing as None."""
    if value is None:
        return None
    item = getattr(value, "item", None)
    value = item() if callable(item) and getattr(value, "ndim", 0) == 0 else value
    # Missing numbers and moments are unlike themselves, in every library.
    unlike = value != value if isinstance(value, float) or "NaT" in type(value).__name__ else False
    return None if unlike else value


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


# ----------------------------------------------------------------------------------------- files


def _from_path(path: Path, wanted: Sequence[Wanted]) -> Rows:
    try:
        if path.is_dir():
            return _from_folder(path, wanted)
        suffix = path.suffix.lower()
        if suffix in (".csv", ".tsv"):
            delimiter = "\t" if suffix == ".tsv" else ","
            return _table(_lines(path, delimiter), path.absolute().parent, wanted)
        if suffix in (".jsonl", ".ndjson"):
            lines = [line for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
            return MappedRows(lines, lambda line: _json(line, path))
        if suffix == ".json":
            return ListRows(_listed(_json(path.read_text("utf-8-sig"), path), path, len(wanted)))
    except FileNotFoundError:
        raise UsageError(f"examples: there is no folder or file {path}", _FORMS) from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"examples: {path} cannot be read: {error}") from None
    if not path.exists():
        raise UsageError(f"examples: there is no folder or file {path}", _FORMS)
    raise UsageError(f"examples: {path} is of no kind that holds rows", _FORMS)


def _listed(rows: Any, path: Path, inputs: int) -> Sequence[Any]:
    if not isinstance(rows, list):
        raise UsageError(f"examples: {path} holds no JSON array of rows")
    return _nested(rows, inputs)


def _json(text: str, path: Path) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"examples: {path} holds a line that is no JSON: {error}") from None


def _lines(path: Path, delimiter: str = ",") -> list[list[str]]:
    text = io.StringIO(path.read_text("utf-8-sig"), newline="")
    return [line for line in csv.reader(text, delimiter=delimiter) if line]


def _table(lines: list[list[str]], folder: Path, wanted: Sequence[Wanted]) -> Rows:
    """Return the rows of a table, which may begin with the names of its columns."""
    if not lines:
        return ListRows([])
    names = _by_name(lines[0], wanted)
    if names is not None:
        places = [(name, at) for at, name in enumerate(names) if name]

        def named(line: list[str]) -> Texts:
            return Texts({name: line[at] for name, at in places if at < len(line)}, folder)

        return MappedRows(lines[1:], named)
    first = 1 if _is_header(lines[0], folder, wanted) else 0
    return MappedRows(lines[first:], lambda line: Texts(line[: len(wanted)], folder))


def _by_name(columns: Sequence[str], wanted: Sequence[Wanted]) -> list[str] | None:
    """Return the input that each column is for, empty for none; None if no column names one."""
    known = {_plain(one.label): one.name for one in wanted}
    known |= {_plain(one.name): one.name for one in wanted}
    names = [known.get(_plain(original(column)), "") for column in columns]
    return names if any(names) else None


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def _is_header(cells: Sequence[str], folder: Path, wanted: Sequence[Wanted]) -> bool:
    """Whether the first line names columns: some cell of it cannot be its input's value."""
    for cell, one in zip(cells, wanted, strict=False):
        if one.kind in FILE_KINDS:
            if not (folder / cell).is_file():
                return True
        elif cell and not one.fits(cell):
            return True
    return False


def _from_folder(folder: Path, wanted: Sequence[Wanted]) -> Rows:
    folder = folder.absolute()
    log = next((folder / name for name in LOGS if (folder / name).is_file()), None)
    if log is not None and log.name == LOGS[0] and _is_flag_log(log):
        return _flagged(folder, wanted)
    if log is not None:
        return _table(_lines(log), folder, wanted)
    files = sorted(
        path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")
    )
    if not files:
        raise UsageError(f"examples: {folder} is empty", f"put files or a {LOGS[0]} into it")
    if len(wanted) != 1:
        raise UsageError(
            f"examples: {folder} holds files only, and there are {len(wanted)} inputs",
            f"put a {LOGS[0]} into it, with a column for each input",
        )
    if wanted[0].kind in FILE_KINDS:
        return ListRows([[path] for path in files])
    # The contents are the values.
    return MappedRows(files, lambda path: Texts([path.read_text("utf-8")], folder))


def _is_flag_log(log: Path) -> bool:
    """Whether a log ends with the columns that flagging adds."""
    with log.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file), [])
    return bool(header) and header[-1] == OWN_COLUMNS[-1]


def _flagged(folder: Path, wanted: Sequence[Wanted]) -> Rows:
    """Return what was flagged, from all logs of the folder."""
    if not logs_of(folder):
        return ListRows([])
    reader = FlagReader(folder)
    columns = [name for name in reader.columns if name not in OWN_COLUMNS]
    names = _by_name(columns, wanted)
    if names is None:
        names = [one.name for one in wanted[: len(columns)]]
    places = [(name, column) for name, column in zip(names, columns, strict=False) if name]
    rows = [row.cells for row in reader.rows(lambda _: None)]

    def read(cells: Mapping[str, str]) -> Texts:
        found = {name: original(cells[column]) for name, column in places if column in cells}
        return Texts(found, folder, inside=True)

    return MappedRows(rows, read)
