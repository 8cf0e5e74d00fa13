"""Ended runs: remembered for a while, so that a page that comes back finds its result."""

from collections import OrderedDict
from collections.abc import Callable

from autoui.running.clock import Clock, Timer
from autoui.running.engine import Limits
from autoui.running.run import Run


class Kept:
    """The runs that have ended, oldest first.

    Args:
        clock: Where the time comes from.
        limits: How long, how many, how many bytes.
        forget: Called with each run that is let go.
    """

    def __init__(self, clock: Clock, limits: Limits, forget: Callable[[Run], None]) -> None:
        self._clock = clock
        self._limits = limits
        self._forget = forget
        self._runs: OrderedDict[int, Run] = OrderedDict()
        self._bytes = 0
        self._timer: Timer | None = None

    def __len__(self) -> int:
        return len(self._runs)

    def add(self, run: Run) -> None:
        """Remember a run that has just ended; the oldest make room for it."""
        limits = self._limits
        run.kept_since = self._clock.time()
        run.until = run.kept_since + limits.keep_followed
        self._runs[run.number] = run
        self._bytes += run.kept_size
        while len(self._runs) > limits.kept or self._bytes > limits.kept_bytes:
            self._let_go(next(iter(self._runs.values())))
        if self._timer is None:
            self._timer = self._clock.call_later(limits.keep, self._sweep)

    def close(self) -> None:
        """Stop the clock."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _sweep(self) -> None:
        """Let go of the runs whose time is over; those that are followed have more of it."""
        self._timer = None
        now = self._clock.time()
        while self._runs:
            run = next(iter(self._runs.values()))
            wait = run.kept_since + self._limits.keep - now
            if wait > 0:
                self._timer = self._clock.call_later(wait, self._sweep)
                return
            if run.subscriptions and now < run.until:
                run.kept_since = now
                self._runs.move_to_end(run.number)
            else:
                self._let_go(run)

    def _let_go(self, run: Run) -> None:
        del self._runs[run.number]
        self._bytes -= run.kept_size
        self._forget(run)
        run.log.clear()
