"""Charts of libraries that draw in the browser, as documents that need nothing from the net.

A library is looked up where somebody has imported it, never imported first.
"""

import importlib
import re
import sys
from typing import Any

from autoui.components.base import Scope
from autoui.components.html import html_blob
from autoui.wire.values import Blob

_PLOTLY_HEIGHT = 450
_LINK = re.compile(r"<link\b[^>]*>", re.I)
_TELL_HEIGHT = (
    "<script>(()=>{const root=document.documentElement,tell=()=>parent.postMessage("
    "{height:Math.max(root.scrollHeight,document.body.scrollHeight)},'*');"
    "new ResizeObserver(tell).observe(document.body)})()</script></body>"
)

# Matplotlib's player takes its signs from a font on the net.
_SIGNS = {
    "fast-backward": "«", "step-backward": "‹", "play fa-flip-horizontal": "◀", "pause": "❙❙",
    "play": "▶", "step-forward": "›", "fast-forward": "»", "minus": "−", "plus": "+",
}  # fmt: skip


class CannotBeDrawn(ValueError):
    """A chart's library cannot write it so that it needs nothing from the net."""


def chart_blob(value: Any, scope: Scope) -> Blob | None:
    """Store a chart of Plotly, Bokeh or Altair, or an animation of Matplotlib, as a document.

    Returns None for anything else.

    Raises:
        CannotBeDrawn: The library cannot write it without loading scripts from elsewhere; the
            message says what to install.
    """
    if isinstance(value, type):
        return None
    libraries = {kind.__module__.partition(".")[0] for kind in type(value).__mro__}
    if "plotly" in libraries and callable(getattr(value, "to_html", None)):
        return _plotly(value, scope)
    if "bokeh" in libraries and "bokeh.model" in sys.modules:
        return _bokeh(value, scope)
    if "altair" in libraries and callable(getattr(value, "to_html", None)):
        return html_blob(_telling(_altair(value)), scope)
    if "matplotlib" in libraries and callable(getattr(value, "to_jshtml", None)):
        return html_blob(_animation(value), scope)
    return None


def chart_data(value: Any) -> Any:
    """Return what a chart says of itself as plain data."""
    return value.to_dict() if callable(getattr(value, "to_dict", None)) else str(value)


def _plotly(value: Any, scope: Scope) -> Blob:
    html = value.to_html(include_plotlyjs=True, full_html=True, config={"responsive": True})
    height = getattr(getattr(value, "layout", None), "height", None)
    # What a browser adds around a document stays out of the frame's height.
    html = str(html).replace("<body>", '<body style="margin:0">', 1)
    return html_blob(html, scope, int(height or _PLOTLY_HEIGHT))


def _bokeh(value: Any, scope: Scope) -> Blob | None:
    if not isinstance(value, sys.modules["bokeh.model"].Model):
        return None
    embed = importlib.import_module("bokeh.embed")
    resources = importlib.import_module("bokeh.resources")
    return html_blob(_telling(str(embed.file_html(value, resources.INLINE))), scope)


def _altair(value: Any) -> str:
    try:
        return str(value.to_html(inline=True))
    except (ImportError, ValueError) as error:
        raise CannotBeDrawn(
            "Altair writes this chart with scripts from the net, which the page does not load; "
            "`pip install vl-convert-python` lets it put them in."
        ) from error


def _animation(value: Any) -> str:
    html = _LINK.sub("", str(value.to_jshtml()))
    for name, sign in _SIGNS.items():
        html = html.replace(f'<i class="fa fa-{name}"></i>', sign)
    return html


def _telling(document: str) -> str:
    """Have a whole document say how tall it is, which the page cannot see."""
    return _TELL_HEIGHT.join(document.rsplit("</body>", 1))
