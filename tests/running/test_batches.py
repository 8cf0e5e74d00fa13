"""Runs that go as one call: who waits for whom, and what happens to one happens to no other."""

from autoui.errors import Problem
from autoui.running.engine import Limits
from autoui.wire.server_worker import Credit, Served, Start, Stop
from tests.running.conftest import Make
from tests.running.fakes import SESSION, Bench, Someone, answer_checks, data

BATCH = Served(name="f", hash="h", batch=16)


def finish_all(bench: Bench) -> None:
    for link in list(bench.worker.worker.runs):
        bench.worker.event(link, "done")


def batches(bench: Bench) -> list[list[str]]:
    """Return the runs of each call that the worker was told to make."""
    return [[call.run for call in start.calls] for start in bench.worker.of(Start)]


def batch(bench: Bench, *names: str) -> list[str]:
    """Bring some runs to a lane as one call, and return their names in the worker."""
    for name in names:
        bench.submit(name)
    answer_checks(bench)
    bench.clock.pass_(0.01)
    return batches(bench)[-1]


def test_sixty_four_at_once_are_four_calls(make: Make) -> None:
    bench = make(BATCH)
    for number in range(64):
        bench.submit(f"r{number}")
    assert batches(bench) == []
    answer_checks(bench)
    while bench.engine.stats().running:
        finish_all(bench)
        bench.clock.pass_(1.0)
    assert [len(calls) for calls in batches(bench)] == [16, 16, 16, 16]
    assert all(bench.terminal(f"r{number}").kind == "done" for number in range(64))


def test_those_who_come_within_a_few_milliseconds_share_a_call(make: Make) -> None:
    bench = make(BATCH)
    for number in range(9):
        bench.submit(f"r{number}")
        answer_checks(bench)
        bench.clock.pass_(0.004)
    assert batches(bench) == []
    bench.clock.pass_(0.004)
    assert [len(calls) for calls in batches(bench)] == [9]


def test_a_call_that_stays_alone_waits_for_nobody(make: Make) -> None:
    bench = make(BATCH)
    (link,) = batch(bench, "r1")
    assert data(bench.log("r1")[-1]) == {}
    bench.clock.pass_(0.002)
    bench.worker.event(link, "done")
    bench.clock.pass_(10)
    # What takes milliseconds is not kept waiting for longer than a part of that.
    bench.submit("r2")
    answer_checks(bench)
    bench.clock.pass_(0.0035)
    assert len(batches(bench)) == 2


def test_a_steady_stream_does_not_hold_a_batch_up_for_ever(make: Make) -> None:
    bench = make(Served(name="f", hash="h", batch=1_000))
    for number in range(20):
        bench.submit(f"r{number}")
        answer_checks(bench)
        bench.clock.pass_(0.004)
    assert len(batches(bench)) == 1


def test_a_batch_waits_for_checks_under_way_but_not_for_long(make: Make) -> None:
    bench = make(BATCH)
    for number in range(3):
        bench.submit(f"r{number}")
    quick = bench.worker.checking()[0]
    bench.worker.check(quick.run)
    bench.clock.pass_(0.04)
    assert batches(bench) == []
    bench.clock.pass_(0.02)
    assert batches(bench) == [[quick.run]]


def test_wrong_inputs_never_get_into_a_batch(make: Make) -> None:
    bench = make(BATCH)
    wrong, right = bench.submit("r1"), bench.submit("r2")
    first, second = bench.worker.checking()
    bench.worker.check(first.run, Problem("x", "is required"))
    bench.worker.check(second.run)
    bench.clock.pass_(0.01)
    assert [refusal.code for refusal in wrong.refusals] == ["invalid"]
    assert batches(bench) == [[second.run]]
    assert right.runs[0].status == "running"


def test_the_page_hears_of_the_others(make: Make) -> None:
    bench = make(BATCH)
    batch(bench, "r1", "r2", "r3")
    assert data(bench.log("r2")[-1]) == {"with": 2}


def test_the_line_of_a_batch_function_moves_by_whole_calls(make: Make) -> None:
    bench = make(Served(name="f", hash="h", batch=4))
    running = batch(bench, "r0")
    bench.clock.pass_(4)
    bench.worker.event(running[0], "done")
    batch(bench, "r1")
    subscriptions = []
    for number in range(9):
        bench.submit(f"w{number}")
        answer_checks(bench)
        subscriptions.append(bench.engine.events((SESSION, f"w{number}"), 0, Someone()))
    told = [data(subscription.take()[-1]) for subscription in subscriptions]
    eta = told[0]["eta"]
    assert [one["position"] for one in told] == [0, 0, 0, 0, 4, 4, 4, 4, 8]
    assert [round(one["eta"] / eta) for one in told] == [1, 1, 1, 1, 2, 2, 2, 2, 3]


def test_a_call_counts_once_in_the_history_however_many_runs_it_has(make: Make) -> None:
    bench = make(BATCH)
    (first,) = batch(bench, "r0")
    bench.clock.pass_(10)
    bench.worker.event(first, "done")
    known = bench.engine._lines.endpoints["f"].history.seconds
    assert known is not None
    links = batch(bench, *(f"r{number}" for number in range(1, 17)))
    for link in links:
        bench.worker.event(link, "done")
    assert bench.engine._lines.endpoints["f"].history.seconds > known * 0.79


def test_one_that_is_cancelled_out_of_a_waiting_batch_leaves_the_rest_alone(make: Make) -> None:
    bench = make(BATCH)
    (lane,) = batch(bench, "r0")
    for name in ("r1", "r2", "r3"):
        bench.submit(name)
    answer_checks(bench)
    bench.engine.cancel((SESSION, "r2"))
    bench.worker.event(lane, "done")
    bench.clock.pass_(0.01)
    assert len(batches(bench)[-1]) == 2
    finish_all(bench)
    ends = [bench.terminal(name).kind for name in ("r1", "r2", "r3")]
    assert ends == ["done", "cancelled", "done"]


def test_one_of_a_running_batch_ends_at_once_for_its_owner_only(make: Make) -> None:
    bench = make(BATCH)
    links = batch(bench, "r1", "r2", "r3")
    bench.engine.cancel((SESSION, "r2"))
    assert data(bench.terminal("r2")) == {"how": "left"}
    bench.clock.pass_(10)
    assert bench.worker.interrupts == []
    assert len(bench.processes.workers) == 1
    bench.worker.event(links[1], "cancelled", b'{"how":"asked"}')
    bench.submit("r4")
    answer_checks(bench)
    bench.clock.pass_(1)
    assert len(batches(bench)) == 1
    for link in (links[0], links[2]):
        bench.worker.event(link, "done")
    assert bench.terminal("r1").kind == bench.terminal("r3").kind == "done"
    assert bench.terminal("r2").kind == "cancelled"
    assert len(batches(bench)) == 2


def test_a_batch_that_nobody_wants_is_really_stopped(make: Make) -> None:
    bench = make(BATCH)
    links = batch(bench, "r1", "r2", "r3")
    for name in ("r1", "r2", "r3"):
        bench.engine.cancel((SESSION, name))
    bench.clock.pass_(0.6)
    # Each run is named in turn: the worker knows by that that none of them is wanted.
    assert set(bench.worker.interrupts) == {int(link) for link in links}
    for link in links:
        bench.worker.event(link, "cancelled", b'{"how":"interrupted"}')
    named = len(bench.worker.interrupts)
    bench.clock.pass_(10)
    assert len(bench.worker.interrupts) == named
    assert data(bench.terminal("r3")) == {"how": "interrupted"}
    assert len(bench.processes.workers) == 1
    assert not bench.fleet.current.slots


def test_a_batch_that_does_not_stop_is_fenced_once(make: Make) -> None:
    bench = make(BATCH)
    old = bench.worker
    links = batch(bench, "r1", "r2")
    for name in ("r1", "r2"):
        bench.engine.cancel((SESSION, name))
    bench.clock.pass_(2.1)
    assert data(bench.terminal("r2")) == {"how": "fenced"}
    assert len(bench.processes.workers) == 2
    for link in links:
        old.event(link, "done")
    assert old.of(Stop)


def test_the_time_of_a_whole_batch_is_up_together(make: Make) -> None:
    bench = make(BATCH, limits=Limits(timeout=5))
    links = batch(bench, "r1", "r2")
    bench.clock.pass_(5.1)
    assert [data(bench.terminal(name)) for name in ("r1", "r2")] == [{"limit": 5}] * 2
    bench.clock.pass_(0.3)
    assert bench.worker.cancels(links[0])[0] == 1
    assert bench.worker.interrupts


def test_a_value_for_one_that_left_does_not_hold_up_the_others(make: Make) -> None:
    bench = make(BATCH)
    links = batch(bench, "r1", "r2")
    bench.engine.cancel((SESSION, "r1"))
    bench.worker.event(links[0], "value", b"123")
    assert [(c.run, c.values, c.bytes) for c in bench.worker.of(Credit)] == [(links[0], 1, 3)]


def test_a_batch_too_large_for_one_message_is_several_calls(make: Make) -> None:
    bench = make(Served(name="f", hash="h", batch=4))
    for number in range(4):
        bench.submit(f"r{number}", inputs=b'{"x":"%b"}' % (b"x" * (2 << 20)))
    answer_checks(bench)
    finish_all(bench)
    bench.clock.pass_(1)
    assert [len(calls) for calls in batches(bench)][:2] == [1, 1]
