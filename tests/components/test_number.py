import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui.components.base import Scope
from autoui.components.number import Number
from autoui.wire.values import pack, unpack


def faults(component, value):
    return [p.message for p in component.check_given(value)]


@given(value=st.integers())
def test_integers_of_any_size_survive_the_wire(shared_scope: Scope, value: int):
    component = Number(integer=True)
    plain = unpack(pack(component.encode(value, shared_scope)))
    assert not faults(component, plain)
    back = component.decode(plain, shared_scope)
    assert (back, type(back)) == (value, int)


@given(value=st.floats())
def test_floats_survive_the_wire(shared_scope: Scope, value: float):
    component = Number()
    plain = unpack(pack(component.encode(value, shared_scope)))
    assert not faults(component, plain)
    back = component.decode(plain, shared_scope)
    assert type(back) is float
    assert back == value or (math.isnan(back) and math.isnan(value))


@pytest.mark.parametrize(
    ("options", "value", "expected"),
    [
        ({"integer": True}, 5, []),
        ({"integer": True}, 5.0, []),
        ({"integer": True}, 5.5, ["must be a whole number"]),
        ({"integer": True}, True, ["must be a whole number"]),
        ({"integer": True}, math.nan, ["must be a whole number"]),
        ({"integer": True}, math.inf, ["must be a whole number"]),
        ({}, False, ["must be a number"]),
        ({}, "3", ["must be a number"]),
        ({}, 10**400, ["is too large"]),
        ({}, math.nan, []),
        ({"minimum": 0}, math.nan, ["must be at least 0"]),
        ({"minimum": 0, "maximum": 1}, -0.5, ["must be at least 0"]),
        ({"maximum": 1}, 1.5, ["must be at most 1"]),
        ({"exclusive_minimum": 0}, 0, ["must be greater than 0"]),
        ({"exclusive_maximum": 1}, 1, ["must be less than 1"]),
        ({"multiple_of": 0.1}, 0.3, []),
        ({"multiple_of": 0.1}, 0.35, ["must be a multiple of 0.1"]),
        ({"multiple_of": 3, "integer": True}, 10**30, ["must be a multiple of 3"]),
        ({"multiple_of": 3, "integer": True}, 3 * 10**30, []),
        ({"multiple_of": 0.5}, math.inf, ["must be a multiple of 0.5"]),
    ],
)
def test_what_is_accepted(options, value, expected):
    assert faults(Number(**options), value) == expected


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.int64(3), 3),
        (np.float32(0.5), 0.5),
        (np.bool_(True), 1),
        (np.array(4), 4),
        (np.array([4.5]), 4.5),
        (Decimal("1.5"), 1.5),
        (Fraction(1, 2), 0.5),
        (True, 1),
    ],
)
def test_numbers_of_other_kinds_become_plain(scope: Scope, value, plain):
    got = Number().encode(value, scope)
    assert (got, type(got)) == (plain, type(plain))


@pytest.mark.parametrize("value", ["3", b"3", 1j, [1], None, np.zeros(2), object()])
def test_what_is_no_number_is_refused(scope: Scope, value):
    with pytest.raises(TypeError):
        Number().encode(value, scope)


def test_an_integer_component_refuses_a_fraction(scope: Scope):
    assert Number(integer=True).encode(3.0, scope) == 3
    with pytest.raises(ValueError, match=r"3\.5"):
        Number(integer=True).encode(3.5, scope)


@pytest.mark.parametrize(
    ("precision", "value", "expected"), [(0, 2.5, 2), (0, 3.5, 4), (2, 1.005, 1.0), (1, 7, 7.0)]
)
def test_precision_rounds_both_ways(scope: Scope, precision, value, expected):
    component = Number(precision=precision)
    for got in (component.decode(value, scope), component.encode(value, scope)):
        assert (got, type(got)) == (expected, type(expected))


def test_links_carry_numbers():
    assert Number().from_text(" 1.5 ") == 1.5
    assert Number(integer=True).from_text("12345678901234567890") == 12345678901234567890
    with pytest.raises(ValueError, match="must be a whole number"):
        Number(integer=True).from_text("x")


def test_schema_and_props():
    component = Number(3, minimum=0, exclusive_maximum=9, multiple_of=0.5)
    assert component.schema() == {
        "type": "number",
        "minimum": 0,
        "exclusiveMaximum": 9,
        "multipleOf": 0.5,
    }
    assert component.props() == {
        "minimum": 0,
        "exclusive_maximum": 9,
        "multiple_of": 0.5,
        "step": 0.5,
    }
    assert Number(integer=True).schema() == {"type": "integer"}
    assert Number(minimum=-math.inf).schema() == {"type": "number"}
    with pytest.raises(ValueError, match="above 0"):
        Number(multiple_of=0)
