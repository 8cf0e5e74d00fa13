"""Calls through autoui beside the bare probe: same load, same minute, the ratio printed.

``python tests/benchmarks/calls.py [--fast] [--clients N] [--load library] [--rounds N]``
"""

import argparse
import json
import secrets
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.benchmarks.bare import bare, flavour, line
from tests.benchmarks.common import Server, figure, machine, report, serving
from tests.benchmarks.library_load import measure as measure_with_library
from tests.benchmarks.load import CLIENTS, Dialogue, Measured, measure

_LOADS = {"raw": measure, "library": measure_with_library}
GOAL = {False: 0.3, True: 0.4}
# What one client's call may take when that of the bare probe takes so long, in milliseconds.
_SEQUENTIAL, _BARE_SEQUENTIAL = 0.6, 0.4
_BAD = (b'"op":"refused"', b'"kind":"failed"', b'"kind":"lost"', b'"kind":"expired"')
_FUNCTION = '''
def add(a: float, b: float) -> float:
    """Add two numbers."""
    return a + b
'''


class Page(Dialogue):
    """What a page says: hello, then submits; a call ends with its ``done``."""

    def __init__(self, hash_: str) -> None:
        self._hash = hash_
        self._prefix = secrets.token_hex(8)

    def open(self) -> list[str]:
        """Say hello."""
        return [json.dumps({"op": "hello", "session": secrets.token_hex(16), "page": self._hash})]

    def call(self, number: int) -> str:
        """Submit a call with inputs of its own."""
        return json.dumps(
            {
                "op": "submit",
                "run": f"{self._prefix}-{secrets.token_hex(6)}",
                "endpoint": "add",
                "hash": self._hash,
                "inputs": {"a": number, "b": 0.5},
            }
        )

    def is_end(self, text: bytes, number: int) -> bool:
        """Look for the terminal event."""
        if b'"kind":"done"' not in text:
            if any(bad in text for bad in _BAD):
                raise SystemExit(f"a call failed: {text!r}")
            return False
        if b"%d.5" % number not in text:
            raise SystemExit(f"a wrong answer: {text!r}")
        return True


@contextmanager
def ours(folder: Path, *, fast: bool) -> Iterator[tuple[str, str, Server]]:
    """Serve a small function; yield the websocket's URL, the schema's hash and the server."""
    (folder / "adding.py").write_text(_FUNCTION)
    with serving(f"{folder / 'adding.py'}:add", *flavour(fast=fast)) as server:
        yield server.url.replace("http", "ws") + "ws", hash_of(server.url), server


def hash_of(url: str) -> str:
    """Return the hash of the inputs' schema, as the page's document tells it."""
    import urllib.request

    with urllib.request.urlopen(url) as answer:
        text = answer.read().decode()
    document = text.split('id="document">')[1].split("</script>")[0]
    return str(json.loads(document)["endpoints"][0]["hash"])


def main() -> None:
    """Measure both in turns and print the ratio."""
    import tempfile

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="uvloop and httptools")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--load", choices=_LOADS, default="raw", help="who makes the calls")
    arguments = parser.parse_args()
    load = partial(_LOADS[arguments.load], clients=arguments.clients)
    before = machine()
    theirs: list[Measured] = []
    mine: list[Measured] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        bare(fast=arguments.fast) as (floor, bare_server),
        ours(Path(folder), fast=arguments.fast) as (url, hash_, server),
    ):
        for _ in range(arguments.rounds):
            theirs.append(load(floor, Dialogue(), bare_server.process.pid))
            report(f"    bare: {line(theirs[-1])}")
            mine.append(load(url, Page(hash_), server.process.pid))
            report(f"  autoui: {line(mine[-1])}, {mine[-1].frames:.2f} frames")
    loop, http = flavour(fast=arguments.fast)
    ratio = statistics.median(m.rate / t.rate for m, t in zip(mine, theirs, strict=True))
    what = f"{loop} + {http}, {arguments.clients} clients, {arguments.load} load"
    report(f"{what}, {arguments.rounds} rounds in turns; before: {before}; after: {machine()}")
    reached = figure(f"calls, {what}", ratio, "× bare", GOAL[arguments.fast])
    if arguments.fast:
        median = statistics.median(m.median for m in mine)
        allowed = statistics.median(t.median for t in theirs) * _SEQUENTIAL / _BARE_SEQUENTIAL
        name = f"one client's call, p50, {loop}, {arguments.load} load"
        reached &= figure(name, median, "ms", round(max(allowed, _SEQUENTIAL), 2), most=True)
    sys.exit(0 if reached else 1)


if __name__ == "__main__":
    main()
