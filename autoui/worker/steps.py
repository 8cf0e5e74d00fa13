"""Awaiting the user's coroutine so that its lane is armed while it computes, and only then."""

from collections.abc import Awaitable, Generator
from typing import Any

from autoui.worker.interrupt import Lane


class Steps:
    """An awaitable that drives another one, step by step, inside a lane.

    Between two steps the loop does something else, so nothing may land there.

    Args:
        lane: The lane of the loop's thread.
        number: The run's number.
        awaitable: What the user's function returned.
    """

    def __init__(self, lane: Lane, number: int, awaitable: Awaitable[Any]) -> None:
        self._lane = lane
        self._number = number
        self._awaitable = awaitable

    def __await__(self) -> Generator[Any, Any, Any]:
        """Drive the awaitable; it gets every value and exception the loop sends."""
        inner: Any = self._awaitable.__await__()
        step: Any = inner.__next__
        given: tuple[Any, ...] = ()
        while True:
            try:
                waits_for = self._lane.call(self._number, step, *given)
            except StopIteration as stop:
                return stop.value
            try:
                sent = yield waits_for
            except GeneratorExit:
                self._lane.call(self._number, inner.close)
                raise
            except BaseException as error:  # noqa: BLE001 - thrown in by the loop: a cancel
                step, given = inner.throw, (error,)
            else:
                step, given = (inner.__next__, ()) if sent is None else (inner.send, (sent,))
