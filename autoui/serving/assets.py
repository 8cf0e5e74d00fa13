"""The page's own files: hashed as one tree, compressed once, served from memory."""

import gzip
import hashlib
import mimetypes
import os
import re
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

import autoui
from autoui.records.caches import cache_root
from autoui.serving.joining import Joining, resolve
from autoui.serving.slim import slim

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}
_PACKED = frozenset({".woff2", ".png", ".jpg", ".webp", ".gz", ".br"})
_LEAST = 256
_IMPORT = re.compile(
    rb"""^\s*(?:import|export)\s[^"'();]*?\bfrom\s*["'](\.{1,2}/[^"']+)["']"""
    rb"""|^\s*import\s*["'](\.{1,2}/[^"']+)["']""",
    re.MULTILINE,
)


def find_root() -> Path:
    """Return the folder of the page's files: in the package, or beside it in a checkout."""
    package = Path(autoui.__file__).resolve().parent
    inside = package / "web_assets"
    return inside if inside.is_dir() else package.parent / "web_assets"


class Asset:
    """One file: its bytes, and what they are when compressed."""

    __slots__ = ("brotli", "data", "gzip", "packable", "type")

    def __init__(self, data: bytes, type_: str, *, packable: bool) -> None:
        self.data = data
        self.type = type_
        self.packable = packable and len(data) >= _LEAST
        self.gzip: bytes | None = None
        self.brotli: bytes | None = None

    def encoded(self, accepted: frozenset[str]) -> tuple[bytes, str]:
        """Return the smallest form there is for a client, and the name of its encoding."""
        if not self.packable:
            return self.data, ""
        if "br" in accepted and self.brotli is not None:
            return self.brotli, "br"
        if "gzip" in accepted:
            if self.gzip is None:
                self.gzip = gzip.compress(self.data, 6, mtime=0)
            return self.gzip, "gzip"
        return self.data, ""


class Assets:
    """All files below a folder, as they were when the server started.

    Args:
        root: The folder.

    Attributes:
        hash: Changes when any of them does; part of their URLs.
        brotli_ready: Whether the brotli forms are there.
    """

    def __init__(self, root: Path) -> None:
        self._raw: dict[str, bytes] = {}
        self._files: dict[str, Asset] = {}
        digest = hashlib.sha256()
        for path in sorted(p for p in root.rglob("*") if p.is_file()):
            name = path.relative_to(root).as_posix()
            if any(part.startswith(".") for part in name.split("/")):
                continue
            data = path.read_bytes()
            digest.update(f"{name}\0{len(data)}\0".encode())
            digest.update(data)
            self._raw[name] = data
        self._joining = Joining(self._raw)
        self.hash = digest.hexdigest()[:16]
        self.brotli_ready = False

    def __contains__(self, name: str) -> bool:
        return name in self._raw

    def get(self, name: str) -> Asset | None:
        """Return a file by its path below the root."""
        found = self._files.get(name)
        if found is None and name in self._raw:
            packable = PurePosixPath(name).suffix not in _PACKED
            made = Asset(
                slim(name, self._joining.joined(name)), media_type(name), packable=packable
            )
            found = self._files.setdefault(name, made)
        return found

    def text(self, name: str) -> str:
        """Return a file's text, empty when there is no such file."""
        asset = self.get(name)
        return "" if asset is None else asset.data.decode()

    def closure(self, names: Iterable[str]) -> list[str]:
        """Return modules and all that they import statically, each once, in order."""
        found: dict[str, None] = {}
        waiting = [name for name in names if name in self]
        while waiting:
            name = waiting.pop(0)
            if name in found:
                continue
            found[name] = None
            waiting += [other for other in self._imports(name) if other in self]
        return list(found)

    def _imports(self, name: str) -> list[str]:
        matches = _IMPORT.findall(self._joining.joined(name))
        return [resolve(name, (a or b).decode()) for a, b in matches]

    def compress(self, cache: Path | None = None) -> None:
        """Make the brotli forms, or read them from an earlier server; may run in a thread."""
        import brotli

        folder = (cache or cache_root()) / f"brotli-{self.hash}"
        for name in self._raw:
            asset = self.get(name)
            if asset is None or not asset.packable:
                continue
            kept = folder / hashlib.sha256(name.encode()).hexdigest()[:24]
            packed = _read_kept(kept, asset.data)
            if packed is None:
                packed = brotli.compress(asset.data, quality=11)
                _keep(kept, packed)
            asset.brotli = packed
        self.brotli_ready = True


def accepted_encodings(header: str) -> frozenset[str]:
    """Return the content codings that an ``Accept-Encoding`` header allows."""
    found = set()
    for part in header.lower().split(","):
        name, _, quality = part.partition(";")
        if quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            found.add(name.strip())
    return frozenset(found)


def media_type(name: str) -> str:
    """Return the media type that a file's name stands for."""
    suffix = PurePosixPath(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _read_kept(path: Path, data: bytes) -> bytes | None:
    import brotli

    # A cache is only believed when it unpacks to what we have: anyone may have written there.
    with suppress(OSError, brotli.error):
        packed = path.read_bytes()
        if brotli.decompress(packed) == data:
            return packed
    return None


def _keep(path: Path, data: bytes) -> None:
    # Without a cache the next server merely compresses again.
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
