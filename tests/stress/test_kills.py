"""``kill -9`` at any moment, under load: every accepted run ends once, nothing is left running."""

import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException

from tests.attacks.speak import TERMINAL, greeted
from tests.browser.served import Served
from tests.serve import serving
from tests.test_kill import alive, descendants, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

PEOPLE = 4
NAP = 0.02
TARGET = f"{Path(__file__).with_name('functions.py')}:nap"
sized = pytest.mark.parametrize(
    "kills",
    [
        pytest.param(5, id="small"),
        pytest.param(100, marks=[pytest.mark.stress, pytest.mark.timeout(1_800)], id="full"),
    ],
)


class Person(threading.Thread):
    """A page that runs something all the time, and notes how each run ended."""

    def __init__(self, served: Served, number: int) -> None:
        super().__init__(name=f"person-{number}", daemon=True)
        self.served = served
        self.random = random.Random(number)
        self.leaves = threading.Event()
        self.accepted: set[str] = set()
        self.ends: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()

    def run(self) -> None:
        """Submit one run after the other, until told to leave or the server is gone."""
        try:
            with greeted(self.served) as page:
                while not self.leaves.is_set():
                    run = page.submit("nap", seconds=self.random.random() * NAP)
                    while True:
                        message = page.receive()
                        self.note(message)
                        if message.get("run") == run and message.get("kind") in TERMINAL:
                            break
        except (WebSocketException, OSError, EOFError):
            # The server was killed; what it had accepted has no end, and needs none.
            return

    def note(self, message: dict[str, object]) -> None:
        """Take note of what the server says."""
        run = str(message.get("run"))
        if message["op"] == "accepted":
            self.accepted.add(run)
        if message.get("kind") in TERMINAL:
            self.ends[run] += 1
            self.kinds[str(message["kind"])] += 1


@contextmanager
def crowd(served: Served) -> Iterator[list[Person]]:
    """Let some people run things until the block is left."""
    people = [Person(served, number) for number in range(PEOPLE)]
    for person in people:
        person.start()
    try:
        yield people
    finally:
        for person in people:
            person.leaves.set()
        for person in people:
            person.join(30)
            assert not person.is_alive(), served.output()


def worker_of(served: Served) -> int:
    """Return the process of the worker, or 0 while there is none."""
    # One that was killed stands there until its parent has looked at it.
    found = [pid for pid in descendants(served.process.pid) if alive(pid)]
    return found[1] if len(found) > 1 else 0


@sized
def test_killed_workers(tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    with serving(TARGET, folder=tmp_path, fresh=True) as served:
        with crowd(served) as people:
            for _ in range(kills):
                assert until(lambda: worker_of(served) > 0), served.output()
                worker = worker_of(served)
                # The moment is what is tested: any of a run's, or none.
                time.sleep(chance.random() * 5 * NAP)
                os.kill(worker, signal.SIGKILL)
                assert until(lambda worker=worker: not alive(worker))
        for person in people:
            assert set(person.ends) == person.accepted
            assert set(person.ends.values()) <= {1}
            assert set(person.kinds) <= {"done", "lost"}
        assert sum(person.kinds["lost"] for person in people) <= kills
        assert served.call("nap", seconds=0)["outputs"] == [0]


@sized
def test_killed_servers(tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    for number in range(kills):
        folder = tmp_path / str(number)
        folder.mkdir()
        with serving(TARGET, folder=folder, fresh=True) as served:
            family = descendants(served.process.pid)
            with crowd(served) as people:
                time.sleep(chance.random() * 5 * NAP)
                os.kill(served.process.pid, signal.SIGKILL)
                served.process.wait()
            assert until(lambda family=family: not any(map(alive, family)))
            for person in people:
                assert set(person.ends.values()) <= {1}
