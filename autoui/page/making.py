"""Make an endpoint of a function: infer what was left open, take what was given."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Union

from autoui import placing
from autoui.components.base import Component
from autoui.errors import RefusedSignature, UsageError
from autoui.page import shortcuts
from autoui.page.endpoint import ASYNC_CONCURRENCY, Endpoint, Input, Output, Shape
from autoui.page.streams import keeps
from autoui.reading import callables, choose, constraints, hints, names, signature
from autoui.reading.choose import Chooser
from autoui.reading.field import UNKNOWN, Field, Left, Reading, Result
from autoui.reading.rules import standard
from autoui.reading.stubs import Stubs
from autoui.showing.auto import Auto


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
        inputs, left = self._inputs(reading, _overridden(reading, wish.inputs, wish.told))
        if wish.fills:
            for one in inputs:
                _begin_with_default(one)
        outputs, parts = _outputs(reading, wish.outputs)
        name = self._unique(wish.name or reading.name)
        self.left[name] = [*reading.left, *left]
        usual = ASYNC_CONCURRENCY if reading.kind.startswith("async") else 1
        return Endpoint(
            name=name,
            function=wish.function,
            inputs=inputs,
            outputs=_told_from_inputs(outputs, inputs),
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

    # ---- inputs

    def _inputs(self, reading: Reading, given: Any) -> tuple[list[Input], list[Left]]:
        if given is None or isinstance(given, dict):
            return self._inferred(reading, given or {})
        listed = shortcuts.several(given)
        fields = _widened(reading, len(listed))
        if len(listed) > len(fields):
            raise UsageError(
                f"{reading.name} takes {len(fields)} inputs, and {len(listed)} were given",
                f"give one component for each of {', '.join(f.name for f in fields) or 'none'}",
            )
        for one in fields[len(listed) :]:
            if one.required:
                raise UsageError(
                    f"no input was given for {one.name}, which {reading.name} needs",
                    "add a component for it, or None to have it inferred",
                )
        inputs = [
            self._given(one, shortcuts.component(entry), reading.name)
            for one, entry in zip(fields, listed, strict=False)
        ]
        left = [
            Left(name=f.name, reason="no input was given for it") for f in fields[len(listed) :]
        ]
        return [one for one in inputs if one is not None], left

    def _inferred(self, reading: Reading, given: dict[str, Any]) -> tuple[list[Input], list[Left]]:
        for name in given:
            if name not in {one.name for one in reading.fields}:
                raise UsageError(
                    f"{reading.name} has no parameter {name}",
                    f"it has {', '.join(one.name for one in reading.fields)}",
                )
        inputs: list[Input] = []
        left: list[Left] = []
        for one in reading.fields:
            placed = replace(one, by_place=False) if left else one
            made = self._given(placed, shortcuts.component(given.get(one.name)), reading.name)
            if made is None:
                left.append(Left(name=one.name, reason=_kept(one.default)))
            else:
                inputs.append(made)
        return inputs, left

    def _given(self, field_: Field, component: Component | None, function: str) -> Input | None:
        """Return the input for a field; None when it stays out of the form."""
        given = component is not None or choose.is_given(field_)
        if component is None:
            found = self._fitting(field_, function)
            if found is None:
                return None
            component, field_ = found
        label = component.spec.label
        if label is None:
            label = names.human(field_.name)
        unknown = field_.default is UNKNOWN
        hidden = getattr(component.spec, "secret", False) and field_.has_default
        silent = field_.has_default and field_.default is not None and not _shows(component)
        keeps = unknown or hidden or silent
        return Input(
            field=field_, component=component, label=label, keeps_default=keeps, given=given
        )

    def _fitting(self, field_: Field, function: str) -> tuple[Component, Field] | None:
        """Return the inferred component and its field; None where the default can only be kept.

        A guessed type that does not fit the default gives way to *any*. A default that no field
        can show is left to the function until somebody gives a value.
        """
        component = self._fill(field_, function)
        if component is None and field_.has_default:
            # The default may be a mark that no field can show, and the type one that a field can.
            field_ = replace(field_, default=UNKNOWN, optional=True)
            component = self._fill(field_, function)
        if component is None:
            return None
        if choose.is_given(field_) or not field_.has_default or field_.default is None:
            return component, field_
        guessed = field_.source in ("docstring", "default", "name", "typeshed", "none")
        if _fits(component, field_.default, accepted=guessed):
            return component, field_
        if guessed:
            loose = replace(field_, type=UNKNOWN)
            component = self._fill(loose, function)
            if component and _fits(component, field_.default, accepted=True):
                return component, loose
        if guessed and field_.source not in ("docstring", "typeshed") and not field_.doc_type:
            return None
        open_ = replace(field_, default=UNKNOWN, optional=True)
        component = self._fill(open_, function)
        return (component, open_) if component else None

    def _fill(self, field_: Field, function: str) -> Component | None:
        """Return the component for a field, also for what another overload takes there."""
        try:
            return choose.fill(self.chooser, field_, function)
        except RefusedSignature:
            if not field_.others:
                raise
        simple = [hints.simplify(one) for one in field_.others]
        types = [one.type for one in simple if one.type is not UNKNOWN]
        wider = replace(
            field_,
            type=Union[tuple(types)] if len(types) == len(simple) else UNKNOWN,  # noqa: UP007
            optional=field_.optional or any(one.optional for one in simple),
            others=(),
        )
        return choose.fill(self.chooser, wider, function)

    # ---- names

    def _unique(self, name: str) -> str:
        base = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_") or "fn"
        found, number = base, 2
        while found in self._names:
            found, number = f"{base}_{number}", number + 1
        self._names.add(found)
        return found


def _begin_with_default(one: Input) -> None:
    """Let a component that was given without a value begin with what the parameter has."""
    component, field_ = one.component, one.field
    if not one.given or one.keeps_default or not field_.has_default:
        return
    if component.spec.value is not None:
        return
    if field_.default is None:
        component.set(optional=True)
    elif _fits(component, field_.default, accepted=True):
        component.set(value=field_.default)


def _overridden(reading: Reading, given: Any, told: Mapping[str, str]) -> Any:
    """Return ``inputs=`` with what is told by name in the place of what stands there."""
    if not told:
        return given
    if given is None or isinstance(given, dict):
        return {**(given or {}), **told}
    listed = shortcuts.several(given)
    names_ = [one.name for one in _widened(reading, len(listed))[: len(listed)]]
    if told.keys() <= set(names_):
        return [told.get(*pair) for pair in zip(names_, listed, strict=False)]
    return {**dict(zip(names_, listed, strict=False)), **told}


def _kept(default: Any) -> str:
    """Return why a parameter stays out of the form, without what Python shows of objects."""
    shown = signature.shortened(default)
    if isinstance(default, type):
        shown = f"the class {default.__name__}"
    elif callable(default):
        shown = f"the function {callables.name_of(default)}"
    elif default is UNKNOWN or shown.startswith("<"):
        shown = "an object" if default is UNKNOWN else names.with_article(type(default).__name__)
    return f"its default, {shown}, is kept: it cannot be changed on a page"


def _per_item(field_: Field) -> Field:
    """Return the field of one item of a batch: ``list[T]`` is read as ``T``."""
    arguments: tuple[Any, ...] = getattr(field_.type, "__args__", ())
    if getattr(field_.type, "__origin__", None) is not list or len(arguments) != 1:
        return field_
    simple = hints.simplify(arguments[0])
    return replace(field_, type=simple.type, optional=simple.optional, meta=simple.meta)


def _widened(reading: Reading, count: int) -> list[Field]:
    """Return the fields that listed inputs belong to; ``*args`` takes any number of them."""
    fields = list(reading.fields)
    rest = [one for one in fields if one.passed == "var_positional"]
    plain = [one for one in fields if one.passed != "var_positional"]
    if rest and count > len(plain):
        more = [
            Field(name=f"{rest[0].name}{at}", passed="positional")
            for at in range(count - len(plain))
        ]
        return [*plain, *more]
    return plain


def _shows(component: Component) -> bool:
    """Return whether the field on the page begins with the component's value."""
    return not component.holds_files


def _fits(component: Component, default: Any, *, accepted: bool) -> bool:
    """Return whether a component can show a default and, where asked for, accepts it again."""
    if component.holds_files or getattr(component.spec, "secret", False):
        return True
    try:
        plain = component.encode_given(default, _NO_SCOPE)
        return not accepted or not list(component.check_given(plain))
    except Exception:  # noqa: BLE001 - a default is an object of anybody's class
        return False


_NO_SCOPE: Any = None
"""Components that hold no files need no scope."""


# -------------------------------------------------------------------------------- outputs


def _outputs(reading: Reading, given: Any) -> tuple[list[Output], tuple[str, ...]]:
    if given is not None:
        listed = shortcuts.several(given)
        made = [shortcuts.component(entry, output=True) for entry in listed]
        known = reading.results if len(reading.results) == len(made) else (Result(),) * len(made)
        pairs = list(zip(known, made, strict=True))
        outputs = [_output(one, made_, at, len(pairs)) for at, (one, made_) in enumerate(pairs)]
        return outputs, ()
    if not reading.certain:
        count = len(reading.results)
        labels = tuple(_label(one, at, count) for at, one in enumerate(reading.results))
        return [_inferred(reading, Result(), 0, 1)], labels
    results = reading.results
    return [_inferred(reading, one, at, len(results)) for at, one in enumerate(results)], ()


def _inferred(reading: Reading, result: Result, at: int, count: int) -> Output:
    output = _output(result, None, at, count)
    return replace(output, keeps=keeps(reading, result.meta, output.component))


def _output(result: Result, component: Component | None, at: int, count: int) -> Output:
    expected, shape = _expected(result.type)
    if component is None:
        component, shape = _component_of(result, expected, shape)
    else:
        shape = _SHAPES.get(component.kind, shape)
    label = component.spec.label
    name = result.name or ("Output" if count == 1 else f"Output {at + 1}")
    return Output(
        name=name,
        component=component,
        label=_label(result, at, count) if label is None else label,
        shape=shape,
    )


def _component_of(result: Result, expected: str | None, shape: Shape) -> tuple[Component, Shape]:
    token = placing.enter(None)
    try:
        for one in (*reversed(result.meta), result.type):
            if isinstance(one, Component):
                return one, _SHAPES.get(one.kind, shape)
            if isinstance(one, type) and issubclass(one, Component):
                return one(), _SHAPES.get(one.kind, shape)  # type: ignore[call-arg]
        unit = constraints.read(result.meta).unit
        return Auto(expects=expected, unit=unit), shape
    finally:
        placing.leave(token)


def _label(result: Result, at: int, count: int) -> str:
    if result.name and result.name.lower() not in ("output", "out", "result", "return", "returns"):
        return names.human(result.name)
    return "Output" if count == 1 else names.human(result.name or f"output {at + 1}")


_SHAPES: dict[str, Shape] = {
    "text": "short", "number": "short", "switch": "short", "moment": "short", "choice": "short",
    "slider": "short", "table": "wide", "figure": "wide", "html": "wide", "image": "media",
    "audio": "any", "video": "media", "gallery": "wide", "label": "any", "color": "short",
    "markdown": "any", "json": "any", "file": "any",
}  # fmt: skip
_BY_NAME: dict[str, tuple[str | None, Shape]] = {
    "PIL.Image.Image": ("image", "media"),
    "pandas.DataFrame": ("table", "wide"),
    "pandas.Series": ("table", "wide"),
    "polars.DataFrame": ("table", "wide"),
    "polars.Series": ("table", "wide"),
    "polars.LazyFrame": ("table", "wide"),
    "matplotlib.Figure": ("figure", "wide"),
    "matplotlib.Axes": ("figure", "wide"),
    "pathlib.Path": ("file", "any"),
}


def _expected(type_: Any) -> tuple[str | None, Shape]:
    """Return the kind a result of this type is likely to be, and its shape."""
    if type_ in (int, float):
        return None, "short"
    if type_ in (str, bool):
        return None, "short"
    if isinstance(type_, type):
        for base in type_.__mro__:
            key = f"{base.__module__.partition('.')[0]}.{base.__name__}"
            key = "PIL.Image.Image" if key == "PIL.Image" else key
            if key in _BY_NAME:
                return _BY_NAME[key]
    return None, "any"


def _told_from_inputs(outputs: list[Output], inputs: Sequence[Input]) -> list[Output]:
    """Return the outputs as the inputs tell their shapes.

    One that is an input as well shows its result there. A lone one becomes media where an input
    says that it will be some.

    So are a sound beside the sound it was made of, and an array when a picture goes in.
    """
    fields = [one.component for one in inputs]
    outputs = [replace(one, shape="field") if one.component in fields else one for one in outputs]
    if len(outputs) != 1 or outputs[0].shape != "any":
        return outputs
    source = {"auto": "image", "audio": "audio"}.get(outputs[0].component.kind)
    told = any(one.component.kind == source and one.field.required for one in inputs)
    return [replace(outputs[0], shape="media")] if told else outputs
