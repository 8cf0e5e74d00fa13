"""What a callable is: its name, the function behind it, how it runs, its documentation."""

import functools
import inspect
import sys
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
        elif is_object(function):
            function = type(function).__call__
        else:
            break
    return function


def _maker(owner: type) -> Any:
    """Return the Python function that makes objects of a class, else the class.

    One that only hands all it gets on to the class that it derives from says nothing.
    """
    for base in owner.__mro__[:-1]:
        maker = base.__dict__.get("__init__") or base.__dict__.get("__new__")
        if maker is not None:
            maker = maker.__func__ if isinstance(maker, staticmethod) else maker
            if not isinstance(maker, types.FunctionType):
                return owner
            if not _hands_on(maker):
                return maker
    return owner


def _hands_on(maker: types.FunctionType) -> bool:
    """Return whether an ``__init__(self, *args, **kwargs)`` calls ``super().__init__``."""
    code = maker.__code__
    starred = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
    return (
        code.co_argcount == 1
        and not code.co_kwonlyargcount
        and code.co_flags & starred == starred
        and "__class__" in code.co_freevars
        and "__init__" in code.co_names
    )


def _wrapped(function: Any) -> Any:
    # Objects that answer to any name (`unittest.mock.call`) wrap nothing.
    return getattr(function, "__wrapped__", None) if _has_own(function, "__wrapped__") else None


def _has_own(function: Any, name: str) -> bool:
    try:
        inspect.getattr_static(function, name)
    except AttributeError:
        return False
    return True


def is_object(function: Any) -> bool:
    """Return whether a callable is an object whose class has a ``__call__`` in Python."""
    kinds = (types.FunctionType, types.BuiltinFunctionType, types.MethodDescriptorType, type)
    other = (types.WrapperDescriptorType, types.MethodWrapperType, types.ClassMethodDescriptorType)
    call = getattr(type(function), "__call__", None)  # noqa: B004 - the function is wanted
    return not isinstance(function, kinds + other) and isinstance(call, types.FunctionType)


def kind_of(function: Any) -> Kind:
    """Return how a callable runs."""
    while isinstance(function, functools.partial):
        function = function.func
    if is_object(function) and not isinstance(function, types.MethodType):
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


def compiled_places(function: Any, plain: Any) -> list[tuple[str, str]]:
    """Return where modules of its package hold a callable that is written in C.

    It may say that it is of the package itself, as ``pandas.Interval`` does, whose stub lies
    beside the module that it was compiled in.
    """
    module, name = getattr(function, "__module__", None), getattr(function, "__name__", None)
    is_compiled = function is plain and isinstance(function, type | types.BuiltinFunctionType)
    if not is_compiled or not isinstance(module, str) or not isinstance(name, str):
        return []
    package = f"{module.partition('.')[0]}."
    loaded = [one for one in sys.modules if one.startswith(package)]
    return [(one, name) for one in loaded if _holds(sys.modules[one], name, function)]


def _holds(module: Any, name: str, value: Any) -> bool:
    return isinstance(module, types.ModuleType) and vars(module).get(name) is value


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
