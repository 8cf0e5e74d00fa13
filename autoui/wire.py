"""Everything that crosses a process or network boundary, and how it is written.

Three parts: *values* (what a component makes of an input or a result: None, bool, int, float, str,
``Blob``, ``Source``, and lists and dicts of them), *messages* (tagged structs
between page, server and worker) and *frames* (messages on the link between server and worker).

A value is packed to JSON once, where it is made, and travels as that text: the server never parses
what a user's function takes or returns. Messages are JSON on the websocket and msgpack on the link.
"""

import math
import re
import struct
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from autoui.errors import Problem, Unencodable, WireError

MAX_MESSAGE = 4 << 20
"""Bytes in one message, on the websocket and on the link."""

PAGE_BYTES = 4096
"""Bytes of the memory that the server shares with each worker."""

MAX_DEPTH = 100
"""How deep lists and dicts may nest in a value."""

MAX_INTEGER_DIGITS = 100_000
"""Digits of a tagged integer; parsing one is quadratic in its length."""

_SAFE_INTEGER = 2**53 - 1
_INTEGER = re.compile(r"-?(0x[0-9a-f]+|[0-9]+)", re.ASCII)

# --------------------------------------------------------------------------------------- values


class Blob(msgspec.Struct, frozen=True):
    """A reference to bytes kept by the server: an upload, a picture, a table, a file.

    Attributes:
        id: The unguessable name of the bytes.
        name: A file name to show and to download under; never a path.
        type: The media type.
        size: Length in bytes.
        meta: What the page needs to lay the thing out before it loads (``width``, ``height``,
            ``rows``, ``columns``, …).
    """

    id: str
    name: str = "file"
    type: str = "application/octet-stream"
    size: int = 0
    meta: dict[str, Any] = {}


class Source(msgspec.Struct, frozen=True):
    """Text that a person typed where any value will do; Python reads it as a literal, else as text.

    Attributes:
        text: What was typed.
    """

    text: str


class Piece(msgspec.Struct, gc=False):
    """Where a value of a generator stands among those of its output that are kept.

    Attributes:
        output: The output's number.
        start: The place from which values change (``from`` on the wire).
        values: Plain values from there on, up to this one.
    """

    output: int
    start: int = msgspec.field(name="from")
    values: list[Any] = []


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder()


def pack(value: Any) -> bytes:
    """Write a plain value as JSON text.

    Integers beyond ±(2⁵³−1), non-finite floats and strings with lone surrogates become tagged
    leaves (``{"$": "int", "v": "9007199254740993"}``), blobs become ``{"$blob": id, …}``, and keys
    that begin with ``$`` gain another one, so that no user data can pose as either.

    Raises:
        Unencodable: The value holds something else, a key that is no string, or nests too deep.
    """
    try:
        return _encoder.encode(_to_json(value, MAX_DEPTH))
    except _Misfit as misfit:
        raise Unencodable(f"{misfit.path or 'the value'} {misfit.what}") from None


def unpack(data: bytes | bytearray | memoryview | msgspec.Raw) -> Any:
    """Read what ``pack`` wrote.

    Raises:
        WireError: The text is not JSON, nests too deep, or holds a malformed tag.
    """
    try:
        parsed = _decoder.decode(data)
        return parsed if _is_untagged(data) else _from_json(parsed, MAX_DEPTH)
    except RecursionError:
        raise WireError(f"a value nests deeper than {MAX_DEPTH} levels") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WireError(f"not a value: {error}") from None


class _Misfit(Exception):
    """A value that cannot be packed; the path to it is known once it has been passed on."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        self.path = ""

    def below(self, step: str) -> "_Misfit":
        self.path = step + self.path
        return self


def _to_json(value: Any, depth: int) -> Any:
    kind = type(value)
    # Most frequent first: every value of every event comes by here.
    if kind is str:
        return value if value.isascii() else _string_to_json(value)
    if kind is dict:
        return _dict_to_json(value, depth)
    if kind is int:
        if -_SAFE_INTEGER <= value <= _SAFE_INTEGER:
            return value
        return {"$": "int", "v": _digits(value)}
    if value is None or kind is bool:
        return value
    if kind is float:
        return value if math.isfinite(value) else {"$": "float", "v": repr(value)}
    if kind is list or kind is tuple:
        return _items_to_json(value, depth)
    return _rest_to_json(value, kind, depth)


def _items_to_json(items: Any, depth: int) -> list[Any]:
    if depth <= 0:
        raise _too_deep()
    found: list[Any] = []
    try:
        for item in items:
            found.append(_to_json(item, depth - 1))  # noqa: PERF401 - its length tells where
    except _Misfit as misfit:
        raise misfit.below(f"[{len(found)}]") from None
    return found


def _dict_to_json(value: dict[Any, Any], depth: int) -> dict[str, Any]:
    if depth <= 0:
        raise _too_deep()
    found: dict[str, Any] = {}
    for key, item in value.items():
        plain = type(key) is str and key.isascii() and key[:1] != "$"
        name = key if plain else _key_to_json(key)
        try:
            found[name] = _to_json(item, depth - 1)
        except _Misfit as misfit:
            raise misfit.below(f".{key}") from None
    return found


def _rest_to_json(value: Any, kind: type, depth: int) -> dict[str, Any] | Piece:
    if depth <= 0:
        raise _too_deep()
    if kind is Piece:
        values = _items_to_json(value.values, depth - 1) if value.values else []
        return Piece(value.output, value.start, values)
    if kind is Blob:
        return _blob_to_json(value)
    if kind is Source:
        return {"$": "source", "v": value.text}
    raise _Misfit(f"is a {kind.__module__}.{kind.__qualname__}")


def _too_deep() -> _Misfit:
    return _Misfit(f"nests deeper than {MAX_DEPTH} levels")


def _digits(value: int) -> str:
    # hex() has no length limit and no quadratic cost, str() has both.
    if value.bit_length() > 10_000:
        text = hex(value)
        if len(text) > MAX_INTEGER_DIGITS:
            raise _Misfit(f"is an integer of {len(text)} hex digits")
        return text
    return str(value)


def _string_to_json(value: str) -> Any:
    try:
        value.encode()
    except UnicodeEncodeError:
        units = value.encode("utf-16-le", "surrogatepass")
        return {"$": "str", "v": list(struct.unpack(f"<{len(units) // 2}H", units))}
    return value


def _key_to_json(key: Any) -> str:
    if type(key) is not str:
        raise _Misfit(f"has the key {key!r}, which is no string")
    if not key.isascii():
        try:
            key.encode()
        except UnicodeEncodeError:
            raise _Misfit("has a key with a lone surrogate") from None
    return "$" + key if key.startswith("$") else key


def _blob_to_json(blob: Blob) -> dict[str, Any]:
    return {
        "$blob": blob.id,
        "name": blob.name,
        "type": blob.type,
        "size": blob.size,
        "meta": _meta_to_json(blob.meta),
    }


def _meta_to_json(meta: dict[str, Any]) -> Any:
    try:
        return _to_json(meta, 10)
    except _Misfit as misfit:
        raise misfit.below(".meta") from None


def _is_untagged(data: Any) -> bool:
    """Whether JSON text shows at a glance that it holds no tag and nests no deeper than it may."""
    return (
        type(data) is bytes
        and b'"$' not in data
        and b"\\" not in data
        and data.count(b"[") + data.count(b"{") <= MAX_DEPTH
    )


def _from_json(value: Any, depth: int) -> Any:
    if isinstance(value, list):
        if depth <= 0:
            raise WireError(f"a value nests deeper than {MAX_DEPTH} levels")
        return [_from_json(item, depth - 1) for item in value]
    if isinstance(value, dict):
        if depth <= 0:
            raise WireError(f"a value nests deeper than {MAX_DEPTH} levels")
        if "$" in value:
            return _leaf_from_json(value)
        if "$blob" in value:
            return _blob_from_json(value)
        return {
            key[1:] if key.startswith("$") else key: _from_json(item, depth - 1)
            for key, item in value.items()
        }
    return value


def _leaf_from_json(tagged: dict[str, Any]) -> Any:
    match tagged:
        case {"$": "int", "v": str(text)} if len(text) <= MAX_INTEGER_DIGITS and _INTEGER.fullmatch(
            text
        ):
            try:
                return int(text, 16) if "x" in text else int(text)
            except ValueError:
                raise WireError("a tagged integer is malformed or too long") from None
        case {"$": "float", "v": ("nan" | "inf" | "-inf") as text}:
            return float(text)
        case {"$": "str", "v": list(units)} if all(
            type(unit) is int and 0 <= unit < 65536 for unit in units
        ):
            data = struct.pack(f"<{len(units)}H", *units)
            return data.decode("utf-16-le", "surrogatepass")
        case {"$": "source", "v": str(text)}:
            return Source(text)
    raise WireError("a tagged leaf is malformed")


def _blob_from_json(tagged: dict[str, Any]) -> Blob:
    try:
        return msgspec.convert(
            {"id": tagged["$blob"], **{k: v for k, v in tagged.items() if k != "$blob"}}, Blob
        )
    except msgspec.ValidationError:
        raise WireError("a file reference is malformed") from None


# ------------------------------------------------------------------------------------- messages

EventKind = Literal[
    "queued",
    "started",
    "value",
    "progress",
    "log",
    "notice",
    "done",
    "failed",
    "cancelled",
    "timed_out",
    "lost",
    "expired",
    "gap",
]
TERMINAL: frozenset[str] = frozenset(
    {"done", "failed", "cancelled", "timed_out", "lost", "expired"}
)
"""The kinds that end a run. Each run has exactly one, and it comes last."""


class _Message(msgspec.Struct, tag_field="op", kw_only=True):
    pass


# ---- page → server


class Hello(_Message, tag="hello"):
    """The first message on a socket.

    Attributes:
        session: The page's secret, 32 hex digits.
        page: The hash of the page document that the page shows, or empty.
        runs: The runs the page follows, and the number of the last event it has of each.
    """

    session: str
    page: str = ""
    runs: dict[str, int] = {}


class Submit(_Message, tag="submit"):
    """Ask for a run. The page makes the id: the same id twice is one run."""

    run: str
    endpoint: str
    hash: str
    inputs: msgspec.Raw


class Cancel(_Message, tag="cancel"):
    """Stop a run; idempotent."""

    run: str


class Rows(_Message, tag="rows"):
    """Ask for a window of a table that a run returned.

    Attributes:
        request: The page's number for this question.
        table: The id of the columnar blob.
        start, count: The window, after sorting and filtering.
        sort: Column index and direction, or None for the table's own order.
        search: Text that some cell of a row must contain, ignoring case.
        filters: Column index → text the cell must contain, or a comparison such as ``>= 3``.
    """

    request: int
    table: str
    start: int = 0
    count: int = 100
    sort: tuple[int, Literal["up", "down"]] | None = None
    search: str = ""
    filters: dict[str, str] = {}


class Prefill(_Message, tag="prefill"):
    """Turn the texts of a link (``?x=3&mode=a``) into input values."""

    request: int
    endpoint: str
    texts: dict[str, str]


class Examples(_Message, tag="examples"):
    """Ask for example rows that did not travel with the page.

    Attributes:
        request: The page's number for this question.
        endpoint: Whose rows they are.
        start, count: The window, after searching.
        search: Words that a row must contain, ignoring case.
        outcome: Ask for the recorded result of the row ``start`` instead.
    """

    request: int
    endpoint: str
    start: int = 0
    count: int = 10
    search: str = ""
    outcome: bool = False


class Flag(_Message, tag="flag"):
    """Flag a run that has ended; the same once more is fine. ``Answer`` says how it went.

    Attributes:
        request: The page's number for this question.
        run: The run's id.
        option: The value of the option that was chosen; empty when there are none.
    """

    request: int
    run: str
    option: str = ""


# ---- server → page


class Welcome(_Message, tag="welcome"):
    """The answer to ``Hello``.

    Attributes:
        server: Changes when the server process does: runs of another one are gone.
        limits: Named limits in bytes or counts (``file``, ``session``).
    """

    server: str
    limits: dict[str, int]


class Page(_Message, tag="page"):
    """The page document, when it was not ready for the HTML or has changed.

    Attributes:
        styles: The addresses of its own style sheets, relative.
    """

    hash: str
    document: msgspec.Raw
    styles: list[str] = []


class Loading(_Message, tag="loading"):
    """What the worker is doing until it is ready; also sent from worker to server.

    Attributes:
        text: What it is doing.
        seconds: For how long.
        serving: Whether an earlier version goes on serving; only to pages.
    """

    text: str
    seconds: float = 0.0
    serving: bool = False


class PageFailed(_Message, tag="page_failed"):
    """The user's module could not be turned into a page; also sent as ``LoadFailed`` details.

    Attributes:
        what, cure: The error in plain words.
        traceback: The user's own frames, or empty off loopback.
        file, line, source: Where it happened and the lines around it, when known.
        exit_code: What ``autoui serve`` exits with when it does not reload.
    """

    what: str
    cure: str = ""
    traceback: str = ""
    file: str = ""
    line: int = 0
    source: str = ""
    exit_code: int = 1


class Accepted(_Message, tag="accepted"):
    """The run exists; its events follow."""

    run: str


class Refused(_Message, tag="refused"):
    """The run does not exist.

    Attributes:
        code: ``invalid`` (see ``errors``), ``full`` (see ``retry_after``), ``changed`` (the app
            changed, the page reloads), ``unknown`` (no such endpoint) or ``malformed``.
        retry_after: Seconds, for ``full``.
    """

    run: str
    code: Literal["invalid", "full", "changed", "unknown", "malformed"]
    message: str = ""
    errors: list[Problem] = []
    retry_after: float = 0.0


class Event(_Message, tag="event"):
    """One numbered event of a run."""

    run: str
    n: int
    kind: EventKind
    data: msgspec.Raw


class Answer(_Message, tag="answer"):
    """The answer to a question (``Rows``, ``Prefill``, ``Examples``, ``Flag``): a packed value.

    Attributes:
        error: What was wrong instead; empty if nothing was.
    """

    request: int
    data: msgspec.Raw = msgspec.Raw(b"null")
    error: str = ""


FromPage = Hello | Submit | Cancel | Rows | Prefill | Examples | Flag
ToPage = Welcome | Page | Loading | PageFailed | Accepted | Refused | Event | Answer


# ---- server → worker


class Load(_Message, tag="load"):
    """Import the target and build the page.

    Attributes:
        target: As the command line got it; empty when the worker already holds the object.
        options: What the command line said, as plain data (see ``page.options.Options``).
        blobs: The directory that server and worker share for blobs.
        scratch: The worker's own temporary directory.
        debug: Whether tracebacks may leave the worker.
        cwd: The working directory to take; empty keeps the worker's.
        allow_paths: Folders whose files a function may return.
        reloads: Whether files are loaded again when they are saved.
    """

    target: str
    options: dict[str, Any]
    blobs: str
    scratch: str
    debug: bool = False
    cwd: str = ""
    allow_paths: list[str] = []
    reloads: bool = False


class Check(_Message, tag="check"):
    """Check a run's inputs; with ``start``, also run it if they are right.

    Attributes:
        number: The run's number within this server: what the interrupt page holds.
        inputs: A packed dict of parameter name → value.
    """

    run: str
    number: int
    endpoint: str
    inputs: bytes
    start: bool = False


class Start(_Message, tag="start"):
    """Run a call that was queued. Several runs are one batch.

    Attributes:
        calls: Each run with its inputs; ``checked`` says whether its check has passed.
    """

    calls: list[Check]
    checked: bool = True


class CancelRun(_Message, tag="cancel_run"):
    """Stop a run in the worker: step 1 asks, step 2 raises in its lane.

    Step 3, under ``launch()`` only, says that the run is over for everybody else: whatever it
    still sends is dropped, and another lane may be opened in the place of its own.
    """

    run: str
    step: int = 1


class Credit(_Message, tag="credit"):
    """Let a run send that many more values and bytes."""

    run: str
    values: int
    bytes: int


class ReadRows(_Message, tag="read_rows"):
    """A page's ``Rows``, under the server's own request number."""

    request: int
    rows: Rows


class ReadPrefill(_Message, tag="read_prefill"):
    """A page's ``Prefill``, under the server's own request number."""

    request: int
    prefill: Prefill


class ReadExamples(_Message, tag="read_examples"):
    """A page's ``Examples``, under the server's own request number."""

    request: int
    examples: Examples


class FlagRun(_Message, tag="flag"):
    """Make a row of what was recorded of a run.

    Attributes:
        request: The server's number for this question.
        inputs: The packed inputs, as they were submitted.
        outputs: The packed data of the last event that held outputs; empty if none did.
        option: What was chosen, or empty.
    """

    request: int
    endpoint: str
    inputs: bytes
    outputs: bytes = b""
    option: str = ""


class ForgetSession(_Message, tag="forget_session"):
    """A session ended: drop what the worker keeps for it."""

    session: str


class Serving(_Message, tag="serving"):
    """The server listens; sent only to a worker that started its own server (``launch``)."""

    url: str


class Stop(_Message, tag="stop"):
    """Finish: nothing more will be asked of this worker."""


# ---- worker → server


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """What the server must know of an endpoint to queue and describe its runs.

    Attributes:
        hash: Changes when the inputs' schema does; a submit with another one is stale.
        concurrency: How many runs may be in progress at once.
        batch: The most runs in one call; 0 means the function takes single items.
        kind: How the function runs.
        kill: Whether a run that does not stop may end its worker.
        cancel_on_leave: Whether closing the page cancels the runs it started.
        flagging: Whether its runs are flagged on request, each by itself, or not at all.
        summary: The line the terminal prints for it.
        openapi: The POST operation object of ``/api/<name>`` as packed JSON.
        shown: For each output whether its value is a *shown* one, which names its own kind.
        hints: What the terminal prints below it: a line for each input of which nothing tells
            the type.
    """

    name: str
    hash: str
    concurrency: int = 1
    batch: int = 0
    kind: Literal["plain", "generator", "async", "async_generator"] = "plain"
    kill: bool = True
    cancel_on_leave: bool = False
    flagging: Literal["manual", "auto", "never"] = "never"
    summary: str = ""
    openapi: bytes = b"{}"
    shown: list[bool] = []
    hints: list[str] = []


class Ready(_Message, tag="ready"):
    """The page is built.

    Attributes:
        document: The page document as JSON (see ``docs/reference/protocol.md``).
        title, description: For the first HTML; plain text.
        styles: Style sheets of the page (theme, ``css=``), as text.
        watch: Local files the target was built from.
        warm: Modules it took that the next worker's nursery may have imported already.
        installed: Installed modules it imported, in order; told only with ``Load.reloads``.
        environ: Environment variables that loading has set, or removed (None); likewise.
        queue_size: How many runs may wait, in all; None leaves it to the server.
        timeout: Seconds a run may take, 0 for no limit; None leaves it to the server.
        thumbnail: The picture that a link to the page shows elsewhere: a full address, or one
            below the page's own; empty for none.
    """

    document: bytes
    title: str
    description: str
    endpoints: list[Served]
    styles: list[str] = []
    watch: list[str] = []
    warm: list[str] = []
    installed: list[str] = []
    environ: dict[str, str | None] = {}
    queue_size: int | None = None
    timeout: float | None = None
    thumbnail: str = ""


class LoadFailed(_Message, tag="load_failed"):
    """The page could not be built.

    Attributes:
        watch: Local files that were imported until then.
    """

    failure: PageFailed
    watch: list[str] = []


class Checked(_Message, tag="checked"):
    """The answer to ``Check``. Without errors and with ``start`` the run is on its way.

    It may be missing where an event of the run says as much.
    """

    run: str
    errors: list[Problem] = []


class RunEvent(_Message, tag="run_event"):
    """Something a run did; the server numbers it.

    Attributes:
        data: The packed event data.
        blobs: The blobs the data refers to, for the server to keep as long as the run.
        quick: Whether calls of this function are over so soon that the next ones may be sent
            before this one has ended.
        adds: Whether it is a value that does not replace all that came before: ``data`` has
            ``kept``.
    """

    run: str
    kind: EventKind
    data: bytes
    blobs: list[str] = []
    quick: bool = False
    adds: bool = False


class Flagged(_Message, tag="flagged"):
    """The answer to ``FlagRun``; without an error the row is on disk."""

    request: int
    error: str = ""


class Replied(_Message, tag="replied"):
    """The answer to ``ReadRows``, ``ReadPrefill`` or ``ReadExamples``."""

    request: int
    data: bytes = b"null"
    error: str = ""


ToWorker = (
    Load
    | Check
    | Start
    | CancelRun
    | Credit
    | ReadRows
    | ReadPrefill
    | ReadExamples
    | FlagRun
    | ForgetSession
    | Serving
    | Stop
)
FromWorker = Ready | LoadFailed | Loading | Checked | RunEvent | Flagged | Replied


# ---- server ↔ nursery: one message a packet on a SOCK_SEQPACKET pair, see ``pack_packet``


class Fork(_Message, tag="fork"):
    """Fork a worker. Two descriptors travel along: its end of the link, and the interrupt page.

    The interrupt page is 4,096 shared bytes; its first 8 hold, little-endian, the number of the
    run that SIGUSR1 is meant for (0: none).

    Attributes:
        warm: Modules to import in the nursery first, as far as they can be.
    """

    worker: int
    scratch: str
    warm: list[str] = []


class Interrupt(_Message, tag="interrupt"):
    """Send SIGUSR1 to a worker's main thread."""

    worker: int


class Kill(_Message, tag="kill"):
    """Kill a worker's process group."""

    worker: int


class Warm(_Message, tag="warm"):
    """Import modules for all workers to come, as far as forking keeps them whole.

    Attributes:
        modules: Their names, in the order of import; those of earlier packets come first.
        environ: What ``Ready`` said of the environment.
        cache: Where it is remembered what importing a distribution leaves behind.
        last: Whether to begin; a list that is too long for one packet comes in several.
    """

    modules: list[str]
    environ: dict[str, str | None] = {}
    cache: str = ""
    last: bool = True


class Forked(_Message, tag="forked"):
    """A worker exists."""

    worker: int
    pid: int


class Exited(_Message, tag="exited"):
    """A worker has ended, as ``waitpid`` told.

    Attributes:
        code: The exit code, or minus the signal's number.
        reason: In words: "killed by signal 9 (SIGKILL), likely out of memory", "exit code 3".
    """

    worker: int
    pid: int
    code: int
    reason: str


class Warmed(_Message, tag="warmed"):
    """The answer to ``Warm``.

    Attributes:
        cold: Packages that were left to the workers, and why.
        environ: The part of ``Warm.environ`` that is the user's: no import has made it.
    """

    cold: dict[str, str] = {}
    environ: dict[str, str | None] = {}


ToNursery = Fork | Interrupt | Kill | Warm
FromNursery = Forked | Exited | Warmed

_from_page = msgspec.json.Decoder(FromPage)
_from_page_many = msgspec.json.Decoder(list[FromPage])


def read_page_frame(text: str | bytes) -> list[Any]:
    """Read one text frame of the websocket: a message, or an array of up to 256.

    Raises:
        WireError: Not one of the messages a page may send.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > MAX_MESSAGE:
        raise WireError(f"the message is larger than {MAX_MESSAGE >> 20} MiB")
    try:
        if data[:1] == b"[":
            messages = _from_page_many.decode(data)
            if len(messages) > 256:
                raise WireError("more than 256 messages in one frame")
            return messages
        return [_from_page.decode(data)]
    except RecursionError:
        raise WireError("not a message: it nests too deep") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WireError(f"not a message: {error}") from None


def write_page_message(message: ToPage) -> bytes:
    """Write a message for a page."""
    return _encoder.encode(message)


def write_page_event(run: str, n: int, kind: EventKind, data: bytes) -> bytes:
    """Write an ``Event``, whose run is an id that needs no escaping and whose data is packed."""
    return b'{"op":"event","run":"%b","n":%d,"kind":"%b","data":%b}' % (
        run.encode(),
        n,
        kind.encode(),
        data,
    )


def join_page_frame(messages: list[bytes]) -> bytes:
    """Join written messages to one text frame."""
    return messages[0] if len(messages) == 1 else b"[%b]" % b",".join(messages)


# --------------------------------------------------------------------------------------- frames

_LENGTH = struct.Struct(">I")
_link_encoder = msgspec.msgpack.Encoder()
_to_worker = msgspec.msgpack.Decoder(ToWorker)
_from_worker = msgspec.msgpack.Decoder(FromWorker)
_to_nursery = msgspec.msgpack.Decoder(ToNursery)
_from_nursery = msgspec.msgpack.Decoder(FromNursery)


def pack_packet(message: ToNursery | FromNursery) -> bytes:
    """Write one packet of the nursery's control socket."""
    return _link_encoder.encode(message)


def read_order(packet: bytes) -> ToNursery:
    """Read a packet that the server sent to the nursery."""
    order: ToNursery = _to_nursery.decode(packet)
    return order


def read_report(packet: bytes) -> FromNursery:
    """Read a packet that the nursery sent to the server."""
    report: FromNursery = _from_nursery.decode(packet)
    return report


def bare(shown: Any) -> Any:
    """Return a shown value without the word on how it is shown."""
    match shown:
        case {"show": "sections", "value": list(parts)}:
            return [bare(part) for part in parts]
        case {"show": "nothing"} | None:
            return None
        case {"show": str(), "value": value}:
            return value
    return shown


def place_of(run: int) -> int:
    """Return where the shared memory tells whether a run has begun, by the run's number.

    The first number there is that of the run to be interrupted, the second says whether the worker
    notes what it begins. Places are taken in turn; a newer run's number hides that of an older one.
    """
    return 16 + 8 * (run % (PAGE_BYTES // 8 - 2))


def frame(message: ToWorker | FromWorker) -> bytes:
    """Write a message for the link: four bytes of length, then msgpack.

    Raises:
        Unencodable: The message is larger than ``MAX_MESSAGE``.
    """
    body = _link_encoder.encode(message)
    if len(body) > MAX_MESSAGE:
        raise Unencodable(f"a message of {len(body):,} bytes is larger than {MAX_MESSAGE:,}")
    return _LENGTH.pack(len(body)) + body


class Frames:
    """Reassembles messages from the bytes of a link. No I/O of its own.

    Args:
        side: Who reads: the ``worker`` or the ``server``.
    """

    def __init__(self, side: Literal["worker", "server"]) -> None:
        self._decode = (_to_worker if side == "worker" else _from_worker).decode
        # The beginning of a message, and how long it is at least.
        self._rest = bytearray()
        self._awaited = 0

    def feed(self, data: bytes) -> Iterator[Any]:
        """Add bytes and yield every message that is complete.

        Raises:
            WireError: A length beyond ``MAX_MESSAGE``, or bytes that are no message.
        """
        if self._rest:
            self._rest += data
            if len(self._rest) < self._awaited:
                return
            data = bytes(self._rest)
            self._rest.clear()
        start, end = 0, len(data)
        while end - start >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(data, start)
            if length > MAX_MESSAGE:
                raise WireError(f"a frame of {length:,} bytes on the link")
            stop = start + _LENGTH.size + length
            if stop > end:
                self._awaited = stop - start
                break
            body = data[start + _LENGTH.size : stop]
            start = stop
            try:
                yield self._decode(body)
            except msgspec.DecodeError as error:
                raise WireError(f"not a message of the link: {error}") from None
        else:
            self._awaited = _LENGTH.size
        self._rest += data[start:]
