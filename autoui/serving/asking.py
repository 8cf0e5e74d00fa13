"""What a request asks for: whose it is, its body, and the runs it wants."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

import msgspec
from litestar.connection import Request
from msgspec.structs import replace

from autoui.running.engine import Call
from autoui.serving.answers import not_ready, too_deep, too_large
from autoui.serving.replies import WHOLE_BODY, Reply, not_found, problem
from autoui.serving.service import Service, address_of, service_of
from autoui.serving.sessions import NotASession, is_run_id, session_of_header
from autoui.wire.message import MAX_MESSAGE
from autoui.wire.server_worker import Served

MOST_ITEMS = 1_000
"""Items in one request for a batch function; each is a run."""

STALL_SECONDS = 60.0
"""How long nothing may come of a body that is not complete."""

_READY_SECONDS = 0.25
_SWITCHES = {"true": True, "1": True, "false": False, "0": False}
AnyRequest = Request[Any, Any, Any]


class Refusal(Exception):
    """A request that is answered before there is a run.

    Args:
        reply: The answer.
    """

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class _Wish(msgspec.Struct):
    """The body of ``POST api/<name>/runs``."""

    inputs: msgspec.Raw = msgspec.Raw(b"{}")
    run: str | None = None
    hash: str | None = None


async def read_calls(request: AnyRequest) -> tuple[list[Call], bool]:
    """Read the body of ``POST api/<name>``: inputs, or ``{"batch": [inputs, …]}``.

    Returns:
        The calls, and whether they came as a batch.

    Raises:
        Refusal: There is something wrong with the request.
    """
    body = await read_body(request) or b"{}"
    fields = _fields(body)
    served = await _served(request)
    make = _maker(request, served)
    items = _items(fields) if served.batch else None
    run = request.query_params.get("run")
    if items is None:
        return [make(body, run, None)], False
    if run is not None and not is_run_id(run):
        raise Refusal(_no_run_id())
    if len(items) > MOST_ITEMS:
        raise Refusal(problem(413, f"The batch holds more than {MOST_ITEMS:,} items."))
    calls = [make(bytes(item), run, None) for item in items]
    if run is not None:
        calls = [replace(one, run=f"{one.run}_{at}") for at, one in enumerate(calls)]
    return calls, True


async def read_call(request: AnyRequest) -> Call:
    """Read the body of ``POST api/<name>/runs``.

    Raises:
        Refusal: There is something wrong with the request.
    """
    body = await read_body(request) or b"{}"
    try:
        body.decode()
        wish = msgspec.json.decode(body, type=_Wish)
    except RecursionError:
        raise Refusal(too_deep()) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refusal(problem(400, f"The body is not a run: {error}.")) from None
    inputs = bytes(wish.inputs)
    _fields(inputs)
    return _maker(request, await _served(request))(inputs, wish.run, wish.hash)


async def read_body(request: AnyRequest) -> bytes:
    """Return the whole body.

    Raises:
        Refusal: It is larger than a message may be, or does not come.
    """
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > MAX_MESSAGE:
        raise Refusal(too_large())
    parts: list[bytes] = []
    size = 0
    async for part in body_parts(request):
        size += len(part)
        if size > MAX_MESSAGE:
            raise Refusal(too_large())
        parts.append(part)
    return b"".join(parts)


async def body_parts(request: AnyRequest) -> AsyncGenerator[bytes]:
    """Yield the parts of a body as they come.

    Raises:
        Refusal: Nothing has come for too long, or the client has hung up.
    """
    coming = True
    while coming:
        try:
            async with asyncio.timeout(STALL_SECONDS):
                message: Any = await request.receive()
        except TimeoutError:
            what = f"Nothing came for {STALL_SECONDS:.0f} seconds."
            raise Refusal(problem(408, what, title="Too slow")) from None
        if message["type"] == "http.disconnect":
            raise Refusal(problem(400, "The client hung up."))
        coming = message.get("more_body", False)
        if not coming:
            request.scope[WHOLE_BODY] = True  # type: ignore[literal-required]
        yield message.get("body", b"")


def request_session(request: AnyRequest) -> str:
    """Return the session that a request belongs to.

    Raises:
        Refusal: Its header is malformed.
    """
    return _session(request)[0]


def refuse_unknown(request: AnyRequest, *known: str) -> None:
    """Refuse a query parameter that means nothing here: it would be passed over in silence.

    Raises:
        Refusal: There is one.
    """
    for name in request.query_params:
        if name not in known:
            detail = f"There is no query parameter {name[:100]!r}; there is {', '.join(known)}."
            raise Refusal(problem(400, detail))


def number_asked(request: AnyRequest) -> int:
    """Return the number of the last event that a reader has.

    Raises:
        Refusal: It is none.
    """
    # A browser that comes back names the last event in the header, and asks the same URL again.
    given = (request.query_params.get("after"), request.headers.get("last-event-id"))
    numbers = [text for text in given if text is not None]
    if not all(text.isascii() and text.isdigit() and len(text) <= 15 for text in numbers):
        raise Refusal(problem(400, "after must be the number of an event"))
    return max(map(int, numbers), default=0)


def switch_asked(request: AnyRequest, name: str, *, default: bool) -> bool:
    """Return a query parameter that is true or false.

    Raises:
        Refusal: It is neither.
    """
    text = request.query_params.get(name)
    if text is None:
        return default
    if text not in _SWITCHES:
        raise Refusal(problem(400, f"{name} must be true or false"))
    return _SWITCHES[text]


def choice_asked(request: AnyRequest, name: str, choices: tuple[str, ...]) -> str:
    """Return a query parameter that is one of some words; the first is taken for granted.

    Raises:
        Refusal: It is another.
    """
    text = request.query_params.get(name, choices[0])
    if text not in choices:
        raise Refusal(problem(400, f"{name} must be {' or '.join(choices)}"))
    return text


# --------------------------------------------------------------------------------------- inside


def _fields(body: bytes) -> dict[str, msgspec.Raw]:
    """Make sure that a body is a JSON object; what its values are is the worker's business."""
    try:
        # What is skipped as raw is not looked at, yet it must be text when it is passed on.
        body.decode()
        return msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except RecursionError:
        raise Refusal(too_deep()) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        detail = f"The inputs must be a JSON object of parameter names and values: {error}."
        raise Refusal(problem(400, detail)) from None


def _items(fields: dict[str, msgspec.Raw]) -> list[msgspec.Raw] | None:
    """Return the items of a batch, or None where these are the inputs of one call.

    The function may have a parameter called ``batch``: only a list of objects is one of ours.
    """
    if fields.keys() != {"batch"}:
        return None
    try:
        items = msgspec.json.decode(fields["batch"], type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        return None
    return items if all(bytes(item[:1]) == b"{" for item in map(bytes, items)) else None


async def _served(request: AnyRequest) -> Served:
    service = service_of(request)
    if service.feeds.current is None and await service.feeds.built(_READY_SECONDS) is None:
        raise Refusal(not_ready())
    served = service.served(request.path_params["name"])
    if served is None:
        raise Refusal(not_found())
    return served


def _no_run_id() -> Reply:
    return problem(400, "A run's id is 1 to 64 letters, digits, - and _.")


_Make = Callable[[bytes, str | None, str | None], Call]


def _maker(request: AnyRequest, served: Served) -> _Make:
    service: Service = service_of(request)
    address = address_of(request)
    session, own = _session(request)

    def make(inputs: bytes, run: str | None, hash_: str | None) -> Call:
        if run is not None and not is_run_id(run):
            raise Refusal(_no_run_id())
        # Without a secret, other people behind the same address could ask for a run by its id.
        return Call(
            session=session,
            run=run if own and run is not None else service.new_run_id(),
            endpoint=served.name,
            inputs=inputs,
            hash=hash_,
            address=address,
        )

    return make


def _session(request: AnyRequest) -> tuple[str, bool]:
    try:
        return session_of_header(request.headers.get("authorization"), address_of(request))
    except NotASession as error:
        raise Refusal(problem(400, error.what)) from None
