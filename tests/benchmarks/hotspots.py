"""Where the time of a call goes: processor time by function, in the server and in the worker.

``python tests/benchmarks/hotspots.py [--fast] [--clients N]`` makes calls from many clients while
a timer that counts processor time looks, every millisecond of it, at what the main thread does
(sampling: nothing is slowed down for being called often). Time in C counts for the line of Python
that called it, so writing to a socket shows as ``write_text`` and ``_flush``.
"""

import argparse
import json
import os
import sys
import tempfile
import urllib.request
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.benchmarks.bare import flavour
from tests.benchmarks.calls import Page, hash_of
from tests.benchmarks.common import free_port, machine, report, running, wait_for
from tests.benchmarks.load import CLIENTS, run

_CALLS = 60_000
_SHOWN = 22
_LOOK = """
import collections
import json
import os
import signal

seen = collections.Counter()
mark = os.path.join(os.path.dirname(__file__), "begun")


def look(number, frame):
    if os.path.exists(mark):
        seen[frame.f_code.co_filename + ":" + frame.f_code.co_qualname] += 1


def begin():
    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
"""
_WORKER = """
import look

look.begin()


def add(a: float, b: float) -> float:
    return a + b


def seen() -> str:
    return look.json.dumps(look.seen)
"""
_SERVER = """
import sys
target, port, loop, http, folder = sys.argv[1:]
sys.path.insert(0, folder)
import look
from autoui.serving.run import serve
from autoui.serving.settings import Settings
look.begin()
settings = Settings(target=target, port=int(port), port_fixed=True, loop=loop, http=http)
code = serve(settings, print)
with open(folder + "/server.json", "w") as file:
    look.json.dump(look.seen, file)
sys.exit(code)
"""


def seen_by_worker(url: str) -> dict[str, int]:
    """Return what the worker's timer has seen."""
    request = urllib.request.Request(f"{url}api/seen", b"{}", {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        (text,) = json.load(answer)["outputs"]
    seen: dict[str, int] = json.loads(text)
    return seen


def main() -> None:
    """Sample both processes under load and print where they were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="uvloop and httptools")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    arguments = parser.parse_args()
    before = machine()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "look.py").write_text(_LOOK)
        target = Path(folder, "adding.py")
        target.write_text(_WORKER)
        port = free_port()
        command = [sys.executable, "-c", _SERVER, f"{target}:add,seen", str(port)]
        with running([*command, *flavour(fast=arguments.fast), folder], port) as server:
            wait_for(server.url + "readyz")
            url = server.url.replace("http", "ws") + "ws"
            page = Page(hash_of(server.url))
            run(url, page, arguments.clients, _CALLS // 10, server.process.pid)
            Path(folder, "begun").touch()
            found = run(url, page, arguments.clients, _CALLS, server.process.pid)
            worker = seen_by_worker(server.url)
        report(f"{' + '.join(flavour(fast=arguments.fast))}, {arguments.clients} clients")
        report(f"{found.rate:,.0f} calls/s; before: {before}; after: {machine()}")
        server_saw = json.loads(Path(folder, "server.json").read_text())
        _print("server", found.cpu["server"], Counter(server_saw))
        _print("worker", found.cpu["worker"], Counter(worker))


def _print(name: str, spent: float, seen: "Counter[str]") -> None:
    total = sum(seen.values())
    report(f"\n{name}: {spent:.0f} µs of processor time a call, {total:,} looks")
    files: Counter[str] = Counter()
    for place, count in seen.items():
        files[_short(place.rpartition(":")[0])] += count
    for place, count in files.most_common(_SHOWN):
        report(f"  {count / total:6.1%}  {spent * count / total:5.1f} µs  {place}")
    report("  by function:")
    for place, count in seen.most_common(_SHOWN):
        path, _, function = place.rpartition(":")
        report(
            f"  {count / total:6.1%}  {spent * count / total:5.1f} µs  {_short(path)}:{function}"
        )


def _short(path: str) -> str:
    for folder in ("site-packages", "autoui", "lib"):
        if f"{os.sep}{folder}{os.sep}" in path:
            return path.rpartition(f"{os.sep}{folder}{os.sep}")[2]
    return path


if __name__ == "__main__":
    main()
