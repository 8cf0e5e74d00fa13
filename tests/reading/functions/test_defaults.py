"""What a default shows of its parameter."""

from typing import Any

import pytest

from autoui.reading.field import UNKNOWN
from autoui.reading.functions.defaults import type_of


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
