"""Numbers in rows: typed, pasted from a spreadsheet, or from a file."""

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Unpack

from autoui.components.any import read_literal
from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common, problem
from autoui.components.file import blob_schema
from autoui.components.image import Image
from autoui.errors import Problem
from autoui.formats.sniffing import HEAD_BYTES, sniff
from autoui.wire.values import Blob, Source

ACCEPTED = (".npy", ".npz", ".csv", ".tsv", ".txt", "image/*")
"""The files that hold an array."""

_UNEQUAL = "must be numbers in rows of equal length"
_SEPARATOR = re.compile(r"\s*[,;\t]\s*|\s+")


@dataclass(frozen=True, kw_only=True, slots=True)
class ArraySpec(Spec):
    """What an array can be told.

    Attributes:
        dtype: The NumPy type of its items; None takes what they are.
        as_array: Whether what is typed becomes an array; else it stays lists and numbers.
        loose: Whether a lone number stays one, and a list of mixed values a list.
        placeholder: Grey text in the empty field.
    """

    dtype: str | None = None
    as_array: bool = field(default=True, metadata=PYTHON_ONLY)
    loose: bool = field(default=False, metadata=PYTHON_ONLY)
    placeholder: str = ""


class ArrayOptions(Common, total=False):
    """The keywords of ``Array``; see ``ArraySpec``."""

    dtype: str | None
    as_array: bool
    loose: bool
    placeholder: str


class Array(Component):
    """An array of numbers.

    Args:
        value: What it holds at first: an array, a list, a number.
        options: See ``ArraySpec``.
    """

    kind = "array"

    def __init__(self, value: Any = None, **options: Unpack[ArrayOptions]) -> None:
        found = {"placeholder": "1, 2, 3", **common(options, self)}
        super().__init__(ArraySpec(value=value, **found))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with typed numbers; a file is looked at when it is opened."""
        if isinstance(value, Blob):
            return
        found = _typed(value)
        if not isinstance(found, bool | int | float | complex | str | list | tuple):
            yield Problem("", "must be numbers, or rows of numbers")
        elif self._must_be_array and (fault := self._array_fault(found)):
            yield Problem("", fault)

    @property
    def _must_be_array(self) -> bool:
        return bool(self.spec.as_array) and not self.spec.loose

    def _array_fault(self, value: Any) -> str:
        try:
            _array(value, self.spec.dtype)
        except (ValueError, TypeError, OverflowError):
            if self.spec.dtype and _is_even(value):
                return f"must be numbers that fit {self.spec.dtype}"
            return _UNEQUAL
        return ""

    def decode(self, value: Any, scope: Scope) -> Any:
        """Return an array; numbers and lists as they were typed unless ``as_array``.

        Raises:
            InvalidInputs: The file holds no array.
        """
        if isinstance(value, Blob):
            found = _from_file(value, scope)
            return found if self.spec.dtype is None else self._cast(found)
        found = _typed(value)
        if not self.spec.as_array:
            return found
        if self.spec.loose:
            return _array_if_even(found)
        return _array(found if isinstance(found, list | tuple) else [found], self.spec.dtype)

    def _cast(self, array: Any) -> Any:
        try:
            return array.astype(self.spec.dtype)
        except (ValueError, TypeError):
            raise problem(f"has items that do not fit {self.spec.dtype}") from None

    def encode(self, value: Any, scope: Scope) -> Any:
        """Return numbers and lists, or the literal to type.

        Raises:
            TypeError: Neither can carry the value.
        """
        if callable(getattr(value, "tolist", None)):
            value = value.tolist()
        if isinstance(value, tuple | range):
            value = list(value)
        if _is_plain(value):
            return value
        text = repr(value)
        if read_literal(text) != value:
            raise TypeError(f"a {type(value).__name__} is no array")
        return Source(text)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema: numbers, lists of them, or a file."""
        item: dict[str, Any] = {"type": ["number", "boolean", "string", "array"]}
        return {"anyOf": [{"type": "number"}, {"type": "array", "items": item}, blob_schema()]}

    def from_text(self, text: str) -> Any:
        """Read a literal, or rows of numbers.

        Raises:
            ValueError: The text is neither, and only an array will do.
        """
        found = read_literal(text)
        if isinstance(found, int | float | list):
            return found if _is_plain(found) else Source(text)
        if (rows := read_rows(text)) is not None:
            return rows
        if self._must_be_array:
            raise ValueError("must be numbers such as 1,2,3 or [[1,2],[3,4]]")
        return Source(text)

    def spelling(self) -> Any:
        """Return that the function takes an array."""
        return {"in": "array"} if self.spec.as_array else None


def read_rows(text: str) -> Any:
    """Return the numbers of a text: a list, or a list of rows; None if something else is there.

    Numbers are separated by commas, semicolons, tabs or blanks, rows by line ends.
    """
    rows = []
    for line in text.strip().splitlines():
        if line.strip():
            row = [_number(cell) for cell in _SEPARATOR.split(line.strip().strip(",;"))]
            if None in row:
                return None
            rows.append(row)
    if not rows:
        return None
    if len(rows) == 1:
        return rows[0]
    return [row[0] for row in rows] if all(len(row) == 1 for row in rows) else rows


def _number(cell: str) -> int | float | None:
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return None


def _typed(value: Any) -> Any:
    text = value.text if isinstance(value, Source) else value
    if not isinstance(text, str):
        return value
    number = _number(text.strip())
    rows = read_rows(text) if number is None else number
    return read_literal(text) if rows is None else rows


def _array(value: Any, dtype: str | None) -> Any:
    import numpy as np

    found = np.asarray(value, dtype=dtype)
    if found.dtype == object:
        raise ValueError(_UNEQUAL)
    return found


def _array_if_even(value: Any) -> Any:
    """Return an array of numbers, truth values or words in rows of equal length; else the value."""
    import numpy as np

    # Some functions that ask for arrays want a tuple, and say so: `(2, 2)` stays what it is.
    if not isinstance(value, list):
        return value
    if value and all(isinstance(item, str) for item in value):
        return np.array(value, dtype=object)
    try:
        found = np.asarray(value)
    except (ValueError, OverflowError):
        return value
    return found if found.dtype.kind in "biufc" else value


def _is_even(value: Any) -> bool:
    try:
        _array(value, None)
    except (ValueError, TypeError, OverflowError):
        return False
    return True


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or type(value) in (bool, int, float, str)


# ----------------------------------------------------------------------------------------- files


def _from_file(blob: Blob, scope: Scope) -> Any:
    import numpy as np

    with scope.open(blob) as file:
        head = file.read(HEAD_BYTES)
        file.seek(0)
        if sniff(head, blob.name).startswith("image/"):
            return Image(type="numpy", image_mode=None).decode(blob, scope)
        try:
            if head.startswith((b"\x93NUMPY", b"PK\x03\x04")):
                found = np.load(file, allow_pickle=False)
                return found[found.files[0]] if hasattr(found, "files") else found
            return _from_table(file.read())
        except (ValueError, OSError, EOFError, IndexError, KeyError, zipfile.BadZipFile) as error:
            raise problem(f"is no array: {_first_line(error)}") from None


def _from_table(data: bytes) -> Any:
    import numpy as np

    text = data.decode("utf-8-sig")
    if text.lstrip().startswith("["):
        return np.asarray(json.loads(text))
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValueError("the file is empty")
    mark = next((one for one in ("\t", ";", ",") if one in lines[-1]), None)
    named = any(_number(cell.strip()) is None for cell in lines[0].split(mark) if cell.strip())
    return np.loadtxt(lines[1:] if named else lines, delimiter=mark, ndmin=2 if named else 1)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["it cannot be read"])[0]
