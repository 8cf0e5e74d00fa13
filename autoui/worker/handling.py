"""What surrounds every call: its check, its scope, and its last event whatever happens."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autoui.errors import InvalidInputs, Problem, Unencodable, WireError
from autoui.wire.server_worker import Checked
from autoui.worker import failures
from autoui.worker.interrupt import Asked, Interrupted
from autoui.worker.job import Job, Settings, check
from autoui.worker.quick import Quick
from autoui.worker.run import Run
from autoui.worker.workspace import RunScope


class Handling:
    """Sees calls through, single ones and batches.

    Args:
        settings: What all calls share.
        ended: Called with each run after its last event.

    Attributes:
        quick: Which functions were quick of late.
    """

    def __init__(self, settings: Settings, ended: Callable[[Run], None]) -> None:
        self.settings = settings
        self.cwd = Path.cwd()
        self.ended = ended
        self.quick = Quick()

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
            # One message less is worth a fifth of a short call.
            run.quick = not problems and self._is_soon_over(job)
            send = self.settings.link.hold if run.quick else self.settings.link.send
            send(Checked(run=run.id, errors=problems))
            return not problems
        if problems:
            raise InvalidInputs(problems)
        return True

    def _is_soon_over(self, job: Job) -> bool:
        lane = job.run.lane
        in_main = lane is not None and lane.main and job.endpoint.kind == "plain"
        return self.settings.holds and in_main and self.quick.knows(job.endpoint.name)

    @contextmanager
    def scope(self, run: Run) -> Iterator[RunScope]:
        """Give a run its scope for as long as it goes on."""
        scope = self.begin(run)
        try:
            yield scope
        finally:
            self.end(run, scope)

    def begin(self, run: Run) -> RunScope:
        """Give a run its scope; it has to be given to ``end``."""
        settings = self.settings
        settings.begin(run.number)
        settings.activity.begin(run.number)
        return RunScope(settings.workspaces, settings.blobs, self.cwd, settings.allowed)

    def end(self, run: Run, scope: RunScope) -> None:
        """Take the scope back, with the blobs that no event has named."""
        self.settings.activity.end(run.number)
        for blob in scope.kept:
            self.settings.blobs.remove(blob)
        scope.close()

    @contextmanager
    def reporting(self, job: Job) -> Iterator[None]:
        """Turn whatever comes out of a call into the run's last event, and forget the run."""
        try:
            yield
        except BaseException as error:  # noqa: BLE001 - the user's code may raise anything
            self.report(job, error)
        else:
            self.ended(job.run)

    def report(self, job: Job, error: BaseException) -> None:
        """End a run with what came out of its call."""
        run = job.run
        if isinstance(error, Interrupted):
            run.finish("cancelled", {"how": error.how})
        elif isinstance(error, asyncio.CancelledError) and run.asked:
            run.finish("cancelled", {"how": Asked.how})
        else:
            run.finish("failed", self._failure(job, error))
        self.ended(run)

    def fault(self, jobs: list[Job], error: BaseException) -> None:
        """End the runs of a call in which the worker itself went wrong."""
        try:
            for job in jobs:
                if not job.run.ended:
                    self.report(job, error)
        except Exception:  # noqa: BLE001 - nothing can be said any more
            # Without its link the worker is ended, and its runs with it: better than a run that
            # nobody ends.
            self.settings.link.hang_up()

    def _failure(self, job: Job, error: BaseException) -> dict[str, Any]:
        if isinstance(error, WireError) and not isinstance(error, Unencodable):
            error = InvalidInputs([Problem("", error.what)])
        try:
            return failures.failure_of(error, debug=self.settings.debug, told=job.endpoint.raises)
        except BaseException:  # noqa: BLE001 - the user's own exception may raise when it is asked
            return failures.untellable(error)
