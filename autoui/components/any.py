"""A value of any kind: what a person types is read as Python reads a literal, else as text."""

import ast
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Unpack

from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common, problem
from autoui.errors import Problem
from autoui.wire.values import Blob, Source


@dataclass(frozen=True, kw_only=True, slots=True)
class AnythingSpec(Spec):
    """What a value of any kind can be told.

    Attributes:
        placeholder: Grey text in the empty field.
        as_array: Whether lists become NumPy arrays.
        lists: Whether commas make a list of what is typed.
        makes: The class of which lists, tuples, sets and dicts become an object; None of none.
    """

    placeholder: str = ""
    as_array: bool = field(default=False, metadata=PYTHON_ONLY)
    lists: bool = False
    makes: type | None = field(default=None, metadata=PYTHON_ONLY)


class AnythingOptions(Common, total=False):
    """The keywords of ``Anything``; see ``AnythingSpec``."""

    placeholder: str | None
    as_array: bool
    lists: bool
    makes: type | None


class Anything(Component):
    """Any value.

    Args:
        value: What it is at first.
        options: See ``AnythingSpec``.
    """

    kind = "any"

    def __init__(self, value: Any = None, **options: Unpack[AnythingOptions]) -> None:
        found = common(options, self)
        found["placeholder"] = found.get("placeholder") or ""
        super().__init__(AnythingSpec(value=value, **found))

    def check_given(self, value: Any) -> Iterator[Problem]:
        """Yield nothing for any plain value, None included; files have a component of their own."""
        yield from self.check(value)

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield a problem for a file; anything else goes."""
        if isinstance(value, Blob):
            yield Problem("", "must be a value, not a file")

    def decode_given(self, value: Any, scope: Scope) -> Any:
        """Return the value; typed text as the literal it is."""
        return self.decode(value, scope)

    def decode(self, value: Any, scope: Scope) -> Any:
        """Return the value; typed text as the literal it is, lists as arrays where asked for.

        Raises:
            InvalidInputs: A list that makes no array, or a value that its class refuses.
        """
        found = read_literal(value.text) if isinstance(value, Source) else value
        if self.spec.makes is not None and isinstance(found, list | tuple | set | dict):
            return _made(self.spec.makes, found)
        return _to_array(found) if self.spec.as_array else found

    def encode(self, value: Any, scope: Scope) -> Any:
        """Return plain data, or the literal to type for it.

        Raises:
            TypeError: Neither can carry the value.
        """
        if type(value).__module__ == "numpy" and callable(getattr(value, "tolist", None)):
            value = value.tolist()
        if _is_plain(value, 50):
            return value
        text = _written(value)
        if read_literal(text) != value:
            raise TypeError(f"a {type(value).__name__} cannot be written as text")
        return Source(text)

    def from_text(self, text: str) -> Source:
        """Return the text, to be read as a literal."""
        return Source(_listed(text) if self.spec.lists else text)

    def spelling(self) -> Any:
        """Return the class that a value with parts becomes an object of."""
        makes = self.spec.makes
        return {"make": makes.__qualname__, "from": makes.__module__} if makes else None


def _listed(text: str) -> str:
    """Return the list of what stands between commas, as the page writes it, or the text itself."""
    if "," not in text or text.lstrip().startswith(tuple("[({'\"")):
        return text
    parts = [one for part in text.split(",") if (one := part.strip())]
    return f"[{', '.join(_quoted(one) for one in parts)}]"


def _quoted(text: str) -> str:
    plain = isinstance(read_literal(text), str) and not text.startswith(("'", '"'))
    return json.dumps(text, ensure_ascii=False) if plain else text


def _written(value: Any) -> str:
    """Return the literal of a value, the infinities as numbers too large to hold."""
    kind = type(value)
    if kind is float and math.isinf(value):
        return "1e999" if value > 0 else "-1e999"
    if kind is tuple:
        items = ", ".join(map(_written, value))
        return f"({items},)" if len(value) == 1 else f"({items})"
    if kind is list:
        return f"[{', '.join(map(_written, value))}]"
    if kind is dict:
        return f"{{{', '.join(f'{_written(k)}: {_written(v)}' for k, v in value.items())}}}"
    return repr(value)


def read_literal(text: str) -> Any:
    """Return what ``text`` is as a Python literal or as a list or object of JSON, else itself."""
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        pass
    if not text.lstrip().startswith(("[", "{")):
        return text
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return text


def _no_constant(name: str) -> Any:
    # Neither JSON nor Python writes `NaN` so.
    raise ValueError(f"{name} is no JSON")


def _is_plain(value: Any, depth: int) -> bool:
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return True
    if depth <= 0:
        return False
    if kind is list:
        return all(_is_plain(item, depth - 1) for item in value)
    return kind is dict and all(
        type(key) is str and _is_plain(item, depth - 1) for key, item in value.items()
    )


def _made(makes: type, value: Any) -> Any:
    try:
        return makes(value)
    except Exception as error:  # noqa: BLE001 - the class is anybody's
        raise problem(f"makes no {makes.__name__}: {error}") from None


def _to_array(value: Any) -> Any:
    if not isinstance(value, (list, tuple)):
        return value
    import numpy as np

    try:
        return np.asarray(value)
    except ValueError:
        raise problem("must be numbers in rows of equal length") from None
