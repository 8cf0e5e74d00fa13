"""The engine of one machine: runs in the workers of a fleet.

Everything here happens on the event loop, in callbacks; nothing waits.
"""

import asyncio

from autoui.running.books import Books
from autoui.running.checking import Checks
from autoui.running.clock import Clock
from autoui.running.engine import Call, Limits, Stats
from autoui.running.flagging import Flagging
from autoui.running.fleet import Fleet
from autoui.running.lanes import Lanes
from autoui.running.ledger import Ledger, StoredBlob, Upload
from autoui.running.lines import Lines
from autoui.running.members import Member
from autoui.running.run import Caller, Key, Reader, Run, Status, Subscription
from autoui.running.sessions import Sessions
from autoui.wire.message import TERMINAL
from autoui.wire.page_server import Refused
from autoui.wire.server_worker import Checked, Credit, ForgetSession, RunEvent
from autoui.wire.values import pack

_POLL_SECONDS = 0.02


class LocalEngine:
    """Queues runs and hands them to the fleet's current worker.

    Args:
        fleet: The workers.
        ledger: The blobs.
        clock: Where the time comes from.
        limits: The bounds.

    Attributes:
        sessions: The sessions that have runs. Whatever else knows of one, as an open socket does,
            holds it as well; when nothing does, the workers are told to forget it.
        flags: Has runs flagged.
    """

    def __init__(self, fleet: Fleet, ledger: Ledger, clock: Clock, limits: Limits) -> None:
        self.sessions = Sessions(clock, limits.keep, limits.kept, self._forget_session)
        self._fleet = fleet
        self._ledger = ledger
        self._clock = clock
        self._books = Books(clock, limits, ledger, self.sessions.release)
        self._lines = Lines(clock, limits, self._books)
        self._lanes = Lanes(fleet, clock, limits, self._books, self._lines)
        self._checks = Checks(fleet, clock, limits, self._books, self._lines, self._lanes)
        self._closed = False
        self.flags = Flagging(self._books, fleet)
        self._books.ended = self.flags.ended
        fleet.engine = self

    # ------------------------------------------------------------------------------ the engine

    def submit(self, call: Call, caller: Caller) -> None:
        """Ask for a run; the caller is told now or soon."""
        known = self._books.runs.get((call.session, call.run))
        if known is not None:
            if known.accepted:
                caller.accepted(known)
            else:
                known.callers.append(caller)
            return
        if self._closed:
            message = "The server is stopping."
            caller.refused(Refused(run=call.run, code="full", message=message, retry_after=1.0))
            return
        refusal = self._lines.refusal(call, self._fleet.current)
        if refusal is not None:
            caller.refused(refusal)
            return
        endpoint = self._lines.endpoints[call.endpoint]
        self.sessions.hold(call.session)
        run = self._books.open(call, caller, endpoint.served.hash)
        run.flagging = endpoint.served.flagging
        self._checks.begin(run, endpoint)

    def events(self, key: Key, after: int, reader: Reader, *, every: bool = False) -> Subscription:
        """Follow a run from a number on.

        Raises:
            UnknownRun: No such run.
        """
        run = self._books.find(key)
        subscription = Subscription(run, reader, after, self._lanes.renew, every=every)
        run.subscriptions.append(subscription)
        if run.log.last > after:
            subscription.notify(at_once=run.ended or after > 0)
        if run.status == "queued":
            self._lines.show_soon(self._lines.endpoints[run.endpoint])
        return subscription

    def cancel(self, key: Key) -> None:
        """Stop a run; once it has ended, nothing happens.

        Raises:
            UnknownRun: No such run.
        """
        run = self._books.find(key)
        if run.ended:
            return
        if run.slot is not None:
            self._lanes.stop(run, run.slot)
            return
        self._checks.leave(run)
        self._books.end(run, "cancelled", pack({"how": "queued"}))

    def state(self, key: Key) -> Status:
        """Return where a run stands.

        Raises:
            UnknownRun: No such run.
        """
        return self._books.find(key).status

    def put(self, owner: str, name: str, type_: str, size: int | None) -> Upload:
        """Begin to store what a client sends.

        Raises:
            TooLarge: It cannot fit.
        """
        return self._ledger.upload(owner, name, type_, size)

    def get(self, blob: str) -> StoredBlob:
        """Return where a blob's bytes are.

        Raises:
            UnknownBlob: It has expired, or never was.
        """
        return self._ledger.find(blob)

    def stats(self) -> Stats:
        """Return how it is doing."""
        members = self._fleet.members
        return Stats(
            ready=self._fleet.current is not None,
            queued=self._lines.waiting.count,
            running=sum(len(member.runs) for member in members),
            kept=self._books.kept,
            workers=len(members),
            started_workers=self._fleet.started,
        )

    async def close(self, drain: float) -> None:
        """Take nothing more; end what waits now and what runs within ``drain`` seconds."""
        self._closed = True
        for run in list(self._books.runs.values()):
            if not run.ended and run.slot is None:
                self._checks.leave(run)
                self._books.end(run, "lost", pack({"reason": "the server stopped"}))
        deadline = self._clock.time() + drain
        while self.stats().running and self._clock.time() < deadline:
            await asyncio.sleep(_POLL_SECONDS)
        for part in (self._books, self._checks, self._lanes, self._lines, self.sessions):
            part.close()
        self._ledger.close()
        self._fleet.close()

    # ---------------------------------------------------------------------- what workers tell

    def ready(self, member: Member) -> None:
        """This worker takes new runs from now on."""
        self._lines.adopt(member)
        for endpoint in list(self._lines.endpoints.values()):
            self._lanes.offer(endpoint)
        self.flags.ready()

    def checked(self, member: Member, message: Checked) -> None:
        """A check was answered."""
        self._checks.answered(member, message)

    def happened(self, member: Member, message: RunEvent) -> None:
        """A run did something."""
        run = member.runs.get(message.run)
        if run is None or run.ended:
            self._too_late(member, run, message)
            return
        if run.status != "running":
            self._lanes.begin(run)
        kind = message.kind
        blobs = self._ledger.hold(run.session, tuple(message.blobs)) if message.blobs else ()
        if kind in TERMINAL:
            member.useful = True
            if kind == "done":
                self._lanes.done(run, quick=message.quick)
            try:
                self._books.end(run, kind, message.data, blobs)
            finally:
                self._lanes.release(run)
            return
        if kind == "value":
            run.sent += 1
            run.sent_bytes += len(message.data)
        run.record(kind, message.data, blobs, adds=message.adds)
        if kind == "value":
            self._lanes.renew(run)

    def gone(self, member: Member, reason: str, signal: int) -> None:
        """A worker has ended."""
        self._checks.gone(member)
        self._lanes.gone(
            member, pack({"reason": reason, "signal": signal} if signal else {"reason": reason})
        )

    # ------------------------------------------------------------------------------- inside

    def _too_late(self, member: Member, run: Run | None, message: RunEvent) -> None:
        if message.blobs:
            self._ledger.release(self._ledger.hold("", tuple(message.blobs)))
        if run is None:
            return
        if message.kind in TERMINAL:
            self._lanes.release(run)
        elif message.kind == "value" and run.slot is not None and run.slot.wanted:
            # The call goes on for the rest of its batch, which must not wait for this one.
            member.send(Credit(run=run.link, values=1, bytes=len(message.data)))

    def _forget_session(self, session: str) -> None:
        for member in self._fleet.members:
            member.send(ForgetSession(session=session), can_wait=True)
