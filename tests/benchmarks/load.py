"""The load of the measuring scripts: many websocket clients in one thread, as cheap as can be.

Every client has one call in flight. Frames are built before the clock starts, and an answer is
looked at as bytes: what is measured is the server, on a machine that it shares with its load.
"""

import os
import select
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CLIENTS = 64
CALLS = 12_000
SEQUENTIAL = 1_500
_TICK = os.sysconf("SC_CLK_TCK")
_HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Dialogue:
    """What a client says: how a call is written, and when its answer is complete."""

    def open(self) -> list[str]:
        """Return what is sent first; each needs one answer."""
        return []

    def call(self, number: int) -> str:
        """Return the text of a call."""
        return f'{{"a": {number}, "b": 0.5}}'

    def is_end(self, text: bytes, number: int) -> bool:
        """Return whether a text frame completes the call."""
        if b'"sum": %d.5' % number not in text:
            raise SystemExit(f"a wrong answer: {text!r}")
        return True


@dataclass
class Measured:
    """One stretch of load.

    Attributes:
        rate: Calls a second.
        median: Milliseconds of a call.
        cpu: Microseconds of processor time per call, by process.
        frames: Frames that came per call.
    """

    rate: float
    median: float
    cpu: dict[str, float] = field(default_factory=dict)
    frames: float = 0.0


def masked(text: str) -> bytes:
    """Return a client's text frame; the mask is zero, which the server undoes like any other."""
    body = text.encode()
    size = len(body)
    length = bytes([0x80 | size]) if size < 126 else struct.pack(">BH", 0x80 | 126, size)
    return b"\x81" + length + bytes(4) + body


class Client:
    """One websocket."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.socket = socket.create_connection((parts.hostname, parts.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(_HANDSHAKE.format(path=parts.path, host=parts.netloc).encode())
        self._buffer = b""
        while b"\r\n\r\n" not in self._buffer:
            self._buffer += self._more()
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        if b" 101 " not in head:
            raise SystemExit(f"no websocket: {head!r}")
        self.send = self.socket.sendall
        self.frames = 0
        self.number = 0
        self.began = 0.0

    def texts(self) -> list[bytes]:
        """Return the text frames that have come, after waiting for some bytes."""
        data = self._buffer + self._more()
        found, start = [], 0
        while len(data) - start >= 2:
            size, body = data[start + 1], start + 2
            if size == 126:
                size, body = int.from_bytes(data[body : body + 2]), body + 2
            elif size == 127:
                size, body = int.from_bytes(data[body : body + 8]), body + 8
            if body + size > len(data):
                break
            if data[start] == 0x81:
                found.append(data[body : body + size])
            start = body + size
        self._buffer = data[start:]
        self.frames += len(found)
        return found

    def ask(self, text: str) -> None:
        """Send a text and wait for one answer."""
        self.send(masked(text))
        while not self.texts():
            pass

    def _more(self) -> bytes:
        data = self.socket.recv(1 << 16)
        if not data:
            raise SystemExit("the server closed a socket")
        return data


def run(url: str, dialogue: Dialogue, clients: int, calls: int, watch: int) -> Measured:
    """Make calls from several clients.

    Args:
        url: The websocket's.
        dialogue: What the clients say.
        clients: How many there are.
        calls: How many they make together.
        watch: The server's process; its descendants count as its workers.
    """
    frames = [masked(dialogue.call(number)) for number in range(calls)]
    opened = [Client(url) for _ in range(clients)]
    for client in opened:
        for first in dialogue.open():
            client.ask(first)
        client.frames = 0
    by_descriptor = {client.socket.fileno(): client for client in opened}
    poll = select.epoll()
    for descriptor in by_descriptor:
        poll.register(descriptor, select.EPOLLIN)
    cpu = cpu_of(watch)
    began = time.perf_counter()
    times = _drive(poll, by_descriptor, frames, dialogue.is_end)
    seconds = time.perf_counter() - began
    used = {name: (ticks - cpu[name]) / calls * 1e6 for name, ticks in cpu_of(watch).items()}
    for client in opened:
        client.socket.close()
    poll.close()
    count = sum(client.frames for client in opened) / calls
    return Measured(calls / seconds, sorted(times)[len(times) // 2] * 1000, used, count)


def _drive(
    poll: Any, clients: dict[int, Client], frames: list[bytes], is_end: Callable[[bytes, int], bool]
) -> list[float]:
    times: list[float] = []
    clock = time.perf_counter
    numbers = iter(range(len(frames)))

    def next_call(client: Client) -> None:
        number = next(numbers, None)
        if number is not None:
            client.number = number
            client.began = clock()
            client.send(frames[number])

    for client in clients.values():
        next_call(client)
    while len(times) < len(frames):
        for descriptor, _ in poll.poll():
            client = clients[descriptor]
            for text in client.texts():
                if is_end(text, client.number):
                    times.append(clock() - client.began)
                    next_call(client)
    return times


def cpu_of(server: int) -> Counter[str]:
    """Return the seconds of processor time that the load, a server and its workers have used."""
    found: Counter[str] = Counter(load=time.process_time(), server=0.0, worker=0.0)
    family = {server}
    for process in sorted(_processes(), key=lambda one: one[0]):
        pid, parent, seconds = process
        if pid == server:
            found["server"] += seconds
        elif parent in family:
            family.add(pid)
            found["worker"] += seconds
    return found


def _processes() -> list[tuple[int, int, float]]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        found.append(
            (int(folder.name), int(fields[1]), (int(fields[11]) + int(fields[12])) / _TICK)
        )
    return found


def measure(url: str, dialogue: Dialogue, watch: int, clients: int = CLIENTS) -> Measured:
    """Return the figures of several clients, with the median of one client's call."""
    run(url, dialogue, clients, CALLS // 4, watch)
    many = run(url, dialogue, clients, CALLS, watch)
    many.median = run(url, dialogue, 1, SEQUENTIAL, watch).median
    return many
