"""The files of a flagged run, and the cells that name them."""

import mimetypes
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autoui.records.flag_cells import MOST_CHARACTERS, text_of

_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}", re.ASCII)


@dataclass(frozen=True)
class FlaggedFile(os.PathLike[str]):
    """A file of a flagged run; it can be opened and copied like a path.

    Attributes:
        path: Where its bytes are, as long as the flag is being written.
        name: The name it was sent or returned under; the suffix in the log is that of the name.
        type: The media type.
    """

    path: Path
    name: str = "file"
    type: str = "application/octet-stream"

    def __fspath__(self) -> str:
        """Return where the bytes are."""
        return str(self.path)

    @property
    def suffix(self) -> str:
        """The suffix of the name, else the one that goes with the type; it may be empty."""
        suffix = os.path.splitext(self.name)[1].lower()
        if _SUFFIX.fullmatch(suffix):
            return suffix
        return mimetypes.guess_extension(self.type) or ""


Source = FlaggedFile | bytes
"""What a file of a row is made of."""


@dataclass(frozen=True)
class PlannedCell:
    """A cell before its files have names.

    Attributes:
        value: The value, as far as it stands in the cell.
        suffixes: Of the files, in order.
        sources: What they are made of.
    """

    value: Any
    suffixes: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    def names(self, folder: str, number: int) -> list[str]:
        """Return the names of the files in the log's folder."""
        return [
            f"{folder}/{number}{f'_{at}' if at else ''}{suffix}"
            for at, suffix in enumerate(self.suffixes)
        ]

    def text(self, names: list[str]) -> str:
        """Return the cell's text."""
        return text_of(_named(self.value, iter(names)))


_PLACE = FlaggedFile(Path())
"""Stands where a file's name will."""


def planned(value: Any) -> PlannedCell:
    """Return a value as the cell it becomes; text too long for a cell becomes a file."""
    files = tuple(_files_in(value))
    suffixes = tuple(file.suffix for file in files)
    cell = PlannedCell(value, suffixes, files)
    if len(text := cell.text([""] * len(files))) <= MOST_CHARACTERS:
        return cell
    if isinstance(value, str):
        return PlannedCell(_PLACE, (".txt",), (value.encode("utf-8", "backslashreplace"),))
    return PlannedCell(_PLACE, (".json",), (text.encode("utf-8", "backslashreplace"),))


def _named(value: Any, names: Iterator[str]) -> Any:
    if isinstance(value, FlaggedFile):
        return next(names)
    if isinstance(value, list | tuple):
        return [_named(item, names) for item in value]
    if isinstance(value, dict):
        return {str(key): _named(item, names) for key, item in value.items()}
    return value


def _files_in(value: Any) -> Iterator[FlaggedFile]:
    if isinstance(value, FlaggedFile):
        yield value
    elif isinstance(value, list | tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _files_in(item)
