"""``autoui flag-export``: all flag logs of a folder as one table."""

import csv
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import typer

from autoui.errors import AutouiError, UsageError
from autoui.records.flag_export import Export, Format, Selection
from autoui.records.flag_reader import FlagReader, moment_of

_BROKEN = 1
_LARGEST_CELL = 1 << 26
_DAY = len("2026-01-31")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the command line says.

    Attributes:
        folder: The flagging folder.
        output: The file to write; ``-`` is standard output.
        format: What to write.
        since, until: Times in ISO 8601.
        options: The options that may have been chosen.
        columns: Names of columns, perhaps several in a text, separated by commas.
    """

    folder: Path
    output: str = "-"
    format: Format = "csv"
    since: str | None = None
    until: str | None = None
    options: Sequence[str] = ()
    columns: Sequence[str] = ()


def export(wanted: Wanted) -> int:
    """Write the table; return 1 if something of the logs could not be read.

    Raises:
        UsageError: There is no log, a time or a column is wrong, or a zip would go to a terminal.
        AutouiError: The file cannot be written.
    """
    if wanted.output == "-" and wanted.format == "zip" and sys.stdout.isatty():
        raise UsageError("a zip is nothing for a terminal", "name a file: -o flags.zip")
    # A log that was written by others may hold larger cells than the module takes by itself.
    csv.field_size_limit(_LARGEST_CELL)
    progress = Progress(sys.stderr, shown=sys.stderr.isatty() and not _to_terminal(wanted))
    reader = FlagReader(wanted.folder, progress.tell)
    since, until = _moment(wanted.since, "--since"), _moment(wanted.until, "--until")
    if until is not None and len(wanted.until or "") == _DAY:
        until += timedelta(days=1, microseconds=-1)
    work = Export(
        reader,
        Selection(
            since=since,
            until=until,
            options=frozenset(wanted.options),
            columns=tuple(_columns(wanted.columns, reader.columns)),
        ),
    )
    try:
        with _target(wanted.output) as target:
            report = work.write(target, wanted.format)
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise AutouiError(f"{wanted.output} could not be written: {reason}") from error
    finally:
        progress.clear()
    for line in report.broken:
        typer.echo(f"autoui: {wanted.folder}/{line}", err=True)
    if report.more:
        typer.echo(f"autoui: and {report.more:,} more", err=True)
    return _BROKEN if report.broken else 0


class Progress:
    """One line on a terminal that says how far it is.

    Args:
        file: Where it is written.
        shown: Whether there is anybody to see it.
    """

    def __init__(self, file: IO[str], *, shown: bool) -> None:
        self._file = file
        self._shown = shown
        self._next = time.monotonic() + 0.2
        self._told = False

    def tell(self, rows: int, done: int, total: int) -> None:
        """Say how many rows and bytes have been read, a few times a second."""
        now = time.monotonic()
        if not self._shown or now < self._next:
            return
        self._next = now + 0.2
        self._told = True
        share = 100 * done // max(1, total)
        self._file.write(f"\r\x1b[K{rows:,} rows, {share} %")
        self._file.flush()

    def clear(self) -> None:
        """Leave the terminal as it was."""
        if self._told:
            self._file.write("\r\x1b[K")
            self._file.flush()


def _to_terminal(wanted: Wanted) -> bool:
    return wanted.output == "-" and sys.stdout.isatty()


def _moment(text: str | None, option: str) -> datetime | None:
    if text is None:
        return None
    found = moment_of(text)
    if found is None:
        raise UsageError(f'{option} cannot read "{text}"', "write 2026-01-31 or 2026-01-31T12:00")
    return found


def _columns(given: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    for text in given:
        if text in known:
            yield text
        else:
            yield from (name.strip() for name in text.split(",") if name.strip())


@contextmanager
def _target(output: str) -> Iterator[IO[bytes]]:
    """Open the output; a file appears when it is complete, or not at all."""
    if output == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(output)
    if path.exists() and not path.is_file():
        # A device or a named pipe cannot be replaced.
        with path.open("wb") as file:
            yield file
        return
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
