"""Read the flag logs of a folder, row by row, as they are between two writers' rows."""

import csv
import io
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from autoui.errors import UsageError
from autoui.records.flag_cells import OWN_COLUMNS, original
from autoui.records.flag_lock import locked
from autoui.records.flag_log import FIRST_LOG, logs_of, read_note

_MANY = 1_000
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def moment_of(text: str) -> datetime | None:
    """Return a time that is written in ISO 8601, in UTC unless it says otherwise, else None."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


@dataclass(frozen=True)
class Row:
    """One row of a log.

    Attributes:
        log: The log's name.
        line: The number of its last line there.
        cells: The texts by the names of the columns.
    """

    log: str
    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class _Log:
    name: str
    path: Path
    size: int
    columns: tuple[str, ...]


class FlagReader:
    """The logs of one folder as they are now; rows that come later are not read.

    Args:
        folder: Where the logs are.
        tell: Called now and then with rows and bytes read so far, and the bytes in all.

    Attributes:
        columns: The columns of all logs, in order of appearance; our own are last.

    Raises:
        UsageError: There is no log in the folder.
    """

    def __init__(
        self, folder: Path, tell: Callable[[int, int, int], None] = lambda *_: None
    ) -> None:
        self.folder = folder
        self._tell = tell
        self._logs = [log for log in map(self._opened, _sizes(folder)) if log is not None]
        if not self._logs:
            raise UsageError(f"{folder} holds no flag log", f"a flag log is {folder / FIRST_LOG}")
        found = dict.fromkeys(name for log in self._logs for name in log.columns)
        own = [name for name in OWN_COLUMNS if found.pop(name, 0) is None]
        self.columns = (*found, *own)
        self._bytes = sum(log.size for log in self._logs)

    def rows(self, broken: Callable[[str], None]) -> Iterator[Row]:
        """Yield the rows of all logs, oldest log first.

        Args:
            broken: Called with what is wrong with each row that cannot be read.
        """
        done = count = 0
        for log in self._logs:
            with _text(log.path, log.size) as (text, limited):
                lines = _read(csv.reader(text, strict=True), log.name, broken)
                next(lines, None)  # the header
                for line, cells in lines:
                    if len(cells) != len(log.columns):
                        expected = len(log.columns)
                        broken(f"{log.name} line {line}: {len(cells)} cells, not {expected}")
                        continue
                    count += 1
                    if count % _MANY == 0:
                        self._tell(count, done + limited.read_so_far, self._bytes)
                    yield Row(log.name, line, dict(zip(log.columns, cells, strict=True)))
            done += log.size
        self._tell(count, done, self._bytes)

    def _opened(self, found: tuple[str, int]) -> _Log | None:
        name, size = found
        path = self.folder / name
        with _text(path, size) as (text, _):
            header = next(_read(csv.reader(text, strict=True), name, lambda _: None), (0, []))[1]
        return _Log(name, path, size, tuple(map(original, header))) if header else None


def _sizes(folder: Path) -> list[tuple[str, int]]:
    """Return the logs of a folder with the lengths they have between two writers' rows."""
    try:
        names = logs_of(folder)
    except FileNotFoundError:
        raise UsageError(f"there is no folder {folder}", "name the flagging folder") from None
    except NotADirectoryError:
        raise UsageError(f"{folder} is no folder", "name the flagging folder") from None
    with suppress(FileNotFoundError), locked(folder / FIRST_LOG, shared=True):
        return _sizes_now(folder, names)
    return _sizes_now(folder, names)


def _sizes_now(folder: Path, names: Sequence[str]) -> list[tuple[str, int]]:
    note = read_note(folder)
    found = []
    for name in names:
        status = (folder / name).lstat()
        if stat.S_ISREG(status.st_mode):
            # What a writer that died has left behind is no row.
            size = min(status.st_size, note["size"]) if note and note["log"] == name else None
            found.append((name, status.st_size if size is None else size))
    return found


def _read(reader: Any, name: str, broken: Callable[[str], None]) -> Iterator[tuple[int, list[str]]]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            broken(f"{name} line {reader.line_num}: {error}")
            continue
        if cells:
            yield reader.line_num, cells


class _Limited(io.RawIOBase):
    """The beginning of a file."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._left = size
        self.read_so_far = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        self.read_so_far += len(data)
        return len(data)


class _text:  # noqa: N801 - used like a function
    """The beginning of a log as text, and how much of it has been read."""

    def __init__(self, path: Path, size: int) -> None:
        self._file = os.fdopen(os.open(path, os.O_RDONLY | _NO_LINK), "rb", buffering=0)
        self._limited = _Limited(self._file, size)
        buffered = io.BufferedReader(self._limited, 1 << 18)
        self._text = io.TextIOWrapper(buffered, "utf-8-sig", "replace", newline="")

    def __enter__(self) -> tuple[io.TextIOWrapper, _Limited]:
        return self._text, self._limited

    def __exit__(self, *exception: object) -> None:
        self._text.close()
        self._file.close()
