"""Types in a docstring's own words."""

import collections
import datetime
import queue
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Union

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui.reading.docstrings.doctypes import (
    ArrayLike,
    class_beside,
    class_named,
    class_used,
    read,
)
from autoui.reading.field import UNKNOWN


@pytest.mark.parametrize(
    ("words", "type_", "optional"),
    [
        ("int, optional", int, False),
        ("int or None, optional", int, True),
        ("str or None", str, True),
        ("Optional[str]", str, True),
        ("{'a', 'b'}", Literal["a", "b"], False),
        ("{'raise', 'drop'}, default 'raise'", Literal["raise", "drop"], False),
        ("{default 'raise', 'drop'}, optional", Literal["raise", "drop"], False),
        ("str, {'a', 'b'}, default: 'a'", Literal["a", "b"], False),
        ("'a' | 'b'", Literal["a", "b"], False),
        ("{'', \"b c\", 'd\\\\n'}", Literal["", "b c", "d\\n"], False),
        ("{'a', 'b\"}", UNKNOWN, False),
        ("array_like", ArrayLike, False),
        ("array-like of rank N", ArrayLike, False),
        ("(N,) ndarray", np.ndarray, False),
        ("(M, N[, ...]) ndarray", np.ndarray, False),
        (":class:`~numpy.ndarray`", np.ndarray, False),
        ("1d ndarray or Series", Union[np.ndarray, ArrayLike], False),  # noqa: UP007
        ("scalar or sequence of scalars", Union[float, list[float]], False),  # noqa: UP007
        ("list of int", list[int], False),
        ("tuple of ints", tuple[int, ...], False),
        ("int, float", float, False),
        ("an integer", int, False),
        ("A list of strings", list[str], False),
        ("a 2D numpy.ndarray", np.ndarray, False),
        ("np.ndarray of int", np.ndarray, False),
        ("a valid string", UNKNOWN, False),
        ("bool, default True", bool, False),
        ("callable", Callable, False),
        ("path-like", Path, False),
        ("datetime.date", datetime.date, False),
        ("array_like, shape (n,)", ArrayLike, False),
        ("array-like of shape (n,) or (n, m)", ArrayLike, False),
        ("{array-like, sparse matrix} of shape (n, m)", ArrayLike, False),
        ("1d array-like, or label indicator array / sparse matrix", ArrayLike, False),
        ("array_like, 1-D or 2-D", ArrayLike, False),
        ("array_like, real-valued", ArrayLike, False),
        ("ndarray, shape (M[, ...])", np.ndarray, False),
        ("ndarray of shape (n,) or Thing", UNKNOWN, False),
        ("positive integer", int, False),
        ("float in (0, 1)", float, False),
        ("callable f(x, *args)", Callable, False),
        ("function(x) -> f", Callable, False),
        ("int, sequence of scalars, or IntervalIndex", UNKNOWN, False),
        ("some object which is nice", UNKNOWN, False),
        ("", UNKNOWN, False),
        ("x" * 1000, UNKNOWN, False),
    ],
)
def test_read(words: str, type_: Any, optional: bool) -> None:
    found = read(words)
    assert found.type == type_
    assert found.optional is optional


@given(st.text(alphabet=st.sampled_from("ab'\"{}[](),| :or`intNone"), max_size=320))
def test_no_words_make_it_fail(words: str) -> None:
    read(words)


def test_a_class_of_the_functions_own_package() -> None:
    for words in (
        "counter", "a Counter", "collections Counter, optional", ":class:`collections.Counter`",
        "counters", "Counter (of words)", "a Counter or OrderedDict",
    ):  # fmt: skip
        assert class_named(words, collections.namedtuple) is collections.Counter
    # What a package only imports is none of its classes.
    assert class_named("deque", queue.Queue.put) is None
    for words in ("", "int", "any Counter", "Counter or str", "Counter of words", "namedtuple"):
        assert class_named(words, collections.namedtuple) is None


def test_a_class_that_is_called_as_one_of_pythons(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("formulas")
    exec("class Boolean: ...\nclass Integer(int): ...\ndef f(x): ...\n", vars(module))
    monkeypatch.setitem(sys.modules, "formulas", module)
    assert class_used("Boolean", module.f) is module.Boolean
    assert class_used("boolean", module.f) is None
    assert class_used("Integer", module.f) is None
    assert class_used("f", module.f) is None


def test_a_graph_that_is_directed(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("roads")
    exec("class Graph: ...\nclass DiGraph: ...\ndef f(G): ...\n", vars(module))
    monkeypatch.setitem(sys.modules, "roads", module)
    for words in ("digraph", "roads digraph", "directed graph", "a DiGraph"):
        assert class_named(words, module.f) is module.DiGraph
    assert class_named("undirected graph", module.f) is module.Graph


def test_a_class_that_other_functions_of_the_module_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = types.ModuleType("roads")
    exec(
        "class Graph: ...\nclass Node: ...\n"
        "def size(G): 'How many.'\n"
        "def paths(G, x): 'Find.\\n\\nG : graph\\nx : Node'\n"
        "def cut(G, x): 'Cut.\\n\\nG : roads Graph\\nx : Graph'\n",
        vars(module),
    )
    monkeypatch.setitem(sys.modules, "roads", module)
    assert class_beside("G", module.size) is module.Graph
    # They do not agree on `x`, and none speaks of `y`.
    assert class_beside("x", module.size) is None
    assert class_beside("y", module.size) is None


def test_a_table_among_other_things() -> None:
    assert read("DataFrame").type is pd.DataFrame
    assert read("pandas.DataFrame, optional").type is pd.DataFrame
    either = Union[pd.DataFrame, Any]  # noqa: UP007
    assert read("DataFrame or array-like or dict").type == either
    words = ":class:`pandas.DataFrame`, :class:`numpy.ndarray`, mapping, or sequence"
    assert read(words).type == either
