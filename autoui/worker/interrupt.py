"""Raising an exception in code that does not ask, and only there.

A lane is *armed* while it is inside the user's code for one run. Only then may an exception land
in it: from a signal handler in the main thread, set asynchronously by another thread elsewhere.
Code of ours that runs in the middle of the user's (a print, a progress tick) is *covered*: an
interrupt that comes meanwhile is kept and raised when the user's code goes on.
"""

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Literal, Protocol, TypeVar

from autoui.worker.process import SharedMemory, leave_child

_Result = TypeVar("_Result")

INSIST_AFTER = 3
"""From which interrupt on code that swallows them is given more than one at a time."""

_INSIST_TIMES = 40
_INSIST_GAP = 0.001


class Interrupted(BaseException):
    """Raised in a lane to end a run that was cancelled. Not an ``Exception``: it must pass."""

    how: Literal["asked", "interrupted"] = "interrupted"


class Asked(Interrupted):
    """Raised where a run that was cancelled comes by: at a progress tick, between two values."""

    how = "asked"


class Group(Protocol):
    """Several runs in one call of a lane."""

    @property
    def number(self) -> int:
        """What the lane is armed for."""

    def stopped(self, number: int) -> bool:
        """Note that a run is to stop; return whether none of them is wanted any more."""


class Lane:
    """A thread's place for the user's code.

    Args:
        main: Whether the thread is the main thread, which signals reach.

    Attributes:
        group: The runs of the call that goes on, when it is a batch.
    """

    def __init__(self, *, main: bool = False) -> None:
        self.main = main
        self.ident = 0
        self.group: Group | None = None
        self._process = os.getpid()
        self._armed = 0
        self._covered = 0
        self._pending = 0
        self._thrown = False
        self._swallowed = 0
        self._tracer: Any = None
        self._tracing = False
        self._lock = threading.Lock()

    def enter(self) -> None:
        """Bind the lane to the calling thread."""
        self.ident = threading.get_ident()

    def call(self, number: int, function: Callable[..., _Result], *args: Any, **kw: Any) -> _Result:
        """Call the user's code; ``interrupt(number)`` reaches it until it returns.

        A child that it forks ends here, where the code that forked it ends: it is no worker.

        Raises:
            Interrupted: The run was interrupted.
        """
        try:
            result = self._call(number, function, args, kw)
        except Interrupted:
            # It may have landed in the code that disarms.
            self.disarm()
            raise
        except BaseException as error:
            if os.getpid() != self._process:
                leave_child(error)
            raise
        if os.getpid() != self._process:
            leave_child(None)
        return result

    def _call(self, number: int, function: Callable[..., _Result], args: Any, kw: Any) -> _Result:
        self._pending = self._swallowed = 0
        self._armed = number
        try:
            return function(*args, **kw)
        finally:
            self.disarm()

    def disarm(self) -> None:
        """Let nothing land here any more; what was on its way is taken back."""
        while True:
            try:
                with self._lock:
                    self._armed = 0
                    if self._thrown:
                        self._thrown = False
                        _set_exception(self.ident, None)
                if self._tracing:
                    self._tracing = False
                    sys.settrace(self._tracer)
                return
            except Interrupted:
                continue

    def cover(self) -> int:
        """Keep interrupts back, in the lane's thread; ``uncover`` takes what this returns."""
        number = self._armed
        if number:
            self.disarm()
            self._covered = number
        return number

    def uncover(self, number: int) -> None:
        """Undo the matching ``cover``.

        Raises:
            Interrupted: An interrupt came meanwhile.
        """
        if not number:
            return
        self._covered = 0
        self._armed = number
        if self._pending == number:
            self._pending = 0
            raise Interrupted

    # ---- from other threads

    def interrupt(self, number: int) -> None:
        """Raise in the lane if it is armed for run ``number``; not for a lane of the main thread.

        The exception comes when the code next runs Python: a call of C has to return first.
        """
        with self._lock:
            if self._armed == number:
                self._thrown = True
                _set_exception(self.ident, Interrupted)
            elif self._covered == number:
                self._pending = number

    # ---- in the main thread

    def on_signal(self, wanted: Callable[[int], bool], frame: FrameType | None) -> None:
        """Do what a signal asks for, between two instructions of the main thread.

        Args:
            wanted: Tells whether the run of that number is meant.
            frame: Where the main thread is.

        Raises:
            Interrupted: The lane is armed for the run.
        """
        number = self._armed or self._covered
        if not number or not wanted(number):
            return
        if self._covered or (frame is not None and frame.f_code in _OWN_CODE):
            self._pending = number
            return
        self._swallowed += 1
        if self._swallowed >= INSIST_AFTER and frame is not None:
            self._insist(frame)
        raise Interrupted

    def _insist(self, frame: FrameType) -> None:
        """Raise once more at the next line: where the exception is caught, outside the ``try``."""
        if not self._tracing:
            self._tracer = sys.gettrace()
            self._tracing = True
        here: FrameType | None = frame
        while here is not None and here.f_code is not Lane._call.__code__:
            here.f_trace = self._trace
            here = here.f_back
        sys.settrace(self._trace)

    def _trace(self, frame: FrameType, event: str, _arg: object) -> Any:
        if str(frame.f_globals.get("__name__")).startswith("autoui."):
            return None
        if self._armed and event in ("line", "call"):
            # Python takes a trace function away that raises, so this happens once.
            raise Interrupted
        return self._trace


_OWN_CODE = frozenset(
    function.__code__ for function in (Lane.disarm, Lane.cover, Lane.uncover, Lane.call)
)


def _set_exception(ident: int, kind: type[BaseException] | None) -> None:
    # An empty py_object is NULL, which clears; py_object(None) would raise None in the thread.
    value = ctypes.py_object() if kind is None else ctypes.py_object(kind)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), value)


class Interrupter:
    """Brings cancels of step 2 to the lanes of one worker.

    Args:
        lane: The lane of the main thread, or None when the main thread is none.
        memory: Where the server names the run a signal is for; None where no nursery sends any.
    """

    def __init__(self, lane: Lane | None, memory: SharedMemory | None = None) -> None:
        self._lane = lane
        self._memory = memory
        self._wanted = 0
        self._attempts: dict[int, int] = {}

    def install(self) -> Callable[[], None]:
        """Take SIGUSR1 over, in the main thread; return what gives it back."""
        if self._lane is None or not hasattr(signal, "SIGUSR1"):
            return lambda: None
        before = signal.signal(signal.SIGUSR1, self._on_signal)
        return lambda: _restore(signal.SIGUSR1, before)

    def _on_signal(self, _number: int, frame: FrameType | None) -> None:
        if self._lane is not None:
            self._lane.on_signal(self._is_wanted, frame)

    def _is_wanted(self, number: int) -> bool:
        named = (self._wanted, 0 if self._memory is None else self._memory.number())
        group = None if self._lane is None else self._lane.group
        if group is None:
            return number in named
        # The server names the runs it has cancelled, one after the other.
        told, asked = (group.stopped(one) for one in named)
        return told or asked

    def interrupt(self, lane: Lane, number: int) -> None:
        """Raise in a lane that runs ``number``.

        Code that swallows it gets many in quick succession from the third attempt on: one of them
        lands outside its ``try``.
        """
        if lane.main:
            # With it, the nursery sends the signal; two at once would interrupt the code that
            # cleans up after the first.
            if self._memory is None:
                self._once(lane, number)
            return
        attempts = self._attempts.get(number, 0) + 1
        self._attempts[number] = attempts
        self._once(lane, number)
        if attempts >= INSIST_AFTER:
            threading.Thread(
                target=self._insist, args=(lane, number), name="autoui-insist", daemon=True
            ).start()

    def forget(self, number: int) -> None:
        """The run has ended."""
        self._attempts.pop(number, None)

    def _once(self, lane: Lane, number: int) -> None:
        if not lane.main:
            lane.interrupt(number)
        elif hasattr(signal, "pthread_kill"):
            self._wanted = number
            signal.pthread_kill(lane.ident, signal.SIGUSR1)

    def _insist(self, lane: Lane, number: int) -> None:
        pause = threading.Event()
        for _ in range(_INSIST_TIMES):
            if pause.wait(_INSIST_GAP) or number not in self._attempts:
                return
            self._once(lane, number)


def _restore(number: int, handler: Any) -> None:
    # A handler that was not set from Python reads as None and cannot be set again.
    signal.signal(number, signal.SIG_DFL if handler is None else handler)
