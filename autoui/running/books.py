"""Which runs there are: from the wish, over the one terminal event, until they are forgotten."""

from collections.abc import Callable

from autoui.errors import Problem
from autoui.running.clock import Clock
from autoui.running.counting import less, more
from autoui.running.engine import Call, Limits, UnknownRun
from autoui.running.keeping import Kept
from autoui.running.ledger import Ledger
from autoui.running.run import Caller, Key, Run
from autoui.running.shielding import tell
from autoui.wire.message import EventKind
from autoui.wire.page_server import Refused
from autoui.wire.values import pack


class Books:
    """The runs of one server.

    Args:
        clock: Where the time comes from.
        limits: How long, and how many, ended runs are remembered.
        ledger: The blobs that runs hold.
        forgotten: Called with the session of each run that is forgotten.

    Attributes:
        runs: All that are known, the ended ones that are kept included.
        live: Of each session, the runs that have not ended.
        ended: Called with each run that has ended.
    """

    def __init__(
        self, clock: Clock, limits: Limits, ledger: Ledger, forgotten: Callable[[str], None]
    ) -> None:
        self.runs: dict[Key, Run] = {}
        self.live: dict[str, int] = {}
        self._ledger = ledger
        self._kept = Kept(clock, limits, self._forget)
        self._forgotten = forgotten
        self.ended: Callable[[Run], None] = _nobody
        self._number = 0

    @property
    def kept(self) -> int:
        """How many have ended but are remembered."""
        return len(self._kept)

    def open(self, call: Call, caller: Caller, hash_: str) -> Run:
        """Make the run that a call asks for."""
        self._number += 1
        key = (call.session, call.run)
        ledger = self._ledger
        run = Run(key, self._number, call.endpoint, call.inputs, call.address, ledger.release)
        run.hash = hash_
        run.callers.append(caller)
        run.pinned = ledger.pin(call.inputs)
        self.runs[key] = run
        more(self.live, call.session)
        return run

    def find(self, key: Key) -> Run:
        """Return a run.

        Raises:
            UnknownRun: There is none.
        """
        run = self.runs.get(key)
        if run is None:
            raise UnknownRun("there is no such run")
        return run

    def accept(self, run: Run) -> None:
        """Tell whoever wished for it that the run exists, once."""
        if run.accepted:
            return
        run.accepted = True
        callers, run.callers = run.callers, []
        for caller in callers:
            tell(caller.accepted, run)

    def refuse(self, run: Run, errors: list[Problem]) -> None:
        """Tell whoever wished for it that its inputs are wrong: it has never been a run."""
        less(self.live, run.session)
        run.status = "refused"
        self._forget(run)
        callers, run.callers = run.callers, []
        for caller in callers:
            tell(caller.refused, Refused(run=run.key[1], code="invalid", errors=errors))

    def end(self, run: Run, kind: EventKind, data: bytes, blobs: tuple[str, ...] = ()) -> None:
        """Log the terminal event, once; whatever would come later is dropped."""
        if run.ended:
            return
        self.accept(run)
        run.ended = True
        run.status = kind  # type: ignore[assignment]
        if run.flagging == "never":
            run.inputs = b""
        less(self.live, run.session)
        run.record(kind, data, blobs)
        self.ended(run)
        self._kept.add(run)

    def fail_inputs(self, run: Run, errors: list[Problem]) -> None:
        """End a run whose inputs were found wrong after it had been accepted."""
        told = [{"field": p.field, "message": p.message} for p in errors]
        data = {"type": "InvalidInputs", "message": "", "id": "", "dialog": False}
        self.end(run, "failed", pack({**data, "traceback": "", "errors": told}))

    def close(self) -> None:
        """End every run that is left, and stop the clock."""
        for run in list(self.runs.values()):
            self.end(run, "lost", pack({"reason": "the server stopped"}))
        self._kept.close()

    def _forget(self, run: Run) -> None:
        del self.runs[run.key]
        self._ledger.release(run.pinned)
        run.pinned = ()
        self._forgotten(run.session)


def _nobody(_run: Run) -> None:
    """Nobody wants to know."""
