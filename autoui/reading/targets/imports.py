"""What an import did: the files it touched, or why it failed, in words that help."""

import os
import re
import sys
import sysconfig
import traceback
from collections.abc import Iterator
from pathlib import Path

import autoui
from autoui.errors import UserImportError

_PACKAGE = Path(autoui.__file__).resolve().parent
_INSTALLED = frozenset({"site-packages", "dist-packages"})


def local_files(target: Path | None = None) -> list[str]:
    """Return the files of loaded modules that are neither installed nor ours, sorted."""
    standard = Path(sysconfig.get_path("stdlib")).resolve()
    found = {str(target)} if target is not None else set()
    # Modules come by the thousand and lie in a few folders: each folder is looked at once.
    real: dict[str, str] = {}
    local: dict[str, bool] = {}
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and file.endswith((".py", ".pyw")):
            folder = os.path.dirname(file)
            if folder not in local:
                local[folder] = _is_local(Path(_resolved(folder, real)), standard)
            if local[folder]:
                found.add(_resolved(file, real))
    return sorted(found)


def _resolved(path: str, real: dict[str, str]) -> str:
    """Return a path without links; ``real`` keeps that of each folder, for those below it."""
    if path not in real:
        parent, name = os.path.split(path)
        if name in ("", ".", "..") or not parent or os.path.islink(path):
            real[path] = os.path.realpath(path)
        else:
            real[path] = os.path.join(_resolved(parent, real), name)
    return real[path]


def _is_local(folder: Path, standard: Path) -> bool:
    foreign = _INSTALLED.intersection(folder.parts)
    return not (foreign or folder.is_relative_to(standard) or folder.is_relative_to(_PACKAGE))


_GUARD = 'put that under `if __name__ == "__main__":`'


def import_error(error: BaseException, name: str, file: Path | None, cwd: Path) -> UserImportError:
    """Return the error to raise for a user's module that failed while it was imported."""
    if isinstance(error, SystemExit):
        return UserImportError(
            f"{name} ends the program while it is imported (SystemExit: {error.code})",
            _GUARD,
            user_traceback(error),
        )
    if (line := _refused_in(error)) is not None:
        return UserImportError(f"{name}, line {line}: {error}")
    what = f"{name} failed while it was imported: {type(error).__name__}: {error}"
    return UserImportError(what, _cure(error, file, cwd), user_traceback(error))


def user_traceback(error: BaseException) -> str:
    """Format an exception without the frames that are ours, before the user's and behind them."""
    told = traceback.TracebackException(type(error), error, error.__traceback__)
    kept = [frame for frame in told.stack if not _is_ours(frame.filename)]
    told.stack = traceback.StackSummary.from_list(kept)
    return "".join(told.format()).rstrip()


def _refused_in(error: BaseException) -> int | None:
    """Return the user's line that asked autoui for a name that it does not have; its words do."""
    frames = traceback.extract_tb(error.__traceback__)
    if not isinstance(error, AttributeError) or not _is_ours(frames[-1].filename):
        return None
    lines = [frame.lineno for frame in frames if not _is_ours(frame.filename)]
    return lines[-1] if lines else None


def _is_ours(file: str) -> bool:
    if file.startswith("<frozen"):
        return True
    path = Path(file)
    importlib = path.parent.name == "importlib"
    return importlib or path.is_relative_to(_PACKAGE)


# ------------------------------------------------------------------------------------ cures


def _cure(error: BaseException, file: Path | None, cwd: Path) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _missing_package(error.name, file, cwd)
    if isinstance(error, FileNotFoundError) and file is not None:
        return _beside(error, file, cwd)
    if isinstance(error, EOFError) and error.args == ("EOF when reading a line",):
        return f"nobody can answer input() here; {_GUARD}"
    return ""


def _beside(error: FileNotFoundError, file: Path, cwd: Path) -> str:
    """Return the cure for a relative file that lies beside the script but not where it runs."""
    named = error.filename
    if not isinstance(named, str) or os.path.isabs(named) or cwd == file.parent:
        return ""
    if not (file.parent / named).exists():
        return ""
    return (
        f"{named} lies beside {file.name}: run there (cd {file.parent}), or add --cwd {file.parent}"
    )


def _missing_package(name: str, file: Path | None, cwd: Path) -> str:
    return elsewhere(name, file.parent if file is not None else cwd) or (
        f"install {name.partition('.')[0]} into the environment that autoui runs in: {sys.prefix}"
    )


def elsewhere(name: str, folder: Path) -> str:
    """Return the cure for a package that another environment than ours has, or an empty string.

    Looked at are the active environments and ``.venv`` and ``venv`` folders from ``folder`` up.
    """
    top = name.partition(".")[0]
    for environment in _environments(folder):
        if environment.resolve() == Path(sys.prefix).resolve():
            continue
        for site in _site_folders(environment):
            if (site / top).is_dir() or (site / f"{top}.py").is_file():
                return (
                    f"{top} is installed in {environment}, but autoui runs in {sys.prefix}; "
                    f"install autoui there and start it with {environment / 'bin' / 'autoui'}"
                )
    return ""


def _environments(folder: Path) -> Iterator[Path]:
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if path := os.environ.get(variable):
            yield Path(path)
    for parent in [folder, *list(folder.parents)[:4], Path.cwd()]:
        for name in (".venv", "venv"):
            if (parent / name).is_dir():
                yield parent / name


def _site_folders(environment: Path) -> Iterator[Path]:
    if not environment.is_dir():
        return
    yield environment / "Lib" / "site-packages"
    library = environment / "lib"
    if library.is_dir():
        for entry in sorted(library.iterdir()):
            if re.fullmatch(r"(python|pypy)3\.\d+t?", entry.name):
                yield entry / "site-packages"
