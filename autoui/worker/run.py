"""One run as the worker sees it: what it may say, whether it was cancelled, how it ended."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from autoui.inject import Counter
from autoui.wire.message import EventKind
from autoui.wire.server_worker import RunEvent
from autoui.wire.values import pack, printable
from autoui.worker.interrupt import Asked, Group, Lane
from autoui.worker.link import Link
from autoui.worker.pace import Pace, TimeLeft

MAX_PRINTED = 1 << 20
"""Bytes of output that are kept of one run; the rest is counted, not shown."""

FLUSH_AFTER = 0.05
"""Seconds that output or progress may wait, so that many small writes become one event."""

INITIAL_VALUES = 256
INITIAL_BYTES = 4 << 20
"""What a run may send before the server gives it more credit."""

_FLUSH_SIZE = 1 << 16
_CUT = "\n… (more was printed than is shown)\n"


class Flusher:
    """A thread that sends what runs have held back."""

    def __init__(self) -> None:
        self._due: set[Run] = set()
        self._wake = threading.Event()
        self._started = False
        self._lock = threading.Lock()

    def later(self, run: "Run") -> None:
        """Have the run flush soon."""
        with self._lock:
            self._due.add(run)
            if not self._started:
                self._started = True
                threading.Thread(target=self._work, name="autoui-flush", daemon=True).start()
        if not self._wake.is_set():
            self._wake.set()

    def _work(self) -> None:
        pause = threading.Event()
        while True:
            self._wake.wait()
            self._wake.clear()
            pause.wait(FLUSH_AFTER)
            with self._lock:
                due, self._due = self._due, set()
            for run in due:
                run.flush()


class Run:
    """What happens in one run, and the way to the page; a ``Reporter``.

    Every event but the last may come from any thread. Nothing is sent after the last one, and
    text printed later goes to the terminal.

    Args:
        id_: The run's id on the link.
        number: Its number within the server.
        link: Where its events go.
        flusher: Sends what was held back.
        terminals: Where text goes by stream once the run has ended.

    Attributes:
        asked: Whether it was told to stop.
        quick: Whether it is likely over at once: its events then say that it has begun, too.
        lane: The lane it is in, while it is in one.
        group: The runs that share its call, when it is part of a batch.
        on_ask: Called once when it is told to stop, from the link's thread.
        on_done: Called with the packed data of its last event, if it ends well.
    """

    def __init__(
        self, id_: str, number: int, link: Link, flusher: Flusher, terminals: dict[str, TextIO]
    ) -> None:
        self.id = id_
        self.number = number
        self.asked = self.quick = False
        self.ended = False
        self.lane: Lane | None = None
        self.group: Group | None = None
        self.on_ask: Callable[[], None] | None = None
        self.on_done: Callable[[bytes], None] | None = None
        self.printed: list[str] = []
        self.complained: list[str] = []
        self.credit = Credit()
        self.bars: list[Counter] = []
        self._link = link
        self._flusher = flusher
        self._terminals = terminals
        self._lock = threading.RLock()
        self._room = MAX_PRINTED
        self._held: list[tuple[str, str]] = []
        self._held_size = 0
        self._progress: Callable[[], dict[str, Any]] | None = None
        self._left = TimeLeft()
        self._pace = Pace()
        self._sent_at = 0.0

    # ---- what code inside the run says

    def progress(self, data: dict[str, Any]) -> None:
        """Send progress: at once, unless much has been sent in the last moments.

        What code says before it is silent for long is thus not held back.

        Raises:
            Asked: The run was cancelled.
        """
        with self._covered():
            if self.asked and self.lane_is_here():
                raise Asked
            with self._lock:
                if self.ended:
                    return
                self._progress = lambda: data
                if self._pace.allows(time.monotonic()):
                    self.flush()
                else:
                    self._flusher.later(self)

    def progress_soon(self, make: Callable[[], dict[str, Any]]) -> None:
        """Send what ``make`` returns within 50 ms, or before the next event."""
        with self._covered(), self._lock:
            if not self.ended:
                self._progress = make
                self._flusher.later(self)

    def notice(self, level: str, text: str) -> None:
        """Send a notice for the page to show."""
        with self._covered():
            self.send("notice", {"level": level, "text": printable(text)})

    def write(self, stream: str, text: str) -> None:
        """Send text that the run printed; once it has ended, text goes to the terminal."""
        with self._covered(), self._lock:
            # Only under the lock is it sure that the last event is not on its way.
            live = not self.ended and not self._link.closed
            if live:
                self._hold(stream, text)
        if not live:
            self._terminals[stream].write(text)

    def _hold(self, stream: str, text: str) -> None:
        kept = self._admit(text)
        if not kept:
            return
        (self.printed if stream == "stdout" else self.complained).append(kept)
        if self._held and self._held[-1][0] == stream:
            self._held[-1] = (stream, self._held[-1][1] + kept)
        else:
            self._held.append((stream, kept))
        self._held_size += len(kept)
        self._flush_if_due(whole_line="\n" in kept)

    def lane_is_here(self) -> bool:
        """Whether the caller is the lane's own thread."""
        return self.lane is not None and self.lane.ident == threading.get_ident()

    # ---- what the worker says about it

    def send(self, kind: EventKind, data: dict[str, Any], blobs: list[str] | None = None) -> int:
        """Send an event, after everything held back.

        Returns:
            Its size in bytes; 0 when it was dropped because the run has ended.

        Raises:
            Unencodable: The data cannot travel; the event was not sent.
        """
        packed = pack(data)
        with self._lock:
            if self.ended:
                return 0
            if self._held or self._progress is not None:
                self.flush()
            event = RunEvent(
                run=self.id,
                kind=kind,
                data=packed,
                blobs=blobs or [],
                quick=self.quick,
                adds="kept" in data,
            )
            self._link.send(event, instead=self.quick)
        return len(packed)

    def finish(self, kind: EventKind, data: dict[str, Any], blobs: list[str] | None = None) -> bool:
        """Send the last event; return whether it was this one.

        Raises:
            Unencodable: The data cannot travel; the run has not ended.
        """
        with self._lock:
            sent = self.send(kind, data, blobs) > 0
            self.ended = True
        if sent and kind == "done" and self.on_done is not None:
            self.on_done(pack(data))
        return sent

    def flush(self) -> None:
        """Send what was held back; the run's own size limit keeps each event small."""
        with self._lock:
            if self.ended:
                return
            held, self._held, self._held_size = self._held, [], 0
            progress, self._progress = self._progress, None
            self._sent_at = now = time.monotonic()
            for stream, said in held:
                text = printable(said)
                for start in range(0, len(text), _FLUSH_SIZE):
                    self._emit("log", {"stream": stream, "text": text[start : start + _FLUSH_SIZE]})
            if progress is not None:
                data = progress()
                shown = {"desc": printable(data["desc"]), "eta": self._left.of(data["value"], now)}
                self._emit("progress", {**data, **shown})

    # ---- being cancelled

    def ask(self) -> None:
        """Tell the run to stop at the next opportunity."""
        if not self.asked:
            self.asked = True
            self.credit.give(0, 0)
            if self.on_ask is not None:
                self.on_ask()

    def fence(self) -> None:
        """Drop everything the run still says: for the server it has ended."""
        self.ended = True
        self.ask()

    def send_value(self, data: dict[str, Any], blobs: list[str]) -> bool:
        """Send a value of a generator once there is credit for it; return whether it was sent.

        Every value is a write of its own: it is there for the server at once, whatever the
        generator does next, and a server that has much to read takes many at a time.

        Raises:
            Asked: The run was cancelled while it waited.
            Unencodable: The data cannot travel; the event was not sent.
        """
        self.credit.wait(lambda: self.asked)
        if self.asked:
            raise Asked
        size = self.send("value", data, blobs)
        self.credit.spend(size)
        return size > 0

    # ----

    def _emit(self, kind: EventKind, data: dict[str, Any]) -> None:
        self._link.send(RunEvent(run=self.id, kind=kind, data=pack(data)))

    def _flush_if_due(self, *, whole_line: bool = True) -> None:
        waited = time.monotonic() - self._sent_at
        if (whole_line and waited >= FLUSH_AFTER) or self._held_size >= _FLUSH_SIZE:
            self.flush()
        else:
            self._flusher.later(self)

    def _admit(self, text: str) -> str:
        """Return what of a text there is room for, in characters that can travel."""
        if self._room <= 0:
            return ""
        data = text.encode("utf-8", "backslashreplace")
        self._room -= len(data)
        if self._room > 0:
            return data.decode()
        return data[: len(data) + self._room].decode("utf-8", "ignore") + _CUT

    @contextmanager
    def _covered(self) -> Iterator[None]:
        """Keep interrupts off while a lane is inside our code."""
        if not self.lane_is_here():
            yield
            return
        lane = self.lane
        number = lane.cover() if lane else 0
        try:
            yield
        finally:
            if lane:
                lane.uncover(number)


class Credit:
    """How many values, and bytes of them, a run may still send.

    The last value may take more bytes than are left.
    """

    def __init__(self, values: int = INITIAL_VALUES, size: int = INITIAL_BYTES) -> None:
        self._values = values
        self._bytes = size
        self._lock = threading.Lock()
        # Made by whoever first has to wait: few runs do.
        self._changed: threading.Condition | None = None

    def give(self, values: int, size: int) -> None:
        """Add credit, and wake who waits."""
        with self._lock:
            self._values += values
            self._bytes += size
            if self._changed is not None:
                self._changed.notify_all()

    def spend(self, size: int) -> None:
        """Take one value's worth."""
        with self._lock:
            self._values -= 1
            self._bytes -= size

    @property
    def left(self) -> bool:
        """Whether another value may be sent now."""
        return self._values > 0 and self._bytes > 0

    def wait(self, stopped: Callable[[], bool]) -> None:
        """Wait until there is credit, or ``stopped()`` holds after a ``give``."""
        if self.left:
            return
        with self._lock:
            if self._changed is None:
                self._changed = threading.Condition(self._lock)
            self._changed.wait_for(lambda: self.left or stopped())
