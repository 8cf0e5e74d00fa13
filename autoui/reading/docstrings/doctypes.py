"""Types in a docstring's own words: ``int, optional``, ``{'a', 'b'}``, ``(N,) ndarray``."""

import ast
import datetime
import inspect
import io
import numbers
import os
import re
import sys
import types
import typing
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Union

from autoui.reading.field import UNKNOWN

MAX_TYPE = 300
"""Characters of a docstring type that is looked at; longer ones are prose."""


class ArrayLike:
    """Numbers in any arrangement: a list, an array, a series."""


class DocType(NamedTuple):
    """A docstring's type.

    Attributes:
        type: The type, or ``UNKNOWN``.
        optional: Whether None is one of its values.
    """

    type: Any
    optional: bool = False


_WORDS: dict[str, Any] = {
    "int": int, "integer": int, "integers": int, "ints": int, "long": int, "positive int": int,
    "non-negative int": int, "float": float, "floats": float, "double": float, "number": float,
    "numbers": float, "numeric": float, "real": float, "scalar": float, "scalars": float,
    "real number": float, "bool": bool, "boolean": bool, "bools": bool, "booleans": bool,
    "str": str, "string": str, "strings": str, "strs": str, "text": str, "unicode": str,
    "basestring": str, "bytes": bytes, "complex": complex, "dict": dict, "dictionary": dict,
    "mapping": dict, "list": list, "tuple": tuple, "set": set, "sequence": list, "iterable": list,
    "callable": Callable, "function": Callable, "func": Callable, "path": Path,
    "pathlib.path": Path, "path-like": Path, "path-like object": Path, "pathlike": Path,
    "os.pathlike": os.PathLike, "file": io.IOBase, "file-like": io.IOBase,
    "file-like object": io.IOBase, "file object": io.IOBase, "fileobj": io.IOBase,
    "file handle": io.IOBase, "datetime": datetime.datetime,
    "datetime.datetime": datetime.datetime, "date": datetime.date, "datetime.date": datetime.date,
    "time": datetime.time, "datetime.time": datetime.time, "timedelta": datetime.timedelta,
    "datetime.timedelta": datetime.timedelta, "array_like": ArrayLike, "array-like": ArrayLike,
    "arraylike": ArrayLike, "array like": ArrayLike, "series": ArrayLike, "array": ArrayLike,
    "pandas.series": ArrayLike, "pd.series": ArrayLike, "1d array": ArrayLike,
    "2d array": ArrayLike, "hashable": Hashable, "sparse matrix": ArrayLike,
    "sparse array": ArrayLike, "label indicator array": ArrayLike,
    "label indicator matrix": ArrayLike, "array scalar": float,
}  # fmt: skip
_NOISE = re.compile(
    r"[,;]?\s*\(?\b(optional|default(s)?( is| to| value)?\s*[:=]?\s*[^,;]*|keyword[- ]only)\)?\s*$",
    re.IGNORECASE,
)
_ROLE = re.compile(r":[\w:]+:`[~!]?([^`<]+?)(?:\s*<[^`]*>)?`")
_SHAPE = re.compile(r"^\([^()]{0,60}\)\s*|\s*\([^()]{0,60}\)$")
_SHAPED = re.compile(
    r",?\s+(?:(?:of|with)\s+)?shapes?\s*[=:]?\s*\([^()]*\)(?:\s*(?:or|and|,)\s*\([^()]*\))*"
    r"|,\s+(?:\d-?d(?:imensional)?(?:\s+or\s+\d-?d)?|real(?:-valued)?|square)$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s+in\s+[\[(][^\[\]()]*[\])]$")
_SIGN = re.compile(r"^(?:strictly )?(?:positive|negative|non-?negative|unsigned) ", re.IGNORECASE)
_CALLED = re.compile(r"^(?:callable|function)(?: \w+)?\(.*", re.IGNORECASE)
_DIMENSIONS = re.compile(r"^(\d|n|\w)-?d(imensional)?\s+", re.IGNORECASE)
_ARRAY_LIKE_OF = re.compile(r"^array[_ -]?like\s+(of|with)\s", re.IGNORECASE)
_OF = re.compile(r"^(list|tuple|set|sequence|iterable|array|collection)s?\s+(of\s+)", re.IGNORECASE)
_GENERIC = re.compile(
    r"^(list|tuple|set|sequence|iterable|optional|union|dict)\[(.*)\]$", re.IGNORECASE
)
_BRACKET = re.compile(r"[\[({\])}]")
_DEEPER = {"[": 1, "(": 1, "{": 1, "]": -1, ")": -1, "}": -1}
_CONTAINERS: dict[str, Any] = {"list": list, "tuple": tuple, "set": set}
_CHOICE_SET = re.compile(r"^\{([^{}]*)\}$")
_LITERALS = re.compile(
    r"^(?:one of|either)?\s*[\[({]?((?:['\"][^'\"]*['\"]|[,|\s]|\bor\b)+)[\])}]?$"
)
_OF_TYPE = re.compile(r"^(str|string|int|float),?\s*(?=[{\[('\"])", re.IGNORECASE)
_OR_NONE = re.compile(r"\s+or\s+None$|,\s*None$")
_BETWEEN = re.compile(r"\s*[,|]\s*|\s+or\s+")
_NO_CHOICE = re.compile(r"^default[:=\s]+|\s*\(default\)$|^or\s+")
_ARRAYS = frozenset(
    {"ndarray", "numpy.ndarray", "np.ndarray", "numpy array", "np.array", "numpy.array",
     "numpy ndarray"}
)  # fmt: skip
_ARRAYS_OF = _ARRAYS | {"array"}
_ARTICLE = re.compile(r"^an?\s+", re.IGNORECASE)
_DIRECTED = re.compile(r"\bdirected graph", re.IGNORECASE)
_FRAME_NAME = "DataFrame"
_FRAME = re.compile(r"(?:(pandas|pd|polars|pl)\.)?data ?frame$")
_PICTURES = frozenset({"pil.image", "pil.image.image", "pil image", "image.image"})


def read(text: str) -> DocType:
    """Return the type that a docstring's words name; ``UNKNOWN`` when they are prose."""
    if not text or len(text) > MAX_TYPE:
        return DocType(UNKNOWN)
    return _read(_bare(text), 0)


def _bare(text: str) -> str:
    """Return a docstring's type without markup and without words about its default."""
    text = " ".join(_ROLE.sub(r"\1", text).replace("`", "").split())
    for _ in range(4):
        text, before = _NOISE.sub("", text).strip(" ,;."), text
        if text == before:
            break
    return _SHAPED.sub("", _RANGE.sub("", _SIGN.sub("", text)))


def class_used(text: str, function: Any) -> type | None:
    """Return the class of a function's own package that its module calls as Python calls another.

    The ``Boolean`` of a library of formulas is none of Python's; its numbers are made of Python's.
    """
    if not text[:1].isupper() or text.lower() not in _WORDS:
        return None
    found = getattr(function, "__globals__", {}).get(text)
    if not isinstance(found, type) or issubclass(found, numbers.Number):
        return None
    return found if _package(found) == _package(function) else None


def _package(function: Any) -> str:
    return str(getattr(function, "__module__", "")).partition(".")[0]


def class_named(text: str, function: Any) -> type | None:
    """Return the class of a function's own package that a docstring's type names, else None.

    ``graph``, ``nx.Graph`` and ``NetworkX graph`` are all ``networkx.Graph``; of several classes
    it is the first.
    """
    if not text or len(text) > MAX_TYPE:
        return None
    package = _package(function)
    named = [_own_class(one, package) for one in _alternatives(_SHAPE.sub("", _bare(text)))]
    return named[0] if named and None not in named else None


def _own_class(text: str, package: str) -> type | None:
    """Return the class that words such as ``a directed graph`` mean in a package, else None."""
    *before, name = _DIRECTED.sub("digraph", text).split(" ")
    if {one.lower() for one in before} - {"a", "an", "the", "undirected", package}:
        return None
    name = name.rpartition(".")[2].lower()
    lengths = (len(name), len(name) - 1)
    for known, found in vars(sys.modules.get(package, types)).items():
        if len(known) not in lengths or not isinstance(found, type):
            continue
        if known.lower() not in (name, name.removesuffix("s")):
            continue
        if _package(found) == package and not inspect.isabstract(found):
            return found
    return None


def class_beside(name: str, function: Any) -> type | None:
    """Return the class that other functions of a module document for a parameter of this name.

    None where they name none, or several. A module that explains its graph ``G`` in one function
    after another need not do so in every one.
    """
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    entry = re.compile(rf"^[ \t]*{re.escape(name)} : (.+)$", re.MULTILINE)
    found: set[type] = set()
    for other in vars(module).values() if module is not None else ():
        text = other.__doc__ if isinstance(other, types.FunctionType) else None
        if text and f"{name} :" in text and (match := entry.search(text)):
            named = class_named(match[1].strip(), function)
            found |= {named} if named is not None else set()
    return found.pop() if len(found) == 1 else None


def _read(text: str, depth: int) -> DocType:
    # Most are one word, which needs no taking apart.
    if (known := _WORDS.get(text.lower())) is not None:
        return DocType(known)
    if text[:1] in ("a", "A") and (match := _ARTICLE.match(text)):
        return _read(text[match.end() :], depth)
    choices = _choices(text)
    if choices is not None:
        return choices
    if match := _CHOICE_SET.match(text):
        text = match[1]
    parts = _alternatives(text)
    if len(parts) > 1 and depth < 5:
        return _union([_read(part, depth + 1) for part in parts])
    return _single(parts[0] if parts else "", depth)


def _single(text: str, depth: int) -> DocType:
    if text.lower() in ("none", "nonetype"):
        return DocType(type(None), optional=True)
    if text in ("True", "False"):
        return DocType(bool)
    if match := _GENERIC.match(text):
        return _generic(match[1].lower(), match[2], depth)
    if _CALLED.match(text):
        return DocType(Callable)
    plain = _DIMENSIONS.sub("", _SHAPE.sub("", text).strip()).strip("~ ")
    lower = plain.lower()
    if lower in _ARRAYS or lower.partition(" of ")[0] in _ARRAYS_OF:
        return DocType(_array())
    if (match := _FRAME.match(lower)) and (frame := _frame(match[1])) is not None:
        return DocType(frame)
    if lower in _PICTURES:
        return DocType(_picture())
    if _ARRAY_LIKE_OF.match(plain):
        return DocType(ArrayLike)
    if match := _OF.match(plain):
        return _of(match[1].lower(), plain[match.end() :], depth)
    return DocType(_WORDS.get(lower, UNKNOWN))


def _of(container: str, rest: str, depth: int) -> DocType:
    item = _read(rest, depth + 1).type if depth < 5 else UNKNOWN
    origin = _CONTAINERS.get(container, list)
    if item is UNKNOWN or item is ArrayLike:
        return DocType(origin)
    return DocType(_of_items(origin, item))


def _of_items(origin: Any, item: Any) -> Any:
    return origin[item, ...] if origin is tuple else origin[item]


def _generic(name: str, inner: str, depth: int) -> DocType:
    if depth >= 5:
        return DocType(UNKNOWN)
    parts = [_read(part, depth + 1) for part in _split(inner, ",")]
    if name == "optional" and len(parts) == 1:
        return DocType(parts[0].type, optional=True)
    if name == "union":
        return _union(parts)
    if name == "dict":
        return DocType(dict)
    item = parts[0].type if parts else UNKNOWN
    origin = _CONTAINERS.get(name, list)
    if item is Hashable and name in ("sequence", "iterable"):
        return DocType(Sequence[Hashable])
    if item is UNKNOWN or (origin is tuple and len(parts) != 2):
        return DocType(origin)
    return DocType(_of_items(origin, item))


def _union(parts: list[DocType]) -> DocType:
    optional = any(part.optional for part in parts)
    members: list[Any] = []
    for part in parts:
        if part.type is not type(None) and part.type not in members:
            members.append(part.type)
    if Callable in members and all(one in (Callable, UNKNOWN) for one in members):
        # "function, LowLevelCallable": one kind of function or another.
        return DocType(Callable, optional)
    if frames := [one for one in members if getattr(one, "__name__", "") == _FRAME_NAME]:
        # A table, among other things that nobody can tell apart by their words.
        members = [frames[0], *([Any] if len(members) > 1 else [])]
    if not members or UNKNOWN in members:
        return DocType(UNKNOWN, optional)
    if set(members) == {int, float}:
        members = [float]
    if len(members) == 1:
        return DocType(members[0], optional)
    try:
        return DocType(Union[tuple(members)], optional)  # noqa: UP007
    except TypeError:
        return DocType(UNKNOWN, optional)


def _alternatives(text: str) -> list[str]:
    parts = [text]
    for separator in ("|", " or ", ",", "/"):
        parts = [piece for part in parts for piece in _split(part, separator)]
    return [part.removeprefix("or ").strip() for part in parts if part.strip() not in ("", "or")]


def _split(text: str, separator: str) -> list[str]:
    """Split outside brackets and quotes; ``" of "`` keeps ``list of int or float`` together."""
    if separator not in text:
        return [text]
    if _BRACKET.search(text) is None:
        return [part.strip() for part in text.split(separator)]
    parts, start, depth, at = [], 0, 0, 0
    while at < len(text):
        depth += _DEEPER.get(text[at], 0)
        if depth == 0 and text.startswith(separator, at):
            parts.append(text[start:at].strip())
            at += len(separator)
            start = at
        else:
            at += 1
    return [*parts, text[start:].strip()]


def _choices(text: str) -> DocType | None:
    """Read ``{'a', 'b'}`` and ``'a' | 'b'``."""
    plain = _OR_NONE.sub("", _OF_TYPE.sub("", text))
    optional = plain != text and "None" in text
    if match := _CHOICE_SET.match(plain) or _LITERALS.match(plain):
        values = []
        for part in _BETWEEN.split(match[1].strip()):
            cleaned = _NO_CHOICE.sub("", part.strip())
            if not cleaned:
                continue
            try:
                value = _literal(cleaned)
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                return None
            if value is None:
                optional = True
            elif not isinstance(value, str | int | bool | bytes) or value in values:
                return None if not isinstance(value, str) else DocType(str, optional)
            else:
                values.append(value)
        if len(values) > 1:
            return DocType(typing.Literal[tuple(values)], optional)
    return None


def _literal(text: str) -> Any:
    """Return what ``ast.literal_eval`` does; a plain word in quotes needs no parser."""
    word = text[1:-1]
    quoted = text[0] in "'\"" and text[0] == text[-1]
    return word if quoted and word.isidentifier() else ast.literal_eval(text)


def _array() -> Any:
    import numpy as np

    return np.ndarray


def _frame(library: str | None) -> Any:
    """Return the data frame of a library that is loaded already, pandas by default; else None."""
    module = sys.modules.get("polars" if library in ("pl", "polars") else "pandas")
    return getattr(module, _FRAME_NAME, None)


def _picture() -> Any:
    from PIL import Image

    return Image.Image
