"""What it takes to infer the page of a function: CPU time for each, and for a module of a hundred.

    python -m tests.benchmarks.inference [--rounds N]

Prints the CPU time of one function once stubs are loaded (of all public functions of some
libraries, with typed, documented and bare parameters), and that of a module with 100 functions from
the imported module to the page document. CPU time, because other work on the machine does not
change it.
"""

import argparse
import importlib
import inspect
import statistics
import sys
import tempfile
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autoui.components.base import Scope
from autoui.errors import RefusedSignature
from autoui.page.build import build
from autoui.page.making import Maker, Wish
from autoui.records.blobs import BlobStore
from autoui.wire.server_worker import Load

MODULES = (
    "textwrap", "statistics", "difflib", "shutil", "json", "math", "random", "colorsys", "calendar",
    "PIL.ImageOps", "scipy.stats", "skimage.filters", "pandas", "humanize",
)  # fmt: skip
FUNCTIONS = 100
MS_EACH, SECONDS_ALL = 5.0, 1.0

FUNCTION = '''
def function_{n}(name: str, count: int = {n}, ratio: Annotated[float, Meta(ge=0, le=1)] = 0.5,
                 mode: Literal["fast", "exact"] = "fast", size: Size | None = None,
                 rows: list[tuple[str, float]] = [], other=None):
    """Do the thing number {n}.

    Args:
        name: What it is called.
        count: How often (s).
        other (int or str, optional): Anything.

    Returns:
        str: The text.

    >>> function_{n}("a", 2)
    'aa'
    """
    return name * count
'''
HEAD = """
from dataclasses import dataclass
from typing import Annotated, Literal
from msgspec import Meta

@dataclass
class Size:
    width: int = 3
    height: int = 4
"""


def functions() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Yield public functions of libraries, with module and name."""
    for name in MODULES:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        for key, value in sorted(vars(module).items()):
            if not key.startswith("_") and callable(value) and not inspect.isclass(value):
                yield name, key, value


def each(rounds: int) -> dict[str, float]:
    """Return the CPU milliseconds that inference takes for each function, stubs loaded."""
    maker = Maker()
    found: dict[str, float] = {}
    for turn in range(rounds + 1):
        for module, name, value in functions():
            began = time.process_time()
            try:
                maker.make(Wish(function=value, found_as=(module, name)))
            except RefusedSignature:
                continue
            spent = (time.process_time() - began) * 1000
            key = f"{module}.{name}"
            # The first turn loads the stubs.
            if turn:
                found[key] = min(spent, found.get(key, spent))
    return found


def module_of_many(folder: Path) -> types.ModuleType:
    """Write and import a module of a hundred functions."""
    source = HEAD + "".join(FUNCTION.format(n=n) for n in range(FUNCTIONS))
    (folder / "many_functions.py").write_text(source)
    sys.path.insert(0, str(folder))
    return importlib.import_module("many_functions")


def document(folder: Path) -> tuple[float, int]:
    """Return the CPU seconds from the imported module to the page document, and its bytes."""
    module_of_many(folder)
    scope = Scope(folder, BlobStore(folder))
    load = Load(target="many_functions", options={}, blobs=str(folder), scratch=str(folder))
    began = time.process_time()
    built = build(load, scope)
    return time.process_time() - began, len(built.document)


def main() -> int:
    """Print both figures; return 1 if one is above what is promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    times = each(parser.parse_args().rounds)
    slowest = sorted(times, key=times.__getitem__)[-3:]
    middle, mean = statistics.median(times.values()), statistics.mean(times.values())
    above = sum(one > MS_EACH for one in times.values())
    write = sys.stdout.write
    write(f"{len(times)} functions: median {middle:.2f} ms, mean {mean:.2f} ms CPU each; ")
    write(f"{above} above {MS_EACH:g} ms\n")
    write("  slowest: " + ", ".join(f"{name} {times[name]:.2f}" for name in slowest) + "\n")
    with tempfile.TemporaryDirectory() as folder:
        seconds, size = document(Path(folder))
    write(f"{FUNCTIONS} functions of one module: {seconds:.3f} s CPU, {size / 1024:.0f} KiB\n")
    return int(above > 0 or seconds > SECONDS_ALL)


if __name__ == "__main__":
    sys.exit(main())
