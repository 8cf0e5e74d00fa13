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
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.benchmarks.common import free_port, machine, report, running, wait_for

CALLS = 12_000
SEQUENTIAL = 1_500
CLIENTS = 64
_LENGTH = struct.Struct(">I")


# ----------------------------------------------------------------------------------- the server


def work(link: socket.socket) -> None:
    """Answer every message with the sum of its numbers, until the link ends."""
    buffer = b""
    while data := link.recv(1 << 16):
        buffer += data
        out = []
        while len(buffer) >= 4:
            (length,) = _LENGTH.unpack_from(buffer)
            if len(buffer) < 4 + length:
                break
            call = json.loads(buffer[4 : 4 + length])
            buffer = buffer[4 + length :]
            body = json.dumps({"id": call["id"], "sum": call["a"] + call["b"]}).encode()
            out.append(_LENGTH.pack(len(body)) + body)
        link.sendall(b"".join(out))


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


# ------------------------------------------------------------------------------------- the load


class Dialogue:
    """What a client says: how a call is written, and when its answer is complete."""

    def open(self) -> list[str]:
        """Return what is sent first; each needs one answer."""
        return []

    def call(self, number: int) -> str:
        """Return the frame of a call."""
        return json.dumps({"a": number, "b": 0.5})

    def is_end(self, frame: str, number: int) -> bool:
        """Return whether a frame completes the call."""
        if json.loads(frame)["sum"] != number + 0.5:
            raise SystemExit(f"a wrong answer: {frame}")
        return True


async def load(url: str, dialogue: Dialogue, clients: int, calls: int) -> tuple[float, list[float]]:
    """Make calls from several clients; return calls a second and seconds per call."""
    from websockets.asyncio.client import connect

    times: list[float] = []
    numbers = iter(range(calls))

    async def client(socket_: Any) -> None:
        for number in numbers:
            began = time.perf_counter()
            await socket_.send(dialogue.call(number))
            while not dialogue.is_end(await socket_.recv(), number):
                pass
            times.append(time.perf_counter() - began)

    sockets = [await connect(url, compression=None, max_queue=None) for _ in range(clients)]
    for socket_ in sockets:
        for first in dialogue.open():
            await socket_.send(first)
            await socket_.recv()
    began = time.perf_counter()
    await asyncio.gather(*(client(socket_) for socket_ in sockets))
    seconds = time.perf_counter() - began
    for socket_ in sockets:
        await socket_.close()
    return calls / seconds, times


def measure(url: str, dialogue: Dialogue) -> tuple[float, float]:
    """Return calls a second at 64 clients, and the median milliseconds of one client's call."""
    asyncio.run(load(url, dialogue, CLIENTS, CALLS // 4))
    rate, _ = asyncio.run(load(url, dialogue, CLIENTS, CALLS))
    _, times = asyncio.run(load(url, dialogue, 1, SEQUENTIAL))
    return rate, sorted(times)[len(times) // 2] * 1000


def flavour(*, fast: bool) -> tuple[str, str]:
    """Return the names of the event loop and of the HTTP parser."""
    return ("uvloop", "httptools") if fast else ("asyncio", "h11")


@contextmanager
def bare(*, fast: bool) -> Iterator[str]:
    """Run the bare server in a process of its own; yield the websocket's URL."""
    port = free_port()
    command = [sys.executable, __file__, "--serve", str(port), *flavour(fast=fast)]
    with running(command, port) as server:
        wait_for(server.url)
        yield server.url.replace("http", "ws") + "ws"


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
    with bare(fast=arguments.fast) as url:
        rate, median = measure(url, Dialogue())
    loop, http = flavour(fast=arguments.fast)
    report(f"bare, {loop} + {http}: {rate:,.0f} calls/s at {CLIENTS} clients, p50 {median:.2f} ms")
    report(f"({subprocess.list2cmdline(sys.argv)}; before: {before}; after: {machine()})")


if __name__ == "__main__":
    main()
