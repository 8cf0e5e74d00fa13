"""How the values of fields become the arguments of a call."""

from typing import Any

import pytest

from autoui.errors import InvalidInputs
from autoui.page.arguments import Arguments
from autoui.reading.field import REQUIRED, UNKNOWN, Field, Passed


def field(name: str, passed: Passed = "either", default: Any = REQUIRED, **more: Any) -> Field:
    return Field(name=name, passed=passed, default=default, **more)


def arguments(*pairs: tuple[Field, Any], whole: bool = False) -> tuple[list[Any], dict[str, Any]]:
    found = Arguments({one.name for one, _ in pairs}, whole=whole)
    for one, value in pairs:
        found.add(one, value)
    return found.positional, found.keywords


def test_the_own_default_of_a_function_is_left_to_it() -> None:
    a, b, c = field("a"), field("b", default=1), field("c", default=None)
    assert arguments((a, 0), (b, 1), (c, None)) == ([0], {})
    assert arguments((a, 0), (b, 2), (c, None)) == ([0, 2], {})
    assert arguments((a, 0), (b, 1), (c, 3)) == ([0], {"c": 3})
    # A batch needs the same arguments of each item.
    assert arguments((a, 0), (b, 1), (c, None), whole=True) == ([0, 1, None], {})


@pytest.mark.parametrize(
    ("default", "value", "passed"),
    [
        (1, True, True),
        (0.0, -0.0, True),
        (0, 0.0, False),
        ("a", "a", False),
        ((None, 1), (None, 1), False),
        ([], [], True),
        ({}, {}, True),
    ],
)
def test_what_counts_as_the_own_default(default: Any, value: Any, passed: bool) -> None:
    positional, _ = arguments((field("a", default=default), value))
    assert bool(positional) is passed


def test_a_default_held_by_an_object_is_passed() -> None:
    assert arguments((field("a", default=1, held=True), 1)) == ([1], {})


def test_what_is_left_out_moves_nobody() -> None:
    assert arguments((field("a"), 1), (field("b", by_place=False), 2)) == ([1], {"b": 2})
    assert arguments((field("a", default=UNKNOWN), UNKNOWN), (field("b"), 2)) == ([], {"b": 2})


def test_what_has_no_name_brings_the_defaults_before_it_back() -> None:
    a, b = field("a", default=1), field("b", default=2)
    rest = field("rest", "var_positional", default=())
    assert arguments((a, 1), (b, 5), (rest, [7, 8])) == ([1, 5, 7, 8], {})
    assert arguments((a, 1), (b, 5), (rest, ())) == ([], {"b": 5})
    only = field("c", "positional", default=0)
    assert arguments((field("a", "positional", default=1), 1), (only, 4)) == ([1, 4], {})
    with pytest.raises(InvalidInputs, match="can be given only together with a"):
        arguments((field("a", "positional", default=UNKNOWN), UNKNOWN), (only, 4))


def test_further_keywords() -> None:
    more = field("more", "var_keyword", default={})
    assert arguments((field("a", "keyword"), 1), (more, {"b": 2})) == ([], {"a": 1, "b": 2})
    for wrong, message in (({"a": 2}, "has a field of its own"), (5, "names and values")):
        with pytest.raises(InvalidInputs, match=message):
            arguments((field("a", "keyword"), 1), (more, wrong))
