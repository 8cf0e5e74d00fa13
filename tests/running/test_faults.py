"""Whatever a caller or reader does wrong, the place of its run is free afterwards."""

from typing import Any

import pytest

from autoui.errors import Problem, Unencodable
from autoui.running.engine import Call
from autoui.wire.server_worker import Credit
from tests.running.conftest import Make
from tests.running.fakes import SESSION, Someone, data


class Faulty(Someone):
    """Somebody whose every reaction fails."""

    def accepted(self, run: Any) -> None:
        raise RuntimeError("cannot take it")

    def refused(self, refusal: Any) -> None:
        raise RuntimeError("cannot take it")

    def wake(self, subscription: Any, *, at_once: bool) -> None:
        raise RuntimeError("cannot wake")


def test_a_faulty_caller_or_reader_costs_no_slot(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    bench = make()
    for number in range(5):
        call = Call(session=SESSION, run=f"r{number}", endpoint="f", inputs=b"{}")
        bench.engine.submit(call, Faulty())
        link = bench.worker.checking()[-1].run
        bench.engine.events((SESSION, f"r{number}"), 0, Faulty())
        bench.worker.check(link, *([Problem("x", "is wrong")] if number == 2 else []))
        bench.worker.event(link, "done")
    assert "cannot wake" in caplog.text
    assert not bench.fleet.current.slots
    assert bench.engine.stats().running == 0
    bench.submit("last")
    assert bench.worker.checking()[-1].start


def test_a_reader_that_hangs_up_gives_a_flooding_run_its_credit_back(make: Make) -> None:
    bench = make()
    link = bench.running()
    reader = bench.engine.events((SESSION, "r1"), 0, Someone(), every=True)
    for _ in range(256):
        bench.worker.event(link, "value", b"1")
    assert bench.worker.of(Credit) == []
    reader.close()
    assert sum(credit.values for credit in bench.worker.of(Credit)) == 256
    bench.worker.event(link, "done")
    assert not bench.fleet.current.slots


def test_a_reader_that_fails_is_dropped_with_its_hold_on_the_run(make: Make) -> None:
    bench = make()
    link = bench.running()
    bench.engine.events((SESSION, "r1"), 0, Faulty(), every=True)
    for _ in range(128):
        bench.worker.event(link, "value", b"1")
    assert sum(credit.values for credit in bench.worker.of(Credit)) == 128


def test_a_message_that_cannot_be_sent_leaks_no_slot(make: Make) -> None:
    bench = make()
    send, bench.worker.send = bench.worker.send, refuse_to_send
    someone = bench.submit("r1")
    assert len(someone.runs) == 1
    assert "too large" in data(bench.terminal("r1"))["reason"]
    bench.worker.send = send
    bench.submit("r2")
    assert bench.worker.checking()[-1].start


def refuse_to_send(message: Any, *, can_wait: bool = False) -> None:
    raise Unencodable("too large")
