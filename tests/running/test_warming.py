"""When a nursery with modules ahead of time is made, and when it is not used any more."""

from pathlib import Path
from typing import Any

from autoui.running.warming import Warmth
from autoui.wire.server_nursery import Warm, Warmed
from autoui.wire.server_worker import Ready
from tests.running.fakes import Bench


class FakeNursery:
    """A nursery that only notes what it is told."""

    def __init__(self) -> None:
        self.asked: frozenset[str] = frozenset()
        self.warmed = False
        self.environ: dict[str, str | None] = {}
        self.orders: list[Warm] = []
        self.killed = False

    def order(self, message: Any) -> None:
        self.orders.append(message)

    def kill(self) -> None:
        self.killed = True


class Stage:
    """What a ``Warmth`` acts on."""

    def __init__(self) -> None:
        self.hatched: list[FakeNursery] = []
        self.swaps: list[FakeNursery | None] = []
        self.again = 0
        self.warmth = Warmth(Path("cache"), self._hatch, self.swaps.append, self._again)  # type: ignore[arg-type]
        self.first = FakeNursery()

    def _hatch(self) -> Any:
        self.hatched.append(FakeNursery())
        return self.hatched[-1]

    def _again(self) -> None:
        self.again += 1

    def loaded(self, nursery: FakeNursery, *modules: str, **environ: str) -> None:
        ready = Ready(document=b"{}", title="", description="", endpoints=[])
        ready.installed, ready.environ = list(modules), dict(environ)
        self.warmth.loaded(nursery, ready)  # type: ignore[arg-type]

    def warmed(self, nursery: FakeNursery, **report: Any) -> None:
        self.warmth.warmed(nursery, Warmed(**report))  # type: ignore[arg-type]


def test_the_next_nursery_takes_over_when_it_is_ready() -> None:
    stage = Stage()
    stage.loaded(stage.first, "pandas", "scipy")
    (coming,) = stage.hatched
    assert [order.modules for order in coming.orders] == [["pandas", "scipy"]]
    assert stage.swaps == []
    stage.loaded(stage.first, "pandas", "scipy")
    assert len(stage.hatched) == 1
    stage.warmed(coming, cold={"scipy": "it starts a thread"})
    assert stage.swaps == [coming]
    # What stays cold is imported with every load, and is no news.
    stage.loaded(coming, "scipy")
    assert len(stage.hatched) == 1
    stage.loaded(coming, "skimage")
    assert stage.hatched[1].orders[-1].modules == ["pandas", "scipy", "skimage"]


def test_a_long_list_comes_in_packets() -> None:
    stage = Stage()
    names = [f"pack.m{number}" for number in range(1200)]
    stage.loaded(stage.first, *names, LEVEL="1")
    orders = stage.hatched[0].orders
    assert [name for order in orders for name in order.modules] == names
    assert [order.last for order in orders] == [False, False, True]
    assert orders[-1].environ == {"LEVEL": "1"}


def test_other_variables_than_at_the_import_load_once_more_from_a_fresh_nursery() -> None:
    stage = Stage()
    stage.loaded(stage.first, "numpy", THREADS="1")
    (warm,) = stage.hatched
    stage.warmed(warm, environ={"THREADS": "1"})
    stage.loaded(warm, THREADS="1")
    assert (stage.again, stage.swaps) == (0, [warm])
    stage.loaded(warm, THREADS="2")
    assert (stage.again, stage.swaps) == (1, [warm, None])


def test_a_variable_that_is_never_the_same_does_not_keep_all_cold() -> None:
    stage = Stage()
    nursery = stage.first
    for number in range(6):
        stage.loaded(nursery, *(() if nursery.warmed else ("numpy",)), BEGAN=str(number))
        if stage.hatched and not stage.hatched[-1].warmed:
            stage.warmed(stage.hatched[-1], environ={"BEGAN": str(number)})
        nursery = stage.swaps[-1] or FakeNursery()
    assert stage.again <= 2


def test_nurseries_that_die_of_it_are_not_tried_for_ever() -> None:
    stage = Stage()
    for _ in range(5):
        stage.loaded(stage.first, "numpy")
        stage.warmth.lost(stage.hatched[-1])  # type: ignore[arg-type]
    assert len(stage.hatched) == 2


def test_a_load_that_hangs_is_ended_and_said_so(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.fleet.gives_up = True
    told: list[Any] = []

    class Listener:
        def page_ready(self, ready: Any) -> None: ...
        def page_loading(self, loading: Any) -> None: ...
        def page_failed(self, failure: Any, *, serving: bool) -> None:
            told.append((failure.what, serving))

    bench.fleet.watchers.append(Listener())
    good = bench.fleet.current
    bench.fleet.start()
    hanging = bench.worker
    bench.clock.pass_(599)
    assert told == []
    bench.clock.pass_(2)
    assert told == [("loading has not come to an end in 600 seconds", True)]
    bench.clock.pass_(2)
    assert hanging.killed
    assert bench.fleet.current is good
