"""Finds a Chromium that runs. ``python tests/chromium.py`` prints its path, or fails."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PATIENCE = 30_000
"""Milliseconds until something must be there in a browser: nobody waits when it is."""

# The one without windows first: it starts in half the time, and asks less of the machine.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


@cache
def find() -> str | None:
    """Return the path of a Chromium that answers ``--version``, or None.

    ``AUTOUI_TEST_CHROMIUM`` comes first, then the system's, then the one Playwright downloaded.
    """
    return next((path for path in _candidates() if _runs(path)), None)


def _candidates() -> Iterator[str]:
    if named := os.environ.get("AUTOUI_TEST_CHROMIUM"):
        yield named
    yield from (path for name in NAMES if (path := shutil.which(name)))
    yield MACOS
    # Imported late: the script above must work where Playwright is not installed yet.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        downloaded = playwright.chromium.executable_path
    yield downloaded


def _runs(path: str) -> bool:
    """Return whether the browser starts: some systems ship a stub that only names a store."""
    if not Path(path).is_file():
        return False
    try:
        answer = subprocess.run(
            [path, "--version"],
            check=False,
            capture_output=True,
            timeout=30,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


if __name__ == "__main__":
    if (found := find()) is None:
        sys.exit("no Chromium found")
    sys.stdout.write(f"{found}\n")
