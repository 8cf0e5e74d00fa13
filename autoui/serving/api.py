"""The same functions over HTTP: one call, one answer; or a run, and its events as they come."""

import asyncio
from typing import Any

import msgspec
from litestar.connection import Request
from litestar.types import ASGIApp

from autoui.errors import Problem
from autoui.running.engine import Call, UnknownRun
from autoui.running.log import Logged
from autoui.running.run import Key, Run
from autoui.serving.replies import Headers, Reply, not_found, problem, until_gone
from autoui.serving.service import Service, address_of, service_of
from autoui.serving.sessions import NotASession, is_run_id, session_of_header
from autoui.serving.streams import Follower, NoRun, event_stream, page_stream, run_events
from autoui.wire import MAX_DEPTH, MAX_MESSAGE, Refused

_READY_SECONDS = 0.25
AnyRequest = Request[Any, Any, Any]


class _Wish(msgspec.Struct):
    """The body of ``POST api/<name>/runs``."""

    inputs: msgspec.Raw = msgspec.Raw(b"{}")
    run: str = ""
    hash: str | None = None


class _Done(msgspec.Struct):
    outputs: list[msgspec.Raw] = []


class _Shown(msgspec.Struct):
    """A value that names how the page shows it; ``sections`` hold more of the kind."""

    show: str
    value: msgspec.Raw


class _Failed(msgspec.Struct):
    type: str = ""
    message: str = ""
    id: str = ""
    traceback: str = ""
    errors: list[Problem] = []


class _Answer(msgspec.Struct):
    outputs: list[msgspec.Raw]
    run: str


class Refusal(Exception):
    """A request that is answered before there is a run.

    Args:
        reply: The answer.
    """

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


async def call(request: AnyRequest) -> ASGIApp:
    """Run a function and answer with what it returns. A client that hangs up cancels it."""
    service = service_of(request)
    follower = Follower(service, every=False)
    try:
        wish = await _wish(request, await _body(request), whole=True)
        service.engine.submit(wish, follower)
        gone = asyncio.ensure_future(until_gone(request.receive))
        done = asyncio.ensure_future(_outcome(follower))
        try:
            await asyncio.wait({gone, done}, return_when=asyncio.FIRST_COMPLETED)
            if not done.done():
                _cancel(service, (wish.session, wish.run))
                return problem(499, "The client is gone.")
            run, event = done.result()
            return _answer(run, event, service.shown_outputs(run.endpoint))
        finally:
            gone.cancel()
            done.cancel()
    except Refusal as refusal:
        return refusal.reply
    except NoRun as none:
        return _refused(none.refusal)
    finally:
        follower.close()


async def submit(request: AnyRequest) -> ASGIApp:
    """Start a run and answer with its id; its events are read elsewhere."""
    service = service_of(request)
    follower = Follower(service, every=False)
    try:
        wish = await _wish(request, await _body(request), whole=False)
        service.engine.submit(wish, follower)
        await follower.decision()
    except Refusal as refusal:
        return refusal.reply
    except NoRun as none:
        return _refused(none.refusal)
    finally:
        follower.close()
    body = msgspec.json.encode({"run": wish.run})
    return Reply(body, status=202, headers=[("Location", f"../runs/{wish.run}/events")])


async def events(request: AnyRequest) -> ASGIApp:
    """Stream a run's events from a number on, as server-sent events."""
    service = service_of(request)
    try:
        key = (request_session(request), request.path_params["run"])
        after = _number(request)
        service.engine.state(key)
    except Refusal as refusal:
        return refusal.reply
    except UnknownRun:
        return not_found()
    every = request.query_params.get("mode") != "latest"
    return event_stream(run_events(service, key, after, every=every))


async def cancel(request: AnyRequest) -> ASGIApp:
    """Stop a run; doing it again changes nothing."""
    try:
        key = (request_session(request), request.path_params["run"])
        service_of(request).engine.cancel(key)
    except Refusal as refusal:
        return refusal.reply
    except UnknownRun:
        return not_found()
    return Reply(status=204, type_="")


async def page_events(request: AnyRequest) -> ASGIApp:
    """Stream what concerns the page as a whole, for pages whose websocket cannot open."""
    try:
        request_session(request)
    except Refusal as refusal:
        return refusal.reply
    return event_stream(page_stream(service_of(request)))


async def openapi(request: AnyRequest) -> ASGIApp:
    """Describe the functions as OpenAPI 3.1."""
    page = service_of(request).feeds.current
    if page is None:
        return _not_ready()
    paths = {
        f"/api/{served.name}": {"post": msgspec.Raw(served.openapi)} for served in page.endpoints
    }
    described: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": page.ready.title or "autoui",
            "description": page.ready.description,
            "version": page.hash,
        },
        "servers": [{"url": "."}],
        "paths": paths,
    }
    return Reply(msgspec.json.encode(described), headers=[("Cache-Control", "no-cache")])


# ------------------------------------------------------------------------------------- requests


async def _body(request: AnyRequest) -> bytes:
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > MAX_MESSAGE:
        raise Refusal(_too_large())
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_MESSAGE:
            raise Refusal(_too_large())
        parts.append(part)
    return b"".join(parts)


async def _wish(request: AnyRequest, body: bytes, *, whole: bool) -> Call:
    """Read a call: the body is its inputs (``whole``), or holds them.

    Raises:
        Refusal: There is something wrong with the request.
    """
    service = service_of(request)
    address = address_of(request)
    session, own = _session(request)
    wish = _Wish(inputs=_object(body or b"{}")) if whole else _read_wish(body)
    if not own or not wish.run:
        wish.run = service.new_run_id()
    elif not is_run_id(wish.run):
        raise Refusal(problem(400, "A run's id is 1 to 64 letters, digits, - and _."))
    if service.feeds.current is None and await service.feeds.built(_READY_SECONDS) is None:
        raise Refusal(_not_ready())
    return Call(
        session=session,
        run=wish.run,
        endpoint=request.path_params["name"],
        inputs=bytes(wish.inputs),
        hash=wish.hash,
        address=address,
    )


def _read_wish(body: bytes) -> _Wish:
    try:
        wish = msgspec.json.decode(body, type=_Wish)
    except RecursionError:
        raise Refusal(_too_deep()) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refusal(problem(400, f"The body is not a run: {error}.")) from None
    wish.inputs = _object(bytes(wish.inputs))
    return wish


def _object(body: bytes) -> msgspec.Raw:
    """Make sure that a body is a JSON object; what its values are is the worker's business."""
    try:
        # What is skipped as raw is not looked at, yet it must be text when it is passed on.
        body.decode()
        msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except RecursionError:
        raise Refusal(_too_deep()) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        detail = f"The inputs must be a JSON object of parameter names and values: {error}."
        raise Refusal(problem(400, detail)) from None
    return msgspec.Raw(body)


def _session(request: AnyRequest) -> tuple[str, bool]:
    try:
        return session_of_header(request.headers.get("authorization"), address_of(request))
    except NotASession as error:
        raise Refusal(problem(400, error.what)) from None


def request_session(request: AnyRequest) -> str:
    """Return the session that a request belongs to.

    Raises:
        Refusal: Its header is malformed.
    """
    return _session(request)[0]


def _number(request: AnyRequest) -> int:
    text = request.query_params.get("after") or request.headers.get("last-event-id") or "0"
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Refusal(problem(400, "after must be the number of an event"))
    return int(text)


def _cancel(service: Service, key: Key) -> None:
    try:
        service.engine.cancel(key)
    except UnknownRun:
        # It was refused, or it ended so long ago that it is forgotten.
        return


# -------------------------------------------------------------------------------------- answers


async def _outcome(follower: Follower) -> tuple[Run, Logged]:
    run = await follower.decision()
    return run, await follower.end()


def _answer(run: Run, event: Logged, shown: list[bool]) -> Reply:
    id_ = run.key[1]
    if event.kind == "done":
        outputs = msgspec.json.decode(event.data, type=_Done).outputs
        for at in range(min(len(outputs), len(shown))):
            if shown[at]:
                outputs[at] = _bare(outputs[at])
        return Reply(msgspec.json.encode(_Answer(outputs=outputs, run=id_)))
    if event.kind == "failed":
        return _failed(id_, msgspec.json.decode(event.data, type=_Failed))
    details = msgspec.json.decode(event.data, type=dict[str, Any])
    said = {
        "cancelled": (499, "The run was cancelled."),
        "timed_out": (504, f"The run took longer than {details.get('limit')} seconds."),
        "lost": (500, f"The worker has ended: {details.get('reason', 'unknown')}."),
        "expired": (503, f"The run was given up: {details.get('reason', 'it waited too long')}."),
    }
    status, detail = said[event.kind]
    return problem(status, detail, run=id_)


def _bare(output: msgspec.Raw) -> msgspec.Raw:
    """Return a shown value without the word on how to show it: a caller wants just the value."""
    found = msgspec.json.decode(output, type=_Shown | None)
    if found is None or found.show == "nothing":
        return msgspec.Raw(b"null")
    if found.show != "sections":
        return found.value
    parts = msgspec.json.decode(found.value, type=list[msgspec.Raw])
    return msgspec.Raw(msgspec.json.encode([_bare(part) for part in parts]))


def _failed(run: str, failed: _Failed) -> Reply:
    if failed.errors:
        return problem(422, run=run, errors=failed.errors)
    more: dict[str, Any] = {"traceback": failed.traceback} if failed.traceback else {}
    detail = failed.message or "See the server's log."
    return problem(500, detail, run=run, error=failed.type, id=failed.id, **more)


def _refused(refusal: Refused) -> Reply:
    match refusal.code:
        case "invalid":
            return problem(422, errors=refusal.errors)
        case "full":
            headers: Headers = [("Retry-After", str(max(1, round(refusal.retry_after))))]
            return problem(429, refusal.message, headers=headers)
        case "changed":
            return problem(409, refusal.message)
        case "unknown":
            return not_found()
        case "malformed":
            return problem(400, refusal.message)


def _too_large() -> Reply:
    return problem(413, f"The body is larger than {MAX_MESSAGE >> 20} MB; upload files first.")


def _too_deep() -> Reply:
    return problem(400, f"The body nests deeper than {MAX_DEPTH} levels.")


def _not_ready() -> Reply:
    return problem(503, "The function is being loaded.", headers=[("Retry-After", "1")])
