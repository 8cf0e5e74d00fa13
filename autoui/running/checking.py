"""Having the inputs of runs checked: in the lane where one is free, else while they wait."""

from autoui.running.books import Books
from autoui.running.clock import Clock, Delay
from autoui.running.endpoint import Endpoint
from autoui.running.engine import Limits
from autoui.running.fleet import Fleet
from autoui.running.lanes import Lanes, checking
from autoui.running.lines import Lines
from autoui.running.members import Member
from autoui.running.run import Run
from autoui.wire.server_worker import Checked

_AT_THE_LANE = b'{"position":0,"eta":null}'


class Checks:
    """Brings runs from the wish into line, or to their lane.

    Args:
        fleet: The workers.
        clock: Where the time comes from.
        limits: How long a check may take.
        books: Where runs with wrong inputs end.
        lines: Where the others wait.
        lanes: Where they run.
    """

    def __init__(
        self,
        fleet: Fleet,
        clock: Clock,
        limits: Limits,
        books: Books,
        lines: Lines,
        lanes: Lanes,
    ) -> None:
        self._fleet = fleet
        self._clock = clock
        self._books = books
        self._lines = lines
        self._lanes = lanes
        self._patience = limits.patience
        self._asked: Delay[Run] = Delay(clock, limits.check, self._is_late)
        self._unasked: Delay[Run] = Delay(clock, limits.patience, self._ask_at_last)

    def begin(self, run: Run, endpoint: Endpoint) -> None:
        """Have a new run checked, now or when its turn has come."""
        member = self._fleet.current
        if member is None or not member.takes_checks:
            self._lines.waiting.add(run)
            self._queue(run)
            return
        self._asked.add(run)
        served = endpoint.served
        if not endpoint.queue and served.batch < 2 and endpoint.room(member) > 0:
            self._lanes.try_(run, member, endpoint)
            return
        self._lines.waiting.add(run)
        if served.batch > 1:
            # What is wrong must not get into a batch; the others wait for company meanwhile.
            endpoint.arrived(self._clock.time())
            endpoint.checking.add(run)
            self._ask(run, member)
        elif not self._patience:
            self._ask(run, member)
        else:
            # Where runs are short, it will be this one's turn before an answer could come.
            self._lines.join(run, endpoint)
            self._unasked.add(run)

    def answered(self, member: Member, message: Checked) -> None:
        """A check was answered."""
        run = member.checks.pop(message.run, None)
        if run is not None and run.slot is None:
            self._answered_in_line(run, message)
            return
        # Its turn may have come first: then this is as good as the answer from its lane.
        run = member.runs.get(message.run)
        # An answer to a run that has ended, or that was started unchecked meanwhile, says nothing.
        if run is None or run.ended or run.status not in ("checking", "queued"):
            return
        if run.slot is None or member.waits(run.slot):
            # It was asked for before the run was sent ahead; its lane will answer as well.
            return
        if not message.errors:
            self._lanes.begin(run)
            self._lanes.slow(run)
            return
        self._lanes.release(run)
        self._wrong(run, message)

    def gone(self, member: Member) -> None:
        """A worker has ended: what it only checked waits for the next."""
        checks, member.checks = member.checks, {}
        for run in checks.values():
            if run.status == "checking" and run.slot is None:
                self._queue(run)

    def leave(self, run: Run) -> None:
        """Take a run that checks or waits out of all lines."""
        self._lines.leave(run)
        for member in self._fleet.members:
            member.checks.pop(run.link, None)

    def close(self) -> None:
        """Wait for nothing any more."""
        self._asked.close()
        self._unasked.close()

    def _ask(self, run: Run, member: Member) -> None:
        """Have the inputs of a run in line checked."""
        member.checks[run.link] = run
        # Where no lane is free, the answer is not what the run waits for.
        member.send(checking(run, start=False), can_wait=True)

    def _ask_at_last(self, run: Run) -> None:
        if run.status != "checking" or run.slot is not None:
            return
        member = self._fleet.current
        if member is not None and member.takes_checks:
            self._ask(run, member)

    def _answered_in_line(self, run: Run, message: Checked) -> None:
        if run.status not in ("checking", "queued"):
            return
        if message.errors:
            self.leave(run)
            self._wrong(run, message)
            return
        run.checked = True
        if run.status == "checking":
            self._queue(run)

    def _wrong(self, run: Run, message: Checked) -> None:
        if run.accepted:
            self._books.fail_inputs(run, message.errors)
        else:
            self._books.refuse(run, message.errors)

    def _is_late(self, run: Run) -> None:
        if run.status != "checking":
            return
        if run.slot is None:
            self._queue(run)
        elif not run.accepted:
            self._books.accept(run)
            run.record("queued", _AT_THE_LANE)
            self._lanes.late(run, run.slot)

    def _queue(self, run: Run) -> None:
        """Put a run in line; it may start at once."""
        endpoint = self._lines.endpoints.get(run.endpoint)
        run.status = "queued"
        self._books.accept(run)
        if endpoint is None or endpoint.served.hash != run.hash:
            self._lines.give_up(run, "the app has changed")
            return
        self._lines.join(run, endpoint)
        self._lanes.offer(endpoint)
        if run.status == "queued" and run.slot is None:
            self._lines.show_last(run, endpoint)
