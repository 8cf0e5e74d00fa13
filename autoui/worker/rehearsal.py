"""Runs that nobody asked for: an example row's, before the page is up."""

import contextvars
import functools
import threading
from typing import Any, TextIO, cast

from autoui.wire.message import TERMINAL
from autoui.wire.server_worker import RunEvent
from autoui.worker.call import Calls
from autoui.worker.interrupt import Lane
from autoui.worker.job import Job
from autoui.worker.lanes import Loop
from autoui.worker.link import Link
from autoui.worker.needs import Endpoint
from autoui.worker.run import Flusher, Run

_NOBODYS = (1 << 62) + 1
"""The number of a run that the server does not know."""


class Recorder:
    """Stands in for the link of a run that the server does not know.

    Attributes:
        kind, data: How the run ended.
        blobs: What it has stored.
        over: Set when it has ended.
    """

    closed = False

    def __init__(self) -> None:
        self.kind = ""
        self.data = b""
        self.blobs: list[str] = []
        self.over = threading.Event()
        self.run: Run | None = None

    def send(self, message: Any, *, instead: bool = False) -> None:
        """Take note of an event."""
        if not isinstance(message, RunEvent):
            return
        self.blobs += message.blobs
        if message.kind in TERMINAL:
            self.kind, self.data = message.kind, message.data
            self.over.set()
        elif message.kind == "value" and self.run is not None:
            self.run.credit.give(1, len(message.data))


class Rehearsal:
    """Runs functions in the calling thread, one call at a time, as lanes do.

    Args:
        calls: Performs them.
        loop: Where coroutines run.
        lane: The calling thread's, if it is one.
        context: The context the module was imported in.
        flusher, terminals: As runs need them.
    """

    def __init__(
        self,
        calls: Calls,
        loop: Loop,
        lane: Lane | None,
        context: contextvars.Context,
        flusher: Flusher,
        terminals: dict[str, TextIO],
    ) -> None:
        self._calls = calls
        self._loop = loop
        self._lane = lane or Lane()
        self._context = context
        self._flusher = flusher
        self._terminals = terminals

    def run(self, endpoint: Endpoint, inputs: bytes) -> Recorder:
        """Call a function once, and return how that ended."""
        recorder = Recorder()
        link = cast("Link", recorder)
        run = Run("", _NOBODYS, link, self._flusher, self._terminals)
        recorder.run = run
        jobs = [Job(run, inputs, endpoint, checked=False)]
        if endpoint.kind.startswith("async"):
            perform = functools.partial(self._calls.perform_async, jobs)
            self._loop.submit(perform, self._context.copy())
            recorder.over.wait()
        else:
            self._lane.enter()
            self._calls.perform(jobs, self._lane)
        return recorder
