"""From example rows as they were given to plain inputs."""

from functools import partial
from pathlib import Path
from typing import Any

from autoui.components.base import Scope
from autoui.errors import AutouiError, UsageError
from autoui.page.endpoint import Endpoint, Input
from autoui.page.example_rows import FILE_KINDS, Texts, Wanted


class RowReader:
    """Makes plain inputs of rows as they were given.

    Args:
        endpoint: Whose inputs they fill.
        scope: Where pictures and files of the rows go.
    """

    def __init__(self, endpoint: Endpoint, scope: Scope) -> None:
        self._endpoint = endpoint
        self._scope = scope

    def wanted(self) -> list[Wanted]:
        """Return what the rows are to be read for."""
        return [
            Wanted(one.name, one.label, one.component.kind, partial(_fits, one))
            for one in self._endpoint.inputs
        ]

    def plain(self, number: int, row: Any) -> list[Any]:
        """Return the plain inputs of a row; its number goes into what is wrong with it.

        Raises:
            UsageError: The row does not fit the inputs.
        """
        inputs = self._endpoint.inputs
        if not isinstance(row, list | tuple | dict | Texts) and len(inputs) > 1:
            raise UsageError(f"example {number + 1} is {row!r}, which is no list of inputs")
        found = []
        for at, one in enumerate(inputs):
            try:
                found.append(self._value(one, said_of(row, at, one.name, len(inputs)), row))
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
            plain = plain_of(one, value, self._scope)
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
            return plain_of(one, Path(path), self._scope)
        if not text and kind != "text":
            return None
        return one.component.from_text(text)


def said_of(row: Any, at: int, name: str, inputs: int) -> Any:
    """Return what a row says of an input; None if nothing.

    Args:
        row: As it was given.
        at, name: Where the input stands, and what it is called.
        inputs: How many there are.
    """
    cells = row.cells if isinstance(row, Texts) else row
    if isinstance(cells, dict) and (inputs > 1 or name in cells or isinstance(row, Texts)):
        return cells.get(name)
    if isinstance(cells, list | tuple) and (
        inputs > 1 or len(cells) == 1 or isinstance(row, Texts)
    ):
        return cells[at] if at < len(cells) else None
    return cells


def plain_of(one: Input, value: Any, scope: Scope) -> Any:
    """Return a value as the page has it; None for none, and for a secret."""
    return None if value is None or one.secret else one.component.encode_given(value, scope)


def initial_of(one: Input) -> Any:
    """Return what stands in an input at first."""
    return one.field.default if one.field.has_default else one.component.spec.value


def _fits(one: Input, text: str) -> bool:
    try:
        return not list(one.component.check_given(one.component.from_text(text)))
    except ValueError:
        return False


def _or_none(one: Input, scope: Scope) -> Any:
    try:
        return plain_of(one, initial_of(one), scope)
    except (TypeError, ValueError, OSError, AutouiError):
        return None
