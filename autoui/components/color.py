"""A colour."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common
from autoui.errors import Problem

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_CHANNELS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class ColorSpec(Spec):
    """What a colour can be told.

    Attributes:
        named: Whether CSS names and functions, ``red`` and ``rgb(255, 0, 0)``, are handed on too.
    """

    named: bool = False


class ColorOptions(Common, total=False):
    """The keywords of ``ColorPicker``; see ``ColorSpec``."""

    named: bool


class ColorPicker(Component):
    """A colour, as text of the form ``#rrggbb``.

    Args:
        value: The colour at first; black by default.
        options: See ``ColorSpec``.
    """

    kind = "color"

    def __init__(self, value: Any = "#000000", **options: Unpack[ColorOptions]) -> None:
        super().__init__(ColorSpec(value=value, **common(options, self)))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with a colour."""
        if isinstance(value, str) and (_HEX.fullmatch(value.strip()) or self._is_named(value)):
            return
        names = ", a name or rgb(255, 136, 0)" if self.spec.named else ""
        yield Problem("", f"must be a colour such as #ff8800{names}")

    def _is_named(self, text: str) -> bool:
        return bool(self.spec.named) and _is_css(text.strip())

    def decode(self, value: str, scope: Scope) -> str:
        """Return ``#rrggbb`` in small letters; a name or function as it was given."""
        return _whole(value) if _HEX.fullmatch(value.strip()) else value.strip()

    def encode(self, value: Any, scope: Scope) -> str:
        """Return ``#rrggbb`` of such a text, or of three numbers from 0 to 255.

        Raises:
            ValueError: It is none of them.
        """
        if isinstance(value, str) and _HEX.fullmatch(value.strip()):
            return _whole(value)
        if isinstance(value, str) and self._is_named(value):
            return value.strip()
        if isinstance(value, (tuple, list)) and len(value) == _CHANNELS:
            channels = [int(part) for part in value]
            if all(0 <= part <= 255 for part in channels):
                return "#" + "".join(f"{part:02x}" for part in channels)
        raise ValueError(f'{value!r} is no colour; it is "#rrggbb", or three numbers from 0 to 255')

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the text: six digits unless names will do."""
        hexadecimal = {"pattern": "^#[0-9a-fA-F]{6}$"}
        return {"type": "string", **({} if self.spec.named else hexadecimal)}

    def from_text(self, text: str) -> str:
        """Return the text; the ``#``, which a link cannot hold plainly, may be missing."""
        return text if text.startswith("#") or not _HEX.fullmatch(text) else f"#{text}"


def _is_css(text: str) -> bool:
    """Return whether Pillow, which knows the names and functions of CSS, reads a colour."""
    from PIL import ImageColor

    try:
        ImageColor.getrgb(text)
    except ValueError:
        return False
    return True


def _whole(text: str) -> str:
    digits = text.strip().lstrip("#").lower()
    return "#" + (digits if len(digits) > _CHANNELS else "".join(2 * one for one in digits))
