"""What code prints goes to the run it belongs to, or to the terminal outside any run.

``sys.stdout`` and ``sys.stderr`` become streams that ask the context variable at every write;
``logging`` and ``warnings`` follow, since both write to these. Threads and pool tasks that are
started inside a run take its context along, and child processes write to it (``children.py``).
"""

import contextvars
import functools
import io
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TextIO

from autoui import inject
from autoui.worker.children import CAN_FOLLOW, Children


class RoutedStream(io.TextIOBase):
    """A text stream that writes to the current run, or to ``terminal`` outside any.

    Args:
        name: What the run calls it, ``stdout`` or ``stderr``.
        terminal: Where text goes that belongs to no run.
        overheard: Called with text that belongs to no run, besides.
    """

    def __init__(
        self, name: str, terminal: TextIO, overheard: Callable[[str], None] | None = None
    ) -> None:
        self.stream = name
        self.terminal = terminal
        self._overheard = overheard
        self._bytes = _RoutedBytes(self)

    def write(self, text: str) -> int:
        """Write text; see the class for where."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        run = inject.current.get()
        if run is None:
            self.terminal.write(text)
            if self._overheard is not None:
                self._overheard(text)
        else:
            run.write(self.stream, text)
        return len(text)

    def flush(self) -> None:
        """Flush the terminal; a run's text is on its way already."""
        if inject.current.get() is None:
            self.terminal.flush()

    def writable(self) -> bool:
        """Return True."""
        return True

    def isatty(self) -> bool:
        """Whether text written now reaches a terminal."""
        return inject.current.get() is None and self.terminal.isatty()

    def fileno(self) -> int:
        """Return the terminal's descriptor; what is written to it belongs to no run."""
        return self.terminal.fileno()

    def close(self) -> None:
        """Do nothing: the stream is the process's."""

    @property
    def name(self) -> str:
        """The name Python gives the stream."""
        return f"<{self.stream}>"

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The terminal's encoding."""
        return self.terminal.encoding or "utf-8"

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        """How the terminal treats what it cannot encode."""
        return self.terminal.errors

    @property
    def buffer(self) -> "_RoutedBytes":
        """The binary stream below, routed likewise."""
        return self._bytes


class _RoutedBytes(io.RawIOBase):
    def __init__(self, text: RoutedStream) -> None:
        self.text = text

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        run_text = bytes(data).decode(self.text.encoding, "replace")
        self.text.write(run_text)
        return len(data)

    def flush(self) -> None:
        self.text.flush()

    def fileno(self) -> int:
        return self.text.fileno()

    def close(self) -> None:
        """Do nothing: the stream is the process's."""


class Capture:
    """Routes this process's output while it is installed.

    Args:
        overheard: Called with text printed outside any run.
    """

    def __init__(self, overheard: Callable[[str], None] | None = None) -> None:
        self._overheard = overheard
        self._undo: list[Callable[[], None]] = []

    def install(self) -> None:
        """Take over the streams, and the start of threads, pool tasks and child processes."""
        for name in ("stdout", "stderr"):
            self._route(name)
        self._replace(threading.Thread, "start", _start_in_context(threading.Thread.start))
        self._replace(ThreadPoolExecutor, "submit", _submit_in_context(ThreadPoolExecutor.submit))
        if CAN_FOLLOW:
            self._follow_children()

    def uninstall(self) -> None:
        """Give everything back."""
        while self._undo:
            self._undo.pop()()

    def _route(self, name: str) -> None:
        terminal = getattr(sys, name)
        # pythonw has no streams at all.
        routed = RoutedStream(name, terminal or io.StringIO(), self._overheard)
        self._replace(sys, name, routed)
        if terminal is None:
            return
        for handler in _handlers_on(terminal):
            handler.setStream(routed)
            self._undo.append(functools.partial(handler.setStream, terminal))

    def _follow_children(self) -> None:
        children, popen = Children(_stream_of), subprocess.Popen
        self._replace(popen, "__init__", children.starting(popen.__init__))
        self._replace(popen, "wait", children.ending(popen.wait))
        self._replace(popen, "poll", children.ending(popen.poll))
        self._replace(os, "system", children.system(os.system))

    def _replace(self, owner: Any, name: str, new: Any) -> None:
        self._undo.append(functools.partial(setattr, owner, name, getattr(owner, name)))
        setattr(owner, name, new)


def _stream_of(file: object) -> str | None:
    """Return what a run calls a file, if it is one of its streams."""
    if isinstance(file, _RoutedBytes):
        file = file.text
    return file.stream if isinstance(file, RoutedStream) else None


def _handlers_on(stream: TextIO) -> Iterator[logging.StreamHandler[Any]]:
    """Yield the log handlers that were bound to a stream before it was replaced."""
    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    for logger in loggers:
        for handler in getattr(logger, "handlers", ()):
            if isinstance(handler, logging.StreamHandler) and handler.stream is stream:
                yield handler


def _start_in_context(start: Callable[[threading.Thread], None]) -> Callable[..., None]:
    @functools.wraps(start)
    def started(thread: threading.Thread) -> None:
        if inject.current.get() is not None:
            context = contextvars.copy_context()
            # An attribute of the instance hides the method, whoever has overridden that.
            thread.run = functools.partial(context.run, thread.run)  # type: ignore[method-assign]
        start(thread)

    return started


def _submit_in_context(submit: Callable[..., Future[Any]]) -> Callable[..., Future[Any]]:
    @functools.wraps(submit)
    def submitted(
        pool: ThreadPoolExecutor, function: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Future[Any]:
        if inject.current.get() is None:
            # The pool's threads may have been started by a run; this task is not part of it.
            return submit(pool, _outside_any_run, function, *args, **kwargs)
        return submit(pool, contextvars.copy_context().run, function, *args, **kwargs)

    return submitted


def _outside_any_run(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    token = inject.current.set(None)
    try:
        return function(*args, **kwargs)
    finally:
        inject.current.reset(token)
