"""A real server in a process of its own, and a real browser that must not complain."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.served import ROOT, Serve, Served, free_port


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Return a function that starts ``autoui serve TARGET [OPTION …]``; all end with the test."""
    started: list[Served] = []

    def start(target: str, *options: str, ready: bool = True, cwd: Path | None = None) -> Served:
        port = free_port()
        log = tmp_path / f"server{len(started)}.log"
        command = [sys.executable, "-m", "autoui", "serve", target, "--port", str(port), *options]
        with log.open("wb") as sink:
            process = subprocess.Popen(
                command,
                stdout=sink,
                stderr=sink,
                stdin=subprocess.DEVNULL,
                cwd=cwd or tmp_path,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                start_new_session=True,
            )
        served = Served(f"http://127.0.0.1:{port}/", process, log)
        started.append(served)
        if ready:
            served.wait_until_ready()
        return served

    yield start
    for served in started:
        served.process.send_signal(signal.SIGINT)
        try:
            served.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(served.process.pid, signal.SIGKILL)
            served.process.wait()
            pytest.fail(f"the server did not end on Ctrl+C; it said:\n{served.output()}")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile."""
    found = browser.new_context(viewport={"width": 1440, "height": 900})
    found.set_default_timeout(15_000)
    yield found
    found.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said; a test that expects some clears it."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """A page whose console must stay silent."""
    found = context.new_page()
    found.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    found.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    yield found
    assert complaints == []
