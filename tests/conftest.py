"""What all tests share."""

import asyncio
import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright

from tests.chromium import PATIENCE, find
from tests.forked import close_the_forge

ROOT = Path(__file__).resolve().parents[1]

# How long an example takes says more of the machine than of the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _children_find_autoui() -> Iterator[None]:
    """Let child processes import the sources under test, whatever folder they start in."""
    with pytest.MonkeyPatch.context() as patch:
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        patch.setenv("PYTHONPATH", os.pathsep.join(paths))
        yield
        close_the_forge()


def pytest_collection_finish() -> None:
    """Look for garbage from now on only: all that was imported stays, a million objects."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Hide the event loop that a browser of this process keeps open from tests without one.

    Playwright's synchronous interface leaves its loop marked as running in the main thread for as
    long as the browser lives, and ``asyncio.run`` refuses to work beside it.
    """
    running = asyncio._get_running_loop()
    if running is None or "browser" in getattr(item, "fixturenames", ()):
        return (yield)
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(running)


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


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One Chromium for all tests; ``autoui.test`` is this machine."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=chromium_path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                # Every core is busy with another test: further threads are only more to switch.
                "--js-flags=--single-threaded",
                "--num-raster-threads=1",
                "--host-resolver-rules=MAP autoui.test 127.0.0.1",
            ],
        )
        yield found
        found.close()
