"""Every figure that has a goal, in one table: ``python tests/benchmarks/all.py [GRADIO_PYTHON]``.

Runs the scripts of this folder one after the other, each once the machine is quiet (its load
average is below ``--quiet``, or has not become so for ``--patience`` seconds). With the
interpreter of an environment that has Gradio, ``beside.py`` measures it too.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import FIGURES, Figure, machine, report, timed_environment

_PAUSE = 5.0
_LIMIT = 900.0


def scripts(gradio: str | None) -> list[list[str]]:
    """Return the commands, the quick ones first."""
    rounds = ["--rounds", "5"]
    loads = [
        ["calls.py", *rounds, "--clients", clients, "--load", load, *fast]
        for clients in ("64", "256")
        for load in ("raw", "library")
        for fast in ([], ["--fast"])
    ]
    return [
        ["memory.py"],
        ["startup.py"],
        ["page.py"],
        *loads,
        ["values.py", *rounds],
        ["values.py", *rounds, "--fast"],
        # What a generator does of which nothing is said.
        ["values.py", *rounds, "--kept"],
        ["values.py", *rounds, "--kept", "--fast"],
        ["frames.py", *rounds],
        ["beside.py", *([gradio] if gradio else []), *rounds, "--fast"],
        ["upload.py"],
        ["hotspots.py", "--fast"],
    ]


def wait_until_quiet(quiet: float, patience: float) -> None:
    """Wait until others leave the machine alone, but not for ever."""
    deadline = time.monotonic() + patience
    while os.getloadavg()[0] > quiet and time.monotonic() < deadline:
        time.sleep(_PAUSE)


def _read(file: Path) -> list[Figure]:
    return [Figure(**json.loads(line)) for line in file.read_text().splitlines()]


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gradio", nargs="?", help="the interpreter of an environment with Gradio")
    parser.add_argument("--quiet", type=float, default=0.5, help="load average to wait for")
    parser.add_argument("--patience", type=float, default=120, help="seconds to wait for it")
    arguments = parser.parse_args()
    folder = Path(__file__).parent
    broken = []
    with tempfile.TemporaryDirectory() as gathered:
        file = Path(gathered, "figures")
        file.touch()
        environment = {**timed_environment(), FIGURES: str(file)}
        for command in scripts(arguments.gradio):
            wait_until_quiet(arguments.quiet, arguments.patience)
            report(f"\n== {' '.join(command)} ({machine()})")
            known = len(_read(file))
            line = [sys.executable, str(folder / command[0]), *command[1:]]
            code = subprocess.run(line, env=environment, timeout=_LIMIT, check=False).returncode
            # A script that has a figure that missed its goal ends with 1, too.
            if code and all(figure.reached for figure in _read(file)[known:]):
                broken.append(" ".join(command))
        figures = _read(file)
    report(f"\n{'figure':<52} {'value':>9} {'':<9} {'goal':<18} {'verdict':<8} load")
    for figure in figures:
        report(str(figure))
    for name in broken:
        report(f"{name}: did not come to an end")
    missed = sum(not figure.reached for figure in figures)
    report(f"{len(figures) - missed} of {len(figures)} goals reached ({machine()})")
    sys.exit(1 if missed or broken else 0)


if __name__ == "__main__":
    main()
