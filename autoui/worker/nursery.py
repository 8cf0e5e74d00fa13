"""The process that workers are forked from: ``python -m autoui.worker.nursery FD SERVER_PID``.

It has one thread, imports what every worker needs, and never runs the user's code, so that a fork
is safe and takes milliseconds. It tells the server of every worker that ends, and takes all of
them with it when the server dies.
"""

import gc
import importlib
import os
import select
import signal
import socket
import subprocess
import sys
import traceback
import types
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from autoui.wire.server_nursery import (
    Exited,
    Fork,
    Forked,
    Interrupt,
    Kill,
    Warm,
    Warmed,
    pack_packet,
    read_order,
)
from autoui.worker import process


@dataclass(frozen=True)
class Seat:
    """What a worker is given.

    Attributes:
        link: The descriptor of its end of the link.
        memory: The descriptor of the memory shared with the server, or -1.
        scratch: Its own temporary directory.
        parent: The nursery's process id.
    """

    link: int
    memory: int
    scratch: str
    parent: int


Work = Callable[[Seat], int]
"""What a worker does once it is set up; returns its exit code."""


class Nursery:
    """Forks workers and watches over them.

    Args:
        control: The packet socket to the server.
        server: The server's process id.
        work: What workers do.
    """

    def __init__(self, control: socket.socket, server: int, work: Work) -> None:
        self._control = control
        self._server = server
        self._work = work
        self._workers: dict[int, int] = {}
        self._pids: dict[int, int] = {}
        self._ordered: set[int] = set()
        self._memory_kills = process.kills_for_memory()
        self._ending = False
        self._wanted: list[str] = []

    def run(self) -> int:
        """Serve until the server is gone; return an exit code."""
        waking, wakes = socket.socketpair()
        for end in (waking, wakes):
            end.setblocking(False)  # noqa: FBT003 - its only form
        signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, self._on_term)
        signal.signal(signal.SIGCHLD, _wake)
        try:
            while not self._ending:
                self._turn(waking)
        finally:
            for pid in self._pids:
                process.kill_group(pid)
        return 0

    def _on_term(self, *_: object) -> None:
        self._ending = True

    def _turn(self, waking: socket.socket) -> None:
        ready, _, _ = select.select([self._control, waking], [], [], process.PARENT_POLL)
        if waking in ready:
            with suppress(BlockingIOError):
                waking.recv(4096)
        self._reap()
        if os.getppid() != self._server:
            self._ending = True
        elif self._control in ready:
            self._obey()

    def _obey(self) -> None:
        try:
            packet, descriptors = process.receive_packet(self._control)
        except ConnectionError:
            packet, descriptors = b"", []
        if not packet:
            self._ending = True
            return
        order = read_order(packet)
        if isinstance(order, Fork):
            self._fork(order, descriptors)
        elif isinstance(order, Warm):
            self._warm(order)
        elif isinstance(order, (Interrupt, Kill)) and order.worker in self._workers:
            self._signal(order, self._workers[order.worker])

    def _signal(self, order: Interrupt | Kill, pid: int) -> None:
        if isinstance(order, Kill):
            self._ordered.add(pid)
            process.kill_group(pid)
        else:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGUSR1)

    def _fork(self, order: Fork, descriptors: list[int]) -> None:
        link, memory = (*descriptors, -1, -1)[:2]
        warm_up(order.warm)
        seat = Seat(link, memory, order.scratch, os.getpid())
        try:
            pid = self._start(seat)
        except OSError as error:
            reason = f"no worker could be started: {error}"
            self._report(Exited(worker=order.worker, pid=0, code=1, reason=reason))
            return
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        self._workers[order.worker] = pid
        self._pids[pid] = order.worker
        self._report(Forked(worker=order.worker, pid=pid))

    def _warm(self, order: Warm) -> None:
        self._wanted += order.modules
        if not order.last:
            return
        # Imported here: only a server that reloads has modules kept warm.
        from autoui.worker.warming import Warming

        wanted, self._wanted = self._wanted, []
        cold, environ = Warming(Path(order.cache)).warm(wanted, order.environ)
        gc.collect()
        gc.freeze()
        self._report(Warmed(cold=cold, environ=environ))

    def _start(self, seat: Seat) -> int:
        if not process.FORKS:
            return _spawn(seat)
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                become_worker(seat)
                code = self._work(seat)
            except SystemExit as leaving:
                code = leaving.code if isinstance(leaving.code, int) else 1
            except BaseException:  # noqa: BLE001 - nothing may return into the nursery
                traceback.print_exc()
            finally:
                _leave(code)
        return pid

    def _reap(self) -> None:
        while (found := process.wait_for_exit()) is not None:
            pid, code = found
            worker = self._pids.pop(pid, None)
            if worker is None:
                continue
            self._workers.pop(worker, None)
            kills = process.kills_for_memory()
            reason = process.describe_exit(
                code, ordered=pid in self._ordered, out_of_memory=kills > self._memory_kills
            )
            self._memory_kills = kills
            self._ordered.discard(pid)
            self._report(Exited(worker=worker, pid=pid, code=code, reason=reason))

    def _report(self, report: Forked | Exited | Warmed) -> None:
        try:
            self._control.send(pack_packet(report))
        except ConnectionError:
            self._ending = True


def _wake(*_: object) -> None:
    """Take note of a signal; what matters is that it ends the wait."""


def _leave(code: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def become_worker(seat: Seat) -> None:
    """Turn a fresh child of the nursery into a process of the user's own."""
    process.own_session()
    process.die_with_parent(signal.SIGKILL, seat.parent)
    process.default_signals()
    process.close_descriptors_except({seat.link, seat.memory})
    process.empty_stdin()
    # What the nursery runs as ``__main__`` is nothing the user's code should find there.
    sys.modules["__main__"] = types.ModuleType("__main__")
    sys.argv = [""]

    for stream in (sys.stdout, sys.stderr):
        # Lines must show at once, also where the output is a file.
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]


def work(seat: Seat) -> int:
    """Be a worker that builds pages from targets."""
    from autoui.page.build import build
    from autoui.worker.host import serve_worker
    from autoui.worker.link import Link

    _reseed()
    memory = process.SharedMemory(seat.memory) if seat.memory >= 0 else None
    return serve_worker(Link(socket.socket(fileno=seat.link)), build, memory)


def _reseed() -> None:
    """Let NumPy's global generator begin anywhere, and not where every other worker's does."""
    random = sys.modules.get("numpy.random")
    if random is not None:
        random.seed()


def _spawn(seat: Seat) -> int:
    """Start a worker in a fresh interpreter."""
    command = [sys.executable, "-m", "autoui.worker.nursery", "--worker"]
    command += [str(seat.link), str(seat.memory), seat.scratch, str(seat.parent)]
    kept = [descriptor for descriptor in (seat.link, seat.memory) if descriptor >= 0]
    return subprocess.Popen(command, pass_fds=kept, start_new_session=True).pid


def preload() -> None:
    """Import what every worker needs, so that they share its memory."""
    # Imports leave no garbage behind; looking for it takes a tenth of their time.
    gc.disable()
    import autoui.page.build
    import autoui.worker.host  # noqa: F401

    gc.collect()
    gc.freeze()
    gc.enable()


def warm_up(modules: Sequence[str]) -> None:
    """Import modules that the next worker will want; one that fails is left to the worker."""
    missing = [name for name in modules if name not in sys.modules]
    for name in missing:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001 - whatever a foreign module raises
            sys.stderr.write(f"autoui: {name} could not be imported ahead of time\n")
    if missing:
        gc.collect()
        gc.freeze()


def main(arguments: list[str], work: Work = work, preload: Callable[[], None] = preload) -> int:
    """Be a nursery, or a worker that could not be forked."""
    if arguments[:1] == ["--worker"]:
        link, memory, scratch, parent = arguments[1:]
        seat = Seat(int(link), int(memory), scratch, int(parent))
        become_worker(seat)
        return work(seat)
    descriptor, server = map(int, arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    process.own_session()
    process.die_with_parent(signal.SIGTERM, server)
    control = socket.socket(fileno=descriptor)
    preload()
    return Nursery(control, server, work).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
