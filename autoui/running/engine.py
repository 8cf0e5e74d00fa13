"""What the rest of the server may ask of whatever does the runs."""

from typing import Protocol

import msgspec

from autoui.errors import AutouiError
from autoui.running.ledger import StoredBlob, Upload
from autoui.running.run import Caller, Key, Reader, Status, Subscription


class UnknownRun(AutouiError):
    """There is no such run, or it is another session's; nobody can tell which."""


class Call(msgspec.Struct, kw_only=True, gc=False):
    """A wish to run a function.

    Attributes:
        session: The hash of the caller's session.
        run: The id that the caller gave it: the same id twice is one run.
        endpoint: The function's name.
        hash: The schema that the caller knows; None takes any.
        inputs: The packed dict of inputs.
        address: Where the caller is, for fairness and limits.
    """

    session: str
    run: str
    endpoint: str
    inputs: bytes
    hash: str | None = None
    address: str = ""


class Limits(msgspec.Struct, kw_only=True, frozen=True):
    """Bounds of an engine; 0 means none where it says so.

    Attributes:
        queued: Runs that wait, in all, where the page says nothing else; those that a free lane
            takes at once wait for nothing.
        queued_bytes: Bytes of their inputs.
        per_session: Runs that wait or run, of one session (0: none).
        per_address: Runs that wait, of one address (0: none).
        kept: Ended runs that are kept, in all.
        kept_bytes: Bytes of their logs.
        keep: Seconds a run is kept after its end.
        keep_followed: The same, while somebody follows it.
        timeout: Seconds a run may take (0: none), where the page says nothing else.
        unfollowed: Seconds that a run nobody follows may wait for its turn (0: any).
        check: Seconds to wait for a check before the run is queued unchecked.
        patience: Seconds that a run which has to wait is left unchecked, since its turn may come
            (0: none is).
        ask, fence: Seconds from the wish to cancel until an exception is raised in the lane,
            and until the run is fenced off.
        again: Seconds between two such exceptions.
        drain: Seconds that a fenced or replaced worker may go on.
    """

    queued: int = 10_000
    queued_bytes: int = 256 << 20
    per_session: int = 0
    per_address: int = 0
    kept: int = 20_000
    kept_bytes: int = 128 << 20
    keep: float = 600.0
    keep_followed: float = 3600.0
    timeout: float = 0.0
    unfollowed: float = 3600.0
    check: float = 0.25
    patience: float = 0.1
    ask: float = 0.2
    again: float = 0.1
    fence: float = 2.0
    drain: float = 30.0


class Stats(msgspec.Struct, kw_only=True, frozen=True):
    """How an engine is doing.

    Attributes:
        ready: Whether a worker takes runs.
        queued, running, kept: Runs that wait, run, and have ended but are remembered.
        workers: Workers alive, the ones that load or drain included.
        started_workers: Workers started so far.
    """

    ready: bool
    queued: int
    running: int
    kept: int
    workers: int
    started_workers: int


class Engine(Protocol):
    """Whatever does the runs: one machine's workers here."""

    def submit(self, call: Call, caller: Caller) -> None:
        """Ask for a run; the caller is told now or soon."""

    def events(self, key: Key, after: int, reader: Reader, *, every: bool = False) -> Subscription:
        """Follow a run from a number on.

        Raises:
            UnknownRun: No such run.
        """

    def cancel(self, key: Key) -> None:
        """Stop a run; once it has ended, nothing happens.

        Raises:
            UnknownRun: No such run.
        """

    def state(self, key: Key) -> Status:
        """Return where a run stands.

        Raises:
            UnknownRun: No such run.
        """

    def put(self, owner: str, name: str, type_: str, size: int | None) -> Upload:
        """Begin to store what a client sends.

        Raises:
            TooLarge: It cannot fit.
        """

    def get(self, blob: str) -> StoredBlob:
        """Return where a blob's bytes are.

        Raises:
            UnknownBlob: It has expired, or never was.
        """

    def stats(self) -> Stats:
        """Return how it is doing."""

    async def close(self, drain: float) -> None:
        """Take nothing more, end what runs within ``drain`` seconds."""
