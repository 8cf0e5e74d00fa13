"""A result that chooses by itself how it is shown."""

import collections.abc as abc
import datetime as dt
import enum
import io
import itertools
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from pathlib import PurePath
from typing import Any, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common
from autoui.components.gallery import Gallery
from autoui.components.json import json_value
from autoui.components.label import Label
from autoui.components.table import as_record, make_table, records_table, table_blob
from autoui.formats.plain import all_scalars, own_text, record_fields, sorted_items
from autoui.showing.array_results import is_columns, show_array, show_sound
from autoui.showing.contents import are_records, is_distribution, is_rich
from autoui.showing.display import show_chart, show_own_way
from autoui.showing.expected import EXPECTED
from autoui.showing.formulas import show_symbolic, show_symbolic_items
from autoui.showing.objects import show_any, show_object
from autoui.showing.shows import (
    Renderer,
    is_pillow,
    made,
    show_boolean,
    show_bytes,
    show_figure,
    show_frame,
    show_none,
    show_number,
    show_open_file,
    show_path,
    show_paths,
    show_pillow,
    show_scalar,
    show_text,
)
from autoui.showing.shows import Shown as Shown

MAX_ITEMS = 10_000
"""How many items of an iterator are taken, or of what makes its items when asked."""

_MAX_SECTIONS = 50
_MAX_FIGURES = 12
_MAX_CLASSES = 1_000
_MAX_TABLE_COLUMNS = 200
_SAMPLE = 20
_SUM_ERROR = 1e-3


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
    shows_only = "None, to have the input inferred"

    def __init__(
        self,
        value: Any = None,
        *,
        renderers: "Renderers | None" = None,
        **options: Unpack[AutoOptions],
    ) -> None:
        super().__init__(AutoSpec(value=value, **common(options, self)))
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
            renderer = EXPECTED.get(expects)
            found = None if renderer is None else renderer(value, scope)
            if found is not None:
                return found
        for renderer in self._candidates(value):
            found = renderer(value, scope)
            if found is not None:
                return found
        return show_any(value, scope)

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


def _sections(value: Any, scope: Scope) -> Shown:
    return made("sections", labelled(value, scope), look="stack")


# ------------------------------------------------------------------------------------- containers


def _mapping(value: Any, scope: Scope) -> Shown:
    if not value:
        return made("json", {})
    if is_distribution(value):
        label = made("label", Label().encode(value, scope))
        # Who calls from a program gets the dict as it is.
        pairs = made("json", json_value(value, scope), look="pairs")
        other = {**label, "label": "As shares", "back": "As numbers", "first": True}
        return {**pairs, "other": other}
    return _fields(value, scope)


def _fields(value: Mapping[Any, Any], scope: Scope) -> Shown:
    """Show what stands under names, which need not be those of classes."""
    if (formula := show_symbolic_items(value, scope)) is not None:
        return formula
    if (figure := show_figure(list(value.values()), scope)) is not None:
        return figure
    if all_scalars(value.values()):
        return made("json", json_value(value, scope), look="pairs")
    if is_columns(value.values()):
        return made("table", table_blob(make_table(value), scope))
    if len(value) <= _MAX_SECTIONS and any(map(is_rich, value.values())):
        return _sections(value, scope)
    return made("json", json_value(value, scope))


def _record(value: Any, scope: Scope) -> Shown | None:
    fields = record_fields(value)
    if fields is None:
        return None
    # A model that says how it wants to be read as text, or shown, is taken at its word.
    return _fields(fields, scope) if fields else _mapping(fields, scope)


def _tuple(value: Any, scope: Scope) -> Shown | None:
    if record_fields(value) is not None:
        return _record(value, scope)
    found = show_figure(value, scope) or show_sound(value, scope)
    if found is None:
        found = show_symbolic_items(value, scope)
    if found is not None:
        return found
    if len(value) == 1:
        return shown(value[0], scope)
    if 2 <= len(value) <= _MAX_FIGURES and all_scalars(value):
        return made("sections", labelled(value, scope), look="figures")
    if 2 <= len(value) <= _MAX_FIGURES and not all(type(i) is type(value[0]) for i in value):
        return _sections(value, scope)
    return _sequence(value, scope)


def _sequence(value: Any, scope: Scope) -> Shown:
    found = show_figure(value, scope)
    if found is None:
        found = show_symbolic_items(value, scope)
    if found is not None:
        return found
    items = list(value)
    if items and are_records(items):
        try:
            return made("table", table_blob(records_table(list(map(_record_of, items))), scope))
        except ValueError:
            return made("json", json_value(items, scope))
    if len(items) > 1 and all(map(is_pillow, items)):
        return made("gallery", Gallery().encode(items, scope))
    if items and len(items) <= _MAX_SECTIONS and any(map(is_rich, items)):
        if all(isinstance(item, PurePath) for item in items):
            return show_paths(items, scope)
        return _sections(items, scope)
    return made("json", json_value(items, scope))


def _record_of(item: Any) -> Mapping[Any, Any]:
    return as_record(item) or {}


def _iterator(value: Any, scope: Scope) -> Shown | None:
    if not isinstance(value, abc.Iterator) or isinstance(value, io.IOBase):
        return None
    names = [str(column[0]) for column in getattr(value, "description", None) or ()]
    return _taken(value, scope, None, names)


def _taken(
    value: Iterable[Any], scope: Scope, count: int | None, names: Sequence[str] = ()
) -> Shown:
    """Show the first items of what makes them when asked.

    Args:
        value: It.
        scope: Where files go.
        count: How many there are, where that is known.
        names: Of the columns, where the items are rows of a database.
    """
    drawn = iter(value)
    if isinstance(value, itertools.groupby):
        # Each group is empty as soon as the next one is asked for.
        drawn = ((key, list(group)) for key, group in value)
    items = list(islice(drawn, MAX_ITEMS + 1))
    kept = items[:MAX_ITEMS]
    if names and kept and all(type(item) is tuple for item in kept):
        found = made("table", table_blob(make_table(kept, names), scope))
    else:
        found = shown(kept, scope)
    if len(items) > MAX_ITEMS:
        of = "" if count is None else f" of {count:,}"
        more = "; there are more" if count is None else ""
        found["note"] = f"The first {MAX_ITEMS:,}{of} items{more}."
    return found


def _collection(value: Any, scope: Scope) -> Shown | None:
    if isinstance(value, abc.Mapping):
        return _mapping(dict(value), scope)
    if isinstance(value, str):
        return None
    if isinstance(value, abc.Set):
        return _sequence(sorted_items(value), scope)
    if isinstance(value, (list, tuple)):
        return _sequence(value, scope)
    if isinstance(value, (abc.Sequence, abc.ValuesView)):
        return _taken(value, scope, len(value))
    return None


def _iterable(value: Any, scope: Scope) -> Shown | None:
    """Show the items of what only says that it has some."""
    if not callable(getattr(type(value), "__iter__", None)) or own_text(value) is not None:
        return None
    try:
        return _taken(value, scope, None)
    except TypeError:
        return None


# ---------------------------------------------------------------------------------- the usual table

_BY_TYPE: Mapping[type, Renderer] = {
    type(None): show_none,
    str: show_text,
    bool: show_boolean,
    int: show_number,
    float: show_number,
    dict: _mapping,
    tuple: _tuple,
    list: _sequence,
    bytes: show_bytes,
    bytearray: show_bytes,
    memoryview: show_bytes,
    PurePath: show_path,
    enum.Enum: show_scalar,
    dt.date: show_scalar,
    dt.time: show_scalar,
    dt.timedelta: show_scalar,
    Decimal: show_scalar,
    Fraction: show_scalar,
    complex: show_scalar,
    uuid.UUID: show_scalar,
}

_BY_LOOK: tuple[Renderer, ...] = (
    show_pillow,
    show_frame,
    show_figure,
    show_chart,
    show_array,
    show_object,
    show_symbolic,
    show_own_way,
    _record,
    show_open_file,
    _iterator,
    _collection,
    _iterable,
)
