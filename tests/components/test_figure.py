import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from matplotlib.figure import Figure as MplFigure

from autoui.components.base import Scope
from autoui.components.figure import Figure, figure_of


@pytest.fixture
def figure() -> MplFigure:
    made = MplFigure(figsize=(4, 3))
    made.subplots().plot([1, 2, 3])
    return made


def test_a_small_figure_is_an_svg(scope: Scope, figure: MplFigure):
    blob = Figure().encode(figure, scope)
    assert blob.type == "image/svg+xml"
    assert 300 < blob.meta["width"] < 420
    assert 220 < blob.meta["height"] < 330
    with scope.open(blob) as file:
        assert ET.parse(file).getroot().tag.endswith("svg")


@pytest.mark.parametrize("what", ["points", "picture", "scatter"])
def test_a_heavy_figure_is_a_crisp_png(scope: Scope, what: str):
    made = MplFigure(figsize=(4, 3))
    axes = made.subplots()
    if what == "points":
        axes.plot(range(6_000))
    elif what == "scatter":
        axes.scatter(range(6_000), range(6_000))
    else:
        axes.imshow(np.zeros((4, 4)))
    blob = Figure().encode(made, scope)
    assert blob.type == "image/png"
    with scope.open(blob) as file:
        width = int.from_bytes(file.read(20)[16:20], "big")
    assert blob.meta["width"] == round(width / 1.5)


def test_everything_that_belongs_to_a_figure(figure: MplFigure):
    axes = figure.axes[0]
    grid = np.array([[axes, axes]], dtype=object)

    class Grid:
        def __init__(self):
            self.figure = figure

    bars = axes.bar([1, 2], [1, 2])
    for value in (
        figure,
        axes,
        axes.lines[0],
        grid,
        [axes],
        (figure, axes),
        Grid(),
        bars,
        axes.plot([1]),
        figure.subfigures(),
    ):
        assert figure_of(value) is figure
    other = MplFigure()
    for value in (1, "x", [], [axes, 1], [figure, other], np.zeros(3), Grid, MplFigure, None):
        assert figure_of(value) is None


def test_matplotlib_is_never_imported(monkeypatch):
    monkeypatch.delitem(sys.modules, "matplotlib.figure")
    assert figure_of(object()) is None
    assert "matplotlib.figure" not in sys.modules


def test_what_holds_no_figure(scope: Scope):
    with pytest.raises(TypeError, match="return one of Matplotlib"):
        Figure().encode(3, scope)
