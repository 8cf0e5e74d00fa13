"""Do a run in this process, from plain inputs to plain outputs, without a server or a worker."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from autoui import inject
from autoui.components.base import Scope
from autoui.errors import InvalidInputs
from autoui.page.endpoint import Endpoint
from autoui.wire import pack, unpack

MAX_STEPS = 10_000
"""Values of a generator that are taken."""


@dataclass
class Outcome:
    """What a run came to.

    Attributes:
        returned: What the function returned; of a generator, what it gave last.
        outputs: The plain outputs, as the page gets them.
        steps: All that a generator gave, in order.
        printed: What was written to standard output.
        notices: The level and text of each notice.
    """

    returned: Any = None
    outputs: list[Any] = field(default_factory=list)
    steps: list[Any] = field(default_factory=list)
    printed: str = ""
    notices: list[tuple[str, str]] = field(default_factory=list)


def perform(endpoint: Endpoint, inputs: dict[str, Any], scope: Scope) -> Outcome:
    """Check, decode, call, encode.

    Args:
        endpoint: What is run.
        inputs: Plain inputs by name.
        scope: Where files come from and go to.

    Raises:
        InvalidInputs: Every fault of the inputs.
        Exception: Whatever the function raises.
    """
    plain = unpack(pack(inputs))
    problems = endpoint.check(plain)
    if problems:
        raise InvalidInputs(problems)
    args, kwargs = endpoint.decode(plain, scope)
    if endpoint.batch:
        args = tuple([value] for value in args)
        kwargs = {name: [value] for name, value in kwargs.items()}
    outcome = Outcome()
    reporter = _Reporter(outcome)
    token = inject.current.set(reporter)
    try:
        with contextlib.redirect_stdout(reporter.out):
            _call(endpoint, args, kwargs, outcome)
    finally:
        inject.current.reset(token)
        outcome.printed = reporter.out.getvalue()
    if endpoint.batch:
        outcome.returned = _single(endpoint, outcome.returned)
    outcome.outputs = endpoint.encode(outcome.returned, scope)
    if "generator" in endpoint.kind and any(one.keeps != "never" for one in endpoint.outputs):
        outcome.outputs = _kept(endpoint, outcome, scope)
    # What cannot travel to the page fails here as it fails there.
    pack(outcome.outputs)
    return outcome


def _kept(endpoint: Endpoint, outcome: Outcome, scope: Scope) -> list[Any]:
    """Return the outputs with all that is kept of what a generator gave."""
    stream = endpoint.stream()
    for step in outcome.steps:
        stream.take(endpoint.encode(step, scope))
    return stream.result(outcome.outputs)


def _call(endpoint: Endpoint, args: Any, kwargs: Any, outcome: Outcome) -> None:
    function: Callable[..., Any] = endpoint.function
    if endpoint.kind == "async":
        outcome.returned = asyncio.run(_awaited(function, args, kwargs))
        return
    if endpoint.kind == "async_generator":
        outcome.steps = asyncio.run(_drained(function(*args, **kwargs)))
    elif endpoint.kind == "generator":
        with contextlib.closing(function(*args, **kwargs)) as generator:
            outcome.steps = list(islice(generator, MAX_STEPS))
    else:
        outcome.returned = function(*args, **kwargs)
        return
    outcome.returned = outcome.steps[-1] if outcome.steps else None


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
    """Takes what a run says beside its result."""

    def __init__(self, outcome: Outcome) -> None:
        self.out = io.StringIO()
        self.bars: list[inject.Counter] = []
        self._outcome = outcome

    def progress(self, data: dict[str, Any]) -> None:
        """Nobody watches."""

    def progress_soon(self, make: Callable[[], dict[str, Any]]) -> None:
        """Nobody watches."""

    def notice(self, level: str, text: str) -> None:
        """Keep a notice."""
        self._outcome.notices.append((level, text))

    def write(self, stream: str, text: str) -> None:
        """Keep what was printed."""
        if stream == "stdout":
            self.out.write(text)


def bare(shown: Any) -> Any:
    """Return a plain output without the word on how it is shown."""
    match shown:
        case {"show": "sections", "value": list(parts)}:
            return [bare(part) for part in parts]
        case {"show": "nothing"} | None:
            return None
        case {"show": str(), "value": value}:
            return value
    return shown
