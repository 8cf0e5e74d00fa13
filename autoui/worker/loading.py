"""What the page shows while the user's module is imported, and what is noted of it afterwards."""

import sys
import threading
import time
from collections.abc import Iterable, Mapping
from types import FrameType

from autoui.wire.page_server import Loading
from autoui.wire.server_worker import Ready
from autoui.worker import warming
from autoui.worker.link import Link

TELL_EVERY = 0.5
"""Seconds before the first word, and between two."""

_MAX_LINE = 200
_OWN_VARIABLES = frozenset({"TMPDIR", "MPLBACKEND", "PWD"})


class Watch:
    """Tells the server twice a second what the main thread is importing.

    Args:
        link: Where it is told.
        target: What is being loaded, as the command line got it.
    """

    def __init__(self, link: Link, target: str) -> None:
        self._link = link
        self._own = _module_of(target)
        self._ident = threading.get_ident()
        self._began = time.monotonic()
        self._stage = ""
        self._line = ""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="autoui-watch", daemon=True)

    def __enter__(self) -> "Watch":
        # The server holds its first answers back for a page that may be there in a moment.
        self._link.send(Loading(text="starting"))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def tell(self, text: str) -> None:
        """Say what is being done, for as long as nothing is being imported."""
        self._stage = text

    def printed(self, text: str) -> None:
        """Take note of printed text; its last line is shown."""
        lines = text.strip().splitlines()
        if lines:
            self._line = lines[-1][:_MAX_LINE]

    def _work(self) -> None:
        while not self._over.wait(TELL_EVERY):
            seconds = round(time.monotonic() - self._began, 1)
            self._link.send(Loading(text=self._text(), seconds=seconds))

    def _text(self) -> str:
        name = imported_now(sys._current_frames().get(self._ident), self._own)
        if name:
            return f"importing {name}"
        return self._line or self._stage or "starting"


def imported_now(frame: FrameType | None, own: str) -> str:
    """Return the package that a thread is importing, or an empty string.

    Args:
        frame: Where the thread is.
        own: The module being served; what that imports is more telling than its own name.
    """
    names: list[str] = []
    while frame is not None:
        code = frame.f_code
        if code.co_name == "_find_and_load" and code.co_filename.startswith("<frozen importlib"):
            names.append(str(frame.f_locals.get("name", "")))
        frame = frame.f_back
    outward_in = [name for name in reversed(names) if name]
    for name in outward_in:
        if name != own and not own.startswith(f"{name}.") and not name.startswith("autoui."):
            return name.partition(".")[0]
    return outward_in[-1] if outward_in and outward_in[-1] == own else ""


def describe(ready: Ready, target: str, modules: Iterable[str], environ: Mapping[str, str]) -> None:
    """Note what the next worker may find imported already.

    Args:
        ready: Where it is noted.
        target: What was loaded, as the command line got it.
        modules, environ: What was there before.
    """
    ready.installed = warming.installed_since(modules, _module_of(target))
    # What the worker itself sets is not the user's.
    ready.environ = {
        name: value
        for name, value in warming.changed_environment(environ).items()
        if name not in _OWN_VARIABLES
    }


def _module_of(target: str) -> str:
    place = target.rpartition(":")[0] or target
    return "" if place.endswith(".py") else place
