"""A log of flagged runs: rows of CSV that several processes append to, and files beside it.

A row is there with all of its files or not at all. While a row is being written, ``.pending.json``
says what is under way; whoever takes the lock next and finds it there knows that the writer died,
and takes back what it left.
"""

import csv
import errno
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from autoui.errors import AutouiError
from autoui.records.flag_cells import (
    FLAG,
    TIMESTAMP,
    folders_of,
    line_of,
    neutral,
    unique_columns,
)
from autoui.records.flag_files import FlaggedFile, PlannedCell, Source, planned
from autoui.records.flag_lock import locked

FIRST_LOG = "logs.csv"
PENDING = ".pending.json"
_LOG = re.compile(r"logs(?:_([1-9]\d*))?\.csv")
_NUMBERED = re.compile(r"(\d+)(?:_\d+)?(?:\.\w+)?", re.ASCII)
_ROW_END = re.compile(rb",\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\n\Z")
_TAIL = 64
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_REASONS = {
    errno.ENOSPC: ("the disk is full", "make room, then flag again"),
    errno.EDQUOT: ("the disk quota is used up", "make room, then flag again"),
    errno.EFBIG: ("the file may not grow any more", "move the log elsewhere, then flag again"),
    errno.EROFS: ("the disk is read-only", "name another folder with flagging_dir="),
    errno.EACCES: ("the folder may not be written to", "name another folder with flagging_dir="),
    errno.EPERM: ("the folder may not be written to", "name another folder with flagging_dir="),
    errno.ENOTDIR: ("a file is in the folder's place", "name another folder with flagging_dir="),
    errno.EEXIST: ("a file is in the folder's place", "name another folder with flagging_dir="),
}


class FlagRefused(AutouiError):
    """A flag that was not written; nothing of it is left."""


class FlagLog:
    """The logs in one folder.

    Args:
        folder: Made with the first row.
        columns: The labels of the values of a row.
        with_option: Whether rows name the option that was chosen.
    """

    def __init__(self, folder: Path, columns: Sequence[str], *, with_option: bool) -> None:
        self._folder = folder
        self._first = folder / FIRST_LOG
        self._with_option = with_option
        names = unique_columns(columns)
        self._count = len(names)
        self._folders = folders_of(names)
        names += [FLAG, TIMESTAMP] if with_option else [TIMESTAMP]
        self._width = len(names)
        self._header = line_of([neutral(name) for name in names])
        self._current = ""
        self._next = 0
        self._seen: set[str] = set()

    def append(self, values: Sequence[Any], option: str = "") -> None:
        """Write a row; when this returns, it is on disk with all of its files.

        Args:
            values: Plain data, one for each column; a ``FlaggedFile`` may stand anywhere in it.
            option: The option that was chosen.

        Raises:
            FlagRefused: The disk is full or read-only; nothing of the row is left.
            ValueError: There are more or fewer values than columns.
        """
        if len(values) != self._count:
            raise ValueError(f"a row of {len(values)} values for {self._count} columns")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with locked(self._first):
                recover(self._folder)
                self._append(values, option)
        except OSError as error:
            raise refusal(error, self._folder) from error

    # ---- a row, under the lock

    def _append(self, values: Sequence[Any], option: str) -> None:
        cells = [planned(value) for value in values]
        number = self._number(cells)
        texts: list[str] = []
        files: dict[str, Source] = {}
        for folder, cell in zip(self._folders, cells, strict=True):
            names = cell.names(folder, number)
            files.update(zip(names, cell.sources, strict=True))
            texts.append(cell.text(names))
        if self._with_option:
            texts.append(neutral(option))
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = line_of([*texts, now.replace("+00:00", "Z")])
        name, size = self._log()
        data = line if size else self._header + line
        with self._pending(name, size, data, list(files)):
            self._write_files(files)
            _write_at(self._folder / name, data, size)
        if files:
            self._next = number + 1

    def _number(self, cells: Sequence[PlannedCell]) -> int:
        """Return a number that no file of the row's folders has yet.

        A folder is read once; files that other processes add later are met by their names.
        """
        filed = [(f, c) for f, c in zip(self._folders, cells, strict=True) if c.sources]
        for folder, _ in filed:
            if folder not in self._seen:
                self._seen.add(folder)
                self._next = max(self._next, _last_number(self._folder / folder) + 1)
        number = self._next
        while any(
            os.path.lexists(self._folder / name)
            for folder, cell in filed
            for name in cell.names(folder, number)
        ):
            number += 1
        return number

    def _write_files(self, files: dict[str, Source]) -> None:
        folders = {self._folder / name.partition("/")[0] for name in files}
        for folder in folders:
            folder.mkdir(exist_ok=True)
        for name, source in files.items():
            _write_file(self._folder / name, source)
        for folder in (*folders, *((self._folder,) if folders else ())):
            _sync_folder(folder)

    @contextmanager
    def _pending(self, name: str, size: int, data: bytes, files: list[str]) -> Iterator[None]:
        note = {"log": name, "size": size, "row": data.decode("utf-8"), "files": files}
        pending = self._folder / PENDING
        try:
            pending.write_text(json.dumps(note), "ascii")
            yield
            pending.unlink()
        except BaseException:
            # What stays on disk after all is taken back by whoever comes next.
            with suppress(OSError):
                recover(self._folder)
            raise

    # ---- which log

    def _log(self) -> tuple[str, int]:
        """Return the name of the log with these columns, and its length; 0 for one to begin."""
        if self._current and (size := self._usable(self._current)):
            return self._current, size
        logs = logs_of(self._folder)
        for name in reversed(logs):
            if size := self._usable(name):
                self._current = name
                return name, size
        for name in logs:
            if (self._folder / name).stat().st_size == 0:
                self._current = name
                return name, 0
        self._current = f"logs_{_log_number(logs[-1]) + 1}.csv"
        return self._current, 0

    def _usable(self, name: str) -> int:
        """Return the length of a log that has these columns and ends with a whole row, else 0."""
        path = self._folder / name
        try:
            with path.open("r+b") as file:
                if file.read(len(self._header)) != self._header:
                    return 0
                size = _mended(file, len(self._header), self._width)
                file.seek(max(0, size - _TAIL))
                tail = file.read()
                if size == len(self._header) or _ROW_END.search(tail):
                    return size
                # Somebody else has written here: does a quote stay open?
                file.seek(0)
                quotes = sum(chunk.count(b'"') for chunk in iter(lambda: file.read(1 << 20), b""))
                return size if quotes % 2 == 0 else 0
        except FileNotFoundError:
            return 0


# --------------------------------------------------------------------------------- what is there


def logs_of(folder: Path) -> list[str]:
    """Return the names of the logs in a folder, oldest first."""
    names = [entry.name for entry in os.scandir(folder) if _LOG.fullmatch(entry.name)]
    return sorted(names, key=_log_number)


def recover(folder: Path) -> None:
    """Take back what a writer that died has left; the lock must be held.

    Raises:
        OSError: It cannot be taken back.
    """
    pending = folder / PENDING
    note = read_note(folder)
    if note is not None:
        log = folder / note["log"]
        with suppress(FileNotFoundError), log.open("r+b") as file:
            file.seek(note["size"])
            # Rows that somebody has written there since are none of ours.
            if note["row"].encode("utf-8").startswith(file.read()):
                file.truncate(note["size"])
        for name in note["files"]:
            with suppress(FileNotFoundError, NotADirectoryError):
                (folder / name).unlink()
            with suppress(OSError):
                (folder / name).parent.rmdir()
    with suppress(FileNotFoundError):
        pending.unlink()


def read_note(folder: Path) -> dict[str, Any] | None:
    """Return what is under way in a folder: ``log``, ``size``, ``row`` and ``files``."""
    try:
        note = json.loads((folder / PENDING).read_text("ascii"))
    except (FileNotFoundError, ValueError):
        # A note that was cut short: nothing had been written yet.
        return None
    match note:
        case {"log": str(log), "size": int(), "row": str(), "files": list(files)} if _LOG.fullmatch(
            log
        ) and all(map(_is_ours, files)):
            return dict(note)
    return None


def _is_ours(name: Any) -> bool:
    if not isinstance(name, str):
        return False
    folder, slash, file = name.partition("/")
    return bool(slash and folder not in ("", ".", "..") and _NUMBERED.fullmatch(file))


def refusal(error: OSError, folder: Path) -> FlagRefused:
    """Return what an error of the disk means, in plain words."""
    known = _REASONS.get(error.errno or 0)
    reason, cure = known or (error.strerror or str(error), "")
    return FlagRefused(f"the flag was not written to {folder}: {reason}", cure)


def _log_number(name: str) -> int:
    found = _LOG.fullmatch(name)
    return int(found[1] or 0) if found else 0


def _last_number(folder: Path) -> int:
    last = -1
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if found := _NUMBERED.fullmatch(entry.name):
                last = max(last, int(found[1]))
    return last


# ----------------------------------------------------------------------------------------- files


def _mended(file: io.BufferedRandom, header: int, width: int) -> int:
    """Return the length of a log after its last line has been ended, or cut off if it is torn."""
    size = file.seek(0, os.SEEK_END)
    file.seek(size - 1)
    if file.read(1) == b"\n":
        return size
    start = _line_start(file, size, header)
    file.seek(start)
    last = file.read().decode("utf-8", "replace")
    try:
        whole = [len(row) for row in csv.reader([last], strict=True)] == [width]
    except csv.Error:
        whole = False
    if whole:
        file.write(b"\n")
        file.flush()
        return size + 1
    file.truncate(start)
    return start


def _line_start(file: io.BufferedRandom, size: int, header: int) -> int:
    at = size
    while at > header:
        begin = max(header, at - (1 << 16))
        file.seek(begin)
        found = file.read(at - begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        at = begin
    return header


def _write_file(path: Path, source: Source) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o666)
    with os.fdopen(descriptor, "wb") as target:
        if isinstance(source, bytes):
            target.write(source)
        else:
            with _opened(source) as file:
                shutil.copyfileobj(file, target, 1 << 20)
        target.flush()
        os.fsync(descriptor)


def _opened(source: FlaggedFile) -> IO[bytes]:
    try:
        return source.path.open("rb")
    except FileNotFoundError:
        raise FlagRefused(f"{source.name} has expired", "run the function again") from None


def _write_at(path: Path, data: bytes, at: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | _NO_LINK, 0o666)
    try:
        os.lseek(descriptor, at, os.SEEK_SET)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if at == 0:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power failure, where folders can be opened."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
