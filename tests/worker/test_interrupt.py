"""Ending code that does not ask to be ended, and nothing else."""

import random
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from autoui.wire.server_worker import CancelRun
from autoui.worker.interrupt import Interrupted, Lane
from tests.worker.standin import Worker

Fork = Callable[..., Worker]
INTERRUPTED = ("cancelled", {"how": "interrupted"})
ASKED = ("cancelled", {"how": "asked"})


@pytest.mark.parametrize("function", ["forever", "runaway_regex", "sleep", "print_forever"])
def test_step_2_ends_the_main_thread_and_keeps_the_worker(function: str, fork: Fork) -> None:
    worker = fork(function)
    for _ in range(2):
        call = worker.begin(function)
        assert worker.cancel(call)[-1] == INTERRUPTED
    assert worker.result("pid")["outputs"] == [worker.pid]


@pytest.mark.parametrize(
    "function", ["swallow_everything", "swallow_in_sleep", "suppress_in_sleep"]
)
def test_step_2_ends_a_loop_that_swallows_everything(function: str, fork: Fork) -> None:
    worker = fork(function)
    for _ in range(2):
        call = worker.begin(function)
        assert worker.cancel(call)[-1] == INTERRUPTED
    assert worker.result("pid")["outputs"] == [worker.pid]


@pytest.mark.parametrize("function", ["forever", "swallow_everything", "print_forever"])
def test_step_2_ends_python_in_other_lanes(function: str, fork: Fork) -> None:
    worker = fork("echo")
    call = worker.begin(function)
    assert worker.cancel(call)[-1] == INTERRUPTED
    assert worker.result("pid")["outputs"] == [worker.pid]


def test_step_2_ends_a_coroutine_that_computes(fork: Fork) -> None:
    worker = fork("echo")
    call = worker.begin("async_forever")
    assert worker.cancel(call)[-1] == INTERRUPTED
    assert worker.result("async_echo", value=3)["outputs"] == [3]


def test_cleaning_up_is_not_interrupted_again(fork: Fork, tmp_path: Path) -> None:
    worker = fork("tidy_up")
    call = worker.begin("tidy_up", path=str(tmp_path / "tidy"))
    assert worker.cancel(call)[-1] == INTERRUPTED
    assert (tmp_path / "tidy").read_text() == "tidied"


def test_an_interrupt_hits_only_the_run_it_names(fork: Fork) -> None:
    worker = fork("sleep")
    other = worker.check("echo", start=False)
    call = worker.begin("sleep", seconds=0.3)
    worker.interrupt(other)
    assert worker.events(call.run)[-1][0] == "done"


@pytest.mark.parametrize("first", ["slow_result", "echo"])
def test_a_cancel_while_encoding_leaves_the_worker_alone(first: str, fork: Fork) -> None:
    worker = fork(first)
    for _ in range(3):
        call = worker.begin("slow_result")
        events = worker.cancel(call, every=0.003)
        assert events[-1][0] in ("done", "cancelled")
    assert worker.result("pid")["outputs"] == [worker.pid]


@pytest.mark.parametrize("first", ["echo", "pid"])
def test_interrupts_around_the_end_of_short_runs_do_no_harm(first: str, fork: Fork) -> None:
    worker = fork(first)
    for _ in range(150):
        call = worker.check("echo", value=1)
        worker.interrupt(call)
        assert worker.events(call.run)[-1][0] in ("done", "cancelled")
    assert worker.result("pid")["outputs"] == [worker.pid]


# ------------------------------------------------------------------------------------- step 1


def test_a_progress_tick_ends_a_run_that_was_asked(fork: Fork) -> None:
    worker = fork("tick_forever")
    call = worker.begin("tick_forever")
    assert worker.cancel(call, ask=True)[-1] == ASKED


def test_a_generator_is_closed_between_two_values(fork: Fork, tmp_path: Path) -> None:
    worker = fork("count_forever")
    call = worker.begin("count_forever", path=str(tmp_path / "closed"))
    assert worker.cancel(call, ask=True)[-1] == ASKED
    assert (tmp_path / "closed").read_text() == "closed"


def test_a_generator_out_of_credit_hears_of_the_cancel(shared: Worker) -> None:
    call = shared.begin("count_forever")
    for _ in range(200):
        shared.receive()
    assert shared.cancel(call, ask=True)[-1] == ASKED


@pytest.mark.parametrize("function", ["async_sleep", "async_count_forever"])
def test_coroutines_are_cancelled(function: str, shared: Worker, tmp_path: Path) -> None:
    inputs = {"path": str(tmp_path / "unwound")} if function == "async_sleep" else {}
    call = shared.begin(function, **inputs)
    assert shared.cancel(call, ask=True)[-1] == ASKED
    assert not inputs or (tmp_path / "unwound").read_text() == "unwound"


def test_a_run_cancelled_before_its_lane_was_free_never_starts(fork: Fork) -> None:
    worker = fork("sleep")
    first = worker.begin("sleep", seconds=0.2)
    (second,) = worker.start("sleep", {"seconds": 60})
    worker.send(CancelRun(run=second.run))
    assert worker.events(first.run)[-1][0] == "done"
    assert worker.events(second.run) == [ASKED]


def test_a_fenced_run_is_silent_and_its_function_gets_another_lane(fork: Fork) -> None:
    worker = fork("sleep")
    stuck = worker.begin("sleep", seconds=1.0)
    worker.send(CancelRun(run=stuck.run, step=3))
    for _ in range(2):
        assert worker.result("sleep", seconds=0)["outputs"] == ["slept"]


def test_cancelling_what_is_unknown_changes_nothing(shared: Worker) -> None:
    shared.send(CancelRun(run="never", step=2))
    assert shared.result("echo", value=1)["outputs"] == [1]


# ------------------------------------------------------------------------------------ the lane


def test_nothing_lands_while_covered_and_it_comes_afterwards() -> None:
    lane = Lane()
    lane.enter()
    seen = []

    def user() -> None:
        number = lane.cover()
        lane.interrupt(7)
        seen.append("covered")
        lane.uncover(number)
        seen.append("uncovered")

    with pytest.raises(Interrupted):
        lane.call(7, user)
    assert seen == ["covered"]


def test_an_interrupt_for_an_idle_lane_is_forgotten() -> None:
    lane = Lane()
    lane.enter()
    lane.interrupt(7)
    assert lane.call(7, lambda: "fine") == "fine"


def test_a_storm_of_interrupts_never_escapes_the_call() -> None:
    lane = Lane()
    over = threading.Event()
    caught = 0

    def storm() -> None:
        while not over.is_set():
            lane.interrupt(7)

    def work() -> None:
        for _ in range(random.randrange(20_000)):
            pass

    lane.enter()
    thread = threading.Thread(target=storm)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    thread.start()
    try:
        for _ in range(300):
            try:
                lane.call(7, work)
            except Interrupted:
                caught += 1
    finally:
        sys.setswitchinterval(usual)
        over.set()
        thread.join()
    assert caught
