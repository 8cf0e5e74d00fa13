"""Starts ``autoui serve`` for tests that want a real server and no browser."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.served import Served, free_port
from tests.forked import start_server


@contextmanager
def serving(
    target: str, *options: str, folder: Path, ready: bool = True, fresh: bool = False
) -> Iterator[Served]:
    """Serve a target until the block is left; then Ctrl+C must end the server.

    Args:
        target: As the command line takes it.
        options: Further arguments of ``serve``.
        folder: The working directory; the log is written there.
        ready: Whether to wait for the page, and not only for the server.
        fresh: Whether a Python of its own is started, for what depends on all of a process.
    """
    port = free_port()
    log = folder / "server.log"
    arguments = ["serve", target, "--port", str(port), *options]
    process = start_server(arguments, folder, log, fresh=fresh)
    served = Served(f"http://127.0.0.1:{port}/", process, log)
    try:
        if ready:
            served.wait_until_ready()
        else:
            served.wait_until_listening()
        yield served
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            pytest.fail(f"the server did not end on Ctrl+C; it said:\n{served.output()}")
