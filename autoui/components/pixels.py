"""A picture as an array of its pixels, or the same as numbers that are typed or pasted."""

import os
from typing import Any

from autoui.components.array import Array
from autoui.components.base import Scope
from autoui.components.image import image_blob

_LEAST_SIDE = 16
"""What is smaller is read, and written, as numbers."""


class Pixels(Array):
    """An array that is a picture as a rule: the page offers one, and numbers in its place.

    Args:
        value: What it holds at first: an array, a picture, a path.
        options: See ``ArraySpec``.
    """

    kind = "image"
    holds_files = True

    def encode(self, value: Any, scope: Scope) -> Any:
        """Return a reference to a picture for a file, a picture and bytes of one; else numbers.

        Raises:
            TypeError, ValueError: It is neither a picture nor numbers.
            PathRefused: The file may not be shown.
            OSError: It cannot be opened.
        """
        if isinstance(value, str | os.PathLike) or hasattr(value, "convert") or _is_picture(value):
            return image_blob(value, scope)
        return super().encode(value, scope)

    def props(self) -> dict[str, Any]:
        """Return the props of the field of a picture that takes numbers too."""
        return {**super().props(), "numbers": True}


def _is_picture(value: Any) -> bool:
    """Return whether an array is one of bytes that a picture keeps without loss."""
    shape: tuple[int, ...] = tuple(getattr(value, "shape", ()))
    sides = len(shape) == 2 or (len(shape) == 3 and shape[2] in (1, 3, 4))
    return sides and min(shape[:2]) >= _LEAST_SIDE and str(value.dtype) == "uint8"
