"""A lock that processes and threads share: held on a file that is there anyway."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    # Locks are mandatory there: a byte far behind the end keeps nobody from reading.
    _FAR_AWAY = 1 << 40

    def _take(descriptor: int, *, shared: bool) -> None:  # noqa: ARG001 - it has one kind
        os.lseek(descriptor, _FAR_AWAY, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

    def _give_back(descriptor: int) -> None:
        os.lseek(descriptor, _FAR_AWAY, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(descriptor: int, *, shared: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)

    def _give_back(descriptor: int) -> None:
        # Said aloud: a child that was forked meanwhile holds the same lock until somebody does.
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock of a file; it is made when it is not there, unless the lock is shared.

    Raises:
        OSError: The file cannot be opened or locked.
    """
    flags = os.O_RDONLY if shared else os.O_RDWR | os.O_CREAT
    while True:
        descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0), 0o666)
        try:
            _take(descriptor, shared=shared)
            try:
                if _is_still(path, descriptor):
                    yield
                    return
            finally:
                _give_back(descriptor)
        finally:
            os.close(descriptor)


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the locked file still has that name: editors put another in its place."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
