"""Bytes on disk under unguessable names: uploads, pictures, tables, files that a run returned.

Server and worker share one directory. A blob is a file ``<id>`` beside its description
``<id>.json``; both appear by rename, complete or not at all. Who may read a blob, and how long it
lives, is the server's business.
"""

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

_ID = re.compile(r"[0-9a-f]{32}")
_MAX_NAME_BYTES = 200


@dataclass(frozen=True)
class Description:
    """What is known of a blob besides its bytes.

    Attributes:
        name: A file name to show; never a path.
        type: The media type.
        size: Length in bytes.
        meta: What a page needs to lay it out before it loads.
    """

    name: str
    type: str
    size: int
    meta: dict[str, Any] = field(default_factory=dict)


class UnknownBlob(KeyError):
    """There is no blob of that id, or the id is none."""


class BlobStore:
    """The blobs in one directory.

    Args:
        root: An existing directory of mode 0700.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(self, source: bytes | IO[bytes], name: str, type_: str, **meta: Any) -> str:
        """Store bytes and return their id.

        Raises:
            OSError: The disk is full or read-only; nothing is left behind.
        """
        with self.writing() as blob:
            if isinstance(source, bytes):
                blob.file.write(source)
            else:
                shutil.copyfileobj(source, blob.file, 1 << 20)
            return blob.finish(name, type_, **meta)

    @contextmanager
    def writing(self) -> Iterator["NewBlob"]:
        """Open a new blob for writing; without ``finish`` it is removed again."""
        id_ = secrets.token_hex(16)
        temporary = self.root / f"{id_}.part"
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            try:
                yield NewBlob(self, id_, temporary, file)
            finally:
                with suppress(FileNotFoundError):
                    temporary.unlink()

    def path(self, id_: str) -> Path:
        """Return where the bytes are.

        Raises:
            UnknownBlob: No such blob.
        """
        if not _ID.fullmatch(id_):
            raise UnknownBlob(id_)
        path = self.root / id_
        if not path.is_file():
            raise UnknownBlob(id_)
        return path

    def describe(self, id_: str) -> Description:
        """Return a blob's description.

        Raises:
            UnknownBlob: No such blob.
        """
        self.path(id_)
        try:
            text = (self.root / f"{id_}.json").read_text("utf-8")
        except FileNotFoundError:
            raise UnknownBlob(id_) from None
        return Description(**json.loads(text))

    def remove(self, id_: str) -> None:
        """Remove a blob; one that is not there is no error."""
        if _ID.fullmatch(id_):
            for path in (self.root / id_, self.root / f"{id_}.json"):
                with suppress(FileNotFoundError):
                    path.unlink()


class NewBlob:
    """A blob that is being written: write to ``file``, then ``finish``."""

    def __init__(self, store: BlobStore, id_: str, temporary: Path, file: IO[bytes]) -> None:
        self.file = file
        self._store = store
        self._id = id_
        self._temporary = temporary

    def finish(self, name: str, type_: str, **meta: Any) -> str:
        """Make the blob visible and return its id.

        Raises:
            OSError: The disk is full or read-only; nothing is left behind.
        """
        self.file.flush()
        size = self._temporary.stat().st_size
        description = Description(safe_name(name), type_, size, meta)
        sidecar = self._temporary.with_suffix(".json")
        descriptor = os.open(sidecar, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(asdict(description), file)
            self._temporary.rename(self._store.root / self._id)
        except BaseException:
            sidecar.unlink()
            raise
        return self._id


_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(
    r'[\x00-\x1f\x7f<>:"|?*\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069\ud800-\udfff]'
)


def safe_name(name: str) -> str:
    """Return a file name that is safe to show and to create on any system.

    Folders, control and direction-changing characters, and trailing dots and blanks are dropped;
    the suffix survives when a long name is cut.
    """
    base = re.split(r"[/\\]", name)[-1]
    base = _FORBIDDEN.sub("_", base).rstrip(". ").lstrip(" ")
    if not base or not base.strip("._"):
        return "file"
    if _RESERVED.match(base):
        base = "_" + base
    if len(base.encode()) > _MAX_NAME_BYTES:
        stem, dot, suffix = base.rpartition(".")
        suffix = dot + suffix if dot and len(suffix) <= 12 else ""
        stem = stem if suffix else base
        room = _MAX_NAME_BYTES - len(suffix.encode())
        base = stem.encode()[:room].decode(errors="ignore") + suffix
    return base
