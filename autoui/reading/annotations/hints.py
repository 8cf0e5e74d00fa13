"""Types as they are written in hints: without their wrappings, told apart, and as text."""

import inspect
import sys
import types
import typing
from typing import Any, NamedTuple, Union

import typing_extensions

from autoui.reading.field import UNKNOWN


class Simple(NamedTuple):
    """A type with its wrappings taken off.

    Attributes:
        type: What is left, or ``UNKNOWN``.
        optional: Whether None is one of its values.
        meta: The ``Annotated`` metadata, innermost first.
    """

    type: Any
    optional: bool
    meta: tuple[Any, ...]


def annotations(function: Any) -> dict[str, Any]:
    """Return a function's annotations as written; empty when it has none."""
    found = getattr(function, "__annotations__", None)
    return dict(found) if isinstance(found, dict) else {}


_WRAPPERS: frozenset[Any] = frozenset(
    getattr(module, name)
    for module in (typing, typing_extensions)
    for name in ("Final", "ClassVar", "Required", "NotRequired", "ReadOnly")
    if hasattr(module, name)
)


_UNIONS = frozenset({types.UnionType, type(Union[int, str])})  # noqa: UP007
_LITERALS = frozenset({type(typing.Literal[0]), type(typing_extensions.Literal[0])})


def origin_of(type_: Any) -> Any:
    """Return what ``typing.get_origin`` does, of the usual types at once."""
    if isinstance(type_, type):
        return None
    return type_.__origin__ if type(type_) is types.GenericAlias else typing.get_origin(type_)


def owner_of(type_: Any) -> Any:
    """Return what a generic alias is of, ``list`` of ``list[int]``; any other type as it is."""
    return origin_of(type_) or type_


def is_union(type_: Any) -> bool:
    """Return whether a type is ``Union[…]`` or ``A | B``."""
    return type(type_) in _UNIONS


def is_literal(type_: Any) -> bool:
    """Return whether a type is ``Literal[…]``."""
    return type(type_) in _LITERALS


_EMPTY = inspect.Parameter.empty


def simplify(type_: Any) -> Simple:
    """Take off ``Annotated``, ``Optional``, ``NewType``, aliases, ``Final`` and type variables."""
    if type(type_) is type and type_ is not object and type_ is not _EMPTY:
        return Simple(type_, optional=False, meta=())
    meta: tuple[Any, ...] = ()
    optional = False
    for _ in range(50):
        if type(type_) is type:
            break
        if is_union(type_):
            type_, none, inner = _without_none(type_)
            optional = optional or none
            meta = (*inner, *meta)
            if is_union(type_):
                break
            continue
        peeled, added = _peel(type_)
        meta = (*added, *meta)
        if peeled is type_:
            break
        type_ = peeled
    if type_ is Any or type_ is object or type_ is _EMPTY or type_ is typing_extensions.Any:
        type_ = UNKNOWN
    elif type_ is typing_extensions.LiteralString:
        type_ = str
    return Simple(type_, optional, meta)


def _peel(type_: Any) -> tuple[Any, tuple[Any, ...]]:
    origin = origin_of(type_)
    if origin is typing.Annotated:
        return type_.__origin__, tuple(type_.__metadata__)
    if isinstance(origin, type):
        return type_, ()
    if origin in _WRAPPERS:
        return (typing.get_args(type_) or (UNKNOWN,))[0], ()
    if isinstance(type_, typing.NewType):
        return type_.__supertype__, ()
    if isinstance(type_, typing.TypeVar):
        members = [_known(one, type_) for one in type_.__constraints__ if one is not bytes] or [
            _known(type_.__bound__, type_) or UNKNOWN
        ]
        return Union[tuple(members)], ()  # noqa: UP007
    if _is_alias(type_):
        return _unalias(type_), ()
    return type_, ()


def _known(member: Any, variable: typing.TypeVar) -> Any:
    """Return the class that a type variable names in quotes: of its module, else of its package."""
    if not isinstance(member, typing.ForwardRef):
        return member
    module = str(variable.__module__)
    places = (sys.modules.get(one) for one in (module, module.partition(".")[0]))
    found = (getattr(one, member.__forward_arg__, None) for one in places)
    return next((one for one in found if one is not None), member)


_ALIASES = frozenset({typing_extensions.TypeAliasType, getattr(typing, "TypeAliasType", None)})


def _is_alias(type_: Any) -> bool:
    return type(type_) in _ALIASES or type(typing.get_origin(type_)) in _ALIASES


def _unalias(alias: Any) -> Any:
    try:
        origin = typing.get_origin(alias)
        if origin is None:
            return alias.__value__
        value = origin.__value__
        return value[typing.get_args(alias)] if getattr(value, "__parameters__", ()) else value
    except Exception:  # noqa: BLE001 - a lazy alias evaluates the user's code
        return UNKNOWN


def _without_none(union: Any) -> tuple[Any, bool, tuple[Any, ...]]:
    """Flatten a union, take None out, and join literals."""
    members: list[Any] = []
    meta: tuple[Any, ...] = ()
    none = False
    for member in typing.get_args(union):
        simple = simplify(member)
        none = none or simple.optional or simple.type is type(None)
        if simple.type is type(None):
            continue
        meta = (*meta, *simple.meta)
        for part in typing.get_args(simple.type) if is_union(simple.type) else (simple.type,):
            if part not in members:
                members.append(part)
    return _join(members), none, meta if len(members) == 1 else ()


def _join(members: list[Any]) -> Any:
    if len(members) == 1:
        return members[0]
    if UNKNOWN in members or not members:
        return UNKNOWN
    if all(is_literal(member) for member in members):
        values = [value for member in members for value in typing.get_args(member)]
        return typing.Literal[tuple(values)]
    return Union[tuple(members)]  # noqa: UP007


def derives(type_: Any, module: str, name: str) -> bool:
    """Return whether a type is a class of another library, or derives from it.

    A library that is not loaded has made no class, so nothing is imported.
    """
    owner = getattr(sys.modules.get(module), name, None)
    return isinstance(type_, type) and owner in type_.__mro__


def is_array(type_: Any) -> bool:
    """Return whether a type is NumPy's array, with or without the type of its items."""
    return derives(owner_of(type_), "numpy", "ndarray")


def is_array_protocol(type_: Any) -> bool:
    """Return whether a type is a protocol of what NumPy makes an array of."""
    return bool(getattr(type_, "_is_protocol", False)) and any(
        hasattr(type_, name) for name in ("__array__", "__array_interface__")
    )


def is_frame(type_: Any) -> bool:
    """Return whether a type is a data frame, or a column of one."""
    return isinstance(type_, type) and any(derives(type_, *one) for one in _FRAMES)


_FRAMES = tuple((lib, name) for lib in ("pandas", "polars") for name in ("DataFrame", "Series"))


def is_picture(type_: Any) -> bool:
    """Return whether a type is Pillow's picture."""
    return derives(type_, "PIL.Image", "Image")


def is_sound(members: tuple[Any, ...]) -> bool:
    """Return whether the members of a tuple are a sound's: samples per second and an array."""
    return len(members) == _SOUND and members[0] is int and is_array(members[1])


_SOUND = 2


# ---------------------------------------------------------------------------------- as text


def written(annotation: Any) -> str:
    """Return a type as a person would write it, without module names."""
    if annotation is UNKNOWN or annotation is inspect.Parameter.empty:
        return ""
    if annotation is None or annotation is type(None):
        return "None"
    if isinstance(annotation, str):
        return annotation
    return _name(annotation) if type(annotation) is type else _written(annotation)


def _written(annotation: Any) -> str:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return written(annotation.__origin__)
    if short := _numpys(annotation):
        return short
    if is_union(annotation):
        return " | ".join(written(member) for member in typing.get_args(annotation))
    if is_literal(annotation):
        values = ", ".join(repr(value) for value in typing.get_args(annotation))
        return f"Literal[{values}]"
    if isinstance(annotation, typing.TypeVar):
        return written(_peel(annotation)[0])
    if origin is not None:
        inner = ", ".join(_argument(argument) for argument in typing.get_args(annotation))
        return f"{_name(origin)}[{inner}]" if inner else _name(origin)
    return _name(annotation)


def _numpys(annotation: Any) -> str:
    """Return what NumPy's aliases are called, which are long unions and arrays once evaluated."""
    members = typing.get_args(annotation)
    if is_union(annotation):
        own = any(str(getattr(one, "__module__", "")).startswith("numpy._") for one in members)
        none = " | None" if type(None) in members else ""
        return f"ArrayLike{none}" if own else ""
    if len(members) == _ARRAY and is_array(annotation) and (items := typing.get_args(members[1])):
        return f"NDArray[{written(items[0])}]"
    return ""


_ARRAY = 2


def _argument(argument: Any) -> str:
    if isinstance(argument, list):
        return f"[{', '.join(_argument(item) for item in argument)}]"
    return "..." if argument is Ellipsis else written(argument)


def _name(type_: Any) -> str:
    name = getattr(type_, "__name__", None) or getattr(type_, "_name", None)
    return str(name) if name else str(type_).replace("typing.", "")
