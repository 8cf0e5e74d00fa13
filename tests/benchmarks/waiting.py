"""What a function that computes in pure Python adds to other people's waiting.

``python tests/benchmarks/waiting.py [--rounds N] [--turns N]`` prints how long it takes until
another person's page is open (the document, its socket, the welcome and the page), and until
somebody in the queue is told a new place after the one ahead has left: both while the function
before them sleeps, and while it computes. The rounds take turns; the figure is the difference of
the 99th percentiles. (Places are told twice a second, so that a new one takes up to half a second
in any case.)
"""

import argparse
import json
import secrets
import statistics
import sys
import tempfile
import time
import urllib.request
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.benchmarks.common import autoui, machine, report, wait_for

GOAL = 10.0
_WAITING = 5
_FUNCTION = '''
import time


def occupy(compute: bool) -> int:
    """Hold the only lane until it is cancelled."""
    number = 0
    while True:
        if compute:
            number += 1
        else:
            time.sleep(0.001)
'''


class Person:
    """A page as far as the protocol goes.

    Args:
        url: The server's address.
        stack: Closes the socket.
    """

    def __init__(self, url: str, stack: ExitStack) -> None:
        with urllib.request.urlopen(url) as answer:
            answer.read()
        address = url.replace("http", "ws") + "ws"
        self._socket = stack.enter_context(connect(address, max_size=None))
        self._said: list[Any] = []
        self._send(op="hello", session=secrets.token_hex(16))
        page = self.hears(op="page")
        self._hash = page["document"]["endpoints"][0]["hash"]

    def submits(self, *, compute: bool) -> str:
        """Ask for a run; return its id."""
        run = secrets.token_hex(8)
        inputs = {"compute": compute}
        self._send(op="submit", run=run, endpoint="occupy", hash=self._hash, inputs=inputs)
        return run

    def cancels(self, run: str) -> None:
        """Stop a run and wait for its end."""
        self._send(op="cancel", run=run)
        self.hears(run=run, kind="cancelled")

    def hears(self, data: dict[str, Any] | None = None, **wanted: Any) -> Any:
        """Return the next message that says all that, its data included."""
        while True:
            while not self._said:
                found = json.loads(self._socket.recv(30))
                self._said = found if isinstance(found, list) else [found]
            message = self._said.pop(0)
            told = message.get("data") or {}
            if wanted.items() <= message.items() and (data or {}).items() <= told.items():
                return message

    def _send(self, **message: Any) -> None:
        self._socket.send(json.dumps(message))


def measure(url: str, turns: int, *, compute: bool) -> tuple[list[float], list[float]]:
    """Return the milliseconds of openings and of new places, while the lane is held."""
    with ExitStack() as stack:
        holder = Person(url, stack)
        held = holder.submits(compute=compute)
        holder.hears(run=held, kind="started")
        openings = [_opening(url) for _ in range(turns * (_WAITING - 1))]
        places = list(_places(url, turns, compute=compute))
        holder.cancels(held)
    return openings, places


def _opening(url: str) -> float:
    with ExitStack() as visit:
        began = time.perf_counter()
        Person(url, visit)
        return (time.perf_counter() - began) * 1e3


def _places(url: str, turns: int, *, compute: bool) -> Iterator[float]:
    """Have the first in the queue leave, and yield when each of the others is told of it."""
    with ExitStack() as stack:
        line: deque[tuple[Person, str]] = deque()
        for place in range(_WAITING):
            person = Person(url, stack)
            line.append((person, _join(person, place, compute=compute)))
        for _ in range(turns):
            person, run = line.popleft()
            began = time.perf_counter()
            person.cancels(run)
            for place, (other, waits) in enumerate(line):
                other.hears(run=waits, kind="queued", data={"position": place})
                yield (time.perf_counter() - began) * 1e3
            line.append((person, _join(person, len(line), compute=compute)))
        for person, run in line:
            person.cancels(run)


def _join(person: Person, place: int, *, compute: bool) -> str:
    run = person.submits(compute=compute)
    person.hears(run=run, kind="queued", data={"position": place})
    return run


def p99(values: list[float]) -> float:
    """Return the 99th percentile."""
    return statistics.quantiles(values, n=100)[98]


def main() -> None:
    """Measure both in turns and print what is added."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--turns", type=int, default=12, help="of each round")
    arguments = parser.parse_args()
    before = machine()
    found: dict[bool, tuple[list[float], list[float]]] = {False: ([], []), True: ([], [])}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "occupying.py"
        path.write_text(_FUNCTION)
        with autoui(f"{path}:occupy") as server:
            wait_for(server.url + "readyz")
            with urllib.request.urlopen(server.url) as answer:
                answer.read()
            # The first page asked for makes the server compress its files, on the same cores.
            wait_for(server.url + "readyz", contains=b'"brotli":true')
            measure(server.url, 1, compute=False)
            for _ in range(arguments.rounds):
                for compute, (openings, places) in found.items():
                    opened, told = measure(server.url, arguments.turns, compute=compute)
                    openings.extend(opened)
                    places.extend(told)
    worst = 0.0
    for name, asleep, computing in zip(
        ("a page opens", "a new place is told"), *found.values(), strict=True
    ):
        added = p99(computing) - p99(asleep)
        worst = max(worst, added)
        report(
            f"{name:>20}: p50 {statistics.median(asleep):.1f} -> {statistics.median(computing):.1f}"
            f" ms, p99 {p99(asleep):.1f} -> {p99(computing):.1f} ms, added {added:+.1f} ms"
        )
    report(f"  worst {worst:+.1f} ms (goal {GOAL:g}); before: {before}; after: {machine()}")
    sys.exit(0 if worst <= GOAL else 1)


if __name__ == "__main__":
    main()
