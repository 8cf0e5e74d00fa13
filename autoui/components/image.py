"""Pictures, up and down."""

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
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
from autoui.components.remote import is_remote, remote_picture
from autoui.errors import Problem
from autoui.formats.pictures import (
    BROWSER_TYPES,
    MAX_PIXELS,
    BadPicture,
    array_to_picture,
    has_alpha,
    load_picture,
    open_picture,
    size_of,
    to_jpeg,
    to_png,
    to_quick,
)
from autoui.formats.sniffing import HEAD_BYTES, sniff
from autoui.wire.values import Blob

ImageType = Literal["numpy", "pil", "filepath", "path"]
Format = Literal["png", "jpeg", "webp"]
Shape = tuple[int | None, int | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageSpec(Spec):
    """What a picture can be told.

    Attributes:
        type: What the function takes: a ``numpy`` array, a ``pil`` image, a ``filepath`` as text,
            or a ``path``.
        shape: Width and height to fit and crop to, centred; None keeps that side.
        image_mode: Pillow's mode to convert to. None keeps the picture's own, with palettes
            resolved and an alpha channel that hides nothing left out.
        invert_colors: Whether the function takes the negative.
        source: Where the page gets it from.
        format: How pictures that the function returns as objects are sent: without loss as ``png``
            or ``webp``, or small as ``jpeg``. None is PNG, and WebP for the values of a generator
            that others replace.
        height, width: CSS pixels on the page.
    """

    type: ImageType = field(default="numpy", metadata=PYTHON_ONLY)
    shape: Shape | None = field(default=None, metadata=PYTHON_ONLY)
    image_mode: str | None = field(default="RGB", metadata=PYTHON_ONLY)
    invert_colors: bool = field(default=False, metadata=PYTHON_ONLY)
    source: Literal["upload", "webcam"] = "upload"
    format: Format | None = field(default=None, metadata=PYTHON_ONLY)
    height: int | None = None
    width: int | None = None


class ImageOptions(Common, total=False):
    """The keywords of ``Image``; see ``ImageSpec``."""

    shape: Shape | None
    image_mode: str | None
    invert_colors: bool
    source: Literal["upload", "webcam"]
    format: Format | None
    type: ImageType
    height: int | str | None
    width: int | str | None


class Image(Component):
    """A picture.

    Args:
        value: A picture or a path to show at first.
        options: See ``ImageSpec``.
    """

    kind = "image"
    holds_files = True

    def __init__(self, value: Any = None, **options: Unpack[ImageOptions]) -> None:
        if options.get("type", "numpy") not in {"numpy", "pil", "filepath", "path"}:
            raise ValueError(
                f'type is {options["type"]!r}; it is "numpy", "pil", "filepath" or "path"'
            )
        if options.get("format") not in {None, "png", "jpeg", "webp"}:
            raise ValueError(f'format is {options["format"]!r}; it is "png", "jpeg" or "webp"')
        if options.get("source", "upload") not in {"upload", "webcam"}:
            raise ValueError(f'source is {options["source"]!r}; it is "upload" or "webcam"')
        found = common(options, self)
        found["shape"] = _shape(found.get("shape"))
        super().__init__(ImageSpec(value=value, **found))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with the reference; the file is not opened."""
        if not isinstance(value, Blob):
            yield Problem("", "must be a picture")

    def decode(self, value: Blob, scope: Scope) -> Any:
        """Return what the function takes of the picture.

        Raises:
            InvalidInputs: It is no picture, is damaged, or has too many pixels.
        """
        spec: ImageSpec = self.spec
        try:
            if spec.type in ("filepath", "path") and self._untouched:
                return self._copy(value, scope)
            with scope.open(value) as file:
                picture = self._prepare(load_picture(file))
        except BadPicture as error:
            raise problem(str(error)) from None
        if spec.type == "pil":
            return picture
        if spec.type == "numpy":
            import numpy as np

            return np.array(picture)
        path = scope.copy(value).with_suffix(".png")
        path.write_bytes(to_png(picture))
        return path if spec.type == "path" else str(path)

    def encode(self, value: Any, scope: Scope) -> Blob:
        """Return a reference to the picture: a PNG without loss, a file as it is.

        The address of a picture on another host becomes a document that frames it.

        Raises:
            TypeError, ValueError: The value makes no picture.
            PathRefused: The file may not be shown.
            OSError: It cannot be opened.
        """
        if is_remote(value):
            return remote_picture(value, scope)
        return image_blob(value, scope, self.spec.format)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a reference to an upload."""
        return blob_schema()

    def from_text(self, text: str) -> Any:
        """Refuse: a link names no file.

        Raises:
            ValueError: Always.
        """
        raise ValueError("is a picture and cannot be given in a link")

    @property
    def _untouched(self) -> bool:
        spec: ImageSpec = self.spec
        return spec.shape is None and not spec.invert_colors and spec.image_mode in (None, "RGB")

    def _copy(self, blob: Blob, scope: Scope) -> Path | str:
        with scope.open(blob) as file:
            open_picture(file)
        path = scope.copy(blob)
        return path if self.spec.type == "path" else str(path)

    def _prepare(self, picture: Any) -> Any:
        """Convert, then fit, then invert: the order matters for palettes and for alpha."""
        from PIL import ImageOps

        spec: ImageSpec = self.spec
        picture = _own_mode(picture) if spec.image_mode is None else _to(picture, spec.image_mode)
        if spec.shape is not None:
            width, height = spec.shape
            size = (width or picture.width, height or picture.height)
            if size != picture.size:
                picture = ImageOps.fit(picture, size)
        return _inverted(picture) if spec.invert_colors else picture


def _shape(given: Any) -> Shape | None:
    """Return width and height to fit a picture to; None for neither.

    Raises:
        ValueError: It is no pair of numbers from 1 on, or of more pixels than a picture may have.
    """
    if given is None:
        return None
    sides = tuple(given) if isinstance(given, (tuple, list)) else ()
    fits = len(sides) == 2 and all(
        side is None or (isinstance(side, int) and not isinstance(side, bool) and side > 0)
        for side in sides
    )
    if not fits or (sides[0] or 1) * (sides[1] or 1) > MAX_PIXELS:
        raise ValueError(
            f"shape is {given!r}; it is (width, height) in pixels, None for a side that stays"
        )
    return sides


def image_blob(value: Any, scope: Scope, format_: Format | None = None) -> Blob:
    """Store a picture that a function returned.

    Args:
        value: A Pillow image, an array (also one of another library that NumPy can read), a path,
            bytes, or an open file of a picture.
        scope: Where to store it.
        format_: How to write what is no file yet; see ``ImageSpec``.

    Raises:
        TypeError, ValueError: The value makes no picture.
        PathRefused: The file may not be shown.
        OSError: It cannot be opened.
    """
    if isinstance(value, (bytes, bytearray)):
        return picture_file(io.BytesIO(value), "image", scope)
    if isinstance(value, (str, os.PathLike)):
        with scope.read_path(os.fsdecode(value)) as file:
            return picture_file(file, os.path.basename(os.fsdecode(value)), scope)
    if callable(getattr(value, "convert", None)) and hasattr(value, "mode"):
        return _keep(value, scope, format_)
    if hasattr(value, "__array__") or hasattr(value, "__array_interface__"):
        return _keep(array_to_picture(value), scope, format_)
    if callable(getattr(value, "read", None)):
        return picture_file(io.BytesIO(value.read()), "image", scope)
    raise TypeError(
        f"a {type(value).__name__} is no picture; return a PIL image, a NumPy array or a Path"
    )


def picture_file(file: IO[bytes], name: str, scope: Scope) -> Blob:
    """Store the file of a picture as it is, or as PNG where browsers do not show its type.

    Raises:
        ValueError: It is no picture.
    """
    head = file.read(HEAD_BYTES)
    file.seek(0)
    type_ = sniff(head, "")
    if type_ == "image/svg+xml":
        return scope.keep(file, name if name.endswith(".svg") else f"{name}.svg", type_)
    try:
        if type_ not in BROWSER_TYPES:
            return _keep(load_picture(file), scope, "png", name)
        width, height, alpha = size_of(file)
    except BadPicture as error:
        raise ValueError(f"the file {name} {error}") from None
    file.seek(0)
    shown = name if "." in name else f"{name}.{type_.removeprefix('image/')}"
    return scope.keep(file, shown, type_, width=width, height=height, alpha=alpha)


def _keep(picture: Any, scope: Scope, format_: Format | None = None, name: str = "image") -> Blob:
    width, height = picture.size
    if not width or not height:
        raise ValueError(f"a picture of {width} × {height} pixels is empty")
    alpha = has_alpha(picture) and format_ != "jpeg"
    if format_ == "jpeg":
        data, type_ = to_jpeg(picture), "image/jpeg"
    elif format_ == "webp" or (format_ is None and scope.passing):
        data, type_ = to_quick(picture)
    else:
        data, type_ = to_png(picture), "image/png"
    name = f"{name}.{type_.removeprefix('image/')}"
    return scope.keep(data, name, type_, width=width, height=height, alpha=alpha)


def _own_mode(picture: Any) -> Any:
    if picture.mode in {"P", "PA"}:
        picture = picture.convert("RGBA" if has_alpha(picture) else "RGB")
    if picture.mode == "RGBA" and picture.getextrema()[3] == (255, 255):
        return picture.convert("RGB")
    if picture.mode == "LA" and picture.getextrema()[1] == (255, 255):
        return picture.convert("L")
    return picture


def _to(picture: Any, mode: str) -> Any:
    if picture.mode.startswith("I;16") and mode not in {"I", "F", "I;16"}:
        import numpy as np
        from PIL import Image as Pillow

        # Pillow clips 16 bits to 8 instead of scaling them, which turns most pictures white.
        picture = Pillow.fromarray((np.asarray(picture) >> 8).astype("uint8"))
    return picture if picture.mode == mode else picture.convert(mode)


def _inverted(picture: Any) -> Any:
    from PIL import Image as Pillow
    from PIL import ImageOps

    if picture.mode not in {"RGBA", "LA"}:
        return ImageOps.invert(picture)
    *colours, alpha = picture.split()
    return Pillow.merge(picture.mode, [*(ImageOps.invert(band) for band in colours), alpha])
