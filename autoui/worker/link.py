"""The worker's end of the link: whole messages in, whole messages out."""

import errno
import os
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from autoui.wire.server_worker import Frames, FromWorker, frame

_CHUNK = 1 << 16
_TAKEN_AWAY = (errno.EBADF, errno.ENOTSOCK)


class Link:
    """A connected stream socket that carries messages.

    Any thread may send; a lane does so itself, so that an event leaves before the user's next call
    into C takes the interpreter for itself. Children that the user's code forks lose the link.

    Attributes:
        on_taken_away: Called when the user's code turns out to have closed the descriptor, which
            the other side does not notice while a thread here reads from it.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        # Bound now: the user's code may replace what sockets do.
        self._sendall, self._recv = sock.sendall, sock.recv
        self._lock = threading.Lock()
        self._held = b""
        self._frames = Frames("worker")
        self.closed = False
        self.on_taken_away: Callable[[], None] | None = None
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._abandon)

    def send(self, message: FromWorker, *, instead: bool = False) -> None:
        """Write one message; without effect once the other side is gone.

        Args:
            message: The message.
            instead: Whether it tells what is held as well, which then is not written.

        Raises:
            Unencodable: The message is too large; nothing of it was written.
        """
        self._write(frame(message), instead=instead)

    def send_all(self, messages: Iterable[FromWorker]) -> None:
        """Write several messages at once.

        Raises:
            Unencodable: One is too large; nothing of any was written.
        """
        self._write(b"".join([frame(message) for message in messages]))

    def hold(self, message: FromWorker) -> None:
        """Write a message together with the next one, or when ``relieve`` is called."""
        data = frame(message)
        with self._lock:
            self._held += data

    def relieve(self) -> None:
        """Write what is held."""
        if self._held:
            self._write(b"")

    def _write(self, data: bytes, *, instead: bool = False) -> None:
        if self.closed:
            return
        try:
            with self._lock:
                if self._held:
                    data = data if instead else self._held + data
                    self._held = b""
                self._sendall(data)
        except OSError as error:
            self.closed = True
            if error.errno in _TAKEN_AWAY and self.on_taken_away is not None:
                self.on_taken_away()

    def receive(self) -> list[Any] | None:
        """Wait for messages and return what came together; None once the server has hung up.

        One thread at a time.

        Raises:
            WireError: The server sent something that is no message.
        """
        if self.closed:
            return None
        try:
            data = self._recv(_CHUNK)
        except OSError:
            return None
        return list(self._frames.feed(data)) if data else None

    def hang_up(self) -> None:
        """End the connection; a thread that is reading returns. Safe in a signal handler."""
        self.closed = True
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up and give the descriptor back."""
        self.hang_up()
        self._socket.close()

    def _abandon(self) -> None:
        if not self.closed:
            self.closed = True
            self._socket.close()
        # Another thread of the parent may have held it when the child was forked.
        self._lock = threading.Lock()
