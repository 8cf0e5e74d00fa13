"""How many may wait, and for how long: what the page says, and what the server says else."""

import pytest

from autoui.running.engine import Limits
from autoui.wire.server_worker import Served
from tests.running.conftest import Make
from tests.running.fakes import SESSION, Someone, answer_checks, data


def test_the_page_says_how_many_may_wait(make: Make) -> None:
    bench = make(ready=False)
    bench.worker.ready(*bench.served, queue_size=1)
    bench.running("r0")
    assert bench.submit("r1").refusals == []
    refusal = bench.submit("r2").refusals[0]
    assert refusal.code == "full"
    assert "1 runs" in refusal.message


def test_a_free_lane_needs_no_room_in_the_queue(make: Make) -> None:
    bench = make(Served(name="f", hash="h", concurrency=2), ready=False)
    bench.worker.ready(*bench.served, queue_size=0)
    assert bench.submit("r1").refusals == []
    assert bench.submit("r2").refusals == []
    assert bench.submit("r3").refusals[0].code == "full"


def test_a_refusal_advises_from_the_functions_own_history(make: Make) -> None:
    slow, quick = Served(name="f", hash="h"), Served(name="g", hash="h")
    bench = make(slow, quick, limits=Limits(queued=1, patience=0))
    link = bench.running("r0")
    bench.clock.pass_(20)
    bench.worker.event(link, "done")
    bench.running("r1")
    bench.submit("r2")
    assert bench.submit("r3").refusals[0].retry_after == pytest.approx(20, abs=1)
    bench.running("g0", endpoint="g")
    assert bench.submit("g1", endpoint="g").refusals[0].retry_after == 1.0


def test_the_page_says_how_long_a_run_may_take(make: Make) -> None:
    bench = make(ready=False, limits=Limits(timeout=60))
    bench.worker.ready(*bench.served, timeout=2.0)
    bench.running("r1")
    bench.clock.pass_(2.1)
    assert data(bench.terminal("r1")) == {"limit": 2.0}


def test_the_page_may_lift_the_limit(make: Make) -> None:
    bench = make(ready=False, limits=Limits(timeout=60))
    bench.worker.ready(*bench.served, timeout=0.0)
    link = bench.running("r1")
    bench.clock.pass_(1_000)
    bench.worker.event(link, "done")
    assert bench.terminal("r1").kind == "done"


def test_a_timeout_fences_what_does_not_stop(make: Make) -> None:
    bench = make(limits=Limits(timeout=5))
    bench.running()
    bench.clock.pass_(7.1)
    assert bench.terminal().kind == "timed_out"
    assert len(bench.processes.workers) == 2


def test_runs_that_are_over_wait_for_no_timeout(make: Make) -> None:
    bench = make(limits=Limits(timeout=3600))
    for number in range(50):
        bench.worker.event(bench.running(f"r{number}"), "done")
    assert [len(waiting) for waiting in bench.engine._lanes._timeouts.values()] == [0]


def test_a_run_that_nobody_follows_does_not_wait_for_ever(make: Make) -> None:
    bench = make(limits=Limits(unfollowed=100, patience=0))
    bench.running("r0")
    for name in ("r1", "r2"):
        bench.submit(name)
    answer_checks(bench)
    bench.engine.events((SESSION, "r2"), 0, Someone())
    bench.clock.pass_(150)
    assert data(bench.terminal("r1"))["reason"] == "nobody followed it while it waited"
    assert bench.engine.state((SESSION, "r2")) == "queued"
    assert bench.engine.stats().queued == 1
