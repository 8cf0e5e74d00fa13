"""Any order of submits, answers, cancels, deaths, reloads and time: the books always balance."""

import tempfile
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from autoui.errors import Problem
from autoui.running.engine import Limits
from autoui.running.run import Subscription
from autoui.wire.message import TERMINAL
from autoui.wire.server_worker import Served
from tests.running.fakes import Bench, FakeWorker, Someone

NAMES = ["f", "g"]
KINDS = ["value", "log", "progress", "done", "failed", "cancelled"]


class EngineMachine(RuleBasedStateMachine):
    """Drives an engine and remembers who asked for what."""

    @initialize(
        concurrency=st.integers(1, 3),
        batches=st.tuples(st.sampled_from([0, 1, 3]), st.sampled_from([0, 2])),
        replaceable=st.booleans(),
        patience=st.sampled_from([0, 0.05]),
    )
    def begin(
        self, concurrency: int, batches: tuple[int, int], replaceable: bool, patience: float
    ) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.served = [
            Served(name="f", hash="1", concurrency=concurrency, batch=batches[0]),
            Served(name="g", hash="1", batch=batches[1], kill=False),
        ]
        limits = Limits(queued=6, per_session=8, kept=15, timeout=20.0, patience=patience)
        self.bench = Bench(
            Path(self.folder.name), *self.served, limits=limits, replaceable=replaceable
        )
        self.callers: list[Someone] = []
        self.number = 0
        self.readers: dict[Subscription, int] = {}
        self.ended: dict[tuple[str, ...], str] = {}
        self.said_quick = False

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
            assert not bench.fleet.current.slots
            for caller in self.callers:
                assert len(caller.runs) + len(caller.refusals) == 1
            assert [run for run in bench.engine._books.runs.values() if not run.ended] == []
            assert not any(map(len, bench.engine._lanes._timeouts.values()))
            caller = bench.submit("last", session="fresh")
            current = next(w for w in bench.processes.workers if w.worker is bench.fleet.current)
            current.check(current.checking()[-1].run)
            bench.clock.pass_(0.1)
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

    @rule(endpoint=st.sampled_from(NAMES), count=st.integers(2, 4))
    def several_at_once(self, endpoint: str, count: int) -> None:
        for _ in range(count):
            self.submit(endpoint, "c", again=False)
        for worker in self.bench.processes.workers:
            for link in list(worker.worker.checks):
                worker.check(link)
        self.bench.clock.pass_(0.06)

    @rule(data=st.data(), wrong=st.booleans())
    def answer_a_check(self, data: st.DataObject, wrong: bool) -> None:
        worker = data.draw(st.sampled_from(self.bench.processes.workers))
        if worker.gone or not worker.checking():
            return
        check = data.draw(st.sampled_from(worker.checking()))
        worker.check(check.run, *([Problem("x", "is wrong")] if wrong else []))

    @rule(data=st.data(), kind=st.sampled_from(KINDS), quick=st.booleans())
    def happen(self, data: st.DataObject, kind: str, quick: bool) -> None:
        worker = data.draw(st.sampled_from(self.bench.processes.workers))
        if worker.gone or not worker.begun():
            return
        self.said_quick |= quick
        worker.event(data.draw(st.sampled_from(worker.begun())), kind, quick=quick)

    @rule(data=st.data(), values=st.sampled_from([1, 130, 300]))
    def flood(self, data: st.DataObject, values: int) -> None:
        worker = data.draw(st.sampled_from(self.bench.processes.workers))
        if worker.gone or not worker.begun():
            return
        link = data.draw(st.sampled_from(worker.begun()))
        for _ in range(values):
            worker.event(link, "value", b"1")

    @precondition(lambda self: bool(self.bench.engine._books.runs))
    @rule(data=st.data(), every=st.booleans())
    def follow(self, data: st.DataObject, every: bool) -> None:
        key = data.draw(st.sampled_from(sorted(self.bench.engine._books.runs)))
        reader = self.bench.engine.events(key, 0, Someone(), every=every)
        self.readers[reader] = reader.run.granted

    @precondition(lambda self: bool(self.readers))
    @rule(data=st.data(), leaves=st.booleans())
    def read(self, data: st.DataObject, leaves: bool) -> None:
        reader = data.draw(st.sampled_from(list(self.readers)))
        reader.take()
        if leaves:
            reader.close()
            del self.readers[reader]

    @precondition(lambda self: bool(self.bench.engine._books.runs))
    @rule(data=st.data())
    def cancel_all_of_a_call(self, data: st.DataObject) -> None:
        runs = self.bench.engine._books.runs
        slot = runs[data.draw(st.sampled_from(sorted(runs)))].slot
        for run in [] if slot is None else list(slot.runs):
            # One that ended long ago is forgotten, also while its call goes on for the others.
            if run.key in runs:
                self.bench.engine.cancel(run.key)

    @precondition(lambda self: bool(self.bench.engine._books.runs))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.bench.engine.cancel(data.draw(st.sampled_from(sorted(self.bench.engine._books.runs))))

    @rule(data=st.data())
    def a_worker_dies(self, data: st.DataObject) -> None:
        worker: FakeWorker = data.draw(st.sampled_from(self.bench.processes.workers))
        # Of what has said nothing yet, some may not have begun.
        silent = sorted({int(link) for link in worker.begun() if link not in worker.heard})
        if silent:
            worker.unbegun = data.draw(st.sets(st.sampled_from(silent)))
        worker.exit()

    @rule(changed=st.booleans(), timeout=st.sampled_from([None, 0.0, 1.0]))
    def a_worker_becomes_ready(self, changed: bool, timeout: float | None) -> None:
        if self.bench.worker.gone:
            return
        if changed and self.bench.fleet.replaceable:
            hash_ = str(int(self.served[0].hash) + 1)
            self.served[0] = msgspec.structs.replace(self.served[0], hash=hash_)
        self.bench.worker.ready(*self.served, timeout=timeout)

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
        runs = bench.engine._books.runs.values()
        waiting = [run for run in runs if run.status in ("checking", "queued") and not run.slot]
        assert bench.engine.stats().queued == len(waiting)
        assert bench.engine._lines.waiting.bytes == sum(run.size for run in waiting)
        live = [run for run in runs if not run.ended]
        assert sum(bench.engine._books.live.values()) == len(live)
        assert bench.engine.stats().kept == len(bench.engine._books.runs) - len(live)

    @invariant()
    def slots_are_counted(self) -> None:
        bench = getattr(self, "bench", None)
        if bench is None:
            return
        for member in bench.fleet.members:
            slots = {id(run.slot): run.slot for run in member.runs.values()}
            assert None not in slots.values()
            assert sum(map(len, member.slots.values())) == len(slots)
            for name, taken in member.slots.items():
                lanes = member.endpoints[name].concurrency
                assert 0 < len(taken) <= lanes + 32
                if len(taken) > lanes:
                    assert self.said_quick
                for slot in list(taken)[lanes:]:
                    assert all(run.status != "running" for run in slot.runs)

    @invariant()
    def calls_are_no_larger_than_they_may_be(self) -> None:
        bench = getattr(self, "bench", None)
        if bench is None:
            return
        for member in bench.fleet.members:
            for run in member.runs.values():
                slot = run.slot
                assert slot is not None
                assert run in slot.runs
                assert all(member.runs[other.link] is other for other in slot.runs)
                assert {other.endpoint for other in slot.runs} == {slot.served.name}
                assert slot.size <= max(1, slot.served.batch)
                stops = slot.stop or member.draining or not slot.served.kill
                # One that was sent ahead and is wanted no more is dropped when its turn comes.
                assert slot.wanted or stops or member.waits(slot)

    @invariant()
    def nothing_waits_for_a_free_lane(self) -> None:
        bench = getattr(self, "bench", None)
        if bench is None or bench.fleet.current is None:
            return
        for endpoint in bench.engine._lines.endpoints.values():
            for run in endpoint.queue.order():
                assert run.slot is None
                assert run.status in ("checking", "queued")
            if endpoint.queue and bench.fleet.current.free(endpoint.served) > 0:
                assert endpoint.served.batch > 1
                assert endpoint.company is not None
                assert len(endpoint.queue) < endpoint.served.batch

    @invariant()
    def no_run_takes_longer_than_it_may(self) -> None:
        bench = getattr(self, "bench", None)
        if bench is None:
            return
        for run in bench.engine._books.runs.values():
            if run.status == "running" and run.limit:
                assert bench.clock.now - run.started <= run.limit + 0.01

    @invariant()
    def credit_is_what_the_slowest_reader_has_read(self) -> None:
        bench = getattr(self, "bench", None)
        if bench is None:
            return
        for run in bench.engine._books.runs.values():
            assert 0 <= run.granted <= run.sent
            for reader in run.subscriptions:
                if reader.every:
                    assert run.granted <= max(reader.taken, self.readers[reader])
            counting = [reader.taken for reader in run.subscriptions if reader.every]
            if run.slot is not None and not run.ended:
                assert min([run.sent, *counting]) - run.granted < 128

    @invariant()
    def every_run_ends_once_and_last(self) -> None:
        bench = getattr(self, "bench", None)
        if bench is None:
            return
        for key, run in bench.engine._books.runs.items():
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
