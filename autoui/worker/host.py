"""The process with the user's code: loads the page, then takes the server's orders.

A worker has these threads: the *link* reads orders and never runs the user's code (while the main
thread is idle, it does that itself, see ``turns``), the *desk* answers questions, *lanes* run
functions (the main thread is one of them), the *loop* runs coroutines.
"""

import atexit
import contextvars
import functools
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from autoui.components.base import Scope
from autoui.errors import Problem, Unencodable, UsageError, WireError
from autoui.reading.imports import local_files
from autoui.records.blobs import BlobStore
from autoui.wire.page_server import Loading, PageFailed
from autoui.wire.server_worker import (
    CancelRun,
    Check,
    Checked,
    Credit,
    FlagRun,
    Load,
    LoadFailed,
    ReadExamples,
    ReadPrefill,
    ReadRows,
    Ready,
    Serving,
    Start,
    Stop,
)
from autoui.worker import failures, figures, loading
from autoui.worker.activity import Activity
from autoui.worker.call import Calls
from autoui.worker.capture import Capture
from autoui.worker.desk import Desk, Question
from autoui.worker.flagging import Flags
from autoui.worker.interrupt import Interrupter, Lane
from autoui.worker.job import Job, Settings
from autoui.worker.lanes import Lanes, Loop
from autoui.worker.link import Link
from autoui.worker.loading import Watch
from autoui.worker.needs import Build, Built, Endpoint
from autoui.worker.outcomes import Outcomes
from autoui.worker.process import LINK_CLOSED, SharedMemory
from autoui.worker.rehearsal import Rehearsal
from autoui.worker.run import Flusher, Run
from autoui.worker.turns import Turns
from autoui.worker.workspace import Workspaces

_BROKEN = 1
_QUESTIONS = frozenset({Check, ReadRows, ReadPrefill, ReadExamples})
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
        self._main_lanes: Lanes | None = None
        # A guest's main thread is the script's: Ctrl+C may come at any moment.
        self._turns = Turns(self._read, link.relieve) if main and not guest else None
        self._memory = memory
        self._interrupter = Interrupter(self._main, memory)
        self._watch: Watch | None = None
        self._capture = Capture(self._overheard)
        self._terminals = {"stdout": sys.stdout, "stderr": sys.stderr}
        self._flusher = Flusher()
        self._loads: SimpleQueue[Load | None] = SimpleQueue()
        self._runs: dict[str, tuple[Run, Endpoint]] = {}
        self._endpoints: dict[str, Endpoint] = {}
        self._lanes: dict[str, Lanes] = {}
        self._loop = Loop()
        self._calls: Calls | None = None
        self._desk: Desk | None = None
        self._flags: Flags | None = None
        self._outcomes: Outcomes | None = None
        self._context = contextvars.Context()
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
            built = self._load(order)
            self._prepare(built)
            self._record_examples()
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
        if self._main_lanes is not None and self._main is not None:
            self._main_lanes.work(self._main, self._turns)
        self.over.wait()

    def close(self) -> None:
        """Stop working and give everything back that was taken over."""
        self._end()
        if self._calls is not None:
            self._calls.close()
        while self._undo:
            self._undo.pop()()

    def interrupt_all(self) -> None:
        """Raise in every lane that runs something."""
        for run, _ in list(self._runs.values()):
            run.ask()
            self._interrupt(run)

    # ------------------------------------------------------------------------------------- loading

    def _load(self, order: Load) -> Built:
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
        self._context = contextvars.copy_context()
        settings = Settings(
            link=self.link,
            blobs=blobs,
            workspaces=workspaces,
            activity=Activity(hurried=self._guest),
            ignored=[str(scratch), str(order.blobs), tempfile.gettempdir()],
            allowed=[Path(folder) for folder in order.allow_paths],
            debug=order.debug,
            context=self._context,
            holds=self._turns is not None,
            begin=_note_nothing if self._memory is None else self._memory.begin,
        )
        self._calls = Calls(settings, self._ended)
        self._outcomes = Outcomes(blobs, dict(built.endpoints), self._complain)
        self._desk = Desk(
            self.link, blobs, dict(built.endpoints), self._complain, self._outcomes.find
        )
        self._flags = Flags(
            self.link, blobs, built.endpoints, self._complain, self._context, debug=order.debug
        )
        return built

    def _prepare(self, built: Built) -> None:
        """Make the lanes before the server can send a run."""
        assert self._calls is not None  # noqa: S101 - _load made it
        self._endpoints = dict(built.endpoints)
        for name, endpoint in self._endpoints.items():
            if endpoint.batch > 0 and endpoint.kind.endswith("generator"):
                raise UsageError(
                    f"{name} is a generator and cannot take batches",
                    "return one list for each output instead of yielding, or leave batch=True out",
                )
            if endpoint.kind in ("plain", "generator"):
                main = self._main if self._main_lanes is None else None
                lanes = Lanes(name, endpoint.concurrency, self._calls.perform, main)
                if main is not None:
                    main.enter()
                    self._main_lanes = lanes
                self._lanes[name] = lanes
        if self._desk is not None:
            self._desk.start()

    def _record_examples(self) -> None:
        """Record what is to be recorded before the page is up, as if somebody had run it."""
        if self._outcomes is not None and self._calls is not None:
            rehearsal = Rehearsal(
                self._calls, self._loop, self._main, self._context, self._flusher, self._terminals
            )
            self._outcomes.record_all(
                rehearsal.run, lambda text: self.link.send(Loading(text=text))
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
        if orders is not None and self._obey_all(orders):
            return True
        self._end()
        if self._on_lost is not None:
            self._on_lost()
        return False

    def _obey_all(self, orders: list[Any]) -> bool:
        """Carry out orders that came together; return False once it is over."""
        questions: list[Question] = []
        for order in orders:
            kind = type(order)
            if kind is Check and order.start:
                self._begin([order], checked=False, answer=True)
            elif kind is Start:
                self._begin(order.calls, checked=order.checked, answer=False)
            elif kind in _QUESTIONS:
                questions.append(order)
            elif kind is Stop:
                return False
            else:
                self._obey(order)
        if questions and self._desk is not None:
            self._desk.ask(questions)
        return True

    def _obey(self, order: Any) -> None:
        match order:
            case FlagRun():
                if self._flags is not None:
                    self._flags.order(order)
            case CancelRun():
                self._cancel(order)
            case Credit():
                if (known := self._runs.get(order.run)) is not None:
                    known[0].credit.give(order.values, order.bytes)
            case Load():
                self._loads.put(order)
            case Serving():
                if self._on_serving is not None:
                    self._on_serving(order.url)

    def _begin(self, calls: list[Check], *, checked: bool, answer: bool) -> None:
        jobs: list[Job] = []
        for call in calls:
            endpoint = self._endpoints.get(call.endpoint)
            run = Run(call.run, call.number, self.link, self._flusher, self._terminals)
            if endpoint is None:
                self._refuse(run, call, answer=answer)
                continue
            self._runs[run.id] = (run, endpoint)
            if self._outcomes is not None:
                self._outcomes.record_if_wanted(run, call.endpoint, call.inputs)
            jobs.append(Job(run, call.inputs, endpoint, checked, answer))
        if jobs:
            self._submit(jobs)

    def _submit(self, jobs: list[Job]) -> None:
        name, calls = jobs[0].endpoint.name, self._calls
        if (lanes := self._lanes.get(name)) is not None:
            lanes.submit(jobs)
            if self._turns is not None and lanes is self._main_lanes:
                self._turns.delivered()
            return
        if calls is None:
            return
        if jobs[0].endpoint.batch > 0:
            self._loop.submit(functools.partial(calls.perform_async, jobs), self._context.copy())
            return
        for job in jobs:
            perform = functools.partial(calls.perform_async, [job])
            job.run.on_ask = self._loop.submit(perform, self._context.copy())

    def _refuse(self, run: Run, call: Check, *, answer: bool) -> None:
        message = f"there is no function {call.endpoint!r} any more"
        if answer:
            self.link.send(Checked(run=run.id, errors=[Problem("", message)]))
        else:
            run.finish("failed", failures.failed("LookupError", message))

    def _cancel(self, order: CancelRun) -> None:
        known = self._runs.get(order.run)
        if known is None:
            return
        run, endpoint = known
        if order.step >= 3:
            run.fence()
            if (lanes := self._lanes.get(endpoint.name)) is not None:
                lanes.give_up(run.id)
            return
        run.ask()
        if order.step == 2:
            self._interrupt(run)

    def _interrupt(self, run: Run) -> None:
        lane, group = run.lane, run.group
        if lane is None:
            return
        if group is None:
            self._interrupter.interrupt(lane, run.number)
        elif group.stopped(run.number):
            self._interrupter.interrupt(lane, group.number)

    def _ended(self, run: Run) -> None:
        self._runs.pop(run.id, None)
        self._interrupter.forget(run.number if run.group is None else run.group.number)

    def _end(self) -> None:
        if self.over.is_set():
            return
        self.over.set()
        self._loads.put(None)
        for lanes in self._lanes.values():
            lanes.stop()
        self._loop.stop()
        if self._desk is not None:
            self._desk.ask(None)
        if self._flags is not None:
            self._flags.finish()


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
