"""Figures that a run draws with pyplot and does not return."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autoui import inject
from autoui.worker.importing import Finder

_HOOK = "autoui.worker.figures:mark"
_MARK = "_autoui_run"
_BACKEND = "MPLBACKEND"
_PYPLOT = "matplotlib.pyplot"
_NESTING = 2
_NONE: frozenset[int] = frozenset()


def mark(figure: Any) -> None:
    """Note on a new figure which run made it; pyplot calls this through its ``figure.hooks``."""
    setattr(figure, _MARK, _Mark(inject.current.get()))


class _Mark:
    """Says which run made a figure; a copy of the figure, or a pickled one, does not say it."""

    __slots__ = ("run",)

    def __init__(self, run: inject.Reporter | None) -> None:
        self.run = run

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        return type(None), ()


def prepare() -> None:
    """Let figures of a worker be drawn without a screen and marked; ``plt.show()`` does nothing."""
    os.environ.setdefault(_BACKEND, "Agg")
    _show_nothing()
    # A run that imports pyplot itself draws before anybody looks again.
    sys.meta_path.insert(0, Finder({_PYPLOT: _listen}))


@contextmanager
def without_screen() -> Iterator[None]:
    """Let a pyplot that is imported meanwhile draw without a screen."""
    given = os.environ.get(_BACKEND)
    os.environ.setdefault(_BACKEND, "Agg")
    try:
        yield
    finally:
        if given is None:
            os.environ.pop(_BACKEND, None)


@contextmanager
def prepared() -> Iterator[None]:
    """``prepare`` for one run, in a process that is no worker: nothing stays changed."""
    listened = _HOOK in _hooks()
    with without_screen(), warnings.catch_warnings():
        _show_nothing()
        try:
            yield
        finally:
            if not listened:
                _stop_listening()


def _show_nothing() -> None:
    warnings.filterwarnings("ignore", message=".*is non-interactive, and thus cannot be shown")


def before() -> frozenset[int]:
    """Look before a run; return the identities of the figures that are open."""
    pyplot = _pyplot()
    if pyplot is None:
        return _NONE
    _listen(pyplot)
    return frozenset(map(id, _open()))


def take(before: frozenset[int], run: inject.Reporter, *, alone: bool) -> list[Any]:
    """Return a run's figures in order, closed in pyplot.

    Args:
        before: What ``before`` returned.
        run: The run, as code inside it knows it.
        alone: Whether no other run went on meanwhile; figures that nobody marked then belong
            to it.
    """
    pyplot = _pyplot()
    if pyplot is None:
        return []
    found = []
    for figure in _open():
        mark = getattr(figure, _MARK, None)
        owner = None if mark is None else mark.run
        new = id(figure) not in before
        if owner is run or (owner is None and new and alone):
            found.append(figure)
            pyplot.close(figure)
    return found


def returned(value: Any) -> set[int]:
    """Return the identities of the figures that a result is or holds."""
    found: set[int] = set()
    for item in _items(value, _NESTING):
        # An array of axes, as subplots() gives.
        for part in list(getattr(item, "flat", (item,)))[:1] if _holds_objects(item) else (item,):
            found.add(id(part))
            found.add(id(getattr(part, "figure", part)))
            # An animation keeps its figure to itself.
            found.add(id(getattr(part, "_fig", part)))
    return found


def _items(value: Any, depth: int) -> list[Any]:
    """Return what lists and dicts hold, and what those in them hold: Matplotlib's lines by kind."""
    parts = list(value.values()) if isinstance(value, dict) else value
    if not depth or not isinstance(parts, (list, tuple)):
        return [value]
    return [item for part in parts[:100] for item in _items(part, depth - 1)]


def _holds_objects(item: Any) -> bool:
    return getattr(getattr(item, "dtype", None), "kind", "") == "O"


def _pyplot() -> Any:
    return sys.modules.get(_PYPLOT)


def _open() -> list[Any]:
    # pyplot's own way to list figures would make each the current one.
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    managers = helpers.Gcf.get_all_fig_managers() if helpers is not None else []
    return [manager.canvas.figure for manager in managers]


def _listen(pyplot: Any) -> None:
    settings = getattr(pyplot, "rcParams", {})
    hooks = settings.get("figure.hooks")
    if hooks is not None and _HOOK not in hooks:
        settings["figure.hooks"] = [*hooks, _HOOK]


def _stop_listening() -> None:
    hooks = _hooks()
    if _HOOK in hooks:
        _pyplot().rcParams["figure.hooks"] = [hook for hook in hooks if hook != _HOOK]


def _hooks() -> list[Any]:
    settings = getattr(_pyplot(), "rcParams", {})
    return list(settings.get("figure.hooks", ()))
