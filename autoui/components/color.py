"""A colour."""

import re
from collections.abc import Iterator
from typing import Any, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common
from autoui.errors import Problem

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_CHANNELS = 3


class ColorPicker(Component):
    """A colour, as text of the form ``#rrggbb``.

    Args:
        value: The colour at first; black by default.
        options: See ``Spec``.
    """

    kind = "color"

    def __init__(self, value: Any = "#000000", **options: Unpack[Common]) -> None:
        super().__init__(Spec(value=value, **common(options, self)))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with a colour."""
        if not isinstance(value, str) or not _HEX.fullmatch(value.strip()):
            yield Problem("", "must be a colour such as #ff8800")

    def decode(self, value: str, scope: Scope) -> str:
        """Return ``#rrggbb`` in small letters."""
        return _whole(value)

    def encode(self, value: Any, scope: Scope) -> str:
        """Return ``#rrggbb`` of such a text, or of three numbers from 0 to 255.

        Raises:
            ValueError: It is none of them.
        """
        if isinstance(value, str) and _HEX.fullmatch(value.strip()):
            return _whole(value)
        if isinstance(value, (tuple, list)) and len(value) == _CHANNELS:
            channels = [int(part) for part in value]
            if all(0 <= part <= 255 for part in channels):
                return "#" + "".join(f"{part:02x}" for part in channels)
        raise ValueError(f'{value!r} is no colour; it is "#rrggbb", or three numbers from 0 to 255')

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the text."""
        return {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}

    def from_text(self, text: str) -> str:
        """Return the text; the ``#``, which a link cannot hold plainly, may be missing."""
        return text if text.startswith("#") or not _HEX.fullmatch(text) else f"#{text}"


def _whole(text: str) -> str:
    digits = text.strip().lstrip("#").lower()
    return "#" + (digits if len(digits) > _CHANNELS else "".join(2 * one for one in digits))
