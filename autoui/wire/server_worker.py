"""Between the server and a worker: msgpack on the link, each message behind its length.

A page's messages that are for the worker are passed on as they are.
"""

import struct
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from autoui.errors import Problem, Unencodable, WireError
from autoui.wire.message import MAX_MESSAGE, EventKind, Message
from autoui.wire.page_server import Examples, Loading, PageFailed, Prefill, Rows

# ---- server → worker


class Load(Message, tag="load"):
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


class Check(Message, tag="check"):
    """Check a run's inputs; with ``start``, also run it if they are right.

    Attributes:
        number: The run's number within this server: what the shared memory holds.
        inputs: A packed dict of parameter name → value.
    """

    run: str
    number: int
    endpoint: str
    inputs: bytes
    start: bool = False


class Start(Message, tag="start"):
    """Run a call that was queued. Several runs are one batch.

    Attributes:
        calls: Each run with its inputs; ``checked`` says whether its check has passed.
    """

    calls: list[Check]
    checked: bool = True


class CancelRun(Message, tag="cancel_run"):
    """Stop a run in the worker: step 1 asks, step 2 raises in its lane.

    Step 3, under ``launch()`` only, says that the run is over for everybody else: whatever it
    still sends is dropped, and another lane may be opened in the place of its own.
    """

    run: str
    step: int = 1


class Credit(Message, tag="credit"):
    """Let a run send that many more values and bytes."""

    run: str
    values: int
    bytes: int


class ReadRows(Message, tag="read_rows"):
    """A page's ``Rows``, under the server's own request number."""

    request: int
    rows: Rows


class ReadPrefill(Message, tag="read_prefill"):
    """A page's ``Prefill``, under the server's own request number."""

    request: int
    prefill: Prefill


class ReadExamples(Message, tag="read_examples"):
    """A page's ``Examples``, under the server's own request number."""

    request: int
    examples: Examples


class FlagRun(Message, tag="flag"):
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


class ForgetSession(Message, tag="forget_session"):
    """A session ended: drop what the worker keeps for it."""

    session: str


class Serving(Message, tag="serving"):
    """The server listens; sent only to a worker that started its own server (``launch``)."""

    url: str


class Stop(Message, tag="stop"):
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


class Ready(Message, tag="ready"):
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
        left_out: What the terminal prints on functions that are not on the page: a line each.
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
    left_out: list[str] = []


class LoadFailed(Message, tag="load_failed"):
    """The page could not be built.

    Attributes:
        watch: Local files that were imported until then.
    """

    failure: PageFailed
    watch: list[str] = []


class Checked(Message, tag="checked"):
    """The answer to ``Check``. Without errors and with ``start`` the run is on its way.

    It may be missing where an event of the run says as much.
    """

    run: str
    errors: list[Problem] = []


class RunEvent(Message, tag="run_event"):
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


class Flagged(Message, tag="flagged"):
    """The answer to ``FlagRun``; without an error the row is on disk."""

    request: int
    error: str = ""


class Replied(Message, tag="replied"):
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

_LENGTH = struct.Struct(">I")
_encoder = msgspec.msgpack.Encoder()
_to_worker = msgspec.msgpack.Decoder(ToWorker)
_from_worker = msgspec.msgpack.Decoder(FromWorker)


def frame(message: ToWorker | FromWorker) -> bytes:
    """Write a message for the link: four bytes of length, then msgpack.

    Raises:
        Unencodable: The message is larger than ``MAX_MESSAGE``.
    """
    body = _encoder.encode(message)
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
