"""Heads of requests are limited, whatever parses them."""

import asyncio
import contextlib
import importlib.util
from typing import Any, Literal

import pytest
import uvicorn

from autoui.serving.heads import MAX_HEAD, protocol_of
from tests.serving.harness import in_loop


async def _answers(
    *parts: bytes, http: Literal["auto", "h11", "httptools"] = "auto", seconds: float = 20.0
) -> bytes:
    """Send parts, each after the answer to the one before; return the last answer."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/slow":
            await asyncio.sleep(4 * seconds)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["path"].encode()})

    protocol: Any = protocol_of(http)
    hurried = type("Hurried", (protocol,), {"head_seconds": seconds})
    config = uvicorn.Config(app, http=hurried, lifespan="off", log_config=None)
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
            for part in parts[:-1]:
                writer.write(part)
                await reader.readuntil(b"\r\n0\r\n\r\n")
            writer.write(parts[-1])
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


PARSERS = ["h11", *(["httptools"] if importlib.util.find_spec("httptools") else [])]
WHOLE = b"GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.parametrize("http", PARSERS)
@in_loop
async def test_what_is_no_http_gets_the_headers_of_every_answer(http: Any) -> None:
    head, _, body = (await _answers(b"\0\1\2\r\n\r\n", http=http)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"nosniff" in head
    assert b"default-src 'none'" in head
    assert body == b""


@pytest.mark.parametrize("http", PARSERS)
@pytest.mark.parametrize("before", [[], [WHOLE]], ids=["first", "second"])
@in_loop
async def test_heads_that_never_end_are_hung_up_on(before: list[bytes], http: Any) -> None:
    found = await _answers(*before, b"GET /2 HTTP/1.1\r\nHost:", http=http, seconds=0.05)
    assert found.startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("http", PARSERS)
@in_loop
async def test_who_says_nothing_is_hung_up_on(http: Any) -> None:
    assert b"408" in await _answers(b"", http=http, seconds=0.05)


@pytest.mark.parametrize("http", PARSERS)
@in_loop
async def test_a_request_whose_head_is_there_has_time(http: Any) -> None:
    body = b"POST /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\n"
    found = await _answers(body, http=http, seconds=0.05)
    assert b"/slow" in found
    assert b"408" not in found


@in_loop
async def test_the_other_parser_has_its_own_limit() -> None:
    head = b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * (2 * MAX_HEAD)
    found = await _answers(head, http="h11")
    assert found[:12] in (b"HTTP/1.1 431", b"HTTP/1.1 400", b"")
