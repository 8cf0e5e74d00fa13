"""When a session is over, the workers are told."""

from autoui.running.engine import Limits
from autoui.wire.server_worker import ForgetSession
from tests.running.conftest import Make
from tests.running.fakes import SESSION


def test_a_session_is_forgotten_when_nothing_holds_it(make: Make) -> None:
    bench = make()
    bench.engine.sessions.hold(SESSION)
    bench.worker.event(bench.running(), "done")
    bench.clock.pass_(1_300)
    assert bench.worker.of(ForgetSession) == []
    bench.engine.sessions.release(SESSION)
    bench.clock.pass_(300)
    bench.engine.sessions.hold(SESSION)
    bench.clock.pass_(1_000)
    assert bench.worker.of(ForgetSession) == []
    bench.engine.sessions.release(SESSION)
    bench.clock.pass_(601)
    assert [message.session for message in bench.worker.of(ForgetSession)] == [SESSION]


def test_sessions_without_anything_are_bounded(make: Make) -> None:
    bench = make(limits=Limits(kept=10))
    for number in range(15):
        bench.engine.sessions.hold(str(number))
        bench.engine.sessions.release(str(number))
    assert [message.session for message in bench.worker.of(ForgetSession)] == list("01234")
