"""Example rows from doctests."""

import inspect
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui.reading.docstrings.rows import examples, rows


def f(a: int, b: str = "x", *rest: int, c: float = 1.0) -> None:
    """Only its signature counts."""


def found(doc: str) -> list[tuple[dict[str, object], str]]:
    return [(row.values, row.result) for row in rows(doc, {"f"}, inspect.signature(f))]


def test_calls_with_literals() -> None:
    doc = """
    >>> f(1, "y")
    'one'
    >>> m.f(-2, c=2.5)
    >>> x = [1, 2]
    >>> f(x)
    [1,
     2]
    """
    assert found(doc) == [
        ({"a": 1, "b": "y"}, "'one'"),
        ({"a": -2, "c": 2.5}, ""),
        ({"a": [1, 2]}, "[1,\n 2]"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "f(unknown)",
        "f(open('x'))",
        "g(1)",
        "f()",
        "f(1, d=2)",
        "f(1)[0]",
        "y = f(1)",
        "f(1",
        "f(__import__('os').system('true'))",
    ],
)
def test_what_is_no_row(line: str) -> None:
    assert found(f">>> {line}\n") == []


def test_a_method_of_an_object_made_before_is_another_function() -> None:
    assert found(">>> s = 3\n>>> s.f(1)\n") == []


def test_equal_rows_are_one() -> None:
    assert len(found(">>> f(1)\n1\n>>> f(1)\n1\n")) == 1


def test_variadic_arguments_are_a_list() -> None:
    assert found(">>> f(1, 'b', 2, 3)")[0][0]["rest"] == [2, 3]


def test_continuation_lines_fences_and_blank_lines() -> None:
    doc = "```pycon\n>>> f(\n...     1,\n... )\na<BLANKLINE>\nb\n```\n>>> f(2)\n\nprose"
    assert list(examples(doc)) == [("f(\n    1,\n)", "a\nb"), ("f(2)", "")]


def plain(a: int, b: int = 1) -> None:
    """Only its signature counts."""


def strict(a: int, /, b: int, *, c: int, d: int = 1) -> None:
    """Only its signature counts."""


def open_(a: int, /, b: int = 1, *rest: int, c: int = 1, **others: int) -> None:
    """Only its signature counts."""


@given(
    st.sampled_from([plain, strict, open_]),
    st.integers(0, 4),
    st.sets(st.sampled_from(["b", "c", "d", "e"])),
)
def test_a_row_is_what_python_would_take(
    function: Callable[..., None], count: int, names: set[str]
) -> None:
    keywords = dict.fromkeys(sorted(names), 0)
    signature = inspect.signature(function)
    arguments = [*["0"] * count, *(f"{name}=0" for name in keywords)]
    made = rows(f">>> f({', '.join(arguments)})", {"f"}, signature)
    try:
        bound = signature.bind(*[0] * count, **keywords).arguments
    except TypeError:
        assert not made
        return
    values = {name: list(one) if name == "rest" else one for name, one in bound.items()}
    values |= values.pop("others", {})
    assert [row.values for row in made] == ([values] if values else [])


def test_keywords_of_a_mapping_stay_together() -> None:
    (row,) = rows(">>> f(1, e=2)", {"f"}, inspect.signature(open_), {"others"})
    assert row.values == {"a": 1, "others": {"e": 2}}
