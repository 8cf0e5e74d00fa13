"""Objects that show themselves, in the ways that notebooks ask for, and charts."""

import base64
import binascii
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

from autoui.components.base import Scope
from autoui.components.charts import CannotBeDrawn, chart_blob, chart_data
from autoui.components.image import picture_file
from autoui.components.json import json_value
from autoui.formats.plain import own_text
from autoui.showing.formulas import formula_of_latex
from autoui.showing.shows import Shown, made, show_html, show_markdown

_MAX_CODED = 64 << 20


def show_chart(value: Any, scope: Scope) -> Shown | None:
    """Show a chart that draws itself in the browser; where it cannot, its data and the reason."""
    try:
        blob = chart_blob(value, scope)
    except CannotBeDrawn as error:
        if _shows_statically(value):
            return None
        return {**made("json", json_value(chart_data(value), scope)), "note": str(error)}
    return None if blob is None else made("html", blob)


def show_own_way(value: Any, scope: Scope) -> Shown | None:
    """Show an object by the first of its ``_repr_…_`` methods that gives something.

    A bundle of all its forms is asked for first. HTML that would load scripts from other hosts
    gives way to a picture of the same.
    """
    if isinstance(value, type):
        return None
    bundle = _bundle(value)
    ways = [(type_, show) for type_, _, show in _WAYS]
    given = {type_: lambda found=found: found for type_, found in bundle.items()}
    for type_, name, _ in _WAYS:
        method = getattr(value, name, None)
        if type_ not in given and callable(method):
            given[type_] = lambda method=method: _asked(method)
    later: list[Shown] = []
    for type_, show in ways:
        if type_ not in given:
            continue
        data = given[type_]()
        if not data or not isinstance(data, (str, bytes, dict, list)):
            continue
        try:
            found = show(data, value, scope)
        except (ValueError, TypeError, AttributeError, OSError):
            continue
        if found is not None and type_ == "text/html" and "note" in found:
            later.append(found)
        elif found is not None:
            return found if not later or type_.startswith("image/") else later[0]
    return later[0] if later else None


def shows_itself(value: Any) -> bool:
    """Tell whether an object has a way of its own to be shown."""
    return not isinstance(value, type) and any(
        callable(getattr(value, name, None))
        for name in ("_repr_mimebundle_", *(name for _, name, _ in _WAYS))
    )


def _shows_statically(value: Any) -> bool:
    return any(callable(getattr(value, f"_repr_{kind}_", None)) for kind in ("svg", "png", "jpeg"))


def _bundle(value: Any) -> dict[str, Any]:
    method = getattr(value, "_repr_mimebundle_", None)
    if not callable(method):
        return {}
    found = _asked(lambda: method(include=None, exclude=None)) or _asked(method)
    return dict(found) if isinstance(found, Mapping) else {}


def _asked(method: Callable[[], Any]) -> Any:
    try:
        data = method()
    # Foreign code: an object that fails to show itself one way may do so in another.
    except Exception:  # noqa: BLE001
        return None
    # With what a notebook should know of it beside.
    return data[0] if isinstance(data, tuple) and data else data


# -------------------------------------------------------------------------------------- the ways


def _html(data: Any, _value: Any, scope: Scope) -> Shown | None:
    return show_html(data, scope) if isinstance(data, str) else None


def _svg(data: Any, _value: Any, scope: Scope) -> Shown:
    encoded = data if isinstance(data, bytes) else data.encode("utf-8", "replace")
    return made("image", scope.keep(encoded, "image.svg", "image/svg+xml"))


def _picture(data: Any, _value: Any, scope: Scope) -> Shown | None:
    if isinstance(data, str):
        if len(data) > _MAX_CODED:
            return None
        try:
            data = base64.b64decode(data)
        except binascii.Error:
            return None
    return made("image", picture_file(io.BytesIO(data), "image", scope))


def _markdown(data: Any, _value: Any, scope: Scope) -> Shown | None:
    return show_markdown(data, scope) if isinstance(data, str) else None


def _latex(data: Any, value: Any, _scope: Scope) -> Shown | None:
    formula = formula_of_latex(data) if isinstance(data, str) else None
    if formula is None:
        return None
    text = own_text(value)
    return formula if text is None else {**made("text", text), "lead": formula}


def _json(data: Any, _value: Any, scope: Scope) -> Shown:
    if isinstance(data, (str, bytes)):
        data = json.loads(data)
    return made("json", json_value(data, scope))


_WAYS: tuple[tuple[str, str, Callable[[Any, Any, Scope], Shown | None]], ...] = (
    ("text/html", "_repr_html_", _html),
    ("image/svg+xml", "_repr_svg_", _svg),
    ("image/png", "_repr_png_", _picture),
    ("image/jpeg", "_repr_jpeg_", _picture),
    ("text/markdown", "_repr_markdown_", _markdown),
    ("text/latex", "_repr_latex_", _latex),
    ("application/json", "_repr_json_", _json),
)
"""The best first: media type in a bundle, method, how it is shown."""
