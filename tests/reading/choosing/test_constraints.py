"""Constraints in every dialect, by their attributes and not by their classes."""

import re
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from autoui.reading.choosing.constraints import Constraints, read


@dataclass
class Like:
    """Metadata of a foreign dialect."""

    ge: Any = None
    lt: Any = None
    min: Any = None
    max: Any = None
    multiple_of: Any = None
    unit: Any = None
    help: Any = None
    pattern: Any = None
    metadata: Any = None


def test_the_tightest_bound_of_all_sources_counts() -> None:
    found = read((Like(ge=0, lt=9), msgspec.Meta(ge=2, lt=7), Like(min=1, max=5)))
    assert (found.minimum, found.exclusive_maximum, found.maximum) == (2, 7, 5)


def test_groups_are_opened() -> None:
    inner = Like(metadata=[Like(ge=3), Like(metadata=[Like(lt=4)])])
    assert read((inner,)) == Constraints(minimum=3, exclusive_maximum=4)


def test_bounds_that_cannot_be_compared_keep_the_first() -> None:
    assert read((Like(ge=1), Like(ge="a"))).minimum == 1


def test_texts_units_and_patterns() -> None:
    found = read((Like(unit="mm", help="Help.", pattern=re.compile("a+")),))
    assert (found.unit, found.help, found.pattern) == ("mm", "Help.", "a+")


@pytest.mark.parametrize("one", ["a label", b"x", 3, object(), len, int, "title".title])
def test_what_demands_nothing(one: Any) -> None:
    assert read((one,)) == Constraints()


def test_words() -> None:
    found = read((Like(ge=0, lt=5, multiple_of=2, unit="s"),))
    assert found.words() == ["≥ 0", "< 5", "multiple of 2", "unit s"]


def test_annotated_types() -> None:
    at = pytest.importorskip("annotated_types")
    found = read((at.Interval(gt=0, le=10), at.MultipleOf(2), at.Len(1, 3), at.Unit("px")))
    assert found == Constraints(
        exclusive_minimum=0, maximum=10, multiple_of=2, min_length=1, max_length=3, unit="px"
    )


def test_pydantic() -> None:
    pydantic = pytest.importorskip("pydantic")
    found = read((pydantic.Field(ge=1, le=4, title="T", description="D"),))
    assert found == Constraints(minimum=1, maximum=4, label="T", help="D")
