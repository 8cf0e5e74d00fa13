"""The signature that stands at the head of a docstring, as C functions write it."""

import ast
import inspect
import keyword
import re
from collections.abc import Sequence

from autoui.reading.annotations.stubs import parameters_of
from autoui.reading.docstrings.docentries import Item
from autoui.reading.field import UNKNOWN

_MAX_LINE = 1_000
_OPEN = re.compile(r"\b(optional|default)", re.IGNORECASE)


def documented(docstring: str | None, name: str) -> inspect.Signature | None:
    """Return the signature that a docstring begins with, ``name(a, b=1[, c])``; None without one.

    Args:
        docstring: As written.
        name: The function's name.
    """
    line = (docstring or "").strip().partition("\n")[0]
    call = rf"(?:[\w.]+\.)?{re.escape(name)}\("
    match = re.match(rf"{call}(.*)\)(?:\s*->.*)?\s*$", line[:_MAX_LINE])
    # "Wavelet(name, filter_bank=None) object describes …": a sentence may begin with it.
    match = match or re.match(rf"{call}([^()]*)\) \w", line[:_MAX_LINE])
    if match is None:
        return None
    try:
        (function,) = ast.parse(f"def f({_without_brackets(match[1])}): ...").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(function, ast.FunctionDef):
        return None
    parameters = [one.replace(annotation=UNKNOWN) for one in parameters_of(function.args)]
    try:
        return inspect.Signature(parameters)
    except ValueError:
        return None


def listed(params: Sequence[Item]) -> inspect.Signature | None:
    """Return the signature that the entries of a Parameters section make; None without any.

    What an entry says is optional, or has a default, may be left out.
    """
    found = [
        inspect.Parameter(
            item.name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=UNKNOWN if _OPEN.search(item.type) else inspect.Parameter.empty,
            annotation=UNKNOWN,
        )
        for item in params
        if item.name.isidentifier() and not keyword.iskeyword(item.name)
    ]
    if not found or len(found) != len(params):
        return None
    return inspect.Signature(found, __validate_parameters__=False)


def _without_brackets(arguments: str) -> str:
    """Write ``a[, b[, c]]`` as ``a, b=..., c=...``."""
    if "[" not in arguments:
        return arguments
    opened = re.sub(r"\[\s*,?\s*(\w+)(?:\s*=\s*[^,\[\]]+)?", r", \1=...", arguments)
    return opened.replace("]", "").strip(" ,")
