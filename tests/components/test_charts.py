import sys
import types

import pytest

from autoui.components.base import Scope
from autoui.components.figure import Figure
from autoui.showing.auto import shown


class Plotly:
    """Stands for a figure of that library; what a class is called and where it is from decides."""

    __module__ = "plotly.graph_objs"

    def to_html(self, **options):
        assert options["include_plotlyjs"] is True
        return "<html>plotly</html>"


class Altair:
    __module__ = "altair.vegalite.v5.api"

    def to_html(self, *, inline):
        assert inline
        return "<html>altair</html>"


class BrokenAltair(Altair):
    def to_html(self, *, inline):
        raise ImportError("no converter")


@pytest.fixture
def bokeh(monkeypatch: pytest.MonkeyPatch) -> type:
    """Return the class that every figure of a Bokeh has, of a library made for the test."""

    class Model:
        __module__ = "bokeh.model"

    def file_html(value, resources):
        assert resources == "all of it"
        return "<html>bokeh</html>"

    for name, content in {
        "bokeh.model": {"Model": Model},
        "bokeh.embed": {"file_html": file_html},
        "bokeh.resources": {"INLINE": "all of it"},
    }.items():
        made = types.ModuleType(name)
        vars(made).update(content)
        monkeypatch.setitem(sys.modules, name, made)
    return Model


def document(value, scope: Scope) -> bytes:
    blob = Figure().encode(value, scope)
    assert blob.type == "text/html"
    with scope.open(blob) as file:
        return file.read()


def test_each_library_writes_a_document_that_needs_no_net(bokeh: type, scope: Scope):
    assert b"plotly" in document(Plotly(), scope)
    assert b"altair" in document(Altair(), scope)
    assert b"bokeh" in document(bokeh(), scope)


def test_what_is_no_chart(bokeh: type, scope: Scope):
    class Resource:
        __module__ = "bokeh.resources"

    for value in (3, Plotly, Resource(), types.SimpleNamespace(to_html=lambda: "x")):
        with pytest.raises(TypeError, match="is no figure"):
            Figure().encode(value, scope)


def test_a_chart_that_would_load_from_elsewhere_says_what_to_install(scope: Scope):
    with pytest.raises(ValueError, match="pip install vl-convert-python"):
        Figure().encode(BrokenAltair(), scope)


def test_charts_are_shown_in_a_frame(scope: Scope):
    blob = Figure().encode(Plotly(), scope)
    assert blob.type == "text/html"
    found = shown(Plotly(), scope)
    assert (found["show"], found["value"].type) == ("html", "text/html")
