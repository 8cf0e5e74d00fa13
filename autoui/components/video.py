"""Films, up and down, as files."""

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Literal, Unpack

from autoui.components.base import (
    PYTHON_ONLY,
    Common,
    Component,
    Scope,
    Spec,
    common,
    problem,
)
from autoui.components.file import blob_schema
from autoui.components.remote import is_remote, remote_media
from autoui.errors import Problem
from autoui.formats.sniffing import HEAD_BYTES, sniff, suffix_of_type
from autoui.wire.values import Blob

VideoType = Literal["filepath", "path"]
_TYPES = ("filepath", "path")
_SOURCES = ("upload", "webcam")
_WANTED = "must be a video (MP4, WebM, MOV, OGG, AVI)"


@dataclass(frozen=True, kw_only=True, slots=True)
class VideoSpec(Spec):
    """What a film can be told.

    Attributes:
        type: What the function takes: a ``filepath`` as text, or a ``path``, to a copy of its own.
        source: What the page offers first, ``upload`` or ``webcam``.
        height, width: CSS pixels on the page.
    """

    type: VideoType = field(default="filepath", metadata=PYTHON_ONLY)
    source: Literal["upload", "webcam"] = "upload"
    height: int | None = None
    width: int | None = None


class VideoOptions(Common, total=False):
    """The keywords of ``Video``; see ``VideoSpec``."""

    type: VideoType
    source: Literal["upload", "webcam"]
    height: int | str | None
    width: int | str | None


class Video(Component):
    """A film. It is passed on as a file; nothing is decoded and nothing converted.

    Browsers play MP4 (H.264) and WebM everywhere; what one cannot play is offered as a download.

    Args:
        value: A path to offer or to play at first.
        options: See ``VideoSpec``.
    """

    kind = "video"
    holds_files = True

    def __init__(self, value: Any = None, **options: Unpack[VideoOptions]) -> None:
        for name, allowed in (("type", _TYPES), ("source", _SOURCES)):
            if (said := options.get(name, allowed[0])) not in allowed:
                raise ValueError(f'{name} is {said!r}; it is "{allowed[0]}" or "{allowed[1]}"')
        found = common(options, self)
        super().__init__(VideoSpec(value=value, **found))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with the reference; the file is not opened."""
        if not isinstance(value, Blob):
            yield Problem("", "must be a video")

    def decode(self, value: Blob, scope: Scope) -> Any:
        """Return a path to a copy of the film.

        Raises:
            InvalidInputs: It is none.
        """
        with scope.open(value) as file:
            if not _is_video(sniff(file.read(HEAD_BYTES))):
                raise problem(_WANTED)
        path = scope.copy(value)
        return path if self.spec.type == "path" else str(path)

    def encode(self, value: Any, scope: Scope) -> Blob:
        """Return a reference to the film.

        The address of a film on another host becomes a document that frames it.

        Raises:
            TypeError, ValueError: The value is no film.
            PathRefused: The file may not be shown.
            OSError: It cannot be opened.
        """
        if is_remote(value):
            return remote_media(value, scope, "video")
        if isinstance(value, (bytes, bytearray)):
            return _kept(io.BytesIO(value), "", scope)
        if isinstance(value, (str, os.PathLike)):
            path = os.fsdecode(value)
            with scope.read_path(path) as file:
                return _kept(file, os.path.basename(path), scope)
        raise TypeError(f"a {type(value).__name__} is no video; return the path of one")

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a reference to an upload."""
        return blob_schema()

    def from_text(self, text: str) -> Any:
        """Refuse: a link names no file.

        Raises:
            ValueError: Always.
        """
        raise ValueError("is a video and cannot be given in a link")


def _is_video(type_: str) -> bool:
    # An animated GIF is a film to people, and to those who read them; a browser shows it too.
    return type_.startswith("video/") or type_ in ("image/gif", "audio/ogg")


def _kept(file: IO[bytes], name: str, scope: Scope) -> Blob:
    head = file.read(HEAD_BYTES)
    file.seek(0)
    type_ = sniff(head)
    if not _is_video(type_):
        raise ValueError(f"the file {name or 'that was returned'} {_WANTED}")
    type_ = "video/ogg" if type_ == "audio/ogg" else type_
    return scope.keep(file, name or f"video{suffix_of_type(type_)}", type_)
