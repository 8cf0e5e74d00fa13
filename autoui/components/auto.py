"""A result that chooses by itself how it is shown."""

import collections.abc as abc
import datetime as dt
import enum
import io
import os
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from pathlib import PurePath
from typing import Any, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common
from autoui.components.figure import figure_blob, figure_of
from autoui.components.file import blob_of, bytes_blob
from autoui.components.frames import frame_table, is_frame
from autoui.components.html import html_blob
from autoui.components.image import image_blob, picture_file
from autoui.components.json import json_value
from autoui.components.markdown import to_html
from autoui.components.plain import (
    all_scalars,
    plain_scalar,
    record_fields,
    safe_repr,
)
from autoui.components.sniffing import HEAD_BYTES, sniff
from autoui.components.table import as_record, make_table, records_table, table_blob
from autoui.wire import Blob

Shown = dict[str, Any]
"""``{"show": kind, "props": …, "value": …}`` and perhaps ``"label"``."""

Renderer = Callable[[Any, Scope], Shown | None]
"""Turns a value into a shown one; None lets the next renderer try."""

MAX_TEXT = 1 << 20
"""Characters beyond which a text is offered as a file."""

MAX_ITEMS = 10_000
"""How many items of a generator or iterator are taken."""

_MAX_SECTIONS = 50
_MAX_FIGURES = 12
_PICTURE_SIDE = 16
_SMALL_ARRAY = 100
_MAX_TABLE_COLUMNS = 200
_SAMPLE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class AutoSpec(Spec):
    """What a result that chooses for itself can be told.

    Attributes:
        expects: The kind it will probably be, when known.
    """

    expects: str | None = None


class AutoOptions(Common, total=False):
    """The keywords of ``Auto``; see ``AutoSpec``."""

    expects: str | None


class Auto(Component):
    """A result shown as what it is.

    Args:
        value: A result to show at first.
        renderers: How values are shown; the usual ones by default.
        options: See ``AutoSpec``.
    """

    kind = "auto"

    def __init__(
        self,
        value: Any = None,
        *,
        renderers: "Renderers | None" = None,
        **options: Unpack[AutoOptions],
    ) -> None:
        super().__init__(AutoSpec(value=value, **common(options)))
        self._renderers = renderers or Renderers()

    def encode_given(self, value: Any, scope: Scope) -> Shown:
        """Return the shown value; None is one too."""
        return self.encode(value, scope)

    def encode(self, value: Any, scope: Scope) -> Shown:
        """Return the shown value.

        Raises:
            PathRefused: The value names a file that may not be shown.
        """
        return self._renderers.shown(value, scope, self.spec.expects)


class Renderers:
    """Which types of value are shown how.

    A renderer is looked for by the exact type, then along its base classes, then among those that
    look at the value themselves; what was registered last is asked first.
    """

    def __init__(self) -> None:
        self._types: dict[type, Renderer] = dict(_BY_TYPE)
        self._tests: list[Renderer] = list(_BY_LOOK)

    def register(self, type_: type, renderer: Renderer) -> None:
        """Show values of a type, and of its subclasses, with ``renderer``."""
        self._types[type_] = renderer

    def register_test(self, renderer: Renderer) -> None:
        """Ask ``renderer`` first about every value whose type is not known."""
        self._tests.insert(0, renderer)

    def shown(self, value: Any, scope: Scope, expects: str | None = None) -> Shown:
        """Return how a value is shown.

        Args:
            value: Anything.
            scope: Where its files go.
            expects: The kind it is expected to be; where the value does not fit, it is shown as
                what it is.

        Raises:
            PathRefused: The value names a file that may not be shown.
        """
        if expects is not None and value is not None:
            renderer = _EXPECTED.get(expects)
            found = None if renderer is None else renderer(value, scope)
            if found is not None:
                return found
        for renderer in self._candidates(value):
            found = renderer(value, scope)
            if found is not None:
                return found
        return _fallback(value, scope)

    def _candidates(self, value: Any) -> Iterator[Renderer]:
        # Looks come first for what libraries derive from tuple or list (Matplotlib's containers).
        kinds = type(value).__mro__
        if type(value) in self._types:
            yield self._types[type(value)]
        yield from self._tests
        for kind in kinds[1:]:
            if kind in self._types:
                yield self._types[kind]


def shown(value: Any, scope: Scope, expects: str | None = None) -> Shown:
    """Return how a value is shown by the usual renderers; see ``Renderers.shown``."""
    return Renderers().shown(value, scope, expects)


def labelled(value: Any, scope: Scope, labels: Sequence[str] = ()) -> list[Shown]:
    """Return the shown parts of a tuple, list, dict or record, each with its label."""
    fields = as_record(value)
    if fields is None:
        parts = list(value) if isinstance(value, (list, tuple)) else [value]
        names = [*labels, *(f"Output {i + 1}" for i in range(len(labels), len(parts)))]
        pairs = list(zip(names, parts, strict=False))
    else:
        pairs = [(str(name), part) for name, part in fields.items()]
    renderers = Renderers()
    return [{**renderers.shown(part, scope), "label": name} for name, part in pairs]


def _made(show: str, value: Any, **props: Any) -> Shown:
    return {"show": show, "props": props, "value": value}


def _sections(value: Any, scope: Scope) -> Shown:
    return _made("sections", labelled(value, scope), look="stack")


# ---------------------------------------------------------------------------------------- scalars


def _none(_value: Any, _scope: Scope) -> Shown:
    return _made("nothing", {"text": "Done"})


def _text(value: Any, scope: Scope) -> Shown:
    text = str(value)
    if len(text) <= MAX_TEXT:
        return _made("text", text)
    data = text.encode("utf-8", "replace")
    return _made("file", scope.keep(data, "output.txt", "text/plain"))


def _boolean(value: Any, _scope: Scope) -> Shown:
    return _made("switch", bool(value))


def _number(value: Any, _scope: Scope) -> Shown:
    plain = plain_scalar(value)
    return _made("number", plain, integer=True) if type(plain) is int else _made("number", plain)


def _scalar(value: Any, scope: Scope) -> Shown:
    plain = plain_scalar(value)
    if type(plain) in (bool, int, float):
        return _boolean(plain, scope) if type(plain) is bool else _number(plain, scope)
    return _text(plain, scope)


# ------------------------------------------------------------------------------------- containers


def _mapping(value: Any, scope: Scope) -> Shown:
    if not value:
        return _made("json", {})
    if all_scalars(value.values()):
        return _made("json", json_value(value, scope), look="pairs")
    if len(value) <= _MAX_SECTIONS and any(map(_is_rich, value.values())):
        return _sections(value, scope)
    return _made("json", json_value(value, scope))


def _record(value: Any, scope: Scope) -> Shown | None:
    fields = record_fields(value)
    if fields is None:
        return None
    # A model that says how it wants to be read as text, or shown, is taken at its word.
    return _mapping(fields, scope)


def _tuple(value: Any, scope: Scope) -> Shown | None:
    if record_fields(value) is not None:
        return _record(value, scope)
    if (figure := _figure(value, scope)) is not None:
        return figure
    if len(value) == 1:
        return shown(value[0], scope)
    if 2 <= len(value) <= _MAX_FIGURES and all_scalars(value):
        return _made("sections", labelled(value, scope), look="figures")
    if 2 <= len(value) <= _MAX_FIGURES and not all(type(i) is type(value[0]) for i in value):
        return _sections(value, scope)
    return _sequence(value, scope)


def _sequence(value: Any, scope: Scope) -> Shown:
    if (figure := _figure(value, scope)) is not None:
        return figure
    items = list(value)
    if items and _are_records(items):
        records = [as_record(item) or {} for item in items]
        return _made("table", table_blob(records_table(records), scope))
    if items and len(items) <= _MAX_SECTIONS and any(map(_is_rich, items)):
        if all(isinstance(item, PurePath) for item in items):
            return _paths(items, scope)
        return _sections(items, scope)
    return _made("json", json_value(items, scope))


def _are_records(items: list[Any]) -> bool:
    names: set[Any] = set()
    for item in items:
        record = as_record(item)
        if not record:
            return False
        if not names.issuperset(record):
            names.update(record)
        if len(names) > _MAX_TABLE_COLUMNS:
            return False
    # Whether records hold pictures and the like shows in the first ones.
    return not any(
        _is_rich(part) for item in items[:_SAMPLE] for part in (as_record(item) or {}).values()
    )


def _is_rich(value: Any, depth: int = 2) -> bool:
    """Tell whether a value is more than data: a picture, a table, a figure, a file, HTML."""
    if value is None or isinstance(value, (bool, int, float, str, type)):
        return False
    if isinstance(value, PurePath):
        return os.path.isfile(value)
    if isinstance(value, (bytes, bytearray, io.IOBase)):
        return True
    if isinstance(value, (dict, list, tuple)) and depth:
        parts = value.values() if isinstance(value, dict) else value
        return any(_is_rich(part, depth - 1) for part in islice(parts, _SAMPLE))
    return _is_shown_thing(value)


def _is_shown_thing(value: Any) -> bool:
    return (
        is_frame(value)
        or _is_pillow(value)
        or (_is_array(value) and value.ndim > 0 and value.size > _SMALL_ARRAY)
        or figure_of(value) is not None
        or any(callable(getattr(value, name, None)) for name, _ in _REPRS)
    )


def _iterator(value: Any, scope: Scope) -> Shown | None:
    if not isinstance(value, abc.Iterator) or isinstance(value, io.IOBase):
        return None
    items = list(islice(value, MAX_ITEMS))
    found = shown(items, scope)
    if len(items) == MAX_ITEMS:
        found["label"] = f"The first {MAX_ITEMS:,} items"
    return found


def _collection(value: Any, scope: Scope) -> Shown | None:
    if isinstance(value, abc.Mapping):
        return _mapping(dict(value), scope)
    if isinstance(value, (abc.Sequence, abc.Set, abc.ValuesView)):
        return _sequence(value, scope)
    return None


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


def _pillow(value: Any, scope: Scope) -> Shown | None:
    return _made("image", image_blob(value, scope)) if _is_pillow(value) else None


def _frame(value: Any, scope: Scope) -> Shown | None:
    return _made("table", table_blob(frame_table(value), scope)) if is_frame(value) else None


def _figure(value: Any, scope: Scope) -> Shown | None:
    figure = figure_of(value)
    return None if figure is None else _made("figure", figure_blob(figure, scope))


def _array(value: Any, scope: Scope) -> Shown | None:
    if not _is_array(value):
        return None
    import numpy as np

    array = np.asarray(value)
    if array.ndim == 0:
        return shown(plain_scalar(array[()]), scope)
    if _looks_like_picture(array):
        return _made("image", image_blob(array, scope))
    if array.dtype.names:
        return _made("table", table_blob(make_table(array), scope))
    if array.dtype.kind not in "biufc" or array.size <= _SMALL_ARRAY:
        return _made("json", json_value(array.tolist(), scope))
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
    parts = [{**_made("json", _statistics(array), look="pairs"), "label": "Array"}]
    if array.ndim <= 2 and (array.ndim == 1 or array.shape[1] <= _MAX_TABLE_COLUMNS):
        values = _made("table", table_blob(make_table(array), scope))
    else:
        values = _made("file", _npy(array, scope))
    return _made("sections", [*parts, {**values, "label": "Values"}], look="stack")


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


def _path(value: Any, scope: Scope) -> Shown:
    # A path may also be an answer ("where is it?"): what is no file is shown as text.
    if not os.path.isfile(value):
        return _made("text", str(value))
    with scope.read_path(os.fspath(value)) as file:
        head = file.read(HEAD_BYTES)
        file.seek(0)
        name = os.path.basename(os.fspath(value))
        if sniff(head, name).startswith("image/"):
            try:
                return _made("image", picture_file(file, name, scope))
            except ValueError:
                file.seek(0)
        return _made("file", scope.keep(file, name, sniff(head, name)))


def _paths(values: list[Any], scope: Scope) -> Shown:
    each = [_path(value, scope) for value in values]
    if all(one["show"] == "file" for one in each):
        return _made("file", [one["value"] for one in each], many=True)
    named = [{**one, "label": value.name} for one, value in zip(each, values, strict=True)]
    return _made("sections", named, look="stack")


def _bytes(value: Any, scope: Scope) -> Shown:
    data = bytes(value)
    type_ = sniff(data[:HEAD_BYTES])
    if type_.startswith("image/"):
        try:
            return _made("image", picture_file(io.BytesIO(data), "image", scope))
        except ValueError:
            pass
    return _made("file", bytes_blob(data, scope))


def _open_file(value: Any, scope: Scope) -> Shown | None:
    if isinstance(value, io.StringIO):
        return _text(value.getvalue(), scope)
    if not isinstance(value, io.IOBase) and not _is_temporary(value):
        return None
    name = getattr(value, "name", "")
    if isinstance(value, io.BytesIO) and not name:
        return _bytes(value.getvalue(), scope)
    return _made("file", blob_of(value, scope))


def _is_temporary(value: Any) -> bool:
    return type(value).__module__ == "tempfile" and callable(getattr(value, "read", None))


# --------------------------------------------------------------------- what shows itself


def _html_repr(text: str, scope: Scope) -> Shown:
    return _made("html", html_blob(text, scope))


def _markdown_repr(text: str, _scope: Scope) -> Shown:
    return _made("markdown", {"html": to_html(text), "source": text})


def _svg_repr(text: str, scope: Scope) -> Shown:
    return _made("image", scope.keep(text.encode(), "image.svg", "image/svg+xml"))


def _png_repr(data: bytes, scope: Scope) -> Shown:
    return _made("image", picture_file(io.BytesIO(data), "image", scope))


_REPRS: tuple[tuple[str, Callable[[Any, Scope], Shown]], ...] = (
    ("_repr_html_", _html_repr),
    ("_repr_markdown_", _markdown_repr),
    ("_repr_svg_", _svg_repr),
    ("_repr_png_", _png_repr),
)


def _own_repr(value: Any, scope: Scope) -> Shown | None:
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


def _fallback(value: Any, scope: Scope) -> Shown:
    kind = type(value)
    if vars(object)["__str__"] is getattr(kind, "__str__", None) or isinstance(value, type):
        return _text(safe_repr(value), scope)
    try:
        text = str(value)
    # Any code of the user's may run here.
    except Exception:  # noqa: BLE001
        text = safe_repr(value)
    return _text(text, scope)


# ---------------------------------------------------------------------------------- the usual table

_BY_TYPE: Mapping[type, Renderer] = {
    type(None): _none,
    str: _text,
    bool: _boolean,
    int: _number,
    float: _number,
    dict: _mapping,
    tuple: _tuple,
    list: _sequence,
    bytes: _bytes,
    bytearray: _bytes,
    memoryview: _bytes,
    PurePath: _path,
    enum.Enum: _scalar,
    dt.date: _scalar,
    dt.time: _scalar,
    dt.timedelta: _scalar,
    Decimal: _scalar,
    Fraction: _scalar,
    complex: _scalar,
    uuid.UUID: _scalar,
}

_BY_LOOK: tuple[Renderer, ...] = (
    _pillow,
    _frame,
    _figure,
    _array,
    _own_repr,
    _record,
    _open_file,
    _iterator,
    _collection,
)


# ------------------------------------------------------------------------------- what is expected


def _try(make: Callable[[Any, Scope], Shown]) -> Renderer:
    def renderer(value: Any, scope: Scope) -> Shown | None:
        try:
            return make(value, scope)
        except (TypeError, ValueError):
            return None

    return renderer


def _expected_text(value: Any, scope: Scope) -> Shown | None:
    return _text(value, scope) if isinstance(value, str) else None


def _expected_markdown(value: Any, scope: Scope) -> Shown | None:
    return _markdown_repr(value, scope) if isinstance(value, str) else None


def _expected_html(value: Any, scope: Scope) -> Shown | None:
    return _html_repr(value, scope) if isinstance(value, str) else None


def _expected_json(value: Any, scope: Scope) -> Shown:
    return _made("json", json_value(value, scope))


def _expected_file(value: Any, scope: Scope) -> Shown | None:
    # Only where a file is expected does a text name one.
    if isinstance(value, str):
        return _path(PurePath(value), scope) if os.path.isfile(value) else None
    return None


_EXPECTED: Mapping[str, Renderer] = {
    "text": _expected_text,
    "markdown": _expected_markdown,
    "html": _expected_html,
    "json": _expected_json,
    "file": _expected_file,
    "image": _try(lambda value, scope: _made("image", image_blob(value, scope))),
    "table": _try(lambda value, scope: _made("table", table_blob(make_table(value), scope))),
}
