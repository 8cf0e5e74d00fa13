"""Classes that say themselves what their objects are: protocols, and what a metaclass tells."""

import collections.abc
import sys
import types
import typing
from abc import ABCMeta
from collections.abc import Set
from typing import Any

import typing_extensions

_STAND_INS: tuple[tuple[Set[str], Any], ...] = (
    ({"read"}, typing.IO),
    ({"readline"}, typing.IO),
    ({"readinto"}, typing.BinaryIO),
    ({"getbuffer"}, typing.BinaryIO),
    ({"__len__", "__getitem__"}, collections.abc.Sequence),
)
_VALUES: tuple[Any, ...] = (None, True, 0, 0.0, 0j, "", b"", (), [], {}, set())
"""One of each kind that a literal can be."""


def stand_in(members: Set[str]) -> Any:
    """Return the known type that has the methods of a protocol: a file, a sequence; else None."""
    return next((known for needed, known in _STAND_INS if needed <= members), None)


def array_for(members: Set[str]) -> Any:
    """Return the class of NumPy's arrays where they have what a protocol asks for; else None."""
    owner = getattr(sys.modules.get("numpy"), "ndarray", None)
    # `hasattr` of a class would also find what its class has: a class can be called.
    return owner if owner is not None and members <= vars(owner).keys() else None


def is_alive(members: Set[str]) -> bool:
    """Return whether no value that can be typed has the methods and attributes of a protocol."""
    return not any(all(hasattr(value, name) for name in members) for value in _VALUES)


def is_protocol(type_: Any) -> bool:
    """Return whether a type is a protocol."""
    return bool(getattr(type_, "_is_protocol", False))


def members_of(protocol: Any) -> Set[str]:
    """Return the names of the methods and attributes that a protocol asks for."""
    try:
        return typing_extensions.get_protocol_members(typing.get_origin(protocol) or protocol)
    except TypeError:
        return frozenset()


def takes_text(type_: Any) -> bool:
    """Return whether a text is an object of a class that says itself what its objects are."""
    check = getattr(type(type_), "__instancecheck__", None)
    if not isinstance(check, types.FunctionType) or check is ABCMeta.__instancecheck__:
        return False
    try:
        return isinstance("text", type_)
    except Exception:  # noqa: BLE001 - the class asks its own code
        return False
