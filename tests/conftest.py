"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chromium import find

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def _children_find_autoui() -> Iterator[None]:
    """Let child processes import the sources under test, whatever folder they start in."""
    with pytest.MonkeyPatch.context() as patch:
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        patch.setenv("PYTHONPATH", os.pathsep.join(paths))
        yield


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser to drive; a machine without one fails, it does not skip."""
    path = find()
    if path is None:
        pytest.fail(
            "no Chromium found: run `python3 .ci/test.py`, which installs one, "
            "or set AUTOUI_TEST_CHROMIUM to its path"
        )
    return path
