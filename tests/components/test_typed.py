"""Values that are typed as text and mean something else."""

import datetime as dt
import ipaddress
import re
import uuid
import zoneinfo
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui.components.base import Component, Scope
from autoui.components.timezone import TimeZone
from autoui.components.typed import BYTES_PATTERN, Typed
from autoui.wire.values import Source

NONE: Any = None

STRATEGIES = {
    Decimal: st.decimals(allow_nan=False),
    Fraction: st.fractions(),
    complex: st.complex_numbers(allow_nan=False),
    uuid.UUID: st.uuids(),
    dt.timedelta: st.timedeltas(),
    range: st.builds(range, st.integers(), st.integers(), st.integers().filter(bool)),
    ipaddress.IPv4Address: st.ip_addresses(v=4),
    ipaddress.IPv6Address: st.ip_addresses(v=6),
    re.Pattern: st.text().map(re.escape).map(re.compile),
}


def faults(component: Component, value: Any) -> list[str]:
    return [problem.message for problem in component.check_given(value)]


@pytest.mark.parametrize("type_", STRATEGIES)
def test_values_survive(type_: Any) -> None:
    component = Typed(type_)

    @given(value=STRATEGIES[type_])
    def survives(value: Any) -> None:
        text = component.encode(value, NONE)
        assert faults(component, text) == []
        assert component.decode(text, NONE) == value

    survives()


@given(
    start=st.none() | st.integers(),
    stop=st.none() | st.integers(),
    step=st.none() | st.integers(2),
)
def test_slices_survive(start: int | None, stop: int | None, step: int | None) -> None:
    component = Typed(slice)
    value = slice(start, stop, step)
    assert component.decode(component.encode(value, NONE), NONE) == value


@pytest.mark.parametrize(
    ("type_", "typed", "expected"),
    [
        (dt.timedelta, "1h 30m", dt.timedelta(minutes=90)),
        (dt.timedelta, "01:30:00", dt.timedelta(minutes=90)),
        (dt.timedelta, "PT1H30M", dt.timedelta(minutes=90)),
        (dt.timedelta, "P1W", dt.timedelta(weeks=1)),
        (dt.timedelta, "2 days, 3 hours", dt.timedelta(days=2, hours=3)),
        (dt.timedelta, "1 day, 0:00:01", dt.timedelta(days=1, seconds=1)),
        (dt.timedelta, "-90s", dt.timedelta(seconds=-90)),
        (dt.timedelta, 1.5, dt.timedelta(seconds=1.5)),
        (complex, " 1 + 2i ", 1 + 2j),
        (complex, "i", 1j),
        (complex, [1, -2.5], 1 - 2.5j),
        (Decimal, 0.1, Decimal("0.1")),
        (Fraction, "2 / 3", Fraction(2, 3)),
        (Fraction, 0.1, Fraction(1, 10)),
        (range, "range(1, 5)", range(1, 5)),
        (range, "5", range(5)),
        (range, [0, 10, 2], range(0, 10, 2)),
        (slice, ":-1", slice(None, -1)),
        (slice, "[1:5]", slice(1, 5)),
        (ipaddress.IPv4Network, "192.0.2.0/24", ipaddress.ip_network("192.0.2.0/24")),
        (BYTES_PATTERN, "a+", re.compile(b"a+")),
        (Decimal, Source("1.5"), Decimal("1.5")),
    ],
)
def test_forms_that_people_type(type_: Any, typed: Any, expected: Any) -> None:
    component = Typed(type_)
    assert faults(component, typed) == []
    assert component.decode(typed, NONE) == expected


@pytest.mark.parametrize(
    ("type_", "typed", "says"),
    [
        (dt.timedelta, "soon", "must be a length of time such as 1h 30m"),
        (dt.timedelta, "1h 30", "must be a length of time"),
        (dt.timedelta, "PT", "must be a length of time"),
        (dt.timedelta, "99999999999d", "is longer than"),
        (dt.timedelta, float("nan"), "must be a length of time"),
        (complex, "a+b", "must be a complex number"),
        (Decimal, "1,5", "must be a decimal number"),
        (Decimal, True, "must be text such as 12.50"),
        (Fraction, "1/0", "must not be divided by zero"),
        (Fraction, "1e999999999", "too large or too small"),
        (range, "0:10:0", "must not have a step of 0"),
        (range, ":5", "needs a start and an end"),
        (slice, "1:2:3:4", "must be whole numbers"),
        (uuid.UUID, "x", "must be a UUID"),
        (ipaddress.IPv4Address, "300.1.1.1", "must be an IPv4 address"),
        (re.Pattern, "(a", "is no regular expression: missing )"),
        (Decimal, "  ", "is required"),
    ],
)
def test_what_cannot_be_read_says_why(type_: Any, typed: Any, says: str) -> None:
    (said,) = faults(Typed(type_), typed)
    assert says in said


def test_bounds() -> None:
    price = Typed(Decimal, minimum=0, maximum=Decimal("9.99"), multiple_of=Decimal("0.01"))
    assert faults(price, "9.99") == []
    assert faults(price, "-0.005") == ["must be at least 0", "must be a multiple of 0.01"]
    assert faults(price, "10") == ["must be at most 9.99"]
    assert faults(price, "NaN") != []
    soon = Typed(dt.timedelta, exclusive_minimum=dt.timedelta(), maximum=dt.timedelta(hours=1))
    assert faults(soon, "0s") == ["must be more than 0s"]
    assert faults(soon, "2h") == ["must be at most 1h"]


def test_an_empty_field_is_no_value_where_empty_text_is_none(scope: Scope) -> None:
    optional = Typed(Decimal, optional=True)
    assert faults(optional, "") == []
    assert optional.decode_given("", scope) is None
    assert Typed(re.Pattern).decode_given("", scope) == re.compile("")


@pytest.mark.parametrize("type_", STRATEGIES)
def test_values_of_another_kind_are_refused(type_: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        Typed(type_).encode(object(), NONE)


def test_what_nobody_knows_how_to_read() -> None:
    with pytest.raises(ValueError, match="none of"):
        Typed(bytearray)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Europe/Berlin", zoneinfo.ZoneInfo("Europe/Berlin")),
        ("UTC", zoneinfo.ZoneInfo("UTC")),
        ("+02:00", dt.timezone(dt.timedelta(hours=2))),
        ("UTC-05:30", dt.timezone(-dt.timedelta(hours=5, minutes=30))),
    ],
)
def test_time_zones(typed: str, expected: dt.tzinfo) -> None:
    component = TimeZone()
    assert faults(component, typed) == []
    assert component.decode(typed, NONE) == expected
    assert component.decode(component.encode(expected, NONE), NONE) == expected


@pytest.mark.parametrize(
    "typed", ["Mars/Olympus", "../../etc/passwd", "/etc/passwd", "", "+99:00", 3]
)
def test_what_is_no_time_zone(typed: Any) -> None:
    assert faults(TimeZone(), typed) != []
