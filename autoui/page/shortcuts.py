"""Components by the names people write for them: ``"number"``, ``"textbox"``, ``"image"``."""

import difflib
import importlib
import inspect
from collections.abc import Iterable
from typing import Any

from autoui import placing
from autoui.components.base import Component
from autoui.errors import UsageError

_NAMES = {
    "text": "text:Textbox", "textbox": "text:Textbox", "str": "text:Textbox",
    "textarea": "text:TextArea", "number": "number:Number", "slider": "slider:Slider",
    "checkbox": "switch:Checkbox", "switch": "switch:Checkbox", "bool": "switch:Checkbox",
    "image": "image:Image", "file": "file:File", "files": "file:File",
    "markdown": "markdown:Markdown", "html": "html:Html", "json": "json:Json",
    "dataframe": "table:Dataframe", "table": "table:Dataframe", "plot": "figure:Figure",
    "date": "moment:Moment", "time": "moment:Moment", "datetime": "moment:Moment",
    "any": "any:Anything",
}  # fmt: skip
_OUTPUT_NAMES = {**_NAMES, "output": "auto:Auto", "auto": "auto:Auto"}
_NEED_CHOICES = frozenset({"radio", "dropdown", "checkboxgroup", "choice"})


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
    if isinstance(given, Component):
        return given
    token = placing.enter(None)
    try:
        if inspect.isclass(given) and issubclass(given, Component):
            return given()  # type: ignore[call-arg]
        if isinstance(given, str):
            return _named(given.strip().lower(), output=output)
    finally:
        placing.leave(token)
    raise UsageError(
        f"{given!r} is no component", 'give an instance such as Number(), a name such as "number", '
        "or None to have it inferred"
    )  # fmt: skip


def _named(name: str, *, output: bool) -> Component | None:
    names = _OUTPUT_NAMES if output else _NAMES
    if name in ("output", "auto") and not output:
        return None
    if name in _NEED_CHOICES:
        raise UsageError(
            f'"{name}" alone has nothing to choose from', f'write {name.title()}(["a", "b"])'
        )
    if name not in names:
        raise UsageError(f'there is no component "{name}"', _nearest(name, names))
    module, _, attribute = names[name].partition(":")
    made = getattr(importlib.import_module(f"autoui.components.{module}"), attribute)
    options: dict[str, Any] = {"many": True} if name == "files" else {}
    if module == "moment":
        options["mode"] = name
    found: Component = made(**options)
    return found


def _nearest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=2)
    return f"did you mean {' or '.join(near)}?" if near else f"one of {', '.join(names)}"
