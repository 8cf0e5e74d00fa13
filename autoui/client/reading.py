"""Texts to values as the page does it: the server is asked over its websocket."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from autoui.client.errors import RequestRefused, Unreachable
from autoui.errors import InvalidInputs, Problem
from autoui.wire.message import MAX_MESSAGE
from autoui.wire.values import unpack

_SECONDS = 30.0


def ask_prefill(
    url: str,
    session: str,
    headers: Mapping[str, str],
    endpoint: str,
    texts: Mapping[str, str],
) -> dict[str, Any]:
    """Return the values that texts stand for.

    Args:
        url: The page's address.
        session: The client's secret.
        headers: Sent along when the websocket opens.
        endpoint: The function.
        texts: Parameter names and texts.

    Raises:
        InvalidInputs: Some texts cannot be read; all of them are named.
        RequestRefused: The server does not answer the question.
        Unreachable: The websocket does not open.
    """
    # Imported here: only the command line reads texts.
    from websockets.exceptions import InvalidHandshake, InvalidURI, WebSocketException
    from websockets.sync.client import connect

    address = f"ws{url.removeprefix('http')}ws"
    hello = {"op": "hello", "session": session}
    question = {"op": "prefill", "request": 1, "endpoint": endpoint, "texts": dict(texts)}
    try:
        with connect(
            address,
            additional_headers=dict(headers),
            open_timeout=_SECONDS,
            max_size=MAX_MESSAGE,
            compression=None,
        ) as socket:
            socket.send(json.dumps([hello, question]))
            while True:
                for message in _messages(socket.recv(_SECONDS)):
                    if message.op == "answer" and message.request == 1:
                        return _values(message)
    except (InvalidHandshake, InvalidURI, OSError, TimeoutError) as error:
        what = f"texts cannot be read: the websocket of {url} does not open ({error})"
        raise Unreachable(what, "write JSON instead, as name:=value") from None
    except WebSocketException as error:
        raise RequestRefused(f"{url} closed the websocket: {error}") from None


class _Message(msgspec.Struct):
    """A message, as far as an answer needs it."""

    op: str = ""
    request: int = 0
    data: msgspec.Raw = msgspec.Raw(b"null")
    error: str = ""


def _messages(frame: str | bytes) -> list[_Message]:
    found = msgspec.json.decode(frame, type=_Message | list[_Message])
    return found if isinstance(found, list) else [found]


def _values(answer: _Message) -> dict[str, Any]:
    if answer.error:
        raise RequestRefused(answer.error)
    found = unpack(answer.data)
    problems = [Problem(one["field"], one["message"]) for one in found.get("errors", [])]
    if problems:
        raise InvalidInputs(problems)
    values: dict[str, Any] = found["values"]
    return values
