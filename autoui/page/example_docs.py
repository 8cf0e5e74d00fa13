"""Example rows that the documentation of a function shows."""

import ast
import math
from typing import Any

from autoui.components.base import Scope
from autoui.errors import AutouiError, InvalidInputs
from autoui.page.endpoint import Endpoint, Input
from autoui.page.example_inputs import initial_of, plain_of
from autoui.reading.field import Row
from autoui.wire.values import pack


def documented(endpoint: Endpoint, scope: Scope) -> tuple[list[list[Any]], list[str]]:
    """Return the plain inputs of each documented row that stands for them, and its result."""
    rows: list[list[Any]] = []
    results: list[str] = []
    for row in endpoint.reading.rows:
        plain = _survivor(endpoint, row, scope)
        if plain is not None and plain not in rows:
            rows.append(plain)
            results.append(_result(row.result))
    return rows, results


def _result(text: str) -> str:
    """Return a documented result as it reads on a page: a text without its quotes."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return text
    return value if isinstance(value, str) else text


def _survivor(endpoint: Endpoint, row: Row, scope: Scope) -> list[Any] | None:
    """Return a documented row whose every value survives encode → check → decode, else None."""
    known = {one.name for one in endpoint.inputs}
    if row.values.keys() - known or any(one.secret and one.required for one in endpoint.inputs):
        return None
    plain: list[Any] = []
    for one in endpoint.inputs:
        try:
            value = row.values.get(one.name, initial_of(one))
            encoded = plain_of(one, value, scope)
            if one.name in row.values and not _survives(one, value, encoded, scope):
                return None
            pack(encoded)
        except (TypeError, ValueError, OSError, AutouiError):
            return None
        plain.append(encoded)
    return plain


def _survives(one: Input, value: Any, encoded: Any, scope: Scope) -> bool:
    if encoded is None:
        return value is None and bool(one.component.spec.optional or one.component.kind == "any")
    if list(one.component.check_given(encoded)):
        return False
    try:
        decoded = one.component.decode_given(encoded, scope)
    except InvalidInputs:
        return False
    return _same(value, decoded)


def _same(value: Any, decoded: Any) -> bool:
    if isinstance(value, float) and isinstance(decoded, float) and math.isnan(value):
        return math.isnan(decoded)
    if isinstance(value, list | tuple | set | frozenset) and not isinstance(decoded, str):
        try:
            return sorted(map(repr, value)) == sorted(map(repr, decoded)) or list(value) == list(
                decoded
            )
        except TypeError:
            return False
    if hasattr(decoded, "isoformat") and isinstance(value, str):
        return bool(decoded.isoformat().startswith(value))
    return bool(value == decoded)
