"""Flags on the server's side: whose, when, and once."""

from collections.abc import Callable
from typing import Any

import pytest

from autoui.running.engine import UnknownRun
from autoui.running.flagging import Flagging
from autoui.running.run import Run
from autoui.wire.server_worker import FlagRun, Replied
from autoui.wire.values import pack


class Workers:
    """A fleet whose worker answers when told to."""

    def __init__(self) -> None:
        self.current: object | None = self
        self.asked: list[tuple[FlagRun, Callable[[Replied], None]]] = []

    def ask(self, question: FlagRun, answer: Callable[[Replied], None]) -> None:
        self.asked.append((question, answer))

    def answer(self, error: str = "") -> None:
        self.asked.pop(0)[1](Replied(request=1, error=error))


class Runs:
    """The runs that are known."""

    def __init__(self) -> None:
        self.known: dict[Any, Run] = {}

    def find(self, key: Any) -> Run:
        if key not in self.known:
            raise UnknownRun("no")
        return self.known[key]


class Desk:
    """A run that has ended, and what is said to those who flag it."""

    def __init__(self, mode: Any = "manual") -> None:
        self.workers, self.runs = Workers(), Runs()
        self.flags = Flagging(self.runs, self.workers)
        self.run = Run(("s", "r"), 1, "f", pack({"x": 1}), "here", lambda _: None)
        self.run.flagging = mode
        self.run.started = 5.0
        self.run.log.append("value", pack({"outputs": [1]}))
        self.run.log.append("progress", pack({"value": 1}))
        self.run.log.append("done", pack({"outputs": [2]}))
        self.run.ended = True
        self.runs.known[self.run.key] = self.run
        self.said: list[str] = []

    def flag(self, option: str = "") -> None:
        self.flags.flag(self.run.key, option, self.said.append)


def test_a_row_is_made_of_what_was_recorded() -> None:
    desk = Desk()
    desk.flag("wrong")
    ((order, _),) = desk.workers.asked
    assert (order.endpoint, order.option) == ("f", "wrong")
    assert (order.inputs, order.outputs) == (pack({"x": 1}), pack({"outputs": [2]}))


def test_a_run_is_flagged_once() -> None:
    desk = Desk()
    desk.flag("a")
    desk.flag("a")
    desk.flag("b")
    assert desk.said == ["This result has been flagged already."]
    desk.workers.answer()
    assert desk.said[1:] == ["", ""]
    desk.flag("a")
    desk.flag("b")
    assert desk.said[3:] == ["", "This result has been flagged already."]
    assert desk.workers.asked == []


def test_a_flag_that_failed_can_be_tried_again() -> None:
    desk = Desk()
    desk.flag()
    desk.workers.answer("the disk is full")
    desk.flag()
    desk.workers.answer()
    assert desk.said == ["the disk is full", ""]


@pytest.mark.parametrize("what", ["unknown", "never", "auto", "running", "queued"])
def test_what_cannot_be_flagged(what: str) -> None:
    desk = Desk(what if what in ("never", "auto") else "manual")
    if what == "unknown":
        desk.runs.known.clear()
    desk.run.ended = what != "running"
    desk.run.started = 0.0 if what == "queued" else 5.0
    desk.flag()
    assert len(desk.said) == 1
    assert desk.said[0]
    assert desk.workers.asked == []


def test_what_ended_with_its_worker_waits_for_the_next() -> None:
    desk = Desk("auto")
    desk.workers.current = None
    desk.flags.ended(desk.run)
    assert desk.workers.asked == []
    desk.workers.current = desk
    desk.flags.ready()
    assert len(desk.workers.asked) == 1
    assert desk.run.inputs == b""
    manual = Desk()
    manual.flags.ended(manual.run)
    assert manual.workers.asked == []
    assert manual.run.kept_size == manual.run.log.size + len(pack({"x": 1}))
