"""Several pictures with captions, as a result."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common
from autoui.components.image import image_blob
from autoui.components.remote import is_remote, remote_picture
from autoui.wire.values import Blob

Fit = Literal["contain", "cover"]

MAX_PICTURES = 1_000
"""Pictures of the largest gallery that is shown."""

_MAX_CAPTION = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class GallerySpec(Spec):
    """What a gallery can be told.

    Attributes:
        columns: How many pictures stand beside each other; None fits them to the room.
        object_fit: Whether a picture is shown whole in its place (``contain``) or fills it.
        height: CSS pixels, beyond which the gallery scrolls.
        preview: Whether the first picture is shown large at once.
    """

    columns: int | None = None
    object_fit: Fit = "cover"
    height: int | None = None
    preview: bool = False


class GalleryOptions(Common, total=False):
    """The keywords of ``Gallery``; see ``GallerySpec``."""

    columns: int | None
    object_fit: Fit
    height: int | str | None
    preview: bool


class Gallery(Component):
    """Several pictures.

    Args:
        value: The pictures at first, as a function would return them.
        options: See ``GallerySpec``.
    """

    kind = "gallery"
    holds_files = True
    shows_only = 'File(file_count="multiple", file_types=["image"])'

    def __init__(self, value: Any = None, **options: Unpack[GalleryOptions]) -> None:
        found = common(options, self)
        if found.get("object_fit", "cover") not in ("contain", "cover"):
            raise ValueError(f'object_fit is {found["object_fit"]!r}; it is "contain" or "cover"')
        super().__init__(GallerySpec(value=value, **found))

    def style(self, **looks: Any) -> "Gallery":
        """Set how the gallery looks; ``grid`` is ``columns`` by an older name."""
        if "grid" in looks:
            looks.setdefault("columns", looks.pop("grid"))
        columns = looks.get("columns")
        if isinstance(columns, (tuple, list)):
            # One number for each width of screen; the page finds the narrow ones itself.
            looks["columns"] = columns[-1] if columns else None
        return super().style(**looks)

    def encode(self, value: Any, scope: Scope) -> list[Blob]:
        """Return references to the pictures; a caption stands in ``meta``.

        Args:
            value: Pictures as ``Image`` takes them, or pairs of picture and caption, or a dict of
                captions and pictures.
            scope: Where to store them.

        Raises:
            TypeError, ValueError: A value makes no picture; the message says which.
            PathRefused: A file may not be shown.
            OSError: One cannot be opened.
        """
        if isinstance(value, dict):
            value = [(picture, caption) for caption, picture in value.items()]
        single = isinstance(value, (str, bytes, os.PathLike))
        if single or not isinstance(value, Iterable) or getattr(value, "ndim", 4) not in (3, 4):
            raise TypeError(
                f"a {type(value).__name__} is no gallery; return a list of pictures, or of "
                "(picture, caption)"
            )
        found: list[Blob] = []
        for at, item in enumerate(value):
            if at == MAX_PICTURES:
                raise ValueError(f"more than {MAX_PICTURES:,} pictures; return fewer at once")
            found.append(_tile(item, at, scope))
        return found

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the list of references."""
        return {"type": "array", "items": {"type": "object"}}


def _tile(item: Any, at: int, scope: Scope) -> Blob:
    caption = ""
    if (
        isinstance(item, (tuple, list))
        and len(item) == 2
        and isinstance(item[1], (str, type(None)))
    ):
        item, caption = item[0], item[1] or ""
    try:
        made = remote_picture(item, scope) if is_remote(item) else image_blob(item, scope)
    except (TypeError, ValueError) as error:
        raise type(error)(f"picture {at + 1}: {error}") from error
    meta = {**made.meta, "caption": caption[:_MAX_CAPTION]} if caption else made.meta
    return Blob(made.id, made.name, made.type, made.size, meta)
