"""The ladder of a cancelled run: ask, raise in its lane, fence it off."""

from collections.abc import Callable

from autoui.running.clock import Clock, Timer
from autoui.running.engine import Limits
from autoui.running.fleet import Member
from autoui.running.run import Run
from autoui.wire import CancelRun

_LEAST_PAUSE = 0.02


class Stop:
    """The timers of one run that is being stopped."""

    __slots__ = ("timers",)

    def __init__(self, timers: list[Timer]) -> None:
        self.timers = timers


class Ladder:
    """Stops runs that are in a worker.

    Args:
        clock: Where the time comes from.
        limits: When each step is taken.
        fence: Called with a run that is still in its lane when its time is up.
    """

    def __init__(self, clock: Clock, limits: Limits, fence: Callable[[Run], None]) -> None:
        self._clock = clock
        self._limits = limits
        self._fence = fence

    def begin(self, run: Run) -> None:
        """Ask a run to stop, and see to it; doing it twice changes nothing."""
        if run.stop is not None or run.slot is None:
            return
        limits = self._limits
        member = run.slot.member
        member.send(CancelRun(run=run.link, step=1))
        run.stop = Stop(
            [
                self._clock.call_later(limits.ask, self._raise, run, member),
                self._clock.call_later(limits.fence, self._fence, run),
            ]
        )

    def end(self, run: Run) -> None:
        """The run has left its lane."""
        if run.stop is None:
            return
        for timer in run.stop.timers:
            timer.cancel()
        run.stop = None
        if run.slot is not None:
            interrupter = run.slot.member.interrupter
            if interrupter is not None:
                interrupter.discard(run)

    def _raise(self, run: Run, member: Member) -> None:
        if member.interrupter is None:
            member.interrupter = Interrupter(self._clock, member, self._limits.again)
        member.interrupter.add(run)


class Interrupter:
    """Raises in the lanes of one worker, again and again until the runs have left them.

    The signal carries no number; the page that says which run it is meant for holds one. So the
    runs take turns.
    """

    def __init__(self, clock: Clock, member: Member, again: float) -> None:
        self._clock = clock
        self._member = member
        self._again = again
        self._runs: list[Run] = []
        self._timer: Timer | None = None

    def add(self, run: Run) -> None:
        """Begin to interrupt a run, at once."""
        self._runs.insert(0, run)
        if self._timer is not None:
            self._timer.cancel()
        self._next()

    def discard(self, run: Run) -> None:
        """Leave a run alone."""
        if run in self._runs:
            self._runs.remove(run)
        if not self._runs:
            self.close()

    def close(self) -> None:
        """Interrupt nobody any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._runs.clear()
        self._member.calm()

    def _next(self) -> None:
        run = self._runs.pop(0)
        self._runs.append(run)
        self._member.interrupt(run.number)
        self._member.send(CancelRun(run=run.link, step=2))
        pause = max(_LEAST_PAUSE, self._again / len(self._runs))
        self._timer = self._clock.call_later(pause, self._next)
