"""Types that only examples show."""

from collections.abc import Sequence
from typing import Any

import pytest

from autoui.reading.field import UNKNOWN
from autoui.reading.signature import read
from autoui.reading.stubs import Stubs


def types_of(function: Any) -> dict[str, Any]:
    return {one.name: one.type for one in read(function, Stubs()).fields}


@pytest.mark.parametrize(
    ("calls", "type_"),
    [
        (("f([1, 2])",), list),
        (("list(f(['a', 'b']))", "f([])"), list),
        (("f((1, 2))",), tuple),
        (("f((1, 2))", "f([1])"), list),
        (("f({1, 2})",), set),
        (("f([1])", "f('abc')"), Sequence),
        (("f('abc')",), UNKNOWN),
        (("f([1])", "f(2)"), UNKNOWN),
        (("f([1])", "f(range(3))"), UNKNOWN),
        (("words = ['a']", "f(words)"), list),
        (("f([1])", "f(words)"), UNKNOWN),
        (("f(*[1])",), UNKNOWN),
        (("f([1]), g(2)", "f([1]"), list),
        (("f([1], 2)",), UNKNOWN),
        ((), UNKNOWN),
    ],
)
def test_what_every_example_gives(calls: tuple[str, ...], type_: Any) -> None:
    def f(items): ...  # type: ignore[no-untyped-def]

    f.__doc__ = "Do.\n\n" + "\n".join(f">>> {call}" for call in calls)
    assert types_of(f) == {"items": type_}


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
