"""What an example row is called: its values in a few words."""

from typing import Any

from autoui.page.endpoint import Endpoint
from autoui.wire.values import Blob, Source

_MAX_LABEL = 40
_INTEGRAL_BELOW = 1e15


def label_of(endpoint: Endpoint, row: list[Any]) -> str:
    """Return the row in a few words: what differs from the defaults."""
    words = []
    for one, value in zip(endpoint.inputs, row, strict=True):
        if value is None or one.secret or (one.field.has_default and value == one.field.default):
            continue
        if isinstance(value, bool):
            words.append(one.name if value else f"no {one.name}")
        else:
            words.append(_short(value))
    # One word each reads as a sentence: "5 add 3".
    between = " · " if any(" " in word for word in words) else " "
    text = " ".join(between.join(words).split()) or "defaults"
    return text if len(text) <= _MAX_LABEL else f"{text[: _MAX_LABEL - 1].rstrip()}…"


def _short(value: Any) -> str:
    if isinstance(value, Blob):
        return value.name
    if isinstance(value, Source):
        return value.text
    if isinstance(value, float) and value.is_integer() and abs(value) < _INTEGRAL_BELOW:
        return str(int(value))
    if isinstance(value, dict) and value.keys() == {"branch", "value"}:
        return _short(value["value"])
    if isinstance(value, list):
        return ", ".join(_short(item) for item in value[:6]) + (" …" if len(value) > 6 else "")
    return str(value)
