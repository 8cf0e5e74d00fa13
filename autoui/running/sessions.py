"""Which sessions are still there: what a worker keeps for the others can go."""

from collections.abc import Callable

from autoui.running.clock import Clock, Deadline
from autoui.running.counting import less, more


class Sessions:
    """Counts what holds a session: its runs as long as they are known, and its open sockets.

    Args:
        clock: Where the time comes from.
        keep: Seconds a session is remembered after the last of them: a tab that is loaded again
            was away for a moment.
        most: Sessions without any that are remembered; the oldest make room for others.
        forget: Called with each session that is let go.
    """

    def __init__(self, clock: Clock, keep: float, most: int, forget: Callable[[str], None]) -> None:
        self._held: dict[str, int] = {}
        self._left: Deadline[str] = Deadline(clock, keep, forget)
        self._most = most

    def hold(self, session: str) -> None:
        """Something of a session is there; it is to be released once."""
        more(self._held, session)
        self._left.discard(session)

    def release(self, session: str) -> None:
        """Undo the matching ``hold``."""
        if less(self._held, session):
            self._left.add(session)
            if len(self._left) > self._most:
                self._left.hurry()

    def close(self) -> None:
        """Stop the clock; nobody is forgotten any more."""
        self._left.close()
