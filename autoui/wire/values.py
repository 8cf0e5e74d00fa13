"""Values: what a component makes of an input or a result, and how it is packed.

They are None, bool, int, float, str, ``Blob``, ``Source``, and lists and dicts of them.
"""

import math
import re
import struct
from typing import Any

import msgspec

from autoui.errors import Unencodable, WireError

MAX_DEPTH = 100
"""How deep lists and dicts may nest in a value."""

MAX_INTEGER_DIGITS = 100_000
"""Digits of a tagged integer; parsing one is quadratic in its length."""

_SAFE_INTEGER = 2**53 - 1
_INTEGER = re.compile(r"-?(0x[0-9a-f]+|[0-9]+)", re.ASCII)


class Blob(msgspec.Struct, frozen=True):
    """A reference to bytes kept by the server: an upload, a picture, a table, a file.

    Attributes:
        id: The unguessable name of the bytes.
        name: A file name to show and to download under; never a path.
        type: The media type.
        size: Length in bytes.
        meta: What the page needs to lay the thing out before it loads (``width``, ``height``,
            ``rows``, ``columns``, …).
    """

    id: str
    name: str = "file"
    type: str = "application/octet-stream"
    size: int = 0
    meta: dict[str, Any] = {}


class Source(msgspec.Struct, frozen=True):
    """Text that a person typed where any value will do; Python reads it as a literal, else as text.

    Attributes:
        text: What was typed.
    """

    text: str


class Piece(msgspec.Struct, gc=False):
    """Where a value of a generator stands among those of its output that are kept.

    Attributes:
        output: The output's number.
        start: The place from which values change (``from`` on the wire).
        values: Plain values from there on, up to this one.
    """

    output: int
    start: int = msgspec.field(name="from")
    values: list[Any] = []


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder()


def pack(value: Any) -> bytes:
    """Write a plain value as JSON text.

    Integers beyond ±(2⁵³−1), non-finite floats and strings with lone surrogates become tagged
    leaves (``{"$": "int", "v": "9007199254740993"}``), blobs become ``{"$blob": id, …}``, and keys
    that begin with ``$`` gain another one, so that no user data can pose as either.

    Raises:
        Unencodable: The value holds something else, a key that is no string, or nests too deep.
    """
    try:
        return _encoder.encode(_to_json(value, MAX_DEPTH))
    except _Misfit as misfit:
        raise Unencodable(f"{misfit.path or 'the value'} {misfit.what}") from None


def unpack(data: bytes | bytearray | memoryview | msgspec.Raw) -> Any:
    """Read what ``pack`` wrote.

    Raises:
        WireError: The text is not JSON, nests too deep, or holds a malformed tag.
    """
    try:
        parsed = _decoder.decode(data)
        return parsed if _is_untagged(data) else _from_json(parsed, MAX_DEPTH)
    except RecursionError:
        raise WireError(f"a value nests deeper than {MAX_DEPTH} levels") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if "out of range" in str(error):
            what = "a whole number has more digits than JSON carries"
            raise WireError(f'{what}; send it as {{"$": "int", "v": "…"}}') from None
        raise WireError(f"not a value: {error}") from None


def bare(shown: Any) -> Any:
    """Return a shown value without the word on how it is shown."""
    match shown:
        case {"show": "sections", "value": list(parts)}:
            return [bare(part) for part in parts]
        case {"show": "nothing"} | None:
            return None
        case {"show": str(), "value": value}:
            return value
    return shown


class _Misfit(Exception):
    """A value that cannot be packed; the path to it is known once it has been passed on."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        self.path = ""

    def below(self, step: str) -> "_Misfit":
        self.path = step + self.path
        return self


def _to_json(value: Any, depth: int) -> Any:
    kind = type(value)
    # Most frequent first: every value of every event comes by here.
    if kind is str:
        return value if value.isascii() else _string_to_json(value)
    if kind is dict:
        return _dict_to_json(value, depth)
    if kind is int:
        if -_SAFE_INTEGER <= value <= _SAFE_INTEGER:
            return value
        return {"$": "int", "v": _digits(value)}
    if value is None or kind is bool:
        return value
    if kind is float:
        return value if math.isfinite(value) else {"$": "float", "v": repr(value)}
    if kind is list or kind is tuple:
        return _items_to_json(value, depth)
    return _rest_to_json(value, kind, depth)


def _items_to_json(items: Any, depth: int) -> list[Any]:
    if depth <= 0:
        raise _too_deep()
    found: list[Any] = []
    try:
        for item in items:
            found.append(_to_json(item, depth - 1))  # noqa: PERF401 - its length tells where
    except _Misfit as misfit:
        raise misfit.below(f"[{len(found)}]") from None
    return found


def _dict_to_json(value: dict[Any, Any], depth: int) -> dict[str, Any]:
    if depth <= 0:
        raise _too_deep()
    found: dict[str, Any] = {}
    for key, item in value.items():
        plain = type(key) is str and key.isascii() and key[:1] != "$"
        name = key if plain else _key_to_json(key)
        try:
            found[name] = _to_json(item, depth - 1)
        except _Misfit as misfit:
            raise misfit.below(f".{key}") from None
    return found


def _rest_to_json(value: Any, kind: type, depth: int) -> dict[str, Any] | Piece:
    if depth <= 0:
        raise _too_deep()
    if kind is Piece:
        values = _items_to_json(value.values, depth - 1) if value.values else []
        return Piece(value.output, value.start, values)
    if kind is Blob:
        return _blob_to_json(value)
    if kind is Source:
        return {"$": "source", "v": value.text}
    raise _Misfit(f"is a {kind.__module__}.{kind.__qualname__}")


def _too_deep() -> _Misfit:
    return _Misfit(f"nests deeper than {MAX_DEPTH} levels")


def _digits(value: int) -> str:
    # hex() has no length limit and no quadratic cost, str() has both.
    if value.bit_length() > 10_000:
        text = hex(value)
        if len(text) > MAX_INTEGER_DIGITS:
            raise _Misfit(f"is an integer of {len(text)} hex digits")
        return text
    return str(value)


def _string_to_json(value: str) -> Any:
    try:
        value.encode()
    except UnicodeEncodeError:
        units = value.encode("utf-16-le", "surrogatepass")
        return {"$": "str", "v": list(struct.unpack(f"<{len(units) // 2}H", units))}
    return value


def _key_to_json(key: Any) -> str:
    if type(key) is not str:
        raise _Misfit(f"has the key {key!r}, which is no string")
    if not key.isascii():
        try:
            key.encode()
        except UnicodeEncodeError:
            raise _Misfit("has a key with a lone surrogate") from None
    return "$" + key if key.startswith("$") else key


def _blob_to_json(blob: Blob) -> dict[str, Any]:
    return {
        "$blob": blob.id,
        "name": blob.name,
        "type": blob.type,
        "size": blob.size,
        "meta": _meta_to_json(blob.meta),
    }


def _meta_to_json(meta: dict[str, Any]) -> Any:
    try:
        return _to_json(meta, 10)
    except _Misfit as misfit:
        raise misfit.below(".meta") from None


def _is_untagged(data: Any) -> bool:
    """Whether JSON text shows at a glance that it holds no tag and nests no deeper than it may."""
    return (
        type(data) is bytes
        and b'"$' not in data
        and b"\\" not in data
        and data.count(b"[") + data.count(b"{") <= MAX_DEPTH
    )


def _from_json(value: Any, depth: int) -> Any:
    if isinstance(value, list):
        if depth <= 0:
            raise WireError(f"a value nests deeper than {MAX_DEPTH} levels")
        return [_from_json(item, depth - 1) for item in value]
    if isinstance(value, dict):
        if depth <= 0:
            raise WireError(f"a value nests deeper than {MAX_DEPTH} levels")
        if "$" in value:
            return _leaf_from_json(value)
        if "$blob" in value:
            return _blob_from_json(value)
        return {
            key[1:] if key.startswith("$") else key: _from_json(item, depth - 1)
            for key, item in value.items()
        }
    return value


def _leaf_from_json(tagged: dict[str, Any]) -> Any:
    match tagged:
        case {"$": "int", "v": str(text)} if len(text) <= MAX_INTEGER_DIGITS and _INTEGER.fullmatch(
            text
        ):
            try:
                return int(text, 16) if "x" in text else int(text)
            except ValueError:
                raise WireError("a tagged integer is malformed or too long") from None
        case {"$": "float", "v": ("nan" | "inf" | "-inf") as text}:
            return float(text)
        case {"$": "str", "v": list(units)} if all(
            type(unit) is int and 0 <= unit < 65536 for unit in units
        ):
            data = struct.pack(f"<{len(units)}H", *units)
            return data.decode("utf-16-le", "surrogatepass")
        case {"$": "source", "v": str(text)}:
            return Source(text)
    raise WireError("a tagged leaf is malformed")


def _blob_from_json(tagged: dict[str, Any]) -> Blob:
    try:
        return msgspec.convert(
            {"id": tagged["$blob"], **{k: v for k, v in tagged.items() if k != "$blob"}}, Blob
        )
    except msgspec.ValidationError:
        raise WireError("a file reference is malformed") from None


def printable(text: str) -> str:
    """Return a text with lone halves of characters spelled out, which no message may hold."""
    return text.encode("utf-8", "backslashreplace").decode()
