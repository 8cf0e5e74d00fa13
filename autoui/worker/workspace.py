"""Directories for runs, made in advance and used again when nothing was left in them."""

import os
import shutil
import threading
from pathlib import Path

_SPARE = 16


class Workspaces:
    """The directories of one worker's runs.

    Args:
        scratch: The worker's own directory; it need not exist.

    Attributes:
        temporary: The folders for temporary files, whose files a function may return.
    """

    def __init__(self, scratch: Path) -> None:
        self._runs = scratch / "runs"
        self._runs.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = scratch / "tmp"
        temporary.mkdir(exist_ok=True, mode=0o700)
        self.temporary = [temporary]
        self._spare: list[Path] = []
        self._made = 0
        self._lock = threading.Lock()

    def take(self) -> Path:
        """Return an empty directory that no other run has."""
        with self._lock:
            if self._spare:
                return self._spare.pop()
            self._made += 1
            directory = self._runs / str(self._made)
        directory.mkdir(mode=0o700)
        return directory

    def give_back(self, directory: Path) -> None:
        """Take a directory back; what is in it is removed."""
        try:
            with os.scandir(directory) as entries:
                empty = next(entries, None) is None
        except OSError:
            return
        if not empty:
            # A thread that the run left behind may still write there: never give it out again.
            shutil.rmtree(directory, ignore_errors=True)
            return
        with self._lock:
            if len(self._spare) < _SPARE:
                self._spare.append(directory)
                return
        shutil.rmtree(directory, ignore_errors=True)
