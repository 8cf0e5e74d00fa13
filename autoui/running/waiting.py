"""How much waits, and whose it is: what the limits of a queue are measured by."""

from autoui.running.counting import less, more
from autoui.running.engine import Call, Limits
from autoui.running.run import Run


class Waiting:
    """Counts the runs that check or wait.

    Args:
        limits: The bounds.

    Attributes:
        most: Runs that may wait: what the page says, or else the limits.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.most = limits.queued
        self.count = 0
        self.bytes = 0
        self._at: dict[str, int] = {}

    def add(self, run: Run) -> None:
        """A run waits."""
        self.count += 1
        self.bytes += run.size
        more(self._at, run.address)

    def discard(self, run: Run) -> None:
        """A run waits no more."""
        self.count -= 1
        self.bytes -= run.size
        less(self._at, run.address)

    def full(self, call: Call, live: int, *, at_once: bool) -> str:
        """Return why a call cannot be taken, in words, or an empty string.

        Args:
            call: The wish.
            live: Runs of its session that have not ended.
            at_once: Whether a free lane would take it.
        """
        limits = self._limits
        too_many = self.count >= self.most and not at_once
        if too_many or self.bytes + len(call.inputs) > limits.queued_bytes:
            return f"{self.count:,} runs are waiting already."
        if 0 < limits.per_session <= live:
            return f"This page has {limits.per_session} runs going already."
        if 0 < limits.per_address <= self._at.get(call.address, 0):
            return f"{limits.per_address} runs from this address are waiting already."
        return ""
