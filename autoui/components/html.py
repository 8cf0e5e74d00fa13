"""HTML that a function returns, shown in a frame of its own."""

import html as entities
import re
from dataclasses import dataclass
from typing import Any, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common
from autoui.wire.values import Blob

_WHOLE = re.compile(r"\s*(<!--.*?-->\s*)*<(!doctype|html)[\s>]", re.I | re.S)
_BODY_STYLE = (
    "html{color-scheme:light}body{margin:0;padding:8px;background:#fff;color:#1a1a1a;"
    "font:14px/1.5 system-ui,sans-serif}img,svg,video{max-width:100%}"
    "table{border-collapse:collapse}th,td{padding:4px 8px;text-align:left}"
)

_OUTSIDE = re.compile(
    r"""<(?:script|img|iframe|video|audio|source)\b[^>]*?\ssrc\s*=\s*["']?(?:https?:)?//([\w.-]+)|"""
    r"""<link\b[^>]*?\shref\s*=\s*["']?(?:https?:)?//([\w.-]+)""",
    re.I,
)
_MAX_HOSTS = 3

# The page cannot look into the frame, so a fragment tells it how tall it is.
_TELL_HEIGHT = (
    "<script>(()=>{const body=document.body,tell=()=>parent.postMessage("
    "{height:body.offsetHeight},'*');new ResizeObserver(tell).observe(body)})()</script>"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class HtmlSpec(Spec):
    """What HTML can be told.

    Attributes:
        height: CSS pixels of the frame; None leaves it to the page.
    """

    height: int | None = None


class HtmlOptions(Common, total=False):
    """The keywords of ``Html``; see ``HtmlSpec``."""

    height: int | str | None


class Html(Component):
    """HTML, with its scripts, in a frame that cannot reach the page.

    Args:
        value: HTML to show at first.
        options: See ``HtmlSpec``.
    """

    kind = "html"
    shows_only = "Textbox(lines=5)"

    def __init__(self, value: str | None = None, **options: Unpack[HtmlOptions]) -> None:
        super().__init__(HtmlSpec(value=value, **common(options, self)))

    def encode(self, value: Any, scope: Scope) -> Blob:
        """Return a reference to a whole document.

        Raises:
            TypeError: The value is neither text nor has ``_repr_html_``.
        """
        if not isinstance(value, str) and callable(getattr(value, "_repr_html_", None)):
            value = value._repr_html_()
        if not isinstance(value, str):
            raise TypeError(f"a {type(value).__name__} is no HTML; return text")
        return html_blob(value, scope, self.spec.height)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a reference to the document."""
        return {"type": "object"}


HTML = Html


def html_blob(html: str, scope: Scope, height: int | None = None) -> Blob:
    """Store HTML as a whole document, for the server to frame.

    Args:
        html: A document, or a fragment that is made into one.
        scope: Where to store it.
        height: CSS pixels of the frame, when known.
    """
    meta: dict[str, Any] = {} if height is None else {"height": height}
    data = as_document(html).encode("utf-8", "replace")
    return scope.keep(data, "output.html", "text/html", **meta)


def outside_hosts(html: str) -> list[str]:
    """Return the hosts that a document wants scripts, styles and pictures from; the first three."""
    # A document may hold another one, as the attribute of a frame.
    found = [*_OUTSIDE.findall(html), *_OUTSIDE.findall(entities.unescape(html))]
    return list(dict.fromkeys(one or other for one, other in found))[:_MAX_HOSTS]


def as_document(html: str) -> str:
    """Return a whole document; its links open outside the frame."""
    if _WHOLE.match(html):
        return html
    return (
        '<!doctype html><html><head><meta charset="utf-8"><base target="_blank">'
        f"<style>{_BODY_STYLE}</style></head><body>{html}{_TELL_HEIGHT}</body></html>"
    )
