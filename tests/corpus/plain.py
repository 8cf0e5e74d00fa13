"""Outputs as they are compared: with the bytes of their files, without what differs each time."""

import re
from collections.abc import Callable
from typing import Any

from autoui.wire.values import Blob

_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
_MADE_UP = {
    # When a drawing was made, and the names that Matplotlib gives its parts.
    "image/svg+xml": re.compile(rb"<dc:date>[^<]*</dc:date>|\b[A-Za-z]{1,3}[0-9a-f]{10}\b"),
    # The name that Plotly gives the place of a figure.
    "text/html": re.compile(rb"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
}
_AROUND = 200


def plain(value: Any, content: Callable[[Blob], bytes]) -> Any:
    """Return outputs as something that compares equal to itself.

    Args:
        value: The outputs.
        content: Returns what is in a file.
    """
    if isinstance(value, Blob):
        data = content(value)
        if value.type in _MADE_UP:
            data = _MADE_UP[value.type].sub(b"", data)
        return (value.type, value.meta, data)
    if isinstance(value, list):
        return [plain(item, content) for item in value]
    if isinstance(value, dict):
        return {key: plain(item, content) for key, item in value.items()}
    return _ADDRESS.sub("", value) if isinstance(value, str) else repr(value)


def difference(one: Any, other: Any) -> str:
    """Return where two values that are not the same begin to differ."""
    texts = repr(one), repr(other)
    at = next((at for at, pair in enumerate(zip(*texts, strict=False)) if len(set(pair)) > 1), 0)
    start = max(0, at - _AROUND)
    shown, meant = (text[start : at + _AROUND] for text in texts)
    return f"{'…' * (start > 0)}{shown} and not {meant}"
