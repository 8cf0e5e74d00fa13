"""What can be said about a target without importing it: a look at the folder, no more."""

import difflib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

from autoui.errors import TargetError, UsageError
from autoui.reading.targets.target import split

MAX_FILES = 500
"""Files looked at when a name is searched for or a folder is listed."""


def looks_like_target(argument: str) -> bool:
    """Return whether an argument can only be a target, never a command's name."""
    return not argument.startswith("-") and any(mark in argument for mark in ":./\\")


def is_file(place: str) -> bool:
    """Return whether the part before the colon means a file, and not a module."""
    return place.endswith((".py", ".pyw", ".ipynb")) or "/" in place or "\\" in place


def absolute(target: str, folder: Path) -> str:
    """Return a file target with its whole path, and any other as it is."""
    place, name = split(target)
    if not is_file(place):
        return target
    return f"{(folder / place).resolve()}{':' if name else ''}{name}"


def check(target: str, folder: Path) -> None:
    """Refuse a target that cannot be right, as far as a look at the disk can tell.

    Args:
        target: What the command line got.
        folder: What relative files are relative to.

    Raises:
        TargetError: With the nearest names, or the spelling that was probably meant.
    """
    place, name = split(target)
    if not place:
        raise TargetError(f'"{target}" names no module or file', "write module:function")
    if target.endswith(":"):
        raise TargetError(
            f'"{target}" names no function after the colon',
            f"write {place}:function, or {place} alone for all of its functions",
        )
    if is_file(place) or (folder / place).is_file():
        _check_file(place, name, folder)
    elif not name:
        _check_module_alone(place, folder)


def extra_argument(target: str, extra: str) -> TargetError:
    """Return the error for a second positional argument: mostly a blank in place of the colon."""
    if not split(target)[1] and extra.isidentifier():
        return TargetError(f'"{extra}" is one argument too many', f"write {target}:{extra}")
    return TargetError(f'"{extra}" is one argument too many', "give one target")


def folder(path: Path, base: Path, option: str) -> Path:
    """Return the whole path of a folder that an option names.

    Raises:
        UsageError: It is none.
    """
    found = (base / path.expanduser()).resolve()
    if not found.is_dir():
        raise UsageError(f"{option} {path} is not a folder")
    return found


def python_files(folder: Path) -> Iterator[Path]:
    """Yield the folder's own Python files by name, hidden ones left out."""
    names = sorted(path for path in folder.glob("*.py") if not path.name.startswith("."))
    yield from names[:MAX_FILES]


def _check_file(place: str, name: str, folder: Path) -> None:
    path = folder / place
    if path.is_dir():
        raise TargetError(f"{place} is a folder", "name a Python file in it")
    if not path.exists():
        raise TargetError(f"there is no file {place}", _nearest_file(path, name))
    if path.suffix not in (".py", ".pyw"):
        raise TargetError(
            f"{place} is not a Python file", "name a .py file, or a module as package.module"
        )


def _nearest_file(path: Path, name: str) -> str:
    """Return the cure for a file that is not there."""
    suffix = f":{name}" if name else ""
    if path.with_suffix(".py").is_file():
        return f"did you mean {path.with_suffix('.py').name}{suffix}?"
    if not path.parent.is_dir():
        return f"there is no folder {path.parent.name} either; run it where the file is"
    present = [found.name for found in python_files(path.parent)]
    close = difflib.get_close_matches(path.name, present, n=3, cutoff=0.6)
    if close:
        return "did you mean " + " or ".join(f"{near}{suffix}" for near in close) + "?"
    return "run it in the file's folder, or give its path"


def _check_module_alone(place: str, folder: Path) -> None:
    """Refuse ``module.function``, a dot in place of the colon, where a file shows that it is."""
    module, dot, name = place.rpartition(".")
    if not dot or not name.isidentifier() or place in sys.modules:
        return
    if (folder / Path(*module.split("."))).with_suffix(".py").is_file() or _plain_module(module):
        raise TargetError(
            f"{place} names no module; {module} does",
            f"write {module}:{name}",
        )


def _plain_module(module: str) -> bool:
    """Return whether a top-level name is a module that is no package, found without importing."""
    if not module.isidentifier():
        return False
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return False
    return spec is not None and spec.submodule_search_locations is None
