"""The places of readers who want every event, held while they are away for a moment."""

from autoui.running.clock import Clock, Deadline
from autoui.running.engine import Engine
from autoui.running.run import Run, Subscription

HELD_SECONDS = 2.0
"""How long a run sends no more than it may have unread for a reader who is not there."""


class Places:
    """Keeps runs from sending more than their logs hold before a reader comes, or comes back.

    Args:
        engine: Where they run.
        clock: Where the time comes from.
        seconds: How long a reader may be away.
    """

    def __init__(self, engine: Engine, clock: Clock, seconds: float = HELD_SECONDS) -> None:
        self._engine = engine
        self._held: Deadline[Subscription] = Deadline(clock, seconds, Subscription.close)

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

    def close(self) -> None:
        """Hold nothing any more."""
        self._held.close()


class _Nobody:
    """Stands for a reader who is away."""

    def wake(self, subscription: Subscription, *, at_once: bool) -> None:
        """Leave what there is to those who read."""
