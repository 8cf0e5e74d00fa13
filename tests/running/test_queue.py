"""Turns: over addresses, then over sessions, then by age; and the same order when it is told."""

from hypothesis import given
from hypothesis import strategies as st

from autoui.running.queue import FairQueue, History
from autoui.running.run import Run


def run_of(number: int, session: str, address: str, size: int = 2) -> Run:
    return Run((session, f"r{number}"), number, "f", b" " * size, address, lambda _: None)


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), max_size=25),
    st.sets(st.integers(0, 24)),
)
def test_the_order_told_is_the_order_taken(who: list[tuple[str, str]], discarded: set[int]) -> None:
    queue = FairQueue()
    runs = [run_of(n, address + session, address) for n, (address, session) in enumerate(who)]
    for run in runs:
        queue.add(run)
    for number in discarded & set(range(len(runs))):
        queue.discard(runs[number])
        queue.discard(runs[number])
    told = list(queue.order())
    taken = []
    while queue:
        taken += queue.take()
    assert taken == told
    assert sorted(run.number for run in taken) == sorted(set(range(len(runs))) - discarded)


def test_a_crowd_at_one_address_does_not_hold_up_another() -> None:
    queue = FairQueue()
    for number in range(100):
        queue.add(run_of(number, f"s{number}", "crowd"))
    queue.add(run_of(100, "alone", "elsewhere"))
    assert 100 in [queue.take()[0].number for _ in range(2)]


def test_a_batch_stops_at_its_bytes() -> None:
    queue = FairQueue()
    for number in range(5):
        queue.add(run_of(number, "s", "a", size=4_000))
    assert len(queue.take(5, 10_000)) == 2
    assert len(queue.take(5, 10)) == 1


def test_a_batch_of_many_small_runs_stops_at_what_stands_around_them() -> None:
    queue = FairQueue()
    for number in range(1_000):
        queue.add(run_of(number, "s", "a", size=0))
    assert len(queue.take(1_000, 10_000)) < 100


def test_history() -> None:
    history = History()
    assert history.wait(3, 1) is None
    history.add(2.0)
    assert history.wait(0, 1) == 2.0
    assert history.wait(5, 2) == 6.0
    history.add(12.0)
    assert history.wait(0, 1) == 4.0
