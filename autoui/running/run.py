"""One run on the server's side, and those who follow it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol

from autoui.running.log import Log, Logged, latest
from autoui.wire import TERMINAL, EventKind

if TYPE_CHECKING:
    from autoui.running.engine import Caller
    from autoui.running.fleet import Member
    from autoui.running.stopping import Stop

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


class Slot:
    """The right to run in a worker: one of the ``concurrency`` of a function.

    Attributes:
        member: The worker.
        endpoint: The function's name.
        runs: How many runs of the call are still in the worker; a batch shares a slot.
    """

    __slots__ = ("endpoint", "member", "runs")

    def __init__(self, member: "Member", endpoint: str, runs: int) -> None:
        self.member = member
        self.endpoint = endpoint
        self.runs = runs


class Run:
    """A call that someone asked for.

    Attributes:
        key: Whose it is, and the id the caller gave it.
        number: Unique in this server; ``link`` is the same as text, its name in the worker.
        inputs: The packed inputs, until the run ends.
        size: Bytes of the inputs.
        status: Where it stands.
        checked: Whether its inputs were found right.
        accepted: Whether the caller has been told that the run exists.
        callers: Who waits for that.
        slot: The place in a worker that it takes up.
        hash: The schema of the inputs it was asked with.
        kept_since, until: When it ended or was last seen followed, and when it goes in any case.
        ahead: How many runs waited when it got in line.
        shown: The position in the queue that was told last.
        pinned: The uploads that its inputs refer to.
        sent, granted: Values and bytes the worker has sent, and may have sent at most so far.
    """

    __slots__ = (
        "accepted",
        "address",
        "ahead",
        "callers",
        "checked",
        "endpoint",
        "granted",
        "hash",
        "inputs",
        "kept_since",
        "key",
        "link",
        "log",
        "number",
        "pinned",
        "sent",
        "shown",
        "size",
        "slot",
        "started",
        "status",
        "stop",
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
        self.checked = False
        self.accepted = False
        self.callers: list[Caller] = []
        self.log = Log(release)
        self.slot: Slot | None = None
        self.stop: Stop | None = None
        self.started = 0.0
        self.hash = ""
        self.kept_since = 0.0
        self.until = 0.0
        self.ahead = 0
        self.shown = -1
        self.pinned: tuple[str, ...] = ()
        self.subscriptions: list[Subscription] = []
        self.sent = (0, 0)
        self.granted = (0, 0)

    @property
    def session(self) -> str:
        """The hash of the session that asked."""
        return self.key[0]

    @property
    def ended(self) -> bool:
        """Whether its terminal event has been logged."""
        return self.status in TERMINAL

    def record(self, kind: EventKind, data: bytes, blobs: tuple[str, ...] = ()) -> None:
        """Log an event and wake everyone who follows."""
        self.log.append(kind, data, blobs)
        at_once = kind not in _CAN_WAIT
        for subscription in self.subscriptions:
            subscription.notify(at_once=at_once)


class Subscription:
    """One reader's place in a run's events.

    Args:
        run: The run.
        reader: Woken when there is something to take.
        after: The number of the last event the reader has.
        every: Whether it wants every event; else values and progress that newer ones replaced
            are left out.
        read: Called after an *every* reader took something, so that the worker may send more.
    """

    __slots__ = ("_hurried", "_pending", "_read", "at", "every", "reader", "run", "taken")

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
        waiting = [e for e in run.log.read(after, run.log.last + 2) if e.kind == "value"]
        self.taken = (
            run.sent[0] - len(waiting),
            run.sent[1] - sum(len(e.data) for e in waiting),
        )

    def notify(self, *, at_once: bool = True) -> None:
        """Wake the reader, unless it has been woken already."""
        if not self._pending or (at_once and not self._hurried):
            self._pending = True
            self._hurried = at_once
            self.reader.wake(self, at_once=at_once)

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
            self.taken = (self.taken[0] + len(values), self.taken[1] + sum(values))
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
