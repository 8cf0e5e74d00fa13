"""Heads of requests are limited, whatever parses them."""

import asyncio
import contextlib
from typing import Any

import pytest
import uvicorn

from autoui.serving.heads import MAX_HEAD, protocol_of
from tests.serving.harness import in_loop


async def _answers(data: bytes) -> bytes:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["path"].encode()})

    config = uvicorn.Config(app, http=protocol_of("auto"), lifespan="off", log_config=None)
    config.load()
    state = uvicorn.server.ServerState()
    loop = asyncio.get_running_loop()

    def make() -> Any:
        return config.http_protocol_class(config=config, server_state=state, app_state={})  # type: ignore[call-arg]

    server = await loop.create_server(make, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        found = b""
        with contextlib.suppress(ConnectionError):
            writer.write(data)
            await writer.drain()
            found = await reader.read()
        writer.close()
    return found


LAST = b"GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@in_loop
async def test_small_heads_and_large_bodies_pass() -> None:
    body = b"POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + b"x" * 200_000
    found = await _answers(body + LAST)
    assert found.count(b"200 OK") == 2
    assert found.endswith((b"/last\r\n0\r\n\r\n", b"/last"))


@pytest.mark.parametrize("part", [b"x", b"\r\nA: b"])
@in_loop
async def test_endless_heads_are_hung_up_on(part: bytes) -> None:
    found = await _answers(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + part * (2 * MAX_HEAD))
    assert found[:12] in (b"HTTP/1.1 431", b"HTTP/1.1 400", b"")


def test_the_other_parser_has_its_own_limit() -> None:
    assert protocol_of("h11") == "h11"
