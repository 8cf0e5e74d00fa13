"""Docstrings of every style, one by one, mixed, and compared with another reader."""

import inspect
import logging

import pytest
from griffe import Docstring as GriffeDocstring
from griffe import DocstringSectionKind, Parser
from hypothesis import given
from hypothesis import strategies as st

from autoui.reading.docstrings.docstring import parse

GOOGLE = """Do a thing.

More about it,
on two lines.

Args:
    first (int, optional): The first.
        It goes on.
    second: The second: with a colon.
    **rest (dict(str, int)): The rest.

Returns:
    bool: Whether it worked.

Raises:
    ValueError: It did not.
"""

NUMPY = """Do a thing.

Parameters
----------
first : int, optional
    The first.

    A second paragraph.
x, y : float
    Both.
*args
    More.

Other parameters
----------------
odd : str
    Seldom used.

Returns
-------
low : int
    The lower end.
high : int
    The higher end.

Raises
------
ValueError
    When it fails.

See Also
--------
other : Something else.

Notes
-----
A note.
"""

SPHINX = """Do a thing.

:param first: The first,
    going on.
:type first: int
:param str second: The second.
:param \\*\\*rest: The rest.
:returns: Something.
:rtype: bool
:raises ValueError: when it fails
"""


def test_google() -> None:
    doc = parse(GOOGLE)
    assert doc.summary == "Do a thing."
    assert doc.body == "More about it,\non two lines."
    assert [(p.name, p.type) for p in doc.params] == [
        ("first", "int, optional"),
        ("second", ""),
        ("rest", "dict(str, int)"),
    ]
    assert doc.param("first").text == "The first.\nIt goes on."
    assert doc.param("second").text == "The second: with a colon."
    assert [(r.type, r.text) for r in doc.returns] == [("bool", "Whether it worked.")]
    assert [(r.name, r.text) for r in doc.raises] == [("ValueError", "It did not.")]


def test_numpy() -> None:
    doc = parse(NUMPY)
    assert [p.name for p in doc.params] == ["first", "x", "y", "args", "odd"]
    assert doc.param("first").text == "The first.\n\nA second paragraph."
    assert doc.param("y").type == "float"
    assert doc.param("odd").section == "Other parameters"
    assert doc.param("first").section == ""
    assert [(r.name, r.type) for r in doc.returns] == [("low", "int"), ("high", "int")]
    assert [r.name for r in doc.raises] == ["ValueError"]
    assert "A note." in doc.body
    assert "Something else" not in doc.body


def test_sphinx() -> None:
    doc = parse(SPHINX)
    assert [(p.name, p.type, p.text) for p in doc.params] == [
        ("first", "int", "The first,\ngoing on."),
        ("second", "str", "The second."),
        ("rest", "", "The rest."),
    ]
    assert [(r.type, r.text) for r in doc.returns] == [("bool", "Something.")]
    assert [r.name for r in doc.raises] == ["ValueError"]


def test_styles_mixed_in_one_docstring() -> None:
    doc = parse(
        "Mix.\n\nParameters\n----------\na : int\n    From NumPy.\n\n"
        "Args:\n    b (str): From Google.\n\n:param c: From Sphinx.\n"
    )
    assert {p.name: (p.type, p.text) for p in doc.params} == {
        "a": ("int", "From NumPy."),
        "b": ("str", "From Google."),
        "c": ("", "From Sphinx."),
    }


def test_a_heading_without_a_block_is_prose() -> None:
    doc = parse("Returns: the answer.\n\nNote:\n")
    assert doc.returns == ()
    assert doc.summary == "Returns: the answer."


def test_returns_without_type_and_with_a_colon_in_the_sentence() -> None:
    doc = parse("X.\n\nReturns:\n    A pair of values: the first and the last.\n")
    assert [(r.type, r.text) for r in doc.returns] == [
        ("", "A pair of values: the first and the last.")
    ]


def test_a_parameter_documented_twice_keeps_the_first() -> None:
    doc = parse("X.\n\nArgs:\n    a: One.\n    a: Two.\n")
    assert [p.text for p in doc.params] == ["One."]


def test_nothing() -> None:
    assert parse(None) == parse("")
    assert parse("").summary == ""


ORACLE = [
    ("pandas", "numpy", 30),
    ("skimage.filters", "numpy", 150),
    ("skimage.transform", "numpy", 100),
    ("scipy.stats", "numpy", 250),
    ("litestar.response.base", "google", 50),
    ("litestar.app", "google", 60),
    ("PIL.ImageOps", "sphinx", 30),
]


def functions_of(module_name: str) -> list[object]:
    module = pytest.importorskip(module_name)
    found = []
    for name in sorted(dir(module)):
        value = getattr(module, name)
        if not name.startswith("_") and inspect.isroutine(value) and value.__doc__:
            found.append(value)
        if inspect.isclass(value) and value.__module__ == module_name:
            found += [
                method
                for method in vars(value).values()
                if inspect.isfunction(method) and method.__doc__
            ]
    return found[:60]


@pytest.mark.parametrize(("module_name", "style", "at_least"), ORACLE)
def test_parameters_as_griffe_reads_them(module_name: str, style: str, at_least: int) -> None:
    logging.getLogger("griffe").setLevel(logging.CRITICAL)
    shared = missed = different = 0
    for function in functions_of(module_name):
        text = inspect.cleandoc(function.__doc__ or "")
        ours = {p.name: " ".join(p.text.split()) for p in parse(text).params}
        for section in GriffeDocstring(text).parse(Parser(style)):
            if section.kind not in (
                DocstringSectionKind.parameters,
                DocstringSectionKind.other_parameters,
            ):
                continue
            for item in section.value:
                name = item.name.replace("\\", "").lstrip("*")
                if item.description and name.isidentifier():
                    shared += 1
                    missed += name not in ours
                    theirs = " ".join(item.description.split())
                    different += name in ours and ours[name] != theirs
    assert shared >= at_least
    assert missed <= shared * 0.01, f"{missed} of {shared} parameters were not found"
    assert different <= shared * 0.02, f"{different} of {shared} texts differ"


@given(st.text(alphabet=st.sampled_from("ab: \n\t(){}[]`*-=>.,|\\@Args"), max_size=400))
def test_no_text_makes_it_fail(text: str) -> None:
    doc = parse(text)
    assert all(isinstance(item.name, str) for item in doc.params)


@pytest.mark.parametrize(
    "piece",
    [
        ":param " + "a " * 8,
        "Args:\n    x (((((((: y\n",
        "Parameters\n----------\n",
        "`" * 50 + "\n",
        "x : int\n    y\n\n",
        "Returns:\n\n\n",
        ".. note::\n\n",
        "::\n",
        ":param x:\n\n\n\n",
        "[1]_ " * 10,
        "<" * 40,
    ],
)
@pytest.mark.timeout(60)
def test_no_text_takes_for_ever(piece: str) -> None:
    # Linear time needs a second for it; quadratic time would need hours.
    parse(piece * max(1, 400_000 // len(piece)))


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("str -> Construct a date from a string.", "Construct a date from a string."),
        ("timestamp[, tz] -> tz's local time.", "Tz's local time."),
        ("f(x[, y]) -> value\nf(x) -> value\n\nReturn it.", "Return it."),
        ("sin(x, /, out=None)\n\nTrigonometric sine.", "Trigonometric sine."),
        ("zip(*iterables) --> Yield tuples until the end.", "Yield tuples until the end."),
        ("f(x) -> value", "f(x) -> value"),
        ("The map a -> b of two sets.", "The map a -> b of two sets."),
        ("f(x) and g(x)", "f(x) and g(x)"),
    ],
)
def test_signatures_before_the_words_are_left_out(text: str, summary: str) -> None:
    assert parse(text).summary == summary


def test_a_fenced_session_leaves_no_fence_behind() -> None:
    read = parse(
        "Sum up.\n\nBefore.\n\n```python\n>>> add(1, 2)\n3\n\n>>> add(1, 3)\n4\n```\n\n"
        "- after\n\n```\nx = 1\n```\n\n```\n>>> add(1, 4)\n5\nand more\n```\nend"
    )
    assert read.body == "Before.\n\n\n- after\n\n```\nx = 1\n```\n\nend"
