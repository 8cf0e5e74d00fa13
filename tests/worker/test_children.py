"""What child processes print belongs to the run that has started them."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest

from autoui import inject
from autoui.worker.capture import Capture
from autoui.worker.children import CAN_FOLLOW

pytestmark = pytest.mark.skipif(not CAN_FOLLOW, reason="no pipe can be waited for here")


class Written:
    """A run that keeps what it is told to write."""

    def __init__(self) -> None:
        self.bars: list[Any] = []
        self.texts: list[tuple[str, str]] = []

    def write(self, stream: str, text: str) -> None:
        """Keep it."""
        if self.texts and self.texts[-1][0] == stream:
            text = self.texts.pop()[1] + text
        self.texts.append((stream, text))

    def progress(self, data: dict[str, Any]) -> None:
        """Nothing of that comes here."""

    def progress_soon(self, make: Callable[[], dict[str, Any]]) -> None:
        """Nothing of that comes here."""

    def notice(self, level: str, text: str) -> None:
        """Nothing of that comes here."""


@contextmanager
def captured() -> Iterator[None]:
    """Capture output. A fixture would be too early: pytest has its streams for each phase."""
    capture = Capture()
    capture.install()
    try:
        yield
    finally:
        capture.uninstall()


def ran(call: Callable[[], object]) -> list[tuple[str, str]]:
    """Call it as a run does, and return what the run wrote."""
    run = Written()
    with captured():
        token = inject.current.set(run)
        try:
            call()
        finally:
            inject.current.reset(token)
    return run.texts


def python(code: str) -> list[str]:
    return [sys.executable, "-S", "-c", code]


BOTH = python("import sys; sys.stdout.write('out'); sys.stderr.write('err')")


def test_what_a_child_prints_stands_between_the_words_around_it() -> None:
    def call() -> None:
        sys.stdout.write("before\n")
        subprocess.run(["echo", "hi"], check=True)
        sys.stdout.write("after\n")

    assert ran(call) == [("stdout", "before\nhi\nafter\n")]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, {"stdout": "out", "stderr": "err"}),
        ({"stdout": subprocess.PIPE}, {"stderr": "err"}),
        ({"capture_output": True}, {}),
        ({"stdout": subprocess.DEVNULL}, {"stderr": "err"}),
        ({"stderr": subprocess.STDOUT}, {"stdout": "outerr"}),
    ],
)
def test_only_what_is_inherited_is_followed(options: Any, expected: dict[str, str]) -> None:
    assert dict(ran(lambda: subprocess.run(BOTH, check=True, **options))) == expected


def test_a_stream_of_the_run_that_is_handed_on_is_the_run_itself() -> None:
    def call() -> None:
        subprocess.run(BOTH, check=True, stdout=sys.stderr, stderr=sys.stdout.buffer)

    assert dict(ran(call)) == {"stdout": "err", "stderr": "out"}


def test_a_shell_command_says_how_it_ended() -> None:
    codes = []
    assert ran(lambda: codes.append(os.system("echo é; exit 3"))) == [("stdout", "é\n")]
    assert os.waitstatus_to_exitcode(codes[0]) == 3
    ran(lambda: codes.append(os.system("kill -TERM $$")))
    assert os.waitstatus_to_exitcode(codes[1]) == -15


def test_more_than_a_pipe_holds_comes_whole() -> None:
    many = python("print('x' * 1_000_000)")
    assert ran(lambda: subprocess.run(many, check=True)) == [("stdout", "x" * 1_000_000 + "\n")]


def test_runs_in_one_process_are_kept_apart() -> None:
    both = Barrier(2)

    def one(word: str) -> list[tuple[str, str]]:
        run = Written()
        inject.current.set(run)
        with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:
            both.wait(10)
            child.communicate(word.encode())
        inject.current.set(None)
        return run.texts

    with captured(), ThreadPoolExecutor(2) as pool:
        assert list(pool.map(one, ["one", "two"])) == [[("stdout", "one")], [("stdout", "two")]]


def test_a_child_of_a_coroutine_is_followed() -> None:
    run = Written()

    async def main() -> None:
        inject.current.set(run)
        child = await asyncio.create_subprocess_exec("echo", "hi")
        await child.wait()
        # Nobody asks the process itself: what it has printed comes soon.
        while not run.texts:
            await asyncio.sleep(0)

    with captured():
        asyncio.run(main())
    assert run.texts == [("stdout", "hi\n")]


def test_a_child_that_cannot_start_leaves_nothing_open() -> None:
    before = set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else set()

    def call() -> None:
        with pytest.raises(FileNotFoundError):
            subprocess.run(["there-is-no-such-program"], check=True)

    assert ran(call) == []
    assert not before or set(os.listdir("/proc/self/fd")) == before


def test_outside_any_run_output_is_inherited(capfd: pytest.CaptureFixture[str]) -> None:
    with captured():
        subprocess.run(["echo", "hi"], check=True)
        os.system("echo there")
    assert capfd.readouterr().out == "hi\nthere\n"
