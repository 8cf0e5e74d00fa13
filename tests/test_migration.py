"""Code written for Gradio: what it may go on saying, and what it is told instead."""

import re
from typing import Any

import pytest

import autoui as gr
from autoui import migration
from autoui.errors import UsageError
from autoui.worker.failures import failure_of


def test_each_absent_name_says_what_is_there_in_its_place() -> None:
    for name in migration.NAMES:
        assert name not in gr.__all__
        with pytest.raises(AttributeError, match=f"^autoui has no {name}; in its place: "):
            getattr(gr, name)


def test_what_the_place_names_is_there() -> None:
    for said in (*migration.NAMES.values(), *migration.WORDS.values()):
        for name in re.findall(r"(?:autoui\.)?\b([A-Z]\w+)\(", said):
            assert name in gr.__all__ or hasattr(gr.themes, name), said


def test_a_slip_of_the_pen_is_told_the_nearest_name() -> None:
    with pytest.raises(AttributeError, match=r"nearest there is: autoui\.Textbox"):
        _ = gr.Textbx
    with pytest.raises(AttributeError, match=r"^autoui has no Zebra$"):
        _ = gr.Zebra


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: gr.Image(tool="sketch"), "Image has no tool=: a picture is not drawn on here"),  # type: ignore[call-arg]
        (lambda: gr.Audio(streaming=True), "Audio has no streaming=: let the function be"),  # type: ignore[call-arg]
        (lambda: gr.Textbox(lable="x"), "Textbox has no lable=: did you mean label=?"),  # type: ignore[call-arg]
        (lambda: gr.Interface(len, interpretation="default"), "interpretation=; let the"),  # type: ignore[call-arg]
        (lambda: gr.Row(colour="red"), "Row has no option colour="),
        (lambda: gr.CSVLogger(dataset_file_name="a"), "CSVLogger has no dataset_file_name=: write"),
    ],
)
def test_words_that_mean_something_else_are_refused_with_a_cure(make: Any, said: str) -> None:
    with pytest.raises(TypeError, match=re.escape(said)):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: gr.Textbox(show_copy_button=True),  # type: ignore[call-arg]
        lambda: gr.Interface(len, submit_btn="Go"),  # type: ignore[call-arg]
        lambda: gr.Blocks(fill_height=True),
        lambda: gr.Row(variant="panel"),
        lambda: gr.Gallery(rows=2, height="auto"),  # type: ignore[call-arg]
    ],
)
def test_words_for_looks_only_warn(make: Any) -> None:
    with pytest.warns(UserWarning, match="changes nothing here") as warned:
        made = make()
    assert made is not None
    assert {one.filename for one in warned} == {__file__}


def test_newer_words_for_what_is_there() -> None:
    assert gr.Image(sources=["webcam", "upload"]).spec.source == "webcam"  # type: ignore[call-arg]
    assert gr.Audio(sources="microphone").spec.source == "microphone"  # type: ignore[call-arg]
    assert gr.Image(sources=["clipboard"]).spec.source == "upload"  # type: ignore[call-arg]
    assert gr.Textbox(container=False).spec.elem_classes == ("au-bare",)  # type: ignore[call-arg]
    assert gr.Textbox(container=True).spec.elem_classes == ()  # type: ignore[call-arg]


def test_an_error_has_a_title() -> None:
    error = gr.Error("No.", duration=5, title="Sorry", print_exception=False)
    data = failure_of(error, debug=False, told=frozenset())
    assert (data["message"], data["type"], data["dialog"]) == ("No.", "Sorry", True)
    assert failure_of(gr.Error("No."), debug=False, told=frozenset())["type"] == "Error"


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        (lambda: gr.Interface.load("huggingface/gpt2"), "Interface has no load; in its place: a"),
        (lambda: gr.Interface.from_pipeline(None), "Interface has no from_pipeline; in its place"),
        (lambda: gr.Textbox.update(visible=False), "Textbox has no update; in its place: return"),
        (lambda: gr.Textbox().blur(len), "Textbox has no blur; in its place: button.click(fn"),
        (lambda: gr.Image().upload(len), "Image has no upload; in its place: change(…)"),
        (lambda: gr.Interface(len).integrate(), "Interface has no integrate; in its place: Flag"),
        (lambda: gr.Row().unrender(), "Row has no unrender; in its place: Blocks() with"),
        (lambda: gr.Slider().chnage, "Slider has no chnage; the nearest there is: change"),
        (lambda: gr.utils, "autoui has no utils; that is a part of Gradio's own workings"),
    ],
)
def test_methods_and_modules_that_are_not_there_say_what_is(reach: Any, said: str) -> None:
    with pytest.raises(AttributeError, match=f"^{re.escape(said)}"):
        reach()


def test_a_listener_has_no_successor_and_says_so() -> None:
    with gr.Blocks():
        listener = gr.Button().click(lambda: 1)
    with pytest.raises(AttributeError, match=r"Listener has no then; in its place: a function"):
        listener.then(lambda: 2)


def test_components_are_found_where_older_code_looks_for_them() -> None:
    assert gr.components.Textbox is gr.inputs.Textbox is gr.templates.Textbox is gr.Textbox
    assert gr.outputs.JSON is gr.Json
    assert gr.DataFrame is gr.Dataframe
    with pytest.raises(AttributeError, match=r"^autoui has no Chatbot; in its place"):
        _ = gr.components.Chatbot
    with pytest.raises(TypeError, match=r"Textbox has no default=: write value="):
        gr.inputs.Textbox(default="x")


def test_what_asks_for_nothing_is_let_pass() -> None:
    assert gr.Image(tool=None, streaming=False).spec.source == "upload"  # type: ignore[call-arg]
    assert gr.Interface(len, interpretation=None, submit_btn=None).fn is len  # type: ignore[call-arg]


def test_what_is_made_for_later_lands_where_it_is_rendered() -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox(render=False)  # type: ignore[call-arg]
        with gr.Row() as row:
            assert box.render() is box
    assert demo.children == [row]
    assert row.children == [box]


def test_further_inputs_stand_behind_the_others() -> None:
    demo = gr.Interface(max, "number", "number", additional_inputs=["text", gr.Slider()])
    assert [str(one) for one in demo.inputs[:2]] == ["number", "text"]
    with pytest.raises(UsageError, match="additional_inputs= stand behind inputs="):
        gr.Interface(max, additional_inputs=["number"])


def test_launch_takes_looks_as_the_page_does(monkeypatch: pytest.MonkeyPatch) -> None:
    demo = gr.Interface(len)
    monkeypatch.setattr("autoui.launch.launch", lambda page, **options: options)
    theme = gr.themes.Soft()
    assert demo.launch(theme=theme, css="a { color: red }", share=True) == {"share": True}
    assert (demo.options["theme"], demo.options["css"]) == (theme, "a { color: red }")
