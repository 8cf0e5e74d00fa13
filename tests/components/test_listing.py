from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui import placing
from autoui.components.base import Scope
from autoui.components.image import Image
from autoui.components.listing import Listing
from autoui.components.number import Number
from autoui.components.text import Textbox
from autoui.errors import InvalidInputs


def faults(component, value):
    return [(p.field, p.message) for p in component.check_given(value)]


@given(values=st.lists(st.integers()), container=st.sampled_from([list, tuple, set, deque]))
def test_containers_survive(shared_scope: Scope, values, container):
    component = Listing(Number(integer=True), container)
    given_ = container(values)
    got = component.decode(component.encode(given_, shared_scope), shared_scope)
    assert type(got) is container
    assert got == given_


def test_faults_say_where():
    inner = Listing(Listing(Number(minimum=0)))
    assert faults(inner, [[1], [2, -1], 3, None]) == [
        ("[1][1]", "must be at least 0"),
        ("[2]", "must be a list"),
        ("[3]", "is required"),
    ]
    sized = Listing(Textbox(), min_length=1, max_length=2)
    assert faults(sized, []) == [("", "must have at least 1 item")]
    assert faults(sized, ["a"] * 3) == [("", "must have at most 2 items")]
    assert faults(sized, "abc") == [("", "must be a list")]


def test_faults_of_decoding_are_collected(scope: Scope):
    bad = scope.keep(b"no picture", "a.png", "image/png")
    with pytest.raises(InvalidInputs) as caught:
        Listing(Image()).decode([bad, bad], scope)
    assert [p.field for p in caught.value.problems] == ["[0]", "[1]"]


def test_items_that_cannot_be_in_a_set(scope: Scope):
    component = Listing(Listing(Number()), set)
    with pytest.raises(InvalidInputs, match="unhashable"):
        component.decode([[1.0]], scope)


def test_optional_items(scope: Scope):
    component = Listing(Number(optional=True))
    assert not faults(component, [1, None])
    assert component.decode([1, None], scope) == [1.0, None]


def test_links_carry_json_or_commas():
    component = Listing(Number(integer=True))
    assert component.from_text("1, 2,3") == [1, 2, 3]
    assert component.from_text("[1, 2]") == [1, 2]
    assert component.from_text("") == []
    with pytest.raises(ValueError, match="list such as"):
        component.from_text("[1,")
    with pytest.raises(ValueError, match="whole number"):
        component.from_text("1,x")


def test_props_and_schema_hold_the_item():
    component = Listing(Number(minimum=0), set, min_length=1, label="Xs")
    assert component.props() == {
        "label": "Xs",
        "min_length": 1,
        "item": {"kind": "number", "props": {"minimum": 0}},
    }
    assert component.schema() == {
        "type": "array",
        "items": {"type": "number", "minimum": 0},
        "minItems": 1,
        "uniqueItems": True,
    }


def test_an_item_given_by_class_stays_out_of_the_page():
    placed = []

    class Place:
        def place(self, node):
            placed.append(node)

    token = placing.enter(Place())
    try:
        component = Listing(Number)
    finally:
        placing.leave(token)
    assert placed == [component]


@pytest.mark.parametrize("value", ["abc", b"abc", 3, None])
def test_what_is_no_list_is_refused(scope: Scope, value):
    with pytest.raises(TypeError):
        Listing(Textbox()).encode(value, scope)
