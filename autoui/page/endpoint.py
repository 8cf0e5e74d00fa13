"""One function as the page calls it: checked inputs in, a call, encoded outputs out."""

import copy
import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from autoui.components.base import Component, Scope
from autoui.errors import InvalidInputs, Problem
from autoui.formats.plain import all_scalars
from autoui.page.arguments import Arguments
from autoui.page.streams import Keeps, Stream
from autoui.reading import names
from autoui.reading.field import UNKNOWN, Field, Kind, Reading
from autoui.records.blobs import safe_name
from autoui.showing.sections import Sections
from autoui.wire.values import Source

Shape = Literal["short", "wide", "media", "field", "any"]

ASYNC_CONCURRENCY = 64
"""Runs of an ``async def`` that may be in progress at once, unless told otherwise."""

_COSMETIC = frozenset({"label", "info", "placeholder", "look", "elem_id", "elem_classes", "lines"})


@dataclass(frozen=True, kw_only=True)
class Input:
    """One value that the endpoint takes.

    Attributes:
        field: The parameter.
        component: What stands for it on the page.
        label: The text above it.
        keeps_default: Whether None means "leave it to the function's default".
        given: Whether the component was given, and not chosen by type.
    """

    field: Field
    component: Component
    label: str
    keeps_default: bool = False
    given: bool = False

    @property
    def source(self) -> str:
        """Where the type came from; ``given`` for a component that was given."""
        return "given" if self.given else self.field.source

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self.field.name

    @property
    def required(self) -> bool:
        """Whether a call must name it."""
        spec = self.component.spec
        return self.field.required and not spec.optional and spec.value is None

    @property
    def secret(self) -> bool:
        """Whether its value is a secret."""
        return bool(getattr(self.component.spec, "secret", False))

    @property
    def destination(self) -> bool:
        """Whether it names a file to write."""
        return bool(getattr(self.component.spec, "destination", False))


@dataclass(frozen=True, kw_only=True)
class Output:
    """One value that the endpoint gives.

    Attributes:
        name: What the documentation, or the source, calls it; ``Output`` when neither does.
        component: What shows it.
        label: The text above it.
        shape: What it is likely to be, for the layout before there is one.
        keeps: Whether the texts, scalars and short lists of a generator are kept in order.
    """

    name: str
    component: Component
    label: str
    shape: Shape = "any"
    keeps: Keeps = "never"


@dataclass(kw_only=True)
class Endpoint:
    """A function with the components of its inputs and outputs.

    Attributes:
        name: Its name in URLs, ``[a-z0-9_]+``.
        hash: Changes when the inputs' schema does.
        function: What is called.
        kind: How it runs.
        concurrency: How many runs may be in progress at once.
        batch: The most runs in one call; 0 means single items.
        kill: Whether a run that does not stop may end its worker.
        cancel_on_leave: Whether closing the page cancels the runs it started.
        raises: The exceptions that its docstring announces.
        inputs, outputs: In order.
        parts: Names for a tuple of that length, when the number of results is not certain.
        reading: What the function says of itself.
        flagging: How its runs are flagged (``page.flagging``); None if they are not.
        examples: Its example rows (``page.examples``); None if it has none.
    """

    name: str
    function: Callable[..., Any]
    inputs: Sequence[Input]
    outputs: Sequence[Output]
    kind: Kind = "plain"
    concurrency: int = 1
    batch: int = 0
    kill: bool = True
    cancel_on_leave: bool = False
    raises: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()
    reading: Reading
    flagging: Any = None
    examples: Any = None

    @functools.cached_property
    def hash(self) -> str:
        """A text that changes with what the endpoint takes, and not with how it looks."""
        described = [
            (
                one.name,
                one.component.kind,
                {k: v for k, v in one.component.props().items() if k not in _COSMETIC},
                one.required,
                one.field.passed,
            )
            for one in self.inputs
        ]
        text = json.dumps(described, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    # ---- in

    def check(self, inputs: dict[str, Any]) -> list[Problem]:
        """Return everything that is wrong with plain inputs; opens no file."""
        known = {one.name for one in self.inputs}
        found = [
            Problem(name, f"is not an input of {self.name}") for name in inputs if name not in known
        ]
        for one in self.inputs:
            found += _faults(one, inputs)
        return found

    def decode(
        self, inputs: dict[str, Any], scope: Scope
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return the arguments of the call; what is not given takes its declared default.

        Raises:
            InvalidInputs: Every input that only opening its file shows to be wrong.
        """
        arguments = Arguments({one.name for one in self.inputs}, whole=self.batch > 0)
        problems: list[Problem] = []
        for one in self.inputs:
            try:
                value = _decoded(one, inputs, scope)
                arguments.add(one.field, value)
            except InvalidInputs as error:
                problems += [_under(one.name, problem) for problem in error.problems]
        if problems:
            raise InvalidInputs(problems)
        return tuple(arguments.positional), arguments.keywords

    # ---- out

    def encode(self, result: Any, scope: Scope) -> list[Any]:
        """Return the plain outputs.

        Raises:
            ValueError: The function returned another number of values than there are outputs.
            TypeError: A value makes no sense for its output; the message names both.
        """
        if not self.outputs:
            return []
        if len(self.outputs) == 1:
            if self.parts and isinstance(result, tuple) and len(result) == len(self.parts):
                sections = Sections(labels=self.parts).encode(result, scope)
                return [{"show": "sections", "props": {}, "value": sections}]
            return [self._encode_one(self.outputs[0], result, scope)]
        values = self._values(result)
        return [
            self._encode_one(output, value, scope)
            for output, value in zip(self.outputs, values, strict=True)
        ]

    def stream(self) -> Stream:
        """Return what takes note of the values of one call, when it is a generator's."""
        return Stream([one.keeps for one in self.outputs])

    def _values(self, result: Any) -> Sequence[Any]:
        if not isinstance(result, tuple | list):
            raise ValueError(  # noqa: TRY004 - the number of values is wrong
                f"{self.reading.name} returned one value, a {type(result).__name__}, for "
                f"{len(self.outputs)} outputs ({self._output_names()})"
            )
        if len(result) != len(self.outputs):
            raise ValueError(
                f"{self.reading.name} returned {len(result)} values for {len(self.outputs)} "
                f"outputs ({self._output_names()})"
            )
        return result

    def _output_names(self) -> str:
        return ", ".join(output.label or output.name for output in self.outputs)

    def _encode_one(self, output: Output, value: Any, scope: Scope) -> Any:
        if output.keeps != "never" and type(value) is tuple and len(value) == 1:
            # Alone it is shown as what it holds; among tuples that are kept it is one as well.
            value = list(value) if all_scalars(value) else value
        try:
            return output.component.encode_given(value, scope)
        except TypeError as error:
            if len(self.outputs) == 1:
                raise
            raise TypeError(f"{output.label or output.name}: {error}") from error

    # ---- links

    def prefill(self, texts: dict[str, str]) -> dict[str, Any]:
        """Turn the texts of a link into plain inputs.

        Returns:
            ``{"values": {name: plain value}, "errors": [{"field", "message"}, …]}``; a text that is
            wrong gives errors and no value.
        """
        by_name = {one.name: one for one in self.inputs}
        values: dict[str, Any] = {}
        errors: list[Problem] = []
        for name, text in texts.items():
            one = by_name.get(name)
            if one is None:
                errors.append(Problem(name, f"is not an input of {self.name}"))
                continue
            try:
                value = one.component.from_text(text)
            except ValueError as error:
                errors.append(Problem(name, str(error)))
                continue
            faults = [_under(name, p) for p in one.component.check_given(value)]
            errors += faults
            if not faults:
                values[name] = value
        return {
            "values": values,
            "errors": [{"field": error.field, "message": error.message} for error in errors],
        }


def _faults(one: Input, inputs: dict[str, Any]) -> Iterator[Problem]:
    if one.name not in inputs:
        if one.required:
            yield Problem(one.name, "is required")
        return
    value = inputs[one.name]
    if value is None and one.keeps_default:
        return
    for problem in one.component.check_given(value):
        yield _under(one.name, problem)


def _under(name: str, problem: Problem) -> Problem:
    path = problem.field
    if path and not path.startswith((".", "[")):
        path = f".{path}"
    return Problem(f"{name}{path}", problem.message)


def _decoded(one: Input, inputs: dict[str, Any], scope: Scope) -> Any:
    """Return the argument for an input; ``UNKNOWN`` when it is left to the function."""
    given = one.name in inputs
    value = inputs.get(one.name)
    if not given or (value is None and one.keeps_default) or _is_untouched(one, value):
        return _default(one, scope)
    try:
        decoded = one.component.decode_given(value, scope)
    except InvalidInputs:
        raise
    except (ValueError, TypeError, ArithmeticError, KeyError) as error:
        # A value's own class refused it (`Decimal("x")`), or its file has expired.
        what = "has expired; give it again" if isinstance(error, KeyError) else f"is wrong: {error}"
        raise InvalidInputs([Problem("", what)]) from error
    return _destination(one, decoded, scope) if one.destination else decoded


def _is_untouched(one: Input, value: Any) -> bool:
    """Return whether a default is given that is a word for something else (``weekmask="111"``)."""
    text = value.text if isinstance(value, Source) else value
    word = isinstance(text, str) and text == one.field.default
    return word and not one.given and one.field.type is not str


def _default(one: Input, scope: Scope) -> Any:
    """Return the declared default, as an object of this run's own."""
    default = one.field.default if one.field.has_default else one.component.spec.value
    if one.field.default is UNKNOWN or (default is None and one.field.required):
        return None if one.component.spec.optional and one.field.required else UNKNOWN
    if one.destination:
        return _destination(one, default, scope)
    try:
        return copy.deepcopy(default)
    except Exception:  # noqa: BLE001 - copying runs the user's code; such a default is shared
        return default


def _destination(one: Input, value: Any, scope: Scope) -> Any:
    """Return a file name as a path in the run's directory, of the kind the function takes."""
    if value is None or value == "":
        return value if value is None or not one.keeps_default else one.field.default
    path = scope.directory / safe_name(str(value))
    if names.is_folder(one.name):
        path.mkdir(parents=True, exist_ok=True)
    wants_path = isinstance(one.field.type, type) and one.field.type is not str
    return Path(path) if wants_path else str(path)
