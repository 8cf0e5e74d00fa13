"""One function on the server's side: what is known of it, and who waits for it."""

from autoui.running.clock import Timer
from autoui.running.queue import FairQueue, History
from autoui.wire import Served


class Endpoint:
    """A function that can be called.

    Args:
        served: What the worker said of it.

    Attributes:
        queue: The runs that wait for it.
        history: How long its runs took.
        timer: Rings when the waiting are to be told their positions.
    """

    def __init__(self, served: Served) -> None:
        self.served = served
        self.queue = FairQueue()
        self.history = History()
        self.timer: Timer | None = None

    @property
    def name(self) -> str:
        """The function's name in URLs."""
        return self.served.name

    @property
    def at_once(self) -> int:
        """How many runs can be under way together."""
        return self.served.concurrency * max(1, self.served.batch)

    def close(self) -> None:
        """Tell nobody any positions any more."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
