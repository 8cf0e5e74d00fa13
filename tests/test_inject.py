"""Progress and notices, inside a run and outside any."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui import inject


class Recorder:
    """A run that only listens."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def progress(self, data: dict[str, Any]) -> None:
        self.seen.append(data)

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


def test_a_loop_is_counted_to_its_end(run: Recorder) -> None:
    assert list(inject.Progress().tqdm([1, 2], desc="Loop")) == [1, 2]
    assert [(data["done"], data["value"]) for data in run.seen] == [(0, 0.0), (1, 0.5), (2, 1.0)]


def test_an_iterator_of_unknown_length_only_counts(run: Recorder) -> None:
    assert list(inject.Progress().tqdm(iter("ab"))) == ["a", "b"]
    assert [(data["done"], data["value"]) for data in run.seen] == [(0, None), (1, None), (2, None)]
    run.seen.clear()
    list(inject.Progress().tqdm(iter("ab"), total=2))
    assert run.seen[-1]["value"] == 1.0


def test_nested_loops_fill_one_bar_that_never_goes_back(run: Recorder) -> None:
    progress = inject.Progress()
    for _ in progress.tqdm(range(3), desc="Outer"):
        for _ in progress.tqdm(range(4), desc="Inner"):
            pass
    values = [data["value"] for data in run.seen]
    assert values == sorted(values)
    assert values[-1] == 1.0
    assert run.seen[1]["desc"] == "Outer · Inner"


def test_a_loop_that_is_left_early_leaves_no_bar_behind(run: Recorder) -> None:
    progress = inject.Progress()
    bar = progress.tqdm(range(3), desc="Left")
    next(bar)
    bar.close()  # type: ignore[attr-defined]
    list(progress.tqdm([1], desc="Next"))
    assert run.seen[-1]["desc"] == "Next"


def test_notices_carry_their_level(run: Recorder) -> None:
    inject.Info("a")
    inject.Warning("b")
    assert run.seen == [("info", "a"), ("warning", "b")]


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
