"""Recorded results of example rows: kept below the cache folder, and found again by what made them.

A result lies in a folder of its own, with the files it refers to; the folder appears by rename,
complete or not at all. Only folders that nobody else can write to are used.
"""

import hashlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from autoui.records.blobs import BlobStore, UnknownBlob

_REFERENCE = re.compile(rb'(?<!\\)"\$blob":\s*"([0-9a-f]{32})"')
_DATA = "outcome.json"
_KEPT_VERSIONS = 3
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class OutcomeCache:
    """The recorded results of one function in one version.

    Args:
        root: Where all of them lie.
        function: What tells the function from others.
        version: What tells its source, and all it depends on, from other versions.

    Raises:
        OSError: The folder cannot be used.
    """

    def __init__(self, root: Path, function: str, version: str) -> None:
        family = root / hashlib.sha256(function.encode()).hexdigest()[:24]
        self._folder = family / hashlib.sha256(version.encode()).hexdigest()[:24]
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (root, family, self._folder):
            _own(folder)
        os.utime(self._folder)
        _forget_versions(family)

    def read(self, key: str, blobs: BlobStore) -> bytes | None:
        """Return a result as it was written, its files put among the blobs; None if there is none.

        Args:
            key: What tells the inputs from others.
            blobs: Where its files go.
        """
        folder = self._folder / _name(key)
        try:
            data = _read(folder / _DATA)
            kept = BlobStore(folder)
            for id_ in _references(data):
                described = kept.describe(id_)
                with os.fdopen(os.open(kept.path(id_), os.O_RDONLY | _NO_LINK), "rb") as file:
                    new = blobs.add(file, described.name, described.type, **described.meta)
                # An id is as good as its holder's knowledge of it: it is never given out twice.
                data = data.replace(id_.encode(), new.encode())
        except (OSError, UnknownBlob, ValueError):
            return None
        return data

    def write(self, key: str, data: bytes, blobs: BlobStore) -> None:
        """Record a result with the files that it refers to.

        Raises:
            OSError: The disk is full or read-only; nothing is left behind.
            UnknownBlob: A file has expired.
        """
        target = self._folder / _name(key)
        made = Path(tempfile.mkdtemp(prefix=".new-", dir=self._folder))
        try:
            for id_ in _references(data):
                source = blobs.path(id_)
                for name in (source.name, f"{source.name}.json"):
                    shutil.copyfile(source.with_name(name), made / name, follow_symlinks=False)
            (made / _DATA).write_bytes(data)
            # Somebody else may have recorded the same meanwhile: it is as good.
            with suppress(OSError):
                made.rename(target)
        finally:
            shutil.rmtree(made, ignore_errors=True)


def content_key(parts: Iterable[bytes]) -> str:
    """Return a key for parts that were hashed in order."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}\0".encode())
        digest.update(part)
    return digest.hexdigest()


def file_digest(path: Path) -> bytes:
    """Return the SHA-256 of a file.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def without_references(data: bytes, digest: Callable[[str], bytes]) -> bytes:
    """Return packed data in which each file is named by its content and not by its id."""
    for id_ in _references(data):
        data = data.replace(id_.encode(), digest(id_).hex().encode())
    return data


def _references(data: bytes) -> list[str]:
    return list(dict.fromkeys(found.decode() for found in _REFERENCE.findall(data)))


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def _read(path: Path) -> bytes:
    with os.fdopen(os.open(path, os.O_RDONLY | _NO_LINK), "rb") as file:
        return file.read()


def _own(folder: Path) -> None:
    """Refuse a folder that others could have written to.

    Raises:
        PermissionError: It is such a folder, or a link.
    """
    found = folder.lstat()
    others = stat.S_IMODE(found.st_mode) & 0o022
    foreign = hasattr(os, "geteuid") and found.st_uid != os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or foreign or (others and hasattr(os, "geteuid")):
        raise PermissionError(f"{folder} belongs to somebody else, or others may write to it")


def _forget_versions(family: Path) -> None:
    """Remove the results of versions that nobody has used for long."""
    versions = sorted(
        (path for path in family.iterdir() if path.is_dir()),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for old in versions[_KEPT_VERSIONS:]:
        shutil.rmtree(old, ignore_errors=True)
