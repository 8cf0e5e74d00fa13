"""Runs from the wish to the end: check, queue, lanes, cancel, dead workers, reload, limits."""

from itertools import pairwise
from typing import Any

import pytest

from autoui.errors import Problem
from autoui.running.engine import Limits, UnknownRun
from autoui.running.log import MAX_WITH_BLOBS
from autoui.wire.server_worker import Credit, Served, Start, Stop
from tests.running.conftest import Make
from tests.running.fakes import SESSION, Bench, Someone, data

# ------------------------------------------------------------------------------ check and start


def test_a_free_lane_starts_with_the_check(make: Make) -> None:
    bench = make()
    someone = bench.submit(inputs=b'{"x":1}')
    (check,) = bench.worker.checking()
    assert (check.start, check.inputs, check.endpoint) == (True, b'{"x":1}', "f")
    assert someone.runs == []
    bench.worker.check(check.run)
    assert [run.key for run in someone.runs] == [(SESSION, "r1")]
    bench.worker.event(check.run, "done", b'{"outputs":[1]}')
    assert bench.kinds() == ["started", "done"]
    assert bench.engine.stats().running == 0


def test_wrong_inputs_leave_no_run_and_no_slot(make: Make) -> None:
    bench = make()
    someone = bench.submit()
    bench.worker.check(bench.worker.checking()[0].run, Problem("x", "must be at least 0"))
    assert someone.refusals[0].code == "invalid"
    assert someone.refusals[0].errors == [Problem("x", "must be at least 0")]
    with pytest.raises(UnknownRun):
        bench.engine.state((SESSION, "r1"))
    bench.submit("r2")
    assert bench.worker.checking()[-1].start


def test_a_busy_lane_checks_then_queues(make: Make) -> None:
    bench = make()
    first = bench.running("r1")
    someone = bench.submit("r2")
    check = bench.worker.checking()[-1]
    assert not check.start
    bench.worker.check(check.run)
    assert bench.engine.state((SESSION, "r2")) == "queued"
    assert len(someone.runs) == 1
    bench.worker.event(first, "done")
    assert bench.worker.started() == [first, check.run]
    assert bench.worker.of(Start)[0].checked
    assert bench.kinds("r2") == ["queued", "started"]


def test_a_late_check_queues_unchecked_and_its_errors_end_the_run(make: Make) -> None:
    bench = make()
    first = bench.running("r1")
    someone = bench.submit("r2")
    check = bench.worker.checking()[-1]
    bench.clock.pass_(0.3)
    assert len(someone.runs) == 1
    bench.worker.check(check.run, Problem("x", "is required"))
    assert data(bench.terminal("r2"))["errors"] == [{"field": "x", "message": "is required"}]
    bench.worker.event(first, "done")
    assert bench.worker.started() == [first]


def test_a_late_check_in_the_lane_is_accepted_first(make: Make) -> None:
    bench = make()
    someone = bench.submit()
    bench.clock.pass_(0.3)
    assert len(someone.runs) == 1
    check = bench.worker.checking()[0]
    bench.worker.check(check.run, Problem("x", "is required"))
    assert bench.terminal().kind == "failed"
    assert someone.refusals == []
    bench.submit("r2")
    assert bench.worker.checking()[-1].start


def test_a_short_wait_needs_no_check_of_its_own(make: Make) -> None:
    bench = make(limits=Limits(patience=0.05))
    first = bench.running("r1")
    someone = bench.submit("r2")
    bench.clock.pass_(0.04)
    assert len(bench.worker.checking()) == 1
    bench.worker.event(first, "done")
    second = bench.worker.checking()[-1]
    assert second.start
    assert someone.runs == []
    bench.worker.check(second.run)
    bench.worker.event(second.run, "done")
    assert bench.kinds("r2") == ["started", "done"]
    bench.clock.pass_(1)
    assert len(bench.worker.checking()) == 2


def test_wrong_inputs_after_a_short_wait_are_refused(make: Make) -> None:
    bench = make(limits=Limits(patience=0.05))
    first = bench.running("r1")
    someone = bench.submit("r2")
    bench.worker.event(first, "done")
    bench.worker.check(bench.worker.checking()[-1].run, Problem("x", "is required"))
    assert [refusal.code for refusal in someone.refusals] == ["invalid"]
    bench.submit("r3")
    assert bench.worker.checking()[-1].start


def test_a_longer_wait_is_checked_in_line(make: Make) -> None:
    bench = make(limits=Limits(patience=0.05))
    bench.running("r1")
    wrong, right = bench.submit("r2"), bench.submit("r3")
    bench.clock.pass_(0.06)
    second, third = bench.worker.checking()[1:]
    assert not second.start
    bench.worker.check(second.run, Problem("x", "is required"))
    bench.worker.check(third.run)
    assert [refusal.code for refusal in wrong.refusals] == ["invalid"]
    assert len(right.runs) == 1
    assert data(bench.log("r3")[0])["position"] == 0


@pytest.mark.parametrize("fault", [[], [Problem("x", "is required")]])
def test_a_turn_that_comes_before_the_answer_is_taken_once(make: Make, fault: list[Any]) -> None:
    bench = make(limits=Limits(patience=0.05))
    first = bench.running("r1")
    someone = bench.submit("r2")
    bench.clock.pass_(0.06)
    asked = bench.worker.checking()[-1]
    bench.worker.event(first, "done")
    assert bench.worker.checking()[-1].start
    bench.worker.check(asked.run, *fault)
    bench.worker.check(asked.run, *fault)
    assert bench.engine.stats().queued == 0
    assert len(someone.refusals) == len(fault)
    assert bench.fleet.current is not None
    assert len(bench.fleet.current.slots) == (0 if fault else 1)


def test_a_run_in_a_new_worker_does_not_care_for_the_check_of_the_old(make: Make) -> None:
    bench = make(limits=Limits(patience=0.05))
    old = bench.worker
    bench.running("r1")
    bench.submit("r2")
    bench.clock.pass_(0.06)
    bench.fleet.start()
    bench.worker.ready(*bench.served)
    (check,) = bench.worker.checking()
    old.exit()
    assert bench.engine.stats().queued == 0
    bench.worker.check(check.run)
    assert bench.engine.state((SESSION, "r2")) == "running"


def test_an_unchecked_run_in_line_is_cancelled_and_survives_its_worker(make: Make) -> None:
    bench = make(limits=Limits(patience=0.05))
    bench.running("r1")
    bench.submit("r2")
    waiting = bench.submit("r3")
    bench.engine.cancel((SESSION, "r2"))
    assert data(bench.terminal("r2")) == {"how": "queued"}
    bench.worker.exit()
    bench.clock.pass_(0.3)
    assert len(waiting.runs) == 1
    assert bench.engine.state((SESSION, "r3")) == "queued"
    bench.worker.ready(*bench.served)
    assert bench.engine.state((SESSION, "r3")) == "running"
    assert bench.engine.stats().queued == 0


def test_an_unchecked_run_is_started_as_such(make: Make) -> None:
    bench = make()
    first = bench.running("r1")
    bench.submit("r2")
    bench.clock.pass_(0.3)
    bench.worker.event(first, "done")
    assert not bench.worker.of(Start)[0].checked
    late = bench.worker.checking()[-1]
    bench.worker.check(late.run, Problem("x", "too late"))
    assert bench.engine.state((SESSION, "r2")) == "running"


def test_an_event_before_the_answer_means_the_check_has_passed(make: Make) -> None:
    bench = make()
    someone = bench.submit()
    check = bench.worker.checking()[0]
    bench.worker.event(check.run, "value", b'{"outputs":[1]}')
    bench.worker.check(check.run)
    assert bench.kinds() == ["started", "value"]
    assert len(someone.runs) == 1


def test_without_a_worker_runs_wait(make: Make) -> None:
    bench = make()
    bench.worker.exit()
    someone = bench.submit()
    assert len(someone.runs) == 1
    assert bench.engine.state((SESSION, "r1")) == "queued"
    bench.worker.ready(*bench.served)
    assert len(bench.worker.started()) == 1


def test_a_worker_that_does_not_read_gets_no_checks(make: Make) -> None:
    bench = make(Served(name="f", hash="h", concurrency=2))
    bench.worker.backlog = 9 << 20
    bench.submit()
    assert bench.worker.checking() == []
    assert bench.worker.of(Start)[0].checked is False


def test_the_same_id_is_one_run(make: Make) -> None:
    bench = make()
    first, second = bench.submit(), bench.submit()
    assert len(bench.worker.checking()) == 1
    link = bench.worker.checking()[0].run
    bench.worker.check(link)
    third = bench.submit()
    assert first.runs == second.runs == third.runs
    assert bench.engine.stats().running == 1


def test_two_sessions_may_use_the_same_id(make: Make) -> None:
    bench = make(Served(name="f", hash="h", concurrency=2))
    one, two = bench.running(session="a"), bench.running(session="b")
    assert one != two
    bench.worker.event(one, "done")
    assert bench.engine.state(("a", "r1")) == "done"
    assert bench.engine.state(("b", "r1")) == "running"
    with pytest.raises(UnknownRun):
        bench.engine.events(("c", "r1"), 0, Someone())


@pytest.mark.parametrize(
    ("options", "code"), [({"endpoint": "g"}, "unknown"), ({"hash_": "other"}, "changed")]
)
def test_refusals(make: Make, options: dict[str, str], code: str) -> None:
    someone = make().submit(**options)
    assert [refusal.code for refusal in someone.refusals] == [code]


# ---------------------------------------------------------------------------------------- queue


def test_a_full_queue_refuses_with_a_time(make: Make) -> None:
    bench = make(limits=Limits(queued=2))
    bench.running("r0")
    for name in ("r1", "r2"):
        bench.submit(name)
    someone = bench.submit("r3")
    assert someone.refusals[0].code == "full"
    assert someone.refusals[0].retry_after >= 1
    bench.engine.cancel((SESSION, "r1"))
    assert bench.submit("r3").refusals == []


def test_the_bytes_that_wait_are_bounded(make: Make) -> None:
    bench = make(limits=Limits(queued_bytes=100))
    bench.running("r0")
    bench.submit("r1", inputs=b" " * 90)
    assert bench.submit("r2", inputs=b" " * 20).refusals[0].code == "full"


def test_limits_of_a_session_and_of_an_address(make: Make) -> None:
    bench = make(limits=Limits(per_session=3, per_address=4))
    for name in ("r0", "r1", "r2"):
        bench.submit(name, session="a")
    assert "3 runs" in bench.submit("r3", session="a").refusals[0].message
    for name in ("r0", "r1"):
        bench.submit(name, session="b")
    assert "this address" in bench.submit("r2", session="b").refusals[0].message
    assert bench.submit("r2", session="b", address="9.9.9.9").refusals == []
    for name in ("r0", "r1", "r2"):
        bench.engine.cancel(("a", name))
    bench.clock.pass_(3)
    assert bench.submit("r9", session="a").refusals == []


def test_sessions_take_turns(make: Make) -> None:
    bench = make()
    lane = bench.running("r0")
    for session in ("a", "b"):
        for name in ("r1", "r2", "r3"):
            bench.submit(name, session=session, address=session)
            bench.worker.check(bench.worker.checking()[-1].run)
    served = []
    for _ in range(6):
        bench.worker.event(lane, "done")
        lane = bench.worker.started()[-1]
        served += [k for k, run in bench.engine._books.runs.items() if run.link == lane]
    assert [session for session, _ in served] == ["a", "b", "a", "b", "a", "b"]


def test_positions_are_pushed_and_merged(make: Make) -> None:
    bench = make()
    lane = bench.running("r0")
    subscriptions = {}
    for name in ("r1", "r2", "r3"):
        bench.submit(name)
        bench.worker.check(bench.worker.checking()[-1].run)
        subscriptions[name] = bench.engine.events((SESSION, name), 0, Someone())
    assert data(subscriptions["r3"].take()[-1])["position"] == 2
    bench.clock.pass_(4)
    bench.worker.event(lane, "done")
    bench.clock.pass_(1)
    (entry,) = subscriptions["r3"].take()
    assert data(entry) == {"position": 1, "eta": 8.0}
    assert bench.kinds("r3") == ["queued"]


def test_a_batch_shares_one_slot(make: Make) -> None:
    bench = make(Served(name="f", hash="h", batch=3))
    lane = bench.running("r0")
    for name in ("r1", "r2", "r3", "r4"):
        bench.submit(name)
        bench.worker.check(bench.worker.checking()[-1].run)
    bench.worker.event(lane, "done")
    (start,) = bench.worker.of(Start)
    assert len(start.calls) == 3
    for call in start.calls[:2]:
        bench.worker.event(call.run, "done")
    assert len(bench.worker.of(Start)) == 1
    bench.worker.event(start.calls[2].run, "done")
    assert len(bench.worker.of(Start)) == 2


# --------------------------------------------------------------------------------------- cancel


def test_cancel_in_line(make: Make) -> None:
    bench = make()
    lane = bench.running("r0")
    someone = bench.submit("r1")
    bench.engine.cancel((SESSION, "r1"))
    bench.worker.check(bench.worker.checking()[-1].run)
    assert data(bench.terminal("r1")) == {"how": "queued"}
    assert len(someone.runs) == 1
    bench.worker.event(lane, "done")
    assert bench.worker.started() == [lane]


def test_cancel_between_check_and_answer_leaks_no_slot(make: Make) -> None:
    bench = make()
    bench.submit("r1")
    link = bench.worker.checking()[0].run
    bench.engine.cancel((SESSION, "r1"))
    assert bench.worker.cancels(link) == [1]
    bench.worker.check(link)
    bench.worker.event(link, "cancelled", b'{"how":"asked"}')
    assert bench.terminal().kind == "cancelled"
    bench.submit("r2")
    assert bench.worker.checking()[-1].start


def test_the_ladder(make: Make) -> None:
    bench = make()
    link = bench.running()
    bench.engine.cancel((SESSION, "r1"))
    bench.engine.cancel((SESSION, "r1"))
    assert bench.worker.cancels(link) == [1]
    bench.clock.pass_(0.19)
    assert bench.worker.interrupts == []
    bench.clock.pass_(0.32)
    assert bench.worker.cancels(link) == [1, 2, 2, 2, 2]
    assert bench.worker.interrupts == [int(link)] * 4
    bench.worker.event(link, "cancelled", b'{"how":"interrupted"}')
    bench.clock.pass_(5)
    assert len(bench.worker.interrupts) == 4
    assert bench.worker.calmed
    assert len(bench.processes.workers) == 1


def test_two_ladders_take_turns_with_the_interrupt_page(make: Make) -> None:
    bench = make(Served(name="f", hash="h", concurrency=2))
    links = [bench.running("r1"), bench.running("r2")]
    for name in ("r1", "r2"):
        bench.engine.cancel((SESSION, name))
    bench.clock.pass_(1.0)
    numbers = bench.worker.interrupts
    assert {numbers.count(int(link)) for link in links} <= {7, 8, 9, 10}
    assert all(one != two for one, two in pairwise(numbers[1:]))


def test_the_fence(make: Make) -> None:
    bench = make(Served(name="f", hash="h", concurrency=2))
    old = bench.worker
    stuck, other = bench.running("r1"), bench.running("r2")
    bench.engine.cancel((SESSION, "r1"))
    bench.clock.pass_(2.1)
    assert data(bench.terminal("r1")) == {"how": "fenced"}
    new = bench.worker
    assert new is not old
    waiting = bench.submit("r3")
    assert len(waiting.runs) == 1
    new.ready(*bench.served)
    assert len(new.started()) == 1
    old.event(stuck, "value", b'{"outputs":["late"]}')
    old.event(other, "done")
    assert bench.terminal("r2").kind == "done"
    assert not old.killed
    bench.clock.pass_(31)
    assert old.killed
    assert bench.terminal("r1").kind == "cancelled"


def test_nothing_new_is_sent_beside_a_call_that_may_take_the_worker_along(make: Make) -> None:
    bench = make(Served(name="f", hash="h", concurrency=2), Served(name="g", hash="h"))
    old = bench.worker
    stuck = bench.running("r1")
    bench.engine.cancel((SESSION, "r1"))
    beside = bench.submit("r2", endpoint="g")
    bench.clock.pass_(1.0)
    assert len(beside.runs) == 1
    assert old.started() == [stuck]
    bench.clock.pass_(1.1)
    bench.worker.ready(*bench.served)
    assert len(bench.worker.started()) == 1
    assert bench.engine.state((SESSION, "r2")) == "running"


def test_what_waited_for_a_call_to_stop_starts_when_it_has(make: Make) -> None:
    bench = make(Served(name="f", hash="h", concurrency=2), Served(name="g", hash="h"))
    stuck = bench.running("r1")
    bench.engine.cancel((SESSION, "r1"))
    bench.submit("r2", endpoint="g")
    bench.submit("r3")
    for check in bench.worker.checking()[1:]:
        bench.worker.check(check.run)
    assert bench.worker.started() == [stuck]
    bench.worker.event(stuck, "cancelled")
    assert len(bench.worker.started()) == 3
    assert len(bench.processes.workers) == 1


@pytest.mark.parametrize("replaceable", [True, False])
def test_a_call_that_costs_no_worker_holds_nobody_up(make: Make, *, replaceable: bool) -> None:
    slow = Served(name="f", hash="h", kill=not replaceable)
    bench = make(slow, Served(name="g", hash="h"), replaceable=replaceable)
    bench.running("r1")
    bench.engine.cancel((SESSION, "r1"))
    bench.submit("r2", endpoint="g")
    assert len(bench.worker.started()) == 2


def test_a_fenced_worker_that_becomes_empty_is_ended(make: Make) -> None:
    bench = make()
    old = bench.worker
    stuck = bench.running()
    bench.engine.cancel((SESSION, "r1"))
    bench.clock.pass_(2.1)
    old.event(stuck, "done")
    assert old.of(Stop)
    bench.clock.pass_(1.1)
    assert old.killed
    assert bench.terminal().kind == "cancelled"


def test_runs_beside_a_fenced_one_are_lost_with_it(make: Make) -> None:
    bench = make(Served(name="f", hash="h", concurrency=2))
    old = bench.worker
    bench.running("r1")
    bench.running("r2")
    bench.engine.cancel((SESSION, "r1"))
    bench.clock.pass_(40)
    old.exit("killed at the server's request")
    assert bench.terminal("r2").kind == "lost"
    assert data(bench.terminal("r2"))["reason"] == "killed at the server's request"


def test_kill_false_keeps_worker_and_slot(make: Make) -> None:
    bench = make(Served(name="f", hash="h", kill=False))
    link = bench.running()
    bench.engine.cancel((SESSION, "r1"))
    bench.clock.pass_(60)
    assert bench.terminal().kind == "cancelled"
    assert len(bench.processes.workers) == 1
    assert not bench.worker.killed
    bench.submit("r2")
    assert not bench.worker.checking()[-1].start
    bench.worker.event(link, "done")
    bench.worker.check(bench.worker.checking()[-1].run)
    assert bench.engine.state((SESSION, "r2")) == "running"


def test_under_launch_the_fence_frees_the_slot(make: Make) -> None:
    bench = make(replaceable=False)
    link = bench.running()
    bench.engine.cancel((SESSION, "r1"))
    bench.clock.pass_(2.1)
    assert bench.worker.cancels(link)[-1] == 3
    assert bench.terminal().kind == "cancelled"
    bench.submit("r2")
    assert bench.worker.checking()[-1].start
    bench.worker.event(link, "done")
    assert bench.terminal().kind == "cancelled"


def test_a_timeout_ends_the_run_and_stops_the_lane(make: Make) -> None:
    bench = make(limits=Limits(timeout=5))
    link = bench.running()
    bench.clock.pass_(5.1)
    assert data(bench.terminal()) == {"limit": 5}
    bench.clock.pass_(0.3)
    assert bench.worker.cancels(link)[:2] == [1, 2]
    bench.worker.event(link, "cancelled")
    assert bench.terminal().kind == "timed_out"
    bench.submit("r2")
    assert bench.worker.checking()[-1].start


# --------------------------------------------------------------------------------- dead workers


def test_a_dead_worker_loses_what_ran_and_keeps_what_waits(make: Make) -> None:
    bench = make()
    old = bench.worker
    bench.running("r1")
    bench.submit("r2")
    old.exit("killed by signal 9 (SIGKILL)", 9)
    assert data(bench.terminal("r1")) == {"reason": "killed by signal 9 (SIGKILL)", "signal": 9}
    assert bench.engine.state((SESSION, "r2")) == "queued"
    assert bench.worker is not old
    bench.worker.ready(*bench.served)
    assert bench.engine.state((SESSION, "r2")) == "running"


def test_a_run_that_may_have_started_is_not_started_twice(make: Make) -> None:
    bench = make()
    someone = bench.submit()
    bench.worker.exit()
    bench.worker.ready(*bench.served)
    assert bench.worker.started() == []
    assert bench.terminal().kind == "lost"
    assert len(someone.runs) == 1


def test_a_worker_that_falls_over_at_once_is_replaced_ever_more_slowly(make: Make) -> None:
    bench = make()
    for _ in range(5):
        bench.worker.exit()
        if bench.fleet.current is None and bench.processes.workers[-1].gone:
            bench.clock.pass_(2.1)
        bench.worker.ready(*bench.served)
    assert len(bench.processes.workers) == 6
    bench.worker.exit()
    assert bench.worker.gone
    bench.clock.pass_(2.1)
    assert not bench.worker.gone


def test_a_first_load_that_fails_is_not_tried_again(make: Make) -> None:
    bench = make(ready=False)
    bench.worker.load_failed()
    bench.clock.pass_(100)
    assert len(bench.processes.workers) == 1


def test_a_replacement_that_fails_to_load_is_tried_again(make: Make) -> None:
    bench = make()
    bench.worker.exit()
    bench.worker.load_failed()
    before = len(bench.processes.workers)
    bench.clock.pass_(1)
    assert len(bench.processes.workers) == before + 1


# --------------------------------------------------------------------------------------- reload


def test_reload_lets_the_old_worker_finish(make: Make) -> None:
    bench = make()
    old = bench.worker
    lane = bench.running("r1")
    bench.fleet.start()
    bench.worker.ready(*bench.served)
    bench.submit("r2")
    assert bench.worker.checking()[-1].start
    old.event(lane, "done")
    assert bench.terminal("r1").kind == "done"
    assert old.of(Stop)


def test_a_broken_reload_keeps_the_old_worker(make: Make) -> None:
    bench = make()
    old = bench.worker
    bench.fleet.start()
    bench.worker.load_failed()
    bench.submit("r1")
    assert old.checking()
    assert bench.worker.of(Stop)


def test_what_waits_for_a_changed_function_expires(make: Make) -> None:
    bench = make(Served(name="f", hash="h"), Served(name="g", hash="g"))
    bench.running("r0")
    bench.submit("r1")
    checking = bench.worker.checking()[-1]
    bench.submit("r2")
    bench.clock.pass_(0.3)
    bench.submit("r3")
    late = bench.worker.checking()[-1]
    old = bench.worker
    bench.fleet.start()
    bench.worker.ready(Served(name="f", hash="new"))
    assert bench.terminal("r2").kind == "expired"
    old.check(late.run)
    assert bench.terminal("r3").kind == "expired"
    old.check(checking.run)
    assert bench.submit("r4", endpoint="g").refusals[0].code == "unknown"
    assert bench.submit("r5", hash_="h").refusals[0].code == "changed"
    assert bench.engine.stats().queued == 0


# --------------------------------------------------------------------------------------- events


def test_a_log_keeps_the_newest_and_says_what_is_gone(make: Make) -> None:
    bench = make()
    link = bench.running()
    bench.worker.event(link, "value", b'{"outputs":[1]}')
    for _ in range(1500):
        bench.worker.event(link, "log", b'{"stream":"stdout","text":"x"}')
    found = bench.log()
    assert [entry.kind for entry in found[:4]] == ["gap", "value", "gap", "log"]
    assert data(found[0]) == {"from": 1, "to": 1}
    assert data(found[2]) == {"from": 3, "to": 502}
    numbers = [entry.n for entry in found]
    assert numbers == sorted(numbers)
    assert numbers[-1] == 1502


def test_looking_readers_skip_and_counting_readers_do_not(make: Make) -> None:
    bench = make()
    link = bench.running()
    looking = bench.engine.events((SESSION, "r1"), 0, Someone())
    counting = bench.engine.events((SESSION, "r1"), 0, Someone(), every=True)
    for number in range(20):
        bench.worker.event(link, "value", b"%d" % number)
    assert [entry.data for entry in looking.take() if entry.kind == "value"] == [b"19"]
    assert len([e for e in counting.take() if e.kind == "value"]) == 20


def test_a_reader_is_woken_once_until_it_takes(make: Make) -> None:
    bench = make()
    link = bench.running()
    someone = Someone()
    subscription = bench.engine.events((SESSION, "r1"), 1, someone)
    for _ in range(5):
        bench.worker.event(link, "log")
    assert len(someone.woken) == 1
    subscription.take()
    bench.worker.event(link, "done")
    assert len(someone.woken) == 2
    subscription.take()
    assert subscription.finished


def test_credit_follows_the_slowest_counting_reader(make: Make) -> None:
    bench = make()
    link = bench.running()
    for _ in range(128):
        bench.worker.event(link, "value", b"1")
    assert [(c.values, c.bytes) for c in bench.worker.of(Credit)] == [(128, 128)]
    slow = bench.engine.events(
        (SESSION, "r1"), bench.engine._books.runs[SESSION, "r1"].log.last, Someone(), every=True
    )
    for _ in range(256):
        bench.worker.event(link, "value", b"1")
    assert len(bench.worker.of(Credit)) == 1
    slow.take(200)
    assert [(c.values, c.bytes) for c in bench.worker.of(Credit)][1:] == [(200, 200)]
    for _ in range(200):
        bench.worker.event(link, "value", b"1")
    slow.close()
    assert sum(c.values for c in bench.worker.of(Credit)) == 584


# ------------------------------------------------------------------------------ keep and forget


def test_runs_are_forgotten_with_their_blobs(make: Make) -> None:
    bench = make()
    link = bench.running()
    blob = bench.store.add(b"x", "a.png", "image/png")
    bench.worker.event(link, "done", b"{}", (blob,))
    assert bench.engine.get(blob).description.name == "a.png"
    bench.clock.pass_(599)
    assert bench.engine.get(blob)
    bench.clock.pass_(2)
    with pytest.raises(KeyError):
        bench.engine.get(blob)
    with pytest.raises(UnknownRun):
        bench.engine.state((SESSION, "r1"))
    assert not (bench.store.root / blob).exists()
    bench.clock.pass_(601)
    assert bench.clock.pending == 0


def test_a_followed_run_is_kept_for_an_hour(make: Make) -> None:
    bench = make()
    link = bench.running()
    bench.worker.event(link, "done")
    bench.engine.events((SESSION, "r1"), 0, Someone())
    bench.clock.pass_(3500)
    assert bench.engine.state((SESSION, "r1")) == "done"
    bench.clock.pass_(800)
    with pytest.raises(UnknownRun):
        bench.engine.state((SESSION, "r1"))


def test_kept_runs_are_bounded(make: Make) -> None:
    bench = make(limits=Limits(kept=10))
    for number in range(30):
        bench.worker.event(bench.running(f"r{number}"), "done")
    assert bench.engine.stats().kept == 10
    assert bench.engine.state((SESSION, "r29")) == "done"
    with pytest.raises(UnknownRun):
        bench.engine.state((SESSION, "r19"))


def test_blobs_of_values_that_nobody_can_see_any_more_go(make: Make) -> None:
    bench = make()
    link = bench.running()
    blobs = [bench.store.add(b"x", "a", "image/png") for _ in range(1100)]
    for blob in blobs:
        bench.worker.event(link, "value", b"{}", (blob,))
    assert sum((bench.store.root / blob).exists() for blob in blobs) == MAX_WITH_BLOBS


def test_blobs_of_what_comes_too_late_go_at_once(make: Make) -> None:
    bench = make()
    link = bench.running()
    bench.worker.event(link, "done")
    blob = bench.store.add(b"x", "a", "image/png")
    bench.worker.event(link, "value", b"{}", (blob,))
    assert not (bench.store.root / blob).exists()


def test_uploads_outlive_their_hour_while_a_run_needs_them(make: Make) -> None:
    bench = make()
    with bench.engine.put(SESSION, "a.txt", "text/plain", 3) as upload:
        upload.grow(3)
        upload.write(b"abc")
        blob = upload.finish()
    inputs = b'{"file": {"$blob": "%b"}}' % blob.id.encode()
    link = bench.running(inputs=inputs)
    bench.clock.pass_(4000)
    assert bench.engine.get(blob.id)
    bench.worker.event(link, "done")
    bench.clock.pass_(601)
    with pytest.raises(KeyError):
        bench.engine.get(blob.id)


# ---------------------------------------------------------------------------------------- close


async def close(bench: Bench) -> None:
    await bench.engine.close(0.0)


def test_closing_ends_every_run(make: Make) -> None:
    import asyncio

    bench = make()
    bench.running("r1")
    bench.submit("r2")
    asyncio.run(close(bench))
    assert bench.terminal("r1").kind == bench.terminal("r2").kind == "lost"
    assert bench.submit("r3").refusals[0].code == "full"
    assert bench.worker.of(Stop)
