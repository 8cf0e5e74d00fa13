import collections
import fractions
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui.components.any import Anything, read_literal
from autoui.components.base import Scope
from autoui.errors import InvalidInputs
from autoui.wire.values import Blob, Source, pack, unpack

NONE: Any = None

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.binary(),
    st.complex_numbers(allow_nan=False, allow_infinity=False, max_magnitude=1e6),
)
hashable = st.one_of(st.text(), st.integers(), st.tuples(st.integers()))
literals = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(hashable, inner, max_size=3),
        st.frozensets(hashable, min_size=1, max_size=3).map(set),
    ),
    max_leaves=8,
)


def same(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    return one == other


@given(value=literals)
def test_every_literal_survives_with_its_type(shared_scope: Scope, value):
    component = Anything()
    try:
        plain = unpack(pack(component.encode(value, shared_scope)))
    except TypeError:
        # Only what has no literal (an infinity inside a tuple, a long integer) may be refused.
        assert read_literal(repr(value)) != value
        return
    assert not list(component.check_given(plain))
    assert same(component.decode_given(plain, shared_scope), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        (" 3 ", 3),
        ("[1, 2]", [1, 2]),
        ("True", True),
        ("true", "true"),
        ("None", None),
        ("hello", "hello"),
        ("'3'", "3"),
        ("{1: 2}", {1: 2}),
        ("", ""),
        ("(1,", "(1,"),
        ("9" * 5000, "9" * 5000),
        ("[" * 500, "[" * 500),
        ("a\0b", "a\0b"),
        ("__import__('os')", "__import__('os')"),
        ("-1.5e3", -1500.0),
    ],
)
def test_typed_text_is_a_literal_or_text(scope: Scope, text, value):
    got = Anything().decode(Source(text), scope)
    assert (got, type(got)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a, b, a", ["a", "b", "a"]),
        ("1, 2.5, x", [1, 2.5, "x"]),
        ("'a', \"b\"", ("a", "b")),
        ("it's, \\n", ["it's", "\\n"]),
        ("a, 'b', None,", ["a", "b", None]),
        ("[1, 2]", [1, 2]),
        ("(1, 2)", (1, 2)),
        ("{'a': 1, 'b': 2}", {"a": 1, "b": 2}),
        ("'a, b'", "a, b"),
        ("abc", "abc"),
        ("3", 3),
    ],
)
def test_commas_make_a_list_where_lists_are_shown(scope: Scope, text: str, value: Any) -> None:
    shown = Anything(lists=True)
    assert shown.decode(shown.from_text(text), scope) == value
    assert Anything().from_text(text) == Source(text)


@given(text=st.text())
def test_no_text_breaks_it(text):
    read_literal(text)
    made = Anything(lists=True).from_text(text)
    if "," in text and text.strip()[:1] not in tuple("[({'\""):
        assert isinstance(read_literal(made.text), list | str)


def test_plain_json_is_taken_as_it_is(scope: Scope):
    for value in ("3", {"a": [1]}, None):
        assert Anything().decode_given(value, scope) == value
    assert Anything().from_text("3") == Source("3")


def test_a_file_is_no_value():
    assert [p.message for p in Anything().check_given(Blob("0" * 32))] == [
        "must be a value, not a file"
    ]


def test_lists_become_arrays_where_asked_for(scope: Scope):
    component = Anything(as_array=True)
    got = component.decode([[1, 2], [3, 4]], scope)
    assert isinstance(got, np.ndarray)
    assert got.shape == (2, 2)
    assert component.decode(Source("1, 2"), scope).tolist() == [1, 2]
    assert component.decode(3, scope) == 3
    with pytest.raises(InvalidInputs, match="equal length"):
        component.decode([[1, 2], [3]], scope)
    assert component.encode(np.arange(3), scope) == [0, 1, 2]


def test_what_has_no_literal_is_refused(scope: Scope):
    with pytest.raises(TypeError, match="object cannot be written"):
        Anything().encode(object(), scope)


def test_infinities_inside_a_tuple_are_numbers_too_large_to_hold(scope: Scope) -> None:
    value = (None, float("inf"), [{"a": -float("inf")}], (1,), ())
    typed = Anything().encode(value, scope)
    assert typed == Source("(None, 1e999, [{'a': -1e999}], (1,), ())")
    assert Anything().decode(typed, scope) == value


def test_values_with_parts_become_an_object_of_a_class() -> None:
    component = Anything(makes=collections.Counter)
    assert component.decode_given(Source("['a', 'b', 'a']"), NONE) == {"a": 2, "b": 1}
    assert isinstance(component.decode_given(["a"], NONE), collections.Counter)
    assert component.decode_given(Source("word"), NONE) == "word"
    assert component.spelling() == {"make": "Counter", "from": "collections"}
    with pytest.raises(InvalidInputs, match="makes no Fraction: "):
        Anything(makes=fractions.Fraction).decode_given([1, 2], NONE)
