"""The keywords that ``**kwargs`` takes, where something tells them."""

import inspect
import typing
from typing import Any

import typing_extensions

from autoui.reading.annotations import hints
from autoui.reading.annotations.overloads import Stub
from autoui.reading.annotations.resolving import Hints
from autoui.reading.field import UNKNOWN, Field

UNPACK = (typing.Unpack, typing_extensions.Unpack)


def members(annotation: Any, resolver: Hints) -> list[Field] | None:
    """Return the fields of ``Unpack[SomeTypedDict]``; None for any other annotation."""
    if typing.get_origin(annotation) not in UNPACK:
        return None
    (owner,) = typing.get_args(annotation)
    if not typing_extensions.is_typeddict(owner):
        return None
    required: frozenset[str] = getattr(owner, "__required_keys__", frozenset())
    return [
        _field(name, type_, resolver, owner, required=name in required)
        for name, type_ in _annotations(owner).items()
    ]


def _annotations(owner: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for base in reversed(getattr(owner, "__orig_bases__", ())):
        if typing_extensions.is_typeddict(base):
            found |= _annotations(base)
    return found | hints.annotations(owner)


def _field(name: str, type_: Any, resolver: Hints, owner: Any, *, required: bool) -> Field:
    simple = hints.simplify(resolver.resolve(owner, type_))
    found = Field(
        name=name,
        type=simple.type,
        optional=simple.optional or not required,
        meta=simple.meta,
        passed="keyword",
        source="none" if simple.type is UNKNOWN else "hint",
        annotation=hints.written(simple.type),
    )
    # What is not given is left out of the call: a key that is not required has no value then.
    return found if required else found._replace(default=UNKNOWN)


def is_open(stub: Stub) -> bool:
    """Return whether a stub, too, takes any further keywords."""
    return any(one.kind is inspect.Parameter.VAR_KEYWORD for one in stub.parameters)


def further(stub: Stub, known: set[str]) -> list[inspect.Parameter]:
    """Return the parameters that a stub has beyond the known ones, as keywords."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [
        one.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for one in stub.parameters
        if one.name not in known and one.kind in kinds
    ]
