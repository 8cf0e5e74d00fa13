"""``autoui check``: run the examples of a target, and compare with the documented results."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from autoui.cli import looking

if TYPE_CHECKING:
    from autoui.cli.example_runs import Checked
    from autoui.components.base import Scope
    from autoui.page.build import Built

_MARKS = {"right": "✓", "ran": "·", "differs": "✗", "failed": "✗", "wrong": "✗"}
_WORDS = {
    "right": "as documented",
    "ran": "ran",
    "differs": "not as documented",
    "failed": "failed",
    "wrong": "with wrong inputs",
}


def check(at: looking.Looked, *, as_json: bool) -> int:
    """Run every example of a target, print what they came to, and return the exit code.

    Raises:
        AutouiError: The target cannot be read; see ``page.build.build``.
    """
    found = looking.look(at, run)
    looking.say(found, report, as_json=as_json)
    return 0 if found["good"] else 1


def run(built: "Built", scope: "Scope") -> dict[str, Any]:
    """Run the examples of a page.

    Returns:
        ``{"good", "functions": [{"name", "signature", "rows": [{"label", "verdict", "documented",
        "got"}]}], "refused": [{"what", "cure"}]}``.
    """
    from autoui.cli import example_runs
    from autoui.worker.in_process import Performer

    performer = Performer(scope.directory, scope.blobs)
    functions = []
    good = True
    for endpoint in built.endpoints.values():
        rows = list(example_runs.check(endpoint, performer))
        good = good and not any(row.verdict in example_runs.BAD for row in rows)
        functions.append(
            {
                "name": endpoint.name,
                "signature": endpoint.reading.signature,
                "rows": [_row(row) for row in rows],
            }
        )
    refused = [{"what": error.what, "cure": error.cure} for error in built.refused]
    return {"good": good, "functions": functions, "refused": refused}


def _row(row: "Checked") -> dict[str, Any]:
    found = asdict(row)
    del found["endpoint"]
    return found


def report(found: dict[str, Any]) -> Iterator[str]:
    """Yield the lines for a person."""
    counts: Counter[str] = Counter()
    for function in found["functions"]:
        yield function["signature"]
        for row in function["rows"]:
            counts[row["verdict"]] += 1
            yield from _lines(row)
        if not function["rows"]:
            yield "  no examples"
    for refused in found["refused"]:
        yield f"refused: {refused['what']}"
    yield ""
    yield _summary(found, counts)


def _lines(row: dict[str, Any]) -> Iterator[str]:
    verdict, documented, got = row["verdict"], _one_line(row["documented"]), _one_line(row["got"])
    yield f"  {_MARKS[verdict]} {row['label']} → {got}"
    if verdict == "differs":
        yield f"    documented: {documented}"
    elif verdict in ("failed", "wrong"):
        yield f"    {_WORDS[verdict]}{f'; documented: {documented}' if documented else ''}"


def _one_line(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= 160 else joined[:159] + "…"


def _summary(found: dict[str, Any], counts: Counter[str]) -> str:
    functions, refused = len(found["functions"]), len(found["refused"])
    told = [f"{counts[one]} {_WORDS[one]}" for one in _WORDS if counts[one]]
    text = f"{_several(functions, 'function')}, {_several(counts.total(), 'example')}"
    if told:
        text += f": {', '.join(told)}"
    return text + (f"; {_several(refused, 'function')} refused" if refused else "")


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
