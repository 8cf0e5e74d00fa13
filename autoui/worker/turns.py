"""Who reads the link: the main lane while it has nothing else to do, a thread meanwhile.

Every hand-over between two threads costs more than a short call. So an idle main lane reads for
itself, and the thread of the link only looks, every few milliseconds, whether the lane is so long
busy with one call that somebody else has to read. When nothing happens, it sleeps.
"""

import threading
from collections.abc import Callable

_LOOK = 0.002
"""Seconds between two looks, and so about the longest that an order waits unread."""

_QUIET_LOOKS = 10


class Turns:
    """Passes the right to read between the main lane and the thread of the link.

    Args:
        read: Reads and obeys what comes next; False when nothing more will come.
        relieve: Sends what the main lane has held back, now that it is long busy.
    """

    def __init__(self, read: Callable[[], bool], relieve: Callable[[], None]) -> None:
        self._read = read
        self._relieve = relieve
        self._reading = threading.Lock()
        self._bell = threading.Lock()
        self._bell.acquire()
        self._sleeps = False
        self._begun = 0
        self._delivered = False
        self._over = False

    # ---- in the main lane

    def read_until(self, has_job: Callable[[], bool]) -> None:
        """Read until there is a job; return at once when the other thread has the turn."""
        while not self._over and not has_job():
            if not self._reading.acquire(blocking=False):
                return
            try:
                self._over = self._over or not self._read()
            finally:
                self._reading.release()

    def begin(self) -> None:
        """The main lane has got a job, and reads no more for now."""
        self._begun += 1
        if self._sleeps:
            self._sleeps = False
            self._bell.release()

    # ---- in the thread of the link

    def delivered(self) -> None:
        """A job of the main lane has come: whoever reads may let it have the turn."""
        self._delivered = True

    def stand_in(self) -> None:
        """Read whenever the main lane does not; return when nothing more will come."""
        self._reading.acquire()
        self._read_for_a_while()
        quiet = 0
        while not self._over:
            begun = self._begun
            self._bell.acquire(timeout=_LOOK)
            if self._begun != begun:
                quiet = 0
            elif self._reading.acquire(blocking=False):
                quiet = 0
                self._read_for_a_while()
            else:
                quiet += 1
                if quiet > _QUIET_LOOKS:
                    self._sleep(begun)

    def _read_for_a_while(self) -> None:
        try:
            self._relieve()
            self._delivered = False
            while not self._over and not self._delivered:
                self._over = not self._read()
        finally:
            self._reading.release()

    def _sleep(self, begun: int) -> None:
        self._sleeps = True
        # The main lane may have begun something between the look and this line.
        if self._begun == begun and not self._over:
            self._bell.acquire()
        self._sleeps = False
