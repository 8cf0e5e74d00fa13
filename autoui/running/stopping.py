"""The ladder of a call that nobody wants any more: ask, raise in its lane, fence it off."""

from collections.abc import Callable

from autoui.running.clock import Clock, Timer
from autoui.running.engine import Limits
from autoui.running.run import Host, Run, Slot
from autoui.wire.server_worker import CancelRun

_LEAST_PAUSE = 0.02


class Ladder:
    """Stops calls that are in a worker.

    Args:
        clock: Where the time comes from.
        limits: When each step is taken.
        fence: Called with the slot of a call that is still in its lane when its time is up.
        replaces: Whether a worker is given up then, if the function allows it.
    """

    def __init__(
        self, clock: Clock, limits: Limits, fence: Callable[[Slot], None], *, replaces: bool
    ) -> None:
        self._clock = clock
        self._limits = limits
        self._fence = fence
        self._replaces = replaces
        self._interrupters: dict[Host, Interrupter] = {}

    def begin(self, slot: Slot) -> None:
        """Ask a call to stop, and see to it; doing it twice changes nothing."""
        if slot.stop:
            return
        limits = self._limits
        slot.stop = (
            self._clock.call_later(limits.ask, self._raise, slot),
            self._clock.call_later(limits.fence, self._fence, slot),
        )
        if self._replaces and slot.served.kill:
            slot.host.endangered_by.add(slot)
        for run in slot.runs:
            slot.host.send(CancelRun(run=run.link, step=1))

    def end(self, slot: Slot) -> None:
        """The call has left its lane."""
        if not slot.stop:
            return
        for timer in slot.stop:
            timer.cancel()
        slot.stop = ()
        slot.host.endangered_by.discard(slot)
        interrupter = self._interrupters.get(slot.host)
        if interrupter is not None and interrupter.discard(slot):
            del self._interrupters[slot.host]

    def gone(self, host: Host) -> None:
        """A worker has ended: nothing in it needs to be stopped."""
        interrupter = self._interrupters.pop(host, None)
        if interrupter is not None:
            interrupter.close()

    def _raise(self, slot: Slot) -> None:
        interrupter = self._interrupters.get(slot.host)
        if interrupter is None:
            interrupter = Interrupter(self._clock, slot.host, self._limits.again)
            self._interrupters[slot.host] = interrupter
        interrupter.add(slot)


class Interrupter:
    """Raises in the lanes of one worker, again and again until the calls have left them.

    The signal carries no number; the page that says which run it is meant for holds one. So the
    runs take turns, those of a batch too: its call ends when all of them have been named.
    """

    def __init__(self, clock: Clock, host: Host, again: float) -> None:
        self._clock = clock
        self._host = host
        self._again = again
        self._runs: list[Run] = []
        self._timer: Timer | None = None

    def add(self, slot: Slot) -> None:
        """Begin to interrupt a call, at once."""
        self._runs[:0] = slot.runs
        if self._timer is not None:
            self._timer.cancel()
        self._next()

    def discard(self, slot: Slot) -> bool:
        """Leave a call alone; return whether none is left."""
        self._runs = [run for run in self._runs if run.slot is not None and run.slot is not slot]
        if not self._runs:
            self.close()
        return not self._runs

    def close(self) -> None:
        """Interrupt nobody any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._runs.clear()
        self._host.calm()

    def _next(self) -> None:
        # Runs of a batch may have left it one by one.
        self._runs = [run for run in self._runs if run.slot is not None]
        if not self._runs:
            self.close()
            return
        run = self._runs.pop(0)
        self._runs.append(run)
        pause = max(_LEAST_PAUSE, self._again / len(self._runs))
        self._timer = self._clock.call_later(pause, self._next)
        self._host.interrupt(run.number)
        self._host.send(CancelRun(run=run.link, step=2))
