"""What a running function may ask for without naming it: the run it belongs to, its progress.

A context variable carries the run into the function, and into the threads it starts.
"""

import math
from collections.abc import Iterable, Iterator, Sized
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

_Item = TypeVar("_Item")


class Reporter(Protocol):
    """What the worker gives a run: where its side messages go."""

    def progress(self, data: dict[str, Any]) -> None:
        """Send a progress event; it does not return when the run has been cancelled."""

    def notice(self, level: str, text: str) -> None:
        """Send a notice for the page to show."""

    def write(self, stream: str, text: str) -> None:
        """Send text that the run printed."""


current: ContextVar[Reporter | None] = ContextVar("autoui_run", default=None)
"""The run this code is part of, or None outside any."""


class _Bar:
    """One iterable that is being counted."""

    __slots__ = ("desc", "done", "total", "unit")

    def __init__(self, total: float | None, desc: str, unit: str) -> None:
        self.done = 0
        self.total = total
        self.desc = desc
        self.unit = unit


_bars: ContextVar[tuple[_Bar, ...]] = ContextVar("autoui_bars", default=())


class Progress:
    """Tell the page how far a function has come; the default value of one of its parameters.

    Outside a run, for instance when the function is called from a test, it does nothing.

    Args:
        track_tqdm: Whether bars of the ``tqdm`` library count too.

    Example:
        >>> def slowly(word: str, progress: Progress = Progress()) -> str:
        ...     progress(0, desc="Starting")
        ...     return "".join(letter for letter in progress.tqdm(word, desc="Reading"))
        >>> slowly("abc")
        'abc'
    """

    def __init__(self, *, track_tqdm: bool = False) -> None:
        self.track_tqdm = track_tqdm

    def __call__(
        self,
        progress: float | tuple[float, float | None] | None,
        desc: str | None = None,
        total: float | None = None,
        unit: str = "steps",
    ) -> None:
        """Show a progress, and stop here if the run has been cancelled.

        Args:
            progress: A share between 0 and 1, a pair ``(done, total)``, or None for "unknown".
            desc: What is being done now.
            total: How many there are in all, when ``progress`` is a share.
            unit: What is being counted.
        """
        run = current.get()
        if run is None:
            return
        done: float | None = None
        share: float | None
        if isinstance(progress, tuple):
            done, total = progress
            share = _share(done, total)
        else:
            share = _clamped(progress)
        run.progress(_data(share, desc or "", done, total, unit))

    def tqdm(
        self,
        iterable: Iterable[_Item],
        desc: str | None = None,
        total: float | None = None,
        unit: str = "steps",
    ) -> Iterator[_Item]:
        """Yield the items of ``iterable`` and show how many are done; loops may nest.

        Args:
            iterable: What to go through.
            desc: What is being done.
            total: How many items there are, where ``len(iterable)`` cannot tell.
            unit: What is being counted.
        """
        if current.get() is None:
            yield from iterable
            return
        if total is None and isinstance(iterable, Sized):
            total = len(iterable)
        bar = _Bar(total, desc or "", unit)
        outer = _bars.get()
        _bars.set((*outer, bar))
        try:
            _show((*outer, bar))
            for item in iterable:
                yield item
                bar.done += 1
                _bars.set((*outer, bar))
                _show((*outer, bar))
        finally:
            _bars.set(outer)


def Info(message: str) -> None:  # noqa: N802 - the name that people know
    """Show a short note on the page while the function runs; outside a run it does nothing."""
    _notice("info", message)


def Warning(message: str) -> None:  # noqa: A001, N802 - the name that people know
    """Show a short warning on the page while the function runs; outside a run it does nothing."""
    _notice("warning", message)


def _notice(level: str, message: str) -> None:
    if (run := current.get()) is not None:
        run.notice(level, str(message))


def _show(bars: tuple[_Bar, ...]) -> None:
    """Report nested bars as one: an inner bar fills the current step of the one around it."""
    run = current.get()
    if run is None:
        return
    share: float | None = None
    for bar in reversed(bars):
        share = _share(bar.done + (share or 0.0), bar.total)
    inner = bars[-1]
    desc = " · ".join(bar.desc for bar in bars if bar.desc)
    run.progress(_data(share, desc, inner.done, inner.total, inner.unit))


def _data(
    share: float | None, desc: str, done: float | None, total: float | None, unit: str
) -> dict[str, Any]:
    return {"value": share, "desc": str(desc), "done": done, "total": total, "unit": str(unit)}


def _share(done: float, total: float | None) -> float | None:
    return _clamped(done / total) if total else None


def _clamped(share: float | None) -> float | None:
    if share is None or math.isnan(share):
        return None
    return min(1.0, max(0.0, float(share)))
