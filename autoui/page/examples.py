"""Example rows: given ones, or those that the docstring shows, as plain inputs."""

import ast
import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

from autoui.components.base import Scope
from autoui.errors import AutouiError, InvalidInputs, UsageError
from autoui.page.endpoint import Endpoint, Input
from autoui.page.example_rows import FILE_KINDS, ListRows, Rows, Texts, Wanted, rows_of
from autoui.page.fingerprint import fingerprint
from autoui.reading.field import Row
from autoui.wire.values import Blob, Source, pack

PER_PAGE = 10
"""Rows on a page, unless told otherwise."""

MOST = 200
"""Rows of the longest page, and of one answer."""

_CHECKED_AT_ONCE = 1_000
_MAX_LABEL = 40
_INTEGRAL_BELOW = 1e15

Found = dict[str, Any]
"""``examples`` of an endpoint in the page document, or the answer to a question for more."""

Caching = Literal["never", "lazy", "eager"]
"""When the results of example rows are recorded: on the first click, or before the page is up."""


def none_given() -> Found:
    """Return what stands in the page document of a function without examples."""
    return {"rows": [], "results": [], "labels": [], "source": "given", "total": 0}


class Examples:
    """The example rows of one endpoint: the first page at once, the others when asked for.

    Args:
        endpoint: Whose inputs they fill.
        rows: Where they come from.
        encode: Makes plain inputs of a row; the row's number goes into what is wrong with it.
        per_page: How many stand on a page.
        source: Whether the author gave them, or the docstring.
        results: What the documentation says that they give.
        caching: When their results are recorded.
        runs: Whether choosing one runs it.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        rows: Rows,
        encode: Callable[[int, Any], list[Any]],
        *,
        per_page: int = PER_PAGE,
        source: Literal["given", "docs"] = "given",
        results: Sequence[str] = (),
        caching: Caching = "never",
        runs: bool = False,
    ) -> None:
        self.caching: Caching = caching
        self._endpoint = endpoint
        self._rows = rows
        self._encode = encode
        self._per_page = per_page
        self._source = source
        self._results = results
        self._runs = runs
        # A file is copied once, however often its page is looked at.
        self._with_files: dict[int, list[Any]] = {}
        self._searched: list[str] | None = None

    @property
    def total(self) -> int | None:
        """How many rows there are; None as long as nobody knows."""
        return self._rows.total

    def first(self) -> Found:
        """Return what travels with the page.

        Raises:
            UsageError: A row does not fit the inputs.
        """
        plain = self._plain_rows(0, self._per_page)
        total = self.total
        if total is not None and self._per_page < total <= _CHECKED_AT_ONCE and not self._has_files:
            # Few enough to hear of a mistake at the start.
            self._plain_rows(self._per_page, total)
        found = self._found(dict(enumerate(plain)))
        given: Found = {
            "source": self._source,
            "per_page": self._per_page,
            "searchable": total is not None and total > self._per_page,
        }
        if (columns := self._columns(plain)) is not None:
            given["columns"] = columns
        if self.caching != "never":
            given["acts"] = "outcome"
        elif self._runs:
            given["acts"] = "run"
        return {**given, "total": total, **found}

    def page(self, start: int, count: int, search: str = "") -> Found:
        """Return the rows of a page: ``first`` without what holds for all of them, and ``numbers``.

        A row that does not fit is told in ``faults`` by its number; its values are missing.
        """
        start, count = max(0, start), max(0, min(count, MOST))
        if search.strip():
            matching = self._matching(search)
            numbers: Sequence[int] = matching[start : start + count]
            total: int | None = len(matching)
        else:
            there = len(self._rows.read(start, start + count))
            numbers, total = range(start, start + there), self.total
        rows: dict[int, list[Any]] = {}
        faults: dict[str, str] = {}
        for number in numbers:
            try:
                rows[number] = self.row(number)
            except UsageError as error:
                rows[number] = [None] * len(self._endpoint.inputs)
                faults[str(number)] = error.what
        found = {"start": start, "total": total, "numbers": list(numbers), **self._found(rows)}
        return {**found, "faults": faults} if faults else found

    def row(self, number: int) -> list[Any]:
        """Return the plain inputs of a row.

        Raises:
            IndexError: There is no such row.
            UsageError: It does not fit the inputs.
        """
        if (known := self._with_files.get(number)) is not None:
            return known
        rows = self._rows.read(number, number + 1) if number >= 0 else []
        if not rows:
            raise IndexError(f"there is no example {number + 1}")
        plain = self._encode(number, rows[0])
        if self._has_files:
            self._with_files[number] = plain
        return plain

    def fingerprint(self) -> tuple[str, str]:
        """Return what tells the function from others, and this version of it from others."""
        return fingerprint(self._endpoint)

    @property
    def _has_files(self) -> bool:
        return any(one.component.kind in FILE_KINDS for one in self._endpoint.inputs)

    def _plain_rows(self, start: int, stop: int) -> list[list[Any]]:
        rows = self._rows.read(start, stop)
        plain = [self._encode(number, row) for number, row in enumerate(rows, start)]
        if self._has_files:
            self._with_files.update(enumerate(plain, start))
        return plain

    def _found(self, rows: dict[int, list[Any]]) -> Found:
        results = self._results
        return {
            "rows": list(rows.values()),
            "results": [results[at] if at < len(results) else "" for at in rows],
            "labels": [_label(self._endpoint, row) for row in rows.values()],
        }

    def _columns(self, plain: list[list[Any]]) -> list[int] | None:
        """Return the inputs that the rows say anything of; None for all."""
        inputs = self._endpoint.inputs
        rows = self._rows.read(0, self._per_page)
        said = [
            at
            for at, one in enumerate(inputs)
            if any(_given(row, at, one.name, len(inputs)) is not None for row in rows)
        ]
        return said if plain and 0 < len(said) < len(inputs) else None

    def _matching(self, search: str) -> list[int]:
        """Return the numbers of the rows that contain every word."""
        total = self.total
        if total is None:
            raise ValueError("These rows are made as they are asked for: they cannot be searched.")
        if self._searched is None:
            self._searched = [_searchable(row) for row in self._rows.read(0, total)]
        words = search.casefold().split()
        return [at for at, text in enumerate(self._searched) if all(word in text for word in words)]


def examples(
    endpoint: Endpoint,
    given: Any,
    scope: Scope,
    *,
    per_page: int = PER_PAGE,
    caching: Caching = "never",
    runs: bool = False,
) -> Examples:
    """Return the example rows of an endpoint.

    Args:
        endpoint: Whose inputs they fill.
        given: What ``Interface(examples=)`` was given; None takes the docstring's.
        scope: Where pictures and files of the rows go.
        per_page: How many stand on a page.
        caching: When their results are recorded.
        runs: Whether choosing one runs it.

    Raises:
        UsageError: A given row does not fit the inputs.
    """
    if type(per_page) is not int or not 1 <= per_page <= MOST:
        raise UsageError(f"examples_per_page={per_page!r}", f"give a number from 1 to {MOST}")
    if given is None:
        rows, results = _from_docs(endpoint, scope)
        return Examples(
            endpoint, ListRows(rows), lambda _, row: list(row), per_page=per_page, source="docs",
            results=results, caching=caching, runs=runs,
        )  # fmt: skip
    reader = _Reader(endpoint, scope)
    rows_ = rows_of(given, reader.wanted())
    return Examples(endpoint, rows_, reader.plain, per_page=per_page, caching=caching, runs=runs)


def caching_of(given: Any) -> Caching:
    """Return what ``cache_examples=`` means.

    Raises:
        UsageError: It is no choice.
    """
    match given:
        case None | False | "never":
            return "never"
        case True | "eager":
            return "eager"
        case "lazy":
            return "lazy"
    raise UsageError(f"cache_examples={given!r}", 'give True, False or "lazy"')


class _Reader:
    """Makes plain inputs of rows as they were given."""

    def __init__(self, endpoint: Endpoint, scope: Scope) -> None:
        self._endpoint = endpoint
        self._scope = scope

    def wanted(self) -> list[Wanted]:
        return [
            Wanted(one.name, one.label, one.component.kind, partial(_fits, one))
            for one in self._endpoint.inputs
        ]

    def plain(self, number: int, row: Any) -> list[Any]:
        inputs = self._endpoint.inputs
        if not isinstance(row, list | tuple | dict | Texts) and len(inputs) > 1:
            raise UsageError(f"example {number + 1} is {row!r}, which is no list of inputs")
        found = []
        for at, one in enumerate(inputs):
            try:
                found.append(self._value(one, _given(row, at, one.name, len(inputs)), row))
            except (TypeError, ValueError, OSError, AutouiError) as error:
                raise UsageError(
                    f"example {number + 1} does not fit {one.name}: {error}",
                    "correct it in examples=",
                ) from error
        return found

    def _value(self, one: Input, value: Any, row: Any) -> Any:
        if one.secret:
            return None
        if value is None:
            # What a row does not say stands as it does at first.
            return None if one.component.spec.optional else _or_none(one, self._scope)
        if isinstance(row, Texts):
            plain = self._from_text(one, str(value), row)
        else:
            plain = _plain(one, value, self._scope)
        if plain is not None:
            for problem in one.component.check_given(plain):
                raise ValueError(f"{problem.field} {problem.message}".strip())
        return plain

    def _from_text(self, one: Input, text: str, row: Texts) -> Any:
        kind = one.component.kind
        if kind in FILE_KINDS:
            if not text:
                return None
            path = row.folder / text
            if row.inside and not path.resolve().is_relative_to(row.folder.resolve()):
                raise ValueError(f"{text} lies outside {row.folder.name}")
            return _plain(one, Path(path), self._scope)
        if not text and kind != "text":
            return None
        return one.component.from_text(text)


def _given(row: Any, at: int, name: str, inputs: int) -> Any:
    """Return what a row says of an input; None if nothing."""
    cells = row.cells if isinstance(row, Texts) else row
    if isinstance(cells, dict) and (inputs > 1 or name in cells or isinstance(row, Texts)):
        return cells.get(name)
    if isinstance(cells, list | tuple) and (
        inputs > 1 or len(cells) == 1 or isinstance(row, Texts)
    ):
        return cells[at] if at < len(cells) else None
    return cells


def _fits(one: Input, text: str) -> bool:
    try:
        return not list(one.component.check_given(one.component.from_text(text)))
    except ValueError:
        return False


def _or_none(one: Input, scope: Scope) -> Any:
    try:
        return _plain(one, _initial(one), scope)
    except (TypeError, ValueError, OSError, AutouiError):
        return None


def _searchable(row: Any) -> str:
    cells = row.cells if isinstance(row, Texts) else row
    if isinstance(cells, dict):
        cells = list(cells.values())
    if not isinstance(cells, list | tuple):
        cells = [cells]
    return "\0".join(str(cell) for cell in cells if cell is not None).casefold()


def _plain(one: Input, value: Any, scope: Scope) -> Any:
    return None if value is None or one.secret else one.component.encode_given(value, scope)


def _from_docs(endpoint: Endpoint, scope: Scope) -> tuple[list[list[Any]], list[str]]:
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
