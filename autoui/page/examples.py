"""Example rows: given ones, or those that the docstring shows, as plain inputs."""

import ast
import math
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from autoui.components.base import Scope
from autoui.errors import AutouiError, InvalidInputs, UsageError
from autoui.page.endpoint import Endpoint, Input
from autoui.reading.field import Row
from autoui.wire import Blob, Source, pack

MAX_ROWS = 200
"""Rows that travel with the page."""

_MAX_LABEL = 40

Found = dict[str, Any]
"""``{"rows", "results", "labels", "source"}`` of the page document."""


def examples(endpoint: Endpoint, given: Any, scope: Scope) -> Found:
    """Return the example rows of an endpoint.

    Args:
        endpoint: Whose inputs they fill.
        given: What ``Interface(examples=)`` was given; None takes the docstring's.
        scope: Where pictures and files of the rows go.

    Raises:
        UsageError: A given row does not fit the inputs.
    """
    if given is None:
        return _from_docs(endpoint, scope)
    rows = [_given_row(endpoint, row, at, scope) for at, row in enumerate(_listed(endpoint, given))]
    return _found(endpoint, rows[:MAX_ROWS], [""] * min(len(rows), MAX_ROWS), "given")


def _listed(endpoint: Endpoint, given: Any) -> list[Sequence[Any]]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise UsageError(
            f"examples={given!r} is no list of rows", "give a list of rows: [[5, 2], [7, 3]]"
        )
    rows = list(given)
    if len(endpoint.inputs) == 1:
        return [row if isinstance(row, list | tuple) and len(row) == 1 else [row] for row in rows]
    if rows and not any(isinstance(row, list | tuple) for row in rows):
        # One row of several inputs, written flat.
        rows = [rows]
    return rows


def _given_row(endpoint: Endpoint, row: Any, at: int, scope: Scope) -> list[Any]:
    if not isinstance(row, list | tuple):
        raise UsageError(f"example {at + 1} is {row!r}, which is no list of inputs")
    plain: list[Any] = []
    for place, one in enumerate(endpoint.inputs):
        value = row[place] if place < len(row) else None
        try:
            plain.append(_plain(one, value, scope))
        except (TypeError, ValueError, OSError, AutouiError) as error:
            raise UsageError(
                f"example {at + 1} does not fit {one.name}: {error}", "correct it in examples="
            ) from error
    return plain


def _plain(one: Input, value: Any, scope: Scope) -> Any:
    return None if value is None or one.secret else one.component.encode_given(value, scope)


def _from_docs(endpoint: Endpoint, scope: Scope) -> Found:
    rows: list[list[Any]] = []
    results: list[str] = []
    for row in endpoint.reading.rows:
        plain = _survivor(endpoint, row, scope)
        if plain is not None and plain not in rows:
            rows.append(plain)
            results.append(_result(row.result))
    return _found(endpoint, rows, results, "docs")


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
            value = row.values.get(one.name, _initial(one))
            encoded = _plain(one, value, scope)
            if one.name in row.values and not _survives(one, value, encoded, scope):
                return None
            pack(encoded)
        except (TypeError, ValueError, OSError, AutouiError):
            return None
        plain.append(encoded)
    return plain


def _initial(one: Input) -> Any:
    return one.field.default if one.field.has_default else one.component.spec.value


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


def _found(
    endpoint: Endpoint,
    rows: list[list[Any]],
    results: list[str],
    source: Literal["given", "docs"],
) -> Found:
    return {
        "rows": rows,
        "results": results,
        "labels": [_label(endpoint, row) for row in rows],
        "source": source,
    }


def _label(endpoint: Endpoint, row: list[Any]) -> str:
    """Return the row in a few words: what differs from the defaults."""
    words = []
    for one, value in zip(endpoint.inputs, row, strict=True):
        if value is None or one.secret or (one.field.has_default and value == one.field.default):
            continue
        if isinstance(value, bool):
            words.append(one.name if value else f"no {one.name}")
        else:
            words.append(_short(value))
    text = " ".join(" ".join(words).split()) or "defaults"
    return text if len(text) <= _MAX_LABEL else f"{text[: _MAX_LABEL - 1].rstrip()}…"


def _short(value: Any) -> str:
    if isinstance(value, Blob):
        return value.name
    if isinstance(value, Source):
        return value.text
    if isinstance(value, list):
        return ", ".join(_short(item) for item in value[:6]) + (" …" if len(value) > 6 else "")
    return str(value)
