"""One function on the server's side: what is known of it, and who waits for it."""

from autoui.running.clock import Timer
from autoui.running.members import Member
from autoui.running.queue import FairQueue, History
from autoui.running.run import Run
from autoui.wire.server_worker import Served

# Callers that wish for the same at once arrive within this time of each other: the server needs a
# part of a millisecond for each. A batch waits for the next one that long, for all of them
# together no longer than the second number says, and at most this share of what a call takes.
_NEXT = 0.005
_ALL = 0.05
_SHARE = 0.25

# How many calls of a quick function are sent before a lane is free for them.
_AHEAD = 32


class Endpoint:
    """A function that can be called.

    Args:
        served: What the worker said of it.

    Attributes:
        queue: The runs that wait for it.
        history: How long its calls took.
        timeout: Seconds that a run of it may take (0: any).
        quick: Whether its calls are over so soon that the next ones may wait for them in the
            worker: on the way to an idle lane more time would pass than in the call.
        checking: The runs that get in line for a batch once their inputs are found right.
        positions: Rings when the waiting are to be told their positions.
        company: Rings when a batch has waited long enough for more runs.
    """

    def __init__(self, served: Served) -> None:
        self.served = served
        self.queue = FairQueue()
        self.history = History()
        self.timeout = 0.0
        self.quick = False
        self.checking: set[Run] = set()
        self.positions: Timer | None = None
        self.company: Timer | None = None
        self._first: float | None = None
        self._last = 0.0

    @property
    def name(self) -> str:
        """The function's name in URLs."""
        return self.served.name

    @property
    def per_call(self) -> int:
        """How many runs go as one call."""
        return max(1, self.served.batch)

    def room(self, member: Member) -> int:
        """Return how many more calls a worker may be sent."""
        if member.endangered_by:
            return 0
        ahead = _AHEAD if self.quick and self.per_call == 1 else 0
        return member.free(self.served) + ahead

    def position(self, ahead: int) -> int:
        """Return how many runs go before one that has so many ahead, some of them with it."""
        return ahead - ahead % self.per_call

    def wait(self, ahead: int) -> float | None:
        """Return the seconds until a run with so many ahead of it starts, when known."""
        return self.history.wait(ahead // self.per_call, self.served.concurrency)

    # ---- batches

    def arrived(self, now: float) -> None:
        """Take note of a run that a batch may have to wait for."""
        if not self.queue and not self.checking:
            self._first = None
        self._last = now
        self.joined(now)

    def joined(self, now: float) -> None:
        """Take note of a run that is in line for a batch now."""
        if self._first is None:
            self._first = now

    def hold(self, now: float) -> float:
        """Return for how many seconds the next call is still to wait for company.

        Sixty-four calls at once must not become one call for the first of them and more for the
        rest; neither must a call that stays alone wait long.
        """
        if self.served.batch < 2 or len(self.queue) >= self.served.batch or self._first is None:
            return 0.0
        known = self.history.seconds
        share = _ALL if known is None else known * _SHARE
        until = self._first + min(_ALL, share)
        if not self.checking:
            until = min(until, self._last + min(_NEXT, share))
        # Looked at again soon: the last of the checks may be answered meanwhile.
        return min(_NEXT, until - now)

    def take(self, most_bytes: int) -> list[Run]:
        """Take the runs of the next call out of the line."""
        runs = self.queue.take(self.per_call, most_bytes)
        if not self.queue:
            self._first = None
        return runs

    def close(self) -> None:
        """Tell nobody any positions, and start nothing, any more."""
        for timer in (self.positions, self.company):
            if timer is not None:
                timer.cancel()
        self.positions = self.company = None
