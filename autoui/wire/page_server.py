"""Between a page and the server: JSON on the websocket, one message a text frame or several."""

from typing import Any, Literal

import msgspec

from autoui.errors import Problem, WireError
from autoui.wire.message import MAX_MESSAGE, EventKind, Message

# ---- page → server


class Hello(Message, tag="hello"):
    """The first message on a socket.

    Attributes:
        session: The page's secret, 32 hex digits.
        page: The hash of the page document that the page shows, or empty.
        runs: The runs the page follows, and the number of the last event it has of each.
    """

    session: str
    page: str = ""
    runs: dict[str, int] = {}


class Submit(Message, tag="submit"):
    """Ask for a run. The page makes the id: the same id twice is one run."""

    run: str
    endpoint: str
    hash: str
    inputs: msgspec.Raw


class Cancel(Message, tag="cancel"):
    """Stop a run; idempotent."""

    run: str


class Rows(Message, tag="rows"):
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


class Prefill(Message, tag="prefill"):
    """Turn the texts of a link (``?x=3&mode=a``) into input values."""

    request: int
    endpoint: str
    texts: dict[str, str]


class Examples(Message, tag="examples"):
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


class Flag(Message, tag="flag"):
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


class Welcome(Message, tag="welcome"):
    """The answer to ``Hello``.

    Attributes:
        server: Changes when the server process does: runs of another one are gone.
        limits: Named limits in bytes or counts (``file``, ``session``).
    """

    server: str
    limits: dict[str, int]


class Page(Message, tag="page"):
    """The page document, when it was not ready for the HTML or has changed.

    Attributes:
        styles: The addresses of its own style sheets, relative.
    """

    hash: str
    document: msgspec.Raw
    styles: list[str] = []


class Loading(Message, tag="loading"):
    """What the worker is doing until it is ready; also sent from worker to server.

    Attributes:
        text: What it is doing.
        seconds: For how long.
        serving: Whether an earlier version goes on serving; only to pages.
    """

    text: str
    seconds: float = 0.0
    serving: bool = False


class PageFailed(Message, tag="page_failed"):
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


class Accepted(Message, tag="accepted"):
    """The run exists; its events follow."""

    run: str


class Refused(Message, tag="refused"):
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


class Event(Message, tag="event"):
    """One numbered event of a run."""

    run: str
    n: int
    kind: EventKind
    data: msgspec.Raw


class Answer(Message, tag="answer"):
    """The answer to a question (``Rows``, ``Prefill``, ``Examples``, ``Flag``): a packed value.

    Attributes:
        error: What was wrong instead; empty if nothing was.
    """

    request: int
    data: msgspec.Raw = msgspec.Raw(b"null")
    error: str = ""


FromPage = Hello | Submit | Cancel | Rows | Prefill | Examples | Flag
ToPage = Welcome | Page | Loading | PageFailed | Accepted | Refused | Event | Answer

_encoder = msgspec.json.Encoder()
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
