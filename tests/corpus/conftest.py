"""What the tests of the corpus share, and the table they end with."""

import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpus import samples
from tests.corpus.entries import Entry, chosen
from tests.corpus.verdicts import Tally, table

_TALLIES: pytest.StashKey[list[Tally]] = pytest.StashKey()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the samples, as the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    samples.write_all(tmp_path)
    with warnings.catch_warnings():
        # Other libraries warn of whatever they will change next.
        warnings.simplefilter("ignore")
        yield tmp_path
    if (pyplot := sys.modules.get("matplotlib.pyplot")) is not None:
        # The next one would be drawn over what is open.
        pyplot.close("all")


@pytest.fixture
def tally(request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]) -> Tally:
    """Counts what the calls of a test come to; the table is printed when all tests are over."""

    def tell(fault: str) -> None:
        with capfd.disabled():
            os.write(1, f"\n{fault}".encode())

    found = Tally(request.node.originalname.removeprefix("test_").replace("_", " "), tell)
    request.config.stash.setdefault(_TALLIES, []).append(found)
    return found


@pytest.fixture
def wanted() -> list[Entry]:
    """The calls that ``AUTOUI_CORPUS``, a pattern for targets, chooses; all without it."""
    return chosen(os.environ.get("AUTOUI_CORPUS", ""))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Print what the calls came to as the very last."""
    if tallies := config.stash.get(_TALLIES, []):
        os.write(1, "\n".join(["", *table(tallies), ""]).encode())
