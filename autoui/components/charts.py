"""Charts of libraries that draw in the browser, as documents that need nothing from the net.

A library is looked up where somebody has imported it, never imported first.
"""

import importlib
import sys
from typing import Any


def chart_document(value: Any) -> str | None:
    """Return the HTML of a chart of Plotly, Bokeh or Altair; None for anything else.

    Raises:
        ValueError: The library cannot write it without loading scripts from elsewhere.
    """
    if isinstance(value, type):
        return None
    libraries = {kind.__module__.partition(".")[0] for kind in type(value).__mro__}
    if "plotly" in libraries and callable(getattr(value, "to_html", None)):
        return str(
            value.to_html(include_plotlyjs=True, full_html=True, config={"responsive": True})
        )
    if "bokeh" in libraries and "bokeh.model" in sys.modules:
        return _bokeh(value)
    if "altair" in libraries and callable(getattr(value, "to_html", None)):
        return _altair(value)
    return None


def _bokeh(value: Any) -> str | None:
    if not isinstance(value, sys.modules["bokeh.model"].Model):
        return None
    embed = importlib.import_module("bokeh.embed")
    resources = importlib.import_module("bokeh.resources")
    return str(embed.file_html(value, resources.INLINE))


def _altair(value: Any) -> str:
    try:
        return str(value.to_html(inline=True))
    except (ImportError, ValueError) as error:
        raise ValueError(
            "Altair writes this chart with scripts from the net, which the page does not load; "
            "`pip install vl-convert-python` lets it put them in"
        ) from error
