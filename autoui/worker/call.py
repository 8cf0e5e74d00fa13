"""One call of a function, from its plain inputs to its last event."""

import asyncio
import functools
import time
from collections.abc import Callable
from typing import Any

from autoui import inject
from autoui.components.base import Scope
from autoui.errors import Unencodable
from autoui.wire.values import unpack
from autoui.worker import effects, failures, telling, written
from autoui.worker.batch import Batches
from autoui.worker.handling import Handling
from autoui.worker.interrupt import Interrupted, Lane
from autoui.worker.job import Job, Settings
from autoui.worker.needs import Stream
from autoui.worker.run import Run
from autoui.worker.steps import Steps
from autoui.worker.tracking import Tracking
from autoui.worker.workspace import RunScope


class Calls:
    """Performs jobs in the calling thread.

    Args:
        settings: What all calls share.
        ended: Called with each run after its last event.
    """

    def __init__(self, settings: Settings, ended: Callable[[Run], None]) -> None:
        self._settings = settings
        self._handling = Handling(settings, ended)
        self._tracking = Tracking()
        self._batches = Batches(self._handling, self._tracking)
        self._recorder = written.Recorder()
        self._folder = written.Folder(str(self._handling.cwd))
        # The functions whose last call gave a value: the next one probably will, too.
        self._giving: set[str] = set()

    def close(self) -> None:
        """Give back what was taken over."""
        self._tracking.close()

    # ------------------------------------------------------------------------------------- sync

    def perform(self, jobs: list[Job], lane: Lane) -> None:
        """Do one call in a lane: a single job, or several in a batch."""
        try:
            self._settings.context.copy().run(self._perform, jobs, lane)
        except (Exception, Interrupted) as error:  # noqa: BLE001 - a fault of ours: the lane stays
            self._handling.fault(jobs, error)

    def _perform(self, jobs: list[Job], lane: Lane) -> None:
        if jobs[0].endpoint.batch > 0:
            self._batches.perform(jobs, lane)
            return
        (job,) = jobs
        run = job.run
        try:
            run.lane = lane
            # The context is this call's alone: nothing has to be put back.
            inject.current.set(run)
            self._tracking.begin(job.endpoint.function)
            try:
                self._run(job, lane)
            finally:
                run.lane = None
        except BaseException as error:  # noqa: BLE001 - the user's code may raise anything
            self._handling.report(job, error)
        else:
            self._handling.ended(run)

    def _run(self, job: Job, lane: Lane) -> None:
        if not self._handling.is_right(job):
            return
        endpoint = job.endpoint
        scope = self._handling.begin(job.run)
        try:
            args, kwargs = endpoint.decode(unpack(job.inputs), scope)
            observer = self._observer(job, scope)
            started = time.perf_counter()
            observer.begin(carefully=endpoint.name not in self._giving)
            try:
                if endpoint.kind == "generator":
                    value = self._iterate(job, lane, scope, args, kwargs)
                else:
                    value = _called(lane, job, args, kwargs)
            except BaseException:
                observer.end()
                observer.discard()
                raise
            observer.end()
            self._finish(job, value, scope, observer, started)
        finally:
            self._handling.end(job.run, scope)

    def _iterate(self, job: Job, lane: Lane, scope: Scope, args: Any, kw: Any) -> Any:
        """Send every value but keep the last result: it is the call's."""
        run, endpoint = job.run, job.endpoint
        streamed = _Streamed(endpoint.stream())
        generator = lane.call(run.number, endpoint.function, *args, **kw)
        iterator = lane.call(run.number, iter, generator)
        try:
            while True:
                try:
                    streamed.last = lane.call(run.number, next, iterator)
                except StopIteration:
                    return streamed
                self._send_value(job, streamed, scope)
        finally:
            self._close(lane, run, generator)

    def _close(self, lane: Lane, run: Run, generator: Any) -> None:
        close = getattr(generator, "close", None)
        if close is not None:
            lane.call(run.number, close)

    # ------------------------------------------------------------------------------------ async

    async def perform_async(self, jobs: list[Job], lane: Lane) -> None:
        """Do one call of an ``async def`` on the loop's thread."""
        try:
            if jobs[0].endpoint.batch > 0:
                await self._batches.perform_async(jobs, lane)
                return
            (job,) = jobs
            job.run.lane = lane
            inject.current.set(job.run)
            self._tracking.begin(job.endpoint.function)
            with self._handling.reporting(job):
                await self._run_async(job, lane)
        except (Exception, Interrupted) as error:  # noqa: BLE001 - a fault of ours: the loop stays
            self._handling.fault(jobs, error)

    async def _run_async(self, job: Job, lane: Lane) -> None:
        if not self._handling.is_right(job):
            return
        endpoint = job.endpoint
        with self._handling.scope(job.run) as scope:
            args, kwargs = endpoint.decode(unpack(job.inputs), scope)
            observer = self._observer(job, scope)
            started = time.perf_counter()
            with effects.observed(observer):
                made = lane.call(job.run.number, endpoint.function, *args, **kwargs)
                if endpoint.kind == "async_generator":
                    value = await self._iterate_async(job, lane, scope, made)
                else:
                    value = await Steps(lane, job.run.number, made)
            self._finish(job, value, scope, observer, started)

    async def _iterate_async(self, job: Job, lane: Lane, scope: Scope, generator: Any) -> Any:
        run = job.run
        streamed = _Streamed(job.endpoint.stream())
        try:
            while True:
                try:
                    streamed.last = await Steps(lane, run.number, generator.__anext__())
                except StopAsyncIteration:
                    return streamed
                if not run.credit.left:
                    await asyncio.to_thread(run.credit.wait, lambda: run.asked)
                self._send_value(job, streamed, scope)
        finally:
            await Steps(lane, run.number, generator.aclose())

    # ------------------------------------------------------------------------------------- both

    def _observer(self, job: Job, scope: RunScope) -> effects.Observer:
        settings = self._settings
        alone = functools.partial(settings.activity.alone, job.run.number)
        return effects.Observer(
            job.run, scope, self._recorder, self._folder, settings.ignored, alone
        )

    def _send_value(self, job: Job, streamed: "_Streamed", scope: Scope) -> None:
        scope.passing = True
        try:
            outputs = job.endpoint.encode(streamed.last, scope)
        finally:
            scope.passing = False
        data: dict[str, Any] = {"outputs": outputs}
        kept = streamed.stream.take(outputs)
        if kept:
            data["kept"] = kept
        try:
            if job.run.send_value(data, scope.kept):
                scope.kept = []
        except Unencodable as error:
            raise failures.unshowable(error) from None

    def _finish(
        self, job: Job, value: Any, scope: RunScope, observer: effects.Observer, started: float
    ) -> None:
        streamed = value if isinstance(value, _Streamed) else None
        result = streamed.last if streamed else value
        (self._giving.discard if result is None else self._giving.add)(job.endpoint.name)
        did = observer.take(result)
        stream = streamed.stream if streamed else None
        outputs = effects.outputs_of(job.endpoint, result, stream, did, scope)
        seconds = time.perf_counter() - started
        self._handling.quick.note(job.endpoint.name, seconds)
        data = {"outputs": outputs, "seconds": round(seconds, 6), "effects": did.data()}
        try:
            if job.run.finish("done", data, scope.kept):
                scope.kept = []
        except Unencodable as error:
            raise failures.unshowable(error) from None


def _called(lane: Lane, job: Job, args: Any, kwargs: Any) -> Any:
    """Call a function; one that leaves its program with success has returned nothing."""
    try:
        return lane.call(job.run.number, job.endpoint.function, *args, **kwargs)
    except (Exception, SystemExit) as error:
        if telling.has_returned(error):
            return None
        raise


class _Streamed:
    """What a generator gave: the last value, and what is kept of those before it."""

    def __init__(self, stream: Stream) -> None:
        self.last: Any = None
        self.stream = stream
