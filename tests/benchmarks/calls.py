"""Calls through autoui beside the bare probe: same load, same minute, the ratio printed.

``python tests/benchmarks/calls.py [--fast] [--rounds N]``
"""

import argparse
import json
import secrets
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.benchmarks.bare import bare, flavour, line
from tests.benchmarks.common import Server, free_port, machine, report, running, wait_for
from tests.benchmarks.load import CLIENTS, Dialogue, Measured, measure

GOAL = {False: 0.3, True: 0.4}
_BAD = (b'"op":"refused"', b'"kind":"failed"', b'"kind":"lost"', b'"kind":"expired"')
_FUNCTION = '''
def add(a: float, b: float) -> float:
    """Add two numbers."""
    return a + b
'''
_SERVER = """
import sys
from autoui.serving.run import serve
from autoui.serving.settings import Settings
target, port, loop, http = sys.argv[1:]
settings = Settings(target=target, port=int(port), port_fixed=True, loop=loop, http=http)
sys.exit(serve(settings, print))
"""


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
    port = free_port()
    target = f"{folder / 'adding.py'}:add"
    command = [sys.executable, "-c", _SERVER, target, str(port), *flavour(fast=fast)]
    with running(command, port) as server:
        wait_for(server.url + "readyz")
        hash_ = hash_of(server.url)
        # The first page asked for makes the server compress its files, on the same cores.
        wait_for(server.url + "readyz", contains=b'"brotli":true')
        yield server.url.replace("http", "ws") + "ws", hash_, server


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
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    before = machine()
    theirs: list[Measured] = []
    mine: list[Measured] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        bare(fast=arguments.fast) as (floor, bare_server),
        ours(Path(folder), fast=arguments.fast) as (url, hash_, server),
    ):
        for _ in range(arguments.rounds):
            theirs.append(measure(floor, Dialogue(), bare_server.process.pid))
            report(f"    bare: {line(theirs[-1])}")
            mine.append(measure(url, Page(hash_), server.process.pid))
            report(f"  autoui: {line(mine[-1])}, {mine[-1].frames:.2f} frames")
    loop, http = flavour(fast=arguments.fast)
    ratio = statistics.median(m.rate / t.rate for m, t in zip(mine, theirs, strict=True))
    report(f"{loop} + {http}, {CLIENTS} clients, {arguments.rounds} rounds in turns")
    goal = GOAL[arguments.fast]
    report(f"  ratio {ratio:.2f} (goal {goal}); before: {before}; after: {machine()}")
    sys.exit(0 if ratio >= goal else 1)


if __name__ == "__main__":
    main()
