"""Do a run in this process, from plain inputs to what the page shows, without a server."""

import asyncio
import contextlib
import functools
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from autoui import inject
from autoui.components.base import Scope
from autoui.errors import InvalidInputs
from autoui.records.blobs import BlobStore
from autoui.wire.values import pack, unpack
from autoui.worker import effects, figures, written
from autoui.worker.capture import Capture, RoutedStream
from autoui.worker.needs import Endpoint, Stream
from autoui.worker.workspace import RunScope, Workspaces

MAX_STEPS = 10_000
"""Values of a generator that are taken."""


@dataclass
class Outcome:
    """What a run came to.

    Attributes:
        returned: What the function returned; of a generator, what it gave last.
        outputs: The plain outputs, as the page gets them.
        effects: What else it did, as the page gets it; see ``Effects.data``.
        steps: All that a generator gave, in order.
        printed: What was written to standard output.
        notices: The level and text of each notice.
    """

    returned: Any = None
    outputs: list[Any] = field(default_factory=list)
    effects: dict[str, Any] = field(default_factory=dict)
    steps: list[Any] = field(default_factory=list)
    printed: str = ""
    notices: list[tuple[str, str]] = field(default_factory=list)


class Performer:
    """Does runs in the calling thread; the process is afterwards what it was before.

    Args:
        scratch: A folder for what the runs write; it stays until its owner removes it.
        blobs: Where files come from and go to.
        allowed: Folders whose files a function may return, besides those that every page shows.
    """

    def __init__(self, scratch: Path, blobs: BlobStore, allowed: Sequence[Path] = ()) -> None:
        self._scratch = scratch
        self._workspaces = _Lasting(scratch)
        self._blobs = blobs
        self._allowed = allowed

    def perform(self, endpoint: Endpoint, inputs: dict[str, Any]) -> Outcome:
        """Check, decode, call, observe, encode.

        Args:
            endpoint: What is run.
            inputs: Plain inputs by name.

        Raises:
            InvalidInputs: Every fault of the inputs.
            Exception: Whatever the function raises.
        """
        plain = unpack(pack(inputs))
        problems = endpoint.check(plain)
        if problems:
            raise InvalidInputs(problems)
        cwd = Path.cwd()
        scope = RunScope(self._workspaces, self._blobs, cwd, self._allowed)
        with contextlib.closing(scope), figures.prepared():
            return self._observed(endpoint, plain, scope, cwd)

    def _observed(
        self, endpoint: Endpoint, plain: dict[str, Any], scope: RunScope, cwd: Path
    ) -> Outcome:
        args, kwargs = endpoint.decode(plain, scope)
        outcome = Outcome()
        reporter = _Reporter(outcome)
        folder = written.Folder(str(cwd))
        observer = effects.Observer(
            reporter, scope, _recorder(), folder, self._ignored(cwd), alone=lambda: True
        )
        with effects.observed(observer), _captured(reporter):
            _call(endpoint, args, kwargs, outcome)
        outcome.printed = "".join(reporter.printed)
        if endpoint.batch:
            observer.discard()
            outcome.outputs = endpoint.encode(outcome.returned, scope)
        else:
            did = observer.take(outcome.returned)
            stream = _taken(endpoint, outcome, scope) if "generator" in endpoint.kind else None
            outcome.outputs = effects.outputs_of(endpoint, outcome.returned, stream, did, scope)
            outcome.effects = did.data()
        # What cannot travel to the page fails here as it fails there.
        pack(outcome.outputs)
        return outcome

    def _ignored(self, cwd: Path) -> list[str]:
        """Return the folders whose files are no results: a worker has temporary files of its own.

        A test often works in a temporary folder; what is written there counts.
        """
        temporary = Path(tempfile.gettempdir())
        ignored = [] if cwd.is_relative_to(temporary.resolve()) else [temporary]
        return [str(folder) for folder in (self._scratch, *ignored)]


class _Lasting(Workspaces):
    """Directories that are never taken back: what a function returned may lie in them."""

    def __init__(self, scratch: Path) -> None:
        super().__init__(scratch)
        self.temporary = [Path(tempfile.gettempdir())]

    def give_back(self, directory: Path) -> None:
        """Leave it to the owner of the scratch folder."""


@functools.cache
def _recorder() -> written.Recorder:
    """Return the only recorder of this process: it can never stop listening."""
    return written.Recorder()


@contextlib.contextmanager
def _captured(reporter: "_Reporter") -> Iterator[None]:
    """Let what is called meanwhile say what it says to the reporter."""
    capture = Capture()
    # Routed already, when a run of a worker or of another thread is going on.
    if not isinstance(sys.stdout, RoutedStream):
        capture.install()
    token = inject.current.set(reporter)
    try:
        yield
    finally:
        inject.current.reset(token)
        capture.uninstall()


def _taken(endpoint: Endpoint, outcome: Outcome, scope: Scope) -> Stream:
    """Return what has taken note of all that a generator gave."""
    stream = endpoint.stream()
    if any(one.keeps != "never" for one in endpoint.outputs):
        for step in outcome.steps:
            stream.take(endpoint.encode(step, scope))
    return stream


def _call(endpoint: Endpoint, args: Any, kwargs: Any, outcome: Outcome) -> None:
    function: Callable[..., Any] = endpoint.function
    if endpoint.batch:
        args = tuple([value] for value in args)
        kwargs = {name: [value] for name, value in kwargs.items()}
    match endpoint.kind:
        case "async":
            outcome.returned = _waited(_awaited(function, args, kwargs))
        case "plain":
            outcome.returned = function(*args, **kwargs)
        case "async_generator":
            outcome.steps = _waited(_drained(function(*args, **kwargs)))
        case "generator":
            with contextlib.closing(function(*args, **kwargs)) as generator:
                outcome.steps = list(islice(generator, MAX_STEPS))
    if outcome.steps:
        outcome.returned = outcome.steps[-1]
    if endpoint.batch:
        outcome.returned = _single(endpoint, outcome.returned)


def _waited(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return what a coroutine comes to, also where the calling thread has a loop that runs."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(1, "autoui-loop") as pool:
        return pool.submit(asyncio.run, coroutine).result()


async def _awaited(function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    return await function(*args, **kwargs)


async def _drained(generator: AsyncIterator[Any]) -> list[Any]:
    found: list[Any] = []
    async for value in generator:
        found.append(value)
        if len(found) >= MAX_STEPS:
            break
    return found


def _single(endpoint: Endpoint, returned: Any) -> Any:
    """Return the results of the only item of a batch."""
    if len(endpoint.outputs) == 1:
        return returned[0]
    return [values[0] for values in returned]


class _Reporter:
    """Takes what a run says beside its result; its complaints are said aloud as well.

    Attributes:
        printed, complained: As ``effects.Speaker`` has them.
    """

    def __init__(self, outcome: Outcome) -> None:
        self.bars: list[inject.Counter] = []
        self.printed: list[str] = []
        self.complained: list[str] = []
        self._outcome = outcome
        self._stderr = sys.stderr

    def progress(self, data: dict[str, Any]) -> None:
        """Nobody watches."""

    def progress_soon(self, make: Callable[[], dict[str, Any]]) -> None:
        """Nobody watches."""

    def notice(self, level: str, text: str) -> None:
        """Keep a notice."""
        self._outcome.notices.append((level, text))

    def write(self, stream: str, text: str) -> None:
        """Keep what was written."""
        if stream == "stdout":
            self.printed.append(text)
            return
        self.complained.append(text)
        # What a test runner shows of a test that failed.
        if self._stderr is not None:
            self._stderr.write(text)
