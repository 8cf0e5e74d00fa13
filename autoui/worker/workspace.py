"""Directories for runs: made when a run first needs its own, used again if left empty."""

import os
import shutil
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autoui.components.base import Scope
from autoui.formats.paths import PathPolicy
from autoui.records.blobs import BlobStore

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


class RunScope(Scope):
    """A run's scope. Its directory and its policy are made when they are first asked for.

    Args:
        workspaces: Where the directory comes from, and goes back to on ``close``.
        blobs: The store shared with the server.
        cwd: The working directory.
        allowed: Folders whose files a function may return.

    Attributes:
        since: When the run began, in seconds since the epoch.
    """

    def __init__(
        self, workspaces: Workspaces, blobs: BlobStore, cwd: Path, allowed: Sequence[Path]
    ) -> None:
        super().__init__(cwd, blobs)
        # Not there until they are asked for: see ``__getattr__``.
        del self.directory, self.policy
        self._workspaces = workspaces
        self._cwd = cwd
        self._allowed = allowed
        # The files that are compared with it have times of this clock.
        self.since = time.time()  # noqa: TID251

    @property
    def has_directory(self) -> bool:
        """Whether anything has asked for the directory."""
        return "directory" in self.__dict__

    def close(self) -> None:
        """Close what decoding opened, and give the directory back."""
        super().close()
        if self.has_directory:
            self._workspaces.give_back(self.directory)

    def __getattr__(self, name: str) -> Any:
        """Make the directory or the policy."""
        if name == "directory":
            self.directory = self._workspaces.take()
            # A policy that was worked out before does not know it.
            self.__dict__.pop("policy", None)
            return self.directory
        if name == "policy":
            folders = [*self._workspaces.temporary]
            if self.has_directory:
                folders.append(self.directory)
            self.policy = PathPolicy(folders, self._cwd, self._allowed, self.since)
            return self.policy
        raise AttributeError(name)
