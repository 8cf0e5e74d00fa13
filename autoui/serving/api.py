"""The same functions over HTTP: one call, one answer; or a run, and its events as they come."""

import asyncio
from contextlib import ExitStack

import msgspec
from litestar.types import ASGIApp

from autoui.running.engine import Call, UnknownRun
from autoui.running.log import Logged
from autoui.running.run import Key, Run
from autoui.serving import answers, described
from autoui.serving.asking import (
    AnyRequest,
    Refusal,
    choice_asked,
    number_asked,
    read_call,
    read_calls,
    refuse_unknown,
    request_session,
    switch_asked,
)
from autoui.serving.replies import Reply, not_found, problem, until_gone
from autoui.serving.service import Service, service_of
from autoui.serving.streams import Follower, NoRun, event_stream, page_stream, run_events


async def call(request: AnyRequest) -> ASGIApp:
    """Run a function and answer with what it returns; a batch of calls likewise.

    A client that hangs up cancels its runs, unless it asked otherwise.
    """
    service = service_of(request)
    try:
        refuse_unknown(request, "cancel_on_leave", "run")
        cancels = switch_asked(request, "cancel_on_leave", default=True)
        calls, batched = await read_calls(request)
    except Refusal as refusal:
        return refusal.reply
    gone = asyncio.ensure_future(until_gone(request.receive))
    done = asyncio.ensure_future(_perform_all(service, calls))
    try:
        await asyncio.wait({gone, done}, return_when=asyncio.FIRST_COMPLETED)
        if done.done():
            replies = done.result()
            return answers.together(replies) if batched else replies[0]
        if cancels:
            for one in calls:
                _cancel(service, (one.session, one.run))
        return problem(499, "The client is gone.")
    finally:
        gone.cancel()
        done.cancel()


async def submit(request: AnyRequest) -> ASGIApp:
    """Start a run and answer with its id; its events are read elsewhere."""
    service = service_of(request)
    follower = Follower(service, every=False)
    try:
        wish = await read_call(request)
        service.engine.submit(wish, follower)
        run = await follower.decision()
    except Refusal as refusal:
        return refusal.reply
    except NoRun as none:
        return answers.refused(none.refusal)
    finally:
        follower.close()
    service.away.expect(run)
    body = msgspec.json.encode({"run": wish.run})
    return Reply(body, status=202, headers=[("Location", f"../runs/{wish.run}/events")])


async def events(request: AnyRequest) -> ASGIApp:
    """Stream a run's events from a number on, as server-sent events."""
    service = service_of(request)
    try:
        key = (request_session(request), request.path_params["run"])
        refuse_unknown(request, "after", "mode", "cancel_on_leave")
        after = number_asked(request)
        every = choice_asked(request, "mode", ("every", "latest")) == "every"
        cancels = switch_asked(request, "cancel_on_leave", default=False)
        service.engine.state(key)
    except Refusal as refusal:
        return refusal.reply
    except UnknownRun:
        return not_found()
    return event_stream(run_events(service, key, after, every=every, cancels=cancels))


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
        session = request_session(request)
    except Refusal as refusal:
        return refusal.reply
    return event_stream(page_stream(service_of(request), session))


async def openapi(request: AnyRequest) -> ASGIApp:
    """Describe the functions as OpenAPI 3.1."""
    page = service_of(request).feeds.current
    if page is None:
        return answers.not_ready()
    body = msgspec.json.encode(described.whole(page))
    return Reply(body, headers=[("Cache-Control", "no-cache")])


# --------------------------------------------------------------------------------------- inside


async def _perform_all(service: Service, calls: list[Call]) -> list[Reply]:
    """Return the answers to calls that are all under way at once."""
    with ExitStack() as stack:
        followers = []
        for one in calls:
            follower = Follower(service, every=False)
            stack.callback(follower.close)
            service.engine.submit(one, follower)
            followers.append(follower)
        return [await _answer(service, follower) for follower in followers]


async def _answer(service: Service, follower: Follower) -> Reply:
    try:
        run, event = await _outcome(follower)
    except NoRun as none:
        return answers.refused(none.refusal)
    return answers.ended(run, event, service.shown_outputs(run.endpoint))


async def _outcome(follower: Follower) -> tuple[Run, Logged]:
    run = await follower.decision()
    return run, await follower.end()


def _cancel(service: Service, key: Key) -> None:
    try:
        service.engine.cancel(key)
    except UnknownRun:
        # It was refused, or it ended so long ago that it is forgotten.
        return
