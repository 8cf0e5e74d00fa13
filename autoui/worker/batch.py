"""One call for several runs: lists of inputs in, lists of outputs out."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from autoui import inject
from autoui.components.base import Scope
from autoui.errors import Unencodable
from autoui.wire.values import unpack
from autoui.worker import failures
from autoui.worker.handling import Handling
from autoui.worker.interrupt import Interrupted, Lane
from autoui.worker.job import Job
from autoui.worker.needs import Endpoint
from autoui.worker.steps import Steps
from autoui.worker.together import Together
from autoui.worker.tracking import Tracking


class _Item:
    """A run of the batch with its arguments."""

    def __init__(self, job: Job, scope: Scope, arguments: tuple[Any, Any]) -> None:
        self.job = job
        self.scope = scope
        self.args, self.kwargs = arguments

    @property
    def form(self) -> tuple[int, frozenset[str]]:
        """How the function is called: what is left to its own defaults is not given."""
        return len(self.args), frozenset(self.kwargs)


class Batches:
    """Performs the calls of functions that take lists.

    Args:
        handling: Sees each run through.
        tracking: Follows the bars of tqdm.
    """

    def __init__(self, handling: Handling, tracking: Tracking) -> None:
        self._handling = handling
        self._tracking = tracking

    def perform(self, jobs: list[Job], lane: Lane) -> None:
        """Do one call for all jobs. A job with wrong inputs fails alone, the others go on."""
        with ExitStack() as stack:
            for items in self._prepare(jobs, stack):
                with self._together(items, lane, None) as number:
                    started = time.perf_counter()
                    function = items[0].job.endpoint.function
                    result = lane.call(number, function, *_args(items), **_kwargs(items))
                    self._finish(items, result, time.perf_counter() - started)

    async def perform_async(self, jobs: list[Job], lane: Lane) -> None:
        """Do one call of an ``async def`` for all jobs, on the loop's thread."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def stop() -> None:
            if task is not None:
                loop.call_soon_threadsafe(task.cancel)

        with ExitStack() as stack:
            for items in self._prepare(jobs, stack):
                with self._together(items, lane, stop) as number:
                    started = time.perf_counter()
                    function = items[0].job.endpoint.function
                    made = lane.call(number, function, *_args(items), **_kwargs(items))
                    result = await Steps(lane, number, made)
                    self._finish(items, result, time.perf_counter() - started)

    def _prepare(self, jobs: list[Job], stack: ExitStack) -> list[list[_Item]]:
        """Return the items that can be called with, by the form of the call: nearly always one."""
        by_form: dict[tuple[int, frozenset[str]], list[_Item]] = {}
        for job in jobs:
            try:
                if not self._handling.is_right(job):
                    self._handling.ended(job.run)
                    continue
                scope = stack.enter_context(self._handling.scope(job.run))
                item = _Item(job, scope, job.endpoint.decode(unpack(job.inputs), scope))
            except BaseException as error:  # noqa: BLE001 - the user's code may raise anything
                self._handling.report(job, error)
            else:
                by_form.setdefault(item.form, []).append(item)
        return list(by_form.values())

    @contextmanager
    def _together(
        self, items: list[_Item], lane: Lane, stop: Callable[[], None] | None
    ) -> Iterator[int]:
        """Make the items one call for a while; end them all with what comes out of it."""
        runs = [item.job.run for item in items]
        for run in runs:
            run.lane = lane
        together = Together(runs, self._handling.ended, stop)
        if stop is None:
            # The loop's lane is shared by many calls, each armed for its own steps only.
            lane.group = together
        inject.current.set(together)
        self._tracking.begin(items[0].job.endpoint.function)
        try:
            yield together.number
        except BaseException as error:  # noqa: BLE001 - the user's code may raise anything
            self._fail_all(items, error, together)
        finally:
            if stop is None:
                lane.group = None
            for run in runs:
                run.lane = None

    def _finish(self, items: list[_Item], result: Any, seconds: float) -> None:
        endpoint = items[0].job.endpoint
        columns = _columns(endpoint, result, len(items))
        for position, item in enumerate(items):
            # One that was cancelled meanwhile has had its last event.
            if not item.job.run.ended:
                values = [column[position] for column in columns]
                with self._handling.reporting(item.job):
                    _finish(item, values, seconds, len(items))

    def _fail_all(self, items: list[_Item], error: BaseException, together: Together) -> None:
        for item in items:
            run = item.job.run
            if run.ended:
                continue
            stopped = isinstance(error, Interrupted | asyncio.CancelledError)
            # A signal comes where the message to stop could not be read yet.
            if stopped and not run.asked and not together.was_stopped(run):
                text = "the call was stopped, though this run of its batch was not cancelled"
                self._handling.report(item.job, RuntimeError(text))
            else:
                self._handling.report(item.job, error)


def _finish(item: _Item, values: list[Any], seconds: float, size: int) -> None:
    result = values[0] if len(values) == 1 else tuple(values)
    data = {
        "outputs": item.job.endpoint.encode(result, item.scope),
        "seconds": round(seconds, 6),
        "effects": {},
        "batch": size,
    }
    try:
        if item.job.run.finish("done", data, item.scope.kept):
            item.scope.kept = []
    except Unencodable as error:
        raise failures.unshowable(error) from None


def _args(items: list[_Item]) -> list[list[Any]]:
    return [[item.args[at] for item in items] for at in range(len(items[0].args))]


def _kwargs(items: list[_Item]) -> dict[str, list[Any]]:
    return {name: [item.kwargs[name] for item in items] for name in items[0].kwargs}


def _columns(endpoint: Endpoint, result: Any, size: int) -> list[list[Any]]:
    """Return one column for each output.

    Raises:
        TypeError: The function did not return a list of lists.
        ValueError: It returned another number of lists than there are outputs, or of results than
            it was given items.
    """
    wanted = max(1, len(endpoint.outputs))
    if not isinstance(result, list | tuple):
        raise TypeError(
            f"a batch function returns a list that holds one list for each output; this one "
            f"returned {_a(result)}"
        )
    if not all(_is_column(column) for column in result):
        odd = next(column for column in result if not _is_column(column))
        cure = "return [results] instead of results" if wanted == 1 else "return one for each"
        raise TypeError(
            f"a batch function returns a list that holds one list for each output; this one "
            f"returned a flat list of {len(result)}, whose items are not lists ({_a(odd)}); "
            f"{cure}"
        )
    if len(result) != wanted:
        lists = "1 list" if wanted == 1 else f"{wanted} lists"
        raise ValueError(
            f"a batch function with {wanted} output{'s' * (wanted > 1)} returns {lists}, one for "
            f"each output; this one returned {len(result)}"
        )
    columns = [list(column) for column in result]
    for at, column in enumerate(columns):
        if len(column) != size:
            where = f" for output {at + 1}" if wanted > 1 else ""
            raise ValueError(
                f"the function was given {size} items and returned {len(column)} results{where}"
            )
    return columns


def _is_column(value: Any) -> bool:
    """Whether a value can be one result for each item: a list, an array, a series."""
    if isinstance(value, str | bytes | bytearray | dict):
        return False
    return hasattr(value, "__len__") and hasattr(value, "__getitem__")


def _a(value: Any) -> str:
    return f"a value of type {type(value).__name__}"
