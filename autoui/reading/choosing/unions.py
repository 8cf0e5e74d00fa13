"""Rules for unions: one member that stands for all of them, or a choice of branches."""

import collections.abc
import contextlib
import datetime
import decimal
import fractions
import io
import numbers
import os
import pathlib
import re
import typing
from collections.abc import Callable, Iterable
from typing import Any

import typing_extensions

from autoui.components.any import Anything
from autoui.components.array import Array
from autoui.components.base import Component
from autoui.components.choice import Choice
from autoui.components.text import Textbox
from autoui.components.union import Branch, Either
from autoui.reading import names
from autoui.reading.annotations import hints
from autoui.reading.annotations.hints import is_array
from autoui.reading.choosing import records
from autoui.reading.choosing.choose import Ask, Unfillable
from autoui.reading.choosing.compound import as_field, guarded
from autoui.reading.docstrings.doctypes import ArrayLike
from autoui.reading.field import UNKNOWN

_CURE = "give it a default, or write a function without it and serve that"
_MOST = 6
_REAL = frozenset({float, typing.SupportsFloat})
_WHOLE = frozenset({int, numbers.Integral, typing.SupportsIndex, typing.SupportsInt})
_NUMERIC = frozenset(
    {*_REAL, *_WHOLE, decimal.Decimal, fractions.Fraction, numbers.Real, numbers.Number}
)
_LABELS = {
    "text": "Text", "switch": "True or false", "slider": "Number", "choice": "Choice",
    "file": "File", "image": "Picture", "audio": "Sound", "folder": "Folder", "array": "Array",
    "frame": "Table", "mapping": "Names and values", "color": "Colour", "timezone": "Time zone",
    "pair": "Values", "any": "Value",
}  # fmt: skip
_TYPED = {
    "timedelta": "Duration", "pattern": "Pattern", "complex": "Complex number",
    "UUID": "UUID", "Decimal": "Decimal", "Fraction": "Fraction", "range": "Range",
    "slice": "Slice", "bytes": "Bytes",
}  # fmt: skip


def union(ask: Ask) -> Component:
    """Return what stands for a union.

    Members that are the same to a person are one: numbers of several kinds, an array and lists, a
    picture and its path. Of others, a person chooses the branch.

    Raises:
        Unfillable: No member can be filled in on a page.
    """
    members = _members(ask.type)
    if len(members) == 1 or members[1] is Any:
        return _alone(ask, members[0]) if len(members) == 1 else _table_or_value(ask, members[0])
    if _numeric(members):
        return _alone(ask, numbers.Real if _WHOLE.intersection(_hashable(members)) else float)
    if choices := _choices(members):
        return _alone(ask, typing.Literal[tuple(choices)])
    objects = [one for one in members if one not in _SCALARS and not hints.is_literal(one)]
    if any(map(_is_array_type, objects)):
        return _array(ask, members)
    for wanted in (hints.is_picture, _is_file_type):
        for member in objects:
            if wanted(member) and not (wanted is _is_file_type and _is_plain_text(ask, members)):
                return _alone(ask, member)
    if str in members:
        members = [one for one in members if not _is_open(one) and not _is_pattern(one)]
        if (choice := _literal_or_text(ask, members)) is not None:
            return choice
    return _of_branches(ask, members)


def _table_or_value(ask: Ask, table: Any) -> Component:
    """Return a table, or any other value: documentation names more than a page can tell apart."""
    value = Branch(name="value", label="Value", component=Anything(label=""))
    branches = [*_branches([(table, ask.part(table))]), value]
    return guarded(Either(branches, value=ask.value, **ask.common), ask)


def _fillable(ask: Ask, members: list[Any]) -> list[tuple[Any, Component]]:
    """Return each member that can be filled in, with what it is filled in with.

    Classes that are made of what is typed are asked for only where there is nothing else to give.
    """
    found: list[tuple[Any, Component]] = []
    for member in members:
        with contextlib.suppress(Unfillable):
            found.append((member, ask.part(member)))
    others = [one for one in found if one[1].kind != "fieldset" or not records.is_made(one[0])]
    return others or found


def _of_branches(ask: Ask, members: list[Any]) -> Component:
    if collections.abc.Hashable in members and all(map(_is_typed, members)):
        # It may be nearly anything, so that the others need not be made to see that.
        return Anything(ask.value, as_array=False, **ask.common)
    found: list[tuple[Any, Component]] = []
    for member, component in _fillable(ask, members):
        if not any(_is_same(component, known) for _, known in found):
            found.append((member, component))
    # A number is a slice too, to who reads texts: what is simple comes first.
    found.sort(key=lambda one: hints.owner_of(one[0]) is slice)
    if not found or (type in members and all(_holds_anything(one) for one, _ in found)):
        # A class, or several of them, is what `isinstance` takes.
        raise Unfillable(hints.written(ask.type), _CURE)
    if len(found) == 1:
        return _alone(ask, found[0][0])
    values = [one for one in found if isinstance(one[1], Anything)]
    if values and any(map(_takes_files, (one for _, one in found))):
        # What is a file cannot be typed: the value stands beside it.
        found = [*(one for one in found if one not in values), values[0]]
    elif values or len(found) > _MOST:
        return Anything(ask.value, as_array=False, **ask.common)
    return guarded(Either(_branches(found), value=ask.value, **ask.common), ask)


def _is_typed(member: Any) -> bool:
    """Return whether a value is surely typed: a scalar, or a collection of such, but no file."""
    if hints.is_literal(member):
        return True
    inner = (one for one in typing.get_args(member) if one is not ...)
    return hints.owner_of(member) in _TYPED_AS_VALUES and all(map(_is_typed, inner))


_TYPED_AS_VALUES = (
    *(bool, int, float, complex, str, list, tuple, set, frozenset, dict),
    *(collections.abc.Hashable, collections.abc.Sequence, collections.abc.Iterable),
    *(collections.abc.Collection, collections.abc.Mapping),
)


def _holds_anything(member: Any) -> bool:
    return Any in typing.get_args(member)


def _is_same(one: Component, other: Component) -> bool:
    """Return whether two members are given in the same way: a table, and a column of one."""
    if one.kind != other.kind or _container(one) != _container(other):
        return False
    return {**one.props(), "items": None} == {**other.props(), "items": None}


def _takes_files(component: Component) -> bool:
    item = getattr(component.spec, "item", None)
    inner = isinstance(item, Component) and _takes_files(item)
    return component.holds_files or component.kind == "frame" or inner


def text_or_list(ask: Ask, listing: Callable[[Ask], Component]) -> Component | None:
    """Return a list or a text for a sequence of anything: a text is one, of its letters.

    None for what is no such sequence; lists, tuples and sets are of their own kind.
    """
    if not _is_open(ask.type) or ask.value is not None:
        return None
    item = _item(ask.type)
    plain = ask._replace(field=as_field(ask, list), common={**ask.common, "label": ""})
    branches = [
        Branch(name="list", label="List", component=listing(plain), type=list),
        Branch(name="str", label="Text", component=Textbox(label=""), type=str),
    ]
    # What has items that can be told apart is mostly a text; what has any, a list.
    first = branches if item is UNKNOWN else branches[::-1]
    return Either(first, **ask.common)


def _is_open(type_: Any) -> bool:
    """Return whether a type is a sequence of anything, so that a text is one as well."""
    origin = hints.owner_of(type_)
    return origin in _OPEN and _item(type_) in (UNKNOWN, collections.abc.Hashable)


def _item(type_: Any) -> Any:
    items = typing.get_args(type_)
    return hints.simplify(items[0]).type if items else UNKNOWN


_OPEN = (
    collections.abc.Sequence,
    collections.abc.Iterable,
    collections.abc.Collection,
    collections.abc.Reversible,
)


def _container(component: Component) -> str:
    # A list and a tuple of the same are one to a person; a set is not.
    container = getattr(component.spec, "container", None)
    return container.__name__ if container in (set, frozenset) else ""


def _branches(found: list[tuple[Any, Component]]) -> list[Branch]:
    written = [hints.written(member) for member, _ in found]
    labels = [_label(member, component) for member, component in found]
    made = []
    for at, (member, component) in enumerate(found):
        again = written[:at].count(written[at])
        twice = labels.count(labels[at]) > 1
        made.append(
            Branch(
                name=f"{written[at]} {again + 1}" if again else written[at],
                label=written[at] if twice else labels[at],
                component=component,
                type=hints.owner_of(member),
            )
        )
    return made


def _label(member: Any, component: Component) -> str:
    spec, kind = component.spec, component.kind
    if kind == "number":
        return "Whole number" if spec.integer else "Number"
    if kind == "moment":
        return {"date": "Date", "time": "Time"}.get(spec.mode, "Date and time")
    if kind == "listing":
        return "Set" if spec.container in (set, frozenset) else "List"
    if (reader := getattr(spec, "reader", None)) is not None:
        return _TYPED.get(reader.name, hints.written(member))
    if kind == "choice" and len(spec.options) == 1:
        return str(spec.options[0].label)
    return _LABELS.get(kind) or names.human(hints.written(member))


def _alone(ask: Ask, member: Any) -> Component:
    simple = hints.simplify(member)
    field = as_field(ask, simple.type, meta=(*ask.field.meta, *simple.meta))
    return ask.chooser.component(field, ask.common["label"])


def _literal_or_text(ask: Ask, members: list[Any]) -> Component | None:
    """Return a text, or a choice that takes other texts too for ``Literal["a", "b"] | str``."""
    if len(members) == 1:
        return _alone(ask, str)
    if len(members) != 2:
        return None
    other = next((one for one in members if one is not str), None)
    if not hints.is_literal(other):
        return None
    values = list(typing.get_args(other))
    if not all(isinstance(value, str) for value in values):
        return None
    return guarded(Choice(values, ask.value, custom=True, look="dropdown", **ask.common), ask)


def _choices(members: list[Any]) -> list[Any]:
    """Return all values of a union of ``bool`` and literal texts; empty for any other."""
    values: list[Any] = []
    for member in members:
        if member is bool:
            values += [True, False]
        elif hints.is_literal(member):
            values += typing.get_args(member)
        else:
            return []
    # `1` is `True` to whoever compares.
    return values if all(isinstance(value, bool | str) for value in values) else []


# ---------------------------------------------------------------------------------------- members


def _without_bytes(members: list[Any]) -> list[Any]:
    """Leave out what is bytes where its twin of text is there: a person types text."""
    wordy = str in members
    return [one for one in members if not (wordy and one in _BYTES) and not _twin(one, members)]


def _members(type_: Any) -> list[Any]:
    """Return the members of a union as a person tells them apart."""
    members = _with_moments(_without_bytes(list(typing.get_args(type_))))
    # Arrays lend their memory too; what takes a `bytearray` as well is after the bytes.
    lent = bytes in members and bytearray in members and any(map(is_array, members))
    return [typing_extensions.Buffer] if lent or all(map(_is_data, members)) else members


def _with_moments(members: list[Any]) -> list[Any]:
    """Add the date with its time where both alone are taken: it is a date to Python."""
    apart = {datetime.date, datetime.time}
    whole = apart <= set(_hashable(members)) and datetime.datetime not in members
    return [datetime.datetime, *members] if whole else members


def _twin(member: Any, members: list[Any]) -> bool:
    """Return whether ``list[bytes]``, or ``list[Sequence[Any]]``, stands beside ``list[str]``."""
    inner = () if type(member) is type else typing.get_args(member)
    if not any(one is bytes or _is_open(one) for one in inner):
        return False
    texts = _simple(str if one is bytes or _is_open(one) else one for one in inner)
    return any(_simple(typing.get_args(one)) == texts for one in members)


def _simple(parts: Iterable[Any]) -> list[Any]:
    return [hints.simplify(part).type for part in parts]


_SCALARS = frozenset({bool, int, float, complex, str})
_BYTES = frozenset({bytes, bytearray, memoryview, typing_extensions.Buffer, typing.SupportsBytes})


def _is_data(member: Any) -> bool:
    """Return whether a type is bytes by any name, or the numbers that bytes are made of."""
    numbers = hints.origin_of(member) in _OPEN and _WHOLE.issuperset(typing.get_args(member))
    return member in _BYTES or numbers


def _numeric(members: list[Any]) -> bool:
    return bool(_REAL.intersection(_hashable(members))) and all(
        member in _NUMERIC or hints.derives(member, "numpy", "number") for member in members
    )


def _hashable(members: list[Any]) -> list[Any]:
    return [member for member in members if hints.origin_of(member) is None]


def _is_array_type(member: Any) -> bool:
    owner = hints.owner_of(member)
    module = str(getattr(owner, "__module__", ""))
    return is_array(member) or owner is ArrayLike or module.startswith("numpy._typing")


def _is_of_dtypes(member: Any) -> bool:
    """Return whether a member is one that only ``npt.DTypeLike`` has; people know types by name."""
    module = getattr(typing.get_origin(member) or member, "__module__", "")
    return str(module).startswith("numpy._typing._dtype")


def _array(ask: Ask, members: list[Any]) -> Component:
    """Return an array for arrays, numbers and lists together; other members stay branches."""
    if any(map(_is_of_dtypes, members)) and (ask.value is None or isinstance(ask.value, str)):
        return _alone(ask, str)
    rest = [one for one in members if not _is_array_type(one) and not _is_numbers(one)]
    numeric = [one for one in members if one not in rest]
    array = numeric[0] if all(map(is_array, numeric)) else ArrayLike
    if not rest or any(map(_is_numpys_own, members)):
        return _alone(ask, array)
    # A record is the work of all its fields, which is done only where it counts.
    plain = [one for one in rest if not records.is_record(one)]
    others = _fillable(ask, plain)
    if any(isinstance(one, Anything) for _, one in others):
        return Anything(ask.value, as_array=False, **ask.common)
    if len(others) == len(plain):
        others += _fillable(ask, [one for one in rest if one not in plain])
    if len(others) < len(rest):
        return _alone(ask, array)
    made: list[tuple[Any, Component]] = [(ArrayLike, Array(as_array=False, label="")), *others]
    return guarded(Either(_branches(made), value=ask.value, **ask.common), ask)


def _is_numpys_own(member: Any) -> bool:
    """Return whether a member is one that only ``npt.ArrayLike`` has."""
    return str(getattr(member, "__module__", "")).startswith("numpy._")


def _is_numbers(member: Any) -> bool:
    origin = hints.owner_of(member)
    if origin in (list, tuple) or getattr(origin, "__name__", "") in ("Sequence", "Iterable"):
        return all(argument is ... or _is_numbers(argument) for argument in typing.get_args(member))
    return (
        member in _NUMERIC or member in (bool, complex) or hints.derives(member, "numpy", "generic")
    )


def _is_pattern(member: Any) -> bool:
    return hints.owner_of(member) is re.Pattern


def _is_file_type(member: Any) -> bool:
    origin = hints.owner_of(member)
    if origin in (typing.IO, typing.BinaryIO, typing.TextIO):
        return True
    return isinstance(origin, type) and issubclass(
        origin, (pathlib.PurePath, os.PathLike, io.IOBase)
    )


def _is_path(member: Any) -> bool:
    origin = hints.owner_of(member)
    return isinstance(origin, type) and issubclass(origin, (pathlib.PurePath, os.PathLike))


def _is_plain_text(ask: Ask, members: list[Any]) -> bool:
    """Return whether a path is only one of many things that a value may be, or need be no file."""
    names_no_file = str in members and not names.is_file(ask.field.name)
    if names_no_file and (ask.field.source == "typeshed" or not any(map(_is_path, members))):
        return True
    return any(
        member in (int, float, bool) or hints.origin_of(member) in (list, dict)
        for member in members
    )
