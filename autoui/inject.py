"""What a running function may ask for without naming it: the run it belongs to, its progress.

A context variable carries the run into the function, and into the threads it starts.
"""

import math
import numbers
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

_Item = TypeVar("_Item")

_SHOW_EVERY = 0.01
"""Seconds between two times that a counted loop says where it is; it is asked in between."""


class Reporter(Protocol):
    """What the worker gives a run: where its side messages go.

    Attributes:
        bars: The outermost loops that are being counted, in all threads of the run, oldest first.
    """

    bars: "list[Counter]"

    def progress(self, data: dict[str, Any]) -> None:
        """Send a progress event; it does not return when the run has been cancelled."""

    def progress_soon(self, make: Callable[[], dict[str, Any]]) -> None:
        """Send what ``make`` returns a little later, but before anything else the run says."""

    def notice(self, level: str, text: str) -> None:
        """Send a notice for the page to show."""

    def write(self, stream: str, text: str) -> None:
        """Send text that the run printed."""


current: ContextVar[Reporter | None] = ContextVar("autoui_run", default=None)
"""The run this code is part of, or None outside any."""


class Counted(Protocol):
    """Something that is counted: how far, of how many, what."""

    @property
    def done(self) -> float:
        """How many are done."""

    @property
    def total(self) -> float | None:
        """How many there are, or None when nobody knows."""

    @property
    def desc(self) -> str:
        """What is being done."""

    @property
    def unit(self) -> str:
        """What is counted."""


_counted: ContextVar[tuple["Counter", ...]] = ContextVar("autoui_counters", default=())


class Counter:
    """A place among the nested loops of a run: it is there until it is closed.

    Args:
        counted: What is counted in it.

    Attributes:
        bars: The outermost ones of the run that are open, this one or its own outermost among them.
        share: How far this one and what is nested in it was when last told, from 0 to 1.
    """

    __slots__ = ("_due", "_later", "bars", "counted", "share")

    def __init__(self, counted: Counted) -> None:
        self.counted = counted
        self.share: float | None = None
        self._due = 0.0
        self._later = False
        around, run = _counted.get(), current.get()
        self.bars: list[Counter] = around[0].bars if around else run.bars if run else []
        if not around:
            self.bars.append(self)
        _counted.set((*around, self))

    def tick(self) -> None:
        """Something was done: say so now, or soon if something was said just now.

        Raises:
            BaseException: The run has been cancelled.
        """
        now = time.monotonic()
        if now >= self._due:
            self.show()
            self._due = now + _SHOW_EVERY
        elif not self._later and (run := current.get()) is not None:
            self._later = True
            counters = _counted.get()
            run.progress_soon(lambda: self._made_late(counters))

    def show(self) -> None:
        """Say how far everything is.

        Raises:
            BaseException: The run has been cancelled.
        """
        if (run := current.get()) is not None:
            self._later = False
            run.progress(_nested(_counted.get() or (self,)))

    def close(self) -> None:
        """Say where it has come to, and leave the place."""
        counters = _counted.get()
        if self in counters:
            at = counters.index(self)
            if self._later and (run := current.get()) is not None:
                # What was said last may be old, and this is not there any more to be asked.
                last = _nested(counters[: at + 1])
                run.progress_soon(lambda: last)
            _counted.set(counters[:at])
        if self in self.bars:
            self.bars.remove(self)

    def _made_late(self, counters: "tuple[Counter, ...]") -> dict[str, Any]:
        self._later = False
        return _nested(counters or (self,))


class Bar(Generic[_Item]):
    """What ``Progress.tqdm`` returns: iterate over it, or count with ``update``.

    Args:
        iterable: What to go through; None for a bar that ``update`` moves.
        desc: What is being done.
        total: How many there are.
        unit: What is being counted.

    Attributes:
        done: How many are done.
    """

    def __init__(
        self, iterable: Iterable[_Item] | None, desc: str, total: float | None, unit: str
    ) -> None:
        self.done: float = 0
        self.total = _number(total)
        # What is shown later, in another thread, must not fail there.
        self.desc = str(desc)
        self.unit = str(unit)
        self._iterable = iterable
        self._counter: Counter | None = None
        if iterable is None and current.get() is not None:
            self._open().show()

    def __iter__(self) -> Iterator[_Item]:
        """Yield the items, counting each once the loop asks for the next."""
        if self._iterable is None:
            raise TypeError("this progress bar has nothing to go through; move it with update()")
        if current.get() is None:
            yield from self._iterable
            return
        counter = self._open()
        try:
            counter.show()
            for item in self._iterable:
                yield item
                self.done += 1
                counter.tick()
        finally:
            self.close()

    def __len__(self) -> int:
        """Return how many items there are."""
        if self.total is None:
            raise TypeError("how many items there are is not known")
        return int(self.total)

    def update(self, n: float = 1) -> None:
        """Count ``n`` more, and stop here if the run has been cancelled."""
        self.done += _number(n) or 0
        if current.get() is not None:
            self._open().tick()

    def set_description(self, desc: str | None = None) -> None:
        """Say what is being done now."""
        self.desc = str(desc or "")
        if self._counter is not None:
            self._counter.tick()

    def close(self) -> None:
        """Count no more."""
        if self._counter is not None:
            self._counter.close()
            self._counter = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        frames: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> Counter:
        if self._counter is None:
            self._counter = Counter(self)
        return self._counter


class Progress:
    """Tell the page how far a function has come; the default value of one of its parameters.

    Outside a run, for instance when the function is called from a test, it does nothing.

    Args:
        track_tqdm: Whether bars of the ``tqdm`` library count too, wherever below the function
            they are, also in threads that it starts.

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
            progress: A share between 0 and 1, a pair ``(done, total)``, or None for "unknown". A
                whole number counts steps where ``total`` says how many there are.
            desc: What is being done now.
            total: How many steps there are in all.
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
        elif total is not None and _is_whole(progress):
            done, share = progress, _share(progress or 0, total)
        else:
            share = _clamped(progress)
        run.progress(_data(share, desc or "", done, total, unit))

    def tqdm(
        self,
        iterable: Iterable[_Item] | None,
        desc: str | None = None,
        total: float | None = None,
        unit: str = "steps",
    ) -> Bar[_Item]:
        """Return the items of ``iterable`` in a bar that shows how many are done; loops may nest.

        Args:
            iterable: What to go through; None for a bar that ``update`` moves.
            desc: What is being done.
            total: How many items there are, where ``len(iterable)`` cannot tell.
            unit: What is being counted.
        """
        if total is None and (size := getattr(iterable, "__len__", None)) is not None:
            total = size()
        return Bar(iterable, desc or "", total, unit)

    def update(self, n: float = 1) -> None:
        """Move the innermost bar of the run that ``tqdm(None, total=…)`` has opened."""
        for counter in reversed(_counted.get()):
            if isinstance(counter.counted, Bar):
                counter.counted.update(n)
                return

    def close(self) -> None:
        """Close that bar."""
        for counter in reversed(_counted.get()):
            if isinstance(counter.counted, Bar):
                counter.counted.close()
                return


def Info(  # noqa: N802 - the name that people know
    message: str,
    duration: float | None = 10,  # noqa: ARG001
    visible: bool = True,  # noqa: FBT001, FBT002 - the order that people know
    title: str = "Info",
) -> None:
    """Show a short note on the page while the function runs; outside a run it does nothing.

    Args:
        message: Plain text.
        duration: Accepted; how long it stands follows from its length.
        visible: Whether it is shown at all.
        title: What goes before it, where it is not the usual word.
    """
    if visible:
        _notice("info", message, "" if title == "Info" else title)


def Warning(  # noqa: A001, N802 - the name that people know
    message: str,
    duration: float | None = 10,  # noqa: ARG001
    visible: bool = True,  # noqa: FBT001, FBT002 - the order that people know
    title: str = "Warning",
) -> None:
    """Show a short warning on the page; its arguments are those of ``Info``."""
    if visible:
        _notice("warning", message, "" if title == "Warning" else title)


def _notice(level: str, message: str, title: str) -> None:
    if (run := current.get()) is not None:
        run.notice(level, f"{title}: {message}" if title else str(message))


def _nested(counters: tuple[Counter, ...]) -> dict[str, Any]:
    """Return nested loops as one: an inner loop fills the current step of the one around it.

    Of loops beside each other, in several threads, the oldest tells the share: it would jump
    to and fro between them otherwise.
    """
    share: float | None = None
    for counter in reversed(counters):
        share = _share(counter.counted.done + (share or 0.0), counter.counted.total)
    outermost = counters[0]
    outermost.share = share
    for bar in tuple(outermost.bars):
        if bar is outermost:
            break
        if bar.share is not None:
            share, counters = bar.share, (bar, *counters)
            break
    inner = counters[-1].counted
    desc = " · ".join(str(one.counted.desc) for one in counters if one.counted.desc)
    return _data(share, desc, inner.done, inner.total, inner.unit)


def _data(
    share: float | None, desc: str, done: float | None, total: float | None, unit: str
) -> dict[str, Any]:
    return {
        "value": share,
        "desc": str(desc),
        "done": _number(done),
        "total": _number(total),
        "unit": str(unit),
    }


def _number(value: float | None) -> float | None:
    """Return a count of any library as a number of Python's."""
    if value is None:
        return None
    number = int(value) if _is_whole(value) else float(value)
    return number if math.isfinite(number) else None


def _is_whole(value: Any) -> bool:
    return isinstance(value, numbers.Integral)


def _share(done: float, total: float | None) -> float | None:
    return _clamped(done / total) if total else None


def _clamped(share: float | None) -> float | None:
    if share is None or math.isnan(share):
        return None
    return min(1.0, max(0.0, float(share)))
