"""A real ``autoui serve`` in a process of its own."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.forked import Forked

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    """A running ``autoui serve``.

    Attributes:
        url: The page's address, with a trailing slash.
        process: The server process; it leads a process group of its own.
        log: Where its output goes.
    """

    url: str
    process: "subprocess.Popen[bytes] | Forked"
    log: Path

    def output(self) -> str:
        """Return what it has printed so far."""
        return self.log.read_text(errors="replace")

    def wait_until_ready(self, limit: float = 60) -> None:
        """Wait for the page to be built."""
        _wait(lambda: _status(self.url + "readyz") == 200, limit, self)

    def wait_until_listening(self, limit: float = 30) -> None:
        """Wait for the server to answer at all."""
        _wait(lambda: _status(self.url + "healthz") == 200, limit, self)

    def call(self, name: str, **inputs: object) -> dict[str, object]:
        """Call an endpoint over HTTP and return its answer."""
        request = urllib.request.Request(
            f"{self.url}api/{name}",
            json.dumps(inputs).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            found: dict[str, object] = json.load(answer)
            return found


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return 0


def _wait(condition: Callable[[], bool], limit: float, served: Served) -> None:
    deadline = time.monotonic() + limit
    while not condition():
        if served.process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the server is not there; it said:\n{served.output()}")
        time.sleep(0.02)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Serve = Callable[..., Served]
Launch = Callable[..., Served]
