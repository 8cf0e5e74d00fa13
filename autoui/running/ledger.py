"""Which blobs exist for clients, how long, and how much room they take."""

import os
import re
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import msgspec

from autoui.errors import AutouiError
from autoui.records.blobs import BlobStore, Description, NewBlob, UnknownBlob
from autoui.running.clock import Clock, Delay
from autoui.wire.values import Blob

UPLOAD_SECONDS = 3600.0
_REFERENCE = re.compile(rb'(?<!\\)"\$blob":\s*"([0-9a-f]{32})"')


class Quota(msgspec.Struct, kw_only=True, frozen=True):
    """How many bytes may be stored.

    Attributes:
        file: In one file.
        session: Of one session.
        total: In all; never more than half of the disk's free space.
    """

    file: int = 200_000_000
    session: int = 2_000_000_000
    total: int = 10_000_000_000


class TooLarge(AutouiError):
    """A file that does not fit.

    Args:
        limit: ``file``, ``session`` or ``total``.
    """

    def __init__(self, limit: str, bytes_: int) -> None:
        said = {
            "file": f"the file is larger than {_amount(bytes_)}",
            "session": f"this page has stored {_amount(bytes_)} already",
            "total": "the server has no room for more files now",
        }
        super().__init__(said[limit])
        self.limit = limit


class StoredBlob(msgspec.Struct, frozen=True):
    """A blob as it lies on disk.

    Attributes:
        uploaded: Whether a client sent it.
    """

    id: str
    path: Path
    description: Description
    uploaded: bool = False


class _Entry:
    __slots__ = ("holds", "owner", "size", "until", "uploaded")

    def __init__(self, owner: str, size: int, until: float) -> None:
        self.uploaded = until > 0
        self.owner = owner
        self.size = size
        self.until = until
        self.holds = 0


class Ledger:
    """The blobs that clients may ask for.

    A blob stays while something holds it, and an upload at least an hour.

    Args:
        store: Where the bytes are.
        clock: Where the time comes from.
        quota: How many bytes may be stored.
    """

    def __init__(self, store: BlobStore, clock: Clock, quota: Quota | None = None) -> None:
        self.store = store
        self.quota = quota or Quota()
        self._clock = clock
        self._entries: dict[str, _Entry] = {}
        self._used: Counter[str] = Counter()
        self.total = 0
        self._uploads: Delay[str] = Delay(clock, UPLOAD_SECONDS, self._due)

    def hold(self, owner: str, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Keep blobs until ``release``; return those that are there."""
        held = []
        for id_ in ids:
            entry = self._entries.get(id_) or self._adopt(owner, id_)
            if entry is not None:
                entry.holds += 1
                held.append(id_)
        return tuple(held)

    def release(self, ids: tuple[str, ...]) -> None:
        """Undo the matching ``hold``."""
        for id_ in ids:
            entry = self._entries.get(id_)
            if entry is not None:
                entry.holds -= 1
                self._collect(id_, entry)

    def pin(self, data: bytes) -> tuple[str, ...]:
        """Hold the known blobs that packed data refers to, and return their ids."""
        if b'"$blob"' not in data:
            return ()
        ids = (found.decode() for found in _REFERENCE.findall(data))
        return self.hold("", tuple(id_ for id_ in ids if id_ in self._entries))

    def adopt(self, data: bytes) -> tuple[str, ...]:
        """Hold every blob that packed data of a worker refers to, and return their ids."""
        return self.hold("", tuple(found.decode() for found in _REFERENCE.findall(data)))

    def find(self, id_: str) -> StoredBlob:
        """Return a blob that clients may have.

        Raises:
            UnknownBlob: It has expired, or never was.
        """
        entry = self._entries.get(id_)
        if entry is None:
            raise UnknownBlob(id_)
        return StoredBlob(id_, self.store.path(id_), self.store.describe(id_), entry.uploaded)

    def upload(self, owner: str, name: str, type_: str, size: int | None) -> "Upload":
        """Begin to store what a client sends.

        Raises:
            TooLarge: It cannot fit.
        """
        upload = Upload(self, owner, name, type_)
        if size is not None:
            self.need(owner, 0, size)
        return upload

    def need(self, owner: str, file: int, more: int) -> None:
        """Refuse ``more`` bytes for a file of ``file`` bytes if they do not fit.

        Raises:
            TooLarge: It names the limit.
        """
        if file + more > self.quota.file:
            raise TooLarge("file", self.quota.file)
        if self._used[owner] + more > self.quota.session:
            raise TooLarge("session", self.quota.session)
        disk = os.statvfs(self.store.root)
        half = (disk.f_bavail * disk.f_frsize + self.total) // 2
        if self.total + more > min(self.quota.total, half):
            raise TooLarge("total", self.quota.total)

    def reserve(self, owner: str, size: int) -> None:
        """Count bytes that are being received; a negative size gives them back."""
        self._used[owner] += size
        self.total += size
        if self._used[owner] <= 0:
            del self._used[owner]

    def stored(self, owner: str, id_: str, size: int) -> None:
        """Enter a finished upload, whose bytes are reserved already."""
        self._entries[id_] = _Entry(owner, size, self._clock.time() + UPLOAD_SECONDS)
        self._uploads.add(id_)

    def close(self) -> None:
        """Stop the clock; the bytes are left to whoever removes the directory."""
        self._uploads.close()

    def _adopt(self, owner: str, id_: str) -> _Entry | None:
        try:
            size = self.store.path(id_).stat().st_size
        except (UnknownBlob, OSError):
            return None
        self.reserve(owner, size)
        entry = self._entries[id_] = _Entry(owner, size, 0.0)
        return entry

    def _due(self, id_: str) -> None:
        entry = self._entries.get(id_)
        if entry is not None:
            entry.until = 0.0
            self._collect(id_, entry)

    def _collect(self, id_: str, entry: _Entry) -> None:
        if entry.holds > 0 or entry.until > 0:
            return
        del self._entries[id_]
        self.reserve(entry.owner, -entry.size)
        self.store.remove(id_)


class Upload:
    """A file that is being received. Use it as a context; without ``finish`` nothing stays."""

    def __init__(self, ledger: Ledger, owner: str, name: str, type_: str) -> None:
        self._ledger = ledger
        self._owner = owner
        self._name = name
        self._type = type_
        self._reserved = 0
        self._stack = ExitStack()
        self._blob: NewBlob | None = None

    def __enter__(self) -> Self:
        self._blob = self._stack.enter_context(self._ledger.store.writing())
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()
        self._ledger.reserve(self._owner, -self._reserved)
        self._reserved = 0

    def grow(self, size: int) -> None:
        """Make sure that so many more bytes fit, before they are written.

        Raises:
            TooLarge: They do not.
        """
        self._ledger.need(self._owner, self._reserved, size)
        self._ledger.reserve(self._owner, size)
        self._reserved += size

    def write(self, data: bytes) -> None:
        """Write bytes that ``grow`` has allowed; may be called in a thread.

        Raises:
            OSError: The disk is full.
        """
        self._open().file.write(data)

    def finish(self) -> Blob:
        """Make the file available and return the reference to it."""
        id_ = self._open().finish(self._name, self._type)
        self._ledger.stored(self._owner, id_, self._reserved)
        self._reserved = 0
        described = self._ledger.store.describe(id_)
        return Blob(id_, described.name, described.type, described.size)

    def _open(self) -> NewBlob:
        if self._blob is None:
            raise RuntimeError("an upload is written inside its `with`")
        return self._blob


def _amount(bytes_: int) -> str:
    return f"{bytes_ // 1_000_000:,} MB" if bytes_ >= 1_000_000 else f"{bytes_:,} bytes"
