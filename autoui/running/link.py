"""The server's end of a link."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any, cast

from autoui.errors import WireError
from autoui.running.shielding import tell
from autoui.wire.server_worker import Frames, ToWorker, frame

_COMPANY_SECONDS = 0.005


class Link(asyncio.Protocol):
    """One end of a worker's socket: whole messages in, joined writes out.

    What is sent before the loop has taken the socket over waits.

    Args:
        link: The connected socket.
        receive: Called with every message.
        closed: Called once with an empty string, or with what was wrong, when nothing more comes.
    """

    def __init__(
        self, link: socket.socket, receive: Callable[[Any], None], closed: Callable[[str], None]
    ) -> None:
        self._receive = receive
        self._closed = closed
        self._frames = Frames("server")
        self._loop = asyncio.get_running_loop()
        self._out: list[bytes] = []
        self._out_bytes = 0
        self._transport: asyncio.WriteTransport | None = None
        self._over = False
        self._flushing = False
        self._timer: asyncio.TimerHandle | None = None
        self._attaching = self._loop.create_task(self._attach(link))

    @property
    def backlog(self) -> int:
        """Bytes that have not been written yet."""
        transport = self._transport
        return self._out_bytes + (0 if transport is None else transport.get_write_buffer_size())

    def send(self, message: ToWorker, *, can_wait: bool = False) -> None:
        """Send a message; all of one turn of the loop leave in one write.

        Args:
            message: What to send.
            can_wait: Whether it may wait a few milliseconds for company: waking the worker costs
                both sides more than a short message does.

        Raises:
            Unencodable: The message is too large.
        """
        if self._over:
            return
        data = frame(message)
        self._out.append(data)
        self._out_bytes += len(data)
        if self._transport is None:
            return
        if not can_wait:
            if not self._flushing:
                self._flushing = True
                self._loop.call_soon(self._flush)
        elif self._timer is None:
            self._timer = self._loop.call_later(_COMPANY_SECONDS, self._flush)

    def close(self) -> None:
        """Close it, after what has been sent."""
        self._flush()
        self._over = True
        if self._transport is not None:
            self._transport.close()

    async def _attach(self, link: socket.socket) -> None:
        await self._loop.create_unix_connection(lambda: self, sock=link)

    def _flush(self) -> None:
        self._flushing = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        out, self._out, self._out_bytes = self._out, [], 0
        if out and self._transport is not None:
            self._transport.write(out[0] if len(out) == 1 else b"".join(out))

    # ---- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is attached."""
        # uvloop's transports are none of asyncio's classes.
        self._transport = cast("asyncio.WriteTransport", transport)
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        try:
            for message in self._frames.feed(data):
                tell(self._receive, message)
        except WireError as error:
            self._end(error.what)

    def connection_lost(self, exc: Exception | None) -> None:
        """The other end closed."""
        self._end("")

    def _end(self, reason: str) -> None:
        if not self._over:
            self.close()
        closed, self._closed = self._closed, _nobody
        closed(reason)


class Linked:
    """A worker as far as its link goes: what is sent to it, and what has not left yet."""

    def __init__(self, link: Link) -> None:
        self._link = link

    @property
    def backlog(self) -> int:
        """Bytes that have not been written to the link yet."""
        return self._link.backlog

    def send(self, message: ToWorker, *, can_wait: bool = False) -> None:
        """Send a message; one that comes too late is dropped."""
        self._link.send(message, can_wait=can_wait)


def _nobody(_: str) -> None:
    """Hear that a link is closed a second time."""
