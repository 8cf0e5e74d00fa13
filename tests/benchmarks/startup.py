"""How soon something is there: ``autoui --help``, the first 200, the page document.

Each round times ours and a one-route Litestar application on uvicorn in turn, so that both see the
same machine; the medians of the per-round ratios are what counts.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from common import (
    CALCULATOR,
    autoui,
    figure,
    free_port,
    machine,
    report,
    running,
    timed_environment,
)
from common import wait_for as answered

ROUNDS = 7

BARE = """
import sys
import uvicorn
from litestar import Litestar, get

@get("/")
async def index() -> str:
    return "hello"

uvicorn.run(Litestar([index], openapi_config=None), port=int(sys.argv[1]), log_level="error")
"""

SLOW = """
import time
time.sleep(3)

def double(x: float = 2) -> float:
    return 2 * x
"""


def cpu_of_help() -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "autoui", "--help"],
        check=True,
        stdout=subprocess.DEVNULL,
        env=timed_environment(),
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def first_200(target: str) -> tuple[float, float]:
    """Return the seconds to the first 200 and to the page document in the HTML."""
    with autoui(target) as server:
        first = answered(server.url) - server.spawned
        document = answered(server.url + "readyz") - server.spawned
        return first, document


def bare(script: Path) -> float:
    port = free_port()
    with running([sys.executable, str(script), str(port)], port) as server:
        return answered(server.url) - server.spawned


def main() -> None:
    """Print the table."""
    cpu_of_help()
    helps = [cpu_of_help() for _ in range(ROUNDS)]
    figure("autoui --help, processor time", statistics.median(helps), "s", 0.3, most=True)
    with tempfile.TemporaryDirectory() as folder:
        bare_app, slow = Path(folder, "bare_app.py"), Path(folder, "slow.py")
        bare_app.write_text(BARE)
        slow.write_text(SLOW)
        for name, target in (("calculator", CALCULATOR), ("3 s import", f"{slow}:double")):
            first_200(target), bare(bare_app)
            rows = [(*first_200(target), bare(bare_app)) for _ in range(ROUNDS)]
            columns = zip(*rows, strict=True)
            ours, document, theirs = (statistics.median(column) for column in columns)
            ratio = statistics.median(row[0] / row[2] for row in rows)
            ratio_document = statistics.median(row[1] / row[2] for row in rows)
            report(
                f"{name}: first 200 {ours:.3f} s, ready {document:.3f} s, "
                f"bare {theirs:.3f} s ({machine()})"
            )
            figure(f"spawn to first 200, {name}", ratio, "× bare", 1.3, most=True)
            if target == CALCULATOR:
                figure("spawn to page document", ratio_document, "× bare", 2, most=True)


if __name__ == "__main__":
    main()
