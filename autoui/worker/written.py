"""Which files a run wrote, told by the interpreter and by a look at the working directory.

Python reports every file it opens, with the thread that opens it, so these belong to a run for
certain. Libraries that write from C do not report; what they create is found by comparing the
working directory before and after, which only tells when no other run went on meanwhile.
"""

import os
import sys
import time
from collections.abc import Iterable
from typing import Any

from autoui import inject
from autoui.formats.paths import CLOCK_SLACK

MAX_FILES = 50
"""How many files of one run are offered."""

_MAX_ENTRIES = 2_000
_MAX_SECONDS = 0.005
_ANEW = os.O_TRUNC | os.O_EXCL
_WRITING = os.O_WRONLY | os.O_RDWR
_INNARDS = frozenset(
    {".db", ".lock", ".log", ".part", ".pid", ".pyc", ".sqlite", ".sqlite3", ".swp", ".tmp"}
    | {".db-journal", ".db-shm", ".db-wal"}
)


class Recorder:
    """Notes the files that each run's code opens to write them anew.

    Databases and logs are opened to be changed or appended to; they are no results.
    """

    def __init__(self) -> None:
        self._of: dict[int, list[str]] = {}
        self._listening = False

    def begin(self, run: inject.Reporter) -> None:
        """Note from now on what the run opens."""
        if not self._listening:
            # An audit hook cannot be taken away again, so it is added when it is first needed.
            self._listening = True
            sys.addaudithook(self._heard)
        self._of[id(run)] = []

    def end(self, run: inject.Reporter) -> list[str]:
        """Stop, and return the absolute paths that were written, in order."""
        return list(dict.fromkeys(self._of.pop(id(run), ())))

    def _heard(self, event: str, details: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = details
            if isinstance(flags, int) and flags & _WRITING and flags & _ANEW:
                self._note(path, None)
        elif event == "os.rename":
            self._note(details[1], details[0])

    def _note(self, path: Any, before: Any) -> None:
        run = inject.current.get()
        paths = None if run is None else self._of.get(id(run))
        if paths is None or not isinstance(path, (str, bytes, os.PathLike)):
            return
        if before is not None:
            # Writers that are careful write beside the file and rename: the new name counts.
            source = _absolute(before)
            if source not in paths:
                return
            paths.remove(source)
        paths.append(_absolute(path))


def _absolute(path: Any) -> str:
    return os.path.abspath(os.fsdecode(path))


class Folder:
    """The names in the working directory, listed again only when something was added or removed.

    Attributes:
        path: The directory.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._names: frozenset[str] | None = None
        self._changed = -1
        self._fresh = False
        self._offered: set[str] = set()

    def begin(self, *, look: bool) -> None:
        """A run starts; ``look`` whether its files may be asked for, which is certain only after.

        A run that was not expected to be asked about is told apart by the times of what is new.
        """
        self._fresh = look or self._names is None
        if not self._fresh:
            return
        changed = self._time()
        if changed != self._changed or self._names is None:
            self._names = self._list()
            self._changed = changed

    def created(self, since: float) -> list[str]:
        """Return the absolute paths of files created since ``begin``.

        Files that an earlier run created count again when they were changed.

        Args:
            since: When the run began, in seconds since the epoch.
        """
        before = self._names
        found = [path for path in sorted(self._offered) if _changed_since(path, since)]
        if before is None or self._time() == self._changed:
            return found
        now = self._list()
        if now is None:
            return found
        for path in (os.path.join(self.path, name) for name in sorted(now - before)):
            if self._fresh or _appeared_since(path, since - CLOCK_SLACK):
                found += self._files(path)
        self._offered.update(found)
        return list(dict.fromkeys(found))

    def _files(self, path: str) -> list[str]:
        if not os.path.isdir(path) or os.path.islink(path):
            return [path]
        try:
            with os.scandir(path) as entries:
                found = [entry.path for entry, _ in zip(entries, range(MAX_FILES), strict=False)]
        except OSError:
            return []
        return sorted(inner for inner in found if os.path.isfile(inner))

    def _time(self) -> int:
        try:
            return os.stat(self.path).st_mtime_ns
        except OSError:
            return -1

    def _list(self) -> frozenset[str] | None:
        """Return the names, or None where there are too many to look at after every run."""
        names: list[str] = []
        deadline = time.perf_counter() + _MAX_SECONDS
        try:
            with os.scandir(self.path) as entries:
                for entry in entries:
                    names.append(entry.name)
                    if len(names) > _MAX_ENTRIES or time.perf_counter() > deadline:
                        return None
        except OSError:
            return None
        return frozenset(names)


def _changed_since(path: str, since: float) -> bool:
    try:
        return os.stat(path).st_mtime >= since
    except OSError:
        return False


def _appeared_since(path: str, since: float) -> bool:
    try:
        return os.lstat(path).st_ctime >= since
    except OSError:
        return False


def presentable(paths: Iterable[str], hidden: Iterable[str]) -> list[str]:
    """Return the files among ``paths`` that are results rather than a program's innards.

    Args:
        paths: Absolute paths.
        hidden: Folders whose files are none.
    """
    folders = tuple(os.path.join(os.path.realpath(folder), "") for folder in hidden)
    found: dict[str, None] = {}
    for path in paths:
        real = os.path.realpath(path)
        _, suffix = os.path.splitext(real)
        parts = real.split(os.sep)
        if suffix.lower() in _INNARDS or "__pycache__" in parts or parts[-1].endswith("~"):
            continue
        if real.startswith(folders) or not os.path.isfile(real):
            continue
        found[path] = None
    return list(found)[:MAX_FILES]


def walk(directory: str, skipped: str) -> list[str]:
    """Return every file below a directory, except below the folder ``skipped`` in it."""
    found: list[str] = []
    if not os.listdir(directory):
        return found
    for folder, inner, names in os.walk(directory):
        if folder == directory:
            inner[:] = sorted(name for name in inner if name != skipped)
        found += (os.path.join(folder, name) for name in sorted(names))
        if len(found) > _MAX_ENTRIES:
            break
    return found


def fingerprints(directory: str) -> dict[str, tuple[int, int]]:
    """Return size and time of every file below a directory; empty when there is none."""
    found: dict[str, tuple[int, int]] = {}
    if not os.path.isdir(directory):
        return found
    for folder, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(folder, name)
            status = os.stat(path)
            found[path] = (status.st_size, status.st_mtime_ns)
    return found
