"""A clock that a test turns, and workers that only note what they are told."""

import heapq
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from autoui.errors import Problem
from autoui.records.blobs import BlobStore
from autoui.running.engine import Call, Limits
from autoui.running.fleet import Fleet
from autoui.running.ledger import Ledger, Quota
from autoui.running.local import LocalEngine
from autoui.running.log import Logged
from autoui.running.run import Run, Subscription
from autoui.wire.message import TERMINAL
from autoui.wire.page_server import PageFailed, Refused
from autoui.wire.server_worker import (
    CancelRun,
    Check,
    Checked,
    LoadFailed,
    Ready,
    RunEvent,
    Served,
    Start,
)


class FakeTimer:
    """A timer of ``FakeClock``."""

    def __init__(self, callback: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self.callback = callback
        self.args = args
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class FakeClock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._order = itertools.count()
        self._timers: list[tuple[float, int, FakeTimer]] = []

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> FakeTimer:
        timer = FakeTimer(callback, args)
        heapq.heappush(self._timers, (self.now + delay, next(self._order), timer))
        return timer

    def pass_(self, seconds: float) -> None:
        """Let time pass, ringing what is due in order."""
        end = self.now + seconds
        while self._timers and self._timers[0][0] <= end:
            self.now, _, timer = heapq.heappop(self._timers)
            if not timer.cancelled:
                timer.callback(*timer.args)
        self.now = end

    @property
    def pending(self) -> int:
        """Timers that will still ring."""
        return sum(not timer.cancelled for _, _, timer in self._timers)


class FakeWorker:
    """The server's side of a worker that exists only in the test."""

    def __init__(self, owner: "FakeProcesses", worker: Any) -> None:
        self.owner = owner
        self.worker = worker
        self.sent: list[Any] = []
        self.interrupts: list[int] = []
        self.unbegun: set[int] = set()
        self.heard: set[str] = set()
        self.calmed = 0
        self.killed = False
        self.gone = False
        self.backlog = 0

    # ---- what the engine does to it

    def send(self, message: Any, *, can_wait: bool = False) -> None:
        if not self.gone:
            self.sent.append(message)

    def interrupt(self, number: int) -> None:
        self.interrupts.append(number)

    def calm(self) -> None:
        self.calmed += 1

    def has_begun(self, number: int) -> bool:
        return number not in self.unbegun

    def kill(self) -> None:
        self.killed = True

    # ---- what the test makes it do

    def ready(self, *served: Served, **said: Any) -> None:
        document = msgspec.json.encode({"hash": "page", "modules": []})
        self.worker.message(
            Ready(document=document, title="T", description="", endpoints=list(served), **said)
        )

    def load_failed(self, what: str = "no") -> None:
        self.worker.message(LoadFailed(failure=PageFailed(what=what)))

    def check(self, run: str, *errors: Problem) -> None:
        self.worker.message(Checked(run=run, errors=list(errors)))

    def event(
        self,
        run: str,
        kind: Any,
        data: bytes = b"{}",
        blobs: tuple[str, ...] = (),
        *,
        quick: bool = False,
    ) -> None:
        self.heard.add(run)
        event = RunEvent(run=run, kind=kind, data=data, blobs=list(blobs), quick=quick)
        self.worker.message(event)

    def exit(self, reason: str = "killed by signal 9", signal: int = 9) -> None:
        if not self.gone:
            self.gone = True
            self.worker.exited(reason, signal)

    # ---- what the test reads

    def of(self, kind: type) -> list[Any]:
        """Return the messages of one kind that it was sent."""
        return [message for message in self.sent if type(message) is kind]

    def checking(self) -> list[Check]:
        """Return the checks it was asked for."""
        return self.of(Check)

    def started(self) -> list[str]:
        """Return the runs it was told to start, by link id."""
        found = [check.run for check in self.of(Check) if check.start]
        return found + [call.run for start in self.of(Start) for call in start.calls]

    def begun(self) -> list[str]:
        """Return those of them that do not wait in the worker for their lane."""
        waiting = {
            run.link
            for run in self.worker.runs.values()
            if run.slot is not None and self.worker.waits(run.slot)
        }
        return [link for link in self.started() if link not in waiting]

    def cancels(self, run: str) -> list[int]:
        """Return the steps of the ladder that it was sent for a run."""
        return [message.step for message in self.of(CancelRun) if message.run == run]


class FakeProcesses:
    """Makes fake workers."""

    def __init__(self, *, replaceable: bool = True) -> None:
        self.replaceable = replaceable
        self.workers: list[FakeWorker] = []

    def start(self, worker: Any) -> FakeWorker:
        if self.workers and not self.replaceable:
            raise OSError("there is only one")
        made = FakeWorker(self, worker)
        self.workers.append(made)
        return made

    def close(self, seconds: float = 0.0) -> None:
        pass


class Someone:
    """A caller and reader that remembers."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.refusals: list[Refused] = []
        self.woken: list[Subscription] = []

    def accepted(self, run: Run) -> None:
        self.runs.append(run)

    def refused(self, refusal: Refused) -> None:
        self.refusals.append(refusal)

    def wake(self, subscription: Subscription, *, at_once: bool) -> None:
        self.woken.append(subscription)


SESSION = "s" * 32


class Bench:
    """An engine with fake time and fake workers."""

    def __init__(
        self,
        folder: Path,
        *served: Served,
        limits: Limits | None = None,
        replaceable: bool = True,
        quota: Quota | None = None,
        ready: bool = True,
    ) -> None:
        self.clock = FakeClock()
        self.processes = FakeProcesses(replaceable=replaceable)
        self.limits = limits or Limits(patience=0)
        self.fleet = Fleet(self.processes, self.clock, self.limits.drain)
        self.store = BlobStore(folder)
        self.ledger = Ledger(self.store, self.clock, quota or Quota())
        self.engine = LocalEngine(self.fleet, self.ledger, self.clock, self.limits)
        self.served = served or (Served(name="f", hash="h"),)
        self.fleet.start()
        if ready:
            self.worker.ready(*self.served)

    @property
    def worker(self) -> FakeWorker:
        """The newest worker."""
        return self.processes.workers[-1]

    def submit(
        self,
        run: str = "r1",
        *,
        session: str = SESSION,
        endpoint: str = "f",
        hash_: str | None = None,
        inputs: bytes = b"{}",
        address: str = "1.2.3.4",
    ) -> Someone:
        """Ask for a run and return who asked."""
        someone = Someone()
        self.engine.submit(
            Call(
                session=session,
                run=run,
                endpoint=endpoint,
                inputs=inputs,
                hash=hash_,
                address=address,
            ),
            someone,
        )
        return someone

    def running(self, run: str = "r1", **options: Any) -> str:
        """Bring a run to its lane and return its name in the worker."""
        self.submit(run, **options)
        link = self.worker.checking()[-1].run
        self.worker.check(link)
        return link

    def log(self, run: str = "r1", session: str = SESSION, after: int = 0) -> list[Logged]:
        """Return all that is kept of a run's events."""
        subscription = self.engine.events((session, run), after, Someone(), every=True)
        found: list[Logged] = []
        while part := subscription.take():
            found += part
        subscription.close()
        return found

    def kinds(self, run: str = "r1", session: str = SESSION) -> list[str]:
        """Return the kinds of a run's events."""
        return [entry.kind for entry in self.log(run, session)]

    def terminal(self, run: str = "r1", session: str = SESSION) -> Logged:
        """Return the terminal event; there must be exactly one, and it must be the last."""
        log = self.log(run, session)
        ends = [entry for entry in log if entry.kind in TERMINAL]
        assert len(ends) == 1
        assert log[-1] is ends[0]
        return ends[0]


def data(entry: Logged) -> Any:
    """Return an event's details."""
    return msgspec.json.decode(entry.data)


def answer_checks(bench: Bench) -> None:
    """Let the desk find all inputs right that it was asked for."""
    for link in list(bench.worker.worker.checks):
        bench.worker.check(link)
