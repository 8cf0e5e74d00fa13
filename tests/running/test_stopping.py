"""Runs that are stopped: in line, by the ladder, behind the fence, by time."""

from itertools import pairwise

import pytest

from autoui.running.engine import Limits
from autoui.wire.server_worker import Served, Stop
from tests.running.conftest import Make
from tests.running.fakes import SESSION, data


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


def test_two_ladders_take_turns_with_the_shared_memory(make: Make) -> None:
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
