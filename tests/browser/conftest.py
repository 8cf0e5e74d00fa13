"""A real server in a process of its own, and a real browser that must not complain."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.person import Person
from tests.browser.served import ROOT, Launch, Serve, Served, free_port
from tests.browser.stage import WIDE, Stage
from tests.chromium import PATIENCE
from tests.forked import start_server
from tests.serve import serving


@pytest.fixture(scope="module")
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Serve the functions of a test module's ``SCRIPT``, for all its tests."""
    folder = tmp_path_factory.mktemp("served")
    path = folder / f"{request.module.__name__.rpartition('test_')[2]}.py"
    path.write_text(request.module.SCRIPT)
    with serving(str(path), folder=folder) as found:
        yield found


@pytest.fixture
def person(page: Page, served: Served) -> Person:
    """Someone who has opened the script's page."""
    return Person(page, served.url)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Return a function that starts ``autoui serve TARGET [OPTION …]``; all end with the test."""
    started: list[Served] = []

    def start(target: str, *options: str, ready: bool = True, cwd: Path | None = None) -> Served:
        port, log = free_port(), tmp_path / f"server{len(started)}.log"
        arguments = ["serve", target, "--port", str(port), *options]
        process = start_server(arguments, cwd or tmp_path, log)
        started.append(Served(f"http://127.0.0.1:{port}/", process, log))
        if ready:
            started[-1].wait_until_ready()
        return started[-1]

    yield start
    _end(started)


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launch]:
    """Return a function that runs a script, given as text, which launches a page itself."""
    started: list[Served] = []

    def start(source: str, name: str = "script.py", folder: Path = tmp_path) -> Served:
        (folder / name).write_text(source)
        log = tmp_path / f"script{len(started)}.log"
        started.append(_script(name, free_port(), log, folder))
        started[-1].wait_until_ready()
        return started[-1]

    yield start
    _end(started)


def _script(name: str, port: int, log: Path, folder: Path) -> Served:
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, name],
            stdout=sink,
            stderr=sink,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "AUTOUI_PORT": str(port)},
            start_new_session=True,
        )
    return Served(f"http://127.0.0.1:{port}/", process, log)


def _end(started: list[Served]) -> None:
    """Stop what was started; Ctrl+C must end it."""
    for served in started:
        served.process.send_signal(signal.SIGINT)
        try:
            served.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(served.process.pid, signal.SIGKILL)
            served.process.wait()
            pytest.fail(f"the server did not end on Ctrl+C; it said:\n{served.output()}")


@contextmanager
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """Make a fresh browser profile."""
    found = browser.new_context(viewport=WIDE)
    found.set_default_timeout(PATIENCE)
    yield found
    found.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile."""
    with profile(browser) as found:
        yield found


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said; a test that expects some clears it."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """A page whose console must stay silent."""
    yield listened_to(context, complaints)
    assert complaints == []


def listened_to(context: BrowserContext, complaints: list[str]) -> Page:
    """Open a page and note what its console says."""
    found = context.new_page()
    found.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    found.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    return found


@pytest.fixture(scope="module")
def stage_of_the_module(browser: Browser) -> Iterator[tuple[Stage, list[str]]]:
    """One page for the components of all tests of a module, and what its console said."""
    said: list[str] = []
    with profile(browser) as context:
        yield Stage(listened_to(context, said)).open(context), said


@pytest.fixture
def stage(stage_of_the_module: tuple[Stage, list[str]]) -> Iterator[Stage]:
    """An empty stage on localhost, where the browser lends camera and clipboard."""
    found, said = stage_of_the_module
    yield found
    found.clear()
    complaints, said[:] = said.copy(), []
    assert complaints == []
