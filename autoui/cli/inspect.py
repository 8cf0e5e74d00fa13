"""``autoui inspect``: what a page would hold, and where each part came from."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from autoui.cli import targets

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


def inspect(target: str, *, folder: Path, cwd: Path | None, as_json: bool) -> int:
    """Print what was read of a target, and return the exit code.

    Raises:
        AutouiError: The target cannot be read; see ``page.build.build``.
    """
    targets.check(target, folder)
    if cwd is not None:
        target = targets.absolute(target, folder)
        cwd = targets.folder(cwd, folder, "--cwd")
    with user_output_on_stderr():
        found = read(target, cwd)
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        for line in report(found):
            typer.echo(line)
    return 0


def read(target: str, cwd: Path | None) -> dict[str, Any]:
    """Import the target in this process and return what ``page.inspection`` says of it."""
    # Imported here: the user's options are checked before the page's libraries are loaded.
    from autoui.page.here import built_here
    from autoui.page.inspection import inspect as look

    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    with built_here(target, cwd) as (built, _):
        return look(built)


@contextmanager
def user_output_on_stderr() -> Iterator[None]:
    """Send whatever is printed, also by C code and child processes, to stderr."""
    sys.stdout.flush()
    ours = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(ours, 1)
        os.close(ours)


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


def _parameter(parameter: dict[str, Any]) -> tuple[str, str, str, str]:
    type_ = parameter["type"] or ""
    source = SOURCES.get(parameter["source"], parameter["source"])
    notes = ["required"] if parameter["required"] else [f"default {parameter['default']}"]
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
