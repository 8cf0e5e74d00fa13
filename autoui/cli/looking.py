"""What ``inspect`` and ``check`` share: the target is built here, and a report printed."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from autoui.cli import targets

if TYPE_CHECKING:
    from autoui.components.base import Scope
    from autoui.page.build import Built

Found = dict[str, Any]


@dataclass(frozen=True)
class Looked:
    """What is looked at.

    Attributes:
        target: As it was written.
        folder: Where the command was started.
        cwd: Where the function runs; None is ``folder``.
        page: What the page is told; None leaves it to the function.
    """

    target: str
    folder: Path
    cwd: Path | None
    page: dict[str, Any]


def look(at: Looked, read: Callable[["Built", "Scope"], Found]) -> Found:
    """Build the page of a target in this process, and return what is read of it.

    Args:
        at: The target, and what its page is told.
        read: Reads the page, while its files are there.

    Raises:
        AutouiError: The target cannot be read; see ``page.build.build``.
    """
    targets.check(at.target, at.folder)
    target, cwd = at.target, at.cwd
    if cwd is not None:
        target = targets.absolute(target, at.folder)
        cwd = targets.folder(cwd, at.folder, "--cwd")
    told = {name: value for name, value in at.page.items() if value is not None}
    # Imported here: the user's options are checked before the page's libraries are loaded.
    from autoui.page.here import built_here

    with _user_output_on_stderr():
        with open(os.devnull) as nothing:
            os.dup2(nothing.fileno(), 0)
        with built_here(target, cwd, told) as (built, scope):
            return read(built, scope)


def say(found: Found, report: Callable[[Found], Iterator[str]], *, as_json: bool) -> None:
    """Print what was found, for programs or for a person."""
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        for line in report(found):
            typer.echo(line)


@contextmanager
def _user_output_on_stderr() -> Iterator[None]:
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
