"""Import what a target names, under the conditions of a script, and say plainly what is wrong."""

import difflib
import importlib
import importlib.util
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
from autoui.reading.targets.found import Found as Found
from autoui.reading.targets.found import nearest
from autoui.reading.targets.imports import elsewhere, import_error, local_files
from autoui.reading.targets.naming import named
from autoui.reading.targets.searching import search, undocumented

_recorder: ContextVar[list[Any] | None] = ContextVar("autoui_loading", default=None)


@dataclass
class Loaded:
    """What a target came to.

    Attributes:
        found: The objects to serve, in order; one at least.
        chosen: Whether the target named them, or they were looked for in a module.
        watch: Local files that were imported.
        undocumented: Functions beside those that were found, which have no docstring.
    """

    found: list[Found]
    chosen: bool
    watch: list[str] = field(default_factory=list)
    undocumented: list[str] = field(default_factory=list)


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
    # Strangers may read it: nothing of where the file lies.
    tell(f"importing {Path(place).name if _is_file(place) else place}")
    with recording() as launched:
        module, file = _import(place, cwd)
    watch = local_files(file)
    if names:
        wanted = [name.strip() for name in names.split(",") if name.strip()]
        found = [one for name in wanted for one in named(module, name, place, file, ours)]
        return Loaded(found, chosen=True, watch=watch)
    apps = [app for app in launched if isinstance(app, ours)]
    found = search(module, place, file, ours, apps)
    others = undocumented(module, found)
    return Loaded(found, chosen=False, watch=watch, undocumented=others)


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
        if error.name is None or not f"{place}.".startswith(f"{error.name}."):
            raise import_error(error, place, None, cwd) from error
        if (held := _held_module(place, error.name)) is None:
            raise _no_module(place, error, cwd) from None
        module = held
    except (Exception, SystemExit) as error:
        raise import_error(error, place, None, cwd) from error
    file = getattr(module, "__file__", None)
    sys.argv = [file if isinstance(file, str) else place]
    return module


def _held_module(place: str, missing: str) -> types.ModuleType | None:
    """Return the module that a package calls so which is imported under another name, or None.

    ``networkx.community`` is ``networkx.algorithms.community``.
    """
    parent, _, last = missing.rpartition(".")
    value: Any = sys.modules.get(parent)
    for step in (last + place.removeprefix(missing)).split("."):
        value = getattr(value, step, None)
    return value if isinstance(value, types.ModuleType) else None


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
        cure = f"write {parent}:{last}" if hasattr(loaded, last) else nearest(last, names)
        return TargetError(what, cure)
    if (cwd / f"{missing}.py").is_file():
        return TargetError(f"there is no module {missing}", f"write {missing}.py")
    names = [*sys.stdlib_module_names, *(found.name for found in pkgutil.iter_modules())]
    return TargetError(
        f"there is no module {missing}",
        elsewhere(missing, cwd) or nearest(missing, names) or "is it installed, and spelled so?",
    )


def working_folder() -> Path:
    """Return the current folder; the root where it has been removed."""
    try:
        return Path.cwd()
    except OSError:
        return Path(os.sep)
