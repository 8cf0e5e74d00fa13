import enum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui.components.base import Scope
from autoui.components.choice import CheckboxGroup, Choice, Dropdown, Radio
from autoui.wire.values import pack, unpack


class Colour(enum.Enum):
    RED = "#f00"
    dark_blue = 7
    CRIMSON = "#f00"  # noqa: PIE796 - an alias


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


def faults(component, value):
    return [(p.field, p.message) for p in component.check_given(value)]


def back(component, value, scope):
    plain = unpack(pack(component.encode(value, scope)))
    assert not faults(component, plain)
    return component.decode(plain, scope)


scalars = st.one_of(
    st.text(),
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False),
    st.none(),
    st.tuples(st.integers()),
    st.binary(max_size=4),
    st.sampled_from([*Colour, *Level]),
)


@given(values=st.lists(scalars, min_size=1, max_size=8, unique_by=lambda v: (type(v), v)))
def test_every_choice_comes_back_as_itself(shared_scope: Scope, values):
    component = Choice(values)
    for value in values:
        got = back(component, value, shared_scope)
        assert type(got) is type(value)
        assert got == value


def test_types_are_told_apart(scope: Scope):
    component = Choice([1, True, "1"])
    for value in (1, True, "1"):
        assert back(component, value, scope) is value
    assert faults(component, "True") == [("", "must be one of 1, True, '1'")]


def test_whole_floats_are_what_javascript_makes_of_them(scope: Scope):
    component = Choice([1.0, 2.5])
    got = component.decode(1, scope)
    assert (got, type(got)) == (1.0, float)
    both = Choice([1, 1.0])
    assert [o.wire for o in both.spec.options] == [1, "1.0"]


def test_members_that_are_words_are_written_alike_and_acronyms_stay() -> None:
    levels = enum.Enum("Levels", ["LOW", "MEDIUM", "NO_LIMIT"])
    modes = enum.Enum("Modes", ["RGB", "CMYK", "gray"])
    assert [one.label for one in Dropdown(levels).spec.options] == ["Low", "Medium", "No limit"]
    assert [one.label for one in Dropdown(modes).spec.options] == ["RGB", "CMYK", "gray"]


def test_an_enum_travels_by_name_and_is_accepted_by_value_and_alias(scope: Scope):
    component = Choice(Colour, Colour.RED)
    assert component.props()["choices"] == [
        {"label": "RED", "value": "RED"},
        {"label": "dark blue", "value": "dark_blue"},
    ]
    for plain in ("RED", "#f00", "CRIMSON"):
        assert not faults(component, plain)
        assert component.decode(plain, scope) is Colour.RED
    assert component.decode(7, scope) is Colour.dark_blue
    assert faults(component, "7")
    assert [component.from_text(t) for t in ("RED", "7", "dark blue", "CRIMSON")] == [
        "RED",
        "dark_blue",
        "dark_blue",
        "RED",
    ]


def test_objects_go_by_their_labels(scope: Scope):
    first, second = object(), [1]
    component = Choice([("One", first), ("Two", second), ("Two", len)])
    assert [o.wire for o in component.spec.options] == ["One", "Two", "Two (2)"]
    assert component.decode("One", scope) is first
    assert component.encode(second, scope) == "Two"


def test_labelled_pairs_and_dicts(scope: Scope):
    assert Choice([("Fast", 1), ("Slow", 2)]).decode(2, scope) == 2
    assert Choice({"Fast": 1}).props()["choices"] == [{"label": "Fast", "value": 1}]
    with pytest.raises(TypeError, match="abc"):
        Choice("abc")


def test_numpy_scalars(scope: Scope):
    assert Choice([1, 2]).encode(np.int64(2), scope) == 2


@pytest.mark.parametrize(
    ("choices", "look"),
    [
        (["a", "b"], "segmented"),
        (["a", "b", "c", "d"], "segmented"),
        (["a", "b", "c", "d", "e"], "dropdown"),
        (["a rather long label of a choice", "b"], "dropdown"),
        (["sixteen letters "] * 3 + ["x"], "dropdown"),
        ([], "dropdown"),
    ],
)
def test_few_short_choices_are_segments(choices, look):
    assert Choice(choices).props()["look"] == look


def test_the_kinds_with_a_look_of_their_own():
    assert Radio(["a", "b"]).props()["look"] == "segmented"
    assert Radio(list("abcdef")).props()["look"] == "radio"
    assert Radio(["a"], look="dropdown").props()["look"] == "dropdown"
    assert Dropdown(["a", "b"]).props()["look"] == "dropdown"
    assert CheckboxGroup(["a", "b"]).props()["look"] == "checks"
    assert CheckboxGroup(["a", "b"], "a").spec.value == ["a"]


def test_several(scope: Scope):
    component = Choice(Colour, many=True, container=set)
    assert back(component, {Colour.RED, Colour.dark_blue}, scope) == set(Colour)
    assert component.encode(Colour.RED, scope) == ["RED"]
    assert faults(component, "RED") == [("", "must be a list of choices")]
    assert [f for f, _ in faults(component, ["RED", "x", "y"])] == ["[1]", "[2]"]
    assert component.from_text("RED, 7") == ["RED", "dark_blue"]
    assert component.schema() == {"type": "array", "items": {"enum": ["RED", "dark_blue"]}}
    limited = Dropdown(["a", "b"], multiselect=True, max_choices=1)
    assert faults(limited, ["a", "b"]) == [("", "must have at most 1 choices")]


def test_custom_texts(scope: Scope):
    component = Dropdown(["a"], allow_custom_value=True)
    assert component.decode("new", scope) == "new"
    assert component.encode("new", scope) == "new"
    assert component.from_text("new") == "new"
    assert faults(component, 3)
    assert component.props()["custom"] is True


def test_positions(scope: Scope):
    component = Radio(["a", "b"], type="index")
    assert component.decode("b", scope) == 1
    assert component.encode(1, scope) == "b"
    with pytest.raises(ValueError, match="position"):
        Dropdown(["a"], type="index", allow_custom_value=True)


def test_what_is_no_choice_is_refused_with_what_is(scope: Scope):
    with pytest.raises(ValueError, match="none of the choices: 'a', 'b'"):
        Choice(["a", "b"]).encode("c", scope)
    many = Choice(list(range(20)))
    assert faults(many, 99) == [("", "must be one of 0, 1, 2, 3, 4, 5, 6, 7 and 12 more")]
    with pytest.raises(ValueError, match="must be one of"):
        Choice(["a"]).from_text("c")


def test_links_read_labels_and_values_in_any_case():
    assert Choice([1, True, "x"]).from_text("true") is True
    assert Choice([1, 2.5]).from_text("2.5") == 2.5


def test_positions_are_told_to_the_page_for_the_call_it_shows() -> None:
    assert Radio(["Single", "Married"], type="index").spelling() == {
        "positions": ["Single", "Married"]
    }
    assert Radio(["Single", "Married"]).spelling() is None
