"""Those who work on a built page: lanes, loop, desk and flags, and the runs they are given."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, TextIO

from autoui.errors import Problem, UsageError
from autoui.wire.server_worker import (
    CancelRun,
    Check,
    Checked,
    Credit,
    FlagRun,
    ReadExamples,
    ReadPrefill,
    ReadRows,
    Start,
)
from autoui.worker import failures
from autoui.worker.call import Calls
from autoui.worker.desk import Desk, Question
from autoui.worker.flagging import Flags
from autoui.worker.interrupt import Interrupter, Lane
from autoui.worker.job import Job, Settings
from autoui.worker.lanes import Lanes, Loop
from autoui.worker.needs import Endpoint
from autoui.worker.outcomes import Outcomes
from autoui.worker.rehearsal import Rehearsal
from autoui.worker.run import Flusher, Run
from autoui.worker.turns import Turns

_QUESTIONS = frozenset({Check, ReadRows, ReadPrefill, ReadExamples})


class Staff:
    """Carries out orders that need the page.

    Args:
        endpoints: Its functions, by name.
        settings: What all calls share.
        main: The main thread's lane, if it is to be the first function's first.
        turns: Who reads the link while that lane is idle.
        interrupter: Raises in lanes.
        terminals: Where runs print what nobody captures.
        complain: Writes to the terminal what went wrong.

    Raises:
        UsageError: A generator that takes batches.
    """

    def __init__(
        self,
        endpoints: Mapping[str, Endpoint],
        settings: Settings,
        main: Lane | None,
        turns: Turns | None,
        interrupter: Interrupter,
        terminals: dict[str, TextIO],
        complain: Callable[[str], None],
    ) -> None:
        link, blobs = settings.link, settings.blobs
        self._endpoints = dict(endpoints)
        self._settings = settings
        self._link = link
        self._main = main
        self._turns = turns
        self._interrupter = interrupter
        self._terminals = terminals
        self._flusher = Flusher()
        self._runs: dict[str, tuple[Run, Endpoint]] = {}
        self._calls = Calls(settings, self._ended)
        self._outcomes = Outcomes(blobs, self._endpoints, complain)
        self._desk = Desk(link, blobs, self._endpoints, complain, self._outcomes.find)
        self._flags = Flags(
            link, blobs, self._endpoints, complain, settings.context, debug=settings.debug
        )
        self._loop = Loop()
        self._main_lanes: Lanes | None = None
        self._lanes: dict[str, Lanes] = {}
        for name, endpoint in self._endpoints.items():
            if endpoint.batch > 0 and endpoint.kind.endswith("generator"):
                raise UsageError(
                    f"{name} is a generator and cannot take batches",
                    "return one list for each output instead of yielding, or leave batch=True out",
                )
            if endpoint.kind in ("plain", "generator"):
                self._open_lanes(name, endpoint)
        self._desk.start()

    def _open_lanes(self, name: str, endpoint: Endpoint) -> None:
        main = self._main if self._main_lanes is None else None
        lanes = Lanes(name, endpoint.concurrency, self._calls.perform, main)
        if main is not None:
            main.enter()
            self._main_lanes = lanes
        self._lanes[name] = lanes

    def record_examples(self, tell: Callable[[str], None]) -> None:
        """Record what is to be recorded before the page is up, as if somebody had run it."""
        rehearsal = Rehearsal(
            self._calls,
            self._loop,
            self._main,
            self._settings.context,
            self._flusher,
            self._terminals,
        )
        self._outcomes.record_all(rehearsal.run, tell)

    def work(self) -> None:
        """Be the first function's first lane until it is over, if the main thread is one."""
        if self._main_lanes is not None and self._main is not None:
            self._main_lanes.work(self._main, self._turns)

    def stop(self) -> None:
        """Take no more work, and end when the present work is done."""
        for lanes in self._lanes.values():
            lanes.stop()
        self._loop.stop()
        self._desk.ask(None)
        self._flags.finish()

    def close(self) -> None:
        """Give back what calls have taken over."""
        self._calls.close()

    def interrupt_all(self) -> None:
        """Raise in every lane that runs something."""
        for run, _ in list(self._runs.values()):
            run.ask()
            self._interrupt(run)

    # ---------------------------------------------------------------------------------- orders

    def carry_out(self, orders: list[Any]) -> None:
        """Carry out orders that came together; questions are answered by the desk."""
        questions: list[Question] = []
        for order in orders:
            kind = type(order)
            if kind is Check and order.start:
                self._begin([order], checked=False, answer=True)
            elif kind is Start:
                self._begin(order.calls, checked=order.checked, answer=False)
            elif kind in _QUESTIONS:
                questions.append(order)
            elif kind is CancelRun:
                self._cancel(order)
            elif kind is Credit:
                if (known := self._runs.get(order.run)) is not None:
                    known[0].credit.give(order.values, order.bytes)
            elif kind is FlagRun:
                self._flags.order(order)
        if questions:
            self._desk.ask(questions)

    def _begin(self, calls: list[Check], *, checked: bool, answer: bool) -> None:
        jobs: list[Job] = []
        for call in calls:
            endpoint = self._endpoints.get(call.endpoint)
            run = Run(call.run, call.number, self._link, self._flusher, self._terminals)
            if endpoint is None:
                self._refuse(run, call, answer=answer)
                continue
            self._runs[run.id] = (run, endpoint)
            self._outcomes.record_if_wanted(run, call.endpoint, call.inputs)
            jobs.append(Job(run, call.inputs, endpoint, checked, answer))
        if jobs:
            self._submit(jobs)

    def _submit(self, jobs: list[Job]) -> None:
        endpoint = jobs[0].endpoint
        if (lanes := self._lanes.get(endpoint.name)) is not None:
            lanes.submit(jobs)
            if self._turns is not None and lanes is self._main_lanes:
                self._turns.delivered()
            return
        if endpoint.batch > 0:
            self._soon(jobs)
            return
        for job in jobs:
            job.run.on_ask = self._soon([job])

    def _soon(self, jobs: list[Job]) -> Callable[[], None]:
        """Have the loop do one call; return what cancels it."""
        perform = functools.partial(self._calls.perform_async, jobs)
        return self._loop.submit(perform, self._settings.context.copy())

    def _refuse(self, run: Run, call: Check, *, answer: bool) -> None:
        message = f"there is no function {call.endpoint!r} any more"
        if answer:
            self._link.send(Checked(run=run.id, errors=[Problem("", message)]))
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
