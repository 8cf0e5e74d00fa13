"""From a target, or an object of ours, to a page document."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest

import autoui as gr
from autoui import testing
from autoui.components.base import Scope
from autoui.errors import RefusedSignature, UsageError
from autoui.page.build import Built, build
from autoui.page.inspection import inspect
from autoui.records.blobs import BlobStore
from autoui.wire.server_worker import Load

Builder = Callable[..., Built]
EXAMPLES = Path(__file__).parents[2] / "examples"


def document(page: Built) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.document)
    _validate(found)
    return found


def _validate(found: dict[str, Any]) -> None:
    """What must hold of every page document."""
    ids = [node["id"] for node in found["nodes"]]
    assert len(ids) == len(set(ids))
    known = set(ids)
    names = [one["name"] for one in found["endpoints"]]
    assert len(names) == len(set(names))
    for node in found["nodes"]:
        assert set(node.get("children", [])) <= known
    for one in found["endpoints"]:
        assert {put["node"] for put in [*one["inputs"], *one["outputs"]]} <= known
        assert all(len(row) == len(one["inputs"]) for row in one["examples"]["rows"])
        assert len(one["examples"]["rows"]) == len(one["examples"]["labels"])
    for one in found["listeners"]:
        assert {one["trigger"], *one["inputs"], *one["outputs"]} <= known
        assert one["endpoint"] in names
    for one in found["pages"]:
        assert one["root"] in known
    kinds = {node["kind"] for node in found["nodes"] if "children" not in node}
    assert kinds <= set(found["modules"])


def load(target: str, scope: Scope, **options: Any) -> Built:
    return build(Load(target=target, options=options, blobs="", scratch=""), scope)


def node(found: dict[str, Any], id_: str) -> dict[str, Any]:
    return next(one for one in found["nodes"] if one["id"] == id_)


def test_the_calculator(scope: Scope) -> None:
    page = load(f"{EXAMPLES / 'calculator.py'}:calculator", scope)
    found = document(page)
    assert found["title"] == "Toy Calculator"
    assert "<math" in found["pages"][0]["description"]
    (endpoint,) = found["endpoints"]
    assert endpoint["examples"]["rows"][0] == [5, "add", 3]
    assert endpoint["examples"]["results"] == ["8", "2.0", "-10.0", "-1.2"]
    assert endpoint["examples"]["source"] == "docs"
    assert endpoint["examples"]["labels"][0] == "5 add 3"
    assert endpoint["call"]["import"] == "from calculator import calculator"
    assert endpoint["outputs"] == [{"name": "Output", "node": "calculator.out.0", "shape": "short"}]
    assert node(found, "calculator.num1")["props"] == {
        "label": "Num1",
        "info": "<p>The first number.</p>\n",
    }
    assert page.served[0].summary.startswith("calculator(num1: float")
    assert page.endpoints["calculator"].raises == {"ValueError"}
    assert str(EXAMPLES / "calculator.py") in page.watch


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_every_example_of_the_project(scope: Scope, path: Path) -> None:
    assert document(load(str(path), scope))["endpoints"]


def test_options_of_the_command_line_win(scope: Scope) -> None:
    page = load(
        f"{EXAMPLES / 'calculator.py'}:calculator",
        scope,
        title="Mine",
        description="**Bold** <script>alert(1)</script>",
        theme="soft",
        live=True,
    )
    found = document(page)
    assert (page.title, page.description) == ("Mine", "Bold alert(1)")
    assert found["theme"] == "soft"
    assert found["endpoints"][0]["live"] is True
    assert "script" not in found["pages"][0]["description"]
    with pytest.raises(UsageError, match="no option titel=; did you mean title="):
        load("statistics:mean", scope, titel="x")


def test_several_functions_are_several_pages(scope: Scope) -> None:
    found = document(load("statistics:mean,median", scope))
    assert [page["name"] for page in found["pages"]] == ["mean", "median"]
    assert found["title"] == "Statistics"
    assert found["description"].strip() == "<p>Basic statistics module.</p>"
    said = load("statistics:mean,median", scope, description="Two *means*.")
    assert document(said)["description"].strip() == "<p>Two <em>means</em>.</p>"
    assert said.description == "Two means."
    assert document(load("statistics:mean", scope))["description"] == ""


def test_the_modules_hold_what_components_are_made_of(built: Builder) -> None:
    def f(x: int | list[bool] | None = None, y: dict[str, float] | None = None) -> str:
        """Take things made of others."""
        return f"{x} {y}"

    modules = document(built(f))["modules"]
    assert {"union", "number", "listing", "switch", "mapping", "text"} <= set(modules)


def test_equal_content_has_an_equal_hash(scope: Scope) -> None:
    first, second = (load("statistics:mean", scope) for _ in range(2))
    assert first.document == second.document
    assert first.document != load("statistics:mean", scope, title="Other").document


def test_secrets_never_travel(built: Builder) -> None:
    def f(password: str = "hunter2", user: str = "me") -> None:
        """Log in.

        >>> f(user="nobody")
        >>> f(user="them")
        """

    page = built(f)
    assert b"hunter2" not in page.document
    assert b"hunter2" not in page.served[0].openapi
    assert "hunter2" not in json.dumps(inspect(page))
    assert document(page)["endpoints"][0]["inputs"][0]["secret"] is True


def test_a_parameter_that_nobody_can_fill_in(built: Builder, tmp_path: Path, scope: Scope) -> None:
    def needs(callback: Callable[[int], int]) -> None: ...

    def keeps(x: int, callback: Callable[[int], int] = abs) -> int:
        return callback(x)

    with pytest.raises(RefusedSignature) as caught:
        built(needs)
    assert "needs callback, a function" in caught.value.what
    assert caught.value.cure
    page = built(keeps)
    assert [one.name for one in page.endpoints["keeps"].inputs] == ["x"]
    (tmp_path / "both_kinds.py").write_text(
        "from collections.abc import Callable\n"
        "def good(x: int):\n    'G.'\ndef bad(c: Callable):\n    'B.'\n"
    )
    many = load(str(tmp_path / "both_kinds.py"), scope)
    assert list(many.endpoints) == ["good"]
    assert "bad needs c" in inspect(many)["refused"][0]["what"]


def test_the_terminal_hears_of_fields_that_could_be_better(built: Builder) -> None:
    def blur(path: str, anything, out_path: str = "", **more: Path): ...  # type: ignore[no-untyped-def]

    (served,) = built(blur).served
    assert [hint.partition(":")[0] for hint in served.hints] == [
        "path names a file of this machine",
        "anything takes any value",
    ]


def test_a_picture_comes_as_the_annotation_says(built: Builder) -> None:
    def three(path: str, where: Path, array): ...  # type: ignore[no-untyped-def]

    page = built(gr.Interface(three, ["image", "image", "image"], "text"))
    types = [one.component.spec.type for one in page.endpoints["three"].inputs]
    assert types == ["filepath", "path", "numpy"]


def test_functions_that_lack_a_docstring_are_named(tmp_path: Path, scope: Scope) -> None:
    file = tmp_path / "partly_documented.py"
    functions = "".join(f"def f{number}(): ...\n" for number in range(7))
    file.write_text(f"def good():\n    'G.'\n{functions}def _own(): ...\n")
    page = load(str(file), scope)
    assert list(page.endpoints) == ["good"]
    line = inspect(page)["undocumented"]
    assert page.left_out == [line]
    assert "f0, f1, f2, f3, f4 and 2 more" in line
    assert line.endswith(f"{file}:f0,f1,f2,f3,f4")
    assert not load(f"{file}:good", scope).left_out
    assert not load("statistics", scope).left_out


def test_an_interface_as_the_seed_writes_it(built: Builder) -> None:
    def calculator(num1, operation, num2):  # type: ignore[no-untyped-def]
        return num1 + num2

    demo = gr.Interface(
        calculator,
        ["number", gr.Radio(["add", "subtract"]), "number"],
        "number",
        examples=[[5, "add", 3], [4, "subtract", 2]],
        title="Toy Calculator",
        description="Things like $2+2=4$",
        article="*Below*",
        allow_flagging="never",
    )
    found = document(built(demo.queue(concurrency_count=3)))
    assert [one["kind"] for one in found["nodes"]][1:] == ["number", "choice", "number", "number"]
    page = found["pages"][0]
    assert (page["title"], page["article"]) == ("Toy Calculator", "<p><em>Below</em></p>\n")
    endpoint = found["endpoints"][0]
    assert endpoint["examples"]["rows"] == [[5, "add", 3], [4, "subtract", 2]]
    assert endpoint["examples"]["source"] == "given"
    assert built(demo).served[0].concurrency == 3


def test_inputs_may_be_left_open_or_given_by_name(built: Builder) -> None:
    def f(a: int, b: str = "x", c: bool = False) -> str:
        return b

    def kinds(**options: Any) -> list[str]:
        return [
            one.component.kind for one in built(gr.Interface(f, **options)).endpoints["f"].inputs
        ]

    assert kinds() == ["number", "text", "switch"]
    assert kinds(inputs=[gr.Slider(0, 5), None]) == ["slider", "text"]
    assert kinds(inputs={"b": gr.Radio(["x", "y"])}) == ["number", "choice", "switch"]
    assert kinds(inputs="number") == ["number"]
    for wrong, words in (
        ([], "no input was given for a"),
        (["number"] * 4, "takes 3 inputs, and 4 were given"),
        ({"z": "number"}, "has no parameter z"),
        (["nubmer"], 'there is no component "nubmer"'),
        (["radio"], "nothing to choose from"),
    ):
        with pytest.raises(UsageError, match=words):
            kinds(inputs=wrong)


def test_a_component_without_a_value_begins_with_the_default(built: Builder) -> None:
    def greet(name: str = "Ada", mood: str = "odd", size: int = 3, note: str | None = None) -> str:
        return name

    moods = gr.Dropdown(["fine", "odd"])
    given = ["text", moods, gr.Number(7), "text"]
    page = document(built(gr.Interface(greet, given, "text")))
    assert [node.get("value") for node in page["nodes"][1:5]] == ["Ada", "odd", 7, None]
    assert page["nodes"][4]["props"]["optional"] is True
    wrong = document(built(gr.Interface(greet, [None, gr.Radio(["a"]), None, None])))
    assert wrong["nodes"][2]["value"] is None


def test_an_example_that_does_not_fit(built: Builder) -> None:
    def f(a: int, b: int) -> int:
        return a

    with pytest.raises(UsageError, match="example 2 does not fit b"):
        built(gr.Interface(f, examples=[[1, 2], [1, "x"]]))


def test_flat_examples_for_one_input(built: Builder) -> None:
    def greet(name: str) -> str:
        return name

    found = document(built(gr.Interface(greet, examples=["Ada", "Grace"])))
    assert found["endpoints"][0]["examples"]["rows"] == [["Ada"], ["Grace"]]


def test_options_on_a_function(built: Builder) -> None:
    @gr.options(title="Sum", live=True, inputs={"b": gr.Slider(0, 10)})
    def add(a: float, b: float = 1) -> float:
        return a + b

    found = document(built(add))
    assert found["title"] == "Sum"
    assert found["endpoints"][0]["live"] is True
    assert node(found, "add.b")["kind"] == "slider"
    assert add(1, 2) == 3
    with pytest.raises(TypeError, match="no option titel=; did you mean title="):
        gr.options(titel="x")


def test_metadata_of_an_annotation(built: Builder) -> None:
    def f(
        a: Annotated[int, gr.Slider(0, 10)],
        b: Annotated[str, "The label"] = "x",
        c: Annotated[Literal["u", "v"], gr.Radio] = "u",
    ) -> Annotated[str, gr.Markdown()]:
        return b

    with pytest.raises(UsageError, match="cannot be shown"):
        # A radio without choices cannot show "u": the annotation is wrong, and says so.
        built(f)

    def g(
        a: Annotated[int, gr.Slider(0, 10)] = 4, b: Annotated[str, "The label"] = "x"
    ) -> None: ...

    found = document(built(g))
    assert node(found, "g.a")["value"] == 4
    assert node(found, "g.b")["props"]["label"] == "The label"
    assert document(built(g)) == found


def test_blocks(built: Builder) -> None:
    with gr.Blocks(title="Sums", css=".gradio-container {color: red}") as demo:
        gr.Markdown("# Hello")
        with gr.Row():
            a = gr.Number(label="A")
            with gr.Column():
                b = gr.Number(elem_id="second")
        out = gr.Number()
        button = gr.Button("Add")
        button.click(lambda x, y: x + y, [a, b], out, queue=True)
        a.submit(lambda x: x, a, out, api_name="same")
        a.change(lambda x: x, a, out)
    page = built(demo)
    found = document(page)
    assert page.styles == [".gradio-container {color: red}"]
    root = node(found, "page1")
    assert root["children"] == ["page1.markdown1", "page1.row1", "page1.number1", "page1.button1"]
    assert node(found, "page1.row1")["children"] == ["page1.row1.number1", "page1.row1.column1"]
    assert node(found, "page1.row1.column1")["children"] == ["second"]
    assert [(one["trigger"], one["event"], one["endpoint"]) for one in found["listeners"]] == [
        ("page1.button1", "click", "fn"),
        ("page1.row1.number1", "submit", "same"),
        ("page1.row1.number1", "change", "fn_2"),
    ]
    assert found["listeners"][0]["inputs"] == ["page1.row1.number1", "second"]
    labels = [node(found, one)["props"].get("label") for one in ("page1.row1.number1", "second")]
    assert labels == ["A", "Number"]
    assert page.endpoints["fn"].decode({"x": 1, "y": 2}, None)[0] == (1.0, 2.0)  # type: ignore[arg-type]
    assert node(found, "page1.markdown1")["value"]["html"] == "<h1>Hello</h1>\n"


def test_a_text_box_of_a_listener_starts_with_the_empty_text(built: Builder) -> None:
    with gr.Blocks() as demo:
        a, b, out = gr.Textbox(), gr.Number(), gr.Textbox()
        gr.Button("Go").click(lambda x, y: x * y, [a, b], out)
    page = built(demo)
    values = [one.get("value") for one in document(page)["nodes"]][1:4]
    assert values == ["", None, None]


def test_an_interface_without_a_function_is_a_blocks(built: Builder) -> None:
    with gr.Interface(css=".x {}") as demo:
        gr.Textbox()
    found = document(built(demo))
    assert "endpoint" not in found["pages"][0]
    assert built(demo).styles == [".x {}"]


def test_what_blocks_refuses() -> None:
    with pytest.raises(TypeError, match="did you mean title="):
        gr.Blocks(titel="x")
    with pytest.raises(RuntimeError, match=r"inside `with autoui\.Blocks"), gr.Row():
        pass
    with gr.Blocks(), pytest.raises(TypeError, match="needs a function"):
        gr.Button().click(3)  # type: ignore[arg-type]
    with gr.Blocks(), pytest.raises(TypeError, match="no option que="):
        gr.Button().click(print, que=True)


def test_openapi(built: Builder) -> None:
    def f(a: int, b: Literal["x", "y"] = "x", token: str = "t") -> str:
        """Do it.

        >>> f(3)
        'three'
        """
        return b

    operation = json.loads(built(f).served[0].openapi)
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["a"]
    assert schema["properties"]["b"]["enum"] == ["x", "y"]
    assert schema["properties"]["b"]["default"] == "x"
    assert "default" not in schema["properties"]["token"]
    assert set(operation["responses"]) == {"200", "422"}
    examples = operation["requestBody"]["content"]["application/json"]["examples"]
    assert examples["example1"]["value"] == {"a": 3, "b": "x"}


def test_inspection(built: Builder) -> None:
    def f(a: int, b=2.5, c=None, d: object = len):  # type: ignore[no-untyped-def]
        """Do it.

        Args:
            c (str): Text.
        """

    (function,) = inspect(built(f))["functions"]
    found = {one["name"]: (one["component"], one["source"]) for one in function["parameters"]}
    assert found["a"] == ("number", "hint")
    assert found["b"] == ("number", "default")
    assert found["c"] == ("text", "docstring")
    assert json.dumps(function)


def test_a_default_that_only_marks_its_absence(built: Builder) -> None:
    absent = object()

    def f(told=absent, untold=absent):  # type: ignore[no-untyped-def]
        """Do it.

        Args:
            told (datetime-like, str or int): When.
        """
        return told is absent

    (function,) = inspect(built(f))["functions"]
    assert [(one["name"], one["component"]) for one in function["parameters"]] == [("told", "any")]
    assert testing.open(f).run().returned is True
    assert testing.open(f).type(told="3 days").run().returned is False


def test_what_the_call_of_a_method_is_written_of(scope: Scope) -> None:
    (endpoint,) = document(load("pandas:DataFrame.head", scope))["endpoints"]
    assert (endpoint["call"]["made"], endpoint["call"]["held"]) == (1, True)
    assert [one["passed"] for one in endpoint["inputs"]] == ["positional", "either"]
    (endpoint,) = document(load("statistics:NormalDist.cdf", scope))["endpoints"]
    assert endpoint["call"]["made"] == 2
    assert not any("parameter" in one for one in endpoint["inputs"])
    (endpoint,) = document(load("colorsys:rgb_to_hls", scope))["endpoints"]
    assert "made" not in endpoint["call"]


def test_a_default_without_words_is_the_object_itself() -> None:
    class Mark: ...

    mark, other = Mark(), object()

    def f(word: str = mark, number: int | None = mark, text: str | None = other):  # type: ignore[no-untyped-def,assignment]
        """Do it."""
        return word is mark, number is mark, text is other

    page = testing.open(f)
    assert page.fields == {"word": "text", "number": "number", "text": "text"}
    assert page.run().returned == (True, True, True)
    assert page.fill(word="", text="b").run().returned == (False, True, False)


def test_fifty_parameters_and_odd_names(built: Builder) -> None:
    space: dict[str, Any] = {"__name__": "odd_names"}
    arguments = ", ".join(f"größe_{at}: int = {at}" for at in range(50))
    exec(f"def ümlaut({arguments}): 'Doc.'", space)
    page = built(space["ümlaut"])
    assert list(page.endpoints) == ["mlaut"]
    assert len(document(page)["endpoints"][0]["inputs"]) == 50


def test_a_secret_default_is_not_in_the_signature(tmp_path: Path) -> None:
    file = tmp_path / "app.py"
    file.write_text(
        "from typing import Annotated\nimport autoui as gr\n"
        "def f(x: str = 'plain', a: gr.Secret = 'hush',\n"
        "      b: Annotated[str, gr.Textbox(type='password')] = 'hush') -> int:\n"
        '    """Count."""\n    return 1\n'
    )
    blobs = tmp_path / "blobs"
    blobs.mkdir()
    load = Load(target=f"{file}:f", options={}, blobs="", scratch="")
    text = build(load, Scope(tmp_path, BlobStore(blobs))).document.decode()
    assert "hush" not in text
    assert "'plain'" in text
    assert str(tmp_path) not in text
