"""The floor: a websocket call that goes to another process and back, and nothing else.

``python tests/benchmarks/bare.py [--fast]`` prints calls a second at 64 clients, and the median of
one client's call. ``calls.py`` measures ours with the same load.
"""

import argparse
import asyncio
import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.benchmarks.common import Server, free_port, machine, report, running, wait_for
from tests.benchmarks.load import CLIENTS, Dialogue, Measured, measure

_LENGTH = struct.Struct(">I")


# ----------------------------------------------------------------------------------- the server


def work(link: socket.socket) -> None:
    """Answer every message with the sum of its numbers, until the link ends.

    Each answer leaves as soon as there is one: nobody can hold back what a function returned until
    the next one has returned too.
    """
    buffer = b""
    while data := link.recv(1 << 16):
        buffer += data
        while len(buffer) >= 4:
            (length,) = _LENGTH.unpack_from(buffer)
            if len(buffer) < 4 + length:
                break
            call = json.loads(buffer[4 : 4 + length])
            buffer = buffer[4 + length :]
            body = json.dumps({"id": call["id"], "sum": call["a"] + call["b"]}).encode()
            link.sendall(_LENGTH.pack(len(body)) + body)


class Bridge(asyncio.Protocol):
    """The server's end of the link: answers go to whoever waits for their id."""

    def __init__(self) -> None:
        self.waiting: dict[int, asyncio.Future[bytes]] = {}
        self.buffer = b""
        self.number = 0
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Hand answers out."""
        self.buffer += data
        while len(self.buffer) >= 4:
            (length,) = _LENGTH.unpack_from(self.buffer)
            if len(self.buffer) < 4 + length:
                return
            body = self.buffer[4 : 4 + length]
            self.buffer = self.buffer[4 + length :]
            self.waiting.pop(json.loads(body)["id"]).set_result(body)

    def call(self, message: dict[str, Any]) -> "asyncio.Future[bytes]":
        """Send a call and return its answer to be."""
        self.number += 1
        answer = self.waiting[self.number] = asyncio.get_running_loop().create_future()
        body = json.dumps({**message, "id": self.number}).encode()
        self.transport.write(_LENGTH.pack(len(body)) + body)
        return answer


def serve(port: int, loop: str, http: str) -> None:
    """Serve the bare application."""
    import uvicorn

    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        work(theirs)
        os._exit(0)
    theirs.close()
    bridge = Bridge()
    attached = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if not attached.is_set():
            attached.set()
            await asyncio.get_running_loop().create_unix_connection(lambda: bridge, sock=ours)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"ok"})
            return
        await receive()
        await send({"type": "websocket.accept"})
        while (event := await receive())["type"] == "websocket.receive":
            answer = await bridge.call(json.loads(event["text"]))
            await send({"type": "websocket.send", "text": answer.decode()})

    config = uvicorn.Config(
        app,
        port=port,
        loop=loop,  # type: ignore[arg-type]
        http=http,  # type: ignore[arg-type]
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        lifespan="off",
        access_log=False,
        log_config=None,
    )
    uvicorn.Server(config).run()


def flavour(*, fast: bool) -> tuple[str, str]:
    """Return the names of the event loop and of the HTTP parser."""
    return ("uvloop", "httptools") if fast else ("asyncio", "h11")


@contextmanager
def bare(*, fast: bool) -> Iterator[tuple[str, Server]]:
    """Run the bare server in a process of its own; yield the websocket's URL and the server."""
    port = free_port()
    command = [sys.executable, __file__, "--serve", str(port), *flavour(fast=fast)]
    with running(command, port) as server:
        wait_for(server.url)
        yield server.url.replace("http", "ws") + "ws", server


def line(found: Measured) -> str:
    """Return the figures in words."""
    cpu = ", ".join(f"{name} {used:.0f}" for name, used in found.cpu.items())
    return (
        f"{found.rate:>8,.0f} calls/s, p50 of one client {found.median:.2f} ms, "
        f"CPU in µs a call: {cpu}"
    )


def main() -> None:
    """Measure, or be the server that is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="uvloop and httptools")
    parser.add_argument("--serve", nargs=3, metavar=("PORT", "LOOP", "HTTP"))
    arguments = parser.parse_args()
    if arguments.serve:
        port, loop, http = arguments.serve
        serve(int(port), loop, http)
        return
    before = machine()
    with bare(fast=arguments.fast) as (url, server):
        found = measure(url, Dialogue(), server.process.pid)
    loop, http = flavour(fast=arguments.fast)
    report(f"bare, {loop} + {http}, {CLIENTS} clients: {line(found)}")
    report(f"({subprocess.list2cmdline(sys.argv)}; before: {before}; after: {machine()})")


if __name__ == "__main__":
    main()
