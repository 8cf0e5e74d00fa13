"""One call of a function, from its plain inputs to its last event."""

import asyncio
import contextvars
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autoui import inject
from autoui.components.base import Scope
from autoui.errors import InvalidInputs, Problem, Unencodable, WireError
from autoui.records.blobs import BlobStore
from autoui.wire import Checked, unpack
from autoui.worker import effects, failures, written
from autoui.worker.activity import Activity
from autoui.worker.batch import perform_batch
from autoui.worker.interrupt import Asked, Interrupted, Lane
from autoui.worker.link import Link
from autoui.worker.needs import Endpoint
from autoui.worker.run import Run
from autoui.worker.steps import Steps
from autoui.worker.workspace import RunScope, Workspaces

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
    """

    link: Link
    blobs: BlobStore
    workspaces: Workspaces
    activity: Activity
    ignored: Sequence[str]
    allowed: Sequence[Path]
    debug: bool
    context: contextvars.Context


class Calls:
    """Performs jobs in the calling thread.

    Args:
        settings: What all calls share.
        ended: Called with each run after its last event.
    """

    def __init__(self, settings: Settings, ended: Callable[[Run], None]) -> None:
        self._settings = settings
        self.ended = ended
        self._recorder = written.Recorder()
        self._cwd = Path.cwd()
        self._folder = written.Folder(str(self._cwd))
        # The functions whose last call gave a value: the next one probably will, too.
        self._giving: set[str] = set()

    # ------------------------------------------------------------------------------------- sync

    def perform(self, jobs: list[Job], lane: Lane) -> None:
        """Do one call in a lane: a single job, or several in a batch."""
        self._settings.context.copy().run(self._perform, jobs, lane)

    def _perform(self, jobs: list[Job], lane: Lane) -> None:
        if jobs[0].endpoint.batch > 0:
            perform_batch(self, jobs, lane)
            return
        (job,) = jobs
        run = job.run
        try:
            run.lane = lane
            token = inject.current.set(run)
            try:
                self._run(job, lane)
            finally:
                run.lane = None
                inject.current.reset(token)
        except BaseException as error:  # noqa: BLE001 - the user's code may raise anything
            self._report(job, error)
        self.ended(run)

    def _run(self, job: Job, lane: Lane) -> None:
        if not self.is_right(job):
            return
        endpoint = job.endpoint
        scope = self._begin(job.run)
        try:
            args, kwargs = endpoint.decode(unpack(job.inputs), scope)
            observer = self._observer(job, scope)
            started = time.perf_counter()
            observer.begin(carefully=endpoint.name not in self._giving)
            try:
                if endpoint.kind == "generator":
                    value = self._iterate(job, lane, scope, args, kwargs)
                else:
                    value = lane.call(job.run.number, endpoint.function, *args, **kwargs)
            except BaseException:
                observer.end()
                observer.discard()
                raise
            observer.end()
            self._finish(job, value, scope, observer, started)
        finally:
            self._end(job.run, scope)

    def _iterate(self, job: Job, lane: Lane, scope: Scope, args: Any, kw: Any) -> Any:
        """Send every value but keep the last result: it is the call's."""
        run, endpoint = job.run, job.endpoint
        value: Any = _NOTHING
        generator = lane.call(run.number, endpoint.function, *args, **kw)
        iterator = lane.call(run.number, iter, generator)
        try:
            while True:
                try:
                    value = lane.call(run.number, next, iterator)
                except StopIteration:
                    return _Streamed(value)
                self._send_value(job, value, scope)
        finally:
            self._close(lane, run, generator)

    def _close(self, lane: Lane, run: Run, generator: Any) -> None:
        close = getattr(generator, "close", None)
        if close is not None:
            lane.call(run.number, close)

    # ------------------------------------------------------------------------------------ async

    async def perform_async(self, job: Job, lane: Lane) -> None:
        """Do one call of an ``async def`` on the loop's thread."""
        job.run.lane = lane
        inject.current.set(job.run)
        with self.reporting(job):
            await self._run_async(job, lane)

    async def _run_async(self, job: Job, lane: Lane) -> None:
        if not self.is_right(job):
            return
        endpoint = job.endpoint
        with self.scope(job.run) as scope:
            args, kwargs = endpoint.decode(unpack(job.inputs), scope)
            observer = self._observer(job, scope)
            started = time.perf_counter()
            with _observed(observer):
                made = lane.call(job.run.number, endpoint.function, *args, **kwargs)
                if endpoint.kind == "async_generator":
                    value = await self._iterate_async(job, lane, scope, made)
                else:
                    value = await Steps(lane, job.run.number, made)
            self._finish(job, value, scope, observer, started)

    async def _iterate_async(self, job: Job, lane: Lane, scope: Scope, generator: Any) -> Any:
        run = job.run
        value: Any = _NOTHING
        try:
            while True:
                try:
                    value = await Steps(lane, run.number, generator.__anext__())
                except StopAsyncIteration:
                    return _Streamed(value)
                if not run.credit.left:
                    await asyncio.to_thread(run.credit.wait, lambda: run.asked)
                self._send_value(job, value, scope)
        finally:
            await Steps(lane, run.number, generator.aclose())

    # ------------------------------------------------------------------------------------- both

    def is_right(self, job: Job) -> bool:
        """Check the inputs if nobody has, and answer the server if it waits.

        Raises:
            InvalidInputs: They are wrong, and the server takes them for right.
        """
        run = job.run
        if run.asked:
            raise Asked
        if job.checked:
            return True
        problems = check(job.endpoint, job.inputs)
        if job.answer:
            self._settings.link.send(Checked(run=run.id, errors=problems))
            return not problems
        if problems:
            raise InvalidInputs(problems)
        return True

    @contextmanager
    def scope(self, run: Run) -> Iterator[RunScope]:
        """Give a run its scope for as long as it goes on."""
        scope = self._begin(run)
        try:
            yield scope
        finally:
            self._end(run, scope)

    def _begin(self, run: Run) -> RunScope:
        settings = self._settings
        settings.activity.begin(run.number)
        return RunScope(settings.workspaces, settings.blobs, self._cwd, settings.allowed)

    def _end(self, run: Run, scope: RunScope) -> None:
        self._settings.activity.end(run.number)
        scope.close()

    @contextmanager
    def reporting(self, job: Job) -> Iterator[None]:
        """Turn whatever comes out of a call into the run's last event, and forget the run."""
        with self.preparing(job):
            yield
        self.ended(job.run)

    @contextmanager
    def preparing(self, job: Job) -> Iterator[None]:
        """Turn an error into the run's last event; without one the run goes on."""
        try:
            yield
        except BaseException as error:  # noqa: BLE001 - the user's code may raise anything
            self._report(job, error)

    def _report(self, job: Job, error: BaseException) -> None:
        if not isinstance(error, Interrupted | asyncio.CancelledError):
            self._fail(job, error)
            return
        if isinstance(error, asyncio.CancelledError) and not job.run.asked:
            self._fail(job, error)
            return
        how = error.how if isinstance(error, Interrupted) else Asked.how
        job.run.finish("cancelled", {"how": how})
        self.ended(job.run)

    def _fail(self, job: Job, error: BaseException) -> None:
        if isinstance(error, WireError) and not isinstance(error, Unencodable):
            error = InvalidInputs([Problem("", error.what)])
        try:
            data = failures.failure_of(error, debug=self._settings.debug, told=job.endpoint.raises)
        except BaseException:  # noqa: BLE001 - the user's own exception may raise when it is asked
            data = failures.untellable(error)
        job.run.finish("failed", data)
        self.ended(job.run)

    def _observer(self, job: Job, scope: RunScope) -> effects.Observer:
        return effects.Observer(
            job.run, scope, self._recorder, self._folder, self._settings.ignored
        )

    def _send_value(self, job: Job, value: Any, scope: Scope) -> None:
        outputs = job.endpoint.encode(value, scope)
        kept, scope.kept = scope.kept, []
        try:
            job.run.send_value({"outputs": outputs}, kept)
        except Unencodable as error:
            raise failures.unshowable(error) from None

    def _finish(
        self, job: Job, value: Any, scope: RunScope, observer: effects.Observer, started: float
    ) -> None:
        streamed = isinstance(value, _Streamed)
        result = value.last if isinstance(value, _Streamed) else value
        if result is _NOTHING:
            result = None
        (self._giving.discard if result is None else self._giving.add)(job.endpoint.name)
        alone = self._settings.activity.alone(job.run.number)
        did = observer.take(result, alone=alone)
        outputs = job.endpoint.encode(result, scope)
        if result is None and not streamed and _chooses_itself(job.endpoint):
            outputs = [did.result(), *outputs[1:]]
        else:
            effects.without_returned(did, outputs)
        seconds = time.perf_counter() - started
        data = {"outputs": outputs, "seconds": round(seconds, 6), "effects": did.data()}
        try:
            job.run.finish("done", data, scope.kept)
        except Unencodable as error:
            raise failures.unshowable(error) from None


class _Streamed:
    """What a generator gave last."""

    def __init__(self, last: Any) -> None:
        self.last = last


_NOTHING = object()


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
        text[:most].encode("utf-8", "backslashreplace").decode()
        for text, most in ((problem.field, _MAX_FIELD), (problem.message, _MAX_PROBLEM))
    )
    return Problem(field, message)


@contextmanager
def _observed(observer: effects.Observer) -> Iterator[None]:
    observer.begin(carefully=True)
    try:
        yield
    except BaseException:
        observer.end()
        observer.discard()
        raise
    observer.end()


def _chooses_itself(endpoint: Endpoint) -> bool:
    """Whether the first output takes a value of any kind."""
    if not endpoint.outputs:
        return False
    output = endpoint.outputs[0]
    component = getattr(output, "component", output)
    return getattr(component, "kind", "auto") == "auto"
