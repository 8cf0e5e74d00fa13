"""The standard rules of ``choose``: which component stands for which type."""

import collections
import collections.abc
import datetime
import enum
import io
import math
import numbers
import os
import pathlib
import types
import typing
from collections.abc import Callable, Iterable
from typing import Any

from autoui.components.any import Anything
from autoui.components.base import Component
from autoui.components.choice import Choice
from autoui.components.file import File
from autoui.components.folder import Folder
from autoui.components.image import Image
from autoui.components.listing import Listing
from autoui.components.moment import Moment
from autoui.components.number import Number
from autoui.components.pixels import Pixels
from autoui.components.slider import Slider, default_step
from autoui.components.switch import Checkbox
from autoui.components.text import SecretMark, Textbox
from autoui.reading import names
from autoui.reading.annotations import hints, protocols
from autoui.reading.annotations.overloads import is_stub_only
from autoui.reading.choosing import compound, unions
from autoui.reading.choosing.choose import Ask, Chooser, Unfillable
from autoui.reading.field import UNKNOWN, Field, Listed, MadeOf

MAX_POSITIONS = 1000
"""Positions of a slider; a number with more is typed."""

_CURE = "give it a default, or write a function without it and serve that"


def standard() -> Chooser:
    """Return a table with the standard rules."""
    chooser = Chooser()
    _add_scalars(chooser)
    _add_media(chooser)
    _add_containers(chooser)
    _add_predicates(chooser)
    compound.add_to(chooser)
    # They have a type of their own, which no other predicate needs to be asked about.
    chooser.register_if(hints.is_literal, _literal)
    chooser.register_if(hints.is_union, unions.union)
    chooser.register_last(protocols.takes_text, _text)
    return chooser


def _add_scalars(chooser: Chooser) -> None:
    chooser.register_exact(bool, _switch)
    for number in (int, float, numbers.Real, numbers.Number, numbers.Rational, numbers.Integral):
        chooser.register_exact(number, _number)
    chooser.register_exact(typing.SupportsFloat, _number)
    chooser.register_exact(typing.SupportsIndex, _number)
    chooser.register_exact(typing.SupportsInt, _number)
    chooser.register_exact(collections.abc.Sized, _anything)
    chooser.register_exact(str, _text)
    chooser.register(enum.Enum, _enum)
    chooser.register_exact(datetime.date, _moment)
    chooser.register_exact(datetime.time, _moment)
    chooser.register(datetime.datetime, _moment)
    chooser.register_exact(object, _anything)
    chooser.register_exact(UNKNOWN, _by_name)


def _add_media(chooser: Chooser) -> None:
    for path in (pathlib.Path, pathlib.PurePath, os.PathLike):
        chooser.register(path, _path)
    for data in (bytearray, memoryview):
        chooser.register_exact(data, _bytes)
    for file in (typing.IO, typing.BinaryIO, typing.TextIO, io.IOBase):
        chooser.register(file, _open_file)


def _add_containers(chooser: Chooser) -> None:
    for container in (
        list, tuple, set, frozenset, collections.deque, collections.abc.Sequence,
        collections.abc.MutableSequence, collections.abc.Iterable, collections.abc.Collection,
        collections.abc.Set, collections.abc.MutableSet, collections.abc.Iterator,
        collections.abc.Reversible, collections.abc.Container,
    ):  # fmt: skip
        chooser.register_exact(container, _listing)
    chooser.register_exact(collections.abc.Hashable, _anything)
    for function in (Callable, types.FunctionType, types.MethodType, types.BuiltinFunctionType):
        chooser.register_exact(function, _callable)
    chooser.register_exact(type, _class)
    chooser.register_exact(types.ModuleType, _class)


def _add_predicates(chooser: Chooser) -> None:
    chooser.register_if(_is_text_class, _wrapped)
    # Formulas are typed as text, and SymPy's own functions read them.
    chooser.register_if(_of("sympy", "Basic"), _text)
    chooser.register_if(_is_open_file, _open_file)
    chooser.register_if(_is_protocol, _protocol)
    chooser.register_if(is_stub_only, _alive)
    chooser.register_if(hints.is_array_protocol, compound.array_like)
    chooser.register_if(_of("numpy", "generic"), _numpy_scalar)
    chooser.register_if(hints.is_picture, _picture)
    chooser.register_if(_of("pydantic", "SecretStr"), _secret_type)


def _of(library: str, name: str) -> Callable[[Any], bool]:
    return lambda type_: hints.derives(type_, library, name)


def _is_text_class(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, str) and type_ is not str


def _is_open_file(type_: Any) -> bool:
    # The classes written in C derive from `io.IOBase` by registration, not by their MRO.
    return isinstance(type_, type) and issubclass(type_, io.IOBase)


def _is_protocol(type_: Any) -> bool:
    return protocols.is_protocol(type_) or isinstance(type_, typing.TypeVar)


# ------------------------------------------------------------------------------- scalars


def _switch(ask: Ask) -> Component:
    value = ask.value if isinstance(ask.value, bool) else None
    if value is None and not ask.common["optional"]:
        value = False
    return Checkbox(value, **ask.common)


def _anything(ask: Ask) -> Component:
    return Anything(ask.value, **ask.common)


def _number(ask: Ask) -> Component:
    """A slider when both ends are known and near enough, else a typed number.

    A number whose default is a member of an ``Enum`` is one of its members.
    """
    if isinstance(ask.value, enum.Enum):
        return _enum(ask._replace(field=_as(ask, type(ask.value))))
    whole = ask.type in _WHOLE
    bounds = _bounds(ask, whole=whole)
    low = _tighter(max, bounds.get("minimum"), bounds.get("exclusive_minimum"))
    high = _tighter(min, bounds.get("maximum"), bounds.get("exclusive_maximum"))
    multiple = ask.demands.multiple_of
    if low is not None and high is not None and low < high and _inside(ask.value, low, high):
        step = multiple or (1 if whole else default_step(low, high))
        if (high - low) / step <= MAX_POSITIONS and not bounds.keys() & _EXCLUSIVE:
            return Slider(low, high, ask.value, step=step, integer=whole, **ask.common)
    # Only a hint says that a function wants a `float`; elsewhere it gets what a caller would write.
    keeps = not whole and (ask.field.source != "hint" or ask.type is not float)
    return Number(
        ask.value,
        integer=whole,
        keeps_whole=keeps,
        multiple_of=multiple,
        **bounds,
        **ask.common,
    )


_WHOLE = frozenset({int, numbers.Integral, typing.SupportsIndex, typing.SupportsInt})
_EXCLUSIVE = frozenset({"exclusive_minimum", "exclusive_maximum"})


def _bounds(ask: Ask, *, whole: bool) -> dict[str, Any]:
    """Return the bounds; of whole numbers, exclusive ones as the next number inside."""
    demands = ask.demands
    found = {
        name: getattr(demands, name)
        for name in ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum")
        if isinstance(getattr(demands, name), (int, float))
    }
    if whole:
        if (above := found.pop("exclusive_minimum", None)) is not None:
            found["minimum"] = _tighter(max, found.get("minimum"), math.floor(above) + 1)
        if (below := found.pop("exclusive_maximum", None)) is not None:
            found["maximum"] = _tighter(min, found.get("maximum"), math.ceil(below) - 1)
    return found


def _tighter(choose: Any, known: Any, other: Any) -> Any:
    if known is None or other is None:
        return known if other is None else other
    return choose(known, other)


def _inside(value: Any, low: Any, high: Any) -> bool:
    # A slider cannot show a default beyond its ends; a typed number can, and is marked.
    return value is None or (isinstance(value, int | float) and low <= value <= high)


def _text(ask: Ask) -> Component:
    field = ask.field
    secret = names.is_secret(field.name) or any(map(_hides, field.meta))
    value = ask.value
    shown: dict[str, Any] = {
        "min_length": ask.demands.min_length,
        "max_length": ask.demands.max_length,
        "pattern": ask.demands.pattern,
    }
    if not secret and (colour := compound.colour(ask)) is not None:
        return colour
    if secret:
        return Textbox(value, secret=True, **shown, **ask.common)
    if names.is_destination(field.name, field.doc, path=False):
        return Textbox(value, destination=True, **ask.common)
    long = isinstance(value, str) and ("\n" in value or len(value) > 120)
    wide = ask.demands.max_length is not None and ask.demands.max_length > 200
    if long or wide or _wants_lines(field):
        return Textbox(value, lines=4, max_lines=20, **shown, **ask.common)
    return Textbox(value, **shown, **ask.common)


def _hides(mark: Any) -> bool:
    """Return whether metadata asks for a text that is typed unseen."""
    return isinstance(mark, SecretMark) or getattr(mark, "hide_input", False) is True


def _wants_lines(field: Field) -> bool:
    short = isinstance(field.default, str) and 0 < len(field.default) <= 12
    return not short and names.is_long_text(field.name, field.doc)


def _wrapped(ask: Ask) -> Component:
    return Textbox(ask.value, wrap=ask.type, **ask.common)


def _secret_type(ask: Ask) -> Component:
    return Textbox(ask.value, secret=True, wrap=ask.type, **ask.common)


def _literal(ask: Ask) -> Component | None:
    values = [value for value in typing.get_args(ask.type) if value is not None]
    if not values:
        return None
    optional = ask.common["optional"] or None in typing.get_args(ask.type)
    if set(map(type, values)) == {bool} and len(values) == 2:
        return _switch(ask)
    return Choice(values, ask.value, **{**ask.common, "optional": optional})


def _enum(ask: Ask) -> Component:
    if not list(ask.type):
        raise Unfillable(f"a {ask.type.__name__} without members", _CURE)
    return Choice(ask.type, ask.value, **ask.common)


def _moment(ask: Ask) -> Component:
    mode = {datetime.date: "date", datetime.time: "time"}.get(ask.type, "datetime")
    aware = getattr(ask.value, "tzinfo", None) is not None
    demands = ask.demands
    return Moment(
        typing.cast(typing.Any, mode),
        ask.value,
        aware=aware,
        minimum=demands.minimum,
        maximum=demands.maximum,
        **ask.common,
    )


# --------------------------------------------------------------------------------- media


def _path(ask: Ask) -> Component:
    field = ask.field
    if names.is_destination(field.name, field.doc, path=True):
        value = str(ask.value) if ask.value is not None else None
        return Textbox(value, destination=True, **ask.common)
    if names.is_folder(field.name):
        return Folder(**ask.common)
    return File(_no_file(ask), type="path", **ask.common)


def _no_file(ask: Ask) -> Any:
    """Return the default file if it is there to be offered."""
    value = ask.value
    if isinstance(value, str | os.PathLike) and pathlib.Path(os.fspath(value)).is_file():
        return value
    return None


def _bytes(ask: Ask) -> Component:
    return File(type="bytes", **ask.common)


def _open_file(ask: Ask) -> Component:
    text = ask.type is typing.TextIO or str in typing.get_args(ask.type)
    return File(type="text" if text or _is_text_file(ask.type) else "io", **ask.common)


def _is_text_file(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, io.TextIOBase)


def _picture(ask: Ask) -> Component:
    return Image(type="pil", image_mode=None, **ask.common)


def _protocol(ask: Ask) -> Component:
    """Any value, where some value can be typed that has the methods that are asked for."""
    members = protocols.members_of(ask.type)
    if (known := protocols.stand_in(members)) is not None:
        return ask.chooser.component(_as(ask, known), ask.common["label"])
    if "shape" in members and (array := protocols.array_for(members)) is not None:
        return ask.chooser.component(_as(ask, array), ask.common["label"])
    return _alive(ask) if protocols.is_alive(members) else _anything(ask)


def _alive(ask: Ask) -> Component:
    raise Unfillable(names.with_article(hints.written(ask.type)), _CURE)


def _numpy_scalar(ask: Ask) -> Component:
    import numpy as np

    whole = issubclass(ask.type, np.integer)
    if issubclass(ask.type, np.bool_):
        return _switch(ask)
    if issubclass(ask.type, np.complexfloating):
        return compound.typed(ask._replace(field=_as(ask, complex)))
    if not issubclass(ask.type, np.number):
        return _anything(ask)
    return Number(ask.value, integer=whole, **_bounds(ask, whole=whole), **ask.common)


def _by_name(ask: Ask) -> Component | None:
    """What the name, or a class in the documentation, tells of a parameter without any type."""
    field = ask.field
    if names.is_secret(field.name):
        return _text(ask)
    if field.required and field.name.lower() in _PICTURE_NAMES:
        return Pixels(**ask.common)
    makes = [one.type for one in field.meta if isinstance(one, MadeOf)]
    if makes:
        return Anything(ask.value, makes=makes[0], **ask.common)
    listed = any(isinstance(one, Listed) for one in field.meta)
    return Anything(ask.value, lists=True, **ask.common) if listed else None


_PICTURE_NAMES = frozenset({"image", "img", "photo", "picture"})


# ---------------------------------------------------------------------------- containers


def _listing(ask: Ask) -> Component:
    if (pair := compound.pair(ask)) is not None:
        return pair
    if (either := unions.text_or_list(ask, _listing)) is not None:
        return either
    arguments = [one for one in typing.get_args(ask.type) if one is not Ellipsis]
    container = _container(hints.owner_of(ask.type))
    lengths: dict[str, Any] = {
        "min_length": ask.demands.min_length,
        "max_length": ask.demands.max_length,
    }
    if container is tuple and len(arguments) > 1:
        lengths = {"min_length": len(arguments), "max_length": len(arguments)}
        same = all(argument == arguments[0] for argument in arguments)
        arguments = arguments[:1] if same else []
    elif container is tuple and len(arguments) == 1 and Ellipsis not in typing.get_args(ask.type):
        lengths = {"min_length": 1, "max_length": 1}
    if arguments and arguments[0] is bytes:
        return File(many=True, type="bytes", **ask.common)
    item = ask.part(arguments[0]) if arguments else Anything(label="")
    if isinstance(item, Choice) and not item.spec.many and not item.spec.optional:
        choices = [(option.label, option.value) for option in item.spec.options]
        return Choice(choices, ask.value, many=True, container=container, **ask.common)
    if isinstance(item, File) and not item.spec.many:
        return File(many=True, type=item.spec.type, **ask.common)
    return Listing(item, container, value=_items(ask.value), **lengths, **ask.common)


def _items(value: Any) -> Any:
    return value if isinstance(value, Iterable) and not isinstance(value, str | bytes) else None


def _container(origin: Any) -> Callable[[Iterable[Any]], Any]:
    sets: dict[Any, Callable[[Iterable[Any]], Any]] = {
        tuple: tuple,
        set: set,
        frozenset: frozenset,
        collections.deque: collections.deque,
        collections.abc.Set: set,
        collections.abc.MutableSet: set,
        collections.abc.Iterator: lambda items: iter(list(items)),
    }
    return sets.get(origin, list)


def _as(ask: Ask, type_: Any) -> Field:
    return compound.as_field(ask, type_)


def _callable(_ask: Ask) -> Component:
    raise Unfillable("a function", _CURE)


def _class(_ask: Ask) -> Component:
    raise Unfillable("a class or module", _CURE)
