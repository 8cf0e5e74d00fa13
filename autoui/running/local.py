"""The engine of one machine: runs in the workers of a fleet.

Everything here happens on the event loop, in callbacks; nothing waits.
"""

import asyncio

from autoui.running.clock import Clock, Delay
from autoui.running.endpoint import Endpoint
from autoui.running.engine import Call, Caller, Limits, Stats, UnknownRun
from autoui.running.fleet import Fleet, Member
from autoui.running.keeping import Kept
from autoui.running.ledger import Ledger, StoredBlob, Upload
from autoui.running.run import Key, Reader, Run, Slot, Status, Subscription
from autoui.running.stopping import Ladder
from autoui.running.waiting import Waiting, less
from autoui.wire import (
    MAX_MESSAGE,
    TERMINAL,
    CancelRun,
    Check,
    Checked,
    Credit,
    EventKind,
    Refused,
    RunEvent,
    Start,
    pack,
)

_NOTHING = b"{}"
_ENVELOPE = 64 << 10
_CREDIT = (128, 2 << 20)
_POSITIONS_EVERY = 0.5
_POSITIONS_PER_SECOND = 2_000


class LocalEngine:
    """Queues runs and hands them to the fleet's current worker.

    Args:
        fleet: The workers.
        ledger: The blobs.
        clock: Where the time comes from.
        limits: The bounds.
    """

    def __init__(self, fleet: Fleet, ledger: Ledger, clock: Clock, limits: Limits) -> None:
        self.limits = limits
        self._fleet = fleet
        self._ledger = ledger
        self._clock = clock
        self._runs: dict[Key, Run] = {}
        self._endpoints: dict[str, Endpoint] = {}
        self._number = 0
        self._waiting = Waiting(limits)
        self._kept = Kept(clock, limits, self._forget)
        self._closed = False
        self._ladder = Ladder(clock, limits, self._fence)
        self._checks: Delay[Run] = Delay(clock, limits.check, self._check_is_late)
        self._unasked: Delay[Run] = Delay(clock, limits.patience, self._ask_at_last)
        self._timeouts: Delay[Run] = Delay(clock, limits.timeout, self._time_is_up)
        fleet.engine = self

    # ------------------------------------------------------------------------------ the engine

    def submit(self, call: Call, caller: Caller) -> None:
        """Ask for a run; the caller is told now or soon."""
        key = (call.session, call.run)
        known = self._runs.get(key)
        if known is not None:
            if known.accepted:
                caller.accepted(known)
            else:
                known.callers.append(caller)
            return
        refusal = self._refusal(call)
        if refusal is not None:
            caller.refused(refusal)
            return
        self._number += 1
        run = Run(key, self._number, call.endpoint, call.inputs, call.address, self._ledger.release)
        run.hash = self._endpoints[call.endpoint].served.hash
        run.callers.append(caller)
        run.pinned = self._ledger.pin(call.inputs)
        self._runs[key] = run
        self._waiting.live[call.session] += 1
        self._check(run, self._endpoints[call.endpoint])

    def events(self, key: Key, after: int, reader: Reader, *, every: bool = False) -> Subscription:
        """Follow a run from a number on.

        Raises:
            UnknownRun: No such run.
        """
        run = self._find(key)
        subscription = Subscription(run, reader, after, self._renew, every=every)
        run.subscriptions.append(subscription)
        if run.log.last > after:
            subscription.notify(at_once=run.ended or after > 0)
        if run.status == "queued":
            self._show_positions_soon(self._endpoints[run.endpoint])
        return subscription

    def cancel(self, key: Key) -> None:
        """Stop a run; once it has ended, nothing happens.

        Raises:
            UnknownRun: No such run.
        """
        run = self._find(key)
        if run.ended:
            return
        if run.slot is not None:
            self._ladder.begin(run)
            return
        self._leave_line(run)
        self._accept(run)
        self._end(run, "cancelled", pack({"how": "queued"}))

    def state(self, key: Key) -> Status:
        """Return where a run stands.

        Raises:
            UnknownRun: No such run.
        """
        return self._find(key).status

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
            queued=self._waiting.count,
            running=sum(len(member.runs) for member in members),
            kept=len(self._kept),
            workers=len(members),
            started_workers=self._fleet.started,
        )

    async def close(self, drain: float) -> None:
        """Take nothing more; end what waits now and what runs within ``drain`` seconds."""
        self._closed = True
        for run in list(self._runs.values()):
            if not run.ended and run.slot is None:
                self._leave_line(run)
                self._accept(run)
                self._end(run, "lost", pack({"reason": "the server stopped"}))
        deadline = self._clock.time() + drain
        while self.stats().running and self._clock.time() < deadline:
            await asyncio.sleep(0.02)
        for run in list(self._runs.values()):
            self._accept(run)
            self._end(run, "lost", pack({"reason": "the server stopped"}))
        self._checks.close()
        self._unasked.close()
        self._timeouts.close()
        self._kept.close()
        for endpoint in self._endpoints.values():
            endpoint.close()
        self._ledger.close()
        self._fleet.close()

    # ---------------------------------------------------------------------- what workers tell

    def ready(self, member: Member) -> None:
        """This worker takes new runs from now on."""
        for served in member.endpoints.values():
            known = self._endpoints.get(served.name)
            if known is None:
                self._endpoints[served.name] = Endpoint(served)
            elif known.served.hash == served.hash:
                known.served = served
            else:
                self._endpoints[served.name] = Endpoint(served)
                self._dismiss(known)
        for name in self._endpoints.keys() - member.endpoints.keys():
            self._dismiss(self._endpoints.pop(name))
        for endpoint in self._endpoints.values():
            self._dispatch(endpoint)

    def checked(self, member: Member, message: Checked) -> None:
        """A check was answered."""
        run = member.checks.pop(message.run, None)
        if run is not None:
            self._checked_in_line(run, message)
            return
        run = member.runs.get(message.run)
        # An answer to a run that has ended, or that was started unchecked meanwhile, says nothing.
        if run is None or run.ended or run.checked or run.status != "checking":
            return
        if not message.errors:
            self._begin(run)
        elif run.accepted:
            self._release(run)
            self._fail_inputs(run, message)
        else:
            self._release(run)
            self._refuse_invalid(run, message)

    def happened(self, member: Member, message: RunEvent) -> None:
        """A run did something."""
        run = member.runs.get(message.run)
        if run is None or run.ended:
            self._too_late(member, run, message)
            return
        if run.status == "checking":
            self._begin(run)
        blobs = self._ledger.hold(run.session, tuple(message.blobs)) if message.blobs else ()
        if message.kind in TERMINAL:
            member.useful = True
            self._release(run)
            self._end(run, message.kind, message.data, blobs)
            return
        if message.kind == "value":
            run.sent = (run.sent[0] + 1, run.sent[1] + len(message.data))
        run.record(message.kind, message.data, blobs)
        if message.kind == "value":
            self._renew(run)

    def gone(self, member: Member, reason: str, signal: int) -> None:
        """A worker has ended."""
        checks, member.checks = member.checks, {}
        for run in checks.values():
            if run.status == "checking":
                self._queue(run)
        data = pack({"reason": reason, "signal": signal} if signal else {"reason": reason})
        for run in list(member.runs.values()):
            self._accept(run)
            self._end(run, "lost", data)
            self._release(run)

    # --------------------------------------------------------------------------- check, queue

    def _refusal(self, call: Call) -> Refused | None:
        endpoint = self._endpoints.get(call.endpoint)
        if endpoint is None:
            return Refused(run=call.run, code="unknown", message="There is no such function.")
        if call.hash is not None and call.hash != endpoint.served.hash:
            return Refused(run=call.run, code="changed", message="The app has changed.")
        if len(call.inputs) > MAX_MESSAGE - _ENVELOPE:
            text = "The inputs are larger than 4 MB; send large data as a file."
            return Refused(run=call.run, code="malformed", message=text)
        reason = "The server is stopping." if self._closed else self._waiting.full(call)
        if reason:
            after = endpoint.history.wait(len(endpoint.queue), endpoint.served.concurrency)
            seconds = min(60.0, max(1.0, after or 1.0))
            return Refused(run=call.run, code="full", message=reason, retry_after=seconds)
        return None

    def _check(self, run: Run, endpoint: Endpoint) -> None:
        member = self._fleet.current
        if member is None or not member.takes_checks:
            self._waiting.add(run)
            self._queue(run)
            return
        self._checks.add(run)
        if not endpoint.queue and self._is_free(member, endpoint):
            self._try(run, member, endpoint)
            return
        self._waiting.add(run)
        if endpoint.served.batch or not self.limits.patience:
            self._ask(run, member)
            return
        # Where runs are short, it will be this one's turn before an answer could come.
        endpoint.queue.add(run)
        self._unasked.add(run)

    def _try(self, run: Run, member: Member, endpoint: Endpoint) -> None:
        """Have a run checked in its lane, and started there if its inputs are right."""
        self._occupy(member, endpoint, [run])
        member.send(_checking(run, start=True))

    def _ask(self, run: Run, member: Member) -> None:
        """Have the inputs of a run in line checked."""
        member.checks[run.link] = run
        # Where no lane is free, the answer is not what the run waits for.
        member.send(_checking(run, start=False), can_wait=True)

    def _ask_at_last(self, run: Run) -> None:
        if run.status != "checking" or run.slot is not None:
            return
        member = self._fleet.current
        if member is not None and member.takes_checks:
            self._ask(run, member)

    def _checked_in_line(self, run: Run, message: Checked) -> None:
        if run.status not in ("checking", "queued"):
            return
        if not message.errors:
            run.checked = True
            if run.status == "checking":
                self._queue(run)
            return
        self._leave_line(run)
        if run.accepted:
            self._fail_inputs(run, message)
        else:
            self._refuse_invalid(run, message)

    def _check_is_late(self, run: Run) -> None:
        if run.status != "checking":
            return
        if run.slot is None:
            self._queue(run)
        elif not run.accepted:
            self._accept(run)
            run.record("queued", pack({"position": 0, "eta": None}))

    def _refuse_invalid(self, run: Run, message: Checked) -> None:
        self._forget(run)
        run.status = "refused"
        callers, run.callers = run.callers, []
        for caller in callers:
            caller.refused(Refused(run=run.key[1], code="invalid", errors=message.errors))

    def _fail_inputs(self, run: Run, message: Checked) -> None:
        errors = [{"field": p.field, "message": p.message} for p in message.errors]
        data = {"type": "InvalidInputs", "message": "", "id": "", "dialog": False}
        self._end(run, "failed", pack({**data, "traceback": "", "errors": errors}))

    def _queue(self, run: Run) -> None:
        """Put a run in line; it may start at once."""
        endpoint = self._endpoints.get(run.endpoint)
        run.status = "queued"
        self._accept(run)
        if endpoint is None or endpoint.served.hash != run.hash:
            self._leave_line(run)
            self._end(run, "expired", pack({"reason": "the app has changed"}))
            return
        endpoint.queue.add(run)
        self._dispatch(endpoint)
        if run.status == "queued":
            self._show_position(run, endpoint, min(run.ahead, len(endpoint.queue) - 1))
            self._show_positions_soon(endpoint)

    def _leave_line(self, run: Run) -> None:
        """Take a run that checks or waits out of all lines."""
        self._waiting.discard(run)
        for member in self._fleet.members:
            member.checks.pop(run.link, None)
        endpoint = self._endpoints.get(run.endpoint)
        if endpoint is not None:
            endpoint.queue.discard(run)

    def _dismiss(self, endpoint: Endpoint) -> None:
        """End what waits for a function that is there no more, or takes other inputs now."""
        endpoint.close()
        for run in list(endpoint.queue.order()):
            endpoint.queue.discard(run)
            self._leave_line(run)
            self._accept(run)
            self._end(run, "expired", pack({"reason": "the app has changed"}))

    # --------------------------------------------------------------------------- start, finish

    def _is_free(self, member: Member, endpoint: Endpoint) -> bool:
        return member.busy[endpoint.name] < endpoint.served.concurrency

    def _occupy(self, member: Member, endpoint: Endpoint, runs: list[Run]) -> None:
        slot = Slot(member, endpoint.name, len(runs))
        member.busy[endpoint.name] += 1
        for run in runs:
            run.slot = slot
            member.runs[run.link] = run

    def _dispatch(self, endpoint: Endpoint) -> None:
        member = self._fleet.current
        while endpoint.queue and member is not None and self._is_free(member, endpoint):
            runs = endpoint.queue.take(max(1, endpoint.served.batch), MAX_MESSAGE - 2 * _ENVELOPE)
            for run in runs:
                self._leave_line(run)
            if len(runs) == 1 and runs[0].status == "checking":
                self._try(runs[0], member, endpoint)
                continue
            self._occupy(member, endpoint, runs)
            calls = [_checking(run, start=False) for run in runs]
            member.send(Start(calls=calls, checked=all(run.checked for run in runs)))
            for run in runs:
                self._begin(run)

    def _begin(self, run: Run) -> None:
        run.checked = True
        run.status = "running"
        run.started = self._clock.time()
        self._accept(run)
        run.record("started", _NOTHING)
        if self.limits.timeout:
            self._timeouts.add(run)

    def _accept(self, run: Run) -> None:
        if run.accepted:
            return
        run.accepted = True
        callers, run.callers = run.callers, []
        for caller in callers:
            caller.accepted(run)

    def _end(self, run: Run, kind: EventKind, data: bytes, blobs: tuple[str, ...] = ()) -> None:
        """Log the terminal event, once; whatever would come later is dropped."""
        if run.ended:
            return
        if kind == "done" and run.started:
            endpoint = self._endpoints.get(run.endpoint)
            if endpoint is not None:
                endpoint.history.add(self._clock.time() - run.started)
        run.status = kind  # type: ignore[assignment]
        run.inputs = b""
        less(self._waiting.live, run.session)
        run.record(kind, data, blobs)
        self._kept.add(run)

    def _release(self, run: Run) -> None:
        """Give back the run's place in its worker."""
        slot = run.slot
        if slot is None:
            return
        self._ladder.end(run)
        run.slot = None
        member = slot.member
        member.runs.pop(run.link, None)
        slot.runs -= 1
        if slot.runs == 0:
            less(member.busy, slot.endpoint)
        if member.draining:
            self._fleet.settle(member)
        endpoint = self._endpoints.get(slot.endpoint)
        if endpoint is not None and endpoint.queue:
            self._dispatch(endpoint)

    def _too_late(self, member: Member, run: Run | None, message: RunEvent) -> None:
        for id_ in self._ledger.hold("", tuple(message.blobs)):
            self._ledger.release((id_,))
        if run is not None and message.kind in TERMINAL:
            self._release(run)

    def _time_is_up(self, run: Run) -> None:
        if run.ended:
            return
        # Stopping first: it needs the place that the run still has.
        self._ladder.begin(run)
        self._end(run, "timed_out", pack({"limit": self.limits.timeout}))

    def _fence(self, run: Run) -> None:
        """The run did not stop in time: it has ended for everybody but its worker."""
        slot = run.slot
        if slot is None:
            return
        self._end(run, "cancelled", pack({"how": "fenced"}))
        self._ladder.end(run)
        member = slot.member
        served = member.endpoints.get(slot.endpoint)
        if not self._fleet.replaceable:
            # The worker opens another lane; what the old one still says is dropped.
            member.send(CancelRun(run=run.link, step=3))
            self._release(run)
        elif served is None or served.kill:
            self._fleet.replace(member)

    # ------------------------------------------------------------------------ keep and forget

    def _forget(self, run: Run) -> None:
        del self._runs[run.key]
        self._ledger.release(run.pinned)
        run.pinned = ()
        if not run.ended:
            less(self._waiting.live, run.session)

    def _find(self, key: Key) -> Run:
        run = self._runs.get(key)
        if run is None:
            raise UnknownRun("there is no such run")
        return run

    # ----------------------------------------------------------------------- credit, positions

    def _renew(self, run: Run) -> None:
        """Let the worker send more, as far as the slowest *every* reader has read."""
        if run.slot is None or run.ended:
            return
        taken = run.sent
        for subscription in run.subscriptions:
            if subscription.every and subscription.taken < taken:
                taken = subscription.taken
        values, size = taken[0] - run.granted[0], taken[1] - run.granted[1]
        if values >= _CREDIT[0] or size >= _CREDIT[1]:
            run.granted = taken
            run.slot.member.send(Credit(run=run.link, values=values, bytes=size))

    def _show_position(self, run: Run, endpoint: Endpoint, position: int) -> None:
        if run.shown == position:
            return
        run.shown = position
        eta = endpoint.history.wait(position, endpoint.at_once)
        # Written for every call that waits: a few characters, not worth an encoder.
        text = f'{{"position":{position},"eta":{"null" if eta is None else eta}}}'
        run.record("queued", text.encode())

    def _show_positions_soon(self, endpoint: Endpoint) -> None:
        if endpoint.timer is None:
            pause = max(_POSITIONS_EVERY, len(endpoint.queue) / _POSITIONS_PER_SECOND)
            endpoint.timer = self._clock.call_later(pause, self._show_positions, endpoint)

    def _show_positions(self, endpoint: Endpoint) -> None:
        endpoint.timer = None
        for position, run in enumerate(endpoint.queue.order()):
            if run.subscriptions:
                self._show_position(run, endpoint, position)
        if endpoint.queue:
            self._show_positions_soon(endpoint)


def _checking(run: Run, *, start: bool) -> Check:
    return Check(
        run=run.link, number=run.number, endpoint=run.endpoint, inputs=run.inputs, start=start
    )
