"""Each function of the corpus is served, filled in through its fields, and gives what it gives."""

import ast
import importlib
import warnings
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autoui import testing
from autoui.page import checking
from tests.corpus.entries import Entry, entries, sample

FOUND = entries()
SAMPLED = sample(FOUND)
REST = [one for one in FOUND if one not in SAMPLED]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        # Other libraries warn of whatever they will change next.
        warnings.simplefilter("ignore")
        yield


def name_of(entry: Entry) -> str:
    return entry.target


def test_the_corpus_is_large() -> None:
    assert len(FOUND) >= 300
    assert len({one.target for one in FOUND}) == len(FOUND)
    assert len({one.target.partition(":")[0].partition(".")[0] for one in FOUND}) >= 20
    assert sum(bool(one.typed) for one in FOUND) >= 80
    assert len(SAMPLED) == len({one.target for one in SAMPLED}) == 60


@pytest.mark.parametrize("entry", SAMPLED, ids=name_of)
def test_a_sample(entry: Entry) -> None:
    look_at(entry)


@pytest.mark.corpus
@pytest.mark.parametrize("entry", REST, ids=name_of)
def test_the_rest(entry: Entry) -> None:
    look_at(entry)


def look_at(entry: Entry) -> None:
    """Open the page of a function, run what the documentation shows and what is typed."""
    page = testing.open(entry.target)
    bad = [
        row for row in checking.check(page._endpoint, page._scope) if row.verdict in checking.BAD
    ]
    assert not bad
    if not entry.typed:
        return
    for name, text in entry.typed.items():
        if text.startswith("@"):
            Path("given.bin").write_bytes(text[1:].encode())
            page.fill(**{name: Path("given.bin")})
        else:
            page.type(**{name: text})
    result = page.run()
    returned = result.steps or result.returned
    expected = called(entry)
    if not same(settled(returned), settled(expected)):
        assert settled(returned) == settled(expected)


def called(entry: Entry) -> Any:
    """Return what the function itself gives for what is typed."""
    place, _, path = entry.target.partition(":")
    owner: Any = importlib.import_module(place)
    *owners, name = path.split(".")
    owner = reduce(getattr, owners, owner)
    values = [meant(text) for text in entry.typed.values()]
    function = getattr(owner, name)
    signed = dict(zip(entry.typed, values, strict=True))
    attempts = (
        lambda: function(**signed),
        lambda: function(*values),
        lambda: function(*values[0]),
        lambda: getattr(owner(values[0]), name)(*values[1:]),
        lambda: getattr(owner(*values[:2]), name)(*values[2:]),
    )
    failed: list[str] = []
    for attempt in attempts:
        try:
            return attempt()
        except (TypeError, AttributeError, ValueError) as error:
            failed.append(str(error))
    raise AssertionError(f"{entry.target} cannot be called: {failed}")


def meant(text: str) -> Any:
    """Return what a person means by a text."""
    if text.startswith("@"):
        return text[1:].encode()
    if text in ("true", "false"):
        return text == "true"
    try:
        return ast.literal_eval(text.replace("null", "None"))
    except (ValueError, SyntaxError):
        return text


def settled(value: Any) -> Any:
    """Return an iterator's values."""
    return list(value) if hasattr(value, "__next__") else value


def same(one: Any, other: Any) -> bool:
    try:
        return bool(np.array_equal(one, other)) or repr(one) == repr(other)
    except (TypeError, ValueError):
        return repr(one) == repr(other)
