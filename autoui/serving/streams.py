"""Following runs and pages over HTTP: one reader, and the streams made of what it reads."""

import asyncio
from collections.abc import AsyncGenerator

from autoui.running.engine import UnknownRun
from autoui.running.log import Logged
from autoui.running.run import Key, Run, Subscription
from autoui.serving.replies import Stream
from autoui.serving.service import Service
from autoui.wire.page_server import Refused, ToPage, write_page_message

_HEARTBEAT = 15.0


class NoRun(Exception):
    """There is no run.

    Args:
        refusal: Why.
    """

    def __init__(self, refusal: Refused) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Follower:
    """Waits for a run to exist, then for its events.

    Args:
        service: The server.
        every: Whether every event is wanted.
    """

    def __init__(self, service: Service, *, every: bool) -> None:
        self._engine = service.engine
        self._away = service.away
        self._every = every
        self._woken = asyncio.Event()
        self._decided: asyncio.Future[Run] = asyncio.get_running_loop().create_future()
        self._subscription: Subscription | None = None

    def accepted(self, run: Run) -> None:
        """The run exists."""
        if not self._decided.done():
            self.follow(run.key, 0)
            self._decided.set_result(run)

    def refused(self, refusal: Refused) -> None:
        """There is no run."""
        if not self._decided.done():
            self._decided.set_exception(NoRun(refusal))

    def wake(self, subscription: Subscription, *, at_once: bool) -> None:
        """There are events."""
        self._woken.set()

    def follow(self, key: Key, after: int) -> None:
        """Follow a run that exists.

        Raises:
            UnknownRun: It does not.
        """
        self._subscription = self._engine.events(key, after, self, every=self._every)
        self._away.taken(self._subscription.run)

    async def decision(self) -> Run:
        """Return the run when it exists.

        Raises:
            NoRun: There is none.
        """
        return await self._decided

    async def events(self) -> list[Logged]:
        """Return the next events; nothing once the terminal one has been returned."""
        subscription = self._subscription
        if subscription is None or subscription.finished:
            return []
        while True:
            self._woken.clear()
            found = subscription.take()
            if found:
                return found
            await self._woken.wait()

    async def end(self) -> Logged:
        """Return the terminal event."""
        last: list[Logged] = []
        while found := await self.events():
            last = found
        return last[-1]

    def close(self) -> None:
        """Follow no more."""
        if self._subscription is not None:
            self._subscription.close()
        if not self._decided.done():
            self._decided.cancel()

    def step_away(self) -> None:
        """Follow no more for now; whoever wants every event may come back for the rest."""
        if self._every and self._subscription is not None:
            self._away.hold(self._subscription)
        else:
            self.close()

    @property
    def run(self) -> Run | None:
        """The run that is followed."""
        return None if self._subscription is None else self._subscription.run


def event_stream(parts: AsyncGenerator[bytes, None]) -> Stream:
    """Return the answer that carries server-sent events."""
    headers = [("Cache-Control", "no-cache"), ("X-Accel-Buffering", "no")]
    return Stream(parts, type_="text/event-stream; charset=utf-8", headers=headers)


async def run_events(
    service: Service, key: Key, after: int, *, every: bool, cancels: bool = False
) -> AsyncGenerator[bytes, None]:
    """Yield a run's events from a number on, until its end.

    Args:
        service: The server.
        key: The run.
        after: The number of the last event that the reader has.
        every: Whether every event is wanted.
        cancels: Whether the run is to be cancelled when the reader leaves and none comes back.
    """
    follower = Follower(service, every=every)
    try:
        follower.follow(key, after)
        # The first bytes tell the client, and every proxy between, that the stream has begun.
        yield b": ok\n\n"
        waiting = asyncio.ensure_future(follower.events())
        closing = asyncio.ensure_future(service.feeds.closing.wait())
        try:
            while not closing.done():
                await asyncio.wait(
                    {waiting, closing}, timeout=_HEARTBEAT, return_when=asyncio.FIRST_COMPLETED
                )
                if not waiting.done():
                    yield b": still here\n\n"
                    continue
                found = waiting.result()
                if not found:
                    return
                waiting = asyncio.ensure_future(follower.events())
                yield b"".join(_server_sent(entry) for entry in found)
        finally:
            waiting.cancel()
            closing.cancel()
    except UnknownRun:
        # It was forgotten since the request was looked at.
        return
    finally:
        follower.step_away()
        if (run := follower.run) is not None and not service.feeds.closing.is_set():
            if cancels:
                service.away.left(run)
            service.unfollowed(run)


def _server_sent(entry: Logged) -> bytes:
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (entry.n, entry.kind.encode(), entry.data)


class _PageFeed:
    """A page that follows over server-sent events."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[ToPage | None] = asyncio.Queue()

    def push(self, message: ToPage | None) -> None:
        """Send it a message, soon; None ends it."""
        self.messages.put_nowait(message)


async def page_stream(service: Service, session: str) -> AsyncGenerator[bytes, None]:
    """Yield what concerns the page as a whole, until the server stops."""
    feed = _PageFeed()
    feeds = service.feeds
    feed.push(service.welcome())
    feeds.greet(feed, "")
    feeds.open.add(feed)
    service.sessions.hold(session)
    closing = asyncio.ensure_future(feeds.closing.wait())
    closing.add_done_callback(lambda _: feed.push(None))
    try:
        while True:
            try:
                async with asyncio.timeout(_HEARTBEAT):
                    message = await feed.messages.get()
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if message is None:
                return
            yield b"data: %b\n\n" % write_page_message(message)
    finally:
        closing.cancel()
        feeds.open.discard(feed)
        service.sessions.release(session)
