"""Workers that die, do not load, or are replaced by a new version."""

from autoui.wire.server_worker import Served, Stop
from tests.running.conftest import Make
from tests.running.fakes import SESSION, data


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
