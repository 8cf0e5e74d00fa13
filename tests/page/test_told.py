"""What the command line says of one function, and where it does not belong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import autoui as gr
from autoui.errors import UsageError
from autoui.page.build import Built

Builder = Callable[..., Built]


def calculator(num1, operation, num2=1):  # type: ignore[no-untyped-def]
    return num1 + num2 if operation == "add" else num1 - num2


def kinds(built: Built) -> list[str]:
    """Return the kinds of the components on a page, inputs first."""
    nodes = json.loads(built.document)["nodes"]
    return [node["kind"] for node in nodes if "children" not in node]


def test_components_by_parameter(built: Builder) -> None:
    told = {"inputs": ["operation=radio(['add', 'subtract'])"], "outputs": ["number"]}
    assert kinds(built(calculator, **told)) == ["any", "choice", "number", "number"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (["number", "text"], ["number", "choice", "auto"]),
        (["number"], ["number", "choice", "any", "auto"]),
        ({"num2": "slider"}, ["any", "choice", "slider", "auto"]),
    ],
)
def test_what_the_decorator_says_otherwise_stands(
    built: Builder, said: Any, found: list[str]
) -> None:
    decorated = gr.options(inputs=said)(lambda num1, operation, num2=None: num1)
    assert kinds(built(decorated, inputs=["operation=radio(['add'])"])) == found


def test_what_an_interface_says_itself_is_not_overruled(built: Builder) -> None:
    demo = gr.Interface(calculator, ["number", "text", "number"], "number")
    for told in ({"inputs": ["num1=text"]}, {"outputs": ["text"]}):
        with pytest.raises(UsageError, match="the code of this page says its own"):
            built(demo, **told)
    assert kinds(built(gr.Interface(calculator), outputs=["number"]))[-1] == "number"


@pytest.mark.parametrize(
    "told",
    [{"inputs": ["x=number"]}, {"outputs": ["text"]}, {"examples": "a.csv"}, {"api_name": "go"}],
)
def test_a_page_without_one_function_refuses_them(built: Builder, told: dict[str, Any]) -> None:
    with gr.Blocks() as demo:
        gr.Number()
    with pytest.raises(UsageError, match="is for one function"):
        built(demo, **told)


def test_the_rest_of_what_can_be_told(built: Builder) -> None:
    (served,) = built(calculator, api_name="sum", kill=False, cancel_on_leave=True).served
    assert (served.name, served.kill, served.cancel_on_leave) == ("sum", False, True)
    decorated = gr.options(kill=False, cancel_on_leave=True)(lambda x: x)
    (served,) = built(decorated, kill=True).served
    assert (served.kill, served.cancel_on_leave) == (True, True)


def test_a_thumbnail_is_a_path_or_an_address(built: Builder, tmp_path: Path) -> None:
    path = tmp_path / "a b.png"
    Image.new("RGB", (30, 20)).save(path)
    address = built(gr.Interface(calculator, thumbnail=str(path))).thumbnail
    assert address.startswith("files/")
    assert address.endswith("/a%20b.png")
    far = "https://example.org/a.png"
    assert built(gr.Interface(calculator, thumbnail=str(path)), thumbnail=far).thumbnail == far
    assert built(calculator).thumbnail == ""
    path.write_text("no picture")
    for wrong in (str(path), str(tmp_path / "missing.png")):
        with pytest.raises(UsageError, match="cannot be shown"):
            built(calculator, thumbnail=wrong)


def test_a_table_is_an_input_of_an_interface_and_not_of_a_listener(built: Builder) -> None:
    demo = gr.Interface(len, gr.Dataframe(headers=["a", "b"]), "number", examples=[[[[1, 2]]]])
    assert kinds(built(demo)) == ["frame", "number"]
    assert kinds(built(gr.Interface(len, "dataframe", "number"))) == ["frame", "number"]
    with gr.Blocks() as blocks:
        table = gr.Dataframe()
        gr.Button().click(len, table, gr.Number())
    with pytest.raises(UsageError, match="Dataframe shows a result and cannot be filled in"):
        built(blocks)


def test_a_name_of_a_component_elsewhere_says_what_is_there(built: Builder) -> None:
    with pytest.raises(UsageError, match='"chatbot"') as caught:
        built(gr.Interface(len, "text", "chatbot"))
    assert caught.value.cure.startswith("in its place: a function that takes the message")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"cache_examples": True, "cache_mode": "lazy"}, "lazy"),
        ({"cache_examples": True, "cache_mode": None}, "eager"),
        ({"cache_examples": True}, "eager"),
        ({"cache_mode": "lazy"}, "never"),
    ],
)
def test_when_results_of_examples_are_recorded(
    built: Builder, said: dict[str, Any], found: str
) -> None:
    demo = gr.Interface(calculator, ["number", "text", "number"], examples=[[1, "add", 2]], **said)
    (endpoint,) = built(demo).endpoints.values()
    assert endpoint.examples is not None
    assert endpoint.examples.caching == found
