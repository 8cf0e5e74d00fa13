"""The page's own files: hashed as one tree, compressed once, served from memory."""

import gzip
import hashlib
import mimetypes
import os
import tempfile
from collections.abc import Iterable, Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from weakref import WeakValueDictionary

import autoui
from autoui.records.caches import cache_root
from autoui.serving.joining import Joining
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
_TREES = 16
"""How many are kept, the last ones asked for: others are made again."""


def find_root() -> Path:
    """Return the folder of the page's files: in the package, or beside it in a checkout."""
    package = Path(autoui.__file__).resolve().parent
    inside = package / "web_assets"
    return inside if inside.is_dir() else package.parent / "web_assets"


class Asset:
    """One file: its bytes, and what they are when compressed."""

    __slots__ = ("__weakref__", "brotli", "data", "gzip", "packable", "type")

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

    def compress(self, cache: Path) -> None:
        """Make the brotli form, or read it from an earlier server; may run in a thread."""
        import brotli

        if not self.packable or self.brotli is not None:
            return
        kept = cache / hashlib.sha256(self.data).hexdigest()[:32]
        packed = _read_kept(kept, self.data)
        if packed is None:
            packed = brotli.compress(self.data, quality=11)
            _keep(kept, packed)
        self.brotli = packed


class Assets:
    """All files below a folder, as they were when the server started.

    Args:
        root: The folder.

    Attributes:
        hash: Changes when any of them does; part of their URLs.
    """

    def __init__(self, root: Path) -> None:
        self._raw: dict[str, bytes] = {}
        digest = hashlib.sha256()
        for path in sorted(p for p in root.rglob("*") if p.is_file()):
            name = path.relative_to(root).as_posix()
            if any(part.startswith(".") for part in name.split("/")):
                continue
            data = path.read_bytes()
            digest.update(f"{name}\0{len(data)}\0".encode())
            digest.update(data)
            self._raw[name] = data
        self.hash = digest.hexdigest()[:16]
        self._modules = {PurePosixPath(name).stem: name for name in self._raw if _is_module(name)}
        self._trees: dict[str, Tree] = {}
        self._made: WeakValueDictionary[tuple[str, bytes], Asset] = WeakValueDictionary()

    def text(self, name: str) -> str:
        """Return a file's text as it is written, empty when there is no such file."""
        return self._raw.get(name, b"").decode()

    def tree(self, modules: Iterable[str] = ()) -> "Tree":
        """Return the files as a page gets them that shows these modules first.

        Args:
            modules: Names of modules (``number``, ``many``); what is none is left out.
        """
        known = sorted({name for name in modules if name in self._modules})
        name = ".".join([self.hash, *known])
        found = self._trees.pop(name, None)
        if found is None:
            paths = [self._modules[one] for one in known]
            found = Tree(name, self._raw, Joining(self._raw, paths), self._made)
        self._trees[name] = found
        while len(self._trees) > _TREES:
            del self._trees[next(iter(self._trees))]
        return found

    def named(self, name: str) -> "Tree | None":
        """Return a tree by its name in a URL, None when it is one of other files.

        Of one that no page of this server had, or that is forgotten, come the files that go with
        any: they need nothing of what only some pages show first.
        """
        if name.partition(".")[0] != self.hash:
            return None
        return self._trees.get(name) or self.tree()


class Tree:
    """All files as one page gets them: what it needs at once is one of them.

    Args:
        name: What it is called in URLs.
        files: What each file holds as it is written, by its path below the folder.
        joining: Puts together what is sent as one.
        made: Where trees share what is the same in each.
    """

    def __init__(
        self,
        name: str,
        files: Mapping[str, bytes],
        joining: Joining,
        made: MutableMapping[tuple[str, bytes], Asset],
    ) -> None:
        self.name = name
        self._raw = files
        self._joining = joining
        self._made = made
        self._files: dict[str, Asset] = {}

    def get(self, name: str) -> Asset | None:
        """Return a file by its path below the root."""
        found = self._files.get(name)
        if found is None and name in self._raw:
            found = self._files.setdefault(name, self._make(name))
        return found

    def _make(self, name: str) -> Asset:
        data = slim(name, self._joining.joined(name))
        key = media_type(name), hashlib.sha256(data).digest()
        packable = PurePosixPath(name).suffix not in _PACKED
        return self._made.setdefault(key, Asset(data, key[0], packable=packable))

    def compress(self, cache: Path | None = None) -> None:
        """Make the brotli forms, or read them from an earlier server; may run in a thread."""
        folder = cache or cache_root() / "brotli"
        for name in self._raw:
            asset = self.get(name)
            if asset is not None:
                asset.compress(folder)


def _is_module(name: str) -> bool:
    return name.startswith(("components/", "core/")) and name.endswith(".js")


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
