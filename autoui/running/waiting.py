"""How much waits, and whose it is: what the limits of a queue are measured by."""

from collections import Counter

from autoui.running.engine import Call, Limits
from autoui.running.run import Run


class Waiting:
    """Counts the runs that check or wait, and the runs of each session that have not ended.

    Args:
        limits: The bounds.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.count = 0
        self.bytes = 0
        self.live: Counter[str] = Counter()
        self._at: Counter[str] = Counter()

    def add(self, run: Run) -> None:
        """A run waits."""
        self.count += 1
        self.bytes += run.size
        self._at[run.address] += 1

    def discard(self, run: Run) -> None:
        """A run waits no more."""
        self.count -= 1
        self.bytes -= run.size
        less(self._at, run.address)

    def full(self, call: Call) -> str:
        """Return why a call cannot be taken, in words, or an empty string."""
        limits = self._limits
        too_many = self.count >= limits.queued
        if too_many or self.bytes + len(call.inputs) > limits.queued_bytes:
            return f"{self.count:,} runs are waiting already."
        if 0 < limits.per_session <= self.live[call.session]:
            return f"This page has {limits.per_session} runs going already."
        if 0 < limits.per_address <= self._at[call.address]:
            return f"{limits.per_address} runs from this address are waiting already."
        return ""


def less(counter: Counter[str], key: str) -> None:
    """Count one down, and forget the key at zero."""
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]
