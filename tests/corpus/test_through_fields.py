"""Each function of the corpus is served, and a person fills in its page in a real browser."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.corpus.browsing import Browsing
from tests.corpus.entries import SAMPLE, Entry, entries, sample
from tests.corpus.verdicts import CRASH, REFUSED, RIGHT, WRONG, Tally, Verdict

pytestmark = pytest.mark.browser


@pytest.mark.timeout(600)
def test_a_sample_through_fields(browser: Browser, folder: Path) -> None:
    here = [
        one
        for one in entries()
        if not one.refused and importlib.util.find_spec(one.package) is not None
    ]
    faults: list[str] = []
    tally = Tally("a sample", faults.append)
    for entry, verdict in Browsing(browser, folder).verdicts_together(sample(here)):
        tally.add(entry.target, verdict)
    assert faults == []
    assert tally.counts == {RIGHT: SAMPLE}


@pytest.mark.corpus
@pytest.mark.timeout(3600)
def test_through_fields(browser: Browser, folder: Path, wanted: list[Entry], tally: Tally) -> None:
    for entry in wanted:
        if entry.refused:
            tally.add(entry.target, refusal(entry, folder))
    served = [entry for entry in wanted if not entry.refused]
    for entry, verdict in Browsing(browser, folder).verdicts(served):
        tally.add(entry.target, verdict)
    assert tally.counts.total() == len(wanted)
    assert tally.is_enough


def refusal(entry: Entry, folder: Path) -> Verdict:
    """Return whether the command line refuses a function, in words and not with a traceback."""
    command = [sys.executable, "-m", "autoui", "inspect", entry.target]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if "Traceback" in ended.stderr:
        return Verdict(CRASH, ended.stderr)
    if ended.returncode == 2:
        return Verdict(REFUSED)
    return Verdict(WRONG, f"not refused: {ended.stdout}")
