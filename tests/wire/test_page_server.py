import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoui.errors import WireError
from autoui.wire.message import MAX_MESSAGE
from autoui.wire.page_server import (
    Accepted,
    Cancel,
    join_page_frame,
    read_page_frame,
    write_page_event,
    write_page_message,
)


def test_a_page_frame_is_one_message_or_several():
    one = '{"op": "cancel", "run": "r", "future": 1}'
    assert read_page_frame(one) == [Cancel(run="r")]
    assert read_page_frame(f"[{one},{one}]") == [Cancel(run="r")] * 2
    assert read_page_frame(b"[]") == []


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
        '{"op": "cancel", "run": "' + "x" * MAX_MESSAGE + '"}',
    ],
)
def test_other_page_frames_are_refused(text: str):
    with pytest.raises(WireError):
        read_page_frame(text)


@settings(max_examples=120)
@given(data=st.binary(max_size=80) | st.text(max_size=80))
def test_no_text_breaks_reading_a_page_frame(data):
    with suppress(WireError):
        read_page_frame(data)


def test_frames_for_the_page_are_json():
    event = write_page_event("r", 1, "value", b'{"outputs":[1]}')
    assert json.loads(join_page_frame([event])) == {
        "op": "event",
        "run": "r",
        "n": 1,
        "kind": "value",
        "data": {"outputs": [1]},
    }
    several = [write_page_message(Accepted(run=name)) for name in "ab"]
    assert [message["run"] for message in json.loads(join_page_frame(several))] == ["a", "b"]
