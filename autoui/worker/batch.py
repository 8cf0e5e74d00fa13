"""One call for several runs: lists of inputs in, lists of outputs out."""

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from autoui import inject
from autoui.components.base import Scope
from autoui.errors import Unencodable
from autoui.wire import unpack
from autoui.worker import failures
from autoui.worker.interrupt import Interrupted, Lane
from autoui.worker.run import Run

if TYPE_CHECKING:
    from autoui.worker.call import Calls, Job


class Together:
    """Says to several runs what code says to one."""

    def __init__(self, runs: list[Run]) -> None:
        self._runs = runs

    def progress(self, data: dict[str, Any]) -> None:
        """Send progress to every run; one that was cancelled drops out by itself."""
        for run in self._runs:
            if not run.asked:
                run.progress(data)

    def notice(self, level: str, text: str) -> None:
        """Send a notice to every run."""
        for run in self._runs:
            run.notice(level, text)

    def write(self, stream: str, text: str) -> None:
        """Send printed text to every run."""
        for run in self._runs:
            run.write(stream, text)


class _Item:
    """A run of the batch with its arguments."""

    def __init__(self, job: "Job", scope: Scope, arguments: tuple[Any, Any]) -> None:
        self.job = job
        self.scope = scope
        self.args, self.kwargs = arguments


def perform_batch(calls: "Calls", jobs: "list[Job]", lane: Lane) -> None:
    """Do one call for all jobs. A job with wrong inputs fails alone, the others go on."""
    with ExitStack() as stack:
        items = [item for job in jobs if (item := _prepare(calls, job, stack)) is not None]
        if not items:
            return
        started = time.perf_counter()
        runs = [item.job.run for item in items]
        for run in runs:
            run.lane = lane
        token = inject.current.set(Together(runs))
        try:
            columns = _call(items, lane)
        except BaseException as error:  # noqa: BLE001 - the user's code may raise anything
            _fail_all(calls, items, error)
            return
        finally:
            inject.current.reset(token)
        seconds = time.perf_counter() - started
        for position, item in enumerate(items):
            _finish(calls, item, [column[position] for column in columns], seconds, len(items))


def _prepare(calls: "Calls", job: "Job", stack: ExitStack) -> _Item | None:
    found: _Item | None = None
    with calls.preparing(job):
        if not calls.is_right(job):
            calls.ended(job.run)
        else:
            scope = stack.enter_context(calls.scope(job.run))
            found = _Item(job, scope, job.endpoint.decode(unpack(job.inputs), scope))
    return found


def _call(items: list[_Item], lane: Lane) -> list[list[Any]]:
    """Return one column for each output.

    Raises:
        ValueError: The function returned another number of results than it was given items.
    """
    first = items[0]
    args = [[item.args[i] for item in items] for i in range(len(first.args))]
    kwargs = {name: [item.kwargs[name] for item in items] for name in first.kwargs}
    endpoint = first.job.endpoint
    # A batch belongs to several people: only when it is one run's alone may it be interrupted.
    number = first.job.run.number if len(items) == 1 else 0
    result = lane.call(number, endpoint.function, *args, **kwargs)
    outputs = max(1, len(endpoint.outputs))
    if not isinstance(result, (list, tuple)) or len(result) != outputs:
        got = f"{len(result)}" if isinstance(result, (list, tuple)) else type(result).__name__
        raise ValueError(
            f"a batch function returns one list per output: {outputs} expected, got {got}"
        )
    columns = [list(column) for column in result]
    for column in columns:
        if len(column) != len(items):
            raise ValueError(
                f"the function was given {len(items)} items and returned {len(column)} results"
            )
    return columns


def _finish(calls: "Calls", item: _Item, values: list[Any], seconds: float, size: int) -> None:
    with calls.reporting(item.job):
        result = values[0] if len(values) == 1 else tuple(values)
        data = {
            "outputs": item.job.endpoint.encode(result, item.scope),
            "seconds": round(seconds, 6),
            "effects": {},
            "batch": size,
        }
        try:
            item.job.run.finish("done", data, item.scope.kept)
        except Unencodable as error:
            raise failures.unshowable(error) from None


def _fail_all(calls: "Calls", items: list[_Item], error: BaseException) -> None:
    for item in items:
        with calls.reporting(item.job):
            if isinstance(error, Interrupted) and not item.job.run.asked:
                raise RuntimeError("another run of the same batch was cancelled")
            raise error
