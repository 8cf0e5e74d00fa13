"""Ending processes the hard way: nothing is left behind, and what still runs goes on."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.browser.served import Served
from tests.serve import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

APP = """
import os, re, subprocess, sys, time
from pathlib import Path

HERE = Path(__file__).parent


def say(text):
    (HERE / "started").write_text(text)


def regex():
    say(str(os.getpid()))
    re.match("(a+)+$", "a" * 60 + "b")


def forked():
    child = os.fork()
    if child == 0:
        time.sleep(600)
        os._exit(0)
    say(f"{os.getpid()} {child}")
    time.sleep(600)


def spawned():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    say(f"{os.getpid()} {child.pid}")
    time.sleep(600)


def quick(x: int = 1) -> int:
    return x + 1
"""


def alive(pid: int) -> bool:
    """Return whether a process runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def descendants(pid: int) -> list[int]:
    """Return all processes that a process started, directly or not."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found, waiting = [], [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def until(condition: Callable[[], bool], limit: float = 20) -> bool:
    """Wait for a condition; return whether it came true."""
    deadline = time.monotonic() + limit
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


class Busy:
    """A server with a worker inside a function.

    Args:
        served: The server.
        function: What to call; its worker says on disk that it is inside.
        folder: Where.
    """

    def __init__(self, served: Served, function: str, folder: Path) -> None:
        self.served = served
        threading.Thread(target=self._call, args=[function], daemon=True).start()
        assert until((folder / "started").exists), served.output()
        self.others = descendants(served.process.pid)
        self.nursery = self.others[0]

    def _call(self, function: str) -> None:
        with suppress(OSError):  # the server is killed meanwhile, as intended
            self.served.call(function)

    def kill_server(self) -> None:
        """``kill -9`` the server."""
        os.kill(self.served.process.pid, signal.SIGKILL)
        self.served.process.wait()

    def others_end(self) -> bool:
        """Return whether all its other processes end soon."""
        return until(lambda: not any(map(alive, self.others)))


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Callable[[str], Busy]]:
    """Return a function that serves the app and leaves it inside one of its functions."""
    (tmp_path / "app.py").write_text(APP)
    target = f"{tmp_path / 'app.py'}:regex,forked,spawned,quick"
    with serving(target, folder=tmp_path, fresh=True) as served:
        yield lambda function: Busy(served, function, tmp_path)


@pytest.mark.parametrize("function", ["regex", "forked", "spawned"])
def test_no_process_outlives_a_killed_server(busy: Callable[[str], Busy], function: str) -> None:
    at_work = busy(function)
    assert len(at_work.others) >= (2 if function == "regex" else 3)
    at_work.kill_server()
    assert at_work.others_end(), [pid for pid in at_work.others if alive(pid)]


def test_no_process_outlives_a_killed_nursery_and_server(busy: Callable[[str], Busy]) -> None:
    at_work = busy("regex")
    os.kill(at_work.nursery, signal.SIGKILL)
    at_work.kill_server()
    assert at_work.others_end(), [pid for pid in at_work.others if alive(pid)]


def test_a_killed_nursery_is_replaced(busy: Callable[[str], Busy]) -> None:
    at_work = busy("spawned")
    os.kill(at_work.nursery, signal.SIGKILL)
    assert at_work.others_end(), [pid for pid in at_work.others if alive(pid)]
    at_work.served.wait_until_ready()
    assert at_work.served.call("quick", x=4)["run"]
