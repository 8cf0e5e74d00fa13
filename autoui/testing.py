"""Test an app as a person uses it, in this process and without a port.

>>> from autoui.testing import open as open_page
>>> page = open_page("statistics:mean")
>>> page.fill(data=[1, 2, 6]).run().output
3.0
"""

import os
import shutil
import sys
import tempfile
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from autoui.components.base import Scope
from autoui.components.file import blob_of
from autoui.errors import AutouiError, InvalidInputs, Problem, UsageError, WireError
from autoui.page.build import Built, build, build_blocks
from autoui.page.endpoint import Endpoint, Input
from autoui.reading import names
from autoui.records.blobs import BlobStore
from autoui.wire.server_worker import Load
from autoui.wire.values import Blob, bare, pack
from autoui.worker import figures
from autoui.worker.in_process import Outcome, Performer


@dataclass(frozen=True)
class Result:
    """What a run came to.

    Attributes:
        returned: What the function returned, untouched; of a generator, what it gave last.
        outputs: What each output shows, as plain data; files are paths of copies. A call that
            returned None shows what it did: its figures, else its files, else what it printed.
        effects: What else it did, by ``"figures"``, ``"files"``, ``"changed"`` (files it was given)
            and ``"printed"``; what is shown, and what there is none of, is left out.
        steps: All that a generator gave, in order.
        printed: What was written to standard output.
        notices: The level and text of each notice, such as ``("info", "Saved")``.
        shows: The kind of each output: ``"text"``, ``"number"``, ``"image"``, ``"table"`` …
    """

    returned: Any
    outputs: list[Any]
    effects: dict[str, Any]
    steps: list[Any]
    printed: str
    notices: list[tuple[str, str]]
    shows: list[str]
    # The files are there for as long as it is.
    _scope: Scope = field(repr=False, compare=False)

    @property
    def output(self) -> Any:
        """What the first output shows; None when there is none."""
        return self.outputs[0] if self.outputs else None


class Page:
    """The page of one function.

    Args:
        built: The page.
        scope: Where its files go.
        performer: Runs it.
        endpoint: The function.
    """

    def __init__(
        self, built: Built, scope: Scope, performer: Performer, endpoint: Endpoint
    ) -> None:
        self._built = built
        self._scope = scope
        self._performer = performer
        self._endpoint = endpoint
        self._values: dict[str, Any] = {}

    @property
    def title(self) -> str:
        """The page's title."""
        return self._built.title

    @property
    def functions(self) -> list[str]:
        """The names of all functions of the target."""
        return list(self._built.endpoints)

    @property
    def fields(self) -> dict[str, str]:
        """The kind of each field by the name of its parameter."""
        return {one.name: one.component.kind for one in self._endpoint.inputs}

    @property
    def values(self) -> dict[str, Any]:
        """The plain inputs that have been filled in."""
        return dict(self._values)

    def function(self, name: str) -> "Page":
        """Return the page of another function of the target, with nothing filled in.

        Raises:
            UsageError: There is none of that name.
        """
        if name not in self._built.endpoints:
            raise UsageError(f"there is no function {name}", f"there are {self.functions}")
        return Page(self._built, self._scope, self._performer, self._built.endpoints[name])

    def fill(self, **values: Any) -> Self:
        """Fill fields with values as the function takes them; what it refuses, ``run`` says.

        Raises:
            UsageError: There is no such field.
        """
        for name, value in values.items():
            self._values[name] = self._plain(self._input(name), value)
        return self

    def type(self, **texts: str) -> Self:
        """Fill fields with what a person types.

        Raises:
            InvalidInputs: A text that the field refuses.
        """
        found = self._endpoint.prefill(texts)
        if found["errors"]:
            raise InvalidInputs([Problem(one["field"], one["message"]) for one in found["errors"]])
        self._values |= found["values"]
        return self

    def example(self, number: int = 1) -> Self:
        """Fill the fields with an example row, counted from 1.

        Raises:
            UsageError: There is no such row, or it does not fit.
        """
        try:
            row = self._endpoint.examples.row(number - 1)
        except IndexError as error:
            raise UsageError(str(error)) from None
        inputs = self._endpoint.inputs
        self._values = {
            one.name: value for one, value in zip(inputs, row, strict=True) if value is not None
        }
        return self

    def clear(self) -> Self:
        """Empty the form."""
        self._values = {}
        return self

    def check(self) -> list[Problem]:
        """Return everything that is wrong with what has been filled in; nothing is run."""
        return self._endpoint.check(dict(self._values))

    def run(self) -> Result:
        """Run the function with what has been filled in.

        Raises:
            InvalidInputs: Everything that is wrong with it.
            Exception: What the function raises.
        """
        outcome = self._performer.perform(self._endpoint, self._values)
        return Result(
            returned=outcome.returned,
            outputs=[self._shown(one) for one in outcome.outputs],
            effects=self._beside(outcome.effects),
            steps=outcome.steps,
            printed=outcome.printed,
            notices=outcome.notices,
            shows=self._kinds(outcome),
            _scope=self._scope,
        )

    def _beside(self, effects: dict[str, Any]) -> dict[str, Any]:
        """Return effects as plain data, without the one that is shown as the result."""
        shown = ("main", effects.get("main"))
        return {
            name: [self._shown(one) for one in part] if isinstance(part, list) else part
            for name, part in effects.items()
            if name not in shown
        }

    def _kinds(self, outcome: Outcome) -> list[str]:
        return [
            str(one["show"])
            if output.component.kind == "auto" and isinstance(one, dict) and "show" in one
            else output.component.kind
            for output, one in zip(self._endpoint.outputs, outcome.outputs, strict=True)
        ]

    def _input(self, name: str) -> Input:
        for one in self._endpoint.inputs:
            if one.name == name:
                return one
        fields = ", ".join(self.fields) or "none"
        raise UsageError(f"{self._endpoint.name} has no field {name}", f"it has {fields}")

    def _plain(self, one: Input, value: Any) -> Any:
        if value is None or getattr(one.component.spec, "secret", False):
            # A secret is never shown, and travels as it was typed.
            return value
        try:
            return one.component.encode_given(value, self._scope)
        except (TypeError, ValueError, AttributeError):
            if isinstance(value, os.PathLike):
                return blob_of(value, self._scope)
            # Not what the field holds: the check says so, if it can travel at all.
            return _packable(one.name, value)

    def _shown(self, output: Any) -> Any:
        return self._with_files(bare(output))

    def _with_files(self, value: Any) -> Any:
        if isinstance(value, Blob):
            return self._scope.copy(value)
        if isinstance(value, list):
            return [self._with_files(item) for item in value]
        if isinstance(value, dict):
            return {key: self._with_files(item) for key, item in value.items()}
        return value


def _packable(name: str, value: Any) -> Any:
    try:
        pack(value)
    except WireError as error:
        kind = names.with_article(type(value).__name__)
        raise UsageError(f"{name} cannot be filled with {kind}") from error
    return value


def _first(built: Built) -> Endpoint:
    if not built.endpoints:
        raise AutouiError("the page has no function to run")
    return next(iter(built.endpoints.values()))


def open(  # noqa: A001 - what a person does with a page
    target: str | Callable[..., Any] | Any,
    function: str | None = None,
    *,
    allow_paths: Sequence[str | Path] = (),
) -> Page:
    """Open the page of a target, or of a function, ``Interface`` or ``Blocks``.

    Args:
        target: As ``autoui serve`` takes it, or the object itself.
        function: Which of several functions; the first by default.
        allow_paths: Folders whose files may be returned, as ``--allow-path`` names them.

    Raises:
        AutouiError: It cannot be served; the message is what ``autoui serve`` would say.
    """
    folder = Path(tempfile.mkdtemp(prefix="autoui-"))
    scope = Scope(folder, BlobStore(folder))
    argv = list(sys.argv)
    try:
        name = target if isinstance(target, str) else "this"
        load = Load(target=name, options={}, blobs=str(folder), scratch=str(folder))
        with figures.without_screen():
            if isinstance(target, str):
                built = build(load, scope)
            else:
                built = build_blocks(target, load, scope)
        performer = Performer(folder, scope.blobs, [Path(path) for path in allow_paths])
        page = Page(built, scope, performer, _first(built))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        sys.argv[:] = argv
    weakref.finalize(scope, shutil.rmtree, folder, ignore_errors=True)
    return page if function is None else page.function(function)
