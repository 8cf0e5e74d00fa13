"""Figures: Matplotlib's as pictures, those of other libraries as documents of their own."""

import io
import re
import sys
from collections.abc import Iterator
from typing import Any, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common
from autoui.components.charts import chart_blob
from autoui.wire.values import Blob

DPI = 144
"""Dots per inch of a PNG: one and a half per CSS pixel, crisp on most screens."""

CSS_DPI = 96
_NESTING = 2
_MAX_SVG_POINTS = 5_000
_MAX_SVG_BYTES = 256 << 10
_SVG_SIZE = re.compile(
    rb'<svg [^>]*?height="([\d.]+)pt"[^>]*?width="([\d.]+)pt"|'
    rb'<svg [^>]*?width="([\d.]+)pt"[^>]*?height="([\d.]+)pt"',
    re.S,
)


class Figure(Component):
    """A figure.

    Args:
        value: A figure to show at first.
        options: See ``Spec``.
    """

    kind = "figure"
    shows_only = "Image() for a picture of it"

    def __init__(self, value: Any = None, **options: Unpack[Common]) -> None:
        super().__init__(Spec(value=value, **common(options, self)))

    def encode(self, value: Any, scope: Scope) -> Blob:
        """Return a reference to the figure as SVG, or as PNG when it has many points.

        A figure of Plotly, Bokeh or Altair is a document that holds all it needs.

        Raises:
            TypeError: The value holds no figure.
            ValueError: Its library cannot write it so that it needs nothing from the net.
        """
        figure = figure_of(value)
        if figure is not None:
            return figure_blob(figure, scope)
        blob = chart_blob(value, scope)
        if blob is None:
            raise TypeError(
                f"a {type(value).__name__} is no figure; return one of Matplotlib, Plotly, Bokeh "
                "or Altair"
            )
        return blob

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a reference to the picture."""
        return {"type": "object"}


Plot = Figure


def figure_of(value: Any) -> Any:
    """Return the Matplotlib figure that ``value`` is or belongs to, or None.

    Figures, axes, artists, seaborn's grids, anything with ``.figure``, and lists and arrays of
    them count. Matplotlib is looked up, never imported.
    """
    module = sys.modules.get("matplotlib.figure")
    if module is None:
        return None
    figures = _figures_in(value, module, _NESTING)
    first = next(figures, None)
    return first if first is not None and all(item is first for item in figures) else None


def _figures_in(value: Any, module: Any, depth: int) -> Iterator[Any]:
    """Yield the figure of each thing in a collection, None for what has none."""
    if not depth or not (isinstance(value, (list, tuple)) or _is_object_array(value)):
        yield _figure_of_one(value, module)
    elif callable(getattr(value, "get_children", None)):
        # A container of Matplotlib's own also counts what was not drawn.
        yield from (_figure_of_one(item, module) for item in value.get_children())
    else:
        for item in (list(value.flat) if hasattr(value, "flat") else list(value))[:100]:
            yield from _figures_in(item, module, depth - 1)


def figure_blob(figure: Any, scope: Scope) -> Blob:
    """Store a Matplotlib figure as a picture."""
    if _points(figure) <= _MAX_SVG_POINTS:
        svg = _saved(figure, "svg")
        size = _SVG_SIZE.search(svg[:4096])
        if len(svg) <= _MAX_SVG_BYTES and size:
            height, width = (size[1], size[2]) if size[1] else (size[4], size[3])
            return scope.keep(
                svg,
                "figure.svg",
                "image/svg+xml",
                width=round(float(width) * CSS_DPI / 72),
                height=round(float(height) * CSS_DPI / 72),
            )
    png = _saved(figure, "png")
    # The size stands in the header of a PNG, at fixed places.
    width_px, height_px = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    return scope.keep(
        png,
        "figure.png",
        "image/png",
        width=round(width_px * CSS_DPI / DPI),
        height=round(height_px * CSS_DPI / DPI),
    )


def _figure_of_one(value: Any, module: Any) -> Any:
    if isinstance(value, type):
        return None
    for candidate in (value, getattr(value, "figure", None)):
        if isinstance(candidate, module.FigureBase):
            root = candidate
            while isinstance(root, module.SubFigure):
                root = root.figure
            return root
    return None


def _is_object_array(value: Any) -> bool:
    return getattr(getattr(value, "dtype", None), "kind", "") == "O" and hasattr(value, "flat")


def _saved(figure: Any, format_: str) -> bytes:
    target = io.BytesIO()
    metadata = {"Date": None} if format_ == "svg" else None
    figure.savefig(
        target, format=format_, dpi=DPI, bbox_inches="tight", facecolor="white", metadata=metadata
    )
    return target.getvalue()


def _points(figure: Any) -> int:
    """Estimate how many points an SVG of the figure would hold; pictures count as many."""
    total = 0
    for axes in figure.axes:
        if axes.images:
            return _MAX_SVG_POINTS + 1
        total += sum(len(line.get_xdata(orig=False)) for line in axes.lines)
        total += 8 * len(axes.patches)
        for collection in axes.collections:
            offsets = len(collection.get_offsets())
            paths = sum(len(path.vertices) for path in collection.get_paths()[:_MAX_SVG_POINTS])
            total += max(offsets, paths)
    return total
