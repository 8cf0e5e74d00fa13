"""Files up and down: one raw stream up; down with ranges, and never more trusted than needed."""

import asyncio
import csv
import io
import json
import mimetypes
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from litestar.types import ASGIApp

from autoui.records.blobs import UnknownBlob
from autoui.running.ledger import StoredBlob, TooLarge, Upload
from autoui.serving.asking import AnyRequest, Refusal, body_parts, request_session
from autoui.serving.replies import JSON, Early, Headers, Reply, Stream, not_found, problem
from autoui.serving.service import Service, service_of
from autoui.wire.page_server import Rows
from autoui.wire.values import pack

TABLE = "application/x-autoui-table"
_INLINE = frozenset(
    {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/avif",
        "image/bmp",
        "audio/mpeg",
        "audio/wav",
        "audio/x-wav",
        "audio/ogg",
        "audio/flac",
        "audio/mp4",
        "audio/webm",
        "video/mp4",
        "video/webm",
        "video/ogg",
    }
)
_FILE_CSP = "default-src 'none'; sandbox; frame-ancestors 'self'"
_WHOLE = 1 << 20
_PART = 1 << 20
_CSV_ROWS = 5_000
_CSV_BYTES = 1 << 20


async def upload(request: AnyRequest) -> ASGIApp:
    """Store one file, sent as the raw body, and answer with the reference to it."""
    service = service_of(request)
    try:
        session = request_session(request)
    except Refusal as refusal:
        return refusal.reply
    name = unquote(request.headers.get("x-file-name", "file"))[:1000]
    length = request.headers.get("content-length", "")
    size = int(length) if length.isdigit() and len(length) < 16 else None
    try:
        with service.engine.put(session, name, _type_of(name), size) as receiving:
            await _receive(request, receiving)
            blob = receiving.finish()
    except TooLarge as error:
        status = 507 if error.limit == "total" else 413
        return Early(problem(status, error.what, limit=error.limit))
    except Refusal as refusal:
        return refusal.reply
    except OSError as error:
        what = f"The file could not be stored: {error.strerror}."
        return Early(problem(507, what, limit="total"))
    return Reply(pack(blob), status=201)


async def _receive(request: AnyRequest, receiving: Upload) -> None:
    waiting = bytearray()
    async for part in body_parts(request):
        receiving.grow(len(part))
        waiting += part
        if len(waiting) >= _PART:
            await asyncio.to_thread(receiving.write, bytes(waiting))
            waiting.clear()
    if waiting:
        receiving.write(bytes(waiting))


def _type_of(name: str) -> str:
    """Return a type to note for an upload; whoever opens it looks for itself."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


async def download(request: AnyRequest) -> ASGIApp:
    """Answer with a blob, or a part of it."""
    service = service_of(request)
    try:
        blob = service.engine.get(request.path_params["blob"])
    except UnknownBlob:
        return not_found()
    if blob.description.type == TABLE and request.path_params["name"].endswith(".csv"):
        return _table(service, blob)
    return _file(request, blob)


def _file(request: AnyRequest, blob: StoredBlob) -> ASGIApp:
    size = blob.description.size
    tag = f'"{blob.id}"'
    headers = [
        ("ETag", tag),
        ("Cache-Control", "private, max-age=3600, immutable"),
        ("Accept-Ranges", "bytes"),
        ("Content-Disposition", _disposition(blob)),
        ("Content-Security-Policy", _FILE_CSP),
    ]
    if _has_tag(request.headers.get("if-none-match", ""), tag):
        return Reply(status=304, type_="", headers=headers)
    span = None
    if request.headers.get("if-range", tag) == tag:
        span = parse_range(request.headers.get("range", ""), size)
    if span == ():
        return problem(416, headers=[*headers, ("Content-Range", f"bytes */{size}")])
    if not span:
        return _part(blob, 0, size, 200, headers)
    start, end = span
    headers.append(("Content-Range", f"bytes {start}-{end - 1}/{size}"))
    return _part(blob, start, end, 206, headers)


def _part(blob: StoredBlob, start: int, end: int, status: int, headers: Headers) -> ASGIApp:
    type_ = _served_type(blob.description.type)
    if end - start <= _WHOLE:
        body = _read(blob.path, start, end - start)
        return Reply(body, status=status, type_=type_, headers=headers)
    headers = [*headers, ("Content-Length", str(end - start))]
    return Stream(_parts(blob.path, start, end), type_=type_, status=status, headers=headers)


async def _parts(path: Path, start: int, end: int) -> AsyncGenerator[bytes, None]:
    # The file stays open: it may be forgotten meanwhile, and is still sent to its end.
    with path.open("rb") as file:
        file.seek(start)
        left = end - start
        while left > 0:
            part = await asyncio.to_thread(file.read, min(_PART, left))
            if not part:
                return
            left -= len(part)
            yield part


def _read(path: Path, start: int, count: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(count)


def parse_range(header: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """Read a ``Range`` header.

    Returns:
        Start and end of the one range asked for; an empty tuple when it lies outside; None when
        the whole is to be sent (no range, several, or none that can be read).
    """
    unit, equals, spec = header.partition("=")
    first, dash, last = spec.strip().partition("-")
    digits = f"{first}{last}"
    if unit.strip().lower() != "bytes" or not equals or not dash or "," in spec:
        return None
    if not digits.isascii() or not digits.isdigit() or len(digits) > 38:
        return None
    if not first:
        count = min(int(last), size)
        return (size - count, size) if count else ()
    start = int(first)
    if last and int(last) < start:
        return None
    end = min(int(last) + 1, size) if last else size
    return (start, end) if start < size else ()


def _has_tag(header: str, tag: str) -> bool:
    tags = [found.strip().removeprefix("W/") for found in header.split(",")]
    return tag in tags or "*" in tags


def _served_type(type_: str) -> str:
    """Return the type to send: nothing that a browser would run in our name."""
    if type_ in _INLINE or type_ in ("image/svg+xml", "application/pdf", "text/csv", JSON):
        return type_
    if type_.startswith("text/") and type_ not in ("text/html", "text/xml", "text/javascript"):
        return "text/plain; charset=utf-8"
    return "application/octet-stream"


def _disposition(blob: StoredBlob) -> str:
    kind = "inline" if blob.description.type in _INLINE else "attachment"
    name = blob.description.name
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


# --------------------------------------------------------------------------------------- tables


class _Window(msgspec.Struct):
    rows: list[list[Any]] = []
    total: int = 0


def _table(service: Service, blob: StoredBlob) -> ASGIApp:
    stem = blob.description.name.rpartition(".")[0] or blob.description.name
    name = quote(f"{stem}.csv", safe="")
    headers = [
        ("Content-Disposition", f"attachment; filename*=UTF-8''{name}"),
        ("Content-Security-Policy", _FILE_CSP),
    ]
    return Stream(_csv(service, blob), type_="text/csv; charset=utf-8", headers=headers)


async def _csv(service: Service, blob: StoredBlob) -> AsyncGenerator[bytes, None]:
    meta = blob.description.meta
    yield _lines([[column.get("name", "") for column in meta.get("columns", [])]])
    window = meta.get("window", [])
    width = len(json.dumps(window)) / max(1, len(window))
    count = max(1, min(_CSV_ROWS, int(_CSV_BYTES / max(1.0, width))))
    start, total = 0, int(meta.get("rows", 0))
    while start < total:
        question = Rows(request=0, table=blob.id, start=start, count=count)
        reply = await service.ask(question)
        if reply.error:
            if count == 1:
                # The client must see that something is missing: the connection breaks off.
                raise OSError(f"rows of a table could not be read: {reply.error}")
            count = max(1, count // 8)
            continue
        rows = msgspec.json.decode(reply.data, type=_Window).rows
        if not rows:
            return
        start += len(rows)
        yield _lines(rows)


def _lines(rows: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"$", "v"} and isinstance(value["v"], str):
            return value["v"]
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return {None: "", True: "True", False: "False"}.get(value, value) if _odd(value) else value


def _odd(value: Any) -> bool:
    return value is None or isinstance(value, bool)
