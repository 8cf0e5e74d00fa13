"""uvicorn's websocket with a short way in and out for whole text messages.

An ASGI application gets every message through a queue and a task, after the server has stopped
reading, and awaits every answer. For a call of some microseconds that way is most of the cost. So a
message that is whole is handed over where it arrives, and an answer is written where it is made.
Everything else (fragments, binary messages, closing, what the receiver declines) goes through ASGI.
"""

import struct
from collections.abc import MutableMapping
from typing import Any, Protocol

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

_EXTENSION = "autoui.direct"
_LENGTH = struct.Struct(">H")
_LONG_LENGTH = struct.Struct(">Q")


class Receiver(Protocol):
    """Who takes messages where they arrive."""

    def take(self, data: bytes) -> bool:
        """Take a whole text message; False leaves it to ASGI, and so keeps the order."""

    def writable(self) -> None:
        """What was written has left, so that more may follow."""


class DirectWebSocket(WebSocketsSansIOProtocol):
    """A websocket of uvicorn's that an application may ``attach`` to."""

    _receiver: Receiver | None = None

    def attach(self, receiver: Receiver) -> None:
        """Hand whole text messages to ``receiver`` from now on."""
        self._receiver = receiver

    def detach(self) -> None:
        """Hand nothing over any more."""
        self._receiver = None

    @property
    def is_writable(self) -> bool:
        """Whether the other side keeps up with what is written."""
        return self.writable.is_set()

    def write_text(self, body: bytes) -> None:
        """Write a text message; without effect once the socket closes."""
        if self.disconnected or self.close_sent or self.transport.is_closing():
            return
        size = len(body)
        if size < 126:
            head = bytes((0x81, size))
        elif size < 1 << 16:
            head = b"\x81\x7e" + _LENGTH.pack(size)
        else:
            head = b"\x81\x7f" + _LONG_LENGTH.pack(size)
        self.transport.write(head + body)

    # ---- uvicorn's

    def handle_connect(self, event: Request) -> None:
        """Offer the short way to the application."""
        super().handle_connect(event)
        scope: MutableMapping[str, Any] | None = getattr(self, "scope", None)
        if scope is not None:
            scope["extensions"][_EXTENSION] = self

    def handle_text(self, event: Frame) -> None:
        """Hand a whole message over, unless earlier ones still wait."""
        receiver = self._receiver
        if receiver is None or not event.fin or self.read_paused or self.close_sent:
            super().handle_text(event)
            return
        data = bytes(event.data)
        # What is no UTF-8 closes the socket: uvicorn's business.
        if not (_is_utf8(data) and receiver.take(data)):
            super().handle_text(event)

    def resume_writing(self) -> None:
        """The buffer has room again."""
        super().resume_writing()
        if self._receiver is not None:
            self._receiver.writable()


def direct_of(scope: Any) -> DirectWebSocket | None:
    """Return the short way to a websocket, where the server offers one."""
    found = (scope.get("extensions") or {}).get(_EXTENSION)
    return found if isinstance(found, DirectWebSocket) else None


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
