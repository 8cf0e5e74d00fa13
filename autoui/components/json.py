"""A tree of data."""

import json
from dataclasses import dataclass
from typing import Any, Literal, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common
from autoui.formats.plain import standard, walked
from autoui.wire.values import pack

MAX_INLINE = 1 << 20
"""Packed bytes beyond which a tree is stored as a file and only a preview travels."""

_FILE_DEPTH = 200
_PREVIEW_ITEMS = 50
_PREVIEW_TEXT = 500
_PREVIEW_BUDGET = 2_000

JsonLook = Literal["tree", "pairs"]


@dataclass(frozen=True, kw_only=True, slots=True)
class JsonSpec(Spec):
    """What a tree can be told.

    Attributes:
        look: A tree to unfold, or two columns of names and values.
    """

    look: JsonLook = "tree"


class JsonOptions(Common, total=False):
    """The keywords of ``Json``; see ``JsonSpec``."""

    look: JsonLook


class Json(Component):
    """Data of any kind as a tree; text is read as JSON.

    Args:
        value: Data to show at first.
        options: See ``JsonSpec``.
    """

    kind = "json"
    shows_only = "Anything(), which takes what is typed as JSON"

    def __init__(self, value: Any = None, **options: Unpack[JsonOptions]) -> None:
        super().__init__(JsonSpec(value=value, **common(options, self)))

    def encode(self, value: Any, scope: Scope) -> Any:
        """Return plain data, or a reference to a file of it when it is large."""
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return json_value(str(value), scope)
        return json_value(value, scope)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of anything."""
        return {}


JSON = Json


def json_value(value: Any, scope: Scope) -> Any:
    """Return any object as plain data; what is large or deep as a blob with ``meta.preview``."""
    plain, whole = walked(value)
    if whole and len(pack(plain)) <= MAX_INLINE:
        return plain
    if not whole:
        plain, _ = walked(value, _FILE_DEPTH)
    text = json.dumps(standard(plain), ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    preview = _Preview().of(plain, 4)
    return scope.keep(text.encode(), "output.json", "application/json", preview=preview)


class _Preview:
    """The beginning of a tree, of at most ``_PREVIEW_BUDGET`` values in all."""

    def __init__(self) -> None:
        self._left = _PREVIEW_BUDGET

    def of(self, plain: Any, depth: int) -> Any:
        self._left -= 1
        if isinstance(plain, str) and len(plain) > _PREVIEW_TEXT:
            return f"{plain[:_PREVIEW_TEXT]}…"
        if isinstance(plain, int) and plain.bit_length() > 1_000:
            return "… (a long integer)"
        if not isinstance(plain, (list, dict)) or not plain:
            return plain
        if depth <= 0 or self._left <= 0:
            return f"… ({len(plain):,} {'item' if len(plain) == 1 else 'items'})"
        return self._dict(plain, depth) if isinstance(plain, dict) else self._list(plain, depth)

    def _list(self, plain: list[Any], depth: int) -> list[Any]:
        found: list[Any] = []
        for item in plain[:_PREVIEW_ITEMS]:
            if self._left <= 0:
                break
            found.append(self.of(item, depth - 1))
        if len(plain) > len(found):
            found.append(f"… ({len(plain) - len(found):,} more)")
        return found

    def _dict(self, plain: dict[str, Any], depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, item in list(plain.items())[:_PREVIEW_ITEMS]:
            if self._left <= 0:
                break
            found[key[:_PREVIEW_TEXT]] = self.of(item, depth - 1)
        if len(plain) > len(found):
            found["…"] = f"({len(plain) - len(found):,} more)"
        return found
