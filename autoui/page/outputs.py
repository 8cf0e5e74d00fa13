"""What shows the results of an endpoint: the components that were given, or inferred."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from autoui import placing
from autoui.components.base import Component
from autoui.page import shortcuts
from autoui.page.endpoint import Input, Output, Shape
from autoui.page.streams import keeps
from autoui.reading import names
from autoui.reading.choosing import constraints
from autoui.reading.field import Reading, Result
from autoui.showing.auto import Auto

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


def outputs_of(reading: Reading, given: Any) -> tuple[list[Output], tuple[str, ...]]:
    """Return the outputs, and what the parts of a result are called that is shown as one.

    Args:
        reading: What the function says.
        given: As ``Interface(outputs=)`` takes them; None infers all.
    """
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


def told_from_inputs(outputs: list[Output], inputs: Sequence[Input]) -> list[Output]:
    """Return the outputs in the shapes that the inputs tell.

    One that is an input as well shows its result there. A lone one is media when its input is: an
    array that is made of a picture, a sound that is made of a sound.
    """
    fields = [one.component for one in inputs]
    outputs = [replace(one, shape="field") if one.component in fields else one for one in outputs]
    if len(outputs) != 1 or outputs[0].shape != "any":
        return outputs
    source = {"auto": "image", "audio": "audio"}.get(outputs[0].component.kind)
    told = any(one.component.kind == source and one.field.required for one in inputs)
    return [replace(outputs[0], shape="media")] if told else outputs
