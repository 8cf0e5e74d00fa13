"""Serve a page from a running script or notebook.

The calling process becomes the worker: functions stay where they are, with everything they close
over. A server process is started on the other end of a socket pair.
"""

import asyncio
import json
import os
import signal
import site
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, TypedDict, Unpack

from autoui.errors import AutouiError, UsageError
from autoui.page.build import build_blocks
from autoui.page.options import refuse_unknown
from autoui.worker.host import Host
from autoui.worker.link import Link

INTERRUPTED = 130
DEFAULT_HOST = "127.0.0.1"

_START_SECONDS = 60.0
_STOP_SECONDS = 3.0
_AGAIN_SECONDS = 0.1
_TRUE = frozenset({"1", "true", "yes", "on"})


class LaunchOptions(TypedDict, total=False):
    """The keywords of ``launch``; environment variables of the same names win over them.

    host, port: Where to listen; ``server_name`` and ``server_port`` are other names for them.
    open: Open the page in the default browser; ``inbrowser`` is another name for it.
    debug: Whether tracebacks may be shown; by default on a loopback address only.
    allow_paths: Folders whose files a function may return; also ``allowed_paths``.
    allowed_hosts: Host names the server answers to.
    title, description, theme, live: See ``Interface``.
    concurrency: How many runs of each function may be in progress at once.
    queue_size: How many runs may wait.
    timeout: Seconds a run may take; 0 means no limit.
    batch, max_batch_size: See ``Interface``.
    block: Whether to stay here until Ctrl+C; by default on the main thread of a script.
    prevent_thread_lock: The opposite of ``block``.
    quiet: Do not print the address.
    share, show_error, show_api, favicon_path: Accepted; they change nothing.
    """

    host: str
    server_name: str
    port: int
    server_port: int
    open: bool
    inbrowser: bool
    debug: bool
    allow_paths: list[str]
    allowed_paths: list[str]
    allowed_hosts: list[str]
    title: str
    description: str
    theme: str
    live: bool
    concurrency: int
    queue_size: int
    timeout: float
    batch: bool
    max_batch_size: int
    block: bool
    prevent_thread_lock: bool
    quiet: bool
    share: bool
    show_error: bool
    show_api: bool
    favicon_path: str


class Launched:
    """A page that is being served from this process.

    Attributes:
        url: Its address.
    """

    def __init__(self, blocks: Any, settings: dict[str, Any], *, main: bool, quiet: bool) -> None:
        self.url = ""
        self._quiet = quiet
        self._terminal: TextIO = sys.stdout
        self._serving = threading.Event()
        self._closed = threading.Event()
        self._asked = False
        ours, theirs = socket.socketpair()
        try:
            self._server = _start_server(theirs, settings)
        finally:
            theirs.close()
        self._host = Host(
            Link(ours),
            lambda load, scope, _tell: build_blocks(blocks, load, scope),
            main=main,
            guest=True,
            on_serving=self._on_serving,
            on_lost=self._on_lost,
        )

    def start(self) -> None:
        """Build the page and wait until the server listens.

        Raises:
            AutouiError: The page could not be built, or the server did not start.
        """
        self._host.start()
        if not self._host.load() or not self._wait_for_address():
            raise AutouiError(f"the server did not start ({self._ending()})")

    def work(self) -> None:
        """Run the first function's calls here until Ctrl+C or until the server ends."""
        with _interrupts(self._on_interrupt):
            self._host.work()
        if not self._asked:
            sys.stderr.write(f"autoui: the server has ended ({self._ending()})\n")
        self.close()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the page is no longer served; return whether that is so."""
        return self._host.over.wait(timeout)

    def close(self) -> None:
        """Stop serving; what runs now is lost."""
        self._asked = True
        self._closed.set()
        self._host.link.hang_up()
        self._host.close()
        self._host.link.close()
        self._server.terminate()
        try:
            self._server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()

    def __repr__(self) -> str:
        return f"<autoui page at {self.url or 'no address yet'}>"

    def _repr_html_(self) -> str:
        return f'<a href="{self.url}" target="_blank">{self.url}</a>'

    def _wait_for_address(self) -> bool:
        waited = 0.0
        while not self._serving.wait(_AGAIN_SECONDS):
            waited += _AGAIN_SECONDS
            if self._host.over.is_set() or waited > _START_SECONDS:
                return False
        return True

    def _ending(self) -> str:
        try:
            code = self._server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            return "it no longer answers"
        return f"exit code {code}" if code >= 0 else f"killed by signal {-code}"

    # ---- from the link's thread

    def _on_serving(self, url: str) -> None:
        self.url = url
        if not self._quiet:
            self._terminal.write(f"autoui serves at {url} (Ctrl+C to stop)\n")
            self._terminal.flush()
        self._serving.set()

    def _on_lost(self) -> None:
        """Bring the lanes back: nobody waits for what they do any more."""
        threading.Thread(target=self._call_back, name="autoui-stop", daemon=True).start()

    def _call_back(self) -> None:
        while not self._closed.wait(_AGAIN_SECONDS):
            self._host.interrupt_all()

    # ---- in the main thread

    def _on_interrupt(self) -> None:
        if self._asked:
            self._server.kill()
            os._exit(INTERRUPTED)
        self._asked = True
        # The thread that reads the link does the rest: nothing here may wait for a lock, since
        # the main thread may hold it.
        self._host.link.hang_up()


def launch(blocks: Any, **options: Unpack[LaunchOptions]) -> Launched:
    """Serve an ``Interface``, a ``Blocks`` or a function from this process.

    On the main thread of a script this stays until Ctrl+C and runs the first function's calls
    there; a second Ctrl+C ends the process with code 130. In a notebook, an interactive shell,
    another thread or beside a running event loop it returns at once.

    Args:
        blocks: What to serve.
        options: See ``LaunchOptions``.

    Raises:
        AutouiError: The page could not be built, or the server did not start.
        TypeError: An unknown option.
    """
    refuse_unknown("launch()", options, LaunchOptions.__annotations__)
    block = _blocks(options)
    launched = Launched(
        blocks, settings_of(options, os.environ), main=block, quiet=options.get("quiet", False)
    )
    try:
        launched.start()
        if block:
            launched.work()
    except BaseException:
        launched.close()
        raise
    return launched


def settings_of(options: LaunchOptions, environment: Any) -> dict[str, Any]:
    """Return what the server is told.

    Args:
        options: What ``launch`` got.
        environment: Its ``AUTOUI_*`` variables win.

    Raises:
        UsageError: A variable is malformed.
    """
    given = options.get("port", options.get("server_port"))
    number = _number(environment, "port", int, given)
    texts = ("title", "description", "article", "theme", "css", "examples", "cache_examples")
    page: dict[str, Any] = {
        name: environment.get(f"AUTOUI_{name.upper()}") or options.get(name) for name in texts
    }
    page["live"] = _switch(environment, "AUTOUI_LIVE", options.get("live"))
    page["run_on_click"] = _switch(environment, "AUTOUI_RUN_ON_CLICK", None)
    page["batch"] = _switch(environment, "AUTOUI_BATCH", options.get("batch"))
    for name in ("concurrency", "queue_size", "max_batch_size", "examples_per_page"):
        page[name] = _number(environment, name, int, options.get(name))
    page["timeout"] = _number(environment, "timeout", float, options.get("timeout"))
    host = options.get("host") or options.get("server_name") or DEFAULT_HOST
    opens = options.get("open") or options.get("inbrowser")
    settings = {
        "target": "",
        "options": {name: value for name, value in page.items() if value is not None},
        "title": page["title"] or "",
        "host": environment.get("AUTOUI_HOST") or host,
        "open": bool(_switch(environment, "AUTOUI_OPEN", opens)),
        "debug": _switch(environment, "AUTOUI_DEBUG", options.get("debug")),
        "allow_paths": _folders(options.get("allow_paths") or options.get("allowed_paths")),
        "allowed_hosts": list(options.get("allowed_hosts") or ()),
        "cwd": str(Path.cwd()),
    }
    if number is not None:
        settings |= {"port": number, "port_fixed": True}
    return settings


def _switch(environment: Any, name: str, given: bool | None) -> bool | None:  # noqa: FBT001
    said = environment.get(name)
    return given if not said else said.lower() in _TRUE


def _number(environment: Any, name: str, type_: type[int] | type[float], given: Any) -> Any:
    text = environment.get(f"AUTOUI_{name.upper()}")
    if not text:
        return given
    try:
        return type_(text)
    except ValueError:
        raise UsageError(f"AUTOUI_{name.upper()} is {text!r}, which is no number") from None


def _folders(given: list[str] | None) -> list[str]:
    return [str(Path(folder).resolve()) for folder in given or ()]


def _blocks(options: LaunchOptions) -> bool:
    if "block" in options:
        wanted: bool | None = options["block"]
    else:
        wanted = False if options.get("prevent_thread_lock") else None
    if wanted is not False and threading.current_thread() is threading.main_thread():
        return bool(wanted) or not (_loop_runs() or _is_interactive())
    return False


def _loop_runs() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _is_interactive() -> bool:
    return hasattr(sys, "ps1") or bool(sys.flags.interactive)


def _start_server(link: socket.socket, settings: dict[str, Any]) -> "subprocess.Popen[bytes]":
    # -P: a module beside the script must not stand in for one that the server needs.
    command = [sys.executable, "-P", "-m", "autoui.serving", "--link", str(link.fileno())]
    return subprocess.Popen(
        [*command, json.dumps(settings)],
        pass_fds=[link.fileno()],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """Return an environment in which the server finds the same autoui."""
    root = str(Path(__file__).parent.parent)
    installed = {*site.getsitepackages(), site.getusersitepackages()}
    if root in installed:
        return dict(os.environ)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


@contextmanager
def _interrupts(handler: Callable[[], None]) -> Iterator[None]:
    """Have Ctrl+C call ``handler`` instead of raising wherever the main thread is."""
    before = signal.signal(signal.SIGINT, lambda *_: handler())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler if before is None else before)
