"""Runs that nobody waits for any more."""

from autoui.running.clock import Clock, Deadline
from autoui.running.engine import Engine, UnknownRun
from autoui.running.run import Run

GRACE_SECONDS = 5.0
"""Who was cut off has that long to come back."""


class Leaving:
    """Cancels the runs that were to end with their readers.

    Args:
        engine: Where they run.
        clock: Where the time comes from.
        seconds: How long a reader may be away.
    """

    def __init__(self, engine: Engine, clock: Clock, seconds: float = GRACE_SECONDS) -> None:
        self._engine = engine
        self._left: Deadline[Run] = Deadline(clock, seconds, self._cancel)

    def left(self, run: Run) -> None:
        """A reader of a run is gone; unless one comes back, the run is cancelled."""
        if not run.ended:
            self._left.add(run)

    @property
    def waiting(self) -> int:
        """How many runs are given a while."""
        return len(self._left)

    def close(self) -> None:
        """Cancel nothing any more."""
        self._left.close()

    def _cancel(self, run: Run) -> None:
        if not run.ended and not run.followed:
            try:
                self._engine.cancel(run.key)
            except UnknownRun:
                # It was refused after all, so there is nothing to stop.
                return
