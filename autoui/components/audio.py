"""Sounds, up and down."""

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Literal, Unpack

from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common, problem
from autoui.components.file import blob_schema
from autoui.components.remote import is_remote, remote_media
from autoui.errors import Problem
from autoui.formats.sniffing import HEAD_BYTES, suffix_of_type
from autoui.formats.sounds import (
    BadSound,
    decodes_all,
    loudness,
    read_sound,
    read_wav,
    sound_type,
    to_wav,
    whole_sound,
)
from autoui.wire.values import Blob

AudioType = Literal["numpy", "filepath", "path"]
_TYPES = ("numpy", "filepath", "path")
_SOURCES = ("upload", "microphone")
_WAVEFORM_BYTES = 64 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class AudioSpec(Spec):
    """What a sound can be told.

    Attributes:
        type: What the function takes: ``numpy`` is a pair of samples per second and array, as in
            ``(44100, array)``; or a ``filepath`` as text, or a ``path``, to a copy of the file.
        source: What the page offers first, ``upload`` or ``microphone``.
        format: ``wav`` gives the function a WAV file whatever came; None leaves it as it came.
        waveform: Whether the page draws the sound, where it knows its samples.
    """

    type: AudioType = field(default="numpy", metadata=PYTHON_ONLY)
    source: Literal["upload", "microphone"] = "upload"
    format: Literal["wav"] | None = field(default=None, metadata=PYTHON_ONLY)
    waveform: bool = field(default=True, metadata=PYTHON_ONLY)


class AudioOptions(Common, total=False):
    """The keywords of ``Audio``; see ``AudioSpec``."""

    type: AudioType
    source: Literal["upload", "microphone"]
    format: Literal["wav"] | None
    waveform: bool


class Audio(Component):
    """A sound.

    WAV is read and written without any other library. Other formats are decoded where
    ``soundfile`` or ``ffmpeg`` is installed; a browser that sends one to a machine without them
    turns it into WAV first.

    Args:
        value: A sound to offer or to play at first, as a function would return it.
        options: See ``AudioSpec``.
    """

    kind = "audio"
    holds_files = True

    def __init__(self, value: Any = None, **options: Unpack[AudioOptions]) -> None:
        for name, allowed in (("type", _TYPES), ("source", _SOURCES), ("format", (None, "wav"))):
            if (said := options.get(name, allowed[0])) not in allowed:
                texts = ", ".join(f'"{one}"' for one in allowed if one)
                raise ValueError(f"{name} is {said!r}; it is one of {texts}")
        super().__init__(AudioSpec(value=value, **common(options, self)))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with the reference; the file is not opened."""
        if not isinstance(value, Blob):
            yield Problem("", "must be a sound")

    def decode(self, value: Blob, scope: Scope) -> Any:
        """Return what the function takes of the sound.

        Raises:
            InvalidInputs: It is no sound, is damaged, or nothing here can decode it.
        """
        spec: AudioSpec = self.spec
        try:
            if spec.type == "numpy":
                return read_sound(scope.blobs.path(value.id))
            with scope.open(value) as file:
                type_ = sound_type(file.read(HEAD_BYTES))
            path = scope.copy(value)
            if spec.format == "wav" and type_ != "audio/wav":
                rate, samples = read_sound(path)
                path = path.with_suffix(".wav")
                path.write_bytes(to_wav(*whole_sound(rate, samples)))
        except BadSound as error:
            raise problem(str(error)) from None
        return path if spec.type == "path" else str(path)

    def encode(self, value: Any, scope: Scope) -> Blob:
        """Return a reference to the sound: a pair of rate and array as WAV, a file as it is.

        The address of a sound on another host becomes a document that frames it.

        Raises:
            TypeError, ValueError: The value makes no sound.
            PathRefused: The file may not be shown.
            OSError: It cannot be opened.
        """
        if is_remote(value):
            return remote_media(value, scope, "audio")
        return audio_blob(value, scope, waveform=self.spec.waveform)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a reference to an upload."""
        return blob_schema()

    def props(self) -> dict[str, Any]:
        """Return the props; ``wav`` asks the page to turn what it sends into WAV."""
        wanted = self.spec.type == "numpy" or self.spec.format == "wav"
        return {**super().props(), **({"wav": True} if wanted and not decodes_all() else {})}

    def from_text(self, text: str) -> Any:
        """Refuse: a link names no file.

        Raises:
            ValueError: Always.
        """
        raise ValueError("is a sound and cannot be given in a link")


def audio_blob(value: Any, scope: Scope, *, waveform: bool = True) -> Blob:
    """Store a sound that a function returned.

    Args:
        value: A pair of samples per second and array, a path, bytes, or an open file.
        scope: Where to store it.
        waveform: Whether to say in ``meta`` how loud each part is, for the page to draw.

    Raises:
        TypeError, ValueError: The value makes no sound.
        PathRefused: The file may not be shown.
        OSError: It cannot be opened.
    """
    if isinstance(value, (tuple, list)) and len(value) == 2 and not isinstance(value[0], str):
        rate, samples = whole_sound(*_in_order(*value))
        meta = _described(rate, samples, waveform=waveform)
        return scope.keep(to_wav(rate, samples), "audio.wav", "audio/wav", **meta)
    if isinstance(value, (bytes, bytearray)):
        return _file(io.BytesIO(value), "", scope, waveform=waveform)
    if isinstance(value, (str, os.PathLike)):
        path = os.fsdecode(value)
        with scope.read_path(path) as file:
            return _file(file, os.path.basename(path), scope, waveform=waveform)
    if callable(getattr(value, "read", None)):
        return _file(io.BytesIO(value.read()), "", scope, waveform=waveform)
    raise TypeError(
        f"a {type(value).__name__} is no sound; return (rate, array), as in (44100, samples), or a "
        "path"
    )


def _in_order(first: Any, second: Any) -> tuple[Any, Any]:
    """Return rate and samples; some libraries give them the other way round."""
    turned = getattr(first, "ndim", 0) > 0 and not getattr(second, "ndim", 0)
    return (second, first) if turned else (first, second)


def _file(file: IO[bytes], name: str, scope: Scope, *, waveform: bool) -> Blob:
    head = file.read(HEAD_BYTES)
    file.seek(0)
    try:
        type_ = sound_type(head)
    except BadSound as error:
        raise ValueError(f"the file {name or 'that was returned'} {error}") from None
    meta = _described_wav(file, waveform=waveform) if type_ == "audio/wav" else {}
    file.seek(0)
    return scope.keep(file, name or f"audio{suffix_of_type(type_)}", _played_as(type_), **meta)


def _played_as(type_: str) -> str:
    """Return the type of a container that may hold films too, as that of a sound."""
    return "audio/mp4" if type_ == "video/quicktime" else type_.replace("video/", "audio/")


def _described_wav(file: IO[bytes], *, waveform: bool) -> dict[str, Any]:
    size = file.seek(0, os.SEEK_END)
    if size > _WAVEFORM_BYTES:
        return {}
    try:
        found = read_wav(file)
    except BadSound as error:
        raise ValueError(f"the file that was returned {error}") from None
    return {} if found is None else _described(*found, waveform=waveform)


def _described(rate: int, samples: Any, *, waveform: bool) -> dict[str, Any]:
    """Return what the page can say of a sound before it has loaded it."""
    found: dict[str, Any] = {
        "seconds": round(len(samples) / rate, 3),
        "rate": rate,
        "channels": 1 if samples.ndim == 1 else samples.shape[1],
    }
    return {**found, "peaks": loudness(samples)} if waveform else found
