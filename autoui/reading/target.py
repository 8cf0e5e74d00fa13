"""Import what a target names, under the conditions of a script, and say plainly what is wrong."""

import difflib
import importlib
import importlib.util
import inspect
import os
import pkgutil
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autoui.errors import TargetError
from autoui.reading import source
from autoui.reading.imports import elsewhere, import_error, local_files

_recorder: ContextVar[list[Any] | None] = ContextVar("autoui_loading", default=None)


@dataclass(frozen=True)
class Found:
    """One object that a target names.

    Attributes:
        value: A callable, or an object of ours.
        module: The name of the module it was found in.
        path: Its dotted name in that module.
        place: The part of the target before the colon, as a person types it.
        file: The file of a file target.
    """

    value: Any
    module: str
    path: str
    place: str
    file: Path | None = None


@dataclass
class Loaded:
    """What a target came to.

    Attributes:
        found: The objects to serve, in order; one at least.
        chosen: Whether the target named them, or they were looked for in a module.
        watch: Local files that were imported.
    """

    found: list[Found]
    chosen: bool
    watch: list[str] = field(default_factory=list)


def record(app: Any) -> bool:
    """Note that ``launch()`` was called on ``app``; False when no target is being loaded here."""
    launched = _recorder.get()
    if launched is None:
        return False
    launched.append(app)
    return True


@contextmanager
def recording() -> Iterator[list[Any]]:
    """Let ``launch()`` only record itself while the user's module is being imported."""
    launched: list[Any] = []
    token = _recorder.set(launched)
    try:
        yield launched
    finally:
        _recorder.reset(token)


def split(target: str) -> tuple[str, str]:
    """Split ``place:name`` into both; the name is empty when there is none."""
    place, colon, name = target.rpartition(":")
    # A colon followed by a separator belongs to a Windows drive.
    if not colon or name.startswith(("\\", "/")):
        return target, ""
    return place, name


def silent(text: str) -> None:
    """Tell nobody what is going on."""


def load(target: str, ours: type, cwd: Path, tell: Callable[[str], None] = silent) -> Loaded:
    """Import a target and return what it names.

    Args:
        target: ``module:function``, ``:f,g``, ``file.py:function``, ``…:Class.method``, or a
            module or file alone.
        ours: The class of our own interfaces.
        cwd: The folder that relative files are relative to.
        tell: Called with what is going on.

    Raises:
        TargetError: It names nothing that can be served.
        UserImportError: The user's module failed.
    """
    place, names = split(target)
    if not place:
        raise TargetError(f'"{target}" names no module or file', "write module:function")
    tell(f"importing {place}")
    with recording() as launched:
        module, file = _import(place, cwd)
    watch = local_files(file)
    if names:
        wanted = [name.strip() for name in names.split(",") if name.strip()]
        found = [_named(module, name, place, file) for name in wanted]
        for one in found:
            _refuse_foreign(one, ours)
        return Loaded(found, chosen=True, watch=watch)
    apps = [app for app in launched if isinstance(app, ours)]
    return Loaded(_search(module, place, file, ours, apps), chosen=False, watch=watch)


# ------------------------------------------------------------------------------- importing


def _is_file(place: str) -> bool:
    return place.endswith((".py", ".pyw")) or "/" in place or "\\" in place


def _import(place: str, cwd: Path) -> tuple[types.ModuleType, Path | None]:
    if _is_file(place):
        file = (cwd / place).resolve()
        if not file.is_file():
            raise TargetError(f"there is no file {place}", _near_files(file))
        return _import_file(file, cwd), file
    return _import_module(place, cwd), None


def _near_files(file: Path) -> str:
    if not file.parent.is_dir():
        return f"there is no folder {file.parent.name} either; run it where the file is"
    present = [path.name for path in file.parent.glob("*.py")]
    close = difflib.get_close_matches(file.name, present, n=3)
    return f"did you mean {' or '.join(close)}?" if close else "give its path"


def _import_file(file: Path, cwd: Path) -> types.ModuleType:
    sys.argv = [str(file)]
    folder = str(file.parent)
    if sys.path[:1] != [folder]:
        sys.path.insert(0, folder)
    name = _module_name(file)
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise TargetError(f"{file.name} is not a Python file", "name a .py file")
    module = importlib.util.module_from_spec(spec)
    # dataclasses, pickle and relative look-ups need the module to be findable while it runs.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        sys.modules.pop(name, None)
        raise import_error(error, file.name, file, cwd) from error
    return module


def _module_name(file: Path) -> str:
    """Return the file's stem, or a variant of it where that would hide another module."""
    name = file.stem
    loaded = sys.modules.get(name)
    standard = name in sys.stdlib_module_names or name == "__main__"
    foreign = loaded is not None and getattr(loaded, "__file__", None) != str(file)
    return f"{name}_" if standard or foreign else name


def _import_module(place: str, cwd: Path) -> types.ModuleType:
    if not all(part.isidentifier() for part in place.split(".")):
        raise TargetError(f'"{place}" is neither a module nor a file', "write module:function")
    folder = str(cwd)
    if sys.path[:1] not in ([folder], [""]):
        sys.path.insert(0, folder)
    sys.argv = [place]
    try:
        module = importlib.import_module(place)
    except ModuleNotFoundError as error:
        if error.name is not None and (place == error.name or place.startswith(f"{error.name}.")):
            raise _no_module(place, error, cwd) from None
        raise import_error(error, place, None, cwd) from error
    except (Exception, SystemExit) as error:
        raise import_error(error, place, None, cwd) from error
    file = getattr(module, "__file__", None)
    sys.argv = [file if isinstance(file, str) else place]
    return module


def _no_module(place: str, error: ModuleNotFoundError, cwd: Path) -> TargetError:
    missing = error.name or place
    parent, _, last = missing.rpartition(".")
    loaded = sys.modules.get(parent)
    if loaded is not None and last:
        if not hasattr(loaded, "__path__"):
            return TargetError(
                f"{parent} is a module, and {missing} names nothing inside a package",
                f"write {parent}:{last}" if hasattr(loaded, last) else "write module:function",
            )
        names = [found.name for found in pkgutil.iter_modules(loaded.__path__)]
        what = f"there is no module {last} in {parent}"
        cure = f"write {parent}:{last}" if hasattr(loaded, last) else _nearest(last, names)
        return TargetError(what, cure)
    if (cwd / f"{missing}.py").is_file():
        return TargetError(f"there is no module {missing}", f"write {missing}.py")
    names = [*sys.stdlib_module_names, *(found.name for found in pkgutil.iter_modules())]
    return TargetError(
        f"there is no module {missing}",
        elsewhere(missing, cwd) or _nearest(missing, names) or "is it installed, and spelled so?",
    )


def _nearest(name: str, names: list[str]) -> str:
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else ""


# ------------------------------------------------------------------------------- naming


def _named(module: types.ModuleType, path: str, place: str, file: Path | None) -> Found:
    """Walk down a dotted name."""
    value: Any = module
    walked = place
    for step in path.split("."):
        owner = value
        try:
            value = getattr(owner, step)
        except AttributeError:
            raise _no_name(owner, step, walked, file) from None
        if inspect.isclass(owner):
            value = _bound(owner, step, value)
        walked = f"{walked}:{step}" if walked == place else f"{walked}.{step}"
    return Found(value, module.__name__, path, place, file)


def _no_name(owner: Any, step: str, walked: str, file: Path | None) -> TargetError:
    names = [name for name in dir(owner) if not name.startswith("__")]
    cure = _nearest(step, names)
    if file is not None and isinstance(owner, types.ModuleType):
        tree = source.parse(file)
        if tree is not None and step in source.guarded_names(tree):
            return _guarded(file.name, step)
        if not cure:
            offered = [name for name, _ in source.servable(file)][:5]
            cure = f"it has {', '.join(offered)}" if offered else ""
    return TargetError(f"{walked} has no {step}", cure or "look at the spelling")


def _guarded(file: str, name: str) -> TargetError:
    return TargetError(
        f'{file} makes {name} only under `if __name__ == "__main__":`, which holds only when it '
        "is run as a script",
        f"move the line that makes {name} out of it and leave {name}.launch() there",
    )


def _bound(owner: type, step: str, value: Any) -> Any:
    """Return a method of a class that can be called: one that needs an object gets a fresh one."""
    raw = inspect.getattr_static(owner, step)
    if not isinstance(raw, types.FunctionType) or not inspect.isfunction(value):
        return value
    try:
        inspect.signature(owner).bind()
    except (TypeError, ValueError):
        raise TargetError(
            f"{owner.__name__}.{step} needs an object, and {owner.__name__} needs arguments",
            "write a function that makes the object and calls the method, and serve that",
        ) from None
    return getattr(owner(), step)


# ------------------------------------------------------------------------------- searching


def _search(
    module: types.ModuleType, place: str, file: Path | None, ours: type, launched: list[Any]
) -> list[Found]:
    """Return what to serve of a module that is named alone."""
    demo = getattr(module, "demo", None)
    app = launched[-1] if launched else demo if isinstance(demo, ours) else None
    if app is None:
        built = [value for value in vars(module).values() if isinstance(value, ours)]
        app = built[-1] if built else None
    if app is not None:
        names = [name for name, value in vars(module).items() if value is app]
        return [Found(app, module.__name__, names[0] if names else "demo", place, file)]
    names = _listed(module) or _public_functions(module)
    found = [Found(getattr(module, name), module.__name__, name, place, file) for name in names]
    if not found:
        raise _nothing(module, place, file)
    return found


def _listed(module: types.ModuleType) -> list[str]:
    names = getattr(module, "__all__", None)
    if not isinstance(names, list | tuple):
        return []
    values = {name: getattr(module, name, None) for name in names if isinstance(name, str)}
    found = [
        name
        for name, value in values.items()
        if callable(value) and not isinstance(value, type) and not _framework(value)
    ]
    return _main_first(found)


def _public_functions(module: types.ModuleType) -> list[str]:
    """Return the module's own public functions in source order; the documented ones if any is."""
    own = {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_")
        and inspect.isroutine(value)
        and not inspect.isclass(value)
        and getattr(value, "__module__", None) == module.__name__
    }
    documented = {name: value for name, value in own.items() if value.__doc__}
    chosen = documented or own
    lines = {name: _line(value) for name, value in chosen.items()}
    return _main_first(sorted(chosen, key=lambda name: lines[name]))


def _line(function: Any) -> int:
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_firstlineno if code is not None else sys.maxsize


def _main_first(names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: name != "main")


def _nothing(module: types.ModuleType, place: str, file: Path | None) -> TargetError:
    foreign = [value for value in vars(module).values() if _framework(value)]
    if foreign:
        return _foreign(foreign[0])
    tree = source.parse(file) if file is not None else None
    guarded = source.guarded_names(tree) if tree is not None else []
    if file is not None and guarded:
        return _guarded(file.name, guarded[-1])
    return TargetError(f"{place} has no public function", "name one: module:function")


# ------------------------------------------------------------------------------- not ours

_FRAMEWORKS = {
    ("flask", "Flask"): "a Flask app",
    ("fastapi", "FastAPI"): "a FastAPI app",
    ("starlette", "Starlette"): "a Starlette app",
    ("litestar", "Litestar"): "a Litestar app",
    ("django", "WSGIHandler"): "a Django app",
    ("django", "ASGIHandler"): "a Django app",
    ("dash", "Dash"): "a Dash app",
    ("gradio", "Blocks"): "a Gradio app",
    ("streamlit", "DeltaGenerator"): "a Streamlit app",
    ("typer", "Typer"): "a Typer app",
    ("click", "Command"): "a Click command",
    ("aiohttp", "Application"): "an aiohttp app",
    ("sanic", "Sanic"): "a Sanic app",
    ("quart", "Quart"): "a Quart app",
    ("bottle", "Bottle"): "a Bottle app",
    ("tornado", "Application"): "a Tornado app",
}


def _framework(value: Any) -> str:
    for base in type(value).__mro__:
        key = (base.__module__.partition(".")[0], base.__name__)
        if key in _FRAMEWORKS:
            return _FRAMEWORKS[key]
    return ""


def _foreign(value: Any) -> TargetError:
    return TargetError(
        f"this is {_framework(value)}, with a server or command line of its own",
        "name one of its functions: file.py:function",
    )


def _refuse_foreign(found: Found, ours: type) -> None:
    value = found.value
    if isinstance(value, ours):
        return
    if _framework(value):
        raise _foreign(value)
    if inspect.ismodule(value):
        raise TargetError(
            f"{found.path} is a module", f"write {value.__name__}:function, or {value.__name__}"
        )
    if not callable(value):
        raise TargetError(
            f"{found.place}:{found.path} is a {type(value).__name__}, which cannot be called",
            "name a function",
        )


def working_folder() -> Path:
    """Return the current folder; the root where it has been removed."""
    try:
        return Path.cwd()
    except OSError:
        return Path(os.sep)
