"""Starting workers: the nursery process, and what each worker is given.

Light on purpose: it is imported, and the first worker is under way, before the server's own
libraries are.
"""

import mmap
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import autoui
from autoui.wire.server_nursery import Fork, ToNursery, pack_packet
from autoui.wire.server_worker import Load, frame
from autoui.wire.shared_memory import SHARED_BYTES, place_of

FORKS = sys.platform == "linux"
"""Whether workers are forked, and so find imported what their nursery has imported."""

PACKET = 64 << 10
_NUMBER = struct.Struct("<Q")


class SharedMemory:
    """What server and worker tell each other even when nobody there can read or write the link.

    The server names the run that SIGUSR1 is meant for; the worker, which runs have begun.
    """

    def __init__(self) -> None:
        if hasattr(os, "memfd_create"):
            self.fd = os.memfd_create("autoui-interrupt", os.MFD_CLOEXEC)
        else:
            with tempfile.TemporaryFile() as file:
                self.fd = os.dup(file.fileno())
        os.ftruncate(self.fd, SHARED_BYTES)
        self._memory = mmap.mmap(self.fd, SHARED_BYTES)

    def write(self, number: int) -> None:
        """Name the run; 0 means none."""
        _NUMBER.pack_into(self._memory, 0, number)

    def has_begun(self, number: int) -> bool:
        """Return whether a run may have begun; of very many at once, some only seem to have."""
        (noted,) = _NUMBER.unpack_from(self._memory, _NUMBER.size)
        (newest,) = _NUMBER.unpack_from(self._memory, place_of(number))
        return not noted or bool(newest >= number)

    def close(self) -> None:
        """Unmap and close it on this side."""
        self._memory.close()
        os.close(self.fd)


class Nest:
    """A worker that has been asked for: this side's end of its link, and the shared memory."""

    def __init__(self, number: int, scratch: Path) -> None:
        self.number = number
        self.scratch = scratch
        self.memory = SharedMemory()
        self.link, self._other = socket.socketpair()

    def send_load(self, load: Load) -> None:
        """Tell the worker to load; it reads this when it exists."""
        self.link.sendall(frame(load))

    def handed_over(self) -> None:
        """Close what only the worker needs."""
        self._other.close()

    @property
    def descriptors(self) -> list[int]:
        """What the worker is given."""
        return [self._other.fileno(), self.memory.fd]

    def close(self) -> None:
        """Close this side's end and the memory."""
        self.link.close()
        self.memory.close()


class Nursery:
    """The process that forks workers.

    Attributes:
        control: This side's end of its socket, one message a packet.
        pids: The process groups of the workers known to live, by worker number.
        asked: The installed modules that it was to import for its workers.
        warmed: Whether it has done so.
        environ: The variables that were set, or removed, meanwhile.
    """

    def __init__(self) -> None:
        self.control, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    *_safe_path(),
                    "-m",
                    "autoui.worker.nursery",
                    str(other.fileno()),
                    str(os.getpid()),
                ],
                pass_fds=[other.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.control.settimeout(0)
        self.pids: dict[int, int] = {}
        self.asked: frozenset[str] = frozenset()
        self.warmed = False
        self.environ: dict[str, str | None] = {}

    def fork(self, number: int, scratch: Path, warm: Sequence[str] = ()) -> Nest:
        """Ask for a worker, and for modules to be imported before it is made.

        Raises:
            OSError: There is no room for one more, or the nursery is gone.
        """
        nest = Nest(number, scratch)
        packet = pack_packet(Fork(worker=number, scratch=str(scratch), warm=list(warm)))
        try:
            socket.send_fds(self.control, [packet], nest.descriptors)
        except OSError:
            nest.close()
            raise
        finally:
            nest.handed_over()
        return nest

    def order(self, message: ToNursery) -> None:
        """Send a packet; a nursery that takes none any more is as good as dead and is killed."""
        try:
            self.control.send(pack_packet(message))
        except OSError:
            self.kill()

    def kill(self) -> None:
        """Kill the nursery itself; its end shows on ``control``."""
        with suppress(ProcessLookupError):
            self._process.kill()

    def kill_workers(self) -> None:
        """Kill the process groups of all workers, for a nursery that cannot any more."""
        for pid in self.pids.values():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        self.pids.clear()

    def close(self, seconds: float) -> None:
        """Close the control socket, which ends the nursery and its workers, and wait for it."""
        self.control.close()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            self.kill_workers()


def _safe_path() -> list[str]:
    """Return what keeps files beside the user's from standing in for the standard library's.

    Only where autoui itself runs from the current folder must that folder stay importable.
    """
    ours = Path(autoui.__file__).resolve().parents[1]
    return [] if ours == Path.cwd() else ["-P"]
