"""Checks: at the desk or in the lane, before the line or in it, and what each refuses."""

from typing import Any

import pytest

from autoui.errors import Problem
from autoui.running.engine import Limits, UnknownRun
from autoui.wire.server_worker import Served, Start
from tests.running.conftest import Make
from tests.running.fakes import SESSION, Someone, data


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
