"""What a function's results depend on, as far as its source tells."""

import functools
import inspect
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any

from autoui import __version__
from autoui.page.endpoint import Endpoint
from autoui.reading.targets import imports
from autoui.records.outcomes import content_key

_SIMPLE = (int, float, complex, str, bytes, bool, type(None))


def fingerprint(endpoint: Endpoint) -> tuple[str, str]:
    """Return what tells a function from others, and this version of it from other versions.

    A version is the source of the function and of all local files that are imported, what the
    function closes over as far as that is numbers and texts, and its inputs and outputs. What it
    reads from elsewhere is not seen.
    """
    function = endpoint.function
    file = _file_of(function)
    name = f"{file}:{getattr(function, '__qualname__', '')}:{endpoint.name}"
    outputs = [(one.component.kind, one.component.props()) for one in endpoint.outputs]
    own = [__version__, f"{sys.version_info[:2]}", endpoint.hash, repr(outputs)]
    texts = [part.encode("utf-8", "replace") for part in (*own, *_made_of(function))]
    return name, content_key([*texts, *(_content(path) for path in _files(file))])


def _files(file: Path | None) -> list[Path]:
    found = {Path(path) for path in imports.local_files(file)}
    return sorted(found | ({file} if file is not None else set()))


def _content(path: Path) -> bytes:
    with suppress(OSError):
        return str(path).encode() + b"\0" + path.read_bytes()
    return str(path).encode()


def _file_of(function: Any) -> Path | None:
    with suppress(TypeError, OSError):
        found = inspect.getsourcefile(inspect.unwrap(_plain(function)))
        if found is not None and Path(found).is_file():
            return Path(found).resolve()
    return None


def _plain(function: Any) -> Any:
    while isinstance(function, functools.partial):
        function = function.func
    if inspect.isroutine(function) or inspect.isclass(function):
        return function
    return type(function).__call__


def _made_of(function: Any) -> Iterator[str]:
    """Yield what the code of a function, and what was bound to it, consists of."""
    while isinstance(function, functools.partial):
        yield _values([*function.args, *sorted(function.keywords.items())])
        function = function.func
    plain = inspect.unwrap(_plain(function))
    plain = getattr(plain, "__func__", plain)
    code = getattr(plain, "__code__", None)
    if isinstance(code, CodeType):
        yield code.co_code.hex()
        yield _values(code.co_consts)
        yield repr(code.co_names)
    yield _values(getattr(plain, "__defaults__", None) or ())
    for cell in getattr(plain, "__closure__", None) or ():
        with suppress(ValueError):
            yield _values([cell.cell_contents])
    yield str(getattr(sys.modules.get(getattr(plain, "__module__", "") or ""), "__version__", ""))


def _values(values: Any) -> str:
    """Return simple values as text; of others, their types."""
    return repr([value if isinstance(value, _SIMPLE) else type(value).__name__ for value in values])
