# ruff: noqa: DTZ001
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui.components.base import Scope
from autoui.components.moment import Moment

UTC = dt.UTC


def faults(component, value):
    return [p.message for p in component.check_given(value)]


@given(data=st.data(), mode=st.sampled_from(["date", "time", "datetime"]), aware=st.booleans())
def test_moments_survive(shared_scope: Scope, data, mode, aware):
    zones = st.just(UTC) if aware else st.none()
    strategy = {
        "date": st.dates(),
        "time": st.times(timezones=zones),
        "datetime": st.datetimes(timezones=zones),
    }[mode]
    value = data.draw(strategy)
    component = Moment(mode, aware=aware)
    plain = component.encode(value, shared_scope)
    assert not faults(component, plain)
    assert component.decode(plain, shared_scope) == value


@pytest.mark.parametrize(
    ("mode", "text", "expected"),
    [
        ("datetime", "2024-01-02T10:11", dt.datetime(2024, 1, 2, 10, 11)),
        ("datetime", "2024-01-02 10:11:12.5", dt.datetime(2024, 1, 2, 10, 11, 12, 500000)),
        ("time", "10:11", dt.time(10, 11)),
        ("date", " 2024-01-02 ", dt.date(2024, 1, 2)),
    ],
)
def test_what_browsers_send_is_read(scope: Scope, mode, text, expected):
    component = Moment(mode)
    assert not faults(component, text)
    assert component.decode(text, scope) == expected


@pytest.mark.parametrize(
    ("mode", "options", "value", "expected"),
    [
        ("date", {}, "2024-13-01", "must be a date such as 2024-01-31"),
        ("date", {}, "2024-01-01T10:00", "must be a date such as 2024-01-31"),
        ("time", {}, "25:00", "must be a time such as 14:05"),
        ("datetime", {}, 5, "must be text such as 2024-01-31T14:05"),
        ("datetime", {}, "2024-01-01T10:00Z", "must have no time zone"),
        ("datetime", {"aware": True}, "2024-01-01T10:00", "needs a time zone, such as +02:00"),
        ("date", {"minimum": "2024-02-01"}, "2024-01-31", "must not be before 2024-02-01"),
        ("date", {"maximum": dt.date(2024, 1, 1)}, "2024-01-31", "must not be after 2024-01-01"),
        (
            "datetime",
            {"aware": True, "maximum": dt.datetime(2024, 1, 1, tzinfo=UTC)},
            "2024-01-01T01:00+00:00",
            "must not be after 2024-01-01T00:00:00+00:00",
        ),
    ],
)
def test_what_is_refused(mode, options, value, expected):
    assert faults(Moment(mode, **options), value) == [expected]


def test_bounds_of_mixed_kinds_compare():
    assert not faults(Moment("datetime", minimum=dt.date(2024, 1, 1)), "2024-01-01T00:00")
    aware = Moment("datetime", aware=True, minimum=dt.datetime(2024, 1, 1))
    assert not faults(aware, "2024-01-01T00:00+05:00")
    assert faults(aware, "2023-12-31T23:00+05:00")


def test_results_and_props(scope: Scope):
    assert Moment("date").encode(dt.datetime(2024, 1, 2, 3), scope) == "2024-01-02"
    assert Moment("datetime").encode("2024-01-02", scope) == "2024-01-02T00:00:00"
    with pytest.raises(TypeError, match="no datetime"):
        Moment().encode(dt.date(2024, 1, 1), scope)
    made = Moment("time", "10:00", minimum="09:00")
    assert made.spec.value == dt.time(10)
    assert made.props() == {"mode": "time", "part": "time", "minimum": "09:00:00"}
    assert Moment("date").schema() == {"type": "string", "format": "date"}
    with pytest.raises(ValueError, match="week"):
        Moment("week")
