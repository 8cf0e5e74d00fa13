"""A worker as the engine sees it: what it serves, the runs that are in it, the way to it."""

from itertools import islice
from typing import Protocol

from autoui.running.clock import Timer
from autoui.running.run import Run, Slot
from autoui.wire.page_server import Loading
from autoui.wire.server_worker import (
    Checked,
    Flagged,
    FromWorker,
    LoadFailed,
    Ready,
    Replied,
    RunEvent,
    Served,
    ToWorker,
)

_FULL = 8 << 20


class Process(Protocol):
    """A worker as the fleet sees it: a link, and a process at its other end."""

    @property
    def backlog(self) -> int:
        """Bytes that have not been written to the link yet."""

    def send(self, message: ToWorker, *, can_wait: bool = False) -> None:
        """Send a message, perhaps a little later; one that comes too late is dropped."""

    def interrupt(self, number: int) -> None:
        """Raise in the main thread, if it does the run of that number."""

    def calm(self) -> None:
        """Let interrupts that are under way find nobody."""

    def has_begun(self, number: int) -> bool:
        """Return whether a run that it was sent may have begun, by the run's number."""

    def kill(self) -> None:
        """Kill its process group; the end is told by ``Worker.exited``."""


class Worker(Protocol):
    """Who is told what a process does."""

    def message(self, message: FromWorker) -> None:
        """It sent a message."""

    def exited(self, reason: str, signal: int) -> None:
        """It has ended, and everything it sent has been handed on."""


class Engaged(Protocol):
    """What does the runs: it is told what the workers say of them."""

    def ready(self, member: "Member") -> None:
        """This worker takes new runs from now on."""

    def checked(self, member: "Member", message: Checked) -> None:
        """A check was answered."""

    def happened(self, member: "Member", message: RunEvent) -> None:
        """A run did something."""

    def gone(self, member: "Member", reason: str, signal: int) -> None:
        """A worker has ended."""


class Keeper(Protocol):
    """Who keeps the workers: it is told what concerns a worker as a whole."""

    engine: Engaged

    def loaded(self, member: "Member", message: Ready | LoadFailed | Loading) -> None:
        """A worker says how its loading goes."""

    def replied(self, message: Replied) -> None:
        """A question was answered."""

    def exited(self, member: "Member", reason: str, signal: int) -> None:
        """A worker has ended."""

    def replace(self, member: "Member") -> None:
        """Let a worker take no new runs, and start another if it was the one that did."""

    def settle(self, member: "Member") -> None:
        """End a draining worker that has nothing left to do."""


class Member:
    """One worker of the fleet.

    Args:
        keeper: Who keeps it.
        started: When it was started.

    Attributes:
        endpoints: What it serves, by name, once it is ready.
        slots: Those taken, by endpoint, oldest first; none that are no slots.
        runs: The runs that are in it, by link id.
        checks: The runs that it only checks, by link id.
        draining: Whether it takes no new runs.
        stuck: Whether that is since a call in it does not stop.
        dismissed: Whether it was told to end.
        useful: Whether it has brought a run to an end.
        endangered_by: Calls that are being stopped, and take it with them unless they do: what came
            beside them could be lost, so nothing new is sent meanwhile.
    """

    def __init__(self, keeper: Keeper, started: float) -> None:
        self._keeper = keeper
        self.process: Process | None = None
        self.ready: Ready | None = None
        self.endpoints: dict[str, Served] = {}
        self.slots: dict[str, dict[Slot, None]] = {}
        self.runs: dict[str, Run] = {}
        self.checks: dict[str, Run] = {}
        self.endangered_by: set[Slot] = set()
        self.draining = False
        self.stuck = False
        self.dismissed = False
        self.useful = False
        self.started = started
        self.timer: Timer | None = None

    # ---- towards the worker

    @property
    def takes_checks(self) -> bool:
        """Whether it reads what is sent to it."""
        return self.process is not None and self.process.backlog < _FULL

    def send(self, message: ToWorker, *, can_wait: bool = False) -> None:
        """Send a message, perhaps a little later.

        Raises:
            Unencodable: The message is too large.
        """
        if self.process is not None:
            self.process.send(message, can_wait=can_wait)

    def interrupt(self, number: int) -> None:
        """Raise in the main thread, if it does the run of that number."""
        if self.process is not None:
            self.process.interrupt(number)

    def calm(self) -> None:
        """Let interrupts that are under way find nobody."""
        if self.process is not None:
            self.process.calm()

    # ---- its slots

    @property
    def needed(self) -> bool:
        """Whether something in it still runs for anybody, or must not be killed."""
        return any(
            not run.ended or not slot.served.kill
            for run in self.runs.values()
            if (slot := run.slot) is not None and self._is_busy_with(slot)
        )

    def free(self, served: Served) -> int:
        """Return how many lanes of a function are free; less than none if calls wait for one."""
        if self.endangered_by:
            return 0
        return served.concurrency - len(self.slots.get(served.name, ()))

    def waits(self, slot: Slot) -> bool:
        """Return whether a call cannot have begun, since older ones have all lanes.

        A worker takes the calls of a function in order, and ends one before it begins the next.
        """
        served = slot.served
        return slot not in islice(self.slots[served.name], served.concurrency)

    def has_begun(self, slot: Slot) -> bool:
        """Return whether a call may have begun; while it has not, its runs are safe to move."""
        if self.process is None or self.waits(slot):
            return False
        return any(self.process.has_begun(run.number) for run in slot.runs)

    def _is_busy_with(self, slot: Slot) -> bool:
        # Nothing was sent while the call that does not stop was given time: what has not begun
        # since then cannot, for want of the interpreter, and runs elsewhere.
        return self.has_begun(slot) if self.stuck else not self.waits(slot)

    def waiting(self, served: Served) -> list[Run]:
        """Return the runs of calls that wait in the worker, in order."""
        slots = islice(self.slots.get(served.name, ()), served.concurrency, None)
        return [run for slot in slots for run in slot.runs]

    def enter(self, runs: list[Run], served: Served) -> None:
        """Give the runs of one call a slot."""
        slot = Slot(self, served, runs)
        self.slots.setdefault(served.name, {})[slot] = None
        for run in runs:
            run.slot = slot
            self.runs[run.link] = run

    def leave(self, run: Run, slot: Slot) -> None:
        """A run is over in it, and with the last one of a call the slot is free again."""
        run.slot = None
        self.runs.pop(run.link, None)
        slot.runs.remove(run)
        if not slot.runs:
            name = slot.served.name
            del self.slots[name][slot]
            if not self.slots[name]:
                del self.slots[name]
        if self.draining:
            self._keeper.settle(self)

    def replace(self) -> None:
        """Take no new runs, since a call does not stop; another worker does from now on."""
        self.stuck = True
        self._keeper.replace(self)

    # ---- from the worker

    def message(self, message: FromWorker) -> None:
        """Hand a message to whom it concerns."""
        keeper = self._keeper
        if isinstance(message, RunEvent):
            keeper.engine.happened(self, message)
        elif isinstance(message, Checked):
            keeper.engine.checked(self, message)
        elif isinstance(message, Flagged):
            keeper.replied(Replied(request=message.request, error=message.error))
        elif isinstance(message, Replied):
            keeper.replied(message)
        else:
            keeper.loaded(self, message)

    def exited(self, reason: str, signal: int) -> None:
        """Take note of the end."""
        self._keeper.exited(self, reason, signal)
