"""What readers of a run get, what is kept of it and for how long, and the end of all."""

import pytest

from autoui.running.engine import Limits, UnknownRun
from autoui.running.log import MAX_WITH_BLOBS
from autoui.wire.server_worker import Credit, Stop
from tests.running.conftest import Make
from tests.running.fakes import SESSION, Bench, Someone, data


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
