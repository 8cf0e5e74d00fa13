"""A stand-in for the server: one link to a worker, one control socket to a nursery."""

import itertools
import json
import mmap
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from autoui.wire.message import TERMINAL
from autoui.wire.server_nursery import (
    Exited,
    Fork,
    Forked,
    Interrupt,
    Kill,
    pack_packet,
    read_report,
)
from autoui.wire.server_worker import (
    CancelRun,
    Check,
    Checked,
    Frames,
    Load,
    RunEvent,
    Start,
    frame,
)
from autoui.wire.values import pack, unpack

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
NURSERY = """
import sys
from autoui.worker import nursery
from tests.worker.standin import fake_work, preload
sys.exit(nursery.main(sys.argv[1:], fake_work, preload))
"""


def fake_work(seat: Any) -> int:
    """Be a worker that serves the fakes."""
    from autoui.worker import process
    from autoui.worker.host import serve_worker
    from autoui.worker.link import Link
    from tests.worker.functions import build

    memory = process.SharedMemory(seat.memory) if seat.memory >= 0 else None
    return serve_worker(Link(socket.socket(fileno=seat.link)), build, memory)  # type: ignore[arg-type]


def preload() -> None:
    """Import what the fakes need."""
    import autoui.worker.host  # noqa: F401
    import tests.worker.functions  # noqa: F401


class Client:
    """The server's end of a link."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        self.socket.settimeout(PATIENCE)
        self._frames = Frames("server")
        self._waiting: list[Any] = []
        self._numbers = itertools.count(1)

    def send(self, message: Any) -> None:
        self.socket.sendall(frame(message))

    def receive(self) -> Any:
        """Return the next message, or None when the worker hung up."""
        while not self._waiting:
            data = self.socket.recv(1 << 16)
            if not data:
                return None
            self._waiting += self._frames.feed(data)
        return self._waiting.pop(0)

    def wait_for(self, kind: type, /, **wanted: Any) -> Any:
        """Return the next message of a kind, dropping others."""
        while True:
            message = self.receive()
            assert message is not None, f"the worker hung up before it sent {kind.__name__}"
            if isinstance(message, kind) and all(
                getattr(message, name) == value for name, value in wanted.items()
            ):
                return message

    def check(self, endpoint: str, *, start: bool = True, **inputs: Any) -> Check:
        number = next(self._numbers)
        message = Check(
            run=f"r{number}", number=number, endpoint=endpoint, inputs=pack(inputs), start=start
        )
        self.send(message)
        return message

    def begin(self, endpoint: str, **inputs: Any) -> Check:
        """Start a run and wait until its inputs are found right."""
        started = self.check(endpoint, **inputs)
        self.wait_for(Checked, run=started.run)
        return started

    def events(self, run: str) -> list[tuple[str, Any]]:
        """Return everything that happens in a run from now on, its end included."""
        found = []
        while True:
            event = self.wait_for(RunEvent, run=run)
            found.append((event.kind, unpack(event.data)))
            if event.kind in TERMINAL:
                return found

    def run(self, endpoint: str, **inputs: Any) -> list[tuple[str, Any]]:
        return self.events(self.begin(endpoint, **inputs).run)

    def result(self, endpoint: str, **inputs: Any) -> Any:
        """Return the data of a run that must end ``done``."""
        kind, data = self.run(endpoint, **inputs)[-1]
        assert kind == "done", data
        return data

    def start(self, endpoint: str, *items: dict[str, Any], checked: bool = True) -> list[Check]:
        numbers = [next(self._numbers) for _ in items]
        calls = [
            Check(run=f"r{n}", number=n, endpoint=endpoint, inputs=pack(item))
            for n, item in zip(numbers, items, strict=True)
        ]
        self.send(Start(calls=calls, checked=checked))
        return calls


class Worker(Client):
    """A forked worker."""

    def __init__(
        self, nursery: "NurseryProcess", worker: int, folder: Path, sock: socket.socket, memory: Any
    ) -> None:
        super().__init__(sock)
        self.nursery = nursery
        self.worker = worker
        self.folder = folder
        self.memory = memory
        self.pid = nursery.wait_for(Forked, worker=worker).pid

    def load(self, target: str = "echo", **more: Any) -> "Worker":
        given = {"options": {}, "debug": True, **more}
        self.send(
            Load(
                target=target,
                blobs=str(self.folder / "blobs"),
                scratch=str(self.folder / "scratch"),
                **given,
            )
        )
        return self

    def close(self) -> None:
        self.socket.close()
        self.memory.close()

    def interrupt(self, call: Check) -> None:
        """Do step 2 once, as the server does it."""
        self.memory[:8] = struct.pack("<Q", call.number)
        self.nursery.send(Interrupt(worker=self.worker))
        self.send(CancelRun(run=call.run, step=2))

    def cancel(self, call: Check, *, ask: bool = False, every: float = 0.1) -> list[Any]:
        """Go up the ladder until the run ends; return its events."""
        if ask:
            self.send(CancelRun(run=call.run, step=1))
        found: list[Any] = []
        self.socket.settimeout(every)
        deadline = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < deadline:
                if not ask:
                    self.interrupt(call)
                try:
                    while True:
                        message = self.receive()
                        if isinstance(message, RunEvent) and message.run == call.run:
                            found.append((message.kind, unpack(message.data)))
                            if message.kind in TERMINAL:
                                return found
                except TimeoutError:
                    continue
        finally:
            self.socket.settimeout(PATIENCE)
        raise AssertionError("the run did not end")


class NurseryProcess:
    """A nursery that works for this process."""

    def __init__(self, folder: Path, *, fake: bool = True) -> None:
        self.folder = folder
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.settimeout(PATIENCE)
        self._reports: list[Any] = []
        self._numbers = itertools.count(1)
        self._workers: list[Worker] = []
        self._ended: dict[int, Exited] = {}
        how = ["-c", NURSERY] if fake else ["-m", "autoui.worker.nursery"]
        with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
            self.process = subprocess.Popen(
                [sys.executable, *how, str(theirs.fileno()), str(os.getpid())],
                pass_fds=[theirs.fileno()],
                cwd=ROOT,
                stdout=out,
                stderr=err,
            )
        theirs.close()

    def send(self, order: Any) -> None:
        self.control.send(pack_packet(order))

    def wait_for(self, kind: type, /, **wanted: Any) -> Any:
        while True:
            for report in self._reports:
                if isinstance(report, kind) and all(
                    getattr(report, name) == value for name, value in wanted.items()
                ):
                    self._reports.remove(report)
                    if isinstance(report, Exited):
                        self._ended[report.worker] = report
                    return report
            packet = self.control.recv(1 << 16)
            assert packet, "the nursery hung up"
            self._reports.append(read_report(packet))

    def fork(self, folder: Path) -> Worker:
        (folder / "blobs").mkdir(parents=True, exist_ok=True)
        ours, theirs = socket.socketpair()
        descriptor = os.memfd_create("memory")
        os.ftruncate(descriptor, 4096)
        memory = mmap.mmap(descriptor, 4096)
        worker = next(self._numbers)
        packet = pack_packet(Fork(worker=worker, scratch=str(folder / "scratch")))
        socket.send_fds(self.control, [packet], [theirs.fileno(), descriptor])
        theirs.close()
        os.close(descriptor)
        self._workers.append(Worker(self, worker, folder, ours, memory))
        return self._workers[-1]

    def kill(self, worker: Worker) -> Exited:
        if worker.worker not in self._ended:
            self.send(Kill(worker=worker.worker))
            self.wait_for(Exited, worker=worker.worker)
        worker.close()
        return self._ended[worker.worker]

    def printed(self) -> str:
        return (self.folder / "out").read_text() + (self.folder / "err").read_text()

    def close(self) -> None:
        self.control.close()
        self.process.wait(PATIENCE)
        for worker in self._workers:
            worker.close()


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def wait_until_gone(*pids: int) -> None:
    """Return when no such process is left; fail when one stays."""
    descriptors = []
    for pid in pids:
        try:
            descriptors.append(os.pidfd_open(pid))
        except ProcessLookupError:
            continue
    try:
        import select

        for descriptor in descriptors:
            ready, _, _ = select.select([descriptor], [], [], PATIENCE)
            assert ready, f"of {pids} these still run: {[pid for pid in pids if alive(pid)]}"
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def main() -> None:
    """Be a server that is going to be killed: fork a worker, have it call, tell who is who."""
    folder, function, *rest = sys.argv[1:]
    nursery = NurseryProcess(Path(folder))
    worker = nursery.fork(Path(folder) / "w").load(function)
    from autoui.wire.server_worker import Ready

    worker.wait_for(Ready)
    worker.begin(function, **json.loads(rest[0] if rest else "{}"))
    sys.stdout.write(json.dumps({"nursery": nursery.process.pid, "worker": worker.pid}) + "\n")
    sys.stdout.flush()
    signal.pause()


if __name__ == "__main__":
    main()
