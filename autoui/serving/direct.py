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
from websockets.protocol import State

try:
    from websockets.speedups import apply_mask
except ImportError:
    from websockets.utils import apply_mask

_EXTENSION = "autoui.direct"
_LENGTH = struct.Struct(">H")
_LONG_LENGTH = struct.Struct(">Q")
_MASK = 4


class Receiver(Protocol):
    """Who takes messages where they arrive."""

    def take(self, data: bytes) -> bool:
        """Take a whole text message; False leaves it to ASGI, and so keeps the order."""

    def writable(self) -> None:
        """What was written has left, so that more may follow."""


class Boundaries:
    """Follows a client's frames as they come, as far as to know where one begins.

    Attributes:
        reached: Whether what has come so far ends with a frame.
    """

    def __init__(self) -> None:
        self.reached = True
        self._head = b""
        self._left = 0

    def feed(self, data: bytes) -> None:
        """Take note of what has come."""
        if self._left >= len(data):
            self._left -= len(data)
        else:
            data = self._head + data[self._left :]
            at = 0
            while at < len(data) and (size := _frame_size(data, at)):
                at += size
            self._head, self._left = data[at:], max(0, at - len(data))
        self.reached = not (self._head or self._left)


class DirectWebSocket(WebSocketsSansIOProtocol):
    """A websocket of uvicorn's that an application may ``attach`` to."""

    _receiver: Receiver | None = None
    _boundaries: Boundaries | None = None

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
        self._boundaries = Boundaries()
        scope: MutableMapping[str, Any] | None = getattr(self, "scope", None)
        if scope is not None:
            scope["extensions"][_EXTENSION] = self

    def data_received(self, data: bytes) -> None:
        """Read a message that came alone and whole at once; leave all else to the parser."""
        known = self._boundaries
        if (
            known is not None
            and known.reached
            and self.conn.current_size is None
            and self.conn.state is State.OPEN
            and (text := _lone_text(data)) is not None
            and self._take(text)
        ):
            return
        super().data_received(data)
        if known is not None:
            known.feed(data)

    def handle_text(self, event: Frame) -> None:
        """Hand a whole message over, unless earlier ones still wait."""
        if not (event.fin and self._take(bytes(event.data))):
            super().handle_text(event)

    def _take(self, data: bytes) -> bool:
        receiver = self._receiver
        if receiver is None or self.read_paused or self.close_sent or self.disconnected:
            return False
        # What is no UTF-8 closes the socket: uvicorn's business.
        return _is_utf8(data) and receiver.take(data)

    def resume_writing(self) -> None:
        """The buffer has room again."""
        super().resume_writing()
        if self._receiver is not None:
            self._receiver.writable()


def direct_of(scope: Any) -> DirectWebSocket | None:
    """Return the short way to a websocket, where the server offers one."""
    found = (scope.get("extensions") or {}).get(_EXTENSION)
    return found if isinstance(found, DirectWebSocket) else None


def _frame_size(data: bytes, at: int) -> int:
    """Return the length of the frame that begins at ``at``; 0 while too little of it is known."""
    if len(data) - at < 2:
        return 0
    size, head = data[at + 1] & 0x7F, 2
    if size >= 126:
        form = _LENGTH if size == 126 else _LONG_LENGTH
        if len(data) - at < head + form.size:
            return 0
        (size,) = form.unpack_from(data, at + head)
        head += form.size
    return head + size + (_MASK if data[at + 1] & 0x80 else 0)


def _lone_text(data: bytes) -> bytes | None:
    """Return the text of the only frame in ``data``: a whole message, masked as a client's is."""
    if len(data) < 2 + _MASK or data[0] != 0x81 or not data[1] & 0x80:
        return None
    size = data[1] & 0x7F
    head = 2 if size < 126 else 4
    if size == 126:
        (size,) = _LENGTH.unpack_from(data, 2)
    if size == 127 or len(data) != head + _MASK + size:
        return None
    start = head + _MASK
    return apply_mask(data[start:], data[head:start])


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
