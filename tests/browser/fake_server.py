"""A scripted server inside the browser: the page alone, with answers that a test writes.

No port is opened: Playwright answers every request from ``web_assets`` and plays the websocket.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
from playwright.sync_api import Page, Route, WebSocketRoute

from autoui.serving.assets import Assets, find_root
from autoui.serving.document import Document
from autoui.serving.feeds import CurrentPage
from autoui.serving.settings import Settings
from autoui.wire.server_worker import Ready

ASSETS = Assets(find_root())
ADDRESS = "http://autoui.fake/"
SOCKETS = (
    "connect-src",
    "connect-src ws://autoui.fake",
)  # Where the page has a module from, for tests that load one themselves.
SENT = "sent = (name) => document.querySelector('[type=module]').src.replace('autoui.js', name)"

Play = Callable[["FakeServer", dict[str, Any]], None]


class FakeServer:
    """Answers one browser page.

    Args:
        document: The page document, or None while "the module is imported".
        submit: What a submit does; by default it ends at once with ``result``.
        result: The outputs of a run that nothing else was said about.

    Attributes:
        received: Every message the page sent, in order.
        sockets: How many websockets the page has opened.
        refuse_sockets: Close each websocket before it opens.
        files: Path → (media type, bytes) of blobs.
        after_hello: What it does once it has welcomed a page.
    """

    def __init__(
        self,
        document: dict[str, Any] | None,
        submit: Play | None = None,
        result: list[Any] | None = None,
        *,
        sketch: dict[str, Any] | None = None,
        title: str = "Toy Calculator",
    ) -> None:
        self.document = document
        self.result = result or [shown("number", 8)]
        self.submit = submit or answer_at_once
        self.sketch = sketch
        self.title = document["title"] if document else title
        self.received: list[dict[str, Any]] = []
        self.sockets = 0
        self.refuse_sockets = False
        self.server = "s1"
        self.files: dict[str, tuple[str, bytes]] = {}
        self.prefilled: dict[str, Any] = {"values": {}, "errors": []}
        self.after_hello: Callable[[FakeServer], None] = lambda server: None
        self._socket: WebSocketRoute | None = None
        self._events: dict[str, list[dict[str, Any]]] = {}

    def install(self, page: Page, path: str = "") -> None:
        """Take over a browser page and open the app in it."""
        self.install_routes(page)
        self.open(page, path)

    def install_routes(self, page: Page) -> None:
        """Answer all that a browser page asks for, from now on."""
        page.add_init_script(SENT)
        page.route("**/*", self._serve)
        page.route_web_socket("**/ws", self._connected)

    def open(self, page: Page, path: str = "") -> None:
        """Open the app."""
        page.goto(ADDRESS + path)

    # ---- what a test says

    def send(self, **message: Any) -> None:
        """Send one message to the page."""
        assert self._socket is not None
        self._socket.send(json.dumps(message))

    def event(self, run: str, kind: str, **data: Any) -> None:
        """Send a run's next event."""
        known = self._events.setdefault(run, [])
        known.append({"op": "event", "run": run, "n": len(known) + 1, "kind": kind, "data": data})
        self.send(**known[-1])

    def done(self, run: str, outputs: list[Any] | None = None, **more: Any) -> None:
        """End a run well."""
        self.event(run, "done", **{"outputs": outputs or self.result, "seconds": 0.012, **more})

    def forget(self) -> None:
        """Know no run any more."""
        self._events.clear()

    def drop(self) -> None:
        """Close the websocket."""
        assert self._socket is not None
        self._socket.close()

    def last(self, op: str) -> dict[str, Any]:
        """Return the newest message of a kind."""
        return next(message for message in reversed(self.received) if message["op"] == op)

    def submitted(self, page: Page, count: int = 1) -> str:
        """Wait for that many submits in all; return the run of the newest."""
        for _ in range(500):
            runs = [message["run"] for message in self.received if message["op"] == "submit"]
            if len(runs) >= count:
                return str(runs[-1])
            page.wait_for_timeout(10)
        raise AssertionError(f"only {len(runs)} submits came")

    def asked(self, page: Page, op: str) -> dict[str, Any]:
        """Wait for a message of a kind and return it."""
        for _ in range(500):
            if any(message["op"] == op for message in self.received):
                return self.last(op)
            page.wait_for_timeout(10)
        raise AssertionError(f"no {op} came")

    def wait_for_sockets(self, page: Page, count: int) -> None:
        """Wait until that many websockets have said hello."""
        for _ in range(500):
            if sum(message["op"] == "hello" for message in self.received) >= count:
                return
            page.wait_for_timeout(10)
        raise AssertionError(f"only {self.sockets} sockets came")

    # ---- how it answers

    def _connected(self, socket: WebSocketRoute) -> None:
        self.sockets += 1
        if self.refuse_sockets:
            socket.close()
            return
        self._socket = socket
        socket.on_message(self._message)

    def _message(self, text: str | bytes) -> None:
        parsed = json.loads(text)
        for message in parsed if isinstance(parsed, list) else [parsed]:
            self.received.append(message)
            if message["op"] == "hello":
                self.send(op="welcome", server=self.server, limits={"file": 200_000_000})
                for run, after in message["runs"].items():
                    self._tell(run, after)
                self.after_hello(self)
            elif message["op"] == "submit":
                self.submit(self, message)
            elif message["op"] == "prefill":
                self.send(op="answer", request=message["request"], data=self.prefilled, error="")

    def _tell(self, run: str, after: int) -> None:
        if run not in self._events:
            self.send(op="refused", run=run, code="unknown", message="", errors=[])
        for event in self._events.get(run, [])[after:]:
            self.send(**event)

    def _serve(self, route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path).lstrip("/")
        if path == "":
            body, policy = self._html()
            headers = {"Content-Security-Policy": policy}
            route.fulfill(content_type="text/html; charset=utf-8", headers=headers, body=body)
        elif path in self.files:
            type_, data = self.files[path]
            route.fulfill(content_type=type_, body=data)
        else:
            self._asset(route, *path.removeprefix("assets/").split("/", 1))

    def _asset(self, route: Route, tree: str, path: str) -> None:
        named = ASSETS.named(tree)
        found = named and named.get(path)
        if found is None:
            route.fulfill(status=404, body="")
            return
        route.fulfill(content_type=found.type, body=found.data)

    def _html(self) -> tuple[bytes, str]:
        """Return the document as the server renders it, and its policy."""
        settings = Settings(title=self.title, sketch=self.sketch, debug=True)
        document = Document(ASSETS, settings)
        page = None
        if self.document:
            data = msgspec.json.encode(self.document)
            page = CurrentPage(Ready(data, self.title, "", []), [])
        return document.render(page, frozenset())[0], document.policy.replace(*SOCKETS)


def answer_at_once(server: FakeServer, message: dict[str, Any]) -> None:
    """Accept a run and end it well."""
    run = message["run"]
    server.send(op="accepted", run=run)
    server.event(run, "started")
    server.done(run)


def stay_silent(server: FakeServer, message: dict[str, Any]) -> None:
    """Accept a run and let the test say the rest."""
    server.send(op="accepted", run=message["run"])
    server.event(message["run"], "started")


def shown(kind: str, value: Any, **props: Any) -> dict[str, Any]:
    """Return a result that chose its own kind."""
    return {"show": kind, "props": props, "value": value, "label": "Output"}


Parameter = dict[str, Any]


def parameter(name: str, kind: str, value: Any = None, **more: Any) -> Parameter:
    """Describe one input: ``required``, ``section``, ``annotation`` and so on, else props."""
    known = ("required", "section", "annotation", "passed", "secret")
    return {
        "name": name,
        "kind": kind,
        "value": value,
        "input": {key: more.pop(key) for key in known if key in more},
        "props": more,
    }


def interface(
    parameters: list[Parameter],
    *,
    name: str = "calculator",
    title: str = "Toy Calculator",
    description: str = "",
    outputs: list[tuple[str, str]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return the page document of one function.

    Args:
        outputs: Name and shape of each.
        more: Parts of the endpoint (``examples``, ``docs``, ``signature``, ``live``), ``hash``.
    """
    outputs = outputs or [("Output", "short")]
    nodes: list[dict[str, Any]] = [
        {
            "id": f"{name}.{one['name']}",
            "kind": one["kind"],
            "props": {"label": one["name"].replace("_", " ").capitalize(), **one["props"]},
            "value": one["value"],
        }
        for one in parameters
    ]
    nodes += [
        {
            "id": f"{name}.out.{index}",
            "kind": "auto",
            "props": {"label": label},
            "value": None,
        }
        for index, (label, _) in enumerate(outputs)
    ]
    inputs = [
        {
            "name": one["name"],
            "node": f"{name}.{one['name']}",
            "required": one["value"] is None,
            "passed": "either",
            "annotation": "",
            "default": one["value"],
            "secret": False,
            "changed": False,
            "section": "",
            **one["input"],
        }
        for one in parameters
    ]
    endpoint = {
        "name": name,
        "hash": "e1",
        "title": title,
        "inputs": inputs,
        "outputs": [
            {"name": label, "node": f"{name}.out.{index}", "shape": shape}
            for index, (label, shape) in enumerate(outputs)
        ],
        "signature": f"{name}({', '.join(one['name'] for one in parameters)})",
        "call": {
            "import": f"from app import {name}",
            "name": name,
            "target": f"app.py:{name}",
        },
        "kind": "plain",
        "live": False,
        "docs": "",
        "examples": {"rows": [], "results": [], "labels": [], "source": "docs"},
        "samples": False,
    }
    hash_ = more.pop("hash", "p1")
    endpoint.update(more)
    page = {"id": "page1", "kind": "interface", "props": {}, "children": [n["id"] for n in nodes]}
    return {
        "version": 1,
        "hash": hash_,
        "title": title,
        "theme": "default",
        "debug": True,
        "pages": [
            {
                "name": name,
                "title": title,
                "root": "page1",
                "description": description,
                "article": "",
                "endpoint": name,
            }
        ],
        "nodes": [page, *nodes],
        "listeners": [],
        "endpoints": [endpoint],
        "modules": sorted({n["kind"] for n in nodes}),
    }


OPERATIONS = [
    {"label": name.capitalize(), "value": name}
    for name in ("add", "subtract", "multiply", "divide")
]


def calculator(**more: Any) -> dict[str, Any]:
    """Return the calculator's page document."""
    return interface(
        [
            parameter("num1", "number", annotation="float", info="<p>The first number.</p>"),
            parameter("operation", "choice", choices=OPERATIONS, look="segmented"),
            parameter("num2", "number", annotation="float"),
        ],
        description="<p>Here's a sample toy calculator. Allows you to calculate things.</p>",
        signature="calculator(num1: float, operation: Literal['add', 'subtract', …], num2: float)",
        examples={
            "rows": [[5, "add", 3], [4, "divide", 2], [-4, "multiply", 2.5], [0, "subtract", 1.2]],
            "results": ["8", "2.0", "-10.0", "-1.2"],
            "labels": ["5 add 3", "4 divide 2", "-4 multiply 2.5", "0 subtract 1.2"],
            "source": "docs",
        },
        **more,
    )


def several() -> dict[str, Any]:
    """Return a page document with two functions."""
    one = calculator()
    two = interface(
        [parameter("text", "text", "hello")],
        name="shout",
        title="Shout",
        description="<p>Louder.</p>",
    )
    two["nodes"][0]["id"] = two["pages"][0]["root"] = "page2"
    for part in ("pages", "nodes", "endpoints"):
        one[part] += two[part]
    return one


def blocks() -> dict[str, Any]:
    """Return a page that an author laid out: two numbers in a row, a button, a result."""
    document = interface(
        [parameter("a", "number", 1, required=True), parameter("b", "number", 2, required=True)],
        name="add",
    )
    document["pages"][0].pop("endpoint")
    inputs = [node["id"] for node in document["nodes"][1:3]]
    document["nodes"][0] = {
        "id": "page1", "kind": "column", "props": {}, "children": ["row", "go", "add.out.0"],
    }  # fmt: skip
    document["nodes"] += [
        {"id": "row", "kind": "row", "props": {}, "children": inputs},
        {"id": "go", "kind": "button", "props": {"text": "Add"}},
    ]
    document["listeners"] = [
        {
            "trigger": "go",
            "event": "click",
            "endpoint": "add",
            "inputs": inputs,
            "outputs": ["add.out.0"],
        }
    ]
    return document
