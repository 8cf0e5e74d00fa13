"""What the measuring scripts share: a server in a process of its own, and honest figures."""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.chromium import find  # noqa: E402

CALCULATOR = f"{ROOT / 'examples' / 'calculator.py'}:calculator"


FIGURES = "AUTOUI_BENCHMARK_FIGURES"
"""Names the file that ``all.py`` gathers the figures in, one a line."""

_SERVE = """
import sys
from autoui.serving.run import serve
from autoui.serving.settings import Settings
target, port, loop, http = sys.argv[1:]
settings = Settings(target=target, port=int(port), port_fixed=True, loop=loop, http=http)
sys.exit(serve(settings, print))
"""


@dataclass(frozen=True)
class Server:
    """A server under measurement.

    Attributes:
        url: Where it listens, with a trailing slash.
        process: Its first process; the others are its descendants.
        spawned: When it was started, by ``time.perf_counter``.
    """

    url: str
    process: "subprocess.Popen[bytes]"
    spawned: float


@dataclass(frozen=True)
class Figure:
    """A measured number beside its goal.

    Attributes:
        name: What was measured.
        value: The number.
        unit: Its unit.
        goal: What it must reach.
        most: Whether the goal is the most that it may be; else it is the least.
        load: The load average when it was measured.
    """

    name: str
    value: float
    unit: str
    goal: float
    most: bool
    load: float

    @property
    def reached(self) -> bool:
        """Whether the number is as good as its goal."""
        return self.value <= self.goal if self.most else self.value >= self.goal

    def __str__(self) -> str:
        goal = f"{'≤' if self.most else '≥'} {self.goal:,g} {self.unit}"
        verdict = "reached" if self.reached else "MISSED"
        value = f"{self.value:,.0f}" if self.value >= 1000 else f"{self.value:,.3g}"
        return f"{self.name:<52} {value:>9} {self.unit:<9} {goal:<18} {verdict:<8} {self.load:.1f}"


def figure(name: str, value: float, unit: str, goal: float, *, most: bool = False) -> bool:
    """Report a number beside its goal; return whether it is reached.

    Args:
        name: What was measured.
        value: The number.
        unit: Its unit.
        goal: What it must reach.
        most: Whether the goal is the most that it may be; else it is the least.
    """
    found = Figure(name, value, unit, goal, most, os.getloadavg()[0])
    report(f"  {found}")
    if gathered := os.environ.get(FIGURES):
        with open(gathered, "a") as file:
            file.write(json.dumps(asdict(found)) + "\n")
    return found.reached


def timed_environment() -> dict[str, str]:
    """Return the environment to measure in: byte code is written, as on a person's machine."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(ROOT)
    return environment


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[Server]:
    """Start a server command and end it, with all it started, on leaving."""
    with tempfile.TemporaryFile() as log:
        spawned = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=timed_environment()
        )
        try:
            yield Server(f"http://127.0.0.1:{port}/", process, spawned)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def chromium(path: str = "") -> Iterator["Browser"]:
    """Start a browser, by default the one that the tests drive, and say which it is."""
    from playwright.sync_api import sync_playwright

    found = path or find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        report(f"browser: {found}, {browser.version}")
        yield browser
        browser.close()


@contextmanager
def autoui(target: str = CALCULATOR, *arguments: str) -> Iterator[Server]:
    """Serve a target with the command line."""
    port = free_port()
    command = [sys.executable, "-m", "autoui", "serve", target, "--port", str(port), *arguments]
    with running(command, port) as server:
        yield server


@contextmanager
def serving(target: str, loop: str, http: str) -> Iterator[Server]:
    """Serve a target with an event loop and an HTTP parser of that name, once it is at rest."""
    port = free_port()
    with running([sys.executable, "-c", _SERVE, target, str(port), loop, http], port) as server:
        wait_for(server.url + "readyz")
        with urllib.request.urlopen(server.url) as answer:
            answer.read()
        # The first page asked for makes the server compress its files, on the same cores.
        wait_for(server.url + "readyz", contains=b'"brotli":true')
        yield server


def wait_for(url: str, *, status: int = 200, contains: bytes = b"", limit: float = 60) -> float:
    """Ask until the answer is right; return when it was, by ``time.perf_counter``.

    Raises:
        TimeoutError: It was not within ``limit`` seconds.
    """
    deadline = time.perf_counter() + limit
    while time.perf_counter() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == status and contains in answer.read():
                    return time.perf_counter()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.002)
    raise TimeoutError(f"{url} did not answer {status} within {limit} s")


def summary(values: Sequence[float], unit: str = "ms") -> str:
    """Return "min / median / p95" of some figures."""
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return f"{ordered[0]:.1f} / {statistics.median(ordered):.1f} / {p95:.1f} {unit}"


def report(line: str) -> None:
    """Print a line of the report at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def machine() -> str:
    """Return the load average, which every figure must stand beside."""
    return f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
