"""What happened in one run, as numbered events: the newest of them, within bounds."""

from bisect import bisect_left
from collections.abc import Callable

import msgspec

from autoui.running.merging import Merged
from autoui.wire.message import EventKind
from autoui.wire.values import pack

MAX_EVENTS = 1_000
MAX_BYTES = 8 << 20
MAX_WITH_BLOBS = 300
"""Events that hold blobs: pictures of a generator must not fill the disk. More than the values that
a worker may send before anybody has read them."""
_MERGED = frozenset({"queued", "progress"})
_CONFLATED = frozenset({"queued", "progress", "value"})


class Logged(msgspec.Struct, gc=False, frozen=True):
    """One event of a run.

    Attributes:
        n: Its number; a run's events are numbered from 1.
        first: The number of the first event that it stands for; less than ``n`` when it
            replaced others of its kind.
        kind: What happened.
        data: The packed details.
        blobs: The blobs the details refer to.
        adds: Whether it is a value that does not replace all that came before it.
    """

    n: int
    first: int
    kind: EventKind
    data: bytes
    blobs: tuple[str, ...] = ()
    adds: bool = False


class Log:
    """The events of one run.

    It keeps the newest 1,000 events or 8 MiB, of these at most 300 with blobs, and besides them the
    latest value, with what is kept of those before it, and the latest progress.

    Args:
        release: Called with the blobs of every event that is gone for good.
    """

    __slots__ = ("_bytes", "_entries", "_kept", "_merged", "_release", "_with_blobs", "last")

    def __init__(self, release: Callable[[tuple[str, ...]], None]) -> None:
        self.last = 0
        self._entries: list[Logged] = []
        self._bytes = 0
        self._with_blobs = 0
        self._release = release
        # The latest value and progress, when they are no longer among the entries.
        self._kept: dict[str, Logged] = {}
        # What the values that are gone come to, as far as those that are there add to it.
        self._merged: Merged | None = None

    @property
    def size(self) -> int:
        """Bytes of data held."""
        return self._bytes

    def append(
        self, kind: EventKind, data: bytes, blobs: tuple[str, ...] = (), *, adds: bool = False
    ) -> Logged:
        """Add an event and return it with its number.

        Queue positions and progress that follow each other are merged.
        """
        self.last += 1
        first = self.last
        entries = self._entries
        if kind in _MERGED and entries and entries[-1].kind == kind:
            merged = entries.pop()
            first = merged.first
            self._bytes -= len(merged.data)
            self._with_blobs -= bool(merged.blobs)
        entry = Logged(self.last, first, kind, data, blobs, adds)
        entries.append(entry)
        self._bytes += len(data)
        self._with_blobs += bool(blobs)
        if self._kept and kind in self._kept and not adds:
            self._forget(kind)
        while len(entries) > 1 and (
            len(entries) > MAX_EVENTS
            or self._bytes > MAX_BYTES
            or self._with_blobs > MAX_WITH_BLOBS
        ):
            self._drop_oldest()
        return entry

    def read(self, after: int, limit: int) -> list[Logged]:
        """Return up to ``limit`` events after a number, with a ``gap`` where some are gone."""
        entries = self._entries
        if after >= self.last or not entries:
            return []
        start = after + 1 - entries[0].first
        # Only merged events make the position differ from the number.
        if not (0 <= start < len(entries) and entries[start].first == after + 1):
            start = bisect_left(entries, after + 1, key=lambda entry: entry.n)
        found = entries[start : start + limit]
        if found[0].first <= after + 1:
            return found
        return self._with_gaps(after, found)

    def clear(self) -> None:
        """Let go of everything."""
        for entry in (*self._kept.values(), *self._entries):
            self._let_go(entry)
        self._kept.clear()
        self._merged = None
        self._entries.clear()
        self._bytes = self._with_blobs = 0

    def _drop_oldest(self) -> None:
        entry = self._entries.pop(0)
        self._bytes -= len(entry.data)
        self._with_blobs -= bool(entry.blobs)
        if entry.kind not in ("value", "progress") or self._is_replaced(entry):
            self._let_go(entry)
            self._forget(entry.kind)
            return
        self._forget(entry.kind, merged=not entry.adds)
        self._kept[entry.kind] = entry
        if entry.adds:
            self._merged = self._merged or Merged()
            self._merged.add(entry.data)

    def _is_replaced(self, entry: Logged) -> bool:
        """Return whether nobody needs an event any more who reads those that are there."""
        for newer in self._entries:
            if newer.kind == entry.kind:
                return not (newer.adds and entry.adds)
        return False

    def _forget(self, kind: str, *, merged: bool = True) -> None:
        """Let go of the latest event of a kind that is no longer among the entries."""
        kept = self._kept.pop(kind, None)
        if kept is not None:
            self._let_go(kept)
        if merged and kind == "value":
            self._merged = None

    def _let_go(self, entry: Logged) -> None:
        if entry.blobs:
            self._release(entry.blobs)

    def _with_gaps(self, after: int, found: list[Logged]) -> list[Logged]:
        kept = sorted((e for e in self._kept.values() if e.n > after), key=lambda e: e.n)
        filled: list[Logged] = []
        at = after
        for entry in (*map(self._whole, kept), *found):
            if entry.first > at + 1:
                data = pack({"from": at + 1, "to": entry.first - 1})
                filled.append(Logged(entry.first - 1, at + 1, "gap", data))
            filled.append(entry)
            at = entry.n
        return filled

    def _whole(self, entry: Logged) -> Logged:
        """Return a kept value with what came before it."""
        if self._merged is None or not entry.adds:
            return entry
        return msgspec.structs.replace(entry, data=self._merged.data())


def latest(entries: list[Logged]) -> list[Logged]:
    """Leave out what a newer event of the same kind replaces for someone who only looks.

    Values that add to each other become one.
    """
    if len(entries) < 2:
        return entries
    newest = {entry.kind: entry for entry in entries}
    value = newest.get("value")
    if value is not None and value.adds:
        newest["value"] = _merged([e for e in entries if e.kind == "value"])
    return [
        newest[e.kind] if e.kind in _CONFLATED else e
        for e in entries
        if e.kind not in _CONFLATED or newest[e.kind].n == e.n
    ]


def _merged(values: list[Logged]) -> Logged:
    """Return one value that stands for the newest ones, as far back as they add to each other."""
    start = len(values) - 1
    while start > 0 and values[start - 1].adds:
        start -= 1
    if start == len(values) - 1:
        return values[-1]
    merged = Merged()
    for value in values[start:]:
        merged.add(value.data)
    return msgspec.structs.replace(values[-1], data=merged.data())
