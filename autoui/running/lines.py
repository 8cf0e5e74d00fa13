"""The functions, and the runs that wait in line for each of them."""

from itertools import chain

from autoui.running.books import Books
from autoui.running.clock import Clock, Deadline
from autoui.running.endpoint import Endpoint
from autoui.running.engine import Call, Limits
from autoui.running.members import Member
from autoui.running.run import Run
from autoui.running.waiting import Waiting
from autoui.wire.message import MAX_MESSAGE
from autoui.wire.page_server import Refused
from autoui.wire.values import pack

ENVELOPE = 64 << 10
"""Bytes of a message that inputs leave for what stands around them."""

_POSITIONS_EVERY = 0.5
_POSITIONS_PER_SECOND = 2_000
_LONGEST_ADVICE = 60.0


class Lines:
    """Who waits for which function, and what they are told about it.

    Args:
        clock: Where the time comes from.
        limits: The bounds.
        books: Where runs that are given up end.

    Attributes:
        endpoints: The functions, by name.
        waiting: How much waits.
    """

    def __init__(self, clock: Clock, limits: Limits, books: Books) -> None:
        self.endpoints: dict[str, Endpoint] = {}
        self.waiting = Waiting(limits)
        self._clock = clock
        self._limits = limits
        self._books = books
        self._member: Member | None = None
        self._unfollowed: Deadline[Run] | None = None
        if limits.unfollowed:
            self._unfollowed = Deadline(clock, limits.unfollowed, self._waited_long)

    def refusal(self, call: Call, member: Member | None) -> Refused | None:
        """Return why a call cannot be taken, if it cannot.

        Args:
            call: The wish.
            member: The worker that takes new runs, if there is one.
        """
        endpoint = self.endpoints.get(call.endpoint)
        if endpoint is None:
            return Refused(run=call.run, code="unknown", message="There is no such function.")
        if call.hash is not None and call.hash != endpoint.served.hash:
            return Refused(run=call.run, code="changed", message="The app has changed.")
        if len(call.inputs) > MAX_MESSAGE - ENVELOPE:
            text = "The inputs are larger than 4 MB; send large data as a file."
            return Refused(run=call.run, code="malformed", message=text)
        at_once = False
        if member is not None and self.waiting.count >= self.waiting.most:
            room = member.free(endpoint.served) * endpoint.per_call
            at_once = room > len(endpoint.queue) + len(endpoint.checking)
        live = self._books.live.get(call.session, 0)
        reason = self.waiting.full(call, live, at_once=at_once)
        if not reason:
            return None
        after = endpoint.wait(len(endpoint.queue)) or 1.0
        seconds = min(_LONGEST_ADVICE, max(1.0, after))
        return Refused(run=call.run, code="full", message=reason, retry_after=seconds)

    def adopt(self, member: Member) -> None:
        """Serve what a worker serves; what waits for a function that has changed is given up."""
        self._member = member
        ready = member.ready
        if ready is not None:
            most = ready.queue_size
            self.waiting.most = self._limits.queued if most is None else most
        for served in member.endpoints.values():
            known = self.endpoints.get(served.name)
            if known is not None and known.served.hash == served.hash:
                known.served = served
                # The worker is another one, and perhaps its code as well.
                known.quick = False
            else:
                self.endpoints[served.name] = Endpoint(served)
                if known is not None:
                    self._dismiss(known)
        for name in self.endpoints.keys() - member.endpoints.keys():
            self._dismiss(self.endpoints.pop(name))
        timeout = self._limits.timeout
        if ready is not None and ready.timeout is not None:
            timeout = ready.timeout
        for endpoint in self.endpoints.values():
            endpoint.timeout = timeout

    def join(self, run: Run, endpoint: Endpoint) -> None:
        """Put a run in line; one that is in keeps its place."""
        endpoint.checking.discard(run)
        endpoint.queue.add(run)
        if endpoint.served.batch:
            endpoint.joined(self._clock.time())
        if self._unfollowed is not None:
            self._unfollowed.add(run)

    def rejoin(self, run: Run) -> None:
        """Put a run that was sent to a worker, but cannot have begun there, back in line."""
        run.status = "queued"
        self._books.accept(run)
        self.waiting.add(run)
        endpoint = self.endpoints.get(run.endpoint)
        if endpoint is None or endpoint.served.hash != run.hash:
            self.give_up(run, "the app has changed")
            return
        self.join(run, endpoint)
        endpoint.queue.add_first(run)
        self.show_soon(endpoint)

    def leave(self, run: Run) -> None:
        """Take a run that checks or waits out of its line: it waits no more."""
        self.waiting.discard(run)
        if self._unfollowed is not None:
            self._unfollowed.discard(run)
        endpoint = self.endpoints.get(run.endpoint)
        if endpoint is not None:
            endpoint.queue.discard(run)
            endpoint.checking.discard(run)

    def give_up(self, run: Run, reason: str) -> None:
        """End a run that waits."""
        self.leave(run)
        self._books.end(run, "expired", pack({"reason": reason}))

    def close(self) -> None:
        """Tell nobody anything any more."""
        if self._unfollowed is not None:
            self._unfollowed.close()
        for endpoint in self.endpoints.values():
            endpoint.close()

    # ---- positions

    def show_last(self, run: Run, endpoint: Endpoint) -> None:
        """Tell a run that has just got in line its position, and everybody theirs in a moment."""
        ahead = min(run.ahead, len(endpoint.queue) - 1)
        self._show(run, endpoint, len(self._sent(endpoint)) + ahead)
        self.show_soon(endpoint)

    def _sent(self, endpoint: Endpoint) -> list[Run]:
        """Return the runs that wait in the worker already."""
        return [] if self._member is None else self._member.waiting(endpoint.served)

    def _show(self, run: Run, endpoint: Endpoint, ahead: int) -> None:
        """Tell a run its position, if it is another one than before."""
        position = endpoint.position(ahead)
        if run.shown == position:
            return
        run.shown = position
        eta = endpoint.wait(ahead)
        # Written for every call that waits: a few characters, not worth an encoder.
        text = f'{{"position":{position},"eta":{"null" if eta is None else eta}}}'
        run.record("queued", text.encode())

    def show_soon(self, endpoint: Endpoint) -> None:
        """Tell everybody who waits for a function and is followed, in a moment."""
        if endpoint.positions is None:
            pause = max(_POSITIONS_EVERY, len(endpoint.queue) / _POSITIONS_PER_SECOND)
            endpoint.positions = self._clock.call_later(pause, self._show_all, endpoint)

    def _show_all(self, endpoint: Endpoint) -> None:
        endpoint.positions = None
        sent = self._sent(endpoint)
        for ahead, run in enumerate(chain(sent, endpoint.queue.order())):
            if run.subscriptions:
                self._show(run, endpoint, ahead)
        if sent or endpoint.queue:
            self.show_soon(endpoint)

    # ---- inside

    def _dismiss(self, endpoint: Endpoint) -> None:
        """End what waits for a function that is there no more, or takes other inputs now."""
        endpoint.close()
        for run in list(endpoint.queue.order()):
            endpoint.queue.discard(run)
            self.give_up(run, "the app has changed")

    def _waited_long(self, run: Run) -> None:
        if run.subscriptions and self._unfollowed is not None:
            self._unfollowed.add(run)
        else:
            self.give_up(run, "nobody followed it while it waited")
