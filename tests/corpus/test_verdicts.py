"""Faults are told apart, and the rule says when there are too many."""

import re
from pathlib import Path

import pytest

from tests.corpus.entries import Entry, Typed
from tests.corpus.test_corpus import verdict
from tests.corpus.verdicts import (
    ALL,
    CRASH,
    REFUSED,
    RIGHT,
    UNFILLABLE,
    WRONG,
    Tally,
    Verdict,
    table,
)

ODD = """import collections.abc


def double(x: int) -> int:
    return 2 * x


def broken(x: int) -> int:
    raise LookupError("always")


def needs_a_function(key: collections.abc.Callable[[int], int]): ...


class Raises:
    __module__ = __name__

    def __call__(self, x): ...

    @property
    def __signature__(self):
        raise RuntimeError("no signature for you")


raises = Raises()
"""


@pytest.mark.parametrize(
    ("path", "text", "meant", "what"),
    [
        ("double", "4", "", RIGHT),
        ("double", "4", "f(5)", WRONG),
        ("double", "4", "refused", WRONG),
        ("double", "four", "", UNFILLABLE),
        ("broken", "4", "", RIGHT),
        ("broken", "4", "4", WRONG),
        ("raises", "4", "", CRASH),
        ("needs_a_function", "4", "refused", REFUSED),
        ("needs_a_function", "4", "4", WRONG),
    ],
)
def test_each_call_comes_to_what_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch, path: str, text: str, meant: str, what: str
) -> None:
    (folder / "odd_calls.py").write_text(ODD)
    monkeypatch.syspath_prepend(folder)
    typed = {"key" if path == "needs_a_function" else "x": Typed(text)}
    found = verdict(Entry(f"odd_calls:{path}", typed, meant), folder)
    assert found.what == what, found


@pytest.mark.parametrize(
    ("counts", "enough"),
    [
        ({RIGHT: 90, REFUSED: 5, WRONG: 5}, True),
        ({RIGHT: 90, REFUSED: 4, WRONG: 6}, False),
        ({RIGHT: 99, UNFILLABLE: 1}, False),
        ({RIGHT: 99, CRASH: 1}, False),
        ({}, False),
    ],
)
def test_the_rule(counts: dict[str, int], enough: bool) -> None:
    told: list[str] = []
    tally = Tally("tried", told.append)
    for what, count in counts.items():
        for _ in range(count):
            tally.add("module:function", Verdict(what, "why"))
    assert tally.is_enough is enough
    assert len(told) == sum(counts.get(what, 0) for what in (WRONG, UNFILLABLE, CRASH))
    heads, row = (re.split(r" {2,}", line.strip()) for line in table([tally]))
    shown = dict(zip(["", *heads], row, strict=True))
    assert {what: int(shown[what]) for what in ALL} == {what: counts.get(what, 0) for what in ALL}
    assert shown["enough"] == ("yes" if enough else "NO")
