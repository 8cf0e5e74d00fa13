"""Bars of the ``tqdm`` library, reported as the progress of the runs that do not say otherwise.

tqdm is never imported here: its class is changed when a run begins and it has been imported,
or as soon as it is. What was changed looks at a context variable, so the bars of other runs, and
those outside any, are tqdm's own.
"""

import contextvars
import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

from autoui import inject
from autoui.worker.importing import Finder

_tracked: contextvars.ContextVar[bool] = contextvars.ContextVar("autoui_tracked", default=False)
_MARK = "_autoui_counter"


class Tracking:
    """Follows tqdm's bars in the runs of functions that say nothing else of their progress."""

    def __init__(self) -> None:
        self._asking: dict[Any, bool] = {}
        self._finder: Finder | None = None
        self._undo: list[Callable[[], None]] = []

    def begin(self, function: Callable[..., Any]) -> None:
        """A call begins, in the calling context; it is followed if its function asks for it."""
        try:
            asks = self._asking[function]
        except KeyError:
            asks = self._asking[function] = asks_for_bars(function)
        except TypeError:
            # A callable object that has no hash.
            asks = asks_for_bars(function)
        if asks:
            _tracked.set(True)
            self._prepare()

    def close(self) -> None:
        """Make tqdm what it was."""
        if self._finder is not None:
            sys.meta_path.remove(self._finder)
            self._finder = None
        while self._undo:
            self._undo.pop()()

    def _prepare(self) -> None:
        if self._finder is not None:
            return
        self._finder = Finder({"tqdm.std": self._change, "tqdm.notebook": self._change_notebook})
        sys.meta_path.insert(0, self._finder)
        for name, change in self._finder.changes.items():
            if (module := sys.modules.get(name)) is not None:
                change(module)

    def _change(self, module: ModuleType) -> None:
        bar = module.tqdm
        self._replace(bar, "__init__", _begun(bar.__init__))
        self._replace(bar, "__iter__", _iterated(bar.__iter__))
        for name in ("update", "reset", "set_description", "set_description_str"):
            self._replace(bar, name, _moved(getattr(bar, name)))
        self._replace(bar, "close", _closed(bar.close))

    def _change_notebook(self, module: ModuleType) -> None:
        kind = module.tqdm_notebook
        self._replace(kind, "__init__", _begun_in_notebook(kind, kind.__init__))

    def _replace(self, owner: Any, name: str, new: Any) -> None:
        # As it stands in the class: what ``getattr`` makes of a descriptor is something else.
        self._undo.append(functools.partial(setattr, owner, name, vars(owner)[name]))
        setattr(owner, name, new)


def asks_for_bars(function: Callable[..., Any]) -> bool:
    """Tell whether the bars of a function are its progress.

    They are where it has no ``Progress`` of its own, or one with ``track_tqdm=True``.
    """
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    own = [one.default for one in parameters if isinstance(one.default, inject.Progress)]
    return not own or any(one.track_tqdm for one in own)


class _Shown:
    """One of tqdm's bars, as ``inject`` counts."""

    __slots__ = ("_bar",)

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    @property
    def done(self) -> float:
        """How many are done."""
        return float(self._bar.n) if isinstance(self._bar.n, float) else int(self._bar.n)

    @property
    def total(self) -> float | None:
        """How many there are; None when unknown."""
        total = self._bar.total
        return total if isinstance(total, int | float) else None

    @property
    def desc(self) -> str:
        """What is being done; tqdm puts a colon behind it."""
        return str(self._bar.desc or "").rstrip(": ")

    @property
    def unit(self) -> str:
        """What is counted."""
        return str(self._bar.unit)


# ------------------------------------------------------------------------------ tqdm's methods


def _begun(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def init(bar: Any, *args: Any, **kwargs: Any) -> None:
        if not _tracked.get() or inject.current.get() is None:
            original(bar, *args, **kwargs)
            return
        if kwargs.get("disable", False) is None:
            # "Only on a terminal": the page is as good as one.
            kwargs["disable"] = False
        # Nothing is drawn in text; it would only fill the run's log.
        kwargs["gui"] = True
        original(bar, *args, **kwargs)
        if bar.disable:
            return
        bar.display = _draw_nothing
        bar.miniters = bar.miniters or 1
        counter = inject.Counter(_Shown(bar))
        setattr(bar, _MARK, counter)
        counter.show()

    return init


def _begun_in_notebook(kind: Any, original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def init(bar: Any, *args: Any, **kwargs: Any) -> None:
        if not _tracked.get() or inject.current.get() is None:
            original(bar, *args, **kwargs)
            return
        # There are no widgets here: the bar behind them is enough.
        for name in ("colour", "display"):
            kwargs.pop(name, None)
        super(kind, bar).__init__(*args, **kwargs)
        bar.disp = _draw_nothing
        parts = [SimpleNamespace(value="", max=0, layout=SimpleNamespace()) for _ in range(3)]
        bar.container = SimpleNamespace(children=parts)
        bar.displayed = True

    return init


def _iterated(original: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    @functools.wraps(original)
    def iterate(bar: Any) -> Iterator[Any]:
        counter = getattr(bar, _MARK, None)
        if counter is None:
            yield from original(bar)
            return
        # tqdm itself counts a quick loop ten times a second; a cancel may not wait so long.
        try:
            for item in bar.iterable:
                yield item
                bar.n += 1
                counter.tick()
        finally:
            bar.close()

    return iterate


def _moved(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def moved(bar: Any, *args: Any, **kwargs: Any) -> Any:
        found = original(bar, *args, **kwargs)
        counter = getattr(bar, _MARK, None)
        if counter is not None:
            counter.tick()
        return found

    return moved


def _closed(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def close(bar: Any) -> None:
        original(bar)
        counter = getattr(bar, _MARK, None)
        if counter is not None:
            delattr(bar, _MARK)
            counter.close()

    return close


def _draw_nothing(*_: Any, **__: Any) -> bool:
    return True
