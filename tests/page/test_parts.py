"""Small parts of the page: texts, options, shortcuts, the open place."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image

import autoui as gr
from autoui import placing
from autoui.errors import UsageError
from autoui.page import options, shortcuts, texts
from autoui.reading.targets import target
from autoui.testing import open as open_page


def test_plain_prose_needs_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autoui.components.markdown.to_html", lambda text: 1 / 0)
    assert texts.to_html("One.\n\nTwo 'quoted'.") == "<p>One.</p>\n<p>Two 'quoted'.</p>\n"
    assert texts.to_html("  ") == ""


@pytest.mark.parametrize(
    "text",
    ["*a*", "a_b_", "<b>x</b>", "[a](b)", "# h", "- i", "1. i", "a & b", "$x$", "    c", "a\n---"],
)
def test_markup_is_left_to_the_parser(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autoui.components.markdown.to_html", lambda text: "parsed")
    assert texts.to_html(text) == "parsed"


def test_plain_words() -> None:
    assert texts.plain("**Bold** `code` [link](https://example.org) <i>x</i>") == "Bold code link x"
    assert texts.plain("snake_case stays") == "snake_case stays"
    assert texts.summary("One. Two.") == "One."
    assert texts.summary("Only one.") == ""


def test_options_of_the_command_line() -> None:
    assert options.read({"title": "x", "live": True}).live is True
    for wrong in ({"titel": "x"}, {"live": "yes"}):
        with pytest.raises(UsageError):
            options.read(wrong)


@pytest.mark.parametrize(
    ("given", "kind"),
    [("text", "text"), ("Number", "number"), (gr.Slider, "slider"), ("date", "moment")],
)
def test_shortcuts(given: Any, kind: str) -> None:
    component = shortcuts.component(given)
    assert component is not None
    assert component.kind == kind


def test_inferred_shortcuts() -> None:
    assert shortcuts.component(None) is None
    assert shortcuts.component(...) is None
    assert shortcuts.component("output") is None
    shown = shortcuts.component("output", output=True)
    assert shown is not None
    assert shown.kind == "auto"
    with pytest.raises(UsageError, match="is no component"):
        shortcuts.component(3)


@pytest.mark.parametrize(
    ("name", "kind", "props"),
    [
        ("audio", "audio", {}),
        ("microphone", "audio", {"source": "microphone"}),
        ("video", "video", {}),
        ("webcam", "image", {"source": "webcam"}),
        ("colorpicker", "color", {}),
        ("files", "file", {"many": True}),
        ("json", "any", {}),
    ],
)
def test_names_of_inputs(name: str, kind: str, props: dict[str, Any]) -> None:
    component = shortcuts.component(name)
    assert component is not None
    assert component.kind == kind
    assert {**component.props(), **props} == component.props()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("label", "label"),
        ("gallery", "gallery"),
        ("plot", "figure"),
        ("json", "json"),
        ("dataframe", "table"),
        ("radio", "auto"),
    ],
)
def test_names_of_outputs(name: str, kind: str) -> None:
    component = shortcuts.component(name, output=True)
    assert component is not None
    assert component.kind == kind


@pytest.mark.parametrize(
    ("written", "kind", "props"),
    [
        ("slider(1, 10, step=2)", "slider", {"minimum": 1, "maximum": 10, "step": 2}),
        ('radio(["a", "b"])', "choice", {}),
        ("Number(precision=0)", "number", {}),
        ('microphone(type="filepath")', "audio", {"source": "microphone"}),
        ("image()", "image", {}),
    ],
)
def test_names_with_values(written: str, kind: str, props: dict[str, Any]) -> None:
    component = shortcuts.component(written)
    assert component is not None
    assert component.kind == kind
    assert {**component.props(), **props} == component.props()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("slider(1, 10", "cannot be read"),
        ("slider(1, 10).style()", "is no component"),
        ("slider(open('x'))", "more than plain values"),
        ("slidr(1, 10)", 'no component "slidr"'),
        ("slider(10, 1)", "makes no component: a slider from 10 to 1"),
        ("label(num_top_classes=3)", "cannot be filled in"),
    ],
)
def test_names_with_values_that_mean_nothing(written: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        shortcuts.component(written)


def test_components_by_parameter() -> None:
    assert shortcuts.by_name(["a=number", "b = radio(['x=y'])"]) == {
        "a": "number", "b": " radio(['x=y'])",
    }  # fmt: skip
    for wrong in (["number"], ["1=number"], ["a=number", "a=text"]):
        with pytest.raises(UsageError):
            shortcuts.by_name(wrong)


@pytest.mark.parametrize("name", ["label", "gallery", "plot", "markdown", "html"])
def test_what_shows_results_only_is_no_input(name: str) -> None:
    with pytest.raises(UsageError, match="shows a result and cannot be filled in") as found:
        shortcuts.component(name)
    assert found.value.cure


@pytest.mark.parametrize("given", [gr.Label, [None, gr.JSON()], {"x": gr.Gallery()}])
def test_nor_is_an_instance_of_it(given: Any) -> None:
    with pytest.raises(UsageError, match="cannot be filled in"):
        gr.Interface(print, given, None).wish()
    shortcuts.refuse_results(["label", None, gr.Number(), gr.Image])


def test_the_place_is_closed_again() -> None:
    with gr.Blocks() as outer, gr.Row() as row:
        inner = gr.Number()
    assert outer.children == [row]
    assert row.children == [inner]
    assert placing.here() is None
    with pytest.raises(ZeroDivisionError), gr.Blocks():
        _ = 1 / 0
    assert placing.here() is None
    gr.Number()
    assert outer.children == [row]


def test_launch_while_a_target_is_loaded_only_records() -> None:
    with gr.Blocks() as demo:
        gr.Number()
    with target.recording() as launched:
        assert demo.queue(max_size=3).launch(share=False) is None
    assert launched == [demo]
    assert demo.launch_options == {"share": False}
    assert demo.queue_options == {"max_size": 3}


def test_what_interface_refuses() -> None:
    with pytest.raises(TypeError, match="needs a function"):
        gr.Interface(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="did you mean examples_per_page"):
        gr.Interface(abs, example_per_page=3)  # type: ignore[call-arg]
    assert repr(gr.Interface(abs)) == "Interface(abs)"
    assert gr.Interface(...).fn is None
    with pytest.raises(ValueError, match="without a function"):
        gr.Interface().wish()


def test_a_component_alone_as_the_annotation_of_a_result() -> None:
    def said(name: str) -> gr.Markdown:
        return f"**{name}**"  # type: ignore[return-value]

    page = open_page(said)
    result = page.fill(name="Ada").run()
    assert result.shows == ["markdown"]


def test_a_documented_table_is_a_file_or_any_other_value(tmp_path: Path) -> None:
    def columns(data):
        """Count columns.

        Args:
            data (DataFrame or dict): What is counted.
        """
        return type(data).__name__

    pd.DataFrame({"a": [1]}).to_csv(tmp_path / "a.csv")
    page = open_page(columns)
    assert page.fill(data=tmp_path / "a.csv").run().returned == "DataFrame"
    assert page.type(data='{"a": [1]}').run().returned == "dict"
    assert page.type(data="[[1], [2]]").run().returned == "list"
    assert page.type(data='[{"a": 1}]').run().returned == "DataFrame"


def test_a_method_of_a_table_or_a_picture_takes_one(tmp_path: Path) -> None:
    table = pd.DataFrame({"a": [3, 1, 2]})
    table.to_csv(tmp_path / "a.csv", index=False)
    page = open_page("pandas:DataFrame.sort_values")
    page.fill(data_frame=tmp_path / "a.csv").type(by="a")
    pd.testing.assert_frame_equal(page.run().returned, table.sort_values("a"))
    picture = Image.linear_gradient("L").resize((8, 4))
    picture.save(tmp_path / "a.png")
    turned = open_page("PIL.Image:Image.rotate").fill(image=tmp_path / "a.png").type(angle="180")
    assert turned.run().returned.tobytes() == picture.rotate(180).tobytes()
