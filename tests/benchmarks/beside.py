"""autoui and Gradio in turns on the same machine: calls, values, frames, batches, idle tabs.

``python tests/benchmarks/beside.py [GRADIO_PYTHON] [--rounds N] [--fast]``: ``GRADIO_PYTHON`` is
the interpreter of an environment with the newest Gradio; without it autoui is measured alone. Both
are spoken to as their own pages speak, by the same kind of sockets: a websocket for autoui; for
Gradio a POST for each call and the stream of events that answers it.
"""

import argparse
import asyncio
import json
import os
import secrets
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.benchmarks.bare import flavour
from tests.benchmarks.common import (
    Server,
    figure,
    free_port,
    machine,
    report,
    running,
    serving,
    wait_for,
)
from tests.benchmarks.load import cpu_of

_OURS = """
import time
from collections.abc import Iterator

import numpy as np
import autoui as gr

frames = np.random.default_rng(7).integers(0, 256, (16, 512, 512, 3), dtype=np.uint8)


def add(a: float, b: float) -> float:
    return a + b


def work(milliseconds: float) -> float:
    time.sleep(milliseconds / 1000)
    return milliseconds


def count(n: int) -> Iterator[int]:
    yield from range(int(n))


def noise(n: int) -> Iterator[np.ndarray]:
    for i in range(int(n)):
        yield frames[i % 16]


def nap(numbers):
    time.sleep(0.05)
    return [numbers]


with gr.Blocks() as demo:
    first, second, result, image = gr.Number(), gr.Number(), gr.Number(), gr.Image()
    gr.Button("add").click(add, [first, second], result, concurrency_limit=4)
    gr.Button("work").click(work, first, result)
    gr.Button("count").click(count, first, result)
    gr.Button("noise").click(noise, first, image)
    gr.Button("nap").click(nap, first, result, batch=True, max_batch_size=16)
demo.launch()
"""
_VALUES, _FRAMES, _NAPS, _TABS = 2_000, 60, 256, 200
_IDLE_SECONDS = 10.0
_WORK = (0, 10, 100, 1000)
IDLE = f"{_TABS} idle tabs, % of a core"
NAPS = f"{_NAPS} × 50 ms, batch 16, s"
FRAME = "one frame: format, bytes"
GOALS = ((NAPS, "s", 1.0), (IDLE, "%", 0.5))


class Peer(Protocol):
    """What is measured: how it is called, and what its idle page holds open."""

    name: str
    server: Server

    def client(self) -> "Client":
        """Return a client that is not connected yet."""


class Client(Protocol):
    """One page."""

    async def open(self) -> None:
        """Connect, as far as the page stays connected."""

    async def call(self, name: str, inputs: list[Any]) -> list[Any]:
        """Run a function; return the data of each of its values, the last one of the end."""

    async def close(self) -> None:
        """Leave."""


# -------------------------------------------------------------------------------------- autoui


class OurPage:
    """A page of autoui: one websocket."""

    def __init__(self, peer: "Ours") -> None:
        self._peer = peer
        self._socket: ClientConnection | None = None

    async def open(self) -> None:
        """Open the websocket and say hello."""
        url = self._peer.server.url.replace("http", "ws") + "ws"
        self._socket = await connect(url, compression=None, max_size=None)
        hello = {"op": "hello", "session": secrets.token_hex(16), "page": self._peer.page}
        await self._socket.send(json.dumps(hello))
        await self._socket.recv()

    async def call(self, name: str, inputs: list[Any]) -> list[Any]:
        """Submit a run and read its events."""
        assert self._socket is not None
        endpoint = self._peer.endpoints[name]
        named = dict(zip((one["name"] for one in endpoint["inputs"]), inputs, strict=True))
        submit = {"op": "submit", "run": secrets.token_hex(8), "endpoint": endpoint["name"]}
        submit |= {"hash": endpoint["hash"], "inputs": named}
        await self._socket.send(json.dumps(submit))
        found: list[Any] = []
        while True:
            read = json.loads(await self._socket.recv())
            for message in read if isinstance(read, list) else [read]:
                kind = message.get("kind", message["op"])
                if kind in ("value", "done"):
                    found.append(message["data"]["outputs"])
                if kind == "done":
                    return found
                if kind in ("failed", "refused", "lost"):
                    raise SystemExit(f"autoui: {message}")

    async def close(self) -> None:
        """Close the websocket."""
        if self._socket is not None:
            await self._socket.close()


class Ours:
    """autoui."""

    name = "autoui"

    def __init__(self, server: Server) -> None:
        self.server = server
        with urllib.request.urlopen(server.url) as answer:
            text = answer.read().decode().split('id="document">')[1].split("</script>")[0]
        document = json.loads(text)
        self.page = document["hash"]
        self.endpoints = {one["name"]: one for one in document["endpoints"]}

    def client(self) -> OurPage:
        """Return a page."""
        return OurPage(self)


# -------------------------------------------------------------------------------------- Gradio


class TheirPage:
    """A page of Gradio: a POST for each call, and the stream of events of its session."""

    def __init__(self, peer: "Theirs") -> None:
        self._peer = peer
        self._session = secrets.token_hex(6)
        self._address = urlsplit(peer.server.url)
        self._beat: asyncio.StreamWriter | None = None
        self._post: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def open(self) -> None:
        """Open the connection that a page's heartbeat holds."""
        _, self._beat = await self._get(f"/gradio_api/heartbeat/{self._session}")

    async def call(self, name: str, inputs: list[Any]) -> list[Any]:
        """Join the queue and read the session's events."""
        body = {"data": inputs, "fn_index": self._peer.functions[name]}
        body |= {"session_hash": self._session, "event_data": None, "trigger_id": None}
        await self._join(json.dumps(body).encode())
        reader, writer = await self._get(f"/gradio_api/queue/data?session_hash={self._session}")
        found: list[Any] = []
        async for message in _events(reader):
            if message["msg"] == "process_generating":
                found.append(message["output"]["data"])
            elif message["msg"] == "process_completed":
                if not message["success"]:
                    raise SystemExit(f"Gradio: {message}")
                found.append(message["output"]["data"])
                break
        writer.close()
        return found

    async def close(self) -> None:
        """Close what stays open."""
        for writer in (self._beat, self._post and self._post[1]):
            if writer:
                writer.close()

    async def _join(self, body: bytes) -> None:
        try:
            await self._send(body)
        except (asyncio.IncompleteReadError, ConnectionError):
            # A server closes a connection that has been silent for five seconds.
            self._post = None
            await self._send(body)

    async def _send(self, body: bytes) -> None:
        if self._post is None:
            self._post = await self._connect()
        reader, writer = self._post
        head = f"POST /gradio_api/queue/join HTTP/1.1\r\nHost: {self._address.netloc}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in answer.split(b"\r\n")[0]:
            raise SystemExit(f"Gradio: {answer!r}")
        length = next(
            int(line.split(b":")[1])
            for line in answer.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        await reader.readexactly(length)

    async def _get(self, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await self._connect()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {self._address.netloc}\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        return reader, writer

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(
            self._address.hostname, self._address.port, limit=1 << 26
        )


async def _events(reader: asyncio.StreamReader) -> Any:
    """Yield the events of a stream that comes in chunks of whole lines."""
    while True:
        line = await reader.readline()
        if not line:
            raise SystemExit("Gradio: the stream broke off")
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


class Theirs:
    """Gradio."""

    name = "Gradio"

    def __init__(self, server: Server) -> None:
        self.server = server
        with urllib.request.urlopen(f"{server.url}config") as answer:
            config = json.load(answer)
        self.version = config["version"]
        self.functions = {one["api_name"]: one["id"] for one in config["dependencies"]}

    def client(self) -> TheirPage:
        """Return a page."""
        return TheirPage(self)


# ------------------------------------------------------------------------------------ measures


async def _with_clients(
    peer: Peer, count: int, use: Callable[[Client], Awaitable[None]]
) -> tuple[float, float]:
    """Open pages, use them all at once; return the seconds, and those until all were open."""
    clients = [peer.client() for _ in range(count)]
    began = time.perf_counter()
    for client in clients:
        await client.open()
    opened = time.perf_counter()
    await asyncio.gather(*(use(client) for client in clients))
    seconds = time.perf_counter() - opened
    for client in clients:
        await client.close()
    return seconds, opened - began


def rate(peer: Peer, clients: int, calls: int) -> float:
    """Return calls a second of so many clients, each with inputs of its own."""
    numbers = iter(range(calls))

    async def use(client: Client) -> None:
        for number in numbers:
            (outputs,) = await client.call("add", [number, 0.5])
            if outputs != [number + 0.5]:
                raise SystemExit(f"{peer.name}: {number} + 0.5 is {outputs}")

    return calls / asyncio.run(_with_clients(peer, clients, use))[0]


def median_call(peer: Peer, name: str, inputs: list[Any], calls: int) -> float:
    """Return the median of one client's call, in milliseconds."""
    times: list[float] = []

    async def use(client: Client) -> None:
        for _ in range(calls):
            began = time.perf_counter()
            await client.call(name, inputs)
            times.append(time.perf_counter() - began)

    asyncio.run(_with_clients(peer, 1, use))
    return statistics.median(times) * 1000


def streamed(peer: Peer, name: str, count: int) -> float:
    """Return values a second of a generator, as one page gets them."""

    async def use(client: Client) -> None:
        await client.call(name, [count])

    return count / asyncio.run(_with_clients(peer, 1, use))[0]


def frame_of(peer: Peer) -> str:
    """Return the media type of a noise frame, and how many bytes a page is sent for it."""
    found: list[Any] = []

    async def use(client: Client) -> None:
        found.extend(await client.call("noise", [1]))

    asyncio.run(_with_clients(peer, 1, use))
    (frame,) = found[0]
    if "$blob" in frame:
        return f"{frame['type']}, {frame['size']:,}"
    url = frame["url"]
    with urllib.request.urlopen(url) as answer:
        return f"{answer.headers['Content-Type']}, {len(answer.read()):,}"


def naps(peer: Peer) -> float:
    """Return the seconds of so many calls of 50 ms at once, in batches of 16."""

    async def use(client: Client) -> None:
        await client.call("nap", [1])

    return asyncio.run(_with_clients(peer, _NAPS, use))[0]


def idle(peer: Peer) -> float:
    """Return the share of a core that idle tabs take, in percent."""

    async def hold() -> float:
        clients = [peer.client() for _ in range(_TABS)]
        for client in clients:
            await client.open()
        await asyncio.sleep(2)
        before = cpu_of(peer.server.process.pid)
        await asyncio.sleep(_IDLE_SECONDS)
        after = cpu_of(peer.server.process.pid)
        for client in clients:
            await client.close()
        used = sum(after[name] - before[name] for name in ("server", "worker"))
        return used / _IDLE_SECONDS * 100

    return asyncio.run(hold())


MEASURES: dict[str, Callable[[Peer], float]] = {
    "calls/s, 64 clients": lambda peer: rate(peer, 64, 400 if peer.name == "Gradio" else 8_000),
    "calls/s, 256 clients": lambda peer: rate(peer, 256, 600 if peer.name == "Gradio" else 8_000),
    "call, one client, p50 ms": lambda peer: median_call(peer, "add", [1, 2], 100),
    f"values/s, {_VALUES:,} values": lambda peer: streamed(peer, "count", _VALUES),
    f"frames/s, {_FRAMES} × 512² noise": lambda peer: streamed(peer, "noise", _FRAMES),
    NAPS: naps,
    **{
        f"overhead at {ms} ms of work, ms": lambda peer, ms=ms: (
            median_call(peer, "work", [ms], 3 if ms == 1000 else 20) - ms
        )
        for ms in _WORK
    },
}


@contextmanager
def gradio(python: str) -> Iterator[Theirs]:
    """Serve the functions with Gradio."""
    port = free_port()
    script = str(Path(__file__).with_name("gradio_app.py"))
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    with running([python, script, str(port)], port) as server:
        wait_for(f"{server.url}config")
        yield Theirs(server)


def main() -> None:
    """Measure both in turns and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gradio", nargs="?", help="the interpreter of an environment with Gradio")
    parser.add_argument("--fast", action="store_true", help="uvloop and httptools for autoui")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    before = machine()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path = Path(folder, "ours.py")
        path.write_text(_OURS)
        loop = flavour(fast=arguments.fast)
        peers: list[Peer] = [Ours(stack.enter_context(serving(str(path), *loop)))]
        title = f"autoui ({' + '.join(loop)})"
        if arguments.gradio:
            theirs = stack.enter_context(gradio(arguments.gradio))
            peers.append(theirs)
            title += f", Gradio {theirs.version}"
        report(title)
        found = {name: _medians(peers, name, arguments.rounds) for name in MEASURES}
        report(f"  {FRAME:<34}" + "".join(f" {frame_of(peer):>24}" for peer in peers))
        found[IDLE] = [idle(peer) for peer in peers]
        _print_row(IDLE, found[IDLE])
    report(f"before: {before}; after: {machine()}")
    reached = [figure(name, found[name][0], unit, goal, most=True) for name, unit, goal in GOALS]
    sys.exit(0 if all(reached) else 1)


def _medians(peers: list[Peer], name: str, rounds: int) -> list[float]:
    """Measure in turns; print and return the median of each peer."""
    rows = [[MEASURES[name](peer) for peer in peers] for _ in range(rounds)]
    medians = [statistics.median(column) for column in zip(*rows, strict=True)]
    _print_row(name, medians)
    return medians


def _print_row(name: str, medians: list[float]) -> None:
    report(f"  {name:<34}" + "".join(f" {one:>12,.2f}" for one in medians))


if __name__ == "__main__":
    main()
