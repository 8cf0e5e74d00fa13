"""Which files a function may return to the page, and how they are opened.

A file is opened once, without following a link in its last part, and judged by what the
descriptor says it is: no path is looked at twice, so nothing can change in between.
"""

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from autoui.formats.sniffing import HEAD_BYTES, sniff

_MEDIA = ("image/", "audio/", "video/")
_ENVIRONMENT_MARKS = ("pyvenv.cfg", "conda-meta")
_FLAG_MARK = "logs.csv"

_LINKED = "is a hard link, perhaps to a file elsewhere"

CLOCK_SLACK = 0.05
"""Seconds by which a file's time may lie before the clock's: file systems keep coarse time."""


class PathRefused(ValueError):
    """A file that a function returned may not be shown; the message says why and the cure."""


class PathPolicy:
    """Which files may leave the worker.

    Args:
        directories: The worker's own: the run's directory, its temporary directory.
        cwd: The working directory. Files in it may be returned when no part of their path below it
            starts with a dot, they lie outside flag and environment folders, and they changed since
            the run began or are a picture, sound or video.
        allowed: Folders that ``--allow-path`` named.
        since: When the run began, in seconds since the epoch; None when nothing counts as changed.
    """

    def __init__(
        self,
        directories: Iterable[Path],
        cwd: Path,
        allowed: Iterable[Path] = (),
        since: float | None = None,
    ) -> None:
        self._own = [os.path.realpath(folder) for folder in directories]
        self._allowed = [os.path.realpath(folder) for folder in allowed]
        self._cwd = os.path.realpath(cwd)
        self._since = since

    def open(self, path: str | Path) -> BinaryIO:
        """Open a file for reading.

        Raises:
            PathRefused: It is no regular file, or may not be shown.
            OSError: It cannot be opened.
        """
        file = open_regular(path)
        try:
            reason = self._refusal(file, path)
        except BaseException:
            file.close()
            raise
        if reason:
            file.close()
            folder = os.path.dirname(os.path.abspath(path))
            cure = f"serve with --allow-path {folder} to show it"
            if reason == _LINKED:
                cure = "return a copy of it"
            raise PathRefused(f"{path} {reason}; {cure}")
        return file

    def _refusal(self, file: BinaryIO, path: str | Path) -> str:
        real = _path_of(file, path)
        if any(_lies_in(real, root) for root in self._allowed):
            return ""
        if any(_lies_in(real, root) for root in self._own):
            return _LINKED if _is_linked(file) else ""
        if not _lies_in(real, self._cwd):
            return "lies outside the folders that may be shown"
        parts = os.path.relpath(real, self._cwd).split(os.sep)
        if any(part.startswith(".") for part in parts):
            return "is hidden (a part of its path starts with a dot)"
        if _in_marked_folder(self._cwd, parts[:-1]):
            return "lies in a folder of flags or of an environment"
        if _is_media(file, parts[-1]):
            return ""
        if self._changed(file):
            return _LINKED if _is_linked(file) else ""
        return "was not written by this run"

    def _changed(self, file: BinaryIO) -> bool:
        if self._since is None:
            return False
        status = os.fstat(file.fileno())
        return max(status.st_mtime, status.st_ctime) >= self._since - CLOCK_SLACK


def open_regular(path: str | Path) -> BinaryIO:
    """Open a regular file, not following a link in the last part of its path.

    Raises:
        PathRefused: It is a link, a folder, a device or a pipe.
        OSError: It cannot be opened.
    """
    # Without O_NONBLOCK the open of a named pipe would wait for a writer.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    flags |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    if os.path.islink(path):
        raise PathRefused(f"{path} is a link; return the file it points to")
    descriptor = os.open(path, flags)
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        what = "a folder" if stat.S_ISDIR(mode) else "a device or pipe"
        raise PathRefused(f"{path} is {what}, not a regular file")
    return os.fdopen(descriptor, "rb")


def _path_of(file: BinaryIO, path: str | Path) -> str:
    """Return the path of an open file, as the system knows it."""
    descriptor = file.fileno()
    known = f"/proc/self/fd/{descriptor}"
    if os.path.islink(known):
        return os.readlink(known)
    real = os.path.realpath(os.path.abspath(path))
    if not os.path.samestat(os.stat(real), os.fstat(descriptor)):
        raise PathRefused(f"{real} changed while it was opened")
    return real


def _lies_in(path: str, folder: str) -> bool:
    return os.path.commonpath([path, folder]) == folder if os.path.isabs(path) else False


def _is_linked(file: BinaryIO) -> bool:
    """Whether a file has other names: an archive that was unpacked may bring them along."""
    return os.fstat(file.fileno()).st_nlink > 1


def _in_marked_folder(cwd: str, parts: list[str]) -> bool:
    folder = cwd
    for part in parts:
        folder = os.path.join(folder, part)
        if part in {"site-packages", "node_modules"}:
            return True
        if any(os.path.exists(os.path.join(folder, mark)) for mark in _ENVIRONMENT_MARKS):
            return True
        if part == "flagged" or os.path.exists(os.path.join(folder, _FLAG_MARK)):
            return True
    return False


def _is_media(file: BinaryIO, name: str) -> bool:
    head = file.read(HEAD_BYTES)
    file.seek(0)
    return sniff(head, name).startswith(_MEDIA)
