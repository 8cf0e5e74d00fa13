"""Files, up and down."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal, Unpack, get_args

from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common
from autoui.errors import Problem
from autoui.formats.sniffing import HEAD_BYTES, sniff, suffix_of_type, type_of_suffix
from autoui.wire.values import Blob

FileType = Literal["path", "filepath", "bytes", "binary", "io", "file", "text"]
FileCount = Literal["single", "multiple", "directory"]

MAX_FILES = 1_000
"""Files that one field takes at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileSpec(Spec):
    """What a file can be told.

    Attributes:
        many: Whether several may be given; the function takes a list.
        accept: Suffixes (``.csv``) or media types (``image/*``) that may be given.
        folder: Whether the page offers a folder to choose, all of whose files are taken.
        type: What the function takes: a ``path`` to a copy of its own, a ``filepath`` as text,
            ``bytes``, an open binary file (``io``, ``file``) or a ``text`` file in UTF-8.
    """

    many: bool = False
    folder: bool = False
    accept: tuple[str, ...] = ()
    type: FileType = field(default="path", metadata=PYTHON_ONLY)


class FileOptions(Common, total=False):
    """The keywords of ``File``; see ``FileSpec``.

    ``file_count="multiple"`` is ``many``, ``"directory"`` is ``folder`` as well; ``file_types`` is
    ``accept``.
    """

    many: bool
    accept: Sequence[str]
    type: FileType
    file_count: FileCount
    file_types: Sequence[str] | None


class File(Component):
    """A file, or several with ``many``.

    Args:
        value: A path to offer at first.
        options: See ``FileSpec``.
    """

    kind = "file"
    holds_files = True

    def __init__(self, value: Any = None, **options: Unpack[FileOptions]) -> None:
        found = common(options, self)
        _one_of("type", found.get("type", "path"), get_args(FileType))
        count = found.pop("file_count", "single")
        _one_of("file_count", count, get_args(FileCount))
        if count != "single":
            found["many"] = True
            found["folder"] = count == "directory"
        accept = found.pop("file_types", None) or found.get("accept", ())
        found["accept"] = tuple(_accepted(item) for item in accept)
        super().__init__(FileSpec(value=value, **found))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with the references; no file is opened."""
        if not self.spec.many:
            yield from self._check_one(value, "")
            return
        if (wrong := list_problem(value)) is not None:
            yield wrong
            return
        for position, item in enumerate(value):
            yield from self._check_one(item, f"[{position}]")

    def decode(self, value: Any, scope: Scope) -> Any:
        """Return what the function takes of the file, or a list of that."""
        if self.spec.many:
            return [self._decode_one(blob, scope) for blob in value]
        return self._decode_one(value, scope)

    def encode(self, value: Any, scope: Scope) -> Any:
        """Return a reference to the file, or a list of them for several.

        Raises:
            TypeError: The value is no path, no bytes and no open file.
            PathRefused: The file may not be shown.
            OSError: It cannot be opened.
        """
        if isinstance(value, (list, tuple)):
            return [blob_of(item, scope) for item in value]
        return blob_of(value, scope)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a reference to an upload."""
        one = blob_schema()
        return {"type": "array", "items": one} if self.spec.many else one

    def from_text(self, text: str) -> Any:
        """Refuse: a link names no file.

        Raises:
            ValueError: Always.
        """
        raise ValueError("is a file and cannot be given in a link")

    def _check_one(self, value: Any, path: str) -> Iterator[Problem]:
        if not isinstance(value, Blob):
            yield Problem(path, "must be a file")
        elif self.spec.accept and not any(matches(value, item) for item in self.spec.accept):
            yield Problem(path, f"must be one of {', '.join(self.spec.accept)}")

    def _decode_one(self, blob: Blob, scope: Scope) -> Any:
        kind: FileType = self.spec.type
        if kind in ("bytes", "binary"):
            with scope.open(blob) as file:
                return file.read()
        path = scope.copy(blob)
        if kind == "path":
            return path
        if kind == "filepath":
            return str(path)
        opened: IO[Any] = path.open(encoding="utf-8") if kind == "text" else path.open("rb")
        scope.until_closed(opened)
        return opened


def blob_of(value: Any, scope: Scope, name: str = "") -> Blob:
    """Store a file that a function returned.

    Args:
        value: A path, bytes, or an open file.
        scope: Where to store it.
        name: The name to show; the file's own by default.

    Raises:
        TypeError: The value is none of them.
        PathRefused: The file may not be shown.
        OSError: It cannot be opened.
    """
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes_blob(bytes(value), scope, name)
    if isinstance(value, (str, os.PathLike)):
        path = os.fsdecode(value)
        with scope.read_path(path) as file:
            head = file.read(HEAD_BYTES)
            file.seek(0)
            shown = name or os.path.basename(path)
            type_ = sniff(head, shown)
            return scope.keep(file, shown, type_)
    if callable(getattr(value, "read", None)):
        return _blob_of_open(value, scope, name)
    raise TypeError(f"a {type(value).__name__} is no file; return a Path, bytes or an open file")


def bytes_blob(data: bytes, scope: Scope, name: str = "") -> Blob:
    """Store bytes under their sniffed type."""
    type_ = sniff(data[:HEAD_BYTES], name)
    return scope.keep(data, name or f"output{suffix_of_type(type_)}", type_)


def list_problem(value: Any) -> Problem | None:
    """Return what is wrong with a list of files as a whole, if anything is."""
    if not isinstance(value, list):
        return Problem("", "must be a list of files")
    if len(value) > MAX_FILES:
        said = f"has {len(value):,} files; at most {MAX_FILES:,} are taken at once"
        return Problem("", said)
    return None


def blob_schema() -> dict[str, Any]:
    """Return the JSON Schema of a reference to an upload."""
    return {
        "type": "object",
        "required": ["$blob"],
        "properties": {
            "$blob": {"type": "string", "description": "The id that PUT /uploads answered."},
            "name": {"type": "string"},
            "type": {"type": "string"},
            "size": {"type": "integer"},
        },
    }


def matches(blob: Blob, accept: str) -> bool:
    """Tell whether a file's name or type is what ``accept`` asks for."""
    if accept.startswith("."):
        return blob.name.lower().endswith(accept.lower())
    types = {blob.type, type_of_suffix(blob.name)}
    if accept.endswith("/*"):
        return any(type_.startswith(accept[:-1]) for type_ in types)
    return accept in types


def _one_of(name: str, said: str, allowed: Sequence[str]) -> None:
    if said not in allowed:
        texts = ", ".join(f'"{one}"' for one in allowed)
        raise ValueError(f"{name} is {said!r}; it is one of {texts}")


def _accepted(item: str) -> str:
    if item.startswith(".") or "/" in item:
        return item
    return f"{item}/*" if item in {"image", "audio", "video", "text"} else f".{item}"


def _blob_of_open(file: Any, scope: Scope, name: str) -> Blob:
    if callable(getattr(file, "seekable", None)) and file.seekable():
        if callable(getattr(file, "flush", None)) and file.writable():
            file.flush()
        file.seek(0)
    data = file.read()
    own = getattr(file, "name", "")
    shown = name or (Path(own).name if isinstance(own, str) else "")
    return bytes_blob(data.encode() if isinstance(data, str) else bytes(data), scope, shown)
