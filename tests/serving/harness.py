"""The whole application in one event loop: raw ASGI in front, a scripted worker behind."""

import asyncio
import functools
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from autoui.errors import Problem
from autoui.records.blobs import BlobStore
from autoui.running.attached import AttachedProcesses
from autoui.running.engine import Limits
from autoui.running.fleet import Fleet
from autoui.running.ledger import Ledger, Quota
from autoui.running.local import LocalEngine
from autoui.serving.app import build_app
from autoui.serving.assets import Assets
from autoui.serving.pinning import DocumentBlobs
from autoui.serving.service import Rates, Service
from autoui.serving.settings import Settings
from autoui.wire.page_server import PageFailed
from autoui.wire.server_worker import (
    CancelRun,
    Check,
    Checked,
    Frames,
    Load,
    LoadFailed,
    ReadPrefill,
    ReadRows,
    Ready,
    Replied,
    RunEvent,
    Served,
    Start,
    frame,
)
from autoui.wire.values import pack

SECRET = "0123456789abcdef" * 2
HOST = "localhost:7860"


def in_loop(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Run an async test in a loop of its own."""

    @functools.wraps(test)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        async def limited() -> None:
            async with asyncio.timeout(20):
                await test(*args, **kwargs)

        asyncio.run(limited())

    return wrapped


# --------------------------------------------------------------------------------- the worker


class ScriptedWorker:
    """Speaks for a worker on the other end of a link.

    The function's name says what it does: ``echo`` returns its inputs, ``wrong`` finds a fault,
    ``fails`` raises, ``refuses`` raises ``Error``, ``hangs`` waits for its cancellation, ``counts``
    yields values, ``silent``
    never answers a check.
    """

    SERVED = ("echo", "wrong", "fails", "refuses", "hangs", "counts", "silent")

    def __init__(self, link: socket.socket) -> None:
        self.link = link
        self.got: list[Any] = []
        self.news = asyncio.Event()
        self.hanging: set[str] = set()
        self.document: dict[str, Any] = {"hash": "page1", "modules": ["number"], "title": "T"}
        self.title = "A title"
        self.thumbnail = ""
        self.styles = ["a{color:red}"]

    async def run(self) -> None:
        """Read messages and answer them until the link ends."""
        reader, self.writer = await asyncio.open_connection(sock=self.link)
        frames = Frames("worker")
        while data := await reader.read(1 << 16):
            for message in frames.feed(data):
                self.got.append(message)
                self.answer(message)
                self.news.set()
        self.writer.close()

    def send(self, message: Any) -> None:
        """Send a message."""
        self.writer.write(frame(message))

    def ready(self, **served: Any) -> None:
        """Say that the page is built."""
        endpoints = [
            Served(
                name=name,
                hash="h1",
                summary=f"{name}()",
                openapi=b'{"summary":"does it"}',
                **served,
            )
            for name in self.SERVED
        ]
        self.send(
            Ready(
                document=msgspec.json.encode(self.document),
                title=self.title,
                description="",
                endpoints=endpoints,
                styles=self.styles,
                thumbnail=self.thumbnail,
            )
        )

    def fail(self, **failure: Any) -> None:
        """Say that the page could not be built."""
        self.send(LoadFailed(failure=PageFailed(**failure)))

    async def until(self, kind: type) -> Any:
        """Wait for a message of a kind and return the newest."""
        while not (found := [m for m in self.got if type(m) is kind]):
            self.news.clear()
            await self.news.wait()
        return found[-1]

    def answer(self, message: Any) -> None:
        """Do what the message asks."""
        match message:
            case Check() if message.endpoint != "silent":
                self.check(message)
            case Start():
                for call in message.calls:
                    self.do(call)
            case CancelRun() if message.run in self.hanging:
                self.hanging.discard(message.run)
                self.event(message.run, "cancelled", {"how": "asked"})
            case ReadRows():
                self.rows(message)
            case ReadPrefill():
                self.send(Replied(request=message.request, data=pack({"values": {}})))

    def check(self, message: Check) -> None:
        """Answer a check, and run the function if that is asked."""
        wrong = [Problem("x", "must be at least 0")] if message.endpoint == "wrong" else []
        self.send(Checked(run=message.run, errors=wrong))
        if message.start and not wrong:
            self.do(message)

    def do(self, call: Check) -> None:
        """Run a function."""
        match call.endpoint:
            case "echo":
                data = b'{"outputs":[' + call.inputs + b'],"seconds":0.1}'
                self.send(RunEvent(run=call.run, kind="done", data=data))
            case "refuses":
                refused = {"type": "Error", "message": "not today", "dialog": True, "errors": []}
                self.event(call.run, "failed", refused)
            case "fails":
                failed = {"type": "ValueError", "message": "too bad", "id": "e1", "errors": []}
                self.event(call.run, "failed", failed)
            case "counts":
                for number in range(5):
                    self.event(call.run, "value", {"outputs": [number]})
                self.event(call.run, "done", {"outputs": [4]})
            case "hangs" | "silent":
                self.hanging.add(call.run)

    def rows(self, message: ReadRows) -> None:
        """Answer with a window of a table of 12,000 rows."""
        asked = message.rows
        if asked.count > 3000:
            self.send(Replied(request=message.request, error="the window is too large"))
            return
        end = min(asked.start + asked.count, 12_000)
        window = [[row, f"n,{row}"] for row in range(asked.start, end)]
        data = pack({"total": 12_000, "start": asked.start, "rows": window})
        self.send(Replied(request=message.request, data=data))

    def event(self, run: str, kind: Any, data: Any, blobs: tuple[str, ...] = ()) -> None:
        """Send an event of a run."""
        self.send(RunEvent(run=run, kind=kind, data=pack(data), blobs=list(blobs)))


# ------------------------------------------------------------------------------------ requests


class Answer:
    """What came back."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)


def scope_of(
    type_: str, path: str, headers: dict[str, str], *, client: str = "127.0.0.1", **more: Any
) -> dict[str, Any]:
    """Return an ASGI scope as uvicorn makes it."""
    path, _, query = path.partition("?")
    given = {"host": HOST, **{name.lower(): value for name, value in headers.items()}}
    return {
        "type": type_,
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "http" if type_ == "http" else "ws",
        "server": ("127.0.0.1", 7860),
        "client": (client, 5555),
        "root_path": "",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(n.encode(), v.encode("latin-1")) for n, v in given.items() if v is not None],
        "state": {},
        "extensions": {"websocket.http.response": {}},
        **more,
    }


class Exchange:
    """A request whose answer is read as it comes."""

    def __init__(self, app: Any, scope: dict[str, Any], body: list[bytes]) -> None:
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        for number, part in enumerate(body):
            more = number < len(body) - 1
            self.inbox.put_nowait({"type": "http.request", "body": part, "more_body": more})
        self.task = asyncio.ensure_future(app(scope, self.inbox.get, self.outbox.put))

    def hang_up(self) -> None:
        """Go away."""
        self.inbox.put_nowait({"type": "http.disconnect"})

    async def start(self) -> dict[str, Any]:
        """Return the first message of the answer."""
        return await self.next()

    async def next(self) -> dict[str, Any]:
        """Return the next message of the answer."""
        getting = asyncio.ensure_future(self.outbox.get())
        await asyncio.wait({getting, self.task}, return_when=asyncio.FIRST_COMPLETED)
        if not getting.done():
            if self.outbox.empty():
                getting.cancel()
                self.task.result()
                raise EOFError
            await getting
        return getting.result()

    async def answer(self) -> Answer:
        """Return the whole answer."""
        start = await self.start()
        body = b""
        while True:
            part = await self.next()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        await self.task
        headers = {n.decode(): v.decode("latin-1") for n, v in start["headers"]}
        return Answer(start["status"], headers, body)


class Socket:
    """The client's end of a websocket."""

    def __init__(self, app: Any, scope: dict[str, Any]) -> None:
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.inbox.put_nowait({"type": "websocket.connect"})
        self.messages: list[Any] = []
        self.task = asyncio.ensure_future(app(scope, self.inbox.get, self.outbox.put))

    async def opened(self) -> dict[str, Any]:
        """Return the answer to the handshake."""
        return await self.outbox.get()

    def send(self, **message: Any) -> None:
        """Send one message."""
        self.text(msgspec.json.encode(message).decode())

    def text(self, text: str) -> None:
        """Send a text frame."""
        self.inbox.put_nowait({"type": "websocket.receive", "text": text})

    async def receive(self) -> Any:
        """Return the next message."""
        while not self.messages:
            event = await self.outbox.get()
            assert event["type"] == "websocket.send", event
            parsed = msgspec.json.decode(event["text"])
            self.messages += parsed if isinstance(parsed, list) else [parsed]
        return self.messages.pop(0)

    async def until(self, op: str, **fields: Any) -> Any:
        """Skip to a message."""
        while True:
            message = await self.receive()
            found = all(message.get(name) == value for name, value in fields.items())
            if message["op"] == op and found:
                return message

    async def close(self) -> None:
        """Go away, and wait until the server has noticed."""
        self.inbox.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self.task


class Site:
    """A server without a port."""

    def __init__(self, app: Any, service: Service, worker: ScriptedWorker) -> None:
        self.app = app
        self.service = service
        self.worker = worker
        self.ledger: Ledger
        self.sockets: list[Socket] = []

    def begin(
        self,
        method: str,
        path: str,
        body: bytes | list[bytes] = b"",
        headers: dict[str, Any] | None = None,
        **scope: Any,
    ) -> Exchange:
        """Send a request and return what reads its answer."""
        parts = body if isinstance(body, list) else [body]
        made = scope_of("http", path, headers or {}, **scope)
        return Exchange(self.app, {**made, "method": method}, parts)

    async def request(self, method: str, path: str, *args: Any, **options: Any) -> Answer:
        """Send a request and return the answer."""
        return await self.begin(method, path, *args, **options).answer()

    async def get(self, path: str, **headers: str) -> Answer:
        """GET, with headers by name (``_`` for ``-``)."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.request("GET", path, headers=given)

    def socket(self, headers: dict[str, str] | None = None, **scope: Any) -> Socket:
        """Open a websocket."""
        made = Socket(
            self.app, scope_of("websocket", "/ws", headers or {}, subprotocols=[], **scope)
        )
        self.sockets.append(made)
        return made

    async def page(self, session: str = SECRET, **hello: Any) -> Socket:
        """Open a websocket and say hello."""
        made = self.socket()
        assert (await made.opened())["type"] == "websocket.accept"
        made.send(op="hello", session=session, **{"page": "page1", **hello})
        assert (await made.receive())["op"] == "welcome"
        return made


@asynccontextmanager
async def site(
    folder: Path,
    *,
    ready: bool = True,
    limits: Limits | None = None,
    quota: Quota | None = None,
    rates: Rates | None = None,
    **settings: Any,
) -> AsyncIterator[Site]:
    """Serve a scripted worker."""
    loop = asyncio.get_running_loop()
    chosen = Settings(target="app.py:echo", **settings)
    ours, theirs = socket.socketpair()
    processes = AttachedProcesses(ours, Load(target="", options={}, blobs="", scratch=""))
    limits = limits or Limits()
    fleet = Fleet(processes, loop, limits.drain)
    blobs = folder / "blobs"
    blobs.mkdir()
    ledger = Ledger(BlobStore(blobs), loop, quota)
    engine = LocalEngine(fleet, ledger, loop, limits)
    service = Service(chosen, engine, fleet, Assets(assets_in(folder)), "server1")
    if rates is not None:
        service.rates = rates
    fleet.watchers.append(DocumentBlobs(ledger, loop))
    worker = ScriptedWorker(theirs)
    working = loop.create_task(worker.run())
    made = Site(build_app(service), service, worker)
    made.ledger = ledger
    fleet.start()
    await worker.until(Load)
    if ready:
        worker.ready()
        await service.feeds.built(5)
    try:
        yield made
    finally:
        for opened in made.sockets:
            if not opened.task.done():
                await opened.close()
        await engine.close(0)
        await service.close()
        worker.writer.close()
        await working


def assets_in(folder: Path) -> Path:
    """Write a small tree of page files and return its root."""
    root = folder / "web"
    for name, text in {
        "index.html": "<title>{{title}}</title><p>{{description}}</p>{{thumbnail}}"
        "{{styles}}<script>first()</script>"
        '<script src="{{assets}}/autoui.js"></script>'
        '<div id="autoui"{{wide}}></div>'
        '<script id="document">{{document}}</script><script id="state">{{state}}</script>',
        "autoui.js": 'import { a } from "./core/a.js";\n' + "console.log(1);\n" * 100,
        "core/a.js": 'import { b } from "../components/b.js";\nexport const a = b;\n',
        "components/b.js": "export const b = 1;\n",
        "components/number.js": 'import "./b.js";\nexport { a } from "../core/a.js";\n',
        "components/lazy.js": 'const late = () => import("./number.js");\n',
        "pic.png": "PNG" * 200,
        ".hidden": "x",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root
