"""One websocket: a reader, a writer, and the runs that the page behind it follows."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec
from litestar.connection import WebSocket

from autoui.errors import WireError
from autoui.running.engine import Call, UnknownRun
from autoui.running.run import Run, Subscription
from autoui.serving.direct import DirectWebSocket, direct_of
from autoui.serving.service import Service, address_of, service_of
from autoui.serving.sessions import NotASession, is_run_id, session_of_secret
from autoui.wire.page_server import (
    Answer,
    Cancel,
    Examples,
    Flag,
    Hello,
    Prefill,
    Refused,
    Rows,
    Submit,
    ToPage,
    join_page_frame,
    read_page_frame,
    write_page_event,
    write_page_message,
)
from autoui.wire.server_worker import Replied

MOST_RUNS = 1_000
_MOST_IN_FRAME = 256
_FRAME_BYTES = 1 << 20
_MOST_WAITING = 1_000
_MOST_SHOWN = 16
_TRY_AGAIN = 1013


class TokenBucket:
    """Lets so many messages a second through, and a burst of them at once.

    Args:
        rate: Messages a second.
        burst: Messages at once.
        now: The time in seconds.
    """

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = float(burst)
        self._then = now

    def take(self, count: int, now: float) -> float:
        """Take tokens for some messages; return the seconds to wait before reading more."""
        self._tokens = min(self._burst, self._tokens + (now - self._then) * self._rate)
        self._then = now
        self._tokens -= count
        return max(0.0, -self._tokens / self._rate)


class PageSocket:
    """The server's end of one page.

    Args:
        service: What it serves.
        address: Where the page is.
    """

    def __init__(self, service: Service, address: str) -> None:
        self._service = service
        self._engine = service.engine
        self._address = address
        self._loop = asyncio.get_running_loop()
        self._session = ""
        self._out: list[bytes] = []
        self._dirty: dict[Subscription, None] = {}
        self._waking = False
        self._following: dict[str, Subscription] = {}
        self._shown: deque[Subscription] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._has_room = asyncio.Event()
        self._sending_since = 0.0
        self._closed = False
        self._direct: DirectWebSocket | None = None
        self._flushing = False
        self._holds = False
        self._not_before = 0.0
        rates = service.rates
        self._bucket = (
            TokenBucket(rates.messages, rates.burst, self._loop.time()) if rates.messages else None
        )
        self._take: dict[type, Callable[[Any], None]] = {
            Submit: self._submit,
            Cancel: self._cancel,
            Rows: self._ask,
            Prefill: self._ask,
            Examples: self._ask,
            Flag: self._flag,
            Hello: self._hello,
        }

    async def run(self, socket: WebSocket[Any, Any, Any]) -> None:
        """Serve the page until it goes."""
        tasks = {self._loop.create_task(self._read(socket))}
        self._direct = direct_of(socket.scope)
        if self._direct is None:
            tasks.add(self._loop.create_task(self._write(socket)))
        else:
            self._direct.attach(self)
        try:
            await self._until_one_ends(tasks)
        finally:
            self._closed = True
            if self._direct is not None:
                self._direct.detach()
            self._service.feeds.open.discard(self)
            self._leave()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in tasks:
            error = None if task.cancelled() else task.exception()
            if error is not None and not isinstance(error, OSError):
                raise error

    def _leave(self) -> None:
        for subscription in self._shown:
            subscription.close()
        for subscription in self._following.values():
            subscription.close()
            self._service.unfollowed(subscription.run)
        if self._session:
            self._service.sessions.release(self._session)

    async def _until_one_ends(self, tasks: "set[asyncio.Task[None]]") -> None:
        # A page that does not read is let go; it comes back with the numbers it has.
        rates = self._service.rates
        opened = self._loop.time()
        while True:
            # Idle pages are many: each is looked at no more often than it has to be.
            pause = (rates.stalled if self._session else min(rates.stalled, rates.silent)) / 3
            done, _ = await asyncio.wait(tasks, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
            now, since = self._loop.time(), self._sending_since
            stalled = since and now - since > rates.stalled
            if done or stalled or (not self._session and now - opened > rates.silent):
                return

    # ---- out

    def push(self, message: ToPage) -> None:
        """Send a message, soon."""
        self._out.append(write_page_message(message))
        self._wake()

    def wake(self, subscription: Subscription, *, at_once: bool) -> None:
        """A run has events."""
        self._dirty[subscription] = None
        if at_once:
            self._wake()
        else:
            self._wake_soon()

    def accepted(self, run: Run) -> None:
        """A run that this page asked for exists."""
        self._out.append(b'{"op":"accepted","run":"%b"}' % run.key[1].encode())
        self._wake_soon()
        if self._closed:
            self._service.unfollowed(run)
        else:
            self._follow(run.key[1], 0)

    def refused(self, refusal: Refused) -> None:
        """A run that this page asked for does not exist."""
        self.push(refusal)

    def _wake_soon(self) -> None:
        if not self._waking:
            self._waking = True
            self._service.soon.add(self._waken)

    def _waken(self) -> None:
        self._waking = False
        if self._out or self._dirty:
            self._wake()

    def _wake(self) -> None:
        if self._direct is not None:
            if not self._flushing and not self._closed:
                self._flushing = True
                self._loop.call_soon(self._flush, self._direct)
            return
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def _flush(self, direct: DirectWebSocket) -> None:
        """Write what there is, as far as the other side keeps up."""
        self._flushing = False
        while (self._out or self._dirty) and not self._closed:
            if not direct.is_writable:
                self._sending_since = self._sending_since or self._loop.time()
                return
            direct.write_text(self._next_frame())
        self._has_room.set()

    def writable(self) -> None:
        """What was written has left."""
        self._sending_since = 0.0
        self._wake()

    async def _write(self, socket: WebSocket[Any, Any, Any]) -> None:
        send = socket.send
        while True:
            while self._out or self._dirty:
                text = self._next_frame().decode()
                self._sending_since = self._loop.time()
                await send({"type": "websocket.send", "text": text, "bytes": None})
                self._sending_since = 0.0
                if len(self._out) < _MOST_WAITING:
                    self._has_room.set()
            self._waiter = self._loop.create_future()
            await self._waiter

    def _next_frame(self) -> bytes:
        out = self._out
        if len(out) < _MOST_IN_FRAME and self._dirty:
            dirty, self._dirty = self._dirty, {}
            for subscription in dirty:
                self._take_events(subscription)
        size = count = 0
        for message in out[:_MOST_IN_FRAME]:
            size += len(message)
            if count and size > _FRAME_BYTES:
                break
            count += 1
        frame = join_page_frame(out[:count])
        del out[:count]
        return frame

    def _take_events(self, subscription: Subscription) -> None:
        id_ = subscription.run.key[1]
        for entry in subscription.take():
            self._out.append(write_page_event(id_, entry.n, entry.kind, entry.data))
        if subscription.finished:
            self._following.pop(id_, None)
            # The page shows it, and may ask for its files and rows as long as it is open.
            self._shown.append(subscription)
            if len(self._shown) > _MOST_SHOWN:
                self._shown.popleft().close()

    # ---- in

    async def _read(self, socket: WebSocket[Any, Any, Any]) -> None:
        receive = socket.receive
        while True:
            event: Any = await receive()
            if event["type"] != "websocket.receive":
                return
            # What comes while this waits must wait behind it.
            self._holds = True
            if (pause := self._not_before - self._loop.time()) > 0:
                await asyncio.sleep(pause)
            if len(self._out) > _MOST_WAITING:
                self._has_room.clear()
                await self._has_room.wait()
            self._holds = False
            self._read_text(event.get("text"))

    def take(self, data: bytes) -> bool:
        """Take a text message where it arrives, unless this page has to wait."""
        must_wait = self._holds or len(self._out) > _MOST_WAITING
        if must_wait or (self._not_before and self._not_before > self._loop.time()):
            return False
        self._read_text(data)
        return True

    def _read_text(self, text: str | bytes | None) -> None:
        count = self._read_frame(text)
        if self._bucket is not None:
            now = self._loop.time()
            self._not_before = now + self._bucket.take(count, now)

    def _read_frame(self, text: str | bytes | None) -> int:
        if text is None:
            self._malformed("", "binary frames are not part of the protocol")
            return 1
        try:
            messages = read_page_frame(text)
        except WireError as error:
            self._malformed("", error.what)
            return 1
        for message in messages:
            if not self._session and type(message) is not Hello:
                self._malformed("", "the first message must be hello")
            else:
                self._take[type(message)](message)
        return len(messages)

    def _hello(self, message: Hello) -> None:
        service = self._service
        try:
            session = session_of_secret(message.session)
        except NotASession as error:
            self._malformed("", error.what)
            return
        if session != self._session:
            self._belong_to(session)
        self.push(service.welcome())
        service.feeds.greet(self, message.page)
        service.feeds.open.add(self)
        for run, after in list(message.runs.items())[:MOST_RUNS]:
            self._follow(run, max(0, after))

    def _belong_to(self, session: str) -> None:
        self._service.sessions.hold(session)
        if self._session:
            self._service.sessions.release(self._session)
        self._session = session

    def _follow(self, run: str, after: int) -> None:
        if run in self._following:
            return
        try:
            subscription = self._engine.events((self._session, run), after, self)
        except UnknownRun:
            self.push(Refused(run=run, code="unknown", message="The run is no longer known."))
            return
        self._following[run] = subscription

    def _submit(self, message: Submit) -> None:
        if not is_run_id(message.run):
            self._malformed("", "a run's id is 1 to 64 letters, digits, - and _")
            return
        inputs = bytes(message.inputs)
        if not inputs.startswith(b"{"):
            self._malformed(message.run, "the inputs must be an object")
            return
        call = Call(
            session=self._session,
            run=message.run,
            endpoint=message.endpoint,
            inputs=inputs,
            hash=message.hash,
            address=self._address,
        )
        self._engine.submit(call, self)

    def _cancel(self, message: Cancel) -> None:
        try:
            self._engine.cancel((self._session, message.run))
        except UnknownRun:
            self.push(Refused(run=message.run, code="unknown", message="There is no such run."))

    def _ask(self, message: Rows | Prefill | Examples) -> None:
        def answer(reply: Replied) -> None:
            if isinstance(message, Examples):
                self._service.keep_with_page(reply.data)
            data = msgspec.Raw(reply.data)
            self.push(Answer(request=message.request, data=data, error=reply.error))

        self._service.fleet.ask(message, answer)

    def _flag(self, message: Flag) -> None:
        def answer(error: str) -> None:
            self.push(Answer(request=message.request, error=error))

        self._service.flags.flag((self._session, message.run), message.option, answer)

    def _malformed(self, run: str, text: str) -> None:
        self.push(Refused(run=run, code="malformed", message=text))


async def serve_socket(socket: WebSocket[Any, Any, Any]) -> None:
    """Serve one websocket of a page."""
    service = service_of(socket)
    address = address_of(socket)
    await socket.accept()
    if 0 < service.rates.sockets <= service.sockets[address]:
        text = f"{service.rates.sockets} sockets are open from this address already"
        await socket.close(_TRY_AGAIN, text)
        return
    service.sockets[address] += 1
    try:
        await PageSocket(service, address).run(socket)
    finally:
        service.sockets[address] -= 1
        if not service.sockets[address]:
            del service.sockets[address]
