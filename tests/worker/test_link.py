"""The worker's end of the link in unfriendly company."""

import os
import socket

import pytest

from autoui.wire.server_worker import Checked, Frames
from autoui.worker.link import Link


def test_a_descriptor_that_was_closed_is_noticed() -> None:
    mine, theirs = socket.socketpair()
    link = Link(mine)
    noticed: list[bool] = []
    link.on_taken_away = lambda: noticed.append(True)
    theirs.close()
    os.close(mine.detach())
    link.send(Checked(run="r"))
    link.send(Checked(run="r"))
    assert noticed == [True]
    assert link.closed


def test_a_server_that_is_gone_is_no_such_thing() -> None:
    mine, theirs = socket.socketpair()
    link = Link(mine)
    link.on_taken_away = lambda: pytest.fail("it was not taken away")
    theirs.close()
    link.send(Checked(run="r"))
    assert link.closed
    link.close()


def test_replaced_methods_of_sockets_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, theirs = socket.socketpair()
    link = Link(mine)
    monkeypatch.setattr(socket.socket, "sendall", None, raising=False)
    link.send(Checked(run="r"))
    monkeypatch.undo()
    assert [message.run for message in Frames("server").feed(theirs.recv(1000))] == ["r"]
    link.close()
    theirs.close()
