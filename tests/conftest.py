"""What all tests share."""

import pytest

from tests.chromium import find


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
