"""What routes answer with: complete bodies, problem details, streams. All of it plain ASGI."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from typing import Any

import msgspec
from litestar.types import Receive, Scope, Send

JSON = "application/json"
PROBLEM = "application/problem+json"
Headers = Sequence[tuple[str, str]]
HEAD = "autoui.head"
"""Set in the scope of a HEAD request, which is routed as GET."""

WHOLE_BODY = "autoui.whole_body"
"""Set in the scope of a request whose body has been read to its end."""

_DROP_SECONDS = 60.0
_DROP_STALL_SECONDS = 2.0

_TITLES = {
    400: "The request is malformed",
    403: "Refused",
    404: "Not found",
    405: "Not allowed here",
    409: "The app has changed",
    411: "The length is missing",
    413: "Too large",
    415: "Unsupported type",
    416: "No such range",
    421: "Not this server's name",
    422: "Wrong inputs",
    429: "Too many requests",
    499: "Cancelled",
    500: "The function failed",
    503: "Not ready",
    504: "The time limit was reached",
    507: "No room",
}


class Reply:
    """A complete answer.

    Args:
        body: All of it.
        status: The HTTP status.
        type_: The media type; empty for an answer without a body.
        headers: More headers.
    """

    __slots__ = ("body", "headers", "status")

    def __init__(
        self, body: bytes = b"", *, status: int = 200, type_: str = JSON, headers: Headers = ()
    ) -> None:
        self.body = body
        self.status = status
        self.headers = _encoded(headers)
        if type_:
            self.headers.append((b"content-type", type_.encode("latin-1")))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; to HEAD without the body."""
        headers = self.headers
        if self.status not in (204, 304):
            headers = [*headers, (b"content-length", str(len(self.body)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        body = b"" if is_head(scope) else self.body
        await send({"type": "http.response.body", "body": body, "more_body": False})


class Early(Reply):
    """An answer to a request whose body is still coming.

    A connection that is closed on what a client is still sending is reset, and takes an answer
    along that was not read yet. So the answer goes out at once, and what still comes is dropped
    until the client has finished or stopped.

    Args:
        reply: The answer.
    """

    __slots__ = ()

    def __init__(self, reply: Reply) -> None:
        self.body, self.status, self.headers = reply.body, reply.status, reply.headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and close the connection once nothing comes any more."""
        length = str(len(self.body)).encode()
        headers = [*self.headers, (b"content-length", length), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        if WHOLE_BODY not in scope:
            with suppress(TimeoutError):
                await _drop_rest(receive)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _drop_rest(receive: Receive) -> None:
    """Read a body to its end, as far as somebody may be made to wait for it.

    Raises:
        TimeoutError: Nothing has come for too long, or too much comes.
    """
    coming = True
    async with asyncio.timeout(_DROP_SECONDS):
        while coming:
            async with asyncio.timeout(_DROP_STALL_SECONDS):
                message: Any = await receive()
            coming = message.get("more_body", False)


class Stream:
    """An answer that is made while it is sent.

    Args:
        parts: The bytes; closed when the client goes.
        type_: The media type.
        status: The HTTP status.
        headers: More headers; a ``content-length`` if the length is known.
    """

    def __init__(
        self,
        parts: AsyncGenerator[bytes, None],
        *,
        type_: str,
        status: int = 200,
        headers: Headers = (),
    ) -> None:
        self._parts = parts
        self._status = status
        self._headers = [*_encoded(headers), (b"content-type", type_.encode("latin-1"))]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it part by part, until it ends or the client goes."""
        # The server takes what is sent to a client that is gone without a word.
        gone = asyncio.ensure_future(until_gone(receive))
        sending = asyncio.ensure_future(self._send(scope, send))
        try:
            await asyncio.wait({gone, sending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            if not sending.done():
                sending.cancel()
            await asyncio.gather(gone, sending, return_exceptions=True)
        if not sending.cancelled():
            sending.result()

    async def _send(self, scope: Scope, send: Send) -> None:
        start: Any = {
            "type": "http.response.start",
            "status": self._status,
            "headers": self._headers,
        }
        async with aclosing(self._parts) as parts:
            await send(start)
            if not is_head(scope):
                async for part in parts:
                    await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def until_gone(receive: Receive) -> None:
    """Return when the client has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass


def is_head(scope: Scope) -> bool:
    """Return whether only the headers are wanted."""
    return bool(scope.get(HEAD))


def problem(
    status: int, detail: str = "", *, headers: Headers = (), title: str = "", **more: Any
) -> Reply:
    """Return problem details: what is wrong, in words."""
    body = {"type": "about:blank", "title": title or _TITLES.get(status, ""), "status": status}
    if detail:
        body["detail"] = detail
    return Reply(
        msgspec.json.encode({**body, **more}), status=status, type_=PROBLEM, headers=headers
    )


def not_found() -> Reply:
    """Return the one answer for what is unknown, somebody else's, or gone."""
    return problem(404, "There is nothing here, or no longer.")


def _encoded(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
