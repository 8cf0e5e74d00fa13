"""Keeping a nursery that has imported what the next worker will import again."""

from collections.abc import Callable
from pathlib import Path

from autoui.running.nursery import Nursery
from autoui.wire.server_nursery import Warm, Warmed
from autoui.wire.server_worker import Ready

_NAMES_A_PACKET = 500
_MOST_LOSSES = 2
_MOST_CHANGES = 2


class Warmth:
    """Decides when a nursery with modules ahead of time is made, and when it must not be used.

    Args:
        cache: Where it is remembered what importing a distribution leaves behind.
        hatch: Starts a nursery; raises OSError where there is no room for one.
        swap: Told of the nursery to fork from next; None means a fresh one.
        again: Called when what was just loaded has to be loaded once more.
    """

    def __init__(
        self,
        cache: Path,
        hatch: Callable[[], Nursery],
        swap: Callable[[Nursery | None], None],
        again: Callable[[], None],
    ) -> None:
        self._cache = cache
        self._hatch = hatch
        self._swap = swap
        self._again = again
        self._modules: dict[str, None] = {}
        self._cold: set[str] = set()
        self._coming: Nursery | None = None
        self._losses = 0
        self._last: dict[str, str | None] = {}
        self._changes: dict[str, int] = {}

    def loaded(self, nursery: Nursery, ready: Ready) -> None:
        """A worker that was forked from ``nursery`` has built its page."""
        environ = self._steady(ready.environ)
        if nursery.warmed and environ != nursery.environ:
            # Modules were imported under other variables than the code has set by now.
            self._stop()
            self._swap(None)
            self._again()
            return
        new = [name for name in ready.installed if name.partition(".")[0] not in self._cold]
        new = [name for name in new if name not in nursery.asked]
        known = self._coming is not None and not set(new) - self._coming.asked
        if not new or known or self._losses >= _MOST_LOSSES:
            return
        self._modules.update(dict.fromkeys(new))
        self._stop()
        self._begin(ready.environ)

    def warmed(self, nursery: Nursery, report: Warmed) -> None:
        """A nursery has imported what it could."""
        if nursery is not self._coming:
            return
        self._coming = None
        self._cold.update(report.cold)
        nursery.warmed = True
        nursery.environ = self._steady(report.environ)
        self._swap(nursery)

    def lost(self, nursery: Nursery) -> None:
        """A nursery has died."""
        if nursery is self._coming:
            self._coming = None
            self._losses += 1

    def close(self) -> None:
        """Give up a nursery that is not ready."""
        self._losses = _MOST_LOSSES
        self._stop()

    # ---- inside

    def _begin(self, environ: dict[str, str | None]) -> None:
        names = list(self._modules)
        try:
            self._coming = nursery = self._hatch()
        except OSError:
            # No room for one more: what there is goes on, and the next load tries again.
            return
        nursery.asked = frozenset(names)
        for start in range(0, len(names), _NAMES_A_PACKET):
            end = start + _NAMES_A_PACKET
            part, last = names[start:end], end >= len(names)
            nursery.order(
                Warm(modules=part, environ=environ, cache=str(self._cache), last=last)
                if last
                else Warm(modules=part, last=False)
            )

    def _stop(self) -> None:
        if self._coming is not None:
            nursery, self._coming = self._coming, None
            nursery.kill()

    def _steady(self, environ: dict[str, str | None]) -> dict[str, str | None]:
        """Return the variables that are not made anew with every load."""
        for name in environ.keys() & self._last.keys():
            if environ[name] != self._last[name]:
                self._changes[name] = self._changes.get(name, 0) + 1
        self._last = {**self._last, **environ}
        return {k: v for k, v in environ.items() if self._changes.get(k, 0) < _MOST_CHANGES}
