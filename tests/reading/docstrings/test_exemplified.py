"""What only examples show."""

from collections.abc import Callable
from typing import Any

import pytest

from autoui.reading.annotations.stubs import Stubs
from autoui.reading.field import UNKNOWN, Field, Listed
from autoui.reading.functions.signature import read


def only(calls: tuple[str, ...]) -> Field:
    """Return the one field of a function with such examples."""

    def f(items): ...  # type: ignore[no-untyped-def]

    f.__doc__ = "Do.\n\n" + "\n".join(f">>> {call}" for call in calls)
    (found,) = read(f, Stubs()).fields
    return found


def types_of(function: Any) -> dict[str, Any]:
    return {one.name: one.type for one in read(function, Stubs()).fields}


@pytest.mark.parametrize(
    ("calls", "listed"),
    [
        (("f([1, 2])",), True),
        (("list(f(['a', 'b']))", "f([])"), True),
        (("f((1, 2))", "f([1])"), True),
        (("words = ['a']", "f(words)"), True),
        (("f([1])", "f(range(3))"), True),
        (("f([1]), g(2)", "f([1]"), True),
        (("f((1, 2))",), False),
        (("f([1])", "f('abc')"), False),
        (("f([1])", "f(2)"), False),
        (("f(*[1])",), False),
        (("f([1], 2)",), False),
        ((), False),
    ],
)
def test_what_every_example_gives_a_list(calls: tuple[str, ...], listed: bool) -> None:
    found = only(calls)
    assert found.type is UNKNOWN
    assert found.meta == ((Listed(),) if listed else ())


@pytest.mark.parametrize(
    ("calls", "type_"),
    [
        (("f(lambda x: x)", "f(len)"), Callable),
        (("same = lambda x: x", "f(same)"), Callable),
        (("def same(x): return x", "f(same)"), Callable),
        (("f(len)", "f('name')"), UNKNOWN),
        (("f(len)", "f(other)"), UNKNOWN),
    ],
)
def test_what_every_example_gives_a_function(calls: tuple[str, ...], type_: Any) -> None:
    assert only(calls).type is type_


def test_what_is_told_stays_as_it_is() -> None:
    def f(text: str, items=None):  # type: ignore[no-untyped-def]
        """Do.

        >>> f([1], items=[2])
        """

    assert types_of(f) == {"text": str, "items": UNKNOWN}


def test_a_float_that_is_called_with_whole_numbers_keeps_them() -> None:
    def f(a: float, b: float) -> None:
        """Do.

        >>> f(1, 2.5)
        """

    assert [one.source for one in read(f, Stubs()).fields] == ["docstring", "hint"]
