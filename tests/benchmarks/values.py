"""Values of a generator, each in its order, to a client that wants every one of them.

``python tests/benchmarks/values.py [--fast] [--kept] [--rounds N] [--values N]`` prints values a
second through autoui (worker, link, server, server-sent events) beside the bare probe: a generator
in another process whose values a server passes on as they come, and nothing else. Each value
replaces the last one on the page, or with ``--kept`` is added to them. The client is this process,
and looks at the bytes only after the clock has stopped.
"""

import argparse
import asyncio
import json
import os
import re
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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

RATE = 40_000
RATIO = 0.25
_LENGTH = struct.Struct(">I")
_SESSION = {"Authorization": "Bearer " + "0" * 32}
_VALUE = re.compile(rb'event: value\ndata: \{"outputs": ?\[(?:[^\n]*"value":)?(\d+)')
_FUNCTION = '''
from collections.abc import Iterator
from typing import Annotated

from autoui import Append, Replace


def count(n: int) -> Iterator[Annotated[int, {mark}()]]:
    """Count."""
    for i in range(n):
        yield i
'''


@dataclass
class Streamed:
    """One stream.

    Attributes:
        rate: Values a second, from the request to the last byte.
        cpu: Microseconds of processor time per value, by process.
    """

    rate: float
    cpu: dict[str, float]

    def __str__(self) -> str:
        cpu = ", ".join(f"{name} {used:.1f}" for name, used in self.cpu.items())
        return f"{self.rate:>9,.0f} values/s, CPU in µs a value: {cpu}"


# ----------------------------------------------------------------------------------- the probe


def yield_values(link: socket.socket) -> None:
    """Send every value of a generator as soon as there is one."""
    while head := link.recv(_LENGTH.size):
        (count,) = _LENGTH.unpack(head)
        for value in (i for i in range(count)):
            body = json.dumps({"outputs": [value]}).encode()
            link.sendall(_LENGTH.pack(len(body)) + body)


class Bridge(asyncio.Protocol):
    """The probe's end of the link: all values that came together, as one part of the stream."""

    def __init__(self) -> None:
        self.buffer = b""
        self.number = 0
        self.parts: asyncio.Queue[bytes] = asyncio.Queue()
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Number the values and hand them on."""
        buffer = self.buffer + data
        start = 0
        found = []
        while len(buffer) - start >= 4:
            (length,) = _LENGTH.unpack_from(buffer, start)
            end = start + 4 + length
            if len(buffer) < end:
                break
            self.number += 1
            body = buffer[start + 4 : end]
            found.append(b"id: %d\nevent: value\ndata: %b\n\n" % (self.number, body))
            start = end
        self.buffer = buffer[start:]
        if found:
            self.parts.put_nowait(b"".join(found))


def serve_probe(port: int, loop: str, http: str) -> None:
    """Serve the bare application."""
    import uvicorn

    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        yield_values(theirs)
        os._exit(0)
    theirs.close()
    bridge = Bridge()

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        if bridge.transport is None:
            await asyncio.get_running_loop().create_unix_connection(lambda: bridge, sock=ours)
        wanted = int(scope["query_string"] or b"0")
        bridge.number = 0
        if wanted:
            bridge.transport.write(_LENGTH.pack(wanted))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while bridge.number < wanted or not bridge.parts.empty():
            part = await bridge.parts.get()
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    config = uvicorn.Config(
        app,
        port=port,
        loop=loop,  # type: ignore[arg-type]
        http=http,  # type: ignore[arg-type]
        lifespan="off",
        access_log=False,
        log_config=None,
    )
    uvicorn.Server(config).run()


@contextmanager
def probe(*, fast: bool) -> Iterator[Server]:
    """Run the probe in a process of its own."""
    port = free_port()
    command = [sys.executable, __file__, "--serve", str(port), *flavour(fast=fast)]
    with running(command, port) as server:
        wait_for(server.url)
        yield server


# ----------------------------------------------------------------------------------- the client


def stream(url: str) -> bytes:
    """Return all that a streaming answer says, with the marks of its chunks taken out."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port)) as sock:
        head = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        lines = [f"{name}: {value}\r\n" for name, value in _SESSION.items()]
        sock.sendall((head + "".join(lines) + "\r\n").encode())
        data = bytearray()
        while not data.endswith(b"\r\n0\r\n\r\n"):
            part = sock.recv(1 << 20)
            if not part:
                raise SystemExit(f"the stream broke off: {bytes(data[-200:])!r}")
            data += part
    return _dechunked(bytes(data).partition(b"\r\n\r\n")[2])


def _dechunked(data: bytes) -> bytes:
    found, start = [], 0
    while True:
        line = data.index(b"\r\n", start)
        size = int(data[start:line], 16)
        if not size:
            return b"".join(found)
        found.append(data[line + 2 : line + 2 + size])
        start = line + 2 + size + 2


def submit(url: str, name: str, inputs: dict[str, Any]) -> str:
    """Start a run and return the URL of its events."""
    request = urllib.request.Request(
        f"{url}api/{name}/runs",
        data=json.dumps({"inputs": inputs}).encode(),
        headers={**_SESSION, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        run = json.load(answer)["run"]
    return f"{url}api/runs/{run}/events?after=0"


def measure(watch: int, count: int, begin: Any) -> Streamed:
    """Stream values and make sure that none is missing, twice there, or out of order."""
    cpu = cpu_of(watch)
    began = time.perf_counter()
    said = stream(begin())
    seconds = time.perf_counter() - began
    used = {name: (now - cpu[name]) / count * 1e6 for name, now in cpu_of(watch).items()}
    values = _VALUE.findall(said)
    if [int(value) for value in values] != list(range(count)):
        raise SystemExit(f"{len(values):,} values came, or not in order")
    return Streamed(count / seconds, used)


def main() -> None:
    """Measure both in turns and print the ratio, or be the probe."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="uvloop and httptools")
    parser.add_argument("--kept", action="store_true", help="the page keeps all of them")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--values", type=int, default=100_000)
    parser.add_argument("--serve", nargs=3, metavar=("PORT", "LOOP", "HTTP"))
    arguments = parser.parse_args()
    if arguments.serve:
        port, loop, http = arguments.serve
        serve_probe(int(port), loop, http)
        return
    before, count = machine(), arguments.values
    theirs: list[Streamed] = []
    mine: list[Streamed] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "counting.py")
        mark = "Append" if arguments.kept else "Replace"
        path.write_text(_FUNCTION.format(mark=mark))
        with (
            probe(fast=arguments.fast) as bare,
            serving(f"{path}:count", *flavour(fast=arguments.fast)) as server,
        ):
            for _ in range(arguments.rounds):
                theirs.append(measure(bare.process.pid, count, lambda: f"{bare.url}?{count}"))
                report(f"    bare: {theirs[-1]}")
                begin = lambda: submit(server.url, "count", {"n": count})  # noqa: E731
                mine.append(measure(server.process.pid, count, begin))
                report(f"  autoui: {mine[-1]}")
    ratio = statistics.median(m.rate / t.rate for m, t in zip(mine, theirs, strict=True))
    rate = statistics.median(m.rate for m in mine)
    report(f"{' + '.join(flavour(fast=arguments.fast))}, {count:,} values, in order, every one")
    loop = flavour(fast=arguments.fast)[0] + (", kept" if arguments.kept else "")
    reached = figure(f"generator values to an every subscriber, {loop}", rate, "/s", RATE)
    reached &= figure(f"generator values, {loop}", ratio, "× bare", RATIO)
    report(f"({subprocess.list2cmdline(sys.argv)}; before: {before}; after: {machine()})")
    sys.exit(0 if reached else 1)


if __name__ == "__main__":
    main()
