import base64
import io
import sys

import pytest
from matplotlib.animation import FuncAnimation
from matplotlib.figure import Figure
from PIL import Image as Pillow

from autoui.components.base import Scope
from autoui.components.charts import CannotBeDrawn, chart_blob
from autoui.components.html import outside_hosts
from autoui.showing.auto import shown

OUTSIDE = '<script src="https://cdn.example.org/x.js"></script><p>chart</p>'


def picture(kind: str) -> bytes:
    target = io.BytesIO()
    Pillow.new("L", (3, 2)).save(target, kind)
    return target.getvalue()


class Bundle:
    """Gives the forms it was made with."""

    def __init__(self, **forms):
        self.forms = {
            name.replace("__", "+").replace("_", "/"): data for name, data in forms.items()
        }

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.forms, {"text/html": {"isolated": True}}

    def __str__(self):
        return "in words"


def own(**ways):
    """Return an object with some ``_repr_…_`` methods."""
    methods = {f"_repr_{name}_": lambda self, data=data: data for name, data in ways.items()}
    return type("Own", (), {**methods, "__str__": lambda self: "in words"})()


@pytest.mark.parametrize(
    ("value", "show"),
    [
        (Bundle(text_html="<b>x</b>", image_png=picture("PNG")), "html"),
        (Bundle(image_png=base64.b64encode(picture("PNG")).decode()), "image"),
        (Bundle(image_jpeg=picture("JPEG"), text_plain="x"), "image"),
        (Bundle(image_svg__xml="<svg xmlns='http://www.w3.org/2000/svg'/>"), "image"),
        (Bundle(text_html=OUTSIDE, image_png=picture("PNG")), "image"),
        (Bundle(text_html=OUTSIDE, text_markdown="*x*"), "html"),
        (Bundle(text_markdown="*x*"), "markdown"),
        (Bundle(application_json={"a": {"b": 1}}), "json"),
        (Bundle(text_plain="x", application_vnd_of_somebody={}), "text"),
        (Bundle(image_png="no base64", text_latex="$x$"), "text"),
        (Bundle(), "text"),
        (own(jpeg=picture("JPEG")), "image"),
        (own(json={"a": 1}), "json"),
        (own(html=None, svg=b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "image"),
        (own(html=3, json="{"), "text"),
    ],
)
def test_the_best_form_that_can_be_shown(scope: Scope, value, show):
    assert shown(value, scope)["show"] == show


def test_a_broken_bundle_gives_way_to_the_other_methods(scope: Scope):
    class Broken:
        def _repr_mimebundle_(self, **_options):
            raise RuntimeError("no")

        def _repr_html_(self):
            return "<b>x</b>"

    assert shown(Broken(), scope)["show"] == "html"


def test_html_that_wants_the_net_says_so(scope: Scope):
    assert "cdn.example.org" in shown(own(html=OUTSIDE), scope)["note"]
    assert "note" not in shown(own(html='<a href="https://example.org">x</a>'), scope)
    framed = '<iframe srcdoc="&lt;link rel=x href=&quot;//fonts.example.org/f.css&quot;&gt;">'
    assert outside_hosts(framed) == ["fonts.example.org"]


def test_latex_stands_above_the_text(scope: Scope):
    got = shown(own(latex=r"$\displaystyle \frac{1}{2}$"), scope)
    assert got["value"] == "in words"
    assert "<mfrac>" in got["lead"]["value"]["html"]
    assert "lead" not in shown(own(latex=r"$\begin{$"), scope)


class Plotly:
    __module__ = "plotly.graph_objs"

    class layout:
        height = 300

    def to_html(self, *, include_plotlyjs, full_html, config):
        assert (include_plotlyjs, full_html) == (True, True)
        return "<html><head></head><body><div>chart</div></body></html>"


class Altair:
    __module__ = "altair.vegalite"

    def __init__(self, error=None):
        self.error = error

    def to_html(self, *, inline):
        assert inline
        if self.error:
            raise self.error
        return "<!DOCTYPE html><html><body><div id=vis></div></body></html>"

    def to_dict(self):
        return {"mark": "line", "data": {"values": [1]}}


def document(scope: Scope, blob) -> str:
    return scope.blobs.path(blob.id).read_text()


def test_charts_bring_all_they_need(scope: Scope):
    plotly = shown(Plotly(), scope)
    assert (plotly["show"], plotly["value"].meta["height"]) == ("html", 300)
    assert 'margin:0"><div>chart' in document(scope, plotly["value"])
    altair = shown(Altair(), scope)
    assert "postMessage" in document(scope, altair["value"])
    assert chart_blob(Plotly, scope) is None


def test_a_chart_that_cannot_be_drawn_says_what_to_install(scope: Scope):
    chart = Altair(ImportError("vl_convert"))
    with pytest.raises(CannotBeDrawn, match="vl-convert-python"):
        chart_blob(chart, scope)
    got = shown(chart, scope)
    assert (got["show"], got["value"]["mark"]) == ("json", "line")
    assert "vl-convert-python" in got["note"]


def test_animations_play_without_the_net(scope: Scope):
    figure = Figure(figsize=(1, 1), dpi=40)
    (line,) = figure.subplots().plot([0, 1])
    moving = FuncAnimation(figure, lambda at: line.set_data([0, 1], [0, at]), frames=2)
    html = document(scope, shown(moving, scope)["value"])
    assert "data:image/png;base64" in html
    assert outside_hosts(html) == []
    assert "fa-play" not in html


@pytest.mark.parametrize("library", ["plotly", "bokeh", "altair"])
def test_real_charts(scope: Scope, library: str):
    pytest.importorskip(library)
    if library == "plotly":
        chart = sys.modules["plotly"].graph_objects.Figure({"data": [{"y": [1, 2]}]})
    elif library == "bokeh":
        plotting = pytest.importorskip("bokeh.plotting")
        chart = plotting.figure(height=200)
        chart.line([1, 2], [1, 2])
    else:
        pytest.importorskip("vl_convert")
        data = {"values": [{"a": 1, "b": 2}]}
        chart = sys.modules["altair"].Chart.from_dict(
            {"data": data, "mark": "point", "encoding": {}}
        )
    blob = chart_blob(chart, scope)
    assert blob is not None
    assert outside_hosts(document(scope, blob)) == []
