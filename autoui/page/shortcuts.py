"""Components by the names people write for them: ``"number"``, ``"slider(1, 10)"``, ``"image"``."""

import ast
import difflib
import importlib
import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from autoui import migration, placing
from autoui.components.base import Component
from autoui.errors import UsageError

_TEXT, _CHECK, _IMAGE = "text:Textbox", "switch:Checkbox", "image:Image"
_AUTO = ".showing.auto:Auto"
_NAMES = {
    "text": _TEXT, "textbox": _TEXT, "str": _TEXT, "textarea": "text:TextArea",
    "number": "number:Number", "slider": "slider:Slider",
    "checkbox": _CHECK, "switch": _CHECK, "bool": _CHECK,
    "color": "color:ColorPicker", "colorpicker": "color:ColorPicker",
    "date": "moment:Moment", "time": "moment:Moment", "datetime": "moment:Moment",
    "image": _IMAGE, "pil": _IMAGE, "numpy": _IMAGE, "webcam": _IMAGE, "sketchpad": _IMAGE,
    "audio": "audio:Audio", "microphone": "audio:Audio", "mic": "audio:Audio",
    "video": "video:Video", "playablevideo": "video:Video",
    "file": "file:File", "files": "file:File",
    "markdown": "markdown:Markdown", "html": "html:Html", "json": "json:Json",
    "dataframe": "table:Dataframe", "table": "table:Dataframe",
    "plot": "figure:Figure", "figure": "figure:Figure",
    "label": "label:Label", "gallery": "gallery:Gallery",
    "any": "any:Anything",
}  # fmt: skip
_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "files": {"many": True}, "pil": {"type": "pil"}, "numpy": {"type": "numpy"},
    "webcam": {"source": "webcam"}, "sketchpad": {"image_mode": "L"},
    "microphone": {"source": "microphone"}, "mic": {"source": "microphone"},
    "date": {"mode": "date"}, "time": {"mode": "time"}, "datetime": {"mode": "datetime"},
}  # fmt: skip
_INPUT_NAMES = {**_NAMES, "json": "any:Anything"}
_OUTPUT_NAMES = {**_NAMES, "output": _AUTO, "auto": _AUTO}
_NEED_CHOICES = {
    "radio": "Radio", "dropdown": "Dropdown", "checkboxgroup": "CheckboxGroup", "choice": "Choice",
}  # fmt: skip
_OF_CHOICES = {name: f"choice:{made}" for name, made in _NEED_CHOICES.items()}


def several(given: Any) -> list[Any]:
    """Return what ``inputs=`` or ``outputs=`` may be as a list."""
    return list(given) if isinstance(given, list | tuple) else [given]


def component(given: Any, *, output: bool = False) -> Component | None:
    """Return the component that an entry of ``inputs=`` or ``outputs=`` means.

    Args:
        given: An instance, a class, a name, or None and ``...`` for "inferred".
        output: Whether it shows a result.

    Returns:
        None for "inferred".

    Raises:
        UsageError: It means none.
    """
    if given is None or given is Ellipsis:
        return None
    token = placing.enter(None)
    try:
        found = _component(given, output=output)
        return found if found is None or output else found.as_input()
    finally:
        placing.leave(token)


def _component(given: Any, *, output: bool) -> Component | None:
    if isinstance(given, Component):
        return given
    if inspect.isclass(given) and issubclass(given, Component):
        return given()  # type: ignore[call-arg]
    if isinstance(given, str) and "(" in given:
        return _called(given.strip(), output=output)
    if isinstance(given, str):
        return _named(given.strip().lower(), output=output)
    raise UsageError(
        f"{given!r} is no component", 'give an instance such as Number(), a name such as "number", '
        "or None to have it inferred"
    )  # fmt: skip


def by_name(written: Iterable[str]) -> dict[str, str]:
    """Return which component each parameter gets, as the command line says it.

    Args:
        written: ``NAME=COMPONENT``, such as ``num1=number`` and ``size=slider(1, 10)``.

    Raises:
        UsageError: One of them is no such pair, or a parameter is named twice.
    """
    found: dict[str, str] = {}
    for one in written:
        name, equals, component_ = one.partition("=")
        name = name.strip()
        if not equals or not name.isidentifier():
            raise UsageError(
                f"--input {one} names no parameter",
                "write NAME=COMPONENT: num1=number, or 'size=slider(1, 10)'",
            )
        if name in found:
            raise UsageError(f"--input names {name} twice")
        found[name] = component_
    return found


def refuse_results(given: Any) -> None:
    """Refuse what only shows a result where ``inputs=`` of an ``Interface`` names it.

    Raises:
        UsageError: It does; the message names what takes such an input.
    """
    for one in given.values() if isinstance(given, dict) else several(given):
        kind = one if inspect.isclass(one) else type(one)
        if issubclass(kind, Component) and kind.shows_only:
            raise _shows_only(kind.__name__, kind)


def _shows_only(name: str, kind: type[Component]) -> UsageError:
    return UsageError(
        f"{name} shows a result and cannot be filled in", f"as an input use {kind.shows_only}"
    )


def _named(name: str, *, output: bool) -> Component | None:
    names = _OUTPUT_NAMES if output else _INPUT_NAMES
    if name in ("output", "auto") and not output:
        return None
    if name in _NEED_CHOICES:
        if output:
            # A result is one of no list; it shows itself.
            return _made(_OUTPUT_NAMES["output"], {})
        raise UsageError(
            f'"{name}" alone has nothing to choose from', f'write {_NEED_CHOICES[name]}(["a", "b"])'
        )
    if name not in names:
        raise _no_component(name, names)
    found = _made(names[name], _OPTIONS.get(name, {}))
    if found.shows_only and not output:
        raise _shows_only(f'"{name}"', type(found))
    return found


def _called(text: str, *, output: bool) -> Component:
    """Return the component that ``slider(1, 10, step=1)`` means; its arguments are literals."""
    name, values, options = _read_call(text)
    names = {**(_OUTPUT_NAMES if output else _INPUT_NAMES), **_OF_CHOICES}
    if name not in names:
        raise _no_component(name, names)
    try:
        found = _made(names[name], {**_OPTIONS.get(name, {}), **options}, values)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{text} makes no component: {error}") from error
    if found.shows_only and not output:
        raise _shows_only(f'"{name}"', type(found))
    return found


def _read_call(text: str) -> tuple[str, list[Any], dict[str, Any]]:
    cure = 'write a name and values: slider(1, 10), radio(["a", "b"]), image(type="pil")'
    try:
        call = ast.parse(text, mode="eval").body
    except SyntaxError:
        raise UsageError(f"{text} cannot be read", cure) from None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        raise UsageError(f"{text} is no component", cure)
    try:
        values = [ast.literal_eval(one) for one in call.args]
        options = {str(one.arg): ast.literal_eval(one.value) for one in call.keywords if one.arg}
    except ValueError:
        raise UsageError(f"{text} holds more than plain values", cure) from None
    return call.func.id.lower(), values, options


def _made(where: str, options: Mapping[str, Any], values: Iterable[Any] = ()) -> Component:
    module, _, attribute = where.partition(":")
    made = getattr(importlib.import_module(f".{module}", "autoui.components"), attribute)
    found: Component = made(*values, **options)
    return found


def _no_component(name: str, names: Iterable[str]) -> UsageError:
    """Return what to say of a name that is none, as of Gradio's where it is one of those."""
    theirs = {known.lower(): cure for known, cure in migration.NAMES.items() if known[0].isupper()}
    cure = f"in its place: {theirs[name]}" if name in theirs else _nearest(name, names)
    return UsageError(f'there is no component "{name}"', cure)


def _nearest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=2)
    return f"did you mean {' or '.join(near)}?" if near else f"one of {', '.join(names)}"
