"""Runs in the workers: they get a place, they start, they are stopped, they leave."""

from autoui.errors import Unencodable
from autoui.running.books import Books
from autoui.running.clock import Clock, Deadline
from autoui.running.endpoint import Endpoint
from autoui.running.engine import Limits
from autoui.running.fleet import Fleet
from autoui.running.lines import ENVELOPE, Lines
from autoui.running.members import Member
from autoui.running.run import Run, Slot
from autoui.running.stopping import Ladder
from autoui.wire.message import MAX_MESSAGE
from autoui.wire.server_worker import CancelRun, Check, Credit, Start
from autoui.wire.values import pack

_ALONE = b"{}"
_CREDIT = (128, 2 << 20)


class Lanes:
    """Hands runs to the fleet's current worker, and takes their places back.

    Args:
        fleet: The workers.
        clock: Where the time comes from.
        limits: The bounds.
        books: Where runs end.
        lines: Where they wait.
    """

    def __init__(
        self, fleet: Fleet, clock: Clock, limits: Limits, books: Books, lines: Lines
    ) -> None:
        self._fleet = fleet
        self._clock = clock
        self._books = books
        self._lines = lines
        self._ladder = Ladder(clock, limits, self._fence, replaces=fleet.replaceable)
        self._timeouts: dict[float, Deadline[Run]] = {}
        self._watched: set[Slot] = set()

    # ---- in

    def offer(self, endpoint: Endpoint) -> None:
        """Send what waits for a function, as far as its lanes are free, or will be very soon."""
        member = self._fleet.current
        while endpoint.queue and member is not None and endpoint.room(member) > 0:
            if endpoint.served.batch and self._holds(endpoint):
                return
            runs = endpoint.take(MAX_MESSAGE - 2 * ENVELOPE)
            for run in runs:
                self._lines.leave(run)
            ahead = member.free(endpoint.served) <= 0
            if len(runs) == 1 and (ahead or runs[0].status == "checking"):
                self.try_(runs[0], member, endpoint)
            else:
                self._start(runs, member, endpoint)

    def try_(self, run: Run, member: Member, endpoint: Endpoint) -> None:
        """Have a run checked in its lane, and started there if its inputs are right."""
        member.enter([run], endpoint.served)
        self._send([run], checking(run, start=True), member)

    def begin(self, run: Run) -> None:
        """A run has started."""
        slot = run.slot
        if slot is None:
            return
        run.checked = True
        run.status = "running"
        run.started = self._clock.time()
        self._books.accept(run)
        run.record("started", _ALONE if slot.size == 1 else b'{"with":%d}' % (slot.size - 1))
        self.limit(run)

    def slow(self, run: Run) -> None:
        """Send nothing ahead of a call that is not over at once."""
        endpoint = self._lines.endpoints.get(run.endpoint)
        if endpoint is not None:
            endpoint.quick = False

    def late(self, run: Run, slot: Slot) -> None:
        """A call has not said that it has begun, although it could have long since."""
        endpoint = self._lines.endpoints.get(run.endpoint)
        if slot.host.waits(slot):
            self._watched.add(slot)
            if endpoint is not None:
                self._lines.show_soon(endpoint)
        else:
            # It may have begun, in a call that lets nobody say so.
            self.limit(run)

    def limit(self, run: Run) -> None:
        """Begin to count the time that a run may take."""
        endpoint = self._lines.endpoints.get(run.endpoint)
        if endpoint is not None and endpoint.timeout and not run.limit:
            self._limit(run, endpoint.timeout)

    def _start(self, runs: list[Run], member: Member, endpoint: Endpoint) -> None:
        member.enter(list(runs), endpoint.served)
        calls = [checking(run, start=False) for run in runs]
        if self._send(runs, Start(calls=calls, checked=all(run.checked for run in runs)), member):
            for run in runs:
                self.begin(run)

    def _send(self, runs: list[Run], message: Check | Start, member: Member) -> bool:
        try:
            member.send(message)
        except Unencodable as error:
            reason = pack({"reason": f"it could not be started: {error.what}"})
            for run in runs:
                self._books.end(run, "lost", reason)
                self._leave(run)
            return False
        return True

    def _holds(self, endpoint: Endpoint) -> bool:
        """Return whether a batch waits for more runs, and see to it that it does not for long."""
        seconds = endpoint.hold(self._clock.time())
        if seconds <= 0:
            return False
        if endpoint.company is None:
            endpoint.company = self._clock.call_later(seconds, self._waited, endpoint)
        return True

    def _waited(self, endpoint: Endpoint) -> None:
        endpoint.company = None
        self.offer(endpoint)

    # ---- out

    def release(self, run: Run) -> None:
        """Give back the run's place in its worker; who waits for it may have it."""
        slot = run.slot
        if slot is None:
            return
        endangered = bool(slot.host.endangered_by)
        self._leave(run)
        if slot.runs:
            if not slot.wanted:
                self._ladder.begin(slot)
            return
        if endangered and not slot.host.endangered_by:
            for each in list(self._lines.endpoints.values()):
                self.offer(each)
            return
        endpoint = self._lines.endpoints.get(slot.served.name)
        if endpoint is not None and endpoint.queue:
            self.offer(endpoint)

    def done(self, run: Run, *, quick: bool) -> None:
        """Take note of how long a call took that went well, once for all of its runs."""
        slot = run.slot
        endpoint = self._lines.endpoints.get(run.endpoint)
        if slot is not None and endpoint is not None and not slot.timed:
            slot.timed = True
            endpoint.history.add(self._clock.time() - run.started)
            endpoint.quick = quick

    def gone(self, member: Member, data: bytes) -> None:
        """A worker has ended, and with it what ran there; what only waited there waits here."""
        self._ladder.gone(member)
        runs = list(member.runs.values())
        waiting = [run for run in runs if run.slot is not None and not member.has_begun(run.slot)]
        for run in reversed(waiting):
            stops = run.slot is not None and bool(run.slot.stop)
            self._leave(run)
            if stops and not run.ended:
                self._books.end(run, "cancelled", pack({"how": "queued"}))
            elif not run.ended:
                self._lines.rejoin(run)
        for run in runs:
            if run not in waiting:
                self._books.end(run, "lost", data)
                self.release(run)
        for name in {run.endpoint for run in waiting}:
            if (endpoint := self._lines.endpoints.get(name)) is not None:
                self.offer(endpoint)

    def _leave(self, run: Run) -> None:
        slot = run.slot
        if slot is None:
            return
        if run.limit:
            self._timeouts[run.limit].discard(run)
            run.limit = 0.0
        slot.host.leave(run, slot)
        if not slot.runs:
            self._ladder.end(slot)
            if self._watched:
                self._watched.discard(slot)
                self._look_after()

    def _look_after(self) -> None:
        """See to the calls that waited in a worker and may have begun now."""
        for slot in [slot for slot in self._watched if not slot.host.waits(slot)]:
            self._watched.discard(slot)
            if not slot.wanted:
                self._ladder.begin(slot)
                continue
            for run in slot.runs:
                self.limit(run)

    # ---- stop

    def stop(self, run: Run, slot: Slot) -> None:
        """Stop a run that is in a worker.

        One of a batch ends for its owner alone; the last that anybody wants ends the call. One that
        cannot have begun ends at once, and is dropped when its turn comes.
        """
        if slot.host.waits(slot):
            self._watched.add(slot)
            self._books.end(run, "cancelled", pack({"how": "queued"}))
            slot.host.send(CancelRun(run=run.link, step=1))
        elif any(other is not run and not other.ended for other in slot.runs):
            self._books.end(run, "cancelled", pack({"how": "left"}))
            slot.host.send(CancelRun(run=run.link, step=1))
        else:
            self._ladder.begin(slot)

    def close(self) -> None:
        """Let no time run out any more."""
        for timeouts in self._timeouts.values():
            timeouts.close()

    def _limit(self, run: Run, seconds: float) -> None:
        timeouts = self._timeouts.get(seconds)
        if timeouts is None:
            timeouts = self._timeouts[seconds] = Deadline(self._clock, seconds, self._time_is_up)
        run.limit = seconds
        timeouts.add(run)

    def _time_is_up(self, run: Run) -> None:
        self._books.end(run, "timed_out", pack({"limit": run.limit}))
        if run.slot is not None and not run.slot.wanted:
            self._ladder.begin(run.slot)

    def _fence(self, slot: Slot) -> None:
        """The call did not stop in time: it has ended for everybody but its worker."""
        for run in slot.runs:
            self._books.end(run, "cancelled", pack({"how": "fenced"}))
        self._ladder.end(slot)
        if not self._fleet.replaceable:
            # The worker opens another lane; what the old one still says is dropped.
            for run in list(slot.runs):
                slot.host.send(CancelRun(run=run.link, step=3))
                self.release(run)
        elif slot.served.kill:
            slot.host.replace()

    # ---- credit

    def renew(self, run: Run) -> None:
        """Let the worker send more, as far as the slowest *every* reader has read."""
        values, size = run.sent, run.sent_bytes
        if values - run.granted < _CREDIT[0] and size - run.granted_bytes < _CREDIT[1]:
            return
        for subscription in run.subscriptions:
            if subscription.every and subscription.taken < values:
                values, size = subscription.taken, subscription.taken_bytes
        more, more_bytes = values - run.granted, size - run.granted_bytes
        if run.slot is None or run.ended or (more < _CREDIT[0] and more_bytes < _CREDIT[1]):
            return
        run.granted, run.granted_bytes = values, size
        run.slot.host.send(Credit(run=run.link, values=more, bytes=more_bytes))


def checking(run: Run, *, start: bool) -> Check:
    """Return the message that has a run checked, and perhaps started."""
    return Check(
        run=run.link, number=run.number, endpoint=run.endpoint, inputs=run.inputs, start=start
    )
