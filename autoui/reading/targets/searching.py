"""What to serve of a module or file that is named alone."""

import inspect
import sys
import types
from pathlib import Path
from typing import Any

from autoui.errors import TargetError
from autoui.reading.annotations import source
from autoui.reading.functions.composed import Composed
from autoui.reading.targets import commands
from autoui.reading.targets.foreign import framework, refusal
from autoui.reading.targets.found import Found
from autoui.reading.targets.naming import called, guarded, opened


def search(
    module: types.ModuleType, place: str, file: Path | None, ours: type, launched: list[Any]
) -> list[Found]:
    """Return what to serve of a module that is named alone.

    The last launched interface, or the one named ``demo``; else the commands of a Typer or Click
    app; else a ``main`` that parses arguments, where there is no ``__all__``; else what ``__all__``
    names; else its public functions.

    Raises:
        TargetError: There is nothing to serve.
    """
    demo = getattr(module, "demo", None)
    app = launched[-1] if launched else demo if isinstance(demo, ours) else None
    if app is None:
        built = [value for value in vars(module).values() if isinstance(value, ours)]
        app = built[-1] if built else None
    if app is not None:
        names = [name for name, value in vars(module).items() if value is app]
        return [Found(app, module.__name__, names[0] if names else "demo", place, file)]
    apps = [(name, value) for name, value in vars(module).items() if commands.is_app(value)]
    if apps:
        return _commands(apps, module, place, file)
    listed = _listed(module)
    main = _own(module).get("main")
    if not listed and (calls := called(main, module, "main", place, file)):
        return calls
    names = listed or _public_functions(module)
    found = [Found(getattr(module, name), module.__name__, name, place, file) for name in names]
    if not found:
        raise _nothing(module, place, file)
    return found


def _commands(
    apps: list[tuple[str, Any]], module: types.ModuleType, place: str, file: Path | None
) -> list[Found]:
    """Return the commands of all apps of a module, each once: groups hold others of them."""
    found: list[Found] = []
    for name, app in apps:
        for one in opened(app, module, name, place, file) if any(commands.commands(app)) else ():
            if not any(_same(one.value, known.value) for known in found):
                found.append(one)
    if not found:
        raise TargetError(f"{place} has an app without commands", "name one: module:function")
    return found


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, commands.CommandCall) and isinstance(other, commands.CommandCall):
        return one.command is other.command
    return getattr(one, "__wrapped__", one) is getattr(other, "__wrapped__", other)


def _listed(module: types.ModuleType) -> list[str]:
    names = getattr(module, "__all__", None)
    if not isinstance(names, list | tuple):
        return []
    values = {name: getattr(module, name, None) for name in names if isinstance(name, str)}
    functions = [
        name
        for name, value in values.items()
        if callable(value) and not isinstance(value, type) and not framework(value)
    ]
    classes = [name for name, value in values.items() if isinstance(value, type)]
    return _main_first(functions or classes)


def _public_functions(module: types.ModuleType) -> list[str]:
    """Return the module's own public functions in source order; the documented ones if any is."""
    own = _own(module)
    documented = {name: value for name, value in own.items() if value.__doc__}
    chosen = documented or own
    lines = {name: _line(value) for name, value in chosen.items()}
    return _main_first(sorted(chosen, key=lambda name: lines[name]))


def _own(module: types.ModuleType) -> dict[str, Any]:
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_")
        and inspect.isroutine(value)
        and not inspect.isclass(value)
        and getattr(value, "__module__", None) == module.__name__
    }


def undocumented(module: types.ModuleType, found: list[Found]) -> list[str]:
    """Return the public functions that stayed out because others have a docstring."""
    own = _own(module)
    chosen = {one.path for one in found}
    if any(isinstance(one.value, Composed) for one in found):
        return []
    if _listed(module) or not chosen <= own.keys():
        return []
    return [name for name in own if name not in chosen]


def _line(function: Any) -> int:
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_firstlineno if code is not None else sys.maxsize


def _main_first(names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: name != "main")


def _nothing(module: types.ModuleType, place: str, file: Path | None) -> TargetError:
    others = [value for value in vars(module).values() if framework(value)]
    if others:
        return refusal(others[0])
    tree = source.parse(file) if file is not None else None
    hidden = source.guarded_names(tree) if tree is not None else []
    if file is not None and hidden:
        return guarded(file.name, hidden[-1])
    return TargetError(f"{place} has no public function", "name one: module:function")
