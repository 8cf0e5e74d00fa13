"""Code written for Gradio: what it may go on saying, and what it is told instead."""

import re
from typing import Any

import pytest

import autoui as gr
from autoui import migration
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
