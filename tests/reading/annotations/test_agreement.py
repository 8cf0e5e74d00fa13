"""Results against what a docstring says of them."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui.reading.annotations.agreement import agrees, is_said, raises


@pytest.mark.parametrize(
    ("documented", "result"),
    [
        ("3", 3),
        ("'a b'", "a b"),
        ("a b", "a b"),
        ("[1,   2]", [1, 2]),
        ("0.333", 1 / 3),
        ("1.0e-3", 0.001),
        ("nan", math.nan),
        ("{'a': 1, 'b': 2}", {"b": 2, "a": 1}),
        ("(1.5+2j)", 1.5 + 2j),
        ("array([ 1.,  2.])", np.array([1.0, 2.0])),
        ("array([0.8660254, 0.5])", np.array([math.sin(math.pi / 3), 0.5])),
        ("2.5", np.float64(2.5)),
        ("[0, 1, ..., 9]", list(range(10))),
        ("1  # the first", 1),
    ],
)
def test_the_same(documented: str, result: Any) -> None:
    assert agrees(documented, result)


@pytest.mark.parametrize(
    ("documented", "result"),
    [
        ("3", 4),
        ("12", 13),
        ("0.333", 0.34),
        ("'a'", "b"),
        ("[1, 2]", [1, 2, 3]),
        ("array([1., 2.])", np.array([1.0, 3.0])),
        ("nan", 1.0),
        ("0.5", 0.46),
        ("array([0.5])", np.array([0.46])),
        ("True", False),
    ],
)
def test_another(documented: str, result: Any) -> None:
    assert not agrees(documented, result)


def test_what_is_printed_counts() -> None:
    assert agrees("hello\nworld", None, "hello\nworld\n")
    assert agrees("hello\n3", 3, "hello\n")
    assert not agrees("hello", None, "bye\n")


def test_what_can_be_compared() -> None:
    assert is_said("3")
    for text in ("", "  ", "<object at 0x1>", "...", "0.3  # may vary", "[1] # random"):
        assert not is_said(text)


def test_exceptions() -> None:
    said = "Traceback (most recent call last):\n    ...\nValueError: no"
    assert raises(said, ValueError("other words"))
    assert raises("ZeroDivisionError: division by zero", ZeroDivisionError())
    assert raises("json.decoder.JSONDecodeError: x", type("JSONDecodeError", (ValueError,), {})())
    assert not raises(said, TypeError())
    assert not raises("3", ValueError())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    )
)
def test_every_value_agrees_with_its_own_repr(value: Any) -> None:
    assert agrees(repr(value), value) or value is None
