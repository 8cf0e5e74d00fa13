"""One run on the server's side, those who follow it, and the place in a worker that it takes."""

from collections.abc import Callable
from typing import Literal, Protocol

from autoui.running.clock import Timer
from autoui.running.log import Log, Logged, latest
from autoui.running.shielding import tell
from autoui.wire.message import EventKind
from autoui.wire.page_server import Refused
from autoui.wire.server_worker import Served, ToWorker

Status = Literal[
    "checking",
    "refused",
    "queued",
    "running",
    "done",
    "failed",
    "cancelled",
    "timed_out",
    "lost",
    "expired",
]
_CAN_WAIT = frozenset({"queued", "started"})
Key = tuple[str, str]
"""Hash of the session, id that the caller gave the run."""


class Reader(Protocol):
    """Someone who follows runs."""

    def wake(self, subscription: "Subscription", *, at_once: bool) -> None:
        """There is something to take.

        Called once until ``take`` has taken it all, and again if more came that cannot wait.

        Args:
            subscription: Where to take it.
            at_once: Whether it matters now; that a run waits or has started can come a little
                later, together with what follows.
        """


class Caller(Protocol):
    """Whoever wished for a run; told exactly once per ``submit``."""

    def accepted(self, run: "Run") -> None:
        """The run exists; its events can be followed."""

    def refused(self, refusal: Refused) -> None:
        """There is no run."""


class Host(Protocol):
    """A worker, as far as the runs that are in it need it.

    Attributes:
        endangered_by: Calls that are being stopped, and take it with them unless they do.
    """

    endangered_by: "set[Slot]"

    def send(self, message: ToWorker, *, can_wait: bool = False) -> None:
        """Send a message, perhaps a little later."""

    def interrupt(self, number: int) -> None:
        """Raise in the main thread, if it does the run of that number."""

    def calm(self) -> None:
        """Let interrupts that are under way find nobody."""

    def waits(self, slot: "Slot") -> bool:
        """Return whether a call cannot have begun, since older ones have all lanes."""

    def leave(self, run: "Run", slot: "Slot") -> None:
        """A run is over in it, and with the last one of a call the slot is free again."""

    def replace(self) -> None:
        """Take no new runs; another worker does from now on."""


class Slot:
    """The right to run in a worker: one of the ``concurrency`` of a function, or the next in turn.

    Args:
        host: The worker.
        served: The function.
        runs: The runs of the call; a batch shares a slot.

    Attributes:
        runs: Those that are still in the worker.
        size: How many there were.
        timed: Whether the function's history knows of it.
        stop: The timers of the ladder, while the call is being stopped.
    """

    __slots__ = ("host", "runs", "served", "size", "stop", "timed")

    def __init__(self, host: Host, served: Served, runs: "list[Run]") -> None:
        self.host = host
        self.served = served
        self.runs = runs
        self.size = len(runs)
        self.timed = False
        self.stop: tuple[Timer, ...] = ()

    @property
    def wanted(self) -> bool:
        """Whether the call still runs for anybody."""
        return any(not run.ended for run in self.runs)


class Run:
    """A call that someone asked for.

    Attributes:
        key: Whose it is, and the id the caller gave it.
        number: Unique in this server; ``link`` is the same as text, its name in the worker.
        inputs: The packed inputs, until the run ends.
        size: Bytes of the inputs.
        hash: The schema of the inputs it was asked with.
        status: Where it stands.
        ended: Whether its terminal event has been logged.
        checked: Whether its inputs were found right.
        accepted: Whether the caller has been told that the run exists.
        callers: Who waits for that.
        slot: The place in a worker that it takes up.
        limit: Seconds it may take, once it has started (0: any).
        kept_since, until: When it ended or was last seen followed, and when it goes in any case.
        ahead: How many runs waited when it got in line.
        shown: The position in the queue that was told last.
        pinned: The uploads that its inputs refer to.
        flagging: Whether it can be flagged, or is flagged by itself; its inputs are kept for that.
        flagged: The option it was flagged with, once it was.
        sent, sent_bytes: Values the worker has sent, and their bytes.
        granted, granted_bytes: What it was given credit for beyond the first.
    """

    __slots__ = (
        "accepted",
        "address",
        "ahead",
        "callers",
        "checked",
        "ended",
        "endpoint",
        "flagged",
        "flagging",
        "granted",
        "granted_bytes",
        "hash",
        "inputs",
        "kept_since",
        "key",
        "limit",
        "link",
        "log",
        "number",
        "pinned",
        "sent",
        "sent_bytes",
        "shown",
        "size",
        "slot",
        "started",
        "status",
        "subscriptions",
        "until",
    )

    def __init__(
        self,
        key: Key,
        number: int,
        endpoint: str,
        inputs: bytes,
        address: str,
        release: Callable[[tuple[str, ...]], None],
    ) -> None:
        self.key = key
        self.number = number
        self.link = str(number)
        self.endpoint = endpoint
        self.inputs = inputs
        self.size = len(inputs)
        self.address = address
        self.status: Status = "checking"
        self.ended = self.checked = self.accepted = False
        self.callers: list[Caller] = []
        self.log = Log(release)
        self.slot: Slot | None = None
        self.limit = self.started = self.kept_since = self.until = 0.0
        self.hash = ""
        self.ahead = 0
        self.shown = -1
        self.pinned: tuple[str, ...] = ()
        self.flagging: Literal["manual", "auto", "never"] = "never"
        self.flagged: str | None = None
        self.subscriptions: list[Subscription] = []
        self.sent = self.sent_bytes = self.granted = self.granted_bytes = 0

    @property
    def followed(self) -> bool:
        """Whether anybody reads its events."""
        return any(not subscription.away for subscription in self.subscriptions)

    @property
    def kept_size(self) -> int:
        """Bytes that are kept of it."""
        return self.log.size + len(self.inputs)

    @property
    def session(self) -> str:
        """The hash of the session that asked."""
        return self.key[0]

    def record(
        self, kind: EventKind, data: bytes, blobs: tuple[str, ...] = (), *, adds: bool = False
    ) -> None:
        """Log an event and wake everyone who follows."""
        self.log.append(kind, data, blobs, adds=adds)
        if self.subscriptions:
            at_once = kind not in _CAN_WAIT
            for subscription in tuple(self.subscriptions):
                subscription.notify(at_once=at_once)


class Subscription:
    """One reader's place in a run's events.

    Args:
        run: The run.
        reader: Woken when there is something to take. One that fails at that is dropped: nobody
            else's run may suffer from it.
        after: The number of the last event the reader has.
        every: Whether it wants every event; else values and progress that newer ones replaced
            are left out.
        read: Called after an *every* reader took something, so that the worker may send more.

    Attributes:
        away: Whether nobody reads now, and the place is held for somebody who will.
        taken, taken_bytes: Values that an *every* reader has taken or never wanted.
    """

    __slots__ = (
        "_hurried",
        "_pending",
        "_read",
        "at",
        "away",
        "every",
        "reader",
        "run",
        "taken",
        "taken_bytes",
    )

    def __init__(
        self,
        run: Run,
        reader: Reader,
        after: int,
        read: Callable[[Run], None],
        *,
        every: bool,
    ) -> None:
        self.run = run
        self.reader = reader
        self.at = after
        self.every = every
        self._read = read
        self._pending = False
        self._hurried = False
        self.away = False
        self.taken, self.taken_bytes = run.sent, run.sent_bytes
        if every and self.taken:
            waiting = [e for e in run.log.read(after, run.log.last + 2) if e.kind == "value"]
            self.taken -= len(waiting)
            self.taken_bytes -= sum(len(e.data) for e in waiting)

    def notify(self, *, at_once: bool = True) -> None:
        """Wake the reader, unless it has been woken already."""
        if not self._pending or (at_once and not self._hurried):
            self._pending = True
            self._hurried = at_once
            if not tell(self.reader.wake, self, at_once=at_once):
                self.close()

    def take(self, limit: int = 256) -> list[Logged]:
        """Return the next events; the reader is woken again if there are more."""
        log = self.run.log
        found = log.read(self.at, limit if self.every else log.last + 2)
        self._pending = self._hurried = False
        if not found:
            return found
        self.at = found[-1].n
        if not self.every:
            return latest(found)
        values = [len(e.data) for e in found if e.kind == "value"]
        if values:
            self.taken += len(values)
            self.taken_bytes += sum(values)
            self._read(self.run)
        if self.at < log.last:
            self.notify()
        return found

    @property
    def finished(self) -> bool:
        """Whether the terminal event has been taken."""
        return self.run.ended and self.at >= self.run.log.last

    def close(self) -> None:
        """Follow no more."""
        if self in self.run.subscriptions:
            self.run.subscriptions.remove(self)
            if self.every:
                self._read(self.run)
