"""The worker of a server that ``launch()`` started: the script itself, which nobody may end."""

import socket
from contextlib import suppress

from autoui.running.link import Link, Linked
from autoui.running.members import Process, Worker
from autoui.wire.server_worker import Load


class AttachedWorker(Linked):
    """The script that called ``launch()``: the only worker there will be."""

    def __init__(self, link: socket.socket, worker: Worker, load: Load) -> None:
        super().__init__(Link(link, worker.message, self._link_closed))
        self._worker = worker
        self.send(load)

    def interrupt(self, number: int) -> None:
        """Do nothing: the message that goes along makes the script raise by itself."""

    def calm(self) -> None:
        """Do nothing: see ``interrupt``."""

    def has_begun(self, number: int) -> bool:
        """Return that it may have: there is nothing to look at."""
        return True

    def kill(self) -> None:
        """Do nothing: the script is the user's."""

    def _link_closed(self, reason: str) -> None:
        self._worker.exited(reason or "the script has ended", 0)


class AttachedProcesses:
    """The one worker at the other end of a link that came with the server."""

    replaceable = False

    def __init__(self, link: socket.socket, load: Load) -> None:
        self._link: socket.socket | None = link
        self._load = load

    def start(self, worker: Worker) -> Process:
        """Attach to the worker.

        Raises:
            OSError: It was attached before.
        """
        link, self._link = self._link, None
        if link is None:
            raise OSError("the script that serves has ended")
        return AttachedWorker(link, worker, self._load)

    def close(self, seconds: float = 0.0) -> None:
        """Leave the script alone."""
        if self._link is not None:
            with suppress(OSError):
                self._link.close()
