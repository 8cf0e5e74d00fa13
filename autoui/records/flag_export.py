"""Read the flag logs of a folder and write them as one table: CSV, JSON lines, or a zip."""

import json
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Literal

from autoui.errors import UsageError
from autoui.records.flag_cells import (
    FLAG,
    OWN_COLUMNS,
    TIMESTAMP,
    folders_of,
    line_of,
    neutral,
    original,
)
from autoui.records.flag_log import FIRST_LOG
from autoui.records.flag_reader import FlagReader, Row, moment_of

Format = Literal["csv", "jsonl", "zip"]

_MOST_TOLD = 20
_WITHOUT_GAIN = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".mp3", ".mp4", ".webm"})
_NOT_FINITE = frozenset({"nan", "inf", "-inf"})
_ONE_NUMBER = re.compile(r"-?(0|[1-9]\d{0,307})(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which rows and columns are wanted.

    Attributes:
        since, until: Bounds of the time of flagging, both included.
        options: The options that may have been chosen; empty takes all.
        columns: The columns in the wanted order; empty takes all.
    """

    since: datetime | None = None
    until: datetime | None = None
    options: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()

    def takes(self, row: "Row") -> bool:
        """Whether a row is wanted."""
        if self.options and original(row.cells.get(FLAG, "")) not in self.options:
            return False
        if self.since is None and self.until is None:
            return True
        when = moment_of(row.cells.get(TIMESTAMP, ""))
        if when is None or (self.since is not None and when < self.since):
            return False
        return self.until is None or when <= self.until


@dataclass
class Report:
    """How an export went.

    Attributes:
        rows: How many rows were written.
        broken: What could not be, one line each; only the first of them.
        more: How many more there were.
    """

    rows: int = 0
    broken: list[str] = field(default_factory=list)
    more: int = 0

    def tell(self, line: str) -> None:
        """Note what could not be written."""
        if len(self.broken) < _MOST_TOLD:
            self.broken.append(line)
        else:
            self.more += 1


class Export:
    """Writes what a reader finds.

    Args:
        reader: The logs.
        selection: Which rows and columns.

    Raises:
        UsageError: There is no column of a name that is wanted.
    """

    def __init__(self, reader: FlagReader, selection: Selection) -> None:
        self._reader = reader
        self._selection = selection
        unknown = [name for name in selection.columns if name not in reader.columns]
        if unknown:
            there = ", ".join(reader.columns)
            raise UsageError(f"there is no column {unknown[0]}", f"there are: {there}")
        self.columns = selection.columns or reader.columns
        self.report = Report()

    def write(self, target: IO[bytes], format_: Format) -> Report:
        """Write everything, and return how it went."""
        match format_:
            case "csv":
                self._write_csv(target)
            case "jsonl":
                self._write_jsonl(target)
            case "zip":
                self._write_zip(target)
        return self.report

    def _rows(self, *, reporting: bool = True) -> Iterator[Row]:
        broken = self.report.tell if reporting else _ignore
        for row in self._reader.rows(broken):
            if self._selection.takes(row):
                yield row

    def _write_csv(self, target: IO[bytes]) -> None:
        target.write(line_of([neutral(name) for name in self.columns]))
        for row in self._rows():
            target.write(line_of([row.cells.get(name, "") for name in self.columns]))
            self.report.rows += 1

    def _write_jsonl(self, target: IO[bytes]) -> None:
        kinds = self._kinds()
        for row in self._rows():
            found = {name: _value(row.cells.get(name, ""), kinds[name]) for name in self.columns}
            text = json.dumps(found, ensure_ascii=False)
            target.write(text.encode("utf-8", "backslashreplace") + b"\n")
            self.report.rows += 1

    def _kinds(self) -> dict[str, set[str]]:
        """Return for each column what its cells can all be read as."""
        kinds = {name: {"number", "boolean", "json"} for name in self.columns}
        for row in self._rows(reporting=False):
            for name, left in kinds.items():
                if left and (cell := row.cells.get(name)):
                    left &= {_kind(cell)}
        return kinds

    def _write_zip(self, target: IO[bytes]) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            with archive.open(FIRST_LOG, "w", force_zip64=True) as log:
                self._write_csv(log)
            taken: set[str] = set()
            for row in self._rows(reporting=False):
                for name in self._files(row):
                    if name not in taken:
                        taken.add(name)
                        self._add_file(archive, name, row)

    def _files(self, row: Row) -> Iterator[str]:
        names = [name for name in row.cells if name not in OWN_COLUMNS]
        for name, folder in zip(names, folders_of(names), strict=True):
            cell = original(row.cells[name])
            if name not in self.columns or f"{folder}/" not in cell:
                continue
            pattern = re.compile(re.escape(folder) + r"/\d+(_\d+)?(\.\w{1,10})?", re.ASCII)
            if pattern.fullmatch(cell):
                yield cell
            elif cell.startswith(("[", "{")):
                with suppress(ValueError, RecursionError):
                    yield from filter(pattern.fullmatch, _strings(json.loads(cell)))

    def _add_file(self, archive: zipfile.ZipFile, name: str, row: Row) -> None:
        try:
            file = _open_inside(self._reader.folder, name)
        except OSError as error:
            reason = error.strerror or str(error)
            self.report.tell(f"{row.log} line {row.line}: {name}: {reason}")
            return
        with file:
            entry = zipfile.ZipInfo(name, _zip_time(os.fstat(file.fileno()).st_mtime))
            dense = os.path.splitext(name)[1] in _WITHOUT_GAIN
            entry.compress_type = zipfile.ZIP_STORED if dense else zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as target:
                while data := file.read(1 << 20):
                    target.write(data)


def _ignore(_text: str) -> None:
    """Say nothing: it has been said."""


def _kind(cell: str) -> str:
    if _ONE_NUMBER.fullmatch(cell) or cell in _NOT_FINITE:
        return "number"
    if cell in ("true", "false"):
        return "boolean"
    if cell[0] in "[{":
        with suppress(ValueError, RecursionError):
            json.loads(cell)
            return "json"
    return "text"


def _value(cell: str, kinds: set[str]) -> Any:
    if not cell:
        return None
    if cell in _NOT_FINITE:
        return cell
    # A row that was written since the kinds were found may hold something else.
    return json.loads(cell) if _kind(cell) in kinds else original(cell)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _open_inside(folder: Path, name: str) -> IO[bytes]:
    """Open a regular file below a folder; neither its folder nor the file may be a link.

    Raises:
        OSError: There is none.
    """
    inner = folder / name.partition("/")[0]
    if inner.is_symlink():
        raise OSError("its folder is a link")
    descriptor = os.open(folder / name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _NO_LINK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("it is no regular file")
    return os.fdopen(descriptor, "rb")


def _zip_time(seconds: float) -> tuple[int, int, int, int, int, int]:
    """Return a time as a zip holds it: from 1980 on."""
    found = datetime.fromtimestamp(max(seconds, 315_619_200), UTC)
    return found.year, found.month, found.day, found.hour, found.minute, found.second
