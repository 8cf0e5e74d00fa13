"""One call for several runs."""

import itertools
import struct
from pathlib import Path
from typing import Any

import pytest

from autoui.wire.server_nursery import Interrupt
from autoui.wire.server_worker import CancelRun, Check, RunEvent, Start
from autoui.wire.values import pack, unpack
from tests.worker.standin import PATIENCE, Worker

ASKED = ("cancelled", {"how": "asked"})
WAITING = ["wait_together", "async_wait_together"]


def ends(worker: Worker, calls: list[Check]) -> list[tuple[str, Any]]:
    """Return the last event of every run, in the runs' order."""
    found: dict[str, tuple[str, Any]] = {}
    while len(found) < len(calls):
        event = worker.wait_for(RunEvent)
        if event.kind not in ("log", "progress"):
            found[event.run] = (event.kind, unpack(event.data))
    return [found[call.run] for call in calls]


@pytest.mark.parametrize("function", ["double", "async_double"])
def test_a_batch_is_one_call(function: str, shared: Worker) -> None:
    calls = shared.start(function, {"value": 1}, {"value": 2}, {"value": 3})
    found = [(kind, data["outputs"], data["batch"]) for kind, data in ends(shared, calls)]
    assert found == [("done", [2], 3), ("done", [4], 3), ("done", [6], 3)]


def test_several_outputs_are_one_list_each(shared: Worker) -> None:
    calls = shared.start("shout", {"value": "a"}, {"value": "bc"})
    assert [data["outputs"] for _, data in ends(shared, calls)] == [["A", 1], ["BC", 2]]


@pytest.mark.parametrize("function", ["double", "async_double"])
def test_one_wrong_item_leaves_the_batch_alone(function: str, shared: Worker) -> None:
    good = Check(run="good", number=901, endpoint=function, inputs=pack({"value": 4}))
    wrong = Check(run="wrong", number=902, endpoint=function, inputs=pack({"late": 4}))
    shared.send(Start(calls=[good, wrong]))
    assert [kind for kind, _ in ends(shared, [good, wrong])] == ["done", "failed"]


def test_a_wrong_number_of_results_fails_all_and_names_both(shared: Worker) -> None:
    calls = shared.start("too_few", {"value": 1}, {"value": 2})
    for kind, data in ends(shared, calls):
        assert kind == "failed"
        assert data["message"] == "the function was given 2 items and returned 1 results"


@pytest.mark.parametrize("size", [1, 2])
def test_a_flat_list_is_named_as_what_is_wrong(size: int, shared: Worker) -> None:
    calls = shared.start("flat", *({"value": "ab"} for _ in range(size)))
    for kind, data in ends(shared, calls):
        assert (kind, data["type"]) == ("failed", "TypeError")
        assert f"a flat list of {size}" in data["message"]
        assert "return [results]" in data["message"]


def test_a_single_item_is_checked_and_started(shared: Worker) -> None:
    assert shared.result("double", value=4)["outputs"] == [8]
    call = shared.check("double", bad=1)
    assert shared.receive().run == call.run


def test_what_the_call_prints_is_told_to_every_run(shared: Worker) -> None:
    calls = shared.start("say_batch", {"value": "a"}, {"value": "b"})
    texts = dict.fromkeys((call.run for call in calls), "")
    ended = 0
    while ended < len(calls):
        event = shared.wait_for(RunEvent)
        if event.kind == "log":
            texts[event.run] += unpack(event.data)["text"]
        ended += event.kind == "done"
    assert set(texts.values()) == {"together 2\n"}


@pytest.mark.parametrize("values", [(1, 2), (1, 0)])
def test_notices_and_errors_reach_every_run(values: tuple[int, int], shared: Worker) -> None:
    calls = shared.start("say_together", *({"value": value} for value in values))
    notices = dict.fromkeys((call.run for call in calls), "")
    found: list[Any] = []
    while len(found) < len(calls):
        event = shared.wait_for(RunEvent)
        data = unpack(event.data)
        if event.kind == "notice":
            notices[event.run] += data["text"]
        elif event.kind in ("done", "failed"):
            found.append(data.get("outputs") or (data["message"], data["dialog"]))
    assert set(notices.values()) == {"2 together"}
    wrong = 0 in values
    assert sorted(found) == ([("None of this.", True)] * 2 if wrong else [[1], [2]])


# ---------------------------------------------------------------------------------------- cancel


def begun(worker: Worker, function: str, folder: Path) -> list[Check]:
    """Start three runs in one call, and wait until the function is in it."""
    calls = worker.start(function, *({"value": str(folder)} for _ in range(3)))
    while not (folder / "begun").exists():
        # Another run's answer is the clock.
        assert worker.result("async_echo", value=1)["outputs"] == [1]
    return calls


@pytest.mark.parametrize("function", WAITING)
def test_a_run_that_is_cancelled_drops_out_and_the_others_go_on(
    function: str, shared: Worker, tmp_path: Path
) -> None:
    first, second, third = begun(shared, function, tmp_path)
    shared.send(CancelRun(run=second.run))
    # As the server would after a while, had the run not ended.
    shared.send(CancelRun(run=second.run, step=2))
    assert shared.events(second.run) == [ASKED]
    (tmp_path / "go").touch()
    found = ends(shared, [first, third])
    assert [(kind, data["batch"]) for kind, data in found] == [("done", 3)] * 2


@pytest.mark.parametrize("main", [True, False])
def test_when_all_are_cancelled_the_call_is_interrupted(
    main: bool, fork: Any, tmp_path: Path
) -> None:
    worker = fork("wait_together" if main else "echo")
    first, second, third = begun(worker, "wait_together", tmp_path)
    for call in (third, first):
        worker.send(CancelRun(run=call.run))
        assert worker.events(call.run) == [ASKED]
    assert not (tmp_path / "left").exists()
    worker.send(CancelRun(run=second.run))
    ended = worker.cancel(second)[-1]
    assert ended == ("cancelled", {"how": "interrupted"}), ended
    assert (tmp_path / "left").exists()
    assert worker.result("pid")["outputs"] == [worker.pid]


def test_signals_stop_a_call_whose_worker_cannot_read_the_messages(
    fork: Any, tmp_path: Path
) -> None:
    worker = fork("wait_together")
    calls = begun(worker, "wait_together", tmp_path)
    worker.socket.settimeout(0.02)
    for call in itertools.cycle(calls):
        # The server names the runs in turns, again and again.
        worker.memory[:8] = struct.pack("<Q", call.number)
        worker.nursery.send(Interrupt(worker=worker.worker))
        try:
            message = worker.receive()
            break
        except TimeoutError:
            continue
    worker.socket.settimeout(PATIENCE)
    assert (message.run, message.kind) == (calls[0].run, "cancelled")
    assert ends(worker, calls[1:]) == [("cancelled", {"how": "interrupted"})] * 2


def test_a_signal_for_one_of_several_interrupts_nobody(fork: Any, tmp_path: Path) -> None:
    worker = fork("wait_together")
    first, second, third = begun(worker, "wait_together", tmp_path)
    worker.memory[:8] = struct.pack("<Q", second.number)
    worker.nursery.send(Interrupt(worker=worker.worker))
    # The signal has been dealt with once a call on the loop, after it, has been answered.
    assert worker.result("async_echo", value=1)["outputs"] == [1]
    (tmp_path / "go").touch()
    kinds = {kind for kind, _ in ends(worker, [first, second, third])}
    assert kinds == {"done"}


def test_coroutines_of_a_batch_are_cancelled_with_the_last_run(
    shared: Worker, tmp_path: Path
) -> None:
    for call in begun(shared, "async_wait_together", tmp_path):
        shared.send(CancelRun(run=call.run))
        assert shared.events(call.run) == [ASKED]
    assert (tmp_path / "left").exists()
