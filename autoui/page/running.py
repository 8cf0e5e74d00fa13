"""How the runs of one function go: how many at once, how many in one call, what ends them."""

from collections.abc import Callable, Mapping
from typing import Any

from autoui.errors import UsageError
from autoui.page.endpoint import ASYNC_CONCURRENCY
from autoui.page.options import Options, recorded

BATCH_SIZE = 4
"""The most runs in one call of a batch function, unless told otherwise."""

UNLIMITED = ASYNC_CONCURRENCY
"""Runs that may be in progress at once where the code says that they need not wait."""

_OWN = ("batch", "max_batch_size", "kill", "cancel_on_leave")


def running_of(
    function: Callable[..., Any] | None,
    given: Mapping[str, Any],
    queue: Mapping[str, Any],
    said: Options,
) -> dict[str, Any]:
    """Return the parts of a ``Wish`` that say how its runs go.

    Args:
        function: The function; what ``@options`` said of it comes last.
        given: The keywords of ``Interface(…)``, or of the listener.
        queue: What ``queue()`` said of all functions.
        said: What the command line, the environment and ``launch()`` said; it comes first.

    Raises:
        UsageError: A number is none, or too small.
    """
    noted = recorded(function)
    own = {name: noted[name] for name in _OWN if name in noted}
    own |= {name: given[name] for name in _OWN if name in given}
    batched = bool(own.get("batch")) if said.batch is None else said.batch
    size = _count("max_batch_size", own.get("max_batch_size"))
    return {
        "batch": (said.max_batch_size or size or BATCH_SIZE) if batched else 0,
        "concurrency": said.concurrency or _concurrency(noted, given, queue),
        "kill": bool(own.get("kill", True)) if said.kill is None else said.kill,
        "cancel_on_leave": bool(own.get("cancel_on_leave", False))
        if said.cancel_on_leave is None
        else said.cancel_on_leave,
    }


def _concurrency(
    noted: Mapping[str, Any], given: Mapping[str, Any], queue: Mapping[str, Any]
) -> int | None:
    """Return how many runs may be in progress; None takes the usual number."""
    if given.get("concurrency_limit", "default") != "default":
        return _limit(given["concurrency_limit"])
    if given.get("queue") is False:
        return UNLIMITED
    if "concurrency" in queue:
        return _limit(queue["concurrency"])
    if noted.get("concurrency_limit", "default") != "default":
        return _limit(noted["concurrency_limit"])
    return None


def _limit(value: Any) -> int:
    return _count("concurrency_limit", value) or UNLIMITED


def _count(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if type(value) is not int or value < 1:
        raise UsageError(f"{name}={value!r} is no number of runs", "give a whole number from 1 on")
    return value
