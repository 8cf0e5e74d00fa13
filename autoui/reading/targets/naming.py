"""Walk down a dotted name to what a target means by it."""

import functools
import inspect
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autoui.errors import TargetError
from autoui.reading import names
from autoui.reading.annotations import source
from autoui.reading.functions import callables
from autoui.reading.functions.composed import MethodCall
from autoui.reading.targets import commands, foreign
from autoui.reading.targets.found import Found, nearest


def named(
    module: types.ModuleType, path: str, place: str, file: Path | None, ours: type
) -> Iterator[Found]:
    """Yield what a dotted name of a module means: one object, or the commands of an app.

    Args:
        module: Where the name begins.
        path: The dotted name.
        place: The module or file as a person types it.
        file: The file of a file target.
        ours: The class of our own interfaces.

    Raises:
        TargetError: There is no such name, or what it names cannot be served.
    """
    value = _walk(module, path, place, file)
    if isinstance(value, ours):
        yield Found(value, module.__name__, path, place, file)
    elif commands.is_app(value):
        yield from opened(value, module, path, place, file)
    elif calls := called(value, module, path, place, file):
        yield from calls
    else:
        _refuse(value, place, path)
        yield Found(value, module.__name__, path, place, file)


def opened(
    app: Any, module: types.ModuleType, path: str, place: str, file: Path | None
) -> list[Found]:
    """Return the commands of a Typer or Click app, one for each page.

    Raises:
        TargetError: It has none.
    """
    found = [
        Found(function, module.__name__, _path(module, function, path), place, file)
        for _, function in commands.commands(app)
    ]
    if not found:
        raise TargetError(f"{place}:{path} has no commands", "name a function: file.py:function")
    return found


def called(
    function: Any, module: types.ModuleType, path: str, place: str, file: Path | None
) -> list[Found]:
    """Return what a program that parses its arguments can be called for, each for one page.

    Empty for any other function.
    """
    if not callables.may_parse_arguments(function):
        return []
    # It brings argparse along, which no other function needs.
    from autoui.reading.targets.programs import programs

    calls = programs(function)
    return [
        Found(one, module.__name__, one.__name__ if len(calls) > 1 else path, place, file)
        for one in calls
    ]


def _path(module: types.ModuleType, function: Callable[..., Any], path: str) -> str:
    """Return the name under which a command's function can be imported, or what it is called."""
    if isinstance(function, commands.CommandCall):
        return function.__name__
    name = getattr(function, "__name__", path)
    plain = getattr(function, "__wrapped__", function)
    return name if getattr(module, name, None) in (function, plain) else path


def _walk(module: types.ModuleType, path: str, place: str, file: Path | None) -> Any:
    value: Any = module
    walked = place
    for step in path.split("."):
        owner = value
        try:
            value = getattr(owner, step)
        except Exception as error:
            if isinstance(error, AttributeError):
                raise _no_name(owner, step, walked, file) from None
            raise TargetError(
                f"{walked}.{step} cannot be looked at: {type(error).__name__}: {error}"
            ) from error
        if inspect.isclass(owner):
            value = _bound(owner, step, value)
        walked = f"{walked}:{step}" if walked == place else f"{walked}.{step}"
    return value


def _no_name(owner: Any, step: str, walked: str, file: Path | None) -> TargetError:
    cure = nearest(step, [name for name in dir(owner) if not name.startswith("__")])
    if file is not None and isinstance(owner, types.ModuleType):
        tree = source.parse(file)
        if tree is not None and step in source.guarded_names(tree):
            return guarded(file.name, step)
        if not cure:
            offered = [name for name, _ in source.servable(file)][:5]
            cure = f"it has {', '.join(offered)}" if offered else ""
    return TargetError(f"{walked} has no {step}", cure or "look at the spelling")


def guarded(file: str, name: str) -> TargetError:
    """Return the error for a name that only a script's main part makes."""
    return TargetError(
        f'{file} makes {name} only under `if __name__ == "__main__":`, which holds only when it '
        "is run as a script",
        f"move the line that makes {name} out of it and leave {name}.launch() there",
    )


def _bound(owner: type, step: str, value: Any) -> Any:
    """Return a method of a class as something to call: with an object made for each call."""
    raw = inspect.getattr_static(owner, step, None)
    if isinstance(raw, functools.partialmethod):
        return MethodCall(owner, step, raw.func)
    if isinstance(raw, types.FunctionType) or _is_compiled(raw):
        return MethodCall(owner, step, raw)
    # What wraps a method (`functools.lru_cache`) is no function, and is bound like one.
    wrapped = getattr(raw, "__wrapped__", None)
    if value is raw and callable(value) and isinstance(wrapped, types.FunctionType):
        return MethodCall(owner, step, raw)
    return value


def _is_compiled(raw: Any) -> bool:
    """Return whether a method was written in Python and compiled, as Cython does."""
    return type(raw).__name__ == "cython_function_or_method"


def _refuse(value: Any, place: str, path: str) -> None:
    if foreign.framework(value):
        raise foreign.refusal(value)
    if inspect.ismodule(value):
        raise TargetError(
            f"{path} is a module", f"write {value.__name__}:function, or {value.__name__}"
        )
    if not callable(value):
        kind = names.with_article(type(value).__name__)
        raise TargetError(f"{place}:{path} is {kind}, which cannot be called", "name a function")
