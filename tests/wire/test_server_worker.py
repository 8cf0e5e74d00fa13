import itertools
import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoui.errors import Problem, Unencodable, WireError
from autoui.wire.message import MAX_MESSAGE, TERMINAL
from autoui.wire.page_server import (
    Loading,
    Rows,
)
from autoui.wire.server_worker import (
    CancelRun,
    Check,
    Checked,
    Credit,
    Frames,
    Load,
    ReadRows,
    Replied,
    RunEvent,
    Start,
    Stop,
    frame,
)

names = st.text(max_size=8)
to_worker = st.one_of(
    st.builds(Load, target=names, options=st.just({"a": 1}), blobs=names, scratch=names),
    st.builds(Check, run=names, number=st.integers(0, 2**62), endpoint=names, inputs=st.binary()),
    st.builds(
        Start,
        calls=st.lists(
            st.builds(Check, run=names, number=st.just(1), endpoint=names, inputs=st.binary()),
            max_size=3,
        ),
    ),
    st.builds(CancelRun, run=names, step=st.integers(1, 3)),
    st.builds(Credit, run=names, values=st.integers(0, 256), bytes=st.integers(0, 4 << 20)),
    st.builds(
        ReadRows,
        request=st.just(1),
        rows=st.builds(Rows, request=st.just(1), table=names, sort=st.just((1, "up"))),
    ),
    st.just(Stop()),
)
from_worker = st.one_of(
    st.builds(Checked, run=names, errors=st.lists(st.builds(Problem, names, names), max_size=2)),
    st.builds(RunEvent, run=names, kind=st.sampled_from(sorted(TERMINAL)), data=st.binary()),
    st.builds(Loading, text=names),
    st.builds(Replied, request=st.just(3)),
)


@given(messages=st.lists(to_worker, max_size=6), cuts=st.lists(st.integers(0, 400), max_size=6))
def test_frames_come_whole_however_they_are_cut(messages, cuts):
    stream = b"".join(frame(message) for message in messages)
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
    assert list(Frames("server").feed(frame(message))) == [message]


@settings(max_examples=100)
@given(data=st.binary(max_size=60), side=st.sampled_from(["worker", "server"]))
def test_no_bytes_break_the_link_in_another_way(data: bytes, side):
    framed = struct.pack(">I", len(data)) + data
    for stream in (data, framed):
        with suppress(WireError):
            list(Frames(side).feed(stream))


def test_a_frame_has_a_most():
    with pytest.raises(WireError, match="frame of"):
        list(Frames("worker").feed(struct.pack(">I", MAX_MESSAGE + 1)))
    with pytest.raises(Unencodable, match="larger"):
        frame(RunEvent(run="r", kind="done", data=bytes(MAX_MESSAGE)))
