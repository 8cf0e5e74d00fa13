import itertools
import json
import math
import struct
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoui import wire
from autoui.errors import Problem, Unencodable, WireError
from autoui.wire import Blob, Frames, Source, pack, unpack

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
    for _ in range(wire.MAX_DEPTH + 1):
        deep = [deep]
    with pytest.raises(Unencodable, match="deeper than 100"):
        pack(deep)


def test_the_deepest_value_makes_the_round():
    deep: list = []
    for _ in range(wire.MAX_DEPTH - 1):
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


# --------------------------------------------------------------------------------------- messages

names = st.text(max_size=8)
plain = st.recursive(st.none() | st.integers(-9, 9) | names, lambda i: st.lists(i, max_size=3))
raws = plain.map(lambda value: msgspec.Raw(msgspec.json.encode(value)))
to_worker = st.one_of(
    st.builds(wire.Load, target=names, options=st.just({"a": 1}), blobs=names, scratch=names),
    st.builds(
        wire.Check, run=names, number=st.integers(0, 2**62), endpoint=names, inputs=st.binary()
    ),
    st.builds(
        wire.Start,
        calls=st.lists(
            st.builds(wire.Check, run=names, number=st.just(1), endpoint=names, inputs=st.binary()),
            max_size=3,
        ),
    ),
    st.builds(wire.CancelRun, run=names, step=st.integers(1, 3)),
    st.builds(wire.Credit, run=names, values=st.integers(0, 256), bytes=st.integers(0, 4 << 20)),
    st.builds(
        wire.ReadRows,
        request=st.just(1),
        rows=st.builds(wire.Rows, request=st.just(1), table=names, sort=st.just((1, "up"))),
    ),
    st.just(wire.Stop()),
)
from_worker = st.one_of(
    st.builds(
        wire.Checked, run=names, errors=st.lists(st.builds(Problem, names, names), max_size=2)
    ),
    st.builds(
        wire.RunEvent, run=names, kind=st.sampled_from(sorted(wire.TERMINAL)), data=st.binary()
    ),
    st.builds(wire.Loading, text=names),
    st.builds(wire.Replied, request=st.just(3)),
)


@given(messages=st.lists(to_worker, max_size=6), cuts=st.lists(st.integers(0, 400), max_size=6))
def test_frames_come_whole_however_they_are_cut(messages, cuts):
    stream = b"".join(wire.frame(message) for message in messages)
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    frames = Frames("worker")
    got = [
        message
        for start, end in itertools.pairwise(places)
        for message in frames.feed(stream[start:end])
    ]
    assert got == messages


@given(message=from_worker)
def test_the_other_direction(message):
    assert list(Frames("server").feed(wire.frame(message))) == [message]


@settings(max_examples=100)
@given(data=st.binary(max_size=60), side=st.sampled_from(["worker", "server"]))
def test_no_bytes_break_the_link_in_another_way(data: bytes, side):
    framed = struct.pack(">I", len(data)) + data
    for stream in (data, framed):
        with suppress(WireError):
            list(Frames(side).feed(stream))


def test_a_frame_has_a_most():
    with pytest.raises(WireError, match="frame of"):
        list(Frames("worker").feed(struct.pack(">I", wire.MAX_MESSAGE + 1)))
    with pytest.raises(Unencodable, match="larger"):
        wire.frame(wire.RunEvent(run="r", kind="done", data=bytes(wire.MAX_MESSAGE)))


def test_a_page_frame_is_one_message_or_several():
    one = '{"op": "cancel", "run": "r", "future": 1}'
    assert wire.read_page_frame(one) == [wire.Cancel(run="r")]
    assert wire.read_page_frame(f"[{one},{one}]") == [wire.Cancel(run="r")] * 2
    assert wire.read_page_frame(b"[]") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "{}",
        '{"op": "load"}',
        '{"op": "cancel"}',
        '{"op": "cancel", "run": 3}',
        "[1]",
        "[" * 100_000,
        "\ud800",
        '{"op": "welcome", "server": "x", "limits": {}}',
        "[" + ",".join(['{"op": "cancel", "run": "r"}'] * 257) + "]",
        '{"op": "cancel", "run": "' + "x" * wire.MAX_MESSAGE + '"}',
    ],
)
def test_other_page_frames_are_refused(text: str):
    with pytest.raises(WireError):
        wire.read_page_frame(text)


@settings(max_examples=120)
@given(data=st.binary(max_size=80) | st.text(max_size=80))
def test_no_text_breaks_reading_a_page_frame(data):
    with suppress(WireError):
        wire.read_page_frame(data)


def test_frames_for_the_page_are_json():
    event = wire.write_page_event("r", 1, "value", b'{"outputs":[1]}')
    assert json.loads(wire.join_page_frame([event])) == {
        "op": "event",
        "run": "r",
        "n": 1,
        "kind": "value",
        "data": {"outputs": [1]},
    }
    several = [wire.write_page_message(wire.Accepted(run=name)) for name in "ab"]
    assert [message["run"] for message in json.loads(wire.join_page_frame(several))] == ["a", "b"]


def test_packets_of_the_nursery():
    order = wire.Fork(worker=1, scratch="/x")
    assert wire.read_order(wire.pack_packet(order)) == order
    report = wire.Exited(worker=1, pid=2, code=-9, reason="killed")
    assert wire.read_report(wire.pack_packet(report)) == report
