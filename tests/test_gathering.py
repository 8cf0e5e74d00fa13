"""Values that are kept in order: the newest within bounds, and how many came before."""

import pytest

from autoui import gathering
from autoui.gathering import Gathered


def test_values_follow_each_other_and_can_be_put_anew() -> None:
    kept = Gathered()
    kept.add("a")
    kept.put(1, ["b", "c"])
    assert (kept.start, kept.values, kept.end) == (0, ["a", "b", "c"], 3)
    kept.put(1, ["B"])
    assert kept.values == ["a", "B"]
    kept.put(7, ["later"])
    assert (kept.start, kept.values) == (7, ["later"])
    kept.clear()
    assert (kept.start, kept.end) == (0, 0)


def test_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MAX_VALUES", 3)
    kept = Gathered()
    for number in range(5):
        kept.add(number)
    assert (kept.start, kept.values, kept.end) == (2, [2, 3, 4], 5)


def test_long_texts_leave_room_for_fewer_but_the_last_one_stays() -> None:
    most = gathering.MAX_CHARACTERS // 2
    kept = Gathered(share=2)
    kept.put(0, ["a" * (most - 1), "b"])
    assert kept.start == 0
    kept.put(2, ["c"])
    assert (kept.start, kept.values) == (1, ["b", "c"])
    kept.put(3, ["d" * (2 * most)])
    assert (kept.start, [len(value) for value in kept.values]) == (3, [2 * most])
    # What is replaced leaves its room.
    kept.put(3, ["e" * (most - 1)])
    kept.put(4, ["f"])
    assert kept.start == 3
