import json
import math
import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoui.errors import Unencodable, WireError
from autoui.wire.values import MAX_DEPTH, Blob, Source, pack, printable, unpack

ids = st.text("0123456789abcdef", min_size=32, max_size=32)
surrogates = st.text(st.characters(exclude_categories=[]))
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**300), 2**300),
    st.floats(),
    st.text(),
    surrogates,
    st.builds(Blob, ids, st.text(), st.text(), st.integers(0, 2**53), st.just({"width": 3})),
    st.builds(Source, st.text()),
)
keys = st.one_of(st.text(), st.sampled_from(["$", "$blob", "$$", "$$blob", "v", "id"]))
values = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=20
)


def same(one, other) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other) or (
            math.isnan(one) and math.isnan(other)
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[k], other[k]) for k in one)
    return one == other


@given(value=values)
def test_values_come_back_with_their_types(value):
    packed = pack(value)
    json.loads(packed)
    assert same(unpack(packed), value)


@settings(max_examples=120)
@given(data=st.binary(max_size=80))
def test_no_bytes_break_reading_a_value(data: bytes):
    with suppress(WireError):
        unpack(data)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from(["int", "float", "str", "source", "nan", "0x", "1_0", "٣"]),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["$", "v", "$blob", "name", "type", "size", "meta", "a"]), inner
        )
    ),
    max_leaves=12,
)


@settings(max_examples=120)
@given(value=json_values)
def test_no_json_breaks_reading_a_value(value):
    with suppress(WireError):
        unpack(json.dumps(value).encode())


@pytest.mark.parametrize(
    "text",
    [
        '{"$": "int", "v": "x"}',
        '{"$": "int", "v": "1_0"}',
        '{"$": "int", "v": "\u0663"}',
        '{"$": "int", "v": 3}',
        '{"$": "int"}',
        '{"$": "float", "v": "1"}',
        '{"$": "str", "v": [70000]}',
        '{"$": "str", "v": [true]}',
        '{"$": "bad", "v": 1}',
        '{"$": 1}',
        '{"$blob": 3}',
        '{"$blob": "a", "size": "x"}',
        '{"$": "source", "v": 3}',
        "[" * 101 + "]" * 101,
        "[" * 100_000,
        '{"a":' * 101 + "1" + "}" * 101,
        "",
        "nan",
        "{",
        "\ud800",
        '{"$": "int", "v": "' + "9" * 100_001 + '"}',
        '{"$": "int", "v": "' + "9" * 5_000 + '"}',
    ],
)
def test_malformed_values_are_refused(text: str):
    with pytest.raises(WireError):
        unpack(text.encode("utf-8", "surrogatepass"))


def test_what_cannot_be_packed_is_named():
    for value, where in (
        ({"a": [1, object()]}, r"\.a\[1\]"),
        ({1: 2}, "key 1"),
        ({"\ud800": 1}, "lone surrogate"),
        (object(), "the value is a builtins.object"),
        ({"a": {"b": {1}}}, r"\.a\.b"),
        (1 << 500_000, "hex digits"),
    ):
        with pytest.raises(Unencodable, match=where):
            pack(value)
    deep: list = []
    for _ in range(MAX_DEPTH + 1):
        deep = [deep]
    with pytest.raises(Unencodable, match="deeper than 100"):
        pack(deep)


def test_the_deepest_value_makes_the_round():
    deep: list = []
    for _ in range(MAX_DEPTH - 1):
        deep = [deep]
    assert unpack(pack(deep)) == deep


def test_integers_javascript_cannot_hold_are_tagged():
    assert pack(2**53 - 1) == b"9007199254740991"
    assert json.loads(pack(2**53)) == {"$": "int", "v": "9007199254740992"}
    assert unpack(pack(-(1 << 100_000))) == -(1 << 100_000)


def test_data_of_the_user_cannot_pose_as_a_tag():
    value = {"$": "int", "v": "5", "$blob": "x"}
    assert json.loads(pack(value)) == {"$$": "int", "v": "5", "$$blob": "x"}
    assert unpack(pack(value)) == value


def test_halves_of_characters_are_spelled_out() -> None:
    assert printable("ü \udc80") == "ü \\udc80"


def test_a_number_that_is_too_long_for_json_is_told_with_its_cure() -> None:
    with pytest.raises(WireError) as caught:
        unpack(b'{"rows": ' + b"9" * 5000 + b"}")
    assert 'more digits than JSON carries; send it as {"$": "int"' in caught.value.what
