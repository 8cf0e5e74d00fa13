"""One upload of 100 MB: how long it takes, and how much memory the server needs for it.

``python tests/benchmarks/upload.py [--fast] [--rounds N] [--megabytes N]`` prints the seconds until
the reference to the file is there, and by how much the server's resident memory grew at most. The
goals are 0.5 s, and 16 MB whatever the length.
"""

import argparse
import http.client
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.benchmarks.bare import flavour
from tests.benchmarks.common import CALCULATOR, figure, machine, report, serving

GOAL_SECONDS, GOAL_GROWTH = 0.5, 16 << 20
_PART = bytes(range(256)) * 1024


def resident(pid: int) -> int:
    """Return the bytes of memory that a process holds."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0]) << 10


class Watch(threading.Thread):
    """Looks at a process's memory every few milliseconds."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._ended = threading.Event()
        self.first = self.most = resident(pid)

    def run(self) -> None:
        """Look until told to stop."""
        while not self._ended.wait(0.005):
            self.most = max(self.most, resident(self._pid))

    def end(self) -> int:
        """Stop, and return by how much it grew at most."""
        self._ended.set()
        self.join()
        return self.most - self.first


def parts(megabytes: int) -> Iterator[bytes]:
    """Give a body of that length, piece by piece."""
    for _ in range((megabytes << 20) // len(_PART)):
        yield _PART


def upload(url: str, megabytes: int) -> float:
    """Send a file and return how many seconds it took."""
    address = urlsplit(url)
    headers = {
        "Authorization": "Bearer " + f"{time.perf_counter_ns():032x}",
        "X-File-Name": "large.bin",
        "Content-Length": str(megabytes << 20),
    }
    connection = http.client.HTTPConnection(address.hostname or "", address.port)
    began = time.perf_counter()
    connection.request("PUT", "/uploads", parts(megabytes), headers)
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - began
    connection.close()
    if answer.status != 201:
        raise SystemExit(f"the server answered {answer.status}: {body[:300]!r}")
    return seconds


def main() -> None:
    """Measure and compare with the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="uvloop and httptools")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=100)
    arguments = parser.parse_args()
    before = machine()
    with serving(CALCULATOR, *flavour(fast=arguments.fast)) as server:
        upload(server.url, 10)
        watch = Watch(server.process.pid)
        watch.start()
        seconds = [upload(server.url, arguments.megabytes) for _ in range(arguments.rounds)]
        growth = watch.end()
    middle = statistics.median(seconds)
    what = f"upload of {arguments.megabytes} MB"
    reached = figure(what, middle, "s", GOAL_SECONDS, most=True)
    more = growth / (1 << 20)
    reached &= figure(f"{what}, memory", more, "MiB more", GOAL_GROWTH / (1 << 20), most=True)
    report(f"{' + '.join(flavour(fast=arguments.fast))}; before: {before}; after: {machine()}")
    sys.exit(0 if reached else 1)


if __name__ == "__main__":
    main()
