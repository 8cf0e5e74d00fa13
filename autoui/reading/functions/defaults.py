"""What a parameter's default is, and which type it shows."""

import enum
import functools
import inspect
import operator
import typing
from collections.abc import Callable
from typing import Any

from autoui.reading.annotations import hints
from autoui.reading.field import REQUIRED, UNKNOWN

_DEFAULT_OBJECTS = frozenset({"pydantic", "typer", "fastapi"})


def declared(parameter: inspect.Parameter) -> tuple[Any, tuple[Any, ...]]:
    """Return the default; of an object such as ``typer.Option(3)`` what it holds, and itself."""
    default = parameter.default
    if default is inspect.Parameter.empty:
        return REQUIRED, ()
    module = str(type(default).__module__).partition(".")[0]
    if module in _DEFAULT_OBJECTS and hasattr(default, "default"):
        return _held(default), (default,)
    return default, ()


def _held(default: Any) -> Any:
    inner = default.default
    if inner is not Ellipsis and "Undefined" not in type(inner).__name__:
        factory = getattr(default, "default_factory", None)
        return inner if inner is not None or not callable(factory) else _made(factory)
    factory = getattr(default, "default_factory", None)
    return _made(factory) if callable(factory) else REQUIRED


def _made(factory: Callable[[], Any]) -> Any:
    try:
        return factory()
    except Exception:  # noqa: BLE001 - the user's code; it makes its own default in the call
        return UNKNOWN


def is_mark(default: Any) -> bool:
    """Return whether a default is the only one of its kind, which marks what is not given."""
    if isinstance(default, enum.Enum):
        return len(type(default).__members__) < 2
    return type(default) is object


def besides(mark: Any, type_: Any) -> Any:
    """Return a type without what only stands for a mark: ``str`` of ``str | Literal[mark]``."""
    members = typing.get_args(type_) if hints.is_union(type_) else [type_]
    left = [one for one in (_besides(mark, one) for one in members) if one is not UNKNOWN]
    return functools.reduce(operator.or_, left) if left else UNKNOWN


def _besides(mark: Any, member: Any) -> Any:
    if not hints.is_literal(member):
        return UNKNOWN if member is type(mark) else member
    values = tuple(value for value in typing.get_args(member) if value is not mark)
    return typing.Literal[values] if values else UNKNOWN


def type_of(default: Any) -> Any:
    """Return the type that a default value shows; of a list with one kind of items, ``list[T]``.

    An object of no class of its own, as sentinels are, shows none.
    """
    kind = type(default)
    if kind in (list, tuple, set, frozenset):
        kinds = {type(item) for item in default}
        if len(kinds) == 1 and kinds <= {int, float, str, bool}:
            item = kinds.pop()
            return tuple[item, ...] if kind is tuple else kind[item]  # type: ignore[valid-type]
        return UNKNOWN
    if kind in (dict, object) or is_mark(default):
        return UNKNOWN
    return kind
