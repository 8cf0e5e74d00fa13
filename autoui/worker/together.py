"""The runs of one batch, as the code inside the call and those who cancel see them."""

import functools
from collections.abc import Callable
from typing import Any

from autoui.inject import Counter
from autoui.worker.interrupt import Asked
from autoui.worker.run import Run


class Together:
    """Several runs in one call: says to all of them what code says to one.

    A run that is cancelled drops out at once, and the others do not notice; when the last one is,
    the call is stopped like that of a single run.

    Args:
        runs: The runs; at least one.
        ended: Called with each run that drops out, after its last event.
        stop: Called when nobody wants the call any more.

    Attributes:
        number: What the lane is armed for.
    """

    def __init__(
        self, runs: list[Run], ended: Callable[[Run], None], stop: Callable[[], None] | None = None
    ) -> None:
        self.number = runs[0].number
        self.bars: list[Counter] = []
        self._runs = runs
        self._ended = ended
        self._stop = stop
        self._numbers = frozenset(run.number for run in runs)
        self._stopped: set[int] = set()
        for run in runs:
            run.group = self
            run.on_ask = functools.partial(self._asked, run)
        # One may have been asked while the others were prepared.
        for run in runs:
            if run.asked:
                self._asked(run)

    # ---- being cancelled

    def stopped(self, number: int) -> bool:
        """Note that a run is to stop; return whether it was the last. Safe in a signal handler."""
        if number not in self._numbers:
            return False
        self._stopped.add(number)
        return self._stopped >= self._numbers

    def was_stopped(self, run: Run) -> bool:
        """Return whether a run was named as one that is to stop."""
        return run.number in self._stopped

    def _asked(self, run: Run) -> None:
        if not self.stopped(run.number):
            run.finish("cancelled", {"how": Asked.how})
            self._ended(run)
        elif self._stop is not None:
            self._stop()

    # ---- what code inside the call says

    def progress(self, data: dict[str, Any]) -> None:
        """Send progress to every run.

        Raises:
            Asked: All of them were cancelled.
        """
        for run in self._wanted():
            run.progress(data)

    def progress_soon(self, make: Callable[[], dict[str, Any]]) -> None:
        """Send every run what ``make`` returns, a little later."""
        for run in self._wanted():
            run.progress_soon(make)

    def notice(self, level: str, text: str) -> None:
        """Send a notice to every run."""
        for run in self._runs:
            run.notice(level, text)

    def write(self, stream: str, text: str) -> None:
        """Send printed text to every run."""
        for run in self._runs:
            if not run.ended:
                run.write(stream, text)

    def _wanted(self) -> list[Run]:
        wanted = [run for run in self._runs if not run.asked]
        if not wanted and self._runs[0].lane_is_here():
            raise Asked
        return wanted
