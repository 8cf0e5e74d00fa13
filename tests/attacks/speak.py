"""Speaking HTTP and the websocket's protocol as no browser would."""

import contextlib
import http.client
import json
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import msgspec
from websockets.sync.client import ClientConnection, connect

from tests.browser.served import Served

TERMINAL = {"done", "failed", "cancelled", "timed_out", "lost", "expired"}
SECONDS = 30.0


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


def port_of(served: Served) -> int:
    """Return the port a server listens on."""
    port = urlsplit(served.url).port
    assert port
    return port


def ask(
    served: Served,
    path: str,
    body: bytes | None = None,
    *,
    method: str = "",
    headers: dict[str, str] | None = None,
) -> Answer:
    """Send one request, the path as it is, and read the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port_of(served), timeout=SECONDS)
    try:
        method = method or ("GET" if body is None else "POST")
        connection.putrequest(
            method, path, skip_host="Host" in (headers or {}), skip_accept_encoding=True
        )
        for name, value in (headers or {}).items():
            connection.putheader(name, value.encode("latin-1"))
        if body is not None and not {"Content-Length", "Transfer-Encoding"} & set(headers or {}):
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read())
    finally:
        connection.close()


def call(served: Served, name: str, /, **inputs: Any) -> Answer:
    """Call a function over HTTP."""
    return ask(served, f"/api/{name}", json.dumps(inputs).encode())


def raw(served: Served, data: bytes, *, half_close: bool = False) -> bytes:
    """Send bytes and return everything that comes until the server hangs up."""
    with socket.create_connection(("127.0.0.1", port_of(served)), timeout=SECONDS) as link:
        with contextlib.suppress(ConnectionError):
            link.sendall(data)
        if half_close:
            link.shutdown(socket.SHUT_WR)
        found = b""
        with contextlib.suppress(ConnectionError):
            while part := link.recv(1 << 16):
                found += part
        return found


def upload(served: Served, data: bytes, name: str = "a.txt", session: str = "") -> dict[str, Any]:
    """Upload a file and return the reference to it."""
    headers = {"X-File-Name": name}
    if session:
        headers["Authorization"] = f"Bearer {session}"
    answer = ask(served, "/uploads", data, method="PUT", headers=headers)
    assert answer.status == 201, answer.body
    found: dict[str, Any] = answer.json
    return found


@dataclass
class Page:
    """A page without a browser."""

    served: Served
    socket: ClientConnection
    session: str
    hashes: dict[str, str] = field(default_factory=dict)
    waiting: list[dict[str, Any]] = field(default_factory=list)

    def send(self, **message: Any) -> None:
        """Send one message."""
        self.socket.send(json.dumps(message))

    def receive(self) -> dict[str, Any]:
        """Return the next message."""
        while not self.waiting:
            found = json.loads(self.socket.recv(timeout=SECONDS))
            self.waiting = found if isinstance(found, list) else [found]
        return self.waiting.pop(0)

    def until(self, *ops: str, run: str | None = None, kind: str = "") -> dict[str, Any]:
        """Return the next message of that sort, for a run or of an event's kind if one is named."""
        while True:
            message = self.receive()
            if message["op"] not in ops or run not in (None, message.get("run")):
                continue
            if kind in ("", message.get("kind")):
                return message

    def hello(self, page: str = "") -> dict[str, Any]:
        """Greet, and learn what the page offers."""
        self.send(op="hello", session=self.session, page=page)
        found = self.until("page")["document"]
        self.hashes = {one["name"]: one["hash"] for one in found["endpoints"]}
        return dict(found)

    def submit(self, endpoint: str, /, **inputs: Any) -> str:
        """Ask for a run and return its id."""
        run = secrets.token_hex(8)
        self.send(
            op="submit",
            run=run,
            endpoint=endpoint,
            hash=self.hashes.get(endpoint, ""),
            inputs=inputs,
        )
        return run

    def events(self, run: str) -> list[dict[str, Any]]:
        """Return the events of a run up to its last."""
        found: list[dict[str, Any]] = []
        while not found or found[-1]["kind"] not in TERMINAL:
            message = self.receive()
            if message.get("run") == run:
                assert message["op"] in ("accepted", "event"), message
                found += [message] if message["op"] == "event" else []
        return found

    def do(self, endpoint: str, /, **inputs: Any) -> dict[str, Any]:
        """Run a function and return its last event."""
        return self.events(self.submit(endpoint, **inputs))[-1]


@contextlib.contextmanager
def page(served: Served, session: str = "", **options: Any) -> Iterator[Page]:
    """Open a page's websocket; it has not greeted yet."""
    url = f"ws://127.0.0.1:{port_of(served)}/ws"
    with connect(url, max_size=64 << 20, open_timeout=SECONDS, **options) as found:
        yield Page(served, found, session or secrets.token_hex(16))


@contextlib.contextmanager
def greeted(served: Served, session: str = "") -> Iterator[Page]:
    """Open a page's websocket and greet."""
    with page(served, session) as found:
        found.hello()
        yield found


def sse(served: Served, path: str, session: str) -> list[tuple[str, Any]]:
    """Read a run's events over HTTP to their end: kinds and data."""
    answer = ask(served, path, headers={"Authorization": f"Bearer {session}"})
    assert answer.status == 200, answer.body
    found = []
    for block in answer.body.decode().split("\n\n"):
        parts = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in parts:
            found.append((parts["event"], msgspec.json.decode(parts["data"])))
    return found
