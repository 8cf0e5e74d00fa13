"""Runs that wait: limits, turns, positions, batches."""

from autoui.running.engine import Limits
from autoui.wire.server_worker import Served, Start
from tests.running.conftest import Make
from tests.running.fakes import SESSION, Someone, data


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
