"""Telling errors of the user's code that do not want to be told."""

import io
import sys

import pytest

from autoui.errors import Error, Problem
from autoui.formats.paths import PathRefused
from autoui.wire.values import pack
from autoui.worker import failures
from autoui.worker.job import MAX_PROBLEMS, sendable


class Silent:
    def __repr__(self) -> str:
        raise SystemExit(4)

    __str__ = __repr__


class Interrupting(Exception):
    def __str__(self) -> str:
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    "error",
    [KeyError(Silent()), SystemExit(Silent()), Interrupting(), ValueError(Silent())],
    ids=lambda error: type(error).__name__,
)
def test_what_cannot_be_shown_is_named(error: BaseException) -> None:
    data = failures.failure_of(error, debug=False, told=frozenset({"KeyError", "Interrupting"}))
    assert data["message"]
    pack(data)
    shown = failures.failure_of(error, debug=True, told=frozenset())
    assert "cannot be shown" in shown["message"]


def test_a_closed_terminal_is_no_reason_to_stay_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "__stderr__", closed)
    data = failures.failure_of(ValueError("heard"), debug=False, told=frozenset())
    assert data["message"] == "heard"


def test_a_dialog_that_lacks_its_message_can_still_be_described() -> None:
    class Bare(Error):
        def __init__(self) -> None:
            pass

    with pytest.raises(AttributeError):
        failures.failure_of(Bare(), debug=False, told=frozenset())
    assert failures.untellable(Bare())["type"] == "Bare"


def test_strangers_are_not_told_of_folders() -> None:
    error = PathRefused("/home/me/x lies outside; serve with --allow-path /home/me")
    data = failures.failure_of(error, debug=False, told=frozenset())
    assert "/home" not in str(data)


def test_faults_fit_into_a_message() -> None:
    faults = [Problem("x" * 4_000_000, "\udc80" * 5_000)] * (MAX_PROBLEMS + 7)
    found = sendable(faults)
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1].message == "and 7 more are wrong"
    assert all(len(one.field.encode() + one.message.encode()) < 20_000 for one in found)
