"""Each function of the corpus is served, filled in through its fields, and gives what it gives."""

import importlib.util
import traceback
from pathlib import Path

import pytest

from autoui import testing
from autoui.errors import AutouiError, RefusedSignature
from tests.corpus import meaning
from tests.corpus.comparing import same
from tests.corpus.entries import SAMPLE, Entry, entries, sample
from tests.corpus.verdicts import (
    CRASH,
    GOOD,
    REFUSED,
    RIGHT,
    UNFILLABLE,
    WRONG,
    Tally,
    Verdict,
    is_own,
)

FOUND = entries()
HERE = [one for one in FOUND if importlib.util.find_spec(one.package) is not None]
SAMPLED = sample(HERE)


def test_the_corpus_is_large_and_every_line_says_something() -> None:
    assert len({one.target for one in FOUND}) >= 300
    assert len({one.package for one in FOUND}) >= 45
    assert sum(not one.typed and not one.refused for one in FOUND) <= 5
    assert len(SAMPLED) == SAMPLE == 60


@pytest.mark.parametrize("entry", SAMPLED, ids=lambda entry: entry.target)
def test_a_sample(entry: Entry, folder: Path) -> None:
    found = verdict(entry, folder)
    assert found.what in GOOD, found


@pytest.mark.corpus
@pytest.mark.timeout(1200)
def test_in_process(folder: Path, wanted: list[Entry], tally: Tally) -> None:
    assert HERE == FOUND, "a package of the corpus is missing: python3 .ci/test.py --corpus"
    for entry in wanted:
        tally.add(entry.target, verdict(entry, folder))
    assert tally.is_enough


def verdict(entry: Entry, folder: Path) -> Verdict:
    """Return what a call came to through the page, and what is wrong with that."""
    try:
        page = testing.open(entry.target)
    except RefusedSignature as error:
        return Verdict(REFUSED) if entry.refused else Verdict(WRONG, f"refused: {error}")
    except Exception as error:  # noqa: BLE001 - every function has a page or is refused
        return Verdict(CRASH, f"no page: {error!r}")
    if entry.refused:
        return Verdict(WRONG, f"not refused: {page.fields}")
    try:
        for name, typed in entry.typed.items():
            if typed.is_file:
                page.fill(**{name: folder / typed.text})
            else:
                page.type(**{name: typed.text})
    except AutouiError as error:
        return Verdict(UNFILLABLE, f"{error}; it has {page.fields}")
    except Exception as error:  # noqa: BLE001 - fields say what is wrong in words
        return Verdict(CRASH, f"filling in: {error!r}")
    return _ran(page, entry, folder)


def _ran(page: testing.Page, entry: Entry, folder: Path) -> Verdict:
    try:
        expected, wrong = meaning.expected(entry, folder), None
    except Exception as error:  # noqa: BLE001 - what the function raises is its answer
        expected, wrong = None, error
    try:
        result = page.run()
    except Exception as error:  # noqa: BLE001 - likewise
        if type(error) is type(wrong):
            return Verdict(RIGHT)
        deepest = traceback.extract_tb(error.__traceback__)[-1].filename
        is_crash = is_own(deepest) and not isinstance(error, AutouiError)
        return Verdict(CRASH if is_crash else WRONG, f"{type(error).__name__}: {error}")
    if wrong is None and same(result, expected):
        return Verdict(RIGHT)
    return Verdict(WRONG, f"{result.returned!r} and not {expected!r} {wrong or ''}")
