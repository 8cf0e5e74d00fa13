"""The engine under a crowd, with real workers: nobody is forgotten, nobody is left behind."""

import asyncio
import gc
import os
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from autoui.records.blobs import BlobStore
from autoui.running.engine import Call, Limits
from autoui.running.fleet import Fleet
from autoui.running.ledger import Ledger
from autoui.running.local import LocalEngine
from autoui.running.processes import NurseryProcesses
from autoui.running.run import Run, Subscription
from autoui.wire.message import TERMINAL
from autoui.wire.page_server import Loading, PageFailed, Refused
from autoui.wire.server_worker import Load, Ready
from autoui.wire.values import pack, unpack
from tests.worker.standin import wait_until_gone

PATIENCE = 60.0
HERE = Path(__file__).parent

FULL = pytest.param(1, marks=pytest.mark.stress, id="full")
SMALL = pytest.param(20, id="small")
sized = pytest.mark.parametrize("divisor", [SMALL, FULL])


class House:
    """An engine with a nursery and real workers, told when there is a page."""

    def __init__(self, folder: Path, target: str, options: dict[str, Any], limits: Limits) -> None:
        self.loop = asyncio.get_running_loop()
        self.folder = folder
        self.page: asyncio.Future[Ready] = self.loop.create_future()
        self.processes = NurseryProcesses(
            load=lambda scratch: Load(
                target=target,
                options=options,
                blobs=str(folder / "blobs"),
                scratch=str(scratch),
                cwd=str(HERE),
            ),
            scratch=self._scratch,
            ended=lambda _: None,
        )
        (folder / "blobs").mkdir()
        self.fleet = Fleet(self.processes, self.loop, limits.drain)
        self.ledger = Ledger(BlobStore(folder / "blobs"), self.loop)
        self.engine = LocalEngine(self.fleet, self.ledger, self.loop, limits)
        self.fleet.watchers.append(self)
        self.fleet.start()

    def _scratch(self, number: int) -> Path:
        path = self.folder / f"worker{number}"
        path.mkdir()
        return path

    def page_ready(self, ready: Ready) -> None:
        if not self.page.done():
            self.page.set_result(ready)

    def page_failed(self, failure: PageFailed, *, serving: bool) -> None:
        if not self.page.done():
            self.page.set_exception(AssertionError(failure.what))

    def page_loading(self, loading: Loading) -> None:
        """The worker is on its way."""

    def pids(self) -> list[int]:
        """Return the workers' process ids."""
        nursery = self.processes._nursery
        return [] if nursery is None else list(nursery.pids.values())


@asynccontextmanager
async def house(
    folder: Path, function: str, limits: Limits | None = None, **options: Any
) -> AsyncIterator[House]:
    target = f"{HERE / 'functions.py'}:{function}"
    made = House(folder, target, options, limits or Limits())
    try:
        await asyncio.wait_for(made.page, PATIENCE)
        yield made
    finally:
        await made.engine.close(0.0)
        made.processes.close()


class Visitor:
    """Someone who wishes for one run and follows it to its end."""

    def __init__(self, house: House, number: int, **inputs: Any) -> None:
        self.house = house
        self.key = (f"session{number}", "r")
        self.kinds: list[str] = []
        self.end: Any = None
        self.refusal: Refused | None = None
        self.over: asyncio.Future[None] = house.loop.create_future()
        self.started_at = self.ended_at = 0.0
        self.asked_at = time.perf_counter()
        address = f"10.0.0.{number % 50}"
        call = Call(
            session=self.key[0],
            run="r",
            endpoint=endpoint(house),
            inputs=pack(inputs),
            address=address,
        )
        house.engine.submit(call, self)

    def accepted(self, run: Run) -> None:
        self.wake(self.house.engine.events(run.key, 0, self, every=True), at_once=True)

    def refused(self, refusal: Refused) -> None:
        self.refusal = refusal
        self.over.set_result(None)

    def wake(self, subscription: Subscription, *, at_once: bool) -> None:
        now = time.perf_counter()
        for entry in subscription.take():
            self.kinds.append(entry.kind)
            if entry.kind == "started":
                self.started_at = now
            if entry.kind in TERMINAL:
                self.ended_at = now
                self.end = unpack(entry.data)
                self.over.set_result(None)


def endpoint(house: House) -> str:
    return house.page.result().endpoints[0].name


async def all_over(visitors: list[Visitor]) -> None:
    await asyncio.wait_for(asyncio.gather(*(visitor.over for visitor in visitors)), PATIENCE)


def in_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    @wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


@sized
@in_loop
async def test_a_thousand_sessions_share_ten_slots_fairly(tmp_path: Path, divisor: int) -> None:
    people, slots, seconds = 1_000 // divisor, 10, 0.02
    async with house(tmp_path, "nap", concurrency=slots) as here:
        visitors = [Visitor(here, number, seconds=seconds) for number in range(people)]
        await all_over(visitors)
        for visitor in visitors:
            assert [kind for kind in visitor.kinds if kind in TERMINAL] == ["done"]
            assert visitor.kinds[-1] == "done"
        times = [visitor.ended_at - visitor.started_at for visitor in visitors]
        fair_share = people * (sum(times) / people) / slots
        longest = max(visitor.started_at - visitor.asked_at for visitor in visitors)
        assert longest <= 3 * fair_share
        assert here.fleet.current is not None
        assert here.fleet.current.slots == {}


@sized
@in_loop
async def test_a_crowd_that_is_cancelled_leaves_nothing_behind(
    tmp_path: Path, divisor: int
) -> None:
    waiting, slots = 1_000 // divisor, 10
    fence = 2.0 if divisor == 1 else 0.5
    limits = Limits(keep=0.05, keep_followed=0.05, fence=fence)
    async with house(tmp_path, "nap", limits, concurrency=slots) as here:
        await cancelled_crowd(here, slots, waiting)
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        await cancelled_crowd(here, slots, waiting)
        gc.collect()
        left = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert left < 300_000
        pids = here.pids()
        assert len(pids) <= 1
    wait_until_gone(*pids)


async def cancelled_crowd(here: House, slots: int, waiting: int) -> None:
    """Fill all lanes and the queue, cancel everything within a second, wait until it is gone."""
    visitors = [Visitor(here, number, seconds=30.0) for number in range(slots + waiting)]
    engine = here.engine
    await until(lambda: engine.stats().queued == waiting and all(v.kinds for v in visitors))
    assert engine.stats().running == slots
    began = time.perf_counter()
    for visitor in visitors:
        engine.cancel(visitor.key)
    assert time.perf_counter() - began < 1
    assert engine.stats().queued == 0
    await all_over(visitors)
    for visitor in visitors:
        assert [kind for kind in visitor.kinds if kind in TERMINAL] == ["cancelled"]
    # The lanes that slept in C were fenced off with their worker; a new one is there.
    await until(lambda: not engine._books.runs and engine.stats().ready)
    await until(lambda: engine.stats().workers == 1 and len(here.pids()) == 1)
    os.kill(here.pids()[0], 0)


async def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


@in_loop
async def test_sixty_four_at_once_are_four_calls(tmp_path: Path) -> None:
    async with house(tmp_path, "crowd", batch=True, max_batch_size=16) as here:
        visitors = [Visitor(here, number, seconds=0.02) for number in range(64)]
        await all_over(visitors)
        assert [visitor.end["outputs"][0]["value"] for visitor in visitors] == [16] * 64


@sized
@in_loop
async def test_dead_workers_lose_what_ran_and_nothing_else(tmp_path: Path, divisor: int) -> None:
    people = 400 // divisor
    async with house(tmp_path, "nap", concurrency=4) as here:
        visitors = [Visitor(here, number, seconds=0.02) for number in range(people)]
        for _ in range(max(1, 20 // divisor)):
            await until(lambda: here.engine.stats().running > 0 and len(here.pids()) == 1)
            os.kill(here.pids()[0], 9)
            dead = here.pids()[0]
            await until(lambda dead=dead: dead not in here.pids())
        await all_over(visitors)
        ends = [[kind for kind in visitor.kinds if kind in TERMINAL] for visitor in visitors]
        assert all(end in (["done"], ["lost"]) for end in ends)
        assert ["done"] in ends
        assert here.engine.stats().running == 0
