"""Tables as input: pasted from a spreadsheet, or from a file."""

import csv
import importlib.util
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, Literal, Unpack

from autoui.components.any import read_literal
from autoui.components.array import read_rows
from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common, problem
from autoui.components.file import blob_schema
from autoui.errors import Problem
from autoui.wire.values import Blob

Library = Literal["pandas", "polars"]
Form = Literal["frame", "array", "rows"]

_TEXTS = (".csv", ".tsv", ".txt")
_SAMPLE = 4096
_ROWS = (list, tuple)


@dataclass(frozen=True, kw_only=True, slots=True)
class FrameSpec(Spec):
    """What a table as input can be told.

    Attributes:
        library: What makes the data frame.
        series: Whether the function takes one column, the first.
        form: Whether it takes a data frame, an array of NumPy's, or a list of rows.
        headers: Names of the columns, where a value at first or in an example has none.
    """

    library: Library = field(default="pandas", metadata=PYTHON_ONLY)
    series: bool = field(default=False, metadata=PYTHON_ONLY)
    form: Form = field(default="frame", metadata=PYTHON_ONLY)
    headers: tuple[str, ...] = field(default=(), metadata=PYTHON_ONLY)


class FrameOptions(Common, total=False):
    """The keywords of ``Frame``; see ``FrameSpec``."""

    value: Any
    library: Library
    series: bool
    form: Form
    headers: tuple[str, ...]


class Frame(Component):
    """A data frame.

    Its plain value is the text of a CSV file, a list of records, or a file: CSV, JSON records, and
    Parquet where the library can read it.

    Args:
        options: See ``FrameSpec``; ``value`` is the table at first.
    """

    kind = "frame"

    def __init__(self, **options: Unpack[FrameOptions]) -> None:
        super().__init__(FrameSpec(**common(options, self)))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with the form of the value; what it holds is read later."""
        if isinstance(value, Blob):
            if PurePath(value.name).suffix.lower() not in self._accepted():
                yield Problem("", f"must be one of {', '.join(self._accepted())}")
        elif isinstance(value, str):
            if not value.strip():
                yield Problem("", "is required")
        elif self._items(value) is not None:
            return
        elif not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            yield Problem("", "must be a table: CSV text, a list of records, or a file")

    def decode(self, value: Any, scope: Scope) -> Any:
        """Return the data frame, its first column, or its cells without their names.

        Raises:
            InvalidInputs: The library cannot read it.
        """
        if (items := self._items(value)) is not None:
            return importlib.import_module(self.spec.library).Series(items)
        try:
            frame = self._frame(value, scope)
        except Exception as error:  # noqa: BLE001 - each library has errors of its own
            line = (str(error).splitlines() or ["it cannot be read"])[0]
            raise problem(f"is no table: {line}") from None
        spec: FrameSpec = self.spec
        if spec.series:
            return frame.iloc[:, 0] if spec.library == "pandas" else frame.to_series(0)
        if spec.form == "frame":
            return frame
        cells = frame.to_numpy()
        return cells if spec.form == "array" else cells.tolist()

    def _items(self, value: Any) -> list[Any] | None:
        """Return the items of a single column that were written without a name; else None."""
        if not self.spec.series:
            return None
        found = read_literal(value) if isinstance(value, str) else value
        if isinstance(found, str):
            found = read_rows(found)
        if not isinstance(found, list | tuple) or not found:
            return None
        return None if any(isinstance(one, list | tuple | dict) for one in found) else list(found)

    def _frame(self, value: Any, scope: Scope) -> Any:
        module = importlib.import_module(self.spec.library)
        if isinstance(value, list):
            return module.DataFrame(value)
        if isinstance(value, str):
            return _read_csv(module, value.encode(), _separator(value))
        with scope.open(value) as file:
            data = file.read()
        suffix = PurePath(value.name).suffix.lower()
        if suffix in _TEXTS:
            return _read_csv(module, data, _separator(data[:_SAMPLE].decode("utf-8", "replace")))
        if suffix == ".json":
            return module.DataFrame(json.loads(data))
        return module.read_parquet(io.BytesIO(data))

    def encode(self, value: Any, scope: Scope) -> Any:
        """Return the CSV text of a data frame, rows as records; text and records as they are.

        Raises:
            TypeError: The value is no table.
        """
        if isinstance(value, list) and value and all(isinstance(row, _ROWS) for row in value):
            return _records(value, self.spec.headers)
        if isinstance(value, str | list | Blob):
            return value
        if (rows := getattr(value, "tolist", None)) and getattr(value, "ndim", 0) == 2:
            return _records(rows(), self.spec.headers)
        if callable(writer := getattr(value, "to_csv", None)):
            return writer(index=False)
        if callable(writer := getattr(value, "write_csv", None)):
            return writer()
        raise TypeError(f"a {type(value).__name__} is no table")

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema: CSV text, records, or a file."""
        records = {"type": "array", "items": {"type": "object"}}
        text = {"type": "string", "contentMediaType": "text/csv"}
        return {"anyOf": [text, records, blob_schema()]}

    def from_text(self, text: str) -> str | list[Any]:
        """Return CSV text, or the records that a literal lists.

        Raises:
            ValueError: A literal that is no list of records.
        """
        found = read_literal(text) if text.lstrip().startswith(("[", "{")) else text
        if isinstance(found, str) or self._items(found) is not None:
            return text
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise ValueError("must be a table: CSV text, a list of records, or a file")
        return found

    def props(self) -> dict[str, Any]:
        """Return the props, with the suffixes of files that can be read."""
        items = {"items": True} if self.spec.series else {}
        return {**super().props(), "accept": list(self._accepted()), **items}

    def spelling(self) -> Any:
        """Return the library, and what is taken of the data frame that it makes."""
        spec: FrameSpec = self.spec
        then = {"frame": "", "array": ".to_numpy()", "rows": ".to_numpy().tolist()"}[spec.form]
        if spec.series:
            then = ".iloc[:, 0]" if spec.library == "pandas" else ".to_series(0)"
        items = {"items": True} if spec.series else {}
        return {"frame": spec.library, "then": then, **items}

    def _accepted(self) -> tuple[str, ...]:
        library: Library = self.spec.library
        return (*_TEXTS, ".json", *((".parquet",) if _PARQUET[library]() else ()))


def _records(rows: Sequence[Sequence[Any]], headers: Sequence[str]) -> list[dict[str, Any]]:
    """Return rows under the names of their columns, or under their numbers from 1 on."""
    width = max(map(len, rows))
    names = [*headers[:width], *map(str, range(len(headers) + 1, width + 1))]
    return [dict(zip(names, row, strict=False)) for row in rows]


def _read_csv(module: Any, data: bytes, mark: str) -> Any:
    if module.__name__ == "polars":
        return module.read_csv(data, separator=mark)
    return module.read_csv(io.BytesIO(data), sep=mark)


def _separator(text: str) -> str:
    """Return what separates the cells of a text: what a spreadsheet copies are tabs.

    Of the marks that cut every row into as many cells as the first, the one that makes most.
    """
    sample = text[:_SAMPLE]
    whole = len(sample) == len(text)
    widths = {mark: _widths(sample, mark, whole=whole) for mark in _MARKS}
    even = {mark: found[0] for mark, found in widths.items() if len(set(found)) == 1}
    cells = even if any(width > 1 for width in even.values()) else {}
    cells = cells or {mark: found[0] for mark, found in widths.items() if found}
    best = max(cells, key=lambda mark: cells[mark], default=",")
    return best if cells and cells[best] > 1 else ","


def _widths(sample: str, mark: str, *, whole: bool) -> list[int]:
    """Return how many cells a mark cuts each row into; a row that was cut off is left out."""
    try:
        found = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=mark) if row]
    except csv.Error:
        return []
    return found if whole or len(found) < 2 else found[:-1]


_MARKS = "\t;,|"


def _has_arrow() -> bool:
    return importlib.util.find_spec("pyarrow") is not None


# Polars reads Parquet itself.
_PARQUET: Mapping[str, Callable[[], bool]] = MappingProxyType(
    {"pandas": _has_arrow, "polars": lambda: True}
)
