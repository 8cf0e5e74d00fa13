"""The short way in and out of a websocket, against uvicorn's protocol without a port."""

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode

from autoui.serving.direct import DirectWebSocket, _frame_size, direct_of
from tests.serving.harness import in_loop

_HELLO = (
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Wire(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: Any) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        """Nothing is read here."""

    def resume_reading(self) -> None:
        """Nothing is read here."""


class Page:
    """A receiver that notes what it takes."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Any]] = []
        self.takes = True
        self.room = 0

    def take(self, data: bytes) -> bool:
        if self.takes:
            self.got.append(("direct", data))
        return self.takes

    def writable(self) -> None:
        self.room += 1


def sent(body: bytes, *, opcode: int = 1, fin: bool = True) -> bytes:
    """Return a client's frame; the mask is zero."""
    return bytes([opcode | (0x80 if fin else 0), 0x80 | len(body)]) + bytes(4) + body


async def attached(page: Page) -> tuple[DirectWebSocket, Wire, Callable[[], None]]:
    """Open a websocket to an application that attaches the page; the last ends it."""
    here = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        direct = direct_of(scope)
        assert direct is not None
        direct.attach(page)
        here.set()
        while (event := await receive())["type"] == "websocket.receive":
            page.got.append(("asgi", event.get("text", event.get("bytes"))))
        page.got.append(("asgi", "end"))

    config = uvicorn.Config(
        app, ws=DirectWebSocket, ws_per_message_deflate=False, log_config=None, lifespan="off"
    )
    config.load()
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    protocol, wire = DirectWebSocket(config, ServerState(), {}), Wire()
    protocol.connection_made(wire)
    protocol.data_received(_HELLO)
    await here.wait()
    wire.written = b""
    return protocol, wire, lambda: protocol.connection_lost(None)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@in_loop
async def test_whole_texts_are_taken_where_they_arrive() -> None:
    page = Page()
    protocol, _, end = await attached(page)
    protocol.data_received(sent("é".encode()) + sent(b"two"))
    assert page.got == [("direct", "é".encode()), ("direct", b"two")]
    end()
    await settle()
    assert page.got[-1] == ("asgi", "end")


@in_loop
async def test_what_comes_behind_a_fragmented_message_stays_behind_it() -> None:
    page = Page()
    protocol, _, end = await attached(page)
    protocol.data_received(sent(b"fir", fin=False) + sent(b"st", opcode=0) + sent(b"second"))
    await settle()
    assert page.got == [("asgi", "first"), ("asgi", "second")]
    protocol.data_received(sent(b"third"))
    assert page.got[-1] == ("direct", b"third")
    end()
    await settle()


@in_loop
async def test_what_is_declined_or_binary_goes_through_asgi() -> None:
    page = Page()
    protocol, _, end = await attached(page)
    page.takes = False
    protocol.data_received(sent(b"later"))
    await settle()
    protocol.data_received(sent(b"\x00", opcode=2))
    await settle()
    assert page.got == [("asgi", "later"), ("asgi", b"\x00")]
    end()
    await settle()


@in_loop
async def test_what_is_no_utf8_closes_the_socket() -> None:
    page = Page()
    protocol, wire, end = await attached(page)
    protocol.data_received(sent(b"\xff"))
    assert page.got == []
    assert wire.written[:1] == b"\x88"
    assert wire.closed
    end()
    await settle()


@in_loop
async def test_texts_of_any_length_are_written_until_the_socket_closes() -> None:
    page = Page()
    protocol, wire, end = await attached(page)
    for size, head in (
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (70_000, b"\x81\x7f" + (70_000).to_bytes(8)),
    ):
        wire.written = b""
        protocol.write_text(b"a" * size)
        assert wire.written == head + b"a" * size
    protocol.pause_writing()
    assert not protocol.is_writable
    protocol.resume_writing()
    assert (protocol.is_writable, page.room) == (True, 1)
    wire.written = b""
    end()
    protocol.write_text(b"too late")
    assert wire.written == b""
    await settle()


def masked(body: bytes, mask: bytes, *, opcode: int = 1, fin: bool = True) -> bytes:
    """Return a client's frame of any length and with any mask."""
    frame = Frame(Opcode(opcode), body, fin)
    data = bytearray(frame.serialize(mask=False))
    head = len(data) - len(body)
    data[1] |= 0x80
    hidden = bytes(byte ^ mask[at % 4] for at, byte in enumerate(body))
    return bytes(data[:head]) + mask + hidden


@in_loop
async def test_texts_are_the_same_however_they_are_cut_into_packets() -> None:
    chooser = random.Random(7)
    for _ in range(60):
        page = Page()
        protocol, _, end = await attached(page)
        texts, stream = [], b""
        for number in range(12):
            text = f"{number}:".encode() + b"x" * chooser.choice([0, 5, 130, 400, 70_000])
            texts.append(text)
            stream += masked(text, chooser.randbytes(4))
            if chooser.random() < 0.3:
                stream += masked(b"beat", chooser.randbytes(4), opcode=10)
        while stream:
            # Often a whole frame, as it is when a page sends one message at a time.
            whole = _frame_size(stream, 0)
            cut = whole if chooser.random() < 0.5 else chooser.choice([1, 2, 3, 7, 300, 80_000])
            protocol.data_received(stream[:cut])
            stream = stream[cut:]
        assert page.got == [("direct", text) for text in texts]
        end()
        await settle()


@in_loop
async def test_nothing_is_taken_after_the_page_has_closed_or_from_inside_a_message() -> None:
    page = Page()
    protocol, _, end = await attached(page)
    protocol.data_received(masked(b"fir", b"mask", fin=False))
    # A text here is against the protocol: the socket closes, and nobody hears of it.
    protocol.data_received(masked(b"text", b"mask"))
    protocol.data_received(masked(b"more", b"mask"))
    await settle()
    assert [got for got in page.got if got[0] == "direct"] == []
    end()
    await settle()
    page = Page()
    protocol, _, end = await attached(page)
    protocol.data_received(masked(b"\x03\xe8", b"mask", opcode=8))
    protocol.data_received(masked(b"late", b"mask"))
    assert page.got == []
    end()
    await settle()
