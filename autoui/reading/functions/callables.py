"""What a callable is: its name, the function behind it, how it runs, its documentation."""

import functools
import inspect
import types
from collections.abc import Iterator
from typing import Any

from autoui.reading.field import Kind

_METHODS = (types.MethodDescriptorType, types.WrapperDescriptorType)


def name_of(function: Any) -> str:
    """Return a callable's name; ``fn`` for a lambda."""
    while isinstance(function, functools.partial):
        function = function.func
    name = getattr(function, "__name__", None)
    if not isinstance(name, str) or not name:
        name = type(function).__name__
    return "fn" if name == "<lambda>" else name


def underlying(function: Any) -> Any:
    """Return the Python function, or C function, that a callable ends up in."""
    # A wrapper that names itself as what it wraps must not hold us here for ever.
    for _ in range(100):
        if isinstance(function, functools.partial | functools.partialmethod):
            function = function.func
        elif isinstance(function, types.MethodType):
            function = function.__func__
        elif isinstance(function, type):
            return _maker(function)
        elif callable(wrapped := _wrapped(function)):
            function = wrapped
        elif _is_object(function):
            function = type(function).__call__
        else:
            break
    return function


def _maker(owner: type) -> Any:
    """Return the Python function that makes objects of a class, else the class."""
    for base in owner.__mro__[:-1]:
        maker = base.__dict__.get("__init__") or base.__dict__.get("__new__")
        if maker is not None:
            maker = maker.__func__ if isinstance(maker, staticmethod) else maker
            return maker if isinstance(maker, types.FunctionType) else owner
    return owner


def _wrapped(function: Any) -> Any:
    # Objects that answer to any name (`unittest.mock.call`) wrap nothing.
    return getattr(function, "__wrapped__", None) if _has_own(function, "__wrapped__") else None


def _has_own(function: Any, name: str) -> bool:
    try:
        inspect.getattr_static(function, name)
    except AttributeError:
        return False
    return True


def _is_object(function: Any) -> bool:
    kinds = (types.FunctionType, types.BuiltinFunctionType, types.MethodDescriptorType, type)
    other = (types.WrapperDescriptorType, types.MethodWrapperType, types.ClassMethodDescriptorType)
    call = getattr(type(function), "__call__", None)  # noqa: B004 - the function is wanted
    return not isinstance(function, kinds + other) and isinstance(call, types.FunctionType)


def kind_of(function: Any) -> Kind:
    """Return how a callable runs."""
    while isinstance(function, functools.partial):
        function = function.func
    if _is_object(function) and not isinstance(function, types.MethodType):
        function = type(function).__call__
    if isinstance(function, type):
        return "plain"
    try:
        function = inspect.unwrap(function)
    except ValueError:
        return "plain"
    if inspect.isasyncgenfunction(function):
        return "async_generator"
    if inspect.iscoroutinefunction(function):
        return "async"
    return "generator" if inspect.isgeneratorfunction(function) else "plain"


_PARSING = frozenset({"parse_args", "parse_known_args", "parse_intermixed_args"})
_HELPERS = 2
"""How many functions may stand between a program and what parses its arguments."""


def may_parse_arguments(function: Any, depth: int = _HELPERS) -> bool:
    """Return whether a function parses arguments with argparse, as far as can be seen of it.

    It may leave that to other functions of its module.
    """
    if not isinstance(function, types.FunctionType):
        return False
    called = function.__code__.co_names
    if _PARSING.intersection(called) and _uses_argparse(function):
        return True
    helpers = [function.__globals__.get(name) for name in called] if depth else []
    module = function.__module__
    return any(
        may_parse_arguments(one, depth - 1)
        for one in helpers
        if getattr(one, "__module__", None) == module
    )


def _uses_argparse(function: types.FunctionType) -> bool:
    named = "argparse" in function.__code__.co_names
    return named or any(map(_is_of_argparse, function.__globals__.values()))


def _is_of_argparse(value: Any) -> bool:
    if isinstance(value, types.ModuleType):
        return value.__name__ == "argparse"
    owner = value if isinstance(value, type) else type(value)
    return any(base.__module__ == "argparse" for base in owner.__mro__)


def docstring_of(function: Any, plain: Any) -> str | None:
    """Return the documentation of a callable, else that of the function behind it."""
    owner = plain if isinstance(function, functools.partial) else function
    if isinstance(owner, type) and not isinstance(owner.__doc__, str):
        owner = plain
    text = getattr(owner, "__doc__", None)
    if not isinstance(text, str) and owner is not plain:
        text = getattr(plain, "__doc__", None)
    return text if isinstance(text, str) else None


def self_type(function: Any) -> type | None:
    """Return the class of the first argument of a C method that is not bound, else None."""
    return function.__objclass__ if isinstance(function, _METHODS) else None


def places(function: Any, plain: Any, found_as: tuple[str, str] | None) -> list[tuple[str, str]]:
    """Return the pairs of module and dotted name under which a stub may know a callable."""
    found = [found_as] if found_as else []
    for one in (function, plain):
        found += _places(one)
    return _also_public(found)


def inherited_places(function: Any) -> list[tuple[str, str]]:
    """Return the same of what a class derives from; empty for what is no class."""
    bases = function.__mro__[1:-1] if isinstance(function, type) else ()
    return _also_public([place for base in bases for place in _places(base)])


def _also_public(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    # The module that is written in C stands behind a public one: `_functools`, `functools`.
    found += [(module.lstrip("_"), path) for module, path in found if module.startswith("_")]
    return list(dict.fromkeys(found))


def _places(one: Any) -> Iterator[tuple[str, str]]:
    module = getattr(one, "__module__", None)
    if not isinstance(module, str):
        owner = getattr(one, "__objclass__", None) or getattr(one, "__self__", None)
        module = getattr(owner, "__module__", None)
        if not isinstance(module, str):
            module = type(owner).__module__
    qualified = getattr(one, "__qualname__", None)
    if isinstance(module, str) and isinstance(qualified, str) and "<" not in qualified:
        yield module, qualified
    # A class method written in C that its class takes over from another, and a stub leaves there.
    if isinstance(owner := getattr(one, "__self__", None), type):
        for base in owner.__mro__[1:-1]:
            yield base.__module__, f"{base.__qualname__}.{getattr(one, '__name__', '')}"
