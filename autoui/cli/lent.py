"""A server for one command: it ends with the program that started it.

``python -m autoui.cli.lent TARGET`` serves on a free loopback port, writes its address to standard
output, and ends when its standard input does, however the program at the other end goes.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import typer

from autoui.cli import targets
from autoui.errors import AutouiError

_STOP_SECONDS = 5.0
_ADDRESS = "at http"


class LentServer:
    """A server that this program has started.

    Args:
        process: Its process; the pipes are this program's.

    Attributes:
        url: Its address.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.url = self._address()

    def has_ended(self) -> int | None:
        """Return its exit code if it has ended."""
        return self._process.poll()

    def close(self) -> None:
        """End it, and wait until it has."""
        if self._process.stdin is not None:
            # It may have ended before.
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _address(self) -> str:
        assert self._process.stdout is not None  # noqa: S101 - it was started with a pipe
        return self._process.stdout.readline().strip()


@contextmanager
def lent_server(target: str, folder: Path) -> Iterator[LentServer]:
    """Serve a target until the block is left.

    What its functions print while they are loaded goes to standard error.

    Raises:
        TargetError: The target cannot be right.
        Ended: It ended before it listened; it has said why.
    """
    targets.check(target, folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "autoui.cli.lent", target],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        # Ctrl+C is for the command: it cancels its run first.
        start_new_session=True,
    )
    server = LentServer(process)
    try:
        if not server.url:
            raise Ended(process.wait())
        yield server
    finally:
        server.close()


class Ended(AutouiError):
    """The server ended; it has said why on standard error, unless it was killed.

    Args:
        code: Its exit code; below 0 that of the signal that killed it.
    """

    def __init__(self, code: int) -> None:
        killed = f"the server of this command was killed (signal {-code})"
        super().__init__(killed if code < 0 else "")
        self.exit_code = code if code > 0 else 1


def main(target: str) -> int:
    """Serve a target until standard input ends; return the exit code."""
    # Imported here: the command that lends the server needs none of it.
    from autoui.serving.run import serve
    from autoui.serving.settings import Settings

    # Whatever a module prints, by whatever means, must not be taken for the address.
    address = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    threading.Thread(target=_end_with_caller, name="autoui-lent", daemon=True).start()
    settings = Settings(target=target, port=0, port_fixed=True)
    try:
        return serve(settings, announce=lambda line: _announce(line, address))
    except AutouiError as error:
        typer.echo(f"autoui: {error}", err=True)
        return error.exit_code


def _end_with_caller() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _announce(line: str, address: TextIO) -> None:
    """Pass the address on, and what is wrong; which functions there are is no news."""
    before, found, rest = line.rpartition(_ADDRESS)
    if found and before.startswith("autoui serves"):
        address.write(f"http{rest}\n")
        address.close()
    elif "\n" in line or not line.startswith("  "):
        typer.echo(line, err=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
