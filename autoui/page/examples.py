"""The example rows of an endpoint: given ones, or those that its documentation shows."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from autoui.components.base import Scope
from autoui.errors import UsageError
from autoui.page.endpoint import Endpoint
from autoui.page.example_docs import documented
from autoui.page.example_inputs import RowReader, said_of
from autoui.page.example_labels import label_of
from autoui.page.example_rows import FILE_KINDS, ListRows, Rows, Texts, rows_of
from autoui.page.fingerprint import fingerprint

PER_PAGE = 10
"""Rows on a page, unless told otherwise."""

MOST = 200
"""Rows of the longest page, and of one answer."""

_CHECKED_AT_ONCE = 1_000

PageRows = dict[str, Any]
"""``examples`` of an endpoint in the page document, or the answer to a question for more."""

Caching = Literal["never", "lazy", "eager"]
"""When the results of example rows are recorded: on the first click, or before the page is up."""


def none_given() -> PageRows:
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

    def first(self) -> PageRows:
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
        given: PageRows = {
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

    def page(self, start: int, count: int, search: str = "") -> PageRows:
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

    def _found(self, rows: dict[int, list[Any]]) -> PageRows:
        results = self._results
        return {
            "rows": list(rows.values()),
            "results": [results[at] if at < len(results) else "" for at in rows],
            "labels": [label_of(self._endpoint, row) for row in rows.values()],
        }

    def _columns(self, plain: list[list[Any]]) -> list[int] | None:
        """Return the inputs that the rows say anything of; None for all."""
        inputs = self._endpoint.inputs
        rows = self._rows.read(0, self._per_page)
        said = [
            at
            for at, one in enumerate(inputs)
            if any(said_of(row, at, one.name, len(inputs)) is not None for row in rows)
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
        rows, results = documented(endpoint, scope)
        return Examples(
            endpoint, ListRows(rows), lambda _, row: list(row), per_page=per_page, source="docs",
            results=results, caching=caching, runs=runs,
        )  # fmt: skip
    reader = RowReader(endpoint, scope)
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


def _searchable(row: Any) -> str:
    cells = row.cells if isinstance(row, Texts) else row
    if isinstance(cells, dict):
        cells = list(cells.values())
    if not isinstance(cells, list | tuple):
        cells = [cells]
    return "\0".join(str(cell) for cell in cells if cell is not None).casefold()
