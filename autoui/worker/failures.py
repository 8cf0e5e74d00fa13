"""Errors of the user's code, told in the user's terms."""

import inspect
import linecache
import os
import secrets
import sys
import traceback
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any

import autoui
from autoui.errors import (
    AutouiError,
    Error,
    InvalidInputs,
    Problem,
    Unencodable,
    UserImportError,
)
from autoui.formats.paths import PathRefused
from autoui.wire.message import MAX_MESSAGE
from autoui.wire.page_server import PageFailed
from autoui.wire.values import printable
from autoui.worker.telling import message_of, name_of, text_of

_OWN = str(Path(autoui.__file__).parent) + os.sep
_MACHINERY = ("<frozen importlib", "<frozen runpy", "<frozen zipimport")
_TELLING = (ValueError, TypeError, LookupError, ArithmeticError)
_MAX_MESSAGE = 20_000
_MAX_TRACEBACK = 200_000
_SOURCE_LINES = 3
_UNTOLD = "The function failed. Whoever runs this page finds the reason in its log, under this id."


# ---------------------------------------------------------------------------------------- a run


def failure_of(error: BaseException, *, debug: bool, told: frozenset[str]) -> dict[str, Any]:
    """Return the data of a ``failed`` event; the full traceback goes to stderr under its id.

    Args:
        error: What came out of the user's code, or of ours around it.
        debug: Whether a traceback may leave the worker.
        told: Names of exceptions, besides the usual ones, whose message may leave it.
    """
    if isinstance(error, Error):
        return failed(error.title, error.message, dialog=True)
    if isinstance(error, InvalidInputs):
        return failed_inputs(error.problems)
    id_ = secrets.token_hex(4)
    text = user_traceback(error)
    log = sys.__stderr__
    # The user's code may have closed it.
    with suppress(OSError, ValueError):
        if log is not None:
            log.write(f"autoui: a run failed, id {id_}\n{text}")
            log.flush()
    if debug:
        return failed(name_of(error), message_of(error), id_=id_, traceback_=text)
    if may_tell(error, told):
        return failed(name_of(error), message_of(error), id_=id_)
    return failed("Error", _UNTOLD, id_=id_)


def untellable(error: BaseException) -> dict[str, Any]:
    """Return the data of a ``failed`` event for an error that cannot even be described."""
    return failed(name_of(error), "The function failed with an error that cannot be shown.")


def failed(
    type_: str, message: Any, *, id_: str = "", dialog: bool = False, traceback_: str = ""
) -> dict[str, Any]:
    """Return the data of a ``failed`` event."""
    return {
        "type": type_,
        "message": text_of(message)[:_MAX_MESSAGE],
        "id": id_,
        "dialog": dialog,
        "traceback": printable(traceback_)[-_MAX_TRACEBACK:],
        "errors": [],
    }


def failed_inputs(problems: list[Problem]) -> dict[str, Any]:
    """Return the data of a ``failed`` event for inputs that were wrong after all."""
    data = failed("InvalidInputs", "; ".join(f"{p.field} {p.message}" for p in problems))
    data["errors"] = [{"field": p.field, "message": p.message} for p in problems]
    return data


def unshowable(error: Unencodable) -> TypeError:
    """Return the error that a result which cannot travel fails its run with."""
    limit = f"a result may take {MAX_MESSAGE >> 20} MB besides its files"
    return TypeError(f"the result cannot be shown: {error.what} ({limit})")


def may_tell(error: BaseException, told: frozenset[str]) -> bool:
    """Whether the message may be shown to people who do not run the page."""
    if isinstance(error, PathRefused):
        # It names folders of this machine, and tells who runs the page what to do about it.
        return False
    if isinstance(error, (*_TELLING, AutouiError)):
        return True
    return any(kind.__name__ in told for kind in type(error).__mro__)


# -------------------------------------------------------------------------------- the traceback


def user_traceback(error: BaseException) -> str:
    """Format a traceback from the user's first frame on."""
    shown = traceback.TracebackException(
        type(error), error, _from_user(error.__traceback__), compact=True
    )
    return "".join(shown.format())


def _from_user(frames: TracebackType | None) -> TracebackType | None:
    while frames is not None and not _is_users(frames):
        frames = frames.tb_next
    return frames


def _is_users(frame: TracebackType) -> bool:
    file = frame.tb_frame.f_code.co_filename
    if file.startswith(_MACHINERY) or file.startswith(_OWN):
        return False
    return file not in _machinery_files()


def _machinery_files() -> set[str]:
    return {
        getattr(sys.modules.get(name), "__file__", None) or ""
        for name in ("importlib", "runpy", "concurrent.futures.thread", "asyncio.tasks")
    }


# ---------------------------------------------------------------------------------- the loading


def load_failure(error: BaseException) -> PageFailed:
    """Describe why no page could be built; who may see the traceback is the server's business."""
    if isinstance(error, AutouiError) and not isinstance(error, UserImportError):
        file, line = _definition(error.about)
        return PageFailed(
            what=error.what,
            cure=error.cure,
            file=file,
            line=line,
            source=_source(file, line),
            exit_code=error.exit_code,
        )
    if isinstance(error, UserImportError):
        what, cure, text = error.what, error.cure, error.traceback
        origin = error.__cause__ or error.__context__ or error
    else:
        what, cure, origin = _import_error(error), _import_cure(error), error
        text = user_traceback(error)
    file, line = _place(origin)
    return PageFailed(
        what=what,
        cure=cure,
        traceback=text,
        file=file,
        line=line,
        source=_source(file, line),
        exit_code=UserImportError.exit_code,
    )


def _import_error(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"the module called sys.exit({text_of(error.code, repr)}) while it was imported"
    message = text_of(error)
    return f"{name_of(error)}: {message}" if message else name_of(error)


def _import_cure(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return "put what runs the program under `if __name__ == '__main__':`"
    if isinstance(error, ModuleNotFoundError) and error.name:
        top = error.name.partition(".")[0]
        try:
            known = find_spec(top) is not None
        except (ImportError, ValueError, AttributeError):
            known = False
        if not known:
            return f"install {top} into the environment of {sys.executable}"
    return ""


def _place(error: BaseException) -> tuple[str, int]:
    if isinstance(error, SyntaxError) and error.filename:
        return error.filename, error.lineno or 0
    frames = _from_user(error.__traceback__)
    file, line = "", 0
    while frames is not None:
        if _is_users(frames) and not _is_installed(frames.tb_frame.f_code.co_filename):
            file, line = frames.tb_frame.f_code.co_filename, frames.tb_lineno
        frames = frames.tb_next
    return file, line


def _definition(about: object) -> tuple[str, int]:
    """Return where one of the user's functions is written, if it is."""
    code = getattr(inspect.unwrap(about) if callable(about) else None, "__code__", None)
    if code is None or _is_installed(code.co_filename):
        return "", 0
    return code.co_filename, code.co_firstlineno


def _is_installed(file: str) -> bool:
    parts = Path(file).parts
    return "site-packages" in parts or file.startswith((sys.base_prefix + "/lib", "<"))


def _source(file: str, line: int) -> str:
    if not file or not line:
        return ""
    linecache.checkcache(file)
    first = max(1, line - _SOURCE_LINES)
    numbers = range(first, line + _SOURCE_LINES + 1)
    return "".join(linecache.getline(file, number) for number in numbers)
