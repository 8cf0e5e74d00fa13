"""Workers from a nursery, as the event loop sees them: what it reports of them, and their ends.

No user code runs here, and nothing here waits.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from autoui.running.link import Link, Linked
from autoui.running.members import Process, Worker
from autoui.running.nursery import PACKET, Nest, Nursery
from autoui.running.warming import Warmth
from autoui.wire.server_nursery import (
    Exited,
    Forked,
    FromNursery,
    Interrupt,
    Kill,
    Warmed,
    read_report,
)
from autoui.wire.server_worker import FromWorker, Load, Ready

_LAST_WORDS = 0.5


class NurseryWorker(Linked):
    """A worker that the nursery forked.

    It has ended when the nursery says so *and* its link is at its end, so that no last words are
    lost; a link that something else holds open is not waited for long.
    """

    def __init__(
        self, nest: Nest, nursery: Nursery, worker: Worker, host: "NurseryProcesses"
    ) -> None:
        super().__init__(Link(nest.link, self._message, self._link_closed))
        self.nest = nest
        self.nursery = nursery
        self._worker = worker
        self._host = host
        self._link_is_closed = False
        self._exit: Exited | None = None
        self._fault = ""

    def interrupt(self, number: int) -> None:
        """Raise in the main thread, if it does the run of that number."""
        if self._exit is None:
            self.nest.memory.write(number)
            self._host.order(self.nursery, Interrupt(worker=self.nest.number))

    def calm(self) -> None:
        """Let interrupts that are under way find nobody."""
        if self._exit is None:
            self.nest.memory.write(0)

    def has_begun(self, number: int) -> bool:
        """Return whether a run may have begun."""
        return self.nest.memory.has_begun(number)

    def kill(self) -> None:
        """Kill its process group."""
        if self._exit is None:
            self._host.order(self.nursery, Kill(worker=self.nest.number))

    def exited(self, message: Exited) -> None:
        """The nursery says that it has ended."""
        if self._exit is not None:
            return
        self._exit = message
        if self._link_is_closed:
            self._finish()
        else:
            asyncio.get_running_loop().call_later(_LAST_WORDS, self._link.connection_lost, None)

    def _message(self, message: FromWorker) -> None:
        self._worker.message(message)
        if isinstance(message, Ready):
            self._host.loaded(self, message)

    def _link_closed(self, reason: str) -> None:
        self._link_is_closed = True
        self._fault = reason
        if self._exit is not None:
            self._finish()
        else:
            # A worker without its link is of no use, whatever it still does; but one that is just
            # ending gets the moment it needs to be reported with its own reason.
            asyncio.get_running_loop().call_later(_LAST_WORDS, self.kill)

    def _finish(self) -> None:
        if self._exit is None:
            return
        code = self._exit.code
        reason = self._fault or self._exit.reason
        self._host.ended(self)
        self._worker.exited(reason, -code if code < 0 else 0)
        self.nest.memory.close()


class NurseryProcesses:
    """Workers from a nursery; a nursery that dies is replaced.

    Args:
        load: Makes the message that tells a worker what to load, for its scratch directory.
        scratch: Makes the scratch directory of a worker, by number.
        ended: Called with the scratch directory of a worker that has ended.
        first: A nursery that was started already, with the worker it was asked for.

    Attributes:
        warm: What the nursery should have imported before it forks the next worker.
        warmth: Has installed modules imported ahead of time, see ``keep_warm``.
    """

    replaceable = True

    def __init__(
        self,
        load: Callable[[Path], Load],
        scratch: Callable[[int], Path],
        ended: Callable[[Path], None],
        first: tuple[Nursery, Nest] | None = None,
    ) -> None:
        self._load = load
        self._scratch = scratch
        self._ended = ended
        self._nursery: Nursery | None = None
        self._nest: Nest | None = None
        if first is not None:
            self._nursery, self._nest = first
        self._number = 0 if self._nest is None else self._nest.number
        self._nurseries: set[Nursery] = set()
        self._workers: dict[int, NurseryWorker] = {}
        self._loop = asyncio.get_running_loop()
        self._closed = False
        self.warm: list[str] = []
        self.warmth: Warmth | None = None
        if self._nursery is not None:
            self._watch(self._nursery)

    def keep_warm(self, cache: Path, again: Callable[[], None]) -> None:
        """Have the installed modules that workers import imported before they are forked.

        Args:
            cache: Where it is remembered what importing a distribution leaves behind.
            again: Called when what was just loaded has to be loaded once more.
        """
        self.warmth = Warmth(cache, self._hatch, self._fork_from, again)

    def start(self, worker: Worker) -> Process:
        """Fork a worker and tell it to load.

        Raises:
            OSError: There is no room for one more.
        """
        nest, self._nest = self._nest, None
        if self._nursery is None:
            self._nursery = self._hatch()
        if nest is None:
            nest = self._fork(self._nursery)
        started = NurseryWorker(nest, self._nursery, worker, self)
        self._workers[nest.number] = started
        return started

    def order(self, nursery: Nursery, message: Interrupt | Kill) -> None:
        """Pass an order to a nursery."""
        if nursery in self._nurseries and not self._closed:
            nursery.order(message)

    def loaded(self, worker: NurseryWorker, ready: Ready) -> None:
        """A worker has built its page."""
        self.warm = ready.warm
        if self.warmth is not None and not self._closed:
            self.warmth.loaded(worker.nursery, ready)

    def ended(self, worker: NurseryWorker) -> None:
        """A worker has ended."""
        self._workers.pop(worker.nest.number, None)
        self._ended(worker.nest.scratch)
        self._retire(worker.nursery)

    def close(self, seconds: float = 2.0) -> None:
        """End the nurseries and all workers."""
        self._closed = True
        if self.warmth is not None:
            self.warmth.close()
        nurseries, self._nurseries, self._nursery = self._nurseries, set(), None
        for nursery in nurseries:
            self._loop.remove_reader(nursery.control)
            nursery.close(seconds)

    def _fork(self, nursery: Nursery) -> Nest:
        self._number += 1
        scratch = self._scratch(self._number)
        nest = nursery.fork(self._number, scratch, self.warm)
        nest.send_load(self._load(scratch))
        return nest

    # ---- nurseries

    def _hatch(self) -> Nursery:
        nursery = Nursery()
        self._watch(nursery)
        return nursery

    def _fork_from(self, nursery: Nursery | None) -> None:
        """Fork from another nursery from now on; the one before goes with its last worker."""
        before, self._nursery = self._nursery, nursery
        if before is not None:
            self._retire(before)

    def _retire(self, nursery: Nursery) -> None:
        used = any(worker.nursery is nursery for worker in self._workers.values())
        if used or nursery is self._nursery or nursery not in self._nurseries:
            return
        self._nurseries.discard(nursery)
        self._loop.remove_reader(nursery.control)
        nursery.kill()
        # The end of a large process takes its time.
        self._loop.run_in_executor(None, nursery.close, _LAST_WORDS)

    # ---- reports

    def _watch(self, nursery: Nursery) -> None:
        self._nurseries.add(nursery)
        self._loop.add_reader(nursery.control, self._readable, nursery)

    def _readable(self, nursery: Nursery) -> None:
        # A report may be the one after which nobody needs it any more.
        while nursery in self._nurseries:
            try:
                packet = nursery.control.recv(PACKET)
            except BlockingIOError:
                return
            except OSError:
                packet = b""
            if not packet:
                self._nursery_died(nursery)
                return
            self._report(nursery, read_report(packet))

    def _report(self, nursery: Nursery, report: FromNursery) -> None:
        if isinstance(report, Warmed):
            if self.warmth is not None:
                self.warmth.warmed(nursery, report)
            return
        if isinstance(report, Forked):
            nursery.pids[report.worker] = report.pid
            return
        nursery.pids.pop(report.worker, None)
        worker = self._workers.get(report.worker)
        if worker is not None:
            worker.exited(report)

    def _nursery_died(self, nursery: Nursery) -> None:
        self._nurseries.discard(nursery)
        self._loop.remove_reader(nursery.control)
        nursery.kill_workers()
        nursery.close(0.1)
        if self.warmth is not None:
            self.warmth.lost(nursery)
        if self._nursery is nursery:
            self._nursery = None
        # The next worker starts the next nursery; every worker of this one is dead now.
        for number, worker in list(self._workers.items()):
            if worker.nursery is nursery:
                reason = "the process that starts workers has died"
                worker.exited(Exited(worker=number, pid=0, code=0, reason=reason))
