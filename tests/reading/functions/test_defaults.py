"""What a default shows of its parameter."""

import enum
from typing import Any, Literal

import pytest

from autoui.reading.field import UNKNOWN
from autoui.reading.functions.defaults import besides, is_mark, type_of
from autoui.testing import open as opened


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (1, int),
        (True, bool),
        ([1, 2], list[int]),
        ((1.0, 2.0), tuple[float, ...]),
        ([], UNKNOWN),
        ([1, "a"], UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_type_of(value: Any, type_: Any) -> None:
    assert type_of(value) == type_


class Missing(enum.Enum):
    MARK = 1


MARK = Missing.MARK


@pytest.mark.parametrize(
    ("type_", "left"),
    [
        (str | Literal[MARK], str),
        (str | Missing, str),
        (Literal["a", "b", MARK], Literal["a", "b"]),
        (int | Literal["a", MARK], int | Literal["a"]),
        (int | str, int | str),
        (Literal[MARK], UNKNOWN),
    ],
)
def test_a_mark_is_no_value_to_choose(type_: Any, left: Any) -> None:
    assert is_mark(MARK)
    assert besides(MARK, type_) == left


def cut(text: str, at: str | Literal[Missing.MARK] = MARK) -> list[str]:
    return ["nowhere"] if at is MARK else text.split(at)


def test_what_is_left_out_is_the_mark() -> None:
    page = opened(cut)
    assert page.fill(text="a-b").run().output == ["nowhere"]
    assert page.fill(text="a-b", at="-").run().output == ["a", "b"]
