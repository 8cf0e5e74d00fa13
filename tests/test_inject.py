"""Progress and notices, inside a run and outside any."""

import contextvars
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui import inject


class Recorder:
    """A run that only listens; what can wait comes before what follows it."""

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.bars: list[inject.Counter] = []
        self._soon: Callable[[], dict[str, Any]] | None = None

    def progress(self, data: dict[str, Any]) -> None:
        self._soon = None
        self.seen.append(data)

    def progress_soon(self, make: Callable[[], dict[str, Any]]) -> None:
        self._soon = make

    def flush(self) -> None:
        if self._soon is not None:
            self.progress(self._soon())

    def notice(self, level: str, text: str) -> None:
        self.seen.append((level, text))

    def write(self, stream: str, text: str) -> None:
        self.seen.append((stream, text))


@pytest.fixture
def run() -> Iterator[Recorder]:
    recorder = Recorder()
    token = inject.current.set(recorder)
    yield recorder
    inject.current.reset(token)


def test_outside_a_run_nothing_happens() -> None:
    progress = inject.Progress()
    progress(0.5, desc="half")
    inject.Info("x")
    inject.Warning("x")
    assert list(progress.tqdm("abc")) == ["a", "b", "c"]
    assert list(progress.tqdm(iter("ab"))) == ["a", "b"]


def test_the_three_forms_of_a_progress(run: Recorder) -> None:
    progress = inject.Progress()
    progress(0.25, desc="quarter")
    progress((3, 4), unit="files")
    progress((3, None))
    progress(None)
    assert run.seen == [
        {"value": 0.25, "desc": "quarter", "done": None, "total": None, "unit": "steps"},
        {"value": 0.75, "desc": "", "done": 3, "total": 4, "unit": "files"},
        {"value": None, "desc": "", "done": 3, "total": None, "unit": "steps"},
        {"value": None, "desc": "", "done": None, "total": None, "unit": "steps"},
    ]


def test_whole_numbers_count_steps_where_there_is_a_total(run: Recorder) -> None:
    progress = inject.Progress()
    for told, total in ((0, None), (1, None), (3, 10), (0.3, 10), (np.int64(3), np.int64(4))):
        progress(told, total=total)
    assert [(data["value"], data["done"], data["total"]) for data in run.seen] == [
        (0.0, None, None),
        (1.0, None, None),
        (0.3, 3, 10),
        (0.3, None, 10),
        (0.75, 3, 4),
    ]
    assert {type(data["total"]) for data in run.seen} == {int, type(None)}


def test_a_loop_is_counted_to_its_end(run: Recorder) -> None:
    assert list(inject.Progress().tqdm([1, 2, 3], desc="Loop")) == [1, 2, 3]
    run.flush()
    assert run.seen[0]["done"] == 0
    assert (run.seen[-1]["done"], run.seen[-1]["value"]) == (3, 1.0)


def test_an_iterator_of_unknown_length_only_counts(run: Recorder) -> None:
    assert list(inject.Progress().tqdm(iter("ab"))) == ["a", "b"]
    run.flush()
    assert (run.seen[-1]["done"], run.seen[-1]["value"]) == (2, None)
    list(inject.Progress().tqdm(iter("ab"), total=2))
    run.flush()
    assert run.seen[-1]["value"] == 1.0


def test_a_quick_loop_says_little_and_may_be_asked_in_between(run: Recorder) -> None:
    loop = iter(inject.Progress().tqdm(range(100_000)))
    for _ in range(100):
        next(loop)
    run.flush()
    assert run.seen[-1]["done"] == 99
    assert len(list(loop)) == 99_900
    run.flush()
    assert run.seen[-1]["done"] == 100_000
    assert len(run.seen) < 1_000


def test_nested_loops_fill_one_bar_that_never_goes_back(run: Recorder) -> None:
    progress = inject.Progress()
    for _ in progress.tqdm(range(3), desc="Outer"):
        for _ in progress.tqdm(range(4), desc="Inner"):
            run.flush()
    run.flush()
    values = [data["value"] for data in run.seen]
    assert values == sorted(values)
    assert values[-1] == 1.0
    assert "Outer · Inner" in {data["desc"] for data in run.seen}


def test_of_loops_beside_each_other_the_oldest_tells_the_share(run: Recorder) -> None:
    progress = inject.Progress()
    elsewhere = contextvars.copy_context()
    outer = progress.tqdm(None, desc="all", total=4)
    outer.update()

    def work() -> None:
        for _ in progress.tqdm(range(2), desc="part"):
            outer.update(0)

    elsewhere.run(work)
    run.flush()
    parts = [seen for seen in run.seen if "part" in seen["desc"]]
    assert {seen["desc"] for seen in parts} == {"all · part"}
    assert {seen["value"] for seen in parts} == {0.25}
    assert parts[-1]["done"] == 2
    outer.update(3)
    outer.close()
    run.flush()
    assert run.seen[-1]["value"] == 1.0
    assert run.bars == []


def test_a_loop_that_is_left_early_leaves_no_bar_behind(run: Recorder) -> None:
    progress = inject.Progress()
    for _ in progress.tqdm(range(3), desc="Left"):
        break
    list(progress.tqdm([1], desc="Next"))
    run.flush()
    assert run.seen[-1]["desc"] == "Next"


def test_a_bar_without_a_loop_is_moved_by_hand(run: Recorder) -> None:
    progress = inject.Progress()
    with progress.tqdm(None, total=10, desc="Steps") as bar:
        bar.update(3)
        progress.update()
        run.flush()
        assert (run.seen[-1]["done"], run.seen[-1]["value"]) == (4, 0.4)
        bar.set_description("Last")
        progress.update(6)
        progress.close()
    run.flush()
    assert (run.seen[-1]["value"], run.seen[-1]["desc"]) == (1.0, "Last")
    progress.update()
    with pytest.raises(TypeError, match="update"):
        iter(progress.tqdm(None)).__next__()


def test_notices_carry_their_level(run: Recorder) -> None:
    inject.Info("a")
    inject.Warning("b")
    inject.Info("c", duration=3, title="Done")
    inject.Warning("d", visible=False)
    assert run.seen == [("info", "a"), ("warning", "b"), ("info", "Done: c")]


@given(st.floats() | st.none() | st.tuples(st.integers(0), st.none() | st.integers(0)))
def test_a_share_is_none_or_between_0_and_1(given: Any) -> None:
    recorder = Recorder()
    token = inject.current.set(recorder)
    try:
        inject.Progress()(given)
    finally:
        inject.current.reset(token)
    value = recorder.seen[0]["value"]
    assert value is None or 0 <= value <= 1
