"""The directory of one server: blobs, and the workers' own directories. Dead servers' are swept."""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_PREFIX = "autoui-"
_LOCK = "lock"


class Root:
    """A directory that only this user can enter, locked while the server lives."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{_user()}-"))
        self.blobs = self.path / "blobs"
        self.workers = self.path / "workers"
        for folder in (self.blobs, self.workers):
            folder.mkdir(mode=0o700)
        # Closed on exec: only this process holds the lock.
        self._lock = os.open(self.path / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def scratch(self, number: int) -> Path:
        """Make the directory of a worker."""
        path = self.workers / str(number)
        path.mkdir(mode=0o700)
        return path

    def close(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def sweep() -> None:
    """Remove what servers of this user left behind that could not clean up; may run in a thread."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}{_user()}-*"):
        with suppress(OSError):
            if path.lstat().st_uid == _user() and path.is_dir() and not path.is_symlink():
                _sweep_one(path)


def _sweep_one(path: Path) -> None:
    # A directory without a lock file is being made right now, or is none of ours.
    lock = os.open(path / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(lock)


def _user() -> int:
    return os.getuid()
