"""How a component is told to look: lengths in pixels, corners, frames."""

import re
from collections.abc import Mapping
from typing import Any

_SIDES = ("height", "width")
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")
_MAX_PIXELS = 10_000

PLAIN_LOOKS = {"rounded": "au-square", "container": "au-bare"}
"""The class that a word of ``style`` adds where it is switched off; the page has rules for it."""

STYLE_WORDS = frozenset(
    {
        *("container", "rounded", "border", "margin", "full_width", "size", "height", "width"),
        *("columns", "grid", "rows", "preview", "object_fit", "item_container"),
        *("show_copy_button", "color_map", "equal_height", "mobile_collapse"),
    }
)
"""Words of ``style`` that mean something somewhere; others warn."""


def sides(words: Mapping[str, Any]) -> dict[str, int | None]:
    """Return the height and width that are among the words, in CSS pixels."""
    return {side: _pixels(words[side], side) for side in _SIDES if side in words}


def _pixels(length: Any, what: str) -> int | None:
    """Return a length on the page in CSS pixels; None for None and ``"auto"``.

    Args:
        length: A number, or text such as ``"24"`` and ``"24px"``.
        what: What it is the length of, for the message.

    Raises:
        ValueError: It is neither, is not above zero, or is beyond every screen.
    """
    if length is None or length == "auto":
        return None
    if isinstance(length, str) and (found := _LENGTH.fullmatch(length)):
        length = float(found[1])
    number: float = length if type(length) in (int, float) else 0
    if 0 < number <= _MAX_PIXELS:
        return round(number)
    raise ValueError(f'{what} is {length!r}; it is a number of pixels: 300, "300" or "300px"')
