"""Flags: rows made of what was recorded of a run, each run once."""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from autoui.running.engine import UnknownRun
from autoui.running.log import latest
from autoui.running.run import Key, Run
from autoui.wire.server_worker import FlagRun, Replied

Answer = Callable[[str], None]
"""Called with what went wrong; empty when the row is written."""

_MOST_WAITING = 1_000
_AGAIN = "This result has been flagged already"


class _Books(Protocol):
    def find(self, key: Key) -> Run:
        """Return a run.

        Raises:
            UnknownRun: There is none.
        """


class _Fleet(Protocol):
    @property
    def current(self) -> object | None:
        """The worker that takes orders."""

    def ask(self, question: FlagRun, answer: Callable[[Replied], None]) -> None:
        """Ask the current worker."""


class Flagging:
    """Has runs flagged by the current worker.

    Args:
        books: The runs.
        fleet: The workers.
    """

    def __init__(self, books: _Books, fleet: _Fleet) -> None:
        self._books = books
        self._fleet = fleet
        self._asking: dict[Key, tuple[str, list[Answer]]] = {}
        self._later: deque[FlagRun] = deque(maxlen=_MOST_WAITING)

    def flag(self, key: Key, option: str, answer: Answer) -> None:
        """Flag a run that has ended; the same once more, as after a lost answer, is fine."""
        try:
            run = self._books.find(key)
        except UnknownRun:
            answer("This result is no longer known; run the function again.")
            return
        if run.flagging != "manual":
            answer("Results of this function are not flagged by hand.")
        elif not run.ended:
            answer("The function is still running.")
        elif not run.started:
            answer("This run never started: there is nothing to flag.")
        elif run.flagged is not None:
            answer("" if run.flagged == option else f"{_AGAIN}.")
        elif key in self._asking:
            before, answers = self._asking[key]
            if before == option:
                answers.append(answer)
            else:
                answer(f"{_AGAIN}.")
        else:
            self._asking[key] = (option, [answer])
            self._fleet.ask(_order(run, option), lambda reply: self._answered(run, reply))

    def ended(self, run: Run) -> None:
        """Flag a run by itself where every run is."""
        if run.flagging != "auto" or not run.started:
            return
        order = _order(run, "")
        run.inputs = b""
        self._later.append(order)
        self.ready()

    def ready(self) -> None:
        """There may be a worker: give it what has waited for one."""
        while self._later and self._fleet.current is not None:
            self._fleet.ask(self._later.popleft(), _leave_it)

    def _answered(self, run: Run, reply: Replied) -> None:
        option, answers = self._asking.pop(run.key)
        if not reply.error:
            run.flagged = option
        for answer in answers:
            answer(reply.error)


def _order(run: Run, option: str) -> FlagRun:
    """Return the order for a run: its inputs as they came, its outputs as it ended."""
    outputs = b""
    for entry in latest(run.log.read(0, run.log.last + 2)):
        if entry.kind in ("value", "done"):
            outputs = entry.data
    return FlagRun(
        request=0, endpoint=run.endpoint, inputs=run.inputs, outputs=outputs, option=option
    )


def _leave_it(_reply: Replied) -> None:
    """Nobody waits for the answer; the worker has told its log what went wrong."""
