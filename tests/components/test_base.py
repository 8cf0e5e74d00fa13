import pytest

from autoui import placing
from autoui.components.base import Component, Scope, problem
from autoui.components.button import Button
from autoui.components.image import Image
from autoui.components.nothing import Nothing
from autoui.components.number import Number
from autoui.components.text import Textbox
from autoui.records.blobs import BlobStore, UnknownBlob
from autoui.showing.sections import Sections
from autoui.wire.values import Blob


class Place:
    def __init__(self) -> None:
        self.nodes: list[Component] = []
        self.heard: list[tuple] = []

    def place(self, node: Component) -> None:
        self.nodes.append(node)

    def listen(self, trigger, event, function, inputs, outputs, options):
        self.heard.append((trigger, event, function, inputs, outputs, options))
        return "listener"


@pytest.fixture
def place():
    made = Place()
    token = placing.enter(made)
    yield made
    placing.leave(token)


def test_a_component_lands_in_the_open_place_and_listens_there(place):
    text, button = Textbox(), Button("Go")
    assert place.nodes == [text, button]
    assert button.click(len, text, [text]) == "listener"
    text.submit(len, [text], None, queue=False)
    text.change(len)
    assert [(t, e, i, o, k) for t, e, _, i, o, k in place.heard] == [
        (button, "click", [text], [text], {}),
        (text, "submit", [text], [], {"queue": False}),
        (text, "change", [], [], {}),
    ]


def test_listening_outside_a_place_says_what_to_do():
    with pytest.raises(RuntimeError, match=r"with autoui\.Blocks"):
        Button().click(len)


def test_common_keywords_become_the_spec():
    made = Number(label="A", info=None, elem_id="x", elem_classes="one", visible=False, unit="px")
    assert made.props() == {
        "label": "A",
        "elem_id": "x",
        "elem_classes": ["one"],
        "visible": False,
        "unit": "px",
    }
    assert Number(show_label=False).props() == {"label": ""}
    assert Number(elem_classes=["a", "b"]).spec.elem_classes == ("a", "b")


def test_an_unknown_keyword_is_an_error():
    with pytest.raises(TypeError, match="colour"):
        Number(colour="red")


def test_style_and_set_return_the_component():
    made = Textbox()
    assert made.style(container=False, rounded=True) is made
    assert made.set(label="New") is made
    assert made.spec.label == "New"
    with pytest.warns(UserWarning, match="sparkles"):
        made.style(sparkles=1)
    with pytest.raises(TypeError):
        made.set(sparkles=1)


def test_none_is_for_optional_components_only(scope: Scope):
    assert [p.message for p in Number().check_given(None)] == ["is required"]
    assert list(Number(optional=True).check_given(None)) == []
    assert Number(optional=True).decode_given(None, scope) is None
    assert Number().encode_given(None, scope) is None


def test_the_schema_carries_label_help_and_null():
    made = Number(label="Age", info="In years", optional=True, minimum=0)
    assert made.schema_given() == {
        "anyOf": [{"type": "number", "minimum": 0}, {"type": "null"}],
        "title": "Age",
        "description": "In years",
    }


def test_a_problem_made_in_decode_names_the_part():
    assert [(p.field, p.message) for p in problem("is bad", "[1]").problems] == [("[1]", "is bad")]


def test_a_button_and_nothing_say_their_words(scope: Scope):
    assert Button("Go", variant="primary").props() == {"text": "Go", "variant": "primary"}
    assert Nothing().encode_given(None, scope) == {"text": "Done"}
    assert Nothing("Saved").encode_given(3, scope) == {"text": "Saved"}


def test_sections_show_every_part_under_its_name(scope: Scope):
    found = Sections(labels=("Low", "High")).encode((1, "x"), scope)
    assert [(s["label"], s["show"], s["value"]) for s in found] == [
        ("Low", "number", 1),
        ("High", "text", "x"),
    ]
    assert [s["label"] for s in Sections().encode((1, 2, 3), scope)] == [
        "Output 1",
        "Output 2",
        "Output 3",
    ]
    assert [s["label"] for s in Sections().encode({"a": 1, 2: 2}, scope)] == ["a", "2"]


@pytest.mark.parametrize("id_", ["/tmp/own", "../../../", "0" * 32])
def test_only_what_exists_gets_a_folder(tmp_path, id_):
    (tmp_path / "blobs").mkdir()
    scope = Scope(tmp_path / "run", BlobStore(tmp_path / "blobs"))
    with pytest.raises(UnknownBlob):
        scope.copy(Blob(id_))
    assert [path.name for path in tmp_path.iterdir()] == ["blobs"]


@pytest.mark.parametrize(
    ("given", "pixels"), [(24, 24), ("24", 24), (" 24.4px ", 24), (None, None)]
)
def test_lengths_are_pixels(given, pixels):
    assert Image().style(height=given).spec.height == pixels
    assert Image(width=given).spec.width == pixels


@pytest.mark.parametrize("given", ["tall", "2em", 0, -3, True, 10_001, [3], float("nan")])
def test_other_lengths_are_refused(given):
    with pytest.raises(ValueError, match="number of pixels"):
        Image().style(height=given)


def test_corners_and_frames_come_and_go():
    made = Textbox(elem_classes="own").style(rounded=False, container=False)
    assert made.spec.elem_classes == ("own", "au-square", "au-bare")
    assert made.style(rounded=True).spec.elem_classes == ("own", "au-bare")
    assert made.style(height=3).spec.elem_classes == ("own", "au-bare")
    assert made.style(container=True).spec.elem_classes == ("own",)
