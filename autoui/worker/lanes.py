"""The threads that run the user's code: lanes for functions, one loop for coroutines."""

import asyncio
import contextvars
import threading
from collections.abc import Callable, Coroutine
from queue import SimpleQueue
from typing import Any

from autoui.worker.interrupt import Interrupted, Lane
from autoui.worker.job import Job
from autoui.worker.turns import Turns

Perform = Callable[[list[Job], Lane], None]


class Lanes:
    """The lanes of one function. A thread is started when a job finds none free.

    Args:
        name: The function's name, for the threads.
        size: How many lanes it owns.
        perform: Does one call in a lane, and ends its runs whatever happens.
        main: The lane of the main thread, if it is one of these; it then has to ``work`` there.
    """

    def __init__(self, name: str, size: int, perform: Perform, main: Lane | None = None) -> None:
        self._name = name
        self._size = max(1, size)
        self._perform = perform
        self._main = main
        self._jobs: SimpleQueue[list[Job] | None] = SimpleQueue()
        self._threads = 0 if main is None else 1
        self._load = 0
        self._given_up: set[str] = set()
        self._lock = threading.Lock()

    def submit(self, jobs: list[Job]) -> None:
        """Have a call done as soon as a lane is free."""
        with self._lock:
            self._load += 1
            start = self._load > self._threads and self._threads < self._size
            self._threads += start
        self._jobs.put(jobs)
        if start:
            name = f"autoui-{self._name}-{self._threads}"
            threading.Thread(target=self.work, args=(Lane(),), name=name, daemon=True).start()

    def give_up(self, run: str) -> None:
        """Count the lane of a run that does not stop as lost; another may take its place."""
        with self._lock:
            if run not in self._given_up:
                self._given_up.add(run)
                self._load -= 1
                self._threads -= 1

    def work(self, lane: Lane, turns: Turns | None = None) -> None:
        """Do calls in the calling thread until ``stop``.

        Args:
            lane: The thread's.
            turns: By which the thread reads the link while it waits; only the main thread may.
        """
        lane.enter()
        while True:
            try:
                if turns is not None:
                    turns.read_until(self._has_job)
                jobs = self._jobs.get()
                if jobs is None:
                    return
                if turns is not None:
                    turns.begin()
                try:
                    self._perform(jobs, lane)
                finally:
                    self._done(jobs)
            except Interrupted:
                # Meant for the run that has just ended.
                lane.disarm()

    def _has_job(self) -> bool:
        return not self._jobs.empty()

    def stop(self) -> None:
        """Let the lanes end when they are free."""
        for _ in range(self._threads):
            self._jobs.put(None)

    def _done(self, jobs: list[Job]) -> None:
        with self._lock:
            for job in jobs:
                if job.run.id in self._given_up:
                    self._given_up.discard(job.run.id)
                    self._threads += 1
                    return
            self._load -= 1


class Loop:
    """One event loop in a thread of its own, started when it is first needed."""

    def __init__(self) -> None:
        self.lane = Lane()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def submit(
        self, make: Callable[[Lane], Coroutine[Any, Any, None]], context: contextvars.Context
    ) -> Callable[[], None]:
        """Run a coroutine; return what cancels it from any thread."""
        loop = self._started()
        cancelled = threading.Event()
        task: asyncio.Task[None] | None = None

        def begin() -> None:
            nonlocal task
            task = loop.create_task(make(self.lane), context=context)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            if cancelled.is_set():
                task.cancel()

        def cancel() -> None:
            cancelled.set()
            if task is not None:
                task.cancel()

        loop.call_soon_threadsafe(begin)
        return lambda: _soon(loop, cancel)

    def stop(self) -> None:
        """Stop the loop; what is in it ends where it is."""
        if self._loop is not None:
            _soon(self._loop, self._loop.stop)

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            ready = threading.Event()
            threading.Thread(
                target=self._work, args=(self._loop, ready), name="autoui-loop", daemon=True
            ).start()
            ready.wait()
        return self._loop

    def _work(self, loop: asyncio.AbstractEventLoop, ready: threading.Event) -> None:
        asyncio.set_event_loop(loop)
        self.lane.enter()
        ready.set()
        while not loop.is_closed():
            try:
                loop.run_forever()
                break
            except Interrupted:
                # It landed between two steps; the loop goes on where it was.
                self.lane.disarm()


def _soon(loop: asyncio.AbstractEventLoop, function: Callable[[], Any]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(function)
