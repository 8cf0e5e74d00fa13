"""Calls of a quick function that are sent before their lane is free."""

from autoui.running.engine import Limits
from autoui.wire.server_worker import Served
from tests.running.conftest import Make
from tests.running.fakes import SESSION, Bench, data


def quick(make: Make, **options: object) -> Bench:
    """Return an engine whose worker has said that its function is over at once."""
    bench = make(**{"limits": Limits(), **options})
    bench.worker.event(bench.running("first"), "done", quick=True)
    return bench


def sent(bench: Bench, *names: str) -> list[str]:
    """Ask for runs and return their names in the worker, which must have been told of all."""
    known = len(bench.worker.started())
    for name in names:
        bench.submit(name)
    links = bench.worker.started()[known:]
    assert len(links) == len(names)
    return links


def test_the_next_calls_are_sent_before_the_lane_is_free(make: Make) -> None:
    bench = quick(make)
    first, second, third = sent(bench, "r1", "r2", "r3")
    for link, name in ((first, "r1"), (second, "r2"), (third, "r3")):
        bench.worker.event(link, "done", quick=True)
        assert bench.kinds(name) == ["started", "done"]
    assert not bench.engine.stats().running


def test_no_more_than_a_few_are_sent(make: Make) -> None:
    bench = quick(make)
    for number in range(40):
        bench.submit(f"r{number}")
    links = bench.worker.started()[1:]
    assert len(links) == 33
    assert bench.engine.stats().queued == 7
    bench.worker.event(links[0], "done", quick=True)
    assert len(bench.worker.started()) == 1 + 34


def test_nothing_is_sent_ahead_of_a_call_that_takes_its_time(make: Make) -> None:
    bench = quick(make)
    first, second = sent(bench, "r1", "r2")
    bench.worker.check(first)
    bench.submit("r3")
    assert bench.engine.stats().queued == 1
    assert bench.kinds("r1") == ["started"]
    # What had been sent keeps its turn, and is no more started than what waits here.
    bench.worker.event(first, "done")
    assert bench.engine.stats().queued == 1
    bench.worker.event(second, "done")
    assert bench.engine.stats().queued == 0


def test_a_cancelled_call_that_waits_in_the_worker_ends_at_once(make: Make) -> None:
    bench = quick(make)
    first, second, third = sent(bench, "r1", "r2", "r3")
    bench.engine.cancel((SESSION, "r2"))
    assert data(bench.terminal("r2")) == {"how": "queued"}
    bench.clock.pass_(1)
    # Nobody is interrupted for it: its lane does something else.
    assert bench.worker.cancels(second) == [1]
    assert bench.worker.interrupts == []
    for link in (first, second, third):
        bench.worker.event(link, "done", quick=True)
    assert bench.kinds("r3")[-1] == "done"
    assert not bench.engine.stats().running


def test_a_cancelled_call_that_begins_all_the_same_is_stopped(make: Make) -> None:
    bench = quick(make)
    first, second = sent(bench, "r1", "r2")
    bench.engine.cancel((SESSION, "r2"))
    bench.worker.event(first, "done", quick=True)
    bench.clock.pass_(0.5)
    assert int(second) in bench.worker.interrupts


def test_who_waits_in_a_worker_that_dies_runs_in_the_next(make: Make) -> None:
    bench = quick(make)
    sent(bench, "r1", "r2", "r3")
    bench.submit("other", session="b" * 32)
    bench.worker.exit()
    assert bench.terminal("r1").kind == "lost"
    assert bench.engine.stats().queued == 3
    bench.worker.ready(*bench.served)
    for number in range(3):
        bench.worker.event(bench.worker.started()[number], "done")
    # Sessions take turns; of one of them the order is what it was.
    ends = [bench.kinds(name)[-2:] for name in ("r2", "r3")]
    assert ends == [["started", "done"]] * 2
    assert bench.kinds("other", "b" * 32)[-1] == "done"
    assert len(bench.worker.started()) == 3
    assert not bench.engine.stats().running


def test_who_waits_behind_a_call_that_does_not_stop_runs_elsewhere(make: Make) -> None:
    bench = quick(make)
    first, _ = sent(bench, "r1", "r2")
    bench.worker.check(first)
    bench.engine.cancel((SESSION, "r1"))
    stuck = bench.worker
    bench.clock.pass_(2.1)
    assert data(bench.terminal("r1")) == {"how": "fenced"}
    bench.worker.ready(*bench.served)
    # Nothing keeps the old worker: what waits in it has not begun.
    bench.clock.pass_(1.1)
    assert stuck.killed
    stuck.exit()
    assert len(bench.worker.started()) == 1
    bench.worker.event(bench.worker.started()[0], "done")
    assert bench.kinds("r2")[-1] == "done"


def test_who_has_not_begun_beside_a_call_that_does_not_stop_runs_elsewhere(make: Make) -> None:
    bench = make(*(Served(name=name, hash="h") for name in ("hog", "begun", "not_begun")))
    bench.submit("r1", endpoint="hog")
    hog = bench.worker.started()[-1]
    bench.worker.check(hog)
    links = {}
    for name in ("begun", "not_begun"):
        bench.submit(name, endpoint=name)
        links[name] = bench.worker.started()[-1]
        bench.worker.check(links[name])
    stuck = bench.worker
    stuck.unbegun = {int(links["not_begun"])}
    bench.engine.cancel((SESSION, "r1"))
    bench.clock.pass_(2.1)
    assert data(bench.terminal("r1")) == {"how": "fenced"}
    bench.worker.ready(*bench.served)
    # What has begun gets its time.
    bench.clock.pass_(29.0)
    assert not stuck.killed
    bench.clock.pass_(1.1)
    assert stuck.killed
    stuck.exit("killed by signal 9 (SIGKILL) at the server's request")
    assert "at the server's request" in data(bench.terminal("begun"))["reason"]
    (again,) = bench.worker.started()
    bench.worker.check(again)
    bench.worker.event(again, "done")
    assert bench.kinds("not_begun") == ["started", "started", "done"]


def test_what_is_being_stopped_and_had_not_begun_is_cancelled_with_its_worker(make: Make) -> None:
    bench = make()
    bench.worker.unbegun = {int(bench.running("r1"))}
    bench.engine.cancel((SESSION, "r1"))
    bench.worker.exit()
    assert data(bench.terminal("r1")) == {"how": "queued"}


def test_the_time_in_a_worker_in_which_a_call_had_not_begun_does_not_count(make: Make) -> None:
    bench = make(limits=Limits(timeout=5))
    bench.worker.unbegun = {int(bench.running("r1"))}
    bench.clock.pass_(4)
    bench.worker.exit()
    bench.worker.ready(*bench.served)
    assert bench.kinds("r1") == ["started", "started"]
    bench.clock.pass_(4)
    assert bench.kinds("r1")[-1] == "started"
    bench.clock.pass_(1.1)
    assert bench.terminal("r1").kind == "timed_out"


def test_a_worker_in_which_nothing_has_begun_is_not_waited_for(make: Make) -> None:
    bench = make(*(Served(name=name, hash="h") for name in ("hog", "f")))
    bench.submit("r1", endpoint="hog")
    bench.worker.check(bench.worker.started()[-1])
    bench.submit("r2", endpoint="f")
    stuck = bench.worker
    stuck.unbegun = {int(stuck.started()[-1])}
    bench.engine.cancel((SESSION, "r1"))
    bench.clock.pass_(2.1)
    bench.worker.ready(*bench.served)
    bench.clock.pass_(1.1)
    assert stuck.killed
    stuck.exit()
    bench.worker.event(bench.worker.started()[0], "done")
    assert bench.kinds("r2")[-1] == "done"


def test_a_function_that_has_changed_takes_nothing_that_waited_in_its_worker(make: Make) -> None:
    bench = quick(make)
    sent(bench, "r1", "r2")
    old = bench.worker
    bench.fleet.start()
    bench.worker.ready(Served(name="f", hash="changed"))
    old.exit()
    assert bench.terminal("r1").kind == "lost"
    assert bench.terminal("r2").kind == "expired"
    assert not bench.engine.stats().queued


def test_the_time_of_a_call_begins_when_it_may_have_begun(make: Make) -> None:
    bench = quick(make, limits=Limits(timeout=5))
    first, _ = sent(bench, "r1", "r2")
    bench.worker.check(first)
    bench.clock.pass_(4)
    bench.worker.event(first, "done")
    bench.clock.pass_(4)
    assert bench.kinds("r2") == ["queued"]
    bench.clock.pass_(2)
    assert bench.terminal("r2").kind == "timed_out"


def test_positions_count_those_that_wait_in_the_worker(make: Make) -> None:
    bench = quick(make)
    first, _, _ = sent(bench, "r1", "r2", "r3")
    bench.worker.check(first)
    bench.submit("r4")
    bench.clock.pass_(1)
    for name in ("r2", "r3", "r4"):
        bench.engine.events((SESSION, name), 0, bench.submit(name))
    bench.clock.pass_(1)
    positions = [data(bench.log(name)[-1])["position"] for name in ("r2", "r3", "r4")]
    assert positions == [0, 1, 2]
