"""How single values are shown: numbers, texts, pictures, tables, figures, files, HTML."""

import io
import os
from collections.abc import Callable
from typing import Any

from autoui.components.base import Scope
from autoui.components.figure import figure_blob, figure_of
from autoui.components.file import blob_of, bytes_blob
from autoui.components.frames import frame_table, is_frame
from autoui.components.html import html_blob
from autoui.components.image import image_blob, picture_file
from autoui.components.json import json_value
from autoui.components.markdown import to_html
from autoui.components.plain import plain_scalar, safe_repr
from autoui.components.sniffing import HEAD_BYTES, sniff
from autoui.components.table import make_table, table_blob
from autoui.wire import Blob

Shown = dict[str, Any]
"""``{"show": kind, "props": …, "value": …}`` and perhaps ``"label"``."""

Renderer = Callable[[Any, Scope], Shown | None]
"""Turns a value into a shown one; None lets the next renderer try."""

MAX_TEXT = 1 << 20
"""Characters beyond which a text is offered as a file."""

_PICTURE_SIDE = 16
_SMALL_ARRAY = 100
_MAX_TABLE_COLUMNS = 200


def made(show: str, value: Any, **props: Any) -> Shown:
    """Return a shown value."""
    return {"show": show, "props": props, "value": value}


# ---------------------------------------------------------------------------------------- scalars


def show_none(_value: Any, _scope: Scope) -> Shown:
    """Say that there is nothing to show."""
    return made("nothing", {"text": "Done"})


def show_text(value: Any, scope: Scope) -> Shown:
    """Show text; a very long one as a file."""
    text = str(value)
    if len(text) <= MAX_TEXT:
        return made("text", text)
    data = text.encode("utf-8", "replace")
    return made("file", scope.keep(data, "output.txt", "text/plain"))


def show_boolean(value: Any, _scope: Scope) -> Shown:
    """Show true or false."""
    return made("switch", bool(value))


def show_number(value: Any, _scope: Scope) -> Shown:
    """Show a number."""
    plain = plain_scalar(value)
    return made("number", plain, integer=True) if type(plain) is int else made("number", plain)


def show_scalar(value: Any, scope: Scope) -> Shown:
    """Show a date, a decimal, an enumeration's member … as text, a number as one."""
    plain = plain_scalar(value)
    if type(plain) in (bool, int, float):
        return show_boolean(plain, scope) if type(plain) is bool else show_number(plain, scope)
    return show_text(plain, scope)


# ------------------------------------------------------------------------------ arrays and pictures


def _is_array(value: Any) -> bool:
    return (
        hasattr(value, "__array__")
        and hasattr(value, "dtype")
        and isinstance(getattr(value, "shape", None), tuple)
        and not isinstance(value, type)
    )


def _is_pillow(value: Any) -> bool:
    return any(
        kind.__module__ == "PIL.Image" and kind.__name__ == "Image" for kind in type(value).__mro__
    )


def show_pillow(value: Any, scope: Scope) -> Shown | None:
    """Show a Pillow image."""
    return made("image", image_blob(value, scope)) if _is_pillow(value) else None


def show_frame(value: Any, scope: Scope) -> Shown | None:
    """Show a data frame of any library."""
    return made("table", table_blob(frame_table(value), scope)) if is_frame(value) else None


def show_figure(value: Any, scope: Scope) -> Shown | None:
    """Show the figure that a value is or belongs to."""
    figure = figure_of(value)
    return None if figure is None else made("figure", figure_blob(figure, scope))


def show_array(value: Any, scope: Scope) -> Shown | None:
    """Show an array as a picture or as numbers."""
    if not _is_array(value):
        return None
    import numpy as np

    array = np.asarray(value)
    if array.ndim == 0:
        return show_scalar(array[()], scope)
    if _looks_like_picture(array):
        return made("image", image_blob(array, scope))
    if array.dtype.names:
        return made("table", table_blob(make_table(array), scope))
    if array.dtype.kind not in "biufc" or array.size <= _SMALL_ARRAY:
        return made("json", json_value(array.tolist(), scope))
    return _numbers(array, scope)


def _looks_like_picture(array: Any) -> bool:
    if array.ndim not in (2, 3) or min(array.shape[:2]) < _PICTURE_SIDE:
        return False
    if array.ndim == 3 and array.shape[2] not in (1, 3, 4):
        return False
    kind = array.dtype.kind
    if kind == "f":
        return bool(array.min() >= 0 and array.max() <= 1)
    return kind == "b" or str(array.dtype) == "uint8"


def _numbers(array: Any, scope: Scope) -> Shown:
    """Show what an array holds: its shape and statistics, then the numbers."""
    parts = [{**made("json", _statistics(array), look="pairs"), "label": "Array"}]
    if array.ndim <= 2 and (array.ndim == 1 or array.shape[1] <= _MAX_TABLE_COLUMNS):
        values = made("table", table_blob(make_table(array), scope))
    else:
        values = made("file", _npy(array, scope))
    return made("sections", [*parts, {**values, "label": "Values"}], look="stack")


def _statistics(array: Any) -> dict[str, Any]:
    import numpy as np

    found: dict[str, Any] = {
        "shape": " × ".join(map(str, array.shape)),
        "dtype": str(array.dtype),
    }
    if array.dtype.kind in "biuf":
        real = array if array.dtype.kind != "f" else array[np.isfinite(array)]
        if real.size:
            found["minimum"] = plain_scalar(real.min())
            found["maximum"] = plain_scalar(real.max())
            found["mean"] = float(real.mean(dtype=np.float64))
        if real.size != array.size:
            found["not finite"] = int(array.size - real.size)
    return found


def _npy(array: Any, scope: Scope) -> Blob:
    import numpy as np

    target = io.BytesIO()
    np.save(target, array, allow_pickle=False)
    return scope.keep(target.getvalue(), "array.npy", "application/x-npy")


# ------------------------------------------------------------------------------------------ files


def show_path(value: Any, scope: Scope) -> Shown:
    """Show a file; a path that names none as text."""
    # A path may also be an answer ("where is it?"): what is no file is shown as text.
    if not os.path.isfile(value):
        return made("text", str(value))
    with scope.read_path(os.fspath(value)) as file:
        head = file.read(HEAD_BYTES)
        file.seek(0)
        name = os.path.basename(os.fspath(value))
        if sniff(head, name).startswith("image/"):
            try:
                return made("image", picture_file(file, name, scope))
            except ValueError:
                file.seek(0)
        return made("file", scope.keep(file, name, sniff(head, name)))


def show_paths(values: list[Any], scope: Scope) -> Shown:
    """Show several files."""
    each = [show_path(value, scope) for value in values]
    if all(one["show"] == "file" for one in each):
        return made("file", [one["value"] for one in each], many=True)
    named = [{**one, "label": value.name} for one, value in zip(each, values, strict=True)]
    return made("sections", named, look="stack")


def show_bytes(value: Any, scope: Scope) -> Shown:
    """Show bytes as what they are."""
    data = bytes(value)
    type_ = sniff(data[:HEAD_BYTES])
    if type_.startswith("image/"):
        try:
            return made("image", picture_file(io.BytesIO(data), "image", scope))
        except ValueError:
            pass
    return made("file", bytes_blob(data, scope))


def show_open_file(value: Any, scope: Scope) -> Shown | None:
    """Show what an open file holds."""
    if isinstance(value, io.StringIO):
        return show_text(value.getvalue(), scope)
    if not isinstance(value, io.IOBase) and not _is_temporary(value):
        return None
    name = getattr(value, "name", "")
    if isinstance(value, io.BytesIO) and not name:
        return show_bytes(value.getvalue(), scope)
    return made("file", blob_of(value, scope))


def _is_temporary(value: Any) -> bool:
    return type(value).__module__ == "tempfile" and callable(getattr(value, "read", None))


# --------------------------------------------------------------------- what shows itself


def show_html(text: str, scope: Scope) -> Shown:
    """Show HTML in its frame."""
    return made("html", html_blob(text, scope))


def show_markdown(text: str, _scope: Scope) -> Shown:
    """Show Markdown."""
    return made("markdown", {"html": to_html(text), "source": text})


def show_svg(text: str, scope: Scope) -> Shown:
    """Show an SVG."""
    return made("image", scope.keep(text.encode(), "image.svg", "image/svg+xml"))


def show_png(data: bytes, scope: Scope) -> Shown:
    """Show a PNG."""
    return made("image", picture_file(io.BytesIO(data), "image", scope))


_REPRS: tuple[tuple[str, Callable[[Any, Scope], Shown]], ...] = (
    ("_repr_html_", show_html),
    ("_repr_markdown_", show_markdown),
    ("_repr_svg_", show_svg),
    ("_repr_png_", show_png),
)


def show_own_way(value: Any, scope: Scope) -> Shown | None:
    """Show an object by the first ``_repr_…_`` method of it that gives something."""
    if isinstance(value, type):
        return None
    for name, show in _REPRS:
        method = getattr(value, name, None)
        data = _asked(method) if callable(method) else None
        if isinstance(data, (str, bytes)) and data:
            try:
                return show(data, scope)
            except (ValueError, TypeError, AttributeError):
                continue
    return None


def _asked(method: Callable[[], Any]) -> Any:
    try:
        data = method()
    # Foreign code: an object that fails to show itself one way may do so in another.
    except Exception:  # noqa: BLE001
        return None
    return data[0] if isinstance(data, tuple) and data else data


def show_as_text(value: Any, scope: Scope) -> Shown:
    """Show what ``str`` or ``repr`` says of an object."""
    kind = type(value)
    if vars(object)["__str__"] is getattr(kind, "__str__", None) or isinstance(value, type):
        return show_text(safe_repr(value), scope)
    try:
        text = str(value)
    # Any code of the user's may run here.
    except Exception:  # noqa: BLE001
        text = safe_repr(value)
    return show_text(text, scope)


def is_thing(value: Any) -> bool:
    """Tell whether a value is a picture, table, figure or shows itself."""
    return (
        is_frame(value)
        or _is_pillow(value)
        or (_is_array(value) and value.ndim > 0 and value.size > _SMALL_ARRAY)
        or figure_of(value) is not None
        or any(callable(getattr(value, name, None)) for name, _ in _REPRS)
    )
