"""A call that waits for its lane, and what all calls of a worker share."""

import contextvars
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autoui.errors import Problem, WireError
from autoui.records.blobs import BlobStore
from autoui.wire.values import printable, unpack
from autoui.worker.activity import Activity
from autoui.worker.link import Link
from autoui.worker.needs import Endpoint
from autoui.worker.run import Run
from autoui.worker.workspace import Workspaces

MAX_PROBLEMS = 200
"""How many faults of one set of inputs are told."""

_MAX_FIELD = 200
_MAX_PROBLEM = 2_000


@dataclass
class Job:
    """A run that waits for its lane, or is in it.

    Attributes:
        checked: Whether its inputs passed the check; if not, the lane checks first.
        answer: Whether the server waits for a ``Checked``.
    """

    run: Run
    inputs: bytes
    endpoint: Endpoint
    checked: bool
    answer: bool = False


@dataclass
class Settings:
    """What all calls of one worker share.

    Attributes:
        blobs: The store shared with the server.
        workspaces: Where runs get their directories.
        ignored: Folders whose files are never results.
        allowed: Folders whose files a function may return.
        debug: Whether tracebacks may leave the worker.
        context: The context the module was imported in.
        begin: Called with the number of each run before its function is; not at once with the
            message that says so, which may come later.
        holds: Whether the main lane may hold messages back: somebody sends them if it is long busy.
    """

    link: Link
    blobs: BlobStore
    workspaces: Workspaces
    activity: Activity
    ignored: Sequence[str]
    allowed: Sequence[Path]
    debug: bool
    context: contextvars.Context
    holds: bool
    begin: Callable[[int], None]


def check(endpoint: Endpoint, inputs: bytes) -> list[Problem]:
    """Return what is wrong with packed inputs: everything, up to ``MAX_PROBLEMS``."""
    try:
        values = unpack(inputs)
    except WireError as error:
        return [Problem("", error.what)]
    if not isinstance(values, dict):
        return [Problem("", "the inputs are no object of names and values")]
    return sendable(endpoint.check(values))


def sendable(problems: list[Problem]) -> list[Problem]:
    """Return problems as a message can carry them, whatever was quoted from the inputs."""
    found = [_sendable(problem) for problem in problems[:MAX_PROBLEMS]]
    if len(problems) > MAX_PROBLEMS:
        found.append(Problem("", f"and {len(problems) - MAX_PROBLEMS:,} more are wrong"))
    return found


def _sendable(problem: Problem) -> Problem:
    field, message = (
        printable(text[:most])
        for text, most in ((problem.field, _MAX_FIELD), (problem.message, _MAX_PROBLEM))
    )
    return Problem(field, message)
