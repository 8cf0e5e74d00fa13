"""Make an endpoint of a function: infer what was left open, take what was given."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from autoui.errors import RefusedSignature
from autoui.page import shortcuts
from autoui.page.endpoint import ASYNC_CONCURRENCY, Endpoint
from autoui.page.inputs import Filler, begin_with_default, overridden
from autoui.page.outputs import outputs_of, told_from_inputs
from autoui.reading import names
from autoui.reading.annotations import hints
from autoui.reading.annotations.stubs import Stubs
from autoui.reading.choosing.choose import Chooser
from autoui.reading.choosing.rules import standard
from autoui.reading.field import Field, Left, Reading
from autoui.reading.functions import callables, signature


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What was said of one endpoint.

    Attributes:
        function: What to call.
        found_as: Module and dotted name under which a target named it.
        inputs: As ``Interface(inputs=)`` takes them; None infers all.
        outputs: Likewise.
        fills: Whether a component given without a value begins with its parameter's default.
        told: Inputs by parameter that win over those, as the command line gives them.
        name: The endpoint's name; None takes the function's.
        batch: The most runs in one call; 0 means single items.
        concurrency: How many runs may be in progress; None takes the usual number.
        kill: Whether a run that does not stop may end its worker.
        cancel_on_leave: Whether closing the page cancels the runs it started.
    """

    function: Callable[..., Any]
    found_as: tuple[str, str] | None = None
    inputs: Any = None
    outputs: Any = None
    fills: bool = False
    told: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None
    batch: int = 0
    concurrency: int | None = None
    kill: bool = True
    cancel_on_leave: bool = False


@dataclass
class Maker:
    """Makes endpoints; their names are unique among those that one maker made.

    Attributes:
        stubs, chooser: What inference looks into.
        left: What stayed out of a form, by endpoint name.
    """

    stubs: Stubs = field(default_factory=Stubs)
    chooser: Chooser = field(default_factory=standard)
    left: dict[str, list[Left]] = field(default_factory=dict)
    # api/runs/<id> is a run.
    _names: set[str] = field(default_factory=lambda: {"runs"})

    def make(self, wish: Wish) -> Endpoint:
        """Make an endpoint.

        Raises:
            RefusedSignature: A parameter that nobody can fill in.
            UsageError: What was given does not fit the function.
        """
        reading = self._read(wish)
        if wish.batch:
            reading = replace(reading, fields=tuple(_per_item(one) for one in reading.fields))
        given = overridden(reading, wish.inputs, wish.told)
        inputs, left = Filler(self.chooser).inputs(reading, given)
        if wish.fills:
            for one in inputs:
                begin_with_default(one)
        outputs, parts = outputs_of(reading, wish.outputs)
        name = self._unique(wish.name or reading.name)
        self.left[name] = [*reading.left, *left]
        usual = ASYNC_CONCURRENCY if reading.kind.startswith("async") else 1
        return Endpoint(
            name=name,
            function=wish.function,
            inputs=inputs,
            outputs=told_from_inputs(outputs, inputs),
            kind=reading.kind,
            concurrency=wish.concurrency or usual,
            batch=wish.batch,
            kill=wish.kill,
            cancel_on_leave=wish.cancel_on_leave,
            raises=reading.raises,
            parts=parts,
            reading=reading,
        )

    def _read(self, wish: Wish) -> Reading:
        try:
            return signature.read(wish.function, self.stubs, wish.found_as)
        except RefusedSignature:
            given = shortcuts.several(wish.inputs) if wish.inputs is not None else []
            if isinstance(wish.inputs, dict) or not given:
                raise
            fields = [Field(name=f"x{at}", passed="positional") for at in range(len(given))]
            name = callables.name_of(wish.function)
            return Reading(
                function=wish.function,
                name=name,
                kind=callables.kind_of(wish.function),
                title=names.human(name),
                signature=f"{name}({', '.join(one.name for one in fields)})",
                fields=tuple(fields),
            )

    def _unique(self, name: str) -> str:
        base = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_") or "fn"
        found, number = base, 2
        while found in self._names:
            found, number = f"{base}_{number}", number + 1
        self._names.add(found)
        return found


def _per_item(field_: Field) -> Field:
    """Return the field of one item of a batch: ``list[T]`` is read as ``T``."""
    arguments: tuple[Any, ...] = getattr(field_.type, "__args__", ())
    if getattr(field_.type, "__origin__", None) is not list or len(arguments) != 1:
        return field_
    simple = hints.simplify(arguments[0])
    return field_._replace(type=simple.type, optional=simple.optional, meta=simple.meta)
