"""Read every public function and class of many modules, and say which of them have a page.

``python -m tests.corpus.survey`` looks at the standard library and a few packages,
``python -m tests.corpus.survey MODULE …`` at those modules. Each module is imported in a process
of its own, in an empty folder and for a limited time. Of each name the page is built, its fields
are checked while they are empty, and with ``--examples`` its example rows are run.

*Served* has a page, *refused* was told why it has none, and *failed* is everything else: an
exception, an end of the process, or no answer in time. Each failure is listed with its reason.
"""

import argparse
import importlib
import json
import multiprocessing
import os
import pkgutil
import sys
import tempfile
import types
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PACKAGES = (
    "PIL.ImageOps", "skimage.filters", "scipy.stats", "pandas", "statistics", "sympy", "humanize",
)  # fmt: skip

DOES_SOMETHING = frozenset(
    {"antigravity", "idlelib", "lib2to3", "test", "this", "turtledemo", "ensurepip", "pip"}
)
"""Parts of the standard library that do something when they are imported, or are none of it."""

WAYS = ("served", "refused", "failed")
EXAMPLES = ("right", "ran", "differs", "wrong")
REASON = 200
WIDE = 36


@dataclass
class Surveyed:
    """What came of one module.

    Attributes:
        module: Its name.
        counts: How many names came to what.
        examples: How many example rows came to what.
        failures: Each name that failed, with the reason.
        skipped: Why the module cannot be imported here, or empty.
    """

    module: str
    counts: Counter[str] = field(default_factory=Counter)
    examples: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)
    skipped: str = ""


_APART = multiprocessing.get_context("forkserver")

# ---------------------------------------------------------------------------- in a process alone


def _alone(module: str, sink: Path, examples: bool) -> None:
    """Examine a module where nothing that it writes or says is in anybody's way."""
    room = sink.with_name("room")
    room.mkdir()
    os.chdir(room)
    with open(os.devnull, "r+b") as nothing:
        for stream in range(3):
            os.dup2(nothing.fileno(), stream)
    warnings.simplefilter("ignore")
    sys.argv[1:] = []
    examine(module, sink, examples=examples)


def examine(module: str, sink: Path, *, examples: bool) -> None:
    """Write one line of JSON for each public name of a module: before it is read, and after."""
    with sink.open("w", encoding="utf-8", buffering=1) as out:

        def tell(**what: Any) -> None:
            out.write(json.dumps(what) + "\n")

        try:
            found = importlib.import_module(module)
        except ImportError as error:
            tell(skipped=_reason(error))
            return
        for name in public(found):
            tell(begun=name)
            what, detail, rows = _judge(f"{module}:{name}", examples=examples)
            tell(name=name, came_to=what, detail=detail, examples=rows)


def public(module: types.ModuleType) -> list[str]:
    """Return the names of the functions and classes that a module offers, exceptions aside."""
    listed = getattr(module, "__all__", None)
    names = listed if listed is not None else [one for one in vars(module) if one[0] != "_"]
    values = {name: getattr(module, name, None) for name in names}
    return [
        name
        for name, value in values.items()
        if callable(value)
        and not (isinstance(value, type) and issubclass(value, BaseException))
        and (listed is not None or getattr(value, "__module__", None) == module.__name__)
    ]


def _judge(target: str, *, examples: bool) -> tuple[str, str, dict[str, int]]:
    from autoui.cli import example_runs
    from autoui.errors import UsageError
    from autoui.page.here import built_here
    from autoui.worker.in_process import Performer

    rows: Counter[str] = Counter()
    try:
        with built_here(target) as (built, scope):
            performer = Performer(scope.directory, scope.blobs)
            for endpoint in built.endpoints.values():
                endpoint.check({})
                if examples:
                    found = example_runs.check(endpoint, performer)
                    rows.update(row.verdict for row in found)
    except UsageError as error:
        return "refused", _reason(error), rows
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        return "failed", _reason(error), rows
    return "served", "", rows


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:REASON]


# ------------------------------------------------------------------------------------ of them all


def standard_library() -> list[str]:
    """Return its public modules, those of its packages included."""
    found = []
    for name in sorted(sys.stdlib_module_names - DOES_SOMETHING):
        if not name.startswith("_"):
            found += [name, *_inside(name)] if find_spec(name) else []
    return found


def _inside(package: str) -> Iterator[str]:
    spec = find_spec(package)
    for one in pkgutil.iter_modules((spec and spec.submodule_search_locations) or ()):
        name = f"{package}.{one.name}"
        if not one.name.startswith("_") and one.name not in {"test", "tests"}:
            yield name
            if one.ispkg:
                yield from _inside(name)


def survey(module: str, limit: float, *, examples: bool) -> Surveyed:
    """Examine a module in a process of its own.

    Args:
        module: Its name.
        limit: Seconds it may take.
        examples: Whether to run the example rows.
    """
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        sink = Path(folder, "said.jsonl")
        child = _APART.Process(target=_alone, args=(module, sink, examples))
        child.start()
        child.join(limit)
        ended = f"ended with {child.exitcode}" if child.exitcode else ""
        if child.exitcode is None:
            ended = f"no answer within {limit:g} s"
            child.kill()
            child.join()
        said = sink.read_text(encoding="utf-8").splitlines() if sink.exists() else []
    return _summed(module, [json.loads(line) for line in said], ended)


def _summed(module: str, said: list[dict[str, Any]], ended: str) -> Surveyed:
    summed = Surveyed(module)
    begun = "the import"
    for line in said:
        begun = line.get("begun", begun)
        summed.skipped = line.get("skipped", summed.skipped)
        if "name" in line:
            summed.counts[line["came_to"]] += 1
            summed.examples.update(line["examples"])
            if line["came_to"] == "failed":
                summed.failures.append((line["name"], line["detail"]))
    if ended:
        summed.counts["failed"] += 1
        summed.failures.append((begun, ended))
    return summed


def table(found: Iterable[Surveyed]) -> Iterator[str]:
    """Yield a line for each module as it comes, then the totals and the failures."""
    yield "module".ljust(WIDE) + "".join(head.rjust(9) for head in (*WAYS, *EXAMPLES, "raised"))
    total, done = Surveyed("in all"), []
    for one in found:
        done.append(one)
        total.counts += one.counts
        total.examples += one.examples
        if one.counts:
            yield _row(one)
    yield _row(total)
    named = sum(bool(one.counts) for one in done)
    skipped = [one for one in done if one.skipped]
    yield f"{named} of {len(done)} modules have public names; {len(skipped)} cannot be imported"
    for one in skipped:
        yield f"skipped: {one.module}: {one.skipped}"
    for one in done:
        for name, reason in one.failures:
            yield f"failed: {one.module}:{name}: {reason}"


def _row(one: Surveyed) -> str:
    numbers = [one.counts[way] for way in WAYS]
    numbers += [one.examples[way] for way in (*EXAMPLES, "failed")]
    return one.module.ljust(WIDE) + "".join(str(number).rjust(9) for number in numbers)


def main() -> int:
    """Survey what the command line names; 1 says that something failed."""
    parser = argparse.ArgumentParser(prog="survey", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE")
    parser.add_argument("--limit", type=float, default=240, help="seconds for one module")
    parser.add_argument("--examples", action="store_true", help="run the example rows as well")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    modules = given.modules or list(dict.fromkeys([*PACKAGES, *standard_library()]))
    # What every page needs is imported once, and each process is a copy of that one.
    _APART.set_forkserver_preload(["autoui.page.here", "autoui.cli.example_runs"])
    one = partial(survey, limit=given.limit, examples=given.examples)
    with ThreadPoolExecutor(given.processes) as pool:
        failed = False
        for line in table(pool.map(one, modules)):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
            failed |= line.startswith("failed: ")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
