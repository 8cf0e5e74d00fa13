"""What depends on the operating system: sessions, parents that die, descriptors, signals.

Linux has death signals and takes over forked workers. macOS has neither a death signal nor a safe
fork, so workers are started anew there and both kinds of process look for their parent once a
second. Windows has no process groups: a worker ends with its process alone.
"""

import ctypes
import mmap
import os
import signal
import socket
import struct
import sys
import traceback
from array import array
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from autoui.wire.shared_memory import SHARED_BYTES, place_of

LINUX = sys.platform == "linux"
FORKS = LINUX
"""Whether workers are forked from the nursery; elsewhere each is a fresh interpreter."""

LINK_CLOSED = 76
"""Exit code of a worker whose code has closed the connection to the server."""

PARENT_POLL: float | None = None if LINUX else 1.0
"""Seconds between two looks at the parent, or None where a signal tells of its death."""

_PR_SET_PDEATHSIG = 1
_MAX_PACKET = 1 << 16
_NUMBER = struct.Struct("<Q")


def die_with_parent(number: int, parent: int) -> None:
    """Ask for a signal when the parent dies; exit at once if it is dead already.

    The signal follows the *thread* that started this process: start it from one that stays.

    Args:
        number: The signal to get.
        parent: The process id that the parent should have.
    """
    if LINUX:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def own_session() -> None:
    """Leave the caller's session and process group, unless this process leads one already."""
    if hasattr(os, "setsid"):
        with suppress(PermissionError):
            os.setsid()


def default_signals() -> None:
    """Give every signal that Python knows its usual effect again."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGUSR1):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def close_descriptors_except(kept: set[int]) -> None:
    """Close every open descriptor above stderr that is not in ``kept``."""
    low = 3
    for descriptor in sorted(kept):
        if descriptor >= low:
            os.closerange(low, descriptor)
            low = descriptor + 1
    os.closerange(low, _highest_descriptor() + 1)


def _highest_descriptor() -> int:
    for folder in ("/proc/self/fd", "/dev/fd"):
        with suppress(OSError):
            return max(int(name) for name in os.listdir(folder))
    return 4096


def empty_stdin() -> None:
    """Make reading from stdin meet the end at once."""
    descriptor = os.open(os.devnull, os.O_RDONLY)
    os.dup2(descriptor, 0)
    if descriptor:
        os.close(descriptor)


def kill_group(pid: int) -> None:
    """Kill a worker and everything in its process group; one that is gone is no error."""
    with suppress(ProcessLookupError, PermissionError):
        if os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGKILL)
            return
    # A worker that has not made its own group yet, or one whose leader is gone already.
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            if pid != os.getpgrp():
                kill(pid, signal.SIGKILL)


def leave_child(error: BaseException | None) -> NoReturn:
    """End a child that the user's code has forked, as the end of its program would.

    Args:
        error: What the code raised there; None when it returned.
    """
    code = 0
    try:
        if isinstance(error, SystemExit):
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
        elif error is not None and not isinstance(error, StopIteration | StopAsyncIteration):
            code = 1
            traceback.print_exception(error, file=sys.__stderr__)
    finally:
        os._exit(code & 0xFF)


def wait_for_exit() -> tuple[int, int] | None:
    """Return the process id and exit code of a child that has ended, or None.

    What the child left behind in its process group is killed before its id is free again. A
    negative code is minus the number of the signal that killed it.
    """
    try:
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return None
    if found is None:
        return None
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(found.si_pid, signal.SIGKILL)
    pid, status = os.waitpid(found.si_pid, 0)
    return pid, os.waitstatus_to_exitcode(status)


def describe_exit(code: int, *, ordered: bool, out_of_memory: bool) -> str:
    """Say in words how a worker ended.

    Args:
        code: The exit code, or minus the signal's number.
        ordered: Whether the server asked for the kill.
        out_of_memory: Whether the system killed for memory while the worker lived.
    """
    if code == LINK_CLOSED:
        return f"exit code {code}, the code has closed the worker's connection to the server"
    if code >= 0:
        return f"exit code {code}"
    try:
        name = f" ({signal.Signals(-code).name})"
    except ValueError:
        name = ""
    words = f"killed by signal {-code}{name}"
    if -code == signal.SIGKILL and ordered:
        return words + " at the server's request"
    if -code == signal.SIGKILL and out_of_memory:
        return words + ", likely out of memory"
    return words


def kills_for_memory() -> int:
    """Return how many processes the system has killed for memory since it started."""
    with suppress(OSError, ValueError):
        for line in Path("/proc/vmstat").read_text("ascii").splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0


def receive_packet(control: socket.socket) -> tuple[bytes, list[int]]:
    """Read one packet and the descriptors that travel with it; ``b""`` at the end.

    The descriptors are closed on ``exec``.
    """
    size = array("i").itemsize
    flags = getattr(socket, "MSG_CMSG_CLOEXEC", 0)
    packet, extra, _, _ = control.recvmsg(_MAX_PACKET, socket.CMSG_SPACE(8 * size), flags)
    descriptors = array("i")
    for level, kind, data in extra:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(data[: len(data) - len(data) % size])
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)  # noqa: FBT003 - its only form
    return packet, list(descriptors)


class SharedMemory:
    """The worker's side of the memory that it shares with the server.

    Args:
        descriptor: A shared file of ``SHARED_BYTES``; it may be closed afterwards.
    """

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, SHARED_BYTES)
        _NUMBER.pack_into(self._memory, _NUMBER.size, 1)

    def number(self) -> int:
        """Return the number of the run that SIGUSR1 is meant for, or 0 for none."""
        (number,) = _NUMBER.unpack_from(self._memory)
        return int(number)

    def begin(self, number: int) -> None:
        """Note that a run begins: if this process dies, it must not be started again."""
        place = place_of(number)
        (newest,) = _NUMBER.unpack_from(self._memory, place)
        if newest < number:
            _NUMBER.pack_into(self._memory, place, number)
