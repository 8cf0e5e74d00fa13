"""The routes, and the ASGI application that they make."""

import logging
from typing import Any

import msgspec
from litestar import Litestar, Response, delete, get, post, put, websocket
from litestar.connection import Request, WebSocket
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.plugins import PluginProtocol
from litestar.types import ASGIApp

from autoui.serving import api, files, frames
from autoui.serving.assets import Asset, accepted_encodings
from autoui.serving.feeds import CurrentPage
from autoui.serving.guard import Guard
from autoui.serving.replies import Reply, not_found, problem
from autoui.serving.service import Service, service_of
from autoui.serving.socket import serve_socket

_log = logging.getLogger("autoui")
_FIRST_SECONDS = 0.03
_FLEETING = ("Cache-Control", "no-store")
_IMMUTABLE = ("Cache-Control", "public, max-age=31536000, immutable")


class PlainLitestar(Litestar):
    """Litestar without the plugins that it takes by itself.

    They are for typed handlers and schemas, of which there are none here, and where pydantic is
    installed they import it: a third of the server's start, and 8 MB for as long as it lives.
    """

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return plugins


def build_app(service: Service) -> ASGIApp:
    """Return the whole application of a service, guard included."""
    app = PlainLitestar(
        route_handlers=[
            get("/")(page),
            websocket("/ws")(socket),
            get("/events")(api.page_events),
            get("/assets/{tree:str}/{path:path}")(asset),
            get("/styles/{name:str}")(style),
            put("/uploads", status_code=201)(files.upload),
            get("/files/{blob:str}/{name:str}")(files.download),
            get("/frame/{blob:str}")(frames.frame),
            post("/api/{name:str}", status_code=200)(api.call),
            post("/api/{name:str}/runs", status_code=202)(api.submit),
            get("/api/runs/{run:str}/events")(api.events),
            delete("/api/runs/{run:str}", status_code=200)(api.cancel),
            get("/openapi.json")(api.openapi),
            get("/healthz")(healthz),
            get("/readyz")(readyz),
        ],
        state=State({"service": service}),
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,
        exception_handlers={HTTPException: _refused, Exception: _broken},
    )
    return Guard(app, service.settings)


async def page(request: Request[Any, Any, Any]) -> ASGIApp:
    """Answer with the HTML document, the page in it if there is one already."""
    service = service_of(request)
    # A worker that has yet to start is too far from a page to be waited for.
    current = await service.feeds.built(_FIRST_SECONDS if service.feeds.awaited else 0)
    accepted = accepted_encodings(request.headers.get("accept-encoding", ""))
    body, encoding = service.document.render(current, accepted, _site(request, current))
    service.first_served()
    headers = [
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept-Encoding"),
        ("Content-Security-Policy", service.document.policy),
    ]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    return Reply(body, type_="text/html; charset=utf-8", headers=headers)


def _site(request: Request[Any, Any, Any], page: CurrentPage | None) -> str:
    """Return where the page is, where the document must name it."""
    if page is None or not page.ready.thumbnail:
        return ""
    return str(request.url.with_replacements(query=""))


async def socket(socket: WebSocket[Any, Any, Any]) -> None:
    """Serve a page over its websocket."""
    await serve_socket(socket)


async def asset(request: Request[Any, Any, Any]) -> ASGIApp:
    """Answer with one of the page's own files."""
    name, path = request.path_params["tree"], str(request.path_params["path"]).lstrip("/")
    tree = service_of(request).assets.named(name)
    if tree is None:
        return not_found()
    # What stands in for a file of another tree must not be taken for it later.
    return _kept(request, tree.get(path), _IMMUTABLE if tree.name == name else _FLEETING)


async def style(request: Request[Any, Any, Any]) -> ASGIApp:
    """Answer with a style sheet of the page."""
    styles = service_of(request).feeds.styles
    return _kept(request, styles.get(f"styles/{request.path_params['name']}"))


async def healthz() -> ASGIApp:
    """Say that the server lives."""
    return Reply(b'{"status":"ok"}', headers=[("Cache-Control", "no-store")])


async def readyz(request: Request[Any, Any, Any]) -> ASGIApp:
    """Say whether calls are answered, and whether the smallest files are made."""
    service = service_of(request)
    stats = service.engine.stats()
    state = {
        "ready": service.feeds.current is not None and stats.ready,
        "brotli": service.brotli_ready,
        "queued": stats.queued,
        "running": stats.running,
        "workers": stats.workers,
    }
    body = msgspec.json.encode(state)
    status = 200 if state["ready"] else 503
    return Reply(body, status=status, headers=[("Cache-Control", "no-store")])


def _kept(
    request: Request[Any, Any, Any], found: Asset | None, caching: tuple[str, str] = _IMMUTABLE
) -> ASGIApp:
    """Answer with something whose name changes when it does, so that nobody asks for it again."""
    if found is None:
        return not_found()
    accepted = accepted_encodings(request.headers.get("accept-encoding", ""))
    data, encoding = found.encoded(accepted)
    headers = [caching, ("Vary", "Accept-Encoding")]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    return Reply(data, type_=found.type, headers=headers)


def _refused(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    if error.status_code == 404:
        return _response(not_found())
    headers = [(name, str(value)) for name, value in (error.headers or {}).items()]
    return _response(problem(error.status_code, error.detail, headers=headers))


def _broken(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer a fault of our own: the log says what it was, the client gets no details."""
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _response(problem(500, "The server failed; its log says more.", title="Server error"))


def _response(reply: Reply) -> Response[bytes]:
    headers = {name.decode(): value.decode("latin-1") for name, value in reply.headers}
    type_ = headers.pop("content-type")
    return Response(reply.body, status_code=reply.status, media_type=type_, headers=headers)
