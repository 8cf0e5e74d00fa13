"""Limits to the head of a request: how large it may be, and how long it may take."""

import asyncio
from typing import TYPE_CHECKING, Any, Literal

MAX_HEAD = 64 << 10
"""Bytes of a request line and its headers; as uvicorn has it for its other parser."""

HEAD_SECONDS = 20.0
"""How long a client may take to send them, from the connection or the head's first byte on."""

_LAST = (
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: 0\r\nconnection: close\r\n"
    b"x-content-type-options: nosniff\r\ncontent-security-policy: default-src 'none'\r\n\r\n"
)
_MALFORMED = b"HTTP/1.1 400 Bad Request\r\n" + _LAST
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\n" + _LAST
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\n" + _LAST

if TYPE_CHECKING:

    class _Protocol(asyncio.Protocol):
        """What both of uvicorn's protocols have."""

        loop: asyncio.AbstractEventLoop
        transport: asyncio.Transport
        cycle: Any
else:
    _Protocol = object


class Punctual(_Protocol):
    """Hangs up on whoever does not complete a head in time. Goes before a protocol of uvicorn's.

    Attributes:
        head_seconds: How long a head may take.
    """

    head_seconds = HEAD_SECONDS
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Parse; whatever is no complete head has to become one in time."""
        super().data_received(data)
        if self._is_between_requests():
            self._wait()
        elif self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, with the headers that every answer of ours has."""
        self.transport.write(_MALFORMED)
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.head_seconds, self._too_late)

    def _is_between_requests(self) -> bool:
        # As a websocket, the connection is another protocol's.
        mine = self.transport.get_protocol() is self
        return mine and (self.cycle is None or self.cycle.response_complete)

    def _too_late(self) -> None:
        self._deadline = None
        if self._is_between_requests() and not self.transport.is_closing():
            self.transport.write(_TOO_SLOW)
            self.transport.close()


def protocol_of(http: Literal["auto", "h11", "httptools"]) -> "type[asyncio.Protocol]":
    """Return what parses HTTP: httptools where it is wanted and installed, within our limits.

    Raises:
        ImportError: httptools was asked for and is not installed.
    """
    if http != "h11":
        try:
            return _httptools()
        except ImportError:
            if http != "auto":
                raise
    from uvicorn.protocols.http.h11_impl import H11Protocol

    # It holds heads to a size of its own.
    return type("PunctualProtocol", (Punctual, H11Protocol), {})


def _httptools() -> "type[asyncio.Protocol]":
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

    class Limited(HttpToolsProtocol):
        """Counts what comes until a head is complete."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._head = 0

        def data_received(self, data: bytes) -> None:
            """Parse; hang up on a head that is too large and still not complete."""
            if self._head >= 0:
                self._head += len(data)
            super().data_received(data)
            if self._head > MAX_HEAD and not self.transport.is_closing():
                self.transport.write(_TOO_LARGE)
                self.transport.close()

        def on_headers_complete(self) -> None:
            """Begin the request: what follows is its body."""
            self._head = -1
            super().on_headers_complete()

        def on_message_complete(self) -> None:
            """End the request: what follows is the next one's head."""
            self._head = 0
            super().on_message_complete()

    return type("PunctualProtocol", (Punctual, Limited), {})
