"""HTML that a function made, in a document of its own: scripts may run, but not in our name."""

import re

from litestar.types import ASGIApp

from autoui.records.blobs import UnknownBlob
from autoui.serving.asking import AnyRequest
from autoui.serving.replies import Reply, not_found
from autoui.serving.service import service_of

_MOST_BYTES = 64 << 20
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?")
_CSP = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'unsafe-inline'; img-src data: blob:{origin}; media-src data: blob:{origin}; "
    "font-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)


async def frame(request: AnyRequest) -> ASGIApp:
    """Answer with an HTML blob, without an origin and without a way out."""
    try:
        blob = service_of(request).engine.get(request.path_params["blob"])
    except UnknownBlob:
        return not_found()
    described = blob.description
    if blob.uploaded:
        # What a client sent is no page of this server's, at any address.
        return not_found()
    if described.type.partition(";")[0] != "text/html" or described.size > _MOST_BYTES:
        return not_found()
    origin = str(described.meta.get("origin") or "")
    csp = _CSP.format(origin=f" {origin}" if _ORIGIN.fullmatch(origin) else "")
    headers = [
        ("Content-Security-Policy", csp),
        ("Cache-Control", "private, max-age=3600, immutable"),
    ]
    body = blob.path.read_bytes()
    return Reply(body, type_="text/html; charset=utf-8", headers=headers)
