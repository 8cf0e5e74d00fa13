"""Rules for values with parts, and for those that are typed as text and mean something else."""

import collections
import collections.abc
import datetime
import functools
import re
import typing
import zoneinfo
from typing import Any

import typing_extensions

from autoui.components.any import Anything
from autoui.components.array import Array
from autoui.components.audio import Audio
from autoui.components.base import Component
from autoui.components.color import ColorPicker
from autoui.components.dataframe_input import Frame
from autoui.components.deferred import Deferred
from autoui.components.fieldset import Fieldset, Part, is_secret
from autoui.components.file import File
from autoui.components.mapping import Rows
from autoui.components.pair import Pair
from autoui.components.pixels import Pixels
from autoui.components.timezone import TimeZone
from autoui.components.typed import BYTES, BYTES_PATTERN, READERS, Typed
from autoui.components.union import Branch, Either
from autoui.reading import names
from autoui.reading.annotations import hints
from autoui.reading.choosing import records
from autoui.reading.choosing.choose import Ask, Chooser, Unfillable
from autoui.reading.docstrings.doctypes import ArrayLike
from autoui.reading.field import UNKNOWN, Field, MadeAs

_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_COLOURS = frozenset({"color", "colour"})
_NAMED_COLOUR = re.compile(r"\b(names?|named|red|blue|green|black|white|rgba?|index)\b", re.I)
_BUFFERS = frozenset({"out", "output"})
_FRAMES = frozenset({"DataFrame", "Series"})
_PAIR = 2


def add_to(chooser: Chooser) -> None:
    """Put the rules of this module into a table."""
    for type_ in READERS:
        chooser.register_exact(type_, typed)
    for zone in (datetime.tzinfo, datetime.timezone, zoneinfo.ZoneInfo):
        chooser.register_exact(zone, _time_zone)
    chooser.register_exact(bytes, _bytes)
    for data in (typing_extensions.Buffer, typing.SupportsBytes):
        chooser.register_exact(data, _bytes)
    chooser.register_exact(ArrayLike, array_like)
    for mapping in (dict, collections.abc.Mapping, collections.abc.MutableMapping):
        chooser.register(mapping, _mapping)
    chooser.register_if(hints.is_array, _array)
    chooser.register_if(hints.is_frame, _frame)
    chooser.register_if(records.is_record, _record)
    chooser.register_last(records.is_made, _made)
    chooser.register_last(_is_class, _made_as_told)


def guarded(component: Component, ask: Ask) -> Component:
    """Return a component that can show the declared default, or *any* if that can.

    Raises:
        Unfillable: Neither can: the default is a mark, or an object of another kind.
    """
    if ask.value is None or component.holds_files or is_secret(component):
        return component
    if ask.field.source not in ("hint", "stub"):
        return component
    for one in (component, Anything(ask.value, **ask.common)):
        try:
            one.encode_given(ask.value, _NO_SCOPE)
        except (TypeError, ValueError, AttributeError):
            continue
        return one
    raise Unfillable(f"{names.with_article(hints.written(ask.type))} whose default cannot be shown")


_NO_SCOPE: Any = None


# ---------------------------------------------------------------------------------- typed values


def typed(ask: Ask) -> Component:
    """Return a line of text for a value that text spells."""
    reader: Any = hints.owner_of(ask.type)
    if reader is re.Pattern and bytes in typing.get_args(ask.type):
        reader = BYTES_PATTERN
    demands = ask.demands
    bounds = {
        "minimum": demands.minimum,
        "maximum": demands.maximum,
        "exclusive_minimum": demands.exclusive_minimum,
        "exclusive_maximum": demands.exclusive_maximum,
        "multiple_of": demands.multiple_of,
    }
    return guarded(Typed(reader, value=ask.value, **bounds, **ask.common), ask)


def _time_zone(ask: Ask) -> Component:
    return guarded(TimeZone(value=ask.value, **ask.common), ask)


def colour(ask: Ask) -> Component | None:
    """Return a colour for a text whose default, or whose name, is one; else None."""
    field = ask.field
    if isinstance(ask.value, str):
        hexadecimal = _HEX.fullmatch(ask.value)
        return ColorPicker(ask.value, named=True, **ask.common) if hexadecimal else None
    words = names.words(field.name)
    named = bool(words) and words[-1] in _COLOURS
    if not named or field.has_default or _NAMED_COLOUR.search(field.doc):
        return None
    return ColorPicker(None, named=True, **ask.common)


def _bytes(ask: Ask) -> Component:
    """A file, or text; text first where the default is one, and in functions of others."""
    file = Branch(name="file", label="File", component=File(type="bytes", label=""))
    text = Branch(name="text", label="Text", component=Typed(BYTES, label=""), type=bytes)
    as_text = isinstance(ask.value, bytes) or ask.field.source in ("typeshed", "stub")
    first = [text, file] if as_text else [file, text]
    return guarded(Either(first, value=ask.value, **ask.common), ask)


# ---------------------------------------------------------------------------------------- arrays


def _array(ask: Ask) -> Component:
    field = ask.field
    if field.name in _BUFFERS and not field.required:
        raise Unfillable("an array to write into")
    if names.is_picture(field.name, field.doc) and (field.required or field.default is None):
        return Pixels(**ask.common)
    loose = ask.field.source == "docstring"
    return guarded(Array(value=ask.value, dtype=_dtype(ask.type), loose=loose, **ask.common), ask)


def array_like(ask: Ask) -> Component:
    """Return an array, or a picture where the name says so.

    Raises:
        Unfillable: It is one that the function writes into.
    """
    field = ask.field
    if field.name in _BUFFERS and not field.required:
        raise Unfillable("an array to write into")
    if names.is_picture(field.name) and field.required:
        return Pixels(**ask.common)
    # What documentation calls an array need not take lists: it may only have been used with arrays.
    described = field.source == "docstring" or hints.is_array_protocol(ask.type)
    return guarded(Array(value=ask.value, as_array=described, loose=True, **ask.common), ask)


def _dtype(type_: Any) -> str | None:
    """Return the type of the items that ``NDArray[…]`` names, if it is one."""
    for argument in typing.get_args(type_)[1:]:
        for scalar in typing.get_args(argument):
            name = getattr(scalar, "__name__", "")
            abstract = {"floating": "float64", "integer": "int64", "complexfloating": "complex128"}
            if name in abstract:
                return abstract[name]
            if name in ("generic", "number", "inexact", "Any") or not isinstance(scalar, type):
                return None
            return _dtype_name(scalar)
    return None


def _dtype_name(scalar: type) -> str | None:
    import numpy as np

    try:
        return np.dtype(scalar).name
    except TypeError:
        return None


def _frame(ask: Ask) -> Component:
    bases = [one for one in ask.type.__mro__ if one.__name__ in _FRAMES]
    library = bases[0].__module__.partition(".")[0]
    series = bases[0].__name__ == "Series"
    return guarded(Frame(value=ask.value, library=library, series=series, **ask.common), ask)


# -------------------------------------------------------------------------------- things with parts


def _record(ask: Ask) -> Component:
    record = records.read(ask.type, ask.chooser.hints)
    chooser = ask.chooser
    if record.type in chooser.inside:
        again = functools.partial(chooser.component, ask.field._replace(default=None), "")
        return Deferred(again, **ask.common)
    chooser.inside.append(record.type)
    try:
        parts = [part for entry in record.entries if (part := _part(entry, ask)) is not None]
    finally:
        chooser.inside.pop()
    module = getattr(record.type, "__module__", "")
    spelled = ("", "") if record.plain else (record.type.__qualname__, module)
    made = Fieldset(parts, build=record.build, record=spelled, value=ask.value, **ask.common)
    return guarded(made, ask)


def _made(ask: Ask) -> Component | None:
    """Return the fields of a class that has to be given, where all that it is made of has one."""
    if not ask.field.required or ask.type in ask.chooser.inside:
        return None
    if ask.field.source != "hint" and ask.type.__eq__ is object.__eq__:
        # In a library, what is equal to nothing else is a thing at work: a queue, a handler.
        return None
    entries = records.read(ask.type, ask.chooser.hints).entries
    if any(entry.field.type is UNKNOWN for entry in entries):
        return None
    try:
        made = _record(ask)
    except Unfillable:
        return None
    return made if len(made.spec.parts) == len(entries) else None


def _is_class(type_: Any) -> bool:
    return isinstance(hints.owner_of(type_), type)


def _made_as_told(ask: Ask) -> Component | None:
    """Return the fields of the class whose method is called, for an object like its own."""
    told = next((one for one in ask.field.meta if isinstance(one, MadeAs)), None)
    if told is None or not ask.field.required:
        return None
    making = told.making()
    entries = [records.Entry(field=one, key=one.name, attribute=one.name) for one in making.fields]
    parts = [part for entry in entries if (part := _part(entry, ask)) is not None]
    spelled = (making.type.__qualname__, making.type.__module__)
    return Fieldset(parts, build=making.build, record=spelled, **ask.common) if parts else None


def _part(entry: records.Entry, ask: Ask) -> Part | None:
    """Return a field of a record; None for one that nobody can fill in and that has a default."""
    field = entry.field
    try:
        component = ask.chooser.component(field)
    except Unfillable as error:
        if not field.required:
            return None
        owner = hints.written(ask.type)
        raise Unfillable(f"a {owner} whose {field.name} is {error.what}", error.cure) from None
    hidden = field.has_default and (is_secret(component) or component.holds_files)
    return Part(
        name=field.name,
        component=component,
        required=field.required,
        keeps_default=field.default is UNKNOWN or (hidden and field.default is not None),
        attribute=entry.attribute,
    )


def pair(ask: Ask) -> Component | None:
    """Return fields side by side for a tuple of values of different kinds; else None."""
    arguments = typing.get_args(ask.type)
    if hints.origin_of(ask.type) is not tuple or len(arguments) < _PAIR or ... in arguments:
        return None
    if hints.is_sound(arguments):
        return Audio(ask.value, type="numpy", **ask.common)
    if all(argument == arguments[0] for argument in arguments):
        return None
    return guarded(Pair([ask.part(one) for one in arguments], value=ask.value, **ask.common), ask)


def _mapping(ask: Ask) -> Component:
    if records.is_record(ask.type):
        return _record(ask)
    arguments = typing.get_args(ask.type)
    if len(arguments) != _PAIR or not isinstance(hints.origin_of(ask.type), type):
        return Anything(ask.value, **ask.common)
    key, item = (ask.part(one) for one in arguments)
    if isinstance(key, Anything):
        return Anything(ask.value, **ask.common)
    kinds = {collections.OrderedDict: collections.OrderedDict}
    made = Rows(
        item,
        key,
        value=ask.value,
        container=kinds.get(hints.origin_of(ask.type), dict),
        min_length=ask.demands.min_length,
        max_length=ask.demands.max_length,
        **ask.common,
    )
    return guarded(made, ask)


def as_field(ask: Ask, type_: Any, **others: Any) -> Field:
    """Return the field as if it were of another type, and with other parts of it replaced."""
    return ask.field._replace(type=type_, optional=ask.common["optional"], **others)
