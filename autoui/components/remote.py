"""A picture, sound or film on another host: the browser loads it, in a frame of its own.

That frame may load from there alone.
"""

import html
import re
from typing import Any, Literal, TypeGuard
from urllib.parse import urlsplit

from autoui.components.base import Scope
from autoui.wire.values import Blob

_ADDRESS = re.compile(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9.-]+", re.IGNORECASE)
_MOST_CHARACTERS = 8_000

_DOCUMENT = """<!doctype html><html><head><meta charset="utf-8"><title>Picture</title>
<meta name="referrer" content="no-referrer"><style>
body{{margin:0;color:#1a1a1a;font:14px/1.5 system-ui,sans-serif}}
img{{display:block;max-width:100%;margin:0 auto}}img[hidden]{{display:none}}
p{{margin:0;padding:16px}}
</style></head><body><img hidden alt="Picture from {host}" src="{url}">
<p role="status">Loading the picture from {host} …</p><script>(()=>{{
const picture=document.images[0],words=document.querySelector("p"),body=document.body;
const shown=()=>{{picture.hidden=false;words.remove()}};
const failed=()=>{{words.textContent="The picture at {host} could not be loaded."}};
picture.onload=shown;picture.onerror=failed;
if(picture.complete)picture.naturalWidth?shown():failed();
new ResizeObserver(()=>parent.postMessage({{height:body.offsetHeight}},"*")).observe(body)
}})()</script></body></html>"""

_PLAYER = """<!doctype html><html><head><meta charset="utf-8"><title>Player</title>
<meta name="referrer" content="no-referrer"><style>
html{{color-scheme:light dark}}body{{margin:0;font:14px/1.5 system-ui,sans-serif}}
audio,video{{display:block;width:100%;max-height:70vh}}p{{margin:0;padding:16px}}p[hidden]{{display:none}}
</style></head><body><{kind} controls preload="metadata" src="{url}"></{kind}>
<p role="status" hidden>What {host} holds could not be loaded.</p><script>(()=>{{
const body=document.body,[player,words]=body.children;
player.onerror=()=>{{words.hidden=false;player.remove()}};
new ResizeObserver(()=>parent.postMessage({{height:body.offsetHeight}},"*")).observe(body)
}})()</script></body></html>"""


def is_remote(value: Any) -> TypeGuard[str]:
    """Return whether a value is the address of something on the web."""
    return isinstance(value, str) and bool(_ADDRESS.fullmatch(value.strip()))


def remote_picture(address: str, scope: Scope) -> Blob:
    """Store a document that shows a picture by its address; nothing is fetched here.

    Args:
        address: An ``http`` or ``https`` address.
        scope: Where to store the document.

    Returns:
        A reference whose ``meta`` holds the ``url`` and the ``origin``, the one place that the
        server lets the frame load from.

    Raises:
        ValueError: The address has no host that a browser can be told to load from.
    """
    return _framed(address, scope, _DOCUMENT, "picture")


def remote_media(address: str, scope: Scope, kind: Literal["audio", "video"]) -> Blob:
    """Store a document that plays a sound or a film by its address; see ``remote_picture``.

    Raises:
        ValueError: The address has no host that a browser can be told to load from.
    """
    return _framed(address, scope, _PLAYER.replace("{kind}", kind), kind)


def _framed(address: str, scope: Scope, document: str, what: str) -> Blob:
    url = address.strip()
    parts = urlsplit(url)
    host = parts.hostname or ""
    if len(url) > _MOST_CHARACTERS or not _HOST.fullmatch(host):
        raise ValueError(f"the address of the {what} cannot be shown; return the {what} itself")
    port = "" if parts.port is None else f":{parts.port}"
    origin = f"{parts.scheme.lower()}://{host}{port}"
    text = document.format(host=html.escape(host), url=html.escape(url))
    return scope.keep(text.encode(), f"{what}.html", "text/html", origin=origin, url=url)
