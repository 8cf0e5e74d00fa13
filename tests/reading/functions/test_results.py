"""What a function gives: how many values, and what they are called."""

from typing import Annotated

import numpy as np

from autoui.components.json import Json
from autoui.reading.docstrings.docstring import parse
from autoui.reading.field import UNKNOWN
from autoui.reading.functions.results import read, tuple_names


def counts(text: str):  # type: ignore[no-untyped-def]
    words = text.split()
    letters = len(text)
    return words, letters


def same(l: float):  # type: ignore[no-untyped-def] # noqa: E741
    return l, l, l


def test_names_come_from_the_return_statement() -> None:
    assert tuple_names(counts, "plain") == ["words", "letters"]
    results, certain = read(counts, "plain", UNKNOWN, parse(""))
    assert [result.name for result in results] == ["words", "letters"]
    assert certain


def test_a_name_that_stands_for_several_names_none() -> None:
    assert tuple_names(same, "plain") == ["", "", ""]


def test_names_may_be_listed_where_types_are_expected() -> None:
    doc = parse("Count.\n\nReturns:\n    words: How many words.\n    letters: How many letters.\n")
    results, _ = read(counts, "plain", tuple[int, int], doc)
    assert [(r.name, r.doc) for r in results] == [
        ("words", "How many words."),
        ("letters", "How many letters."),
    ]


def test_one_entry_may_name_several_values() -> None:
    text = """Load.

    Returns
    -------
    data : Bunch
        All of it.
    (data, target) : tuple if wanted
        The table and what it is of.
    """
    found, certain = read(len, "plain", UNKNOWN, parse(text))
    assert ([one.name for one in found], certain) == (["data", "target"], False)


def test_a_shown_session_is_no_prose() -> None:
    doc = parse("Add.\n\nMore about it.\n\n>>> add(1, 2)\n3\n>>> add(2, 2)\n4\n\nThe end.\n")
    assert ">>>" not in doc.body
    assert "3" not in doc.body
    assert doc.body.split() == ["More", "about", "it.", "The", "end."]


def test_a_sound_is_one_value() -> None:
    results, certain = read(counts, "plain", tuple[int, np.ndarray], parse(""))
    assert (len(results), certain) == (1, True)


def test_a_component_for_a_whole_tuple() -> None:
    marker = Json(label="Both")
    whole = Annotated[tuple[int, int], marker]
    (found,), certain = read(counts, "plain", whole, parse(None))
    assert (found.type, found.meta, certain) == (tuple[int, int], (marker,), True)
