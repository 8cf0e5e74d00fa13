"""Runs whose readers are away: for a moment, in which their places are held, or for good."""

from autoui.running.clock import Clock, Deadline
from autoui.running.engine import Engine, UnknownRun
from autoui.running.run import Run, Subscription

HELD_SECONDS = 2.0
"""How long a run sends no more than it may have unread for a reader who is not there."""

GRACE_SECONDS = 5.0
"""How long who was cut off has to come back, before a run that is to end with it is cancelled."""


class Away:
    """Keeps runs from sending more than their logs hold before a reader comes, or comes back.

    Runs that are to end with their readers are cancelled when none comes back.

    Args:
        engine: Where they run.
        clock: Where the time comes from.
        held: Seconds for which the place of a reader is held who wants every event.
        grace: Seconds after which a run that nobody follows is cancelled, if it is to be.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        held: float = HELD_SECONDS,
        grace: float = GRACE_SECONDS,
    ) -> None:
        self._engine = engine
        self._held: Deadline[Subscription] = Deadline(clock, held, Subscription.close)
        self._left: Deadline[Run] = Deadline(clock, grace, self._cancel)

    def expect(self, run: Run) -> None:
        """Hold the first place for whoever has just asked for a run, and will read its events."""
        if run.subscriptions:
            return
        self.hold(self._engine.events(run.key, 0, _Nobody(), every=True))

    def hold(self, subscription: Subscription) -> None:
        """Hold the place of a reader who has left, and may come back."""
        if subscription.run.ended:
            subscription.close()
            return
        subscription.reader, subscription.away = _Nobody(), True
        self._held.add(subscription)

    def taken(self, run: Run) -> None:
        """Somebody follows the run again: what was held for a reader is given up."""
        for subscription in tuple(run.subscriptions):
            if subscription.away:
                self._held.discard(subscription)
                subscription.close()

    def left(self, run: Run) -> None:
        """A reader of a run is gone; unless one comes back, the run is cancelled."""
        if not run.ended:
            self._left.add(run)

    @property
    def leaving(self) -> int:
        """How many runs are given a while."""
        return len(self._left)

    def close(self) -> None:
        """Hold nothing and cancel nothing any more."""
        self._held.close()
        self._left.close()

    def _cancel(self, run: Run) -> None:
        if not run.ended and not run.followed:
            try:
                self._engine.cancel(run.key)
            except UnknownRun:
                # It was refused after all, so there is nothing to stop.
                return


class _Nobody:
    """Stands for a reader who is away."""

    def wake(self, subscription: Subscription, *, at_once: bool) -> None:
        """Leave what there is to those who read."""
