"""``autoui inspect``: what a page would hold, and where each part came from."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from autoui.cli import looking

if TYPE_CHECKING:
    from autoui.components.base import Scope
    from autoui.page.build import Built

SOURCES = {
    "hint": "annotated",
    "stub": "from a stub file",
    "typeshed": "from typeshed",
    "docstring": "from the docstring",
    "default": "from the default",
    "name": "from the name",
    "given": "given",
    "none": "unknown",
}


def inspect(at: looking.Looked, *, as_json: bool) -> int:
    """Print what was read of a target, and return the exit code.

    Raises:
        AutouiError: The target cannot be read; see ``page.build.build``.
    """
    looking.say(looking.look(at, _read), report, as_json=as_json)
    return 0


def _read(built: "Built", _: "Scope") -> dict[str, Any]:
    from autoui.page.inspection import inspect as look

    return look(built)


def report(found: dict[str, Any]) -> Iterator[str]:
    """Yield the lines for a person."""
    for number, function in enumerate(found["functions"]):
        if number:
            yield ""
        yield from _function(function)
    for refused in found["refused"]:
        yield ""
        yield f"refused: {refused['what']}"
        if refused["cure"]:
            yield f"  {refused['cure']}"
    if found["undocumented"]:
        yield ""
        yield found["undocumented"]


def _function(function: dict[str, Any]) -> Iterator[str]:
    yield function["signature"]
    if function["title"]:
        yield f"  {function['title']}"
    rows = [_parameter(parameter) for parameter in function["parameters"]]
    rows += [(f"→ {one['name']}", one["component"], "", "") for one in function["results"]]
    if rows:
        yield ""
        yield from _aligned(rows)
    for one in function["left_out"]:
        yield f"  {one['name']} is left out: {one['reason']}"
    examples = function["examples"]
    if examples["labels"]:
        origin = "the documentation" if examples["source"] == "docs" else "the code"
        yield ""
        yield f"  examples from {origin}:"
        yield from (f"    {label}" for label in examples["labels"])


def _need(parameter: dict[str, Any]) -> str:
    if parameter["required"]:
        return "required"
    default = parameter["default"]
    return "may be left out" if default is None else f"default {default}"


def _parameter(parameter: dict[str, Any]) -> tuple[str, str, str, str]:
    type_ = parameter["type"] or ""
    source = SOURCES.get(parameter["source"], parameter["source"])
    notes = [_need(parameter)]
    notes += [f"{name} {_short(value)}" for name, value in parameter["constraints"].items()]
    return (
        parameter["name"],
        parameter["component"],
        f"{type_} ({source})" if type_ else source,
        ", ".join(notes),
    )


def _short(value: object) -> str:
    text = " | ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _aligned(rows: list[tuple[str, str, str, str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield f"  {'  '.join([*cells, row[3]])}".rstrip()
