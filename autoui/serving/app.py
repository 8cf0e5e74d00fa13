"""The routes, and the ASGI application that they make."""

from typing import Any

from litestar import Litestar, delete, get, post, put, websocket
from litestar.connection import Request, WebSocket
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp

from autoui.serving import api, files, frames
from autoui.serving.assets import Asset, accepted_encodings
from autoui.serving.guard import Guard
from autoui.serving.replies import Reply, not_found, problem
from autoui.serving.service import Service, service_of
from autoui.serving.socket import serve_socket

_FIRST_SECONDS = 0.05
_IMMUTABLE = ("Cache-Control", "public, max-age=31536000, immutable")


def build_app(service: Service) -> ASGIApp:
    """Return the whole application of a service, guard included."""
    app = Litestar(
        route_handlers=[
            get("/")(page),
            websocket("/ws")(socket),
            get("/events")(page_events),
            get("/assets/{tree:str}/{path:path}")(asset),
            get("/styles/{name:str}")(style),
            put("/uploads", status_code=201)(upload),
            get("/files/{blob:str}/{name:str}")(download),
            get("/frame/{blob:str}")(frame),
            post("/api/{name:str}", status_code=200)(call),
            post("/api/{name:str}/runs", status_code=202)(submit),
            get("/api/runs/{run:str}/events")(run_events),
            delete("/api/runs/{run:str}", status_code=200)(cancel),
            get("/openapi.json")(openapi),
            get("/healthz")(healthz),
            get("/readyz")(readyz),
        ],
        state=State({"service": service}),
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,
        exception_handlers={HTTPException: _refused},
    )
    return Guard(app, service.settings)
