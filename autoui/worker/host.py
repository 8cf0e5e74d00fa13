"""The process with the user's code: loads the page, then takes the server's orders.

A worker has these threads: the *link* reads orders and never runs the user's code (while the main
thread is idle, it does that itself, see ``turns``), the *desk* answers questions, *lanes* run
functions (the main thread is one of them), the *loop* runs coroutines.
"""

import atexit
import contextvars
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from autoui.components.base import Scope
from autoui.errors import Unencodable, WireError
from autoui.reading.targets.imports import local_files
from autoui.records.blobs import BlobStore
from autoui.wire.page_server import Loading, PageFailed
from autoui.wire.server_worker import (
    Load,
    LoadFailed,
    Ready,
    Serving,
    Stop,
)
from autoui.worker import failures, figures, loading
from autoui.worker.activity import Activity
from autoui.worker.capture import Capture
from autoui.worker.interrupt import Interrupter, Lane
from autoui.worker.job import Settings
from autoui.worker.link import Link
from autoui.worker.loading import Watch
from autoui.worker.needs import Build, Built
from autoui.worker.process import LINK_CLOSED, SharedMemory
from autoui.worker.staff import Staff
from autoui.worker.surroundings import Surroundings
from autoui.worker.turns import Turns
from autoui.worker.workspace import Workspaces

_BROKEN = 1
_WARM = ("numpy", "PIL.Image")


class Host:
    """A worker, from the first order to the last.

    Args:
        link: Its end of the link.
        build: Imports the target and builds the page.
        main: Whether the main thread is the first function's first lane.
        guest: Whether this process is somebody else's (a script that called ``launch``): its
            environment is given back, and its threads take short turns only during runs.
        memory: Where the server names the run that a signal is for.
        on_serving: Called with the page's address, from the link's thread.
        on_lost: Called when the server is gone or has said stop, from the link's thread.
    """

    def __init__(
        self,
        link: Link,
        build: Build,
        *,
        main: bool = True,
        guest: bool = False,
        memory: SharedMemory | None = None,
        on_serving: Callable[[str], None] | None = None,
        on_lost: Callable[[], None] | None = None,
    ) -> None:
        self.link = link
        self.over = threading.Event()
        self._build = build
        self._guest = guest
        self._on_serving = on_serving
        self._on_lost = on_lost
        self._main = Lane(main=True) if main else None
        # A guest's main thread is the script's: Ctrl+C may come at any moment.
        self._turns = Turns(self._read, link.relieve) if main and not guest else None
        self._memory = memory
        self._interrupter = Interrupter(self._main, memory)
        self._watch: Watch | None = None
        self._capture = Capture(self._overheard)
        self._terminals = {"stdout": sys.stdout, "stderr": sys.stderr}
        self._loads: SimpleQueue[Load | None] = SimpleQueue()
        self._staff: Staff | None = None
        self._undo: list[Callable[[], None]] = []

    # ----------------------------------------------------------------------- the main thread's life

    def serve(self) -> int:
        """Load, then work until the server says stop or is gone; return an exit code."""
        self.start()
        if not self.load():
            # The server decides what follows; until then it may ask for nothing.
            self.over.wait()
            return _BROKEN
        self.work()
        return 0

    def start(self) -> None:
        """Take over the output and signals, and begin to read orders."""
        self._capture.install()
        self._undo += [self._capture.uninstall, self._interrupter.install()]
        figures.prepare()
        threading.Thread(target=self._read_all, name="autoui-link", daemon=True).start()

    def load(self) -> bool:
        """Wait for the order to load and carry it out; return whether there is a page.

        What goes wrong is reported to the server; a guest's own script gets it as it is.
        """
        order = self._loads.get()
        if order is None:
            return False
        if order.reloads:
            # Byte code is told from its source by whole seconds and size: a file that is saved
            # twice within a second would be loaded as it was the first time.
            sys.dont_write_bytecode = True
        try:
            modules, environ = list(sys.modules), dict(os.environ)
            built, settings = self._load(order)
            # The server can send a run as soon as it knows of the page.
            self._staff = self._employ(built, settings)
            self._staff.record_examples(lambda text: self.link.send(Loading(text=text)))
            ready = _ready(built)
            if order.reloads:
                loading.describe(ready, order.target, modules, environ)
            self.link.send(ready)
        except BaseException as error:
            if self._guest:
                raise
            self._report(error, local_files() if order.reloads else [])
            return False
        return True

    def work(self) -> None:
        """Be the first function's first lane, or wait, until it is over."""
        if self._staff is not None:
            self._staff.work()
        self.over.wait()

    def close(self) -> None:
        """Stop working and give everything back that was taken over."""
        self._end()
        if self._staff is not None:
            self._staff.close()
        while self._undo:
            self._undo.pop()()

    def interrupt_all(self) -> None:
        """Raise in every lane that runs something."""
        if self._staff is not None:
            self._staff.interrupt_all()

    # ------------------------------------------------------------------------------------- loading

    def _load(self, order: Load) -> tuple[Built, Settings]:
        scratch = Path(order.scratch)
        workspaces = Workspaces(scratch)
        self._move_temporary_files(workspaces.temporary[0])
        pages = scratch / "page"
        pages.mkdir(exist_ok=True)
        blobs = BlobStore(Path(order.blobs))
        with Watch(self.link, order.target) as watch:
            self._watch = watch
            try:
                built = self._build(order, Scope(pages, blobs), watch.tell)
            finally:
                self._watch = None
        return built, Settings(
            link=self.link,
            blobs=blobs,
            workspaces=workspaces,
            activity=Activity(
                hurried=self._guest, settle=None if self._guest else Surroundings().restore
            ),
            ignored=[str(scratch), str(order.blobs), tempfile.gettempdir()],
            allowed=[Path(folder) for folder in order.allow_paths],
            debug=order.debug,
            context=contextvars.copy_context(),
            holds=self._turns is not None,
            begin=_note_nothing if self._memory is None else self._memory.begin,
        )

    def _employ(self, built: Built, settings: Settings) -> Staff:
        return Staff(
            built.endpoints,
            settings,
            self._main,
            self._turns,
            self._interrupter,
            self._terminals,
            self._complain,
        )

    def _report(self, error: BaseException, watch: list[str]) -> None:
        failure = failures.load_failure(error)
        try:
            self.link.send(LoadFailed(failure=failure, watch=watch))
        except Unencodable:
            self.link.send(LoadFailed(failure=PageFailed(what=failure.what[:10_000])))

    def _move_temporary_files(self, folder: Path) -> None:
        before, before_cached = os.environ.get("TMPDIR"), tempfile.tempdir
        os.environ["TMPDIR"] = str(folder)
        tempfile.tempdir = None

        def undo() -> None:
            tempfile.tempdir = before_cached
            if before is None:
                os.environ.pop("TMPDIR", None)
            else:
                os.environ["TMPDIR"] = before

        self._undo.append(undo)

    def _overheard(self, text: str) -> None:
        if self._watch is not None:
            self._watch.printed(text)

    def _complain(self, text: str) -> None:
        terminal = self._terminals["stderr"]
        terminal.write(text)
        terminal.flush()

    # ----------------------------------------------------------------------- the link's thread

    def _read_all(self) -> None:
        if self._turns is not None:
            self._turns.stand_in()
            return
        while self._read():
            pass

    def _read(self) -> bool:
        """Read orders and carry them out; return False once it is over."""
        try:
            orders = self.link.receive()
        except WireError as error:
            self._complain(f"autoui: the server said what no server says: {error}\n")
            orders = None
        if orders is not None and self._obey(orders):
            return True
        self._end()
        if self._on_lost is not None:
            self._on_lost()
        return False

    def _obey(self, orders: list[Any]) -> bool:
        """Carry out orders that came together; return False once it is over."""
        work: list[Any] = []
        over = False
        for order in orders:
            kind = type(order)
            if kind is Stop:
                over = True
                break
            if kind is Load:
                self._loads.put(order)
            elif kind is Serving:
                if self._on_serving is not None:
                    self._on_serving(order.url)
            else:
                work.append(order)
        if work and self._staff is not None:
            self._staff.carry_out(work)
        return not over

    def _end(self) -> None:
        if self.over.is_set():
            return
        self.over.set()
        self._loads.put(None)
        if self._staff is not None:
            self._staff.stop()


def _ready(built: Built) -> Ready:
    return Ready(
        document=built.document,
        title=built.title,
        description=built.description,
        endpoints=built.served,
        styles=built.styles,
        watch=built.watch,
        warm=[name for name in _WARM if name in sys.modules],
        queue_size=built.queue_size,
        timeout=built.timeout,
        thumbnail=built.thumbnail,
        left_out=built.left_out,
    )


def serve_worker(link: Link, build: Build, memory: SharedMemory | None) -> int:
    """Be a worker process: ``Host`` in a process of its own; return its exit code."""
    sys.setswitchinterval(0.0005)

    def leave() -> None:
        # Whatever the lanes still do, nobody is left to hear of it.
        threading.Thread(target=_leave_late, daemon=True).start()

    link.on_taken_away = lambda: os._exit(LINK_CLOSED)
    host = Host(link, build, memory=memory, on_lost=leave)
    code = host.serve()
    atexit._run_exitfuncs()
    return code


def _note_nothing(_number: int) -> None:
    """Leave it untold what has begun: nobody looks."""


def _leave_late() -> None:
    """Exit although the main thread is busy with the user's code."""
    threading.Event().wait(0.5)
    os._exit(0)
