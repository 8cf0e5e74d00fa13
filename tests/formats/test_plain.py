# ruff: noqa: DTZ001
import collections
import dataclasses
import datetime as dt
import enum
import math
import types
import uuid
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui.formats.plain import (
    MAX_DEPTH,
    all_scalars,
    listed,
    plain_scalar,
    record_fields,
    safe_repr,
    to_plain,
)
from autoui.wire.values import pack, unpack


class Colour(enum.Enum):
    RED = 1


class Level(enum.IntEnum):
    LOW = 1


class Mode(enum.StrEnum):
    FAST = "fast"


class Access(enum.Flag):
    READ = 1
    WRITE = 2


@dataclasses.dataclass
class Data:
    a: int
    b: list
    hidden: str = dataclasses.field(default="secret", repr=False)


class Pair(NamedTuple):
    x: int
    y: int


class Attrs:
    """What attrs leaves on the classes it defines."""

    __attrs_attrs__ = (types.SimpleNamespace(name="a"),)

    def __init__(self, a):
        self.a = a


class Struct(msgspec.Struct):
    a: int


class Model:
    """What pydantic leaves on its models."""

    __pydantic_fields__ = types.MappingProxyType({"a": None})

    def __init__(self, a):
        self.a = a


class Broken:
    def __repr__(self):
        raise RuntimeError("no")


class Plain:
    def __repr__(self):
        return "Plain()"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (1, 1),
        ("x", "x"),
        (2**80, 2**80),
        ((1, (2,)), [1, [2]]),
        ({1: "a", None: "b", (1, 2): "c"}, {"1": "a", "None": "b", "(1, 2)": "c"}),
        ({1: "a", "1": "b"}, {"1": "a", "1'": "b"}),
        ({3, 1, 2}, [1, 2, 3]),
        (frozenset({"b", "a"}), ["a", "b"]),
        (range(3), [0, 1, 2]),
        (range(10**9), "range(0, 1000000000)"),
        (collections.deque([1]), [1]),
        (collections.Counter("aa"), {"a": 2}),
        ({"a": 1}.keys(), ["a"]),
        (Data(1, [Pair(1, 2)]), {"a": 1, "b": [{"x": 1, "y": 2}]}),
        (Attrs(1), {"a": 1}),
        (Struct(1), {"a": 1}),
        (Model(a=1), {"a": 1}),
        (Colour.RED, "RED"),
        (Level.LOW, 1),
        (Mode.FAST, "fast"),
        (Access.READ | Access.WRITE, "READ|WRITE"),
        (dt.datetime(2024, 1, 2), "2024-01-02T00:00:00"),
        (dt.date(2024, 1, 2), "2024-01-02"),
        (dt.time(1), "01:00:00"),
        (dt.timedelta(days=1, seconds=1), "1 day, 0:00:01"),
        (Decimal("1.10"), "1.10"),
        (Fraction(1, 3), "1/3"),
        (1 + 2j, "(1+2j)"),
        (uuid.UUID(int=0), "00000000-0000-0000-0000-000000000000"),
        (Path("a/b"), "a/b"),
        (b"abc", "b'abc'"),
        (np.int64(3), 3),
        (np.float32(0.5), 0.5),
        (np.bool_(True), True),
        (np.str_("x"), "x"),
        (np.datetime64("2024-01-02T03:04:05.000000001"), "2024-01-02T03:04:05.000000001"),
        (np.array([[1, 2]]), [[1, 2]]),
        (np.array(5), 5),
        (Plain(), "Plain()"),
        (int, "<class 'int'>"),
        (ValueError("x"), "ValueError('x')"),
        (Broken(), "<Broken, whose repr failed: RuntimeError>"),
    ],
)
def test_odd_objects(value, expected):
    got = to_plain(value)
    assert (got, type(got)) == (expected, type(expected))
    assert unpack(pack(got)) == expected


def test_long_bytes_and_arrays_are_summarised():
    assert to_plain(b"x" * 1000).endswith("… (1,000 bytes)")
    assert to_plain(np.zeros((100, 100)))["shape"] == [100, 100]


def test_what_contains_itself_is_cut():
    loop: list = [1]
    loop.append({"me": loop})
    assert to_plain(loop) == [1, {"me": "… (contains itself)"}]
    shared = [1]
    assert to_plain([shared, shared]) == [[1], [1]]


def test_depth_is_bounded():
    deep: list = []
    for _ in range(500):
        deep = [deep]
    found = to_plain(deep)
    depth = 0
    while isinstance(found, list):
        found, depth = found[0], depth + 1
    assert depth == MAX_DEPTH
    assert isinstance(found, str)
    pack(to_plain(deep))


odd = st.recursive(
    st.one_of(
        st.none(),
        st.integers(),
        st.floats(),
        st.text(),
        st.binary(),
        st.decimals(),
        st.uuids(),
        st.datetimes(),
        st.timedeltas(),
        st.complex_numbers(),
        st.fractions(),
        st.sampled_from([Colour.RED, Level.LOW, Plain(), len, int, np.nan]),
    ),
    lambda inner: st.one_of(
        st.lists(inner),
        st.tuples(inner),
        st.builds(Data, inner, inner),
        st.dictionaries(st.one_of(st.text(), st.integers(), st.binary(), st.dates()), inner),
    ),
    max_leaves=20,
)


@given(value=odd)
def test_anything_can_be_packed(value):
    pack(to_plain(value))


def test_records():
    assert record_fields(Pair(1, 2)) == {"x": 1, "y": 2}
    assert record_fields(Pair) is None
    assert record_fields((1, 2)) is None


def test_scalars():
    assert all_scalars([1, "a", None, Colour.RED, Decimal(1), np.int64(1), dt.date(2024, 1, 1)])
    for value in ([], {}, (), b"x", Plain(), np.zeros(2), ValueError("x")):
        assert not all_scalars([value])


def test_a_long_repr_is_cut():
    assert len(safe_repr("x" * 50_000)) < 11_000


def test_numbers_of_less_precision_are_as_they_are_written():
    assert plain_scalar(np.float32(0.1)) == 0.1
    assert plain_scalar(np.float16(0.1)) == 0.1
    assert math.isnan(plain_scalar(np.float32("nan")))
    assert listed(np.array([[0.1, 1e20]], np.float32)) == [[0.1, 1e20]]
    assert listed(np.array([0.1])) == [0.1]
