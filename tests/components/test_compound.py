"""Values with parts: records, tuples, dicts and choices of kinds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui.components.any import Anything
from autoui.components.array import Array
from autoui.components.base import Component, Scope
from autoui.components.fieldset import Fieldset, Part
from autoui.components.file import File
from autoui.components.listing import Listing
from autoui.components.mapping import Rows
from autoui.components.number import Number
from autoui.components.pair import Pair
from autoui.components.switch import Checkbox
from autoui.components.text import Textbox
from autoui.components.typed import BYTES, Typed
from autoui.components.union import Branch, Either
from autoui.errors import InvalidInputs
from autoui.wire.values import Source


def faults(component: Component, value: Any) -> list[tuple[str, str]]:
    return [(p.field, p.message) for p in component.check_given(value)]


def size(**options: Any) -> Fieldset:
    width = Part(name="width", component=Number(integer=True, minimum=1))
    height = Part(name="height", component=Number(7, integer=True), required=False)
    return Fieldset([width, height], **options)


# ----------------------------------------------------------------------------------- records


def test_every_fault_of_a_record_is_named() -> None:
    assert faults(size(), {"width": 0, "height": "x", "depth": 1}) == [
        (".depth", "is no field of it; it has width, height"),
        (".width", "must be at least 1"),
        (".height", "must be a whole number"),
    ]
    assert faults(size(), {}) == [(".width", "is required")]
    assert faults(size(), {"width": None}) == [(".width", "is required")]
    assert faults(size(), [1]) == [("", "must be an object with the fields width, height")]
    assert faults(Listing(size()), [{"width": 1}, {"width": 0}]) == [
        ("[1].width", "must be at least 1")
    ]


@given(width=st.integers(1, 10**30), height=st.integers())
def test_records_survive(shared_scope: Scope, width: int, height: int) -> None:
    value = {"width": width, "height": height}
    component = size()
    plain = component.encode(value, shared_scope)
    assert not faults(component, plain)
    assert component.decode(plain, shared_scope) == value


def test_what_is_left_out_is_left_to_the_record(scope: Scope) -> None:
    made = size(build=lambda given_: sorted(given_))
    assert made.decode({"width": 2}, scope) == ["width"]
    kept = Fieldset([Part(name="at", component=Textbox(), required=False, keeps_default=True)])
    assert kept.decode({"at": None}, scope) == {}
    assert not faults(kept, {"at": None})


def test_a_record_begins_with_what_its_fields_hold() -> None:
    assert size().blank() == {"height": 7}
    assert size(optional=True).blank() is None
    assert size(optional=True).props()["start"] == {"height": 7}
    inner = Fieldset({"size": size(), "name": Textbox("a")})
    assert inner.blank() == {"size": {"height": 7}, "name": "a"}


def test_a_record_with_a_secret_is_one() -> None:
    login = Fieldset({"user": Textbox("me"), "password": Textbox("hunter2", secret=True)})
    assert login.spec.secret
    assert Listing(login).spec.secret
    assert "hunter2" not in repr(login.props())


def test_records_in_links_and_in_openapi() -> None:
    assert size().from_text('{"width": 3}') == {"width": 3}
    for text in ("3", "{", "width=3"):
        with pytest.raises(ValueError, match="JSON object with the fields width, height"):
            size().from_text(text)
    schema = size().schema()
    assert schema["required"] == ["width"]
    assert schema["properties"]["width"] == {"type": "integer", "minimum": 1}
    assert schema["additionalProperties"] is False


def test_a_fault_of_decoding_stands_at_its_field(scope: Scope) -> None:
    made = Fieldset({"at": Array(dtype="float64")})
    bad = scope.keep(b"\x93NUMPY is what it is not", "a.npy", "application/octet-stream")
    with pytest.raises(InvalidInputs) as caught:
        made.decode({"at": bad}, scope)
    assert [p.field for p in caught.value.problems] == [".at"]


# ------------------------------------------------------------------------------------ tuples


def test_a_tuple_has_its_length() -> None:
    component = Pair([Textbox(), Number(integer=True)])
    assert faults(component, ["a", 1]) == []
    assert faults(component, ["a"]) == [("", "must have 2 values, and has 1")]
    assert faults(component, [1, "a"]) == [
        ("[0]", "must be text"),
        ("[1]", "must be a whole number"),
    ]
    assert faults(component, "a1") == [("", "must be a list of 2 values")]


@given(text=st.text(), number=st.integers())
def test_tuples_survive(shared_scope: Scope, text: str, number: int) -> None:
    component = Pair([Textbox(), Number(integer=True)])
    plain = component.encode((text, number), shared_scope)
    assert component.decode(plain, shared_scope) == (text, number)


def test_a_tuple_in_a_link() -> None:
    component = Pair([Textbox(), Number(integer=True)])
    assert component.from_text("a, 3") == ["a", 3]
    assert component.from_text('["a", 3]') == ["a", 3]
    with pytest.raises(ValueError, match="2 values"):
        component.from_text("a")


# ------------------------------------------------------------------------------------- dicts


@given(value=st.dictionaries(st.text(), st.integers()))
def test_dicts_of_texts_survive(shared_scope: Scope, value: dict[str, int]) -> None:
    component = Rows(Number(integer=True))
    plain = component.encode(value, shared_scope)
    assert type(plain) is dict
    assert not faults(component, plain)
    assert list(component.decode(plain, shared_scope).items()) == list(value.items())


@given(value=st.dictionaries(st.integers(), st.text()))
def test_dicts_of_numbers_survive(shared_scope: Scope, value: dict[int, str]) -> None:
    component = Rows(Textbox(), Number(integer=True))
    plain = component.encode(value, shared_scope)
    assert not faults(component, plain)
    assert component.decode(plain, shared_scope) == value


def test_numbers_as_names_of_an_object_are_read(scope: Scope) -> None:
    component = Rows(Textbox(), Number(integer=True))
    assert component.decode({"1": "a", "20": "b"}, scope) == {1: "a", 20: "b"}
    assert faults(component, {"x": "a"}) == [('["x"]', "has a key that must be a whole number")]


def test_faults_of_a_dict() -> None:
    component = Rows(Number(minimum=0), min_length=1, max_length=2)
    assert faults(component, {}) == [("", "must have at least 1 row")]
    assert faults(component, {"a": 1, "b": 2, "c": 3}) == [("", "must have at most 2 rows")]
    assert faults(component, {"a": -1}) == [('["a"]', "must be at least 0")]
    assert faults(component, [["a", 1], ["a", 2]]) == [('["a"]', "is given twice")]
    assert faults(component, [["a", 1, 2]]) == [
        ("", "must be an object, or a list of pairs of key and value")
    ]


def test_keys_that_become_the_same_are_refused(scope: Scope) -> None:
    component = Rows(Textbox(), Typed(complex))
    with pytest.raises(InvalidInputs, match="same key"):
        component.decode([["1+2i", "a"], ["1+2j", "b"]], scope)


def test_a_dict_in_a_link() -> None:
    component = Rows(Number(integer=True))
    assert component.from_text("a=1, b=2") == [["a", 1], ["b", 2]]
    assert component.from_text('{"a": 1}') == {"a": 1}
    with pytest.raises(ValueError, match="name=value"):
        component.from_text("a")


# -------------------------------------------------------------------------------- several kinds


def either(**options: Any) -> Either:
    return Either(
        [
            Branch(name="int", label="Whole number", component=Number(integer=True), type=int),
            Branch(name="str", label="Text", component=Textbox(), type=str),
            Branch(name="bool", label="True or false", component=Checkbox(), type=bool),
        ],
        **options,
    )


@pytest.mark.parametrize("value", [1, 0, "1", "", True, False, 10**30])
def test_the_chosen_kind_is_what_arrives(scope: Scope, value: Any) -> None:
    component = either()
    for plain in (component.encode(value, scope), value):
        assert not faults(component, plain)
        got = component.decode(plain, scope)
        assert (type(got), got) == (type(value), value)


def test_faults_of_the_chosen_kind() -> None:
    component = either()
    assert faults(component, {"branch": "int", "value": "x"}) == [("", "must be a whole number")]
    assert faults(component, {"branch": "float", "value": 1}) == [
        ("", "has the branch 'float'; it has int, str, bool")
    ]
    assert faults(component, [1]) == [("", "must be one of int, str, bool")]
    assert faults(component, {"branch": "int", "value": None}) == [("", "is required")]


def test_a_value_of_two_kinds_has_to_say_which(scope: Scope) -> None:
    two = Either(
        [
            Branch(name="UUID", label="UUID", component=Typed(complex)),
            Branch(name="str", label="Text", component=Textbox()),
        ]
    )
    assert faults(two, "1j") == [
        ("", 'may be any of UUID, str; say which: {"$branch": "UUID", "value": …}')
    ]
    assert faults(two, "hello") == []
    assert two.decode({"branch": "str", "value": "1j"}, scope) == "1j"


def test_the_text_of_a_link_is_text_last(scope: Scope) -> None:
    component = either()
    assert component.from_text("3") == {"branch": "int", "value": 3}
    assert component.from_text("three") == {"branch": "str", "value": "three"}
    tagged = '{"$branch": "str", "value": "3"}'
    assert component.from_text(tagged) == {"branch": "str", "value": "3"}
    assert component.decode(Source("3"), scope) == 3
    assert component.decode(Source("three"), scope) == "three"


def test_numbers_between_commas_are_a_list_and_no_bytes() -> None:
    data = Branch(name="bytes", label="Bytes", component=Typed(BYTES))
    numbers = Branch(name="list", label="List", component=Listing(Number(integer=True), list))
    text = Branch(name="str", label="Text", component=Textbox())
    assert Either([data, numbers]).from_text("1, -2") == {"branch": "list", "value": [1, -2]}
    assert Either([data, numbers]).from_text("a, b")["branch"] == "bytes"
    assert Either([text, numbers]).from_text("1, -2")["branch"] == "str"


def test_an_object_in_a_link_names_its_kind(scope: Scope) -> None:
    numbers = Branch(name="int", label="Whole number", component=Number(integer=True))
    anything = Branch(name="value", label="Value", component=Anything())
    component = Either([numbers, anything])
    read = component.from_text('{"a": [1, 2]}')
    assert read == {"branch": "value", "value": {"a": [1, 2]}}
    assert component.decode(read, scope) == {"a": [1, 2]}
    assert component.from_text('{"branch": "int", "value": 3}') == {"branch": "int", "value": 3}


def test_bytes_as_text_or_as_a_file(scope: Scope) -> None:
    file = Branch(name="file", label="File", component=File(type="bytes"))
    component = Either([file, Branch(name="text", label="Text", component=Typed(BYTES))])
    assert component.decode("é", scope) == "é".encode()
    assert component.decode("", scope) == b""
    assert component.decode(scope.keep(b"\0\1", "a.bin", "application/x"), scope) == b"\0\1"
    plain = component.encode(b"abc", scope)
    assert (plain["branch"], plain["value"].size) == ("file", 3)


def test_a_default_chooses_its_kind(scope: Scope) -> None:
    assert either().encode(True, scope) == {"branch": "bool", "value": True}
    with pytest.raises(TypeError, match="none of int, str, bool"):
        either().encode(object(), scope)
    schema = either().schema()
    assert {"const": "int"} in [
        one["properties"]["$branch"] for one in schema["anyOf"] if "properties" in one
    ]


def test_numbers_are_read_before_the_bytes_of_any_text() -> None:
    data = Either([Branch(name="text", label="Text", component=Typed(BYTES, label=""))])
    numbers = Listing(Number(integer=True), list)
    component = Either(
        [
            Branch(name="bytes", label="Bytes", component=data),
            Branch(name="list[int]", label="List", component=numbers),
        ]
    )
    assert component.from_text("[1, 2]") == {"branch": "list[int]", "value": [1, 2]}
    assert component.from_text("abc")["branch"] == "bytes"


def test_several_values_are_a_list_where_a_list_stands_first() -> None:
    text = Branch(name="str", label="Text", component=Textbox(label=""))
    several = Branch(name="list", label="List", component=Listing(Anything(label=""), list))
    listed = Either([several, text]).from_text("1, 2")
    assert listed == {"branch": "list", "value": several.component.from_text("1, 2")}
    assert Either([several, text]).from_text("one")["branch"] == "str"
    assert Either([text, several]).from_text("1, 2") == {"branch": "str", "value": "1, 2"}
