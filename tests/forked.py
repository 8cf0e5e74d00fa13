"""Servers that are forked from one process which has imported the program, not started afresh.

A hundred tests serve something; each would import the same modules again, for a third of a second.
What a server is made of otherwise, is its own: session, folder, environment, output, nursery.
"""

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


class Forked:
    """A process that was forked for a test, with what tests use of ``subprocess.Popen``.

    Args:
        pid: The process.
        line: Where its exit code is told.
    """

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._line = line

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return the exit code.

        Raises:
            subprocess.TimeoutExpired: It still runs.
        """
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("autoui serve", timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            # It may have ended just now.
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._line], [], [], timeout)[0]:
            self.returncode = int(self._line.recv(64))
            self._line.close()
        return self.returncode


class Forge:
    """The process that others are forked from."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = f"from tests.forked import forge; forge({theirs.fileno()})"
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", program],
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def fork(self, arguments: Sequence[str], folder: Path, log: Path) -> Forked:
        """Run ``autoui ARGUMENT …`` in a folder, with this process's environment."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = {
            "arguments": list(arguments),
            "folder": str(folder),
            "log": str(log),
            "environment": dict(os.environ),
        }
        with theirs:
            socket.send_fds(self._orders, [json.dumps(order).encode()], [theirs.fileno()])
        return Forked(int(ours.recv(64)), ours)

    def close(self) -> None:
        """End it."""
        self._orders.close()
        self._process.wait()


@cache
def the_forge() -> Forge:
    """Return the one of this process, which is started when it is first asked for."""
    return Forge()


CAN_FORK = hasattr(os, "pidfd_open")
"""Whether the end of a forked process can be waited for along with other things; Linux can."""


def start_server(
    arguments: list[str], folder: Path, log: Path, *, fresh: bool = False
) -> "Forked | subprocess.Popen[bytes]":
    """Start ``autoui ARGUMENT …`` as a shell would, with its output in a file.

    Args:
        fresh: Whether a Python of its own is started, for what depends on all of a process.
    """
    if CAN_FORK and not fresh:
        return the_forge().fork(arguments, folder, log)
    with log.open("wb") as sink:
        return subprocess.Popen(
            [sys.executable, "-m", "autoui", *arguments],
            stdout=sink,
            stderr=sink,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            start_new_session=True,
        )


def close_the_forge() -> None:
    """End it, if it was ever asked for."""
    if the_forge.cache_info().currsize:
        the_forge().close()
        the_forge.cache_clear()


# ------------------------------------------------------------------------- in the other process


def forge(descriptor: int) -> None:
    """Fork a process for each order, and tell its number and its exit code, until nobody asks."""
    # What those that are forked will find imported.
    from autoui import __main__ as program
    from autoui.cli import app  # noqa: F401
    from autoui.serving import server  # noqa: F401

    gc.collect()
    gc.freeze()
    with socket.socket(fileno=descriptor) as orders:
        order = _next_child(orders)
    if order is not None:
        _become(order)
        program.main()


def _next_child(orders: socket.socket) -> dict[str, Any] | None:
    """Return its order in each child; None in the parent, when there are no more."""
    lines: dict[int, tuple[int, socket.socket]] = {}
    while True:
        ready = select.select([orders, *lines], [], [])[0]
        for handle in lines.keys() & set(ready):
            _tell_end(handle, *lines.pop(handle))
        if orders not in ready:
            continue
        text, descriptors, _, _ = socket.recv_fds(orders, 1 << 20, 1)
        if not text:
            return None
        line = socket.socket(fileno=descriptors[0])
        pid = os.fork()
        if pid == 0:
            line.close()
            for handle, (_, other) in lines.items():
                os.close(handle)
                other.close()
            order: dict[str, Any] = json.loads(text)
            return order
        line.send(str(pid).encode())
        lines[os.pidfd_open(pid)] = pid, line


def _tell_end(handle: int, pid: int, line: socket.socket) -> None:
    os.close(handle)
    _, status = os.waitpid(pid, 0)
    with line:
        line.send(str(os.waitstatus_to_exitcode(status)).encode())


def _become(order: dict[str, Any]) -> None:
    """Make this process what ``python -m autoui ARGUMENT …`` would be."""
    os.setsid()
    with open(order["log"], "wb", buffering=0) as log:
        for stream in (1, 2):
            os.dup2(log.fileno(), stream)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    sys.path[0] = order["folder"]
    sys.argv = ["autoui", *order["arguments"]]
