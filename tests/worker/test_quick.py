"""Which functions are taken for quick, and what they hold back."""

import socket

from autoui.wire.server_worker import Checked, Frames
from autoui.worker.link import Link
from autoui.worker.quick import Quick


def test_a_function_is_quick_after_some_quick_calls_in_a_row() -> None:
    quick = Quick()
    for _ in range(7):
        quick.note("f", 0.0001)
    assert not quick.knows("f")
    quick.note("f", 0.0001)
    assert quick.knows("f")
    assert not quick.knows("g")
    quick.note("f", 0.5)
    assert not quick.knows("f")


def test_one_slow_call_among_many_quick_ones_changes_nothing() -> None:
    quick = Quick()
    for _ in range(100):
        quick.note("f", 0.0001)
    quick.note("f", 0.5)
    assert quick.knows("f")
    for _ in range(3):
        quick.note("f", 0.5)
    assert not quick.knows("f")


def test_a_function_that_is_slow_every_other_time_is_not_quick() -> None:
    quick = Quick()
    for _ in range(100):
        quick.note("f", 0.0001)
        quick.note("f", 0.5)
        assert not quick.knows("f")


def test_what_is_held_goes_with_the_next_message_or_when_asked() -> None:
    ours, theirs = socket.socketpair()
    link, frames = Link(ours), Frames("server")
    theirs.setblocking(False)
    with ours, theirs:
        link.hold(Checked(run="a"))
        try:
            theirs.recv(1)
        except BlockingIOError:
            link.send(Checked(run="b"))
        assert [message.run for message in frames.feed(theirs.recv(1 << 16))] == ["a", "b"]
        link.hold(Checked(run="c"))
        link.relieve()
        assert [message.run for message in frames.feed(theirs.recv(1 << 16))] == ["c"]


def test_what_is_held_is_left_out_where_the_next_message_says_as_much() -> None:
    ours, theirs = socket.socketpair()
    link, frames = Link(ours), Frames("server")
    with ours, theirs:
        link.hold(Checked(run="a"))
        link.send(Checked(run="b"), instead=True)
        link.send(Checked(run="c"))
        assert [message.run for message in frames.feed(theirs.recv(1 << 16))] == ["b", "c"]
