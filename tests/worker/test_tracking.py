"""Bars of tqdm become progress unless a function speaks of its progress itself."""

import sys
from typing import Any

import pytest

from autoui.worker.pace import Pace, TimeLeft
from autoui.worker.tracking import Tracking, asks_for_bars
from tests.worker import functions
from tests.worker.standin import Worker


def told(events: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [data for kind, data in events if kind == "progress"]


def test_nested_bars_are_nested_and_reach_their_end(fork: Any) -> None:
    # A worker of its own: tqdm is imported by the run, after it has asked.
    events = fork("bars").run("bars", n=3)
    found = told(events)
    assert {data["desc"] for data in found} >= {"Outer", "Outer · Inner"}
    assert (found[-1]["done"], found[-1]["total"], found[-1]["value"]) == (3, 3, 1.0)
    assert [kind for kind, _ in events if kind == "log"] == []


def test_threads_and_every_kind_of_bar_count(shared: Worker) -> None:
    events = shared.run("bars_everywhere")
    assert events[-1][0] == "done", events[-1]
    found = told(events)
    assert {data["desc"] for data in found} == {"Thread", "Notebook"}
    assert (found[-1]["desc"], found[-1]["value"]) == ("Notebook", 1.0)


def test_bars_are_progress_without_a_word(shared: Worker) -> None:
    events = shared.run("bars_by_themselves")
    found = told(events)
    assert (found[-1]["desc"], found[-1]["value"]) == ("Unasked", 1.0)
    assert [kind for kind, _ in events if kind == "log"] == []


def test_bars_of_runs_that_tell_their_own_progress_are_left_alone(shared: Worker) -> None:
    shared.run("bars")
    events = shared.run("bars_of_nobody")
    assert told(events) == []
    text = "".join(data["text"] for kind, data in events if kind == "log")
    assert "Untracked: 100%" in text


def test_a_bar_is_a_place_to_be_cancelled(shared: Worker) -> None:
    call = shared.begin("bars_forever")
    assert shared.cancel(call, ask=True)[-1] == ("cancelled", {"how": "asked"})


def test_tqdm_is_made_what_it_was() -> None:
    tqdm = pytest.importorskip("tqdm")
    before = dict(vars(tqdm.std.tqdm))
    finders = list(sys.meta_path)
    tracking = Tracking()
    tracking.begin(functions.tick)
    assert dict(vars(tqdm.std.tqdm)) == before
    try:
        for _ in range(2):
            tracking.begin(functions.bars)
        assert dict(vars(tqdm.std.tqdm)) != before
        assert len(sys.meta_path) == len(finders) + 1
    finally:
        tracking.close()
    assert dict(vars(tqdm.std.tqdm)) == before
    assert sys.meta_path == finders


def test_who_asks_for_bars() -> None:
    assert asks_for_bars(functions.bars)
    assert not asks_for_bars(functions.tick)
    assert asks_for_bars(functions.echo)
    assert not asks_for_bars(dict)


def test_a_pace_lets_a_few_through_and_then_one_at_a_time() -> None:
    pace = Pace()
    assert [pace.allows(100.0) for _ in range(7)] == [True] * 5 + [False] * 2
    assert not pace.allows(100.02)
    assert pace.allows(100.04)
    assert sum(pace.allows(101 + n / 1000) for n in range(3000)) <= 5 + 101


def test_the_time_left_follows_from_the_rate() -> None:
    left = TimeLeft()
    assert left.of(None, 1.0) is None
    assert left.of(0.0, 10.0) is None
    assert left.of(0.25, 15.0) == 15.0
    assert left.of(1.0, 20.0) == 0.0
    # Another bar.
    assert left.of(0.5, 30.0) is None
    assert left.of(0.75, 31.0) == 1.0
