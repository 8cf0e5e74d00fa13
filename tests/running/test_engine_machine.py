"""Any order of submits, answers, cancels, deaths, reloads and time: the books always balance."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from autoui.errors import Problem
from autoui.running.engine import Limits
from autoui.wire import TERMINAL, Served
from tests.running.fakes import Bench, FakeWorker, Someone

NAMES = ["f", "g"]
KINDS = ["value", "log", "progress", "done", "failed", "cancelled"]


class EngineMachine(RuleBasedStateMachine):
    """Drives an engine and remembers who asked for what."""

    @initialize(
        concurrency=st.integers(1, 3),
        batch=st.sampled_from([0, 2]),
        replaceable=st.booleans(),
        patience=st.sampled_from([0, 0.05]),
    )
    def begin(self, concurrency: int, batch: int, replaceable: bool, patience: float) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.served = [
            Served(name="f", hash="1", concurrency=concurrency),
            Served(name="g", hash="1", batch=batch, kill=False),
        ]
        limits = Limits(queued=6, per_session=8, kept=15, timeout=20.0, patience=patience)
        self.bench = Bench(
            Path(self.folder.name), *self.served, limits=limits, replaceable=replaceable
        )
        self.callers: list[Someone] = []
        self.number = 0
        self.ended: dict[tuple[str, str], str] = {}

    def teardown(self) -> None:
        if not hasattr(self, "bench"):
            return
        with self.folder:
            self.settle()

    def settle(self) -> None:
        """Let everything come to its end; then nothing may be left over."""
        bench = self.bench
        if bench.fleet.current is None and bench.fleet.replaceable:
            bench.clock.pass_(31)
            if bench.fleet.current is None:
                bench.worker.ready(*self.served)
        for _ in range(30):
            for worker in bench.processes.workers:
                for link in list(worker.worker.runs):
                    worker.event(link, "done")
                for link in list(worker.worker.checks):
                    worker.check(link)
            bench.clock.pass_(0.3)
        stats = bench.engine.stats()
        assert stats.running == 0
        if bench.fleet.current is not None:
            assert stats.queued == 0
            assert not bench.fleet.current.busy
            for caller in self.callers:
                assert len(caller.runs) + len(caller.refusals) == 1
            caller = bench.submit("last", session="fresh")
            current = next(w for w in bench.processes.workers if w.worker is bench.fleet.current)
            current.check(current.checking()[-1].run)
            assert caller.runs[0].status == "running"

    # ---- what may happen

    @rule(endpoint=st.sampled_from(NAMES), session=st.sampled_from(["a", "b"]), again=st.booleans())
    def submit(self, endpoint: str, session: str, again: bool) -> None:
        if not again:
            self.number += 1
        self.callers.append(
            self.bench.submit(
                f"r{self.number}", session=session, endpoint=endpoint, address=session
            )
        )

    @rule(data=st.data(), wrong=st.booleans())
    def answer_a_check(self, data: st.DataObject, wrong: bool) -> None:
        worker = data.draw(st.sampled_from(self.bench.processes.workers))
        if worker.gone or not worker.checking():
            return
        check = data.draw(st.sampled_from(worker.checking()))
        worker.check(check.run, *([Problem("x", "is wrong")] if wrong else []))

    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def happen(self, data: st.DataObject, kind: str) -> None:
        worker = data.draw(st.sampled_from(self.bench.processes.workers))
        if worker.gone or not worker.started():
            return
        worker.event(data.draw(st.sampled_from(worker.started())), kind)

    @precondition(lambda self: bool(self.bench.engine._runs))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.bench.engine.cancel(data.draw(st.sampled_from(sorted(self.bench.engine._runs))))

    @rule(data=st.data())
    def a_worker_dies(self, data: st.DataObject) -> None:
        worker: FakeWorker = data.draw(st.sampled_from(self.bench.processes.workers))
        worker.exit()

    @rule(changed=st.booleans())
    def a_worker_becomes_ready(self, changed: bool) -> None:
        if self.bench.worker.gone:
            return
        if changed and self.bench.fleet.replaceable:
            hash_ = str(int(self.served[0].hash) + 1)
            self.served[0] = Served(name="f", hash=hash_, concurrency=self.served[0].concurrency)
        self.bench.worker.ready(*self.served)

    @precondition(lambda self: self.bench.fleet.replaceable)
    @rule()
    def reload(self) -> None:
        self.bench.fleet.start()

    @rule(seconds=st.sampled_from([0.05, 0.3, 2.5, 40.0, 700.0]))
    def time_passes(self, seconds: float) -> None:
        self.bench.clock.pass_(seconds)

    # ---- what must always hold

    @invariant()
    def books_balance(self) -> None:
        bench = getattr(self, "bench", None)
        if bench is None:
            return
        runs = bench.engine._runs.values()
        waiting = [run for run in runs if run.status in ("checking", "queued") and not run.slot]
        assert bench.engine.stats().queued == len(waiting)
        assert bench.engine._waiting.bytes == sum(run.size for run in waiting)
        live = [run for run in runs if not run.ended]
        assert sum(bench.engine._waiting.live.values()) == len(live)
        assert bench.engine.stats().kept == len(bench.engine._runs) - len(live)

    @invariant()
    def slots_are_counted(self) -> None:
        bench = getattr(self, "bench", None)
        if bench is None:
            return
        for member in bench.fleet.members:
            slots = {id(run.slot): run.slot for run in member.runs.values()}
            assert None not in slots.values()
            assert sum(member.busy.values()) == len(slots)
            for name, taken in member.busy.items():
                assert 0 < taken <= member.endpoints[name].concurrency

    @invariant()
    def every_run_ends_once_and_last(self) -> None:
        bench = getattr(self, "bench", None)
        if bench is None:
            return
        for key, run in bench.engine._runs.items():
            kinds = [entry.kind for entry in run.log.read(0, 10_000)]
            ends = [kind for kind in kinds if kind in TERMINAL]
            assert len(ends) == (1 if run.ended else 0)
            assert not ends or kinds[-1] == ends[0] == run.status
            if run.ended:
                # What has ended once stays as it is.
                assert self.ended.setdefault((*key, str(run.number)), run.status) == run.status


TestEngineMachine = EngineMachine.TestCase
TestEngineMachine.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    print_blob=False,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
