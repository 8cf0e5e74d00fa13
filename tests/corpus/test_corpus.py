"""Each function of the corpus is served, filled in through its fields, and gives what it gives."""

import importlib.util
import os
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from autoui import testing
from autoui.errors import RefusedSignature
from tests.corpus import meaning, samples
from tests.corpus.comparing import same
from tests.corpus.entries import Entry, entries, sample

FOUND = entries()
HERE = [one for one in FOUND if importlib.util.find_spec(one.package) is not None]
SAMPLED = sample(HERE)
GOOD = frozenset({"right", "rightly refused"})
WANTED = 0.95


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the samples, as the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    samples.write_all(tmp_path)
    with warnings.catch_warnings():
        # Other libraries warn of whatever they will change next.
        warnings.simplefilter("ignore")
        yield tmp_path


def test_the_corpus_is_large_and_every_line_says_something() -> None:
    assert len({one.target for one in FOUND}) >= 300
    assert len({one.package for one in FOUND}) >= 45
    assert sum(not one.typed and not one.refused for one in FOUND) <= 5
    assert len(SAMPLED) == 60


@pytest.mark.parametrize("entry", SAMPLED, ids=lambda entry: entry.target)
def test_a_sample(entry: Entry, folder: Path) -> None:
    assert verdict(entry, folder) in [(one, "") for one in GOOD]


@pytest.mark.corpus
@pytest.mark.timeout(1200)
def test_the_whole_corpus(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert HERE == FOUND, "a package of the corpus is missing: python3 .ci/test.py --corpus"
    counts: Counter[str] = Counter()
    lines = []
    for entry in FOUND:
        what, detail = verdict(entry, folder)
        counts[what] += 1
        if what not in GOOD:
            lines.append(f"{what}: {entry.target}: {' '.join(detail.split())[:300]}")
    with capsys.disabled():
        os.write(1, "\n".join(["", *lines, str(dict(counts)), ""]).encode())
    assert counts["crash"] == counts["cannot be filled in"] == 0
    assert sum(counts[one] for one in GOOD) >= WANTED * counts.total()


def verdict(entry: Entry, folder: Path) -> tuple[str, str]:
    """Return what a call came to through the page, and what is wrong with that."""
    try:
        page = testing.open(entry.target)
    except RefusedSignature as error:
        return ("rightly refused", "") if entry.refused else ("refused", str(error))
    if entry.refused:
        return "not refused", str(page.fields)
    try:
        for name, typed in entry.typed.items():
            if typed.is_file:
                page.fill(**{name: folder / typed.text})
            else:
                page.type(**{name: typed.text})
    except Exception as error:  # noqa: BLE001 - whatever it is, the form cannot be filled in
        return "cannot be filled in", f"{error}; it has {page.fields}"
    try:
        expected, wrong = meaning.expected(entry, folder), None
    except Exception as error:  # noqa: BLE001 - what the function raises is its answer
        expected, wrong = None, error
    try:
        result = page.run()
    except Exception as error:  # noqa: BLE001 - likewise
        fine = wrong is not None and type(error) is type(wrong)
        return ("right", "") if fine else ("wrong", f"{type(error).__name__}: {error}")
    if wrong is None and same(result, expected):
        return "right", ""
    return "wrong", f"{result.returned!r} and not {expected!r} {wrong or ''}"
