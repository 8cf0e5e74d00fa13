"""A limit to the head of a request, where the parser has none of its own."""

import asyncio
from typing import Any, Literal

MAX_HEAD = 64 << 10
"""Bytes of a request line and its headers; as uvicorn has it for its other parser."""

_REFUSED = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
)


def protocol_of(http: Literal["auto", "h11", "httptools"]) -> "str | type[asyncio.Protocol]":
    """Return what parses HTTP: httptools, held to ``MAX_HEAD``, where it is wanted and installed.

    Raises:
        ImportError: httptools was asked for and is not installed.
    """
    if http == "h11":
        return http
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
    except ImportError:
        if http == "auto":
            return "h11"
        raise

    class LimitedProtocol(HttpToolsProtocol):
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
                self.transport.write(_REFUSED)
                self.transport.close()

        def on_headers_complete(self) -> None:
            """Begin the request: what follows is its body."""
            self._head = -1
            super().on_headers_complete()

        def on_message_complete(self) -> None:
            """End the request: what follows is the next one's head."""
            self._head = 0
            super().on_message_complete()

    return LimitedProtocol
