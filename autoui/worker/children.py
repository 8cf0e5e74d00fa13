"""What the child processes of a run print goes to the run, as far as they inherit its output.

A child does not ask a context variable where to write: it has descriptors. So whoever starts one
inside a run, without saying where its output goes, has it written into a pipe of that run. Which
run that is, is sure even where several share the process, and the ones that come later.
"""

import codecs
import functools
import inspect
import os
import select
import subprocess
import threading
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from autoui import inject

CAN_FOLLOW = hasattr(select, "poll")
"""Whether a pipe can be waited for; Windows cannot, and its children write to the terminal."""

_PIPE_BYTES = 1 << 16


class _Output:
    """A pipe whose text a run writes.

    Args:
        run: The run.
        stream: What the run calls it, ``stdout`` or ``stderr``.
    """

    def __init__(self, run: inject.Reporter, stream: str) -> None:
        self._run = run
        self._stream = stream
        self._ours, self.theirs = os.pipe()
        os.set_blocking(self._ours, False)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._lock = threading.Lock()
        self._open = True

    def follow(self) -> None:
        """Take what comes until nobody can write any more."""
        os.close(self.theirs)
        threading.Thread(target=self._follow, daemon=True).start()

    def give_up(self) -> None:
        """Close both ends; nobody has got one."""
        os.close(self.theirs)
        os.close(self._ours)

    def take(self) -> bool:
        """Have the run write what is there now; return whether more may come."""
        with self._lock:
            if not self._open:
                return False
            try:
                data = os.read(self._ours, _PIPE_BYTES)
            except BlockingIOError:
                return True
            if text := self._decode(data, final=not data):
                self._run.write(self._stream, text)
            if not data:
                self._open = False
                os.close(self._ours)
            return self._open

    def _follow(self) -> None:
        poll = select.poll()
        poll.register(self._ours, select.POLLIN)
        poll.poll()
        while self.take():
            poll.poll()


class Children:
    """Stands between ``subprocess`` and those who use it.

    Args:
        stream_of: Tells which stream of the run a file that was given for output stands for;
            None for any other.
    """

    def __init__(self, stream_of: Callable[[Any], str | None]) -> None:
        self._stream_of = stream_of
        self._outputs: WeakKeyDictionary[subprocess.Popen[Any], list[_Output]] = WeakKeyDictionary()

    def starting(self, start: Callable[..., None]) -> Callable[..., None]:
        """Return ``Popen.__init__``, followed by the run that it is called in."""
        signature = inspect.signature(start)

        @functools.wraps(start)
        def started(process: "subprocess.Popen[Any]", *args: Any, **kwargs: Any) -> None:
            run = inject.current.get()
            if run is None:
                start(process, *args, **kwargs)
                return
            given = signature.bind(process, *args, **kwargs)
            outputs = self._redirect(run, given.arguments)
            try:
                start(*given.args, **given.kwargs)
            except BaseException:
                for output in outputs:
                    output.give_up()
                raise
            self._outputs[process] = outputs
            for output in outputs:
                output.follow()

        return started

    def ending(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``Popen.wait`` or ``poll``: what an ended child has printed is there by then."""

        @functools.wraps(ask)
        def asked(process: "subprocess.Popen[Any]", *args: Any, **kwargs: Any) -> Any:
            code = ask(process, *args, **kwargs)
            if code is not None:
                for output in self._outputs.pop(process, ()):
                    output.take()
            return code

        return asked

    def system(self, system: Callable[[Any], int]) -> Callable[[Any], int]:
        """Return ``os.system``, whose child is started where it can be followed."""

        @functools.wraps(system)
        def called(command: Any) -> int:
            if inject.current.get() is None:
                return system(command)
            code = subprocess.call(command, shell=True)  # noqa: S602 - what os.system does
            return -code if code < 0 else code << 8

        return called

    def _redirect(self, run: inject.Reporter, given: dict[str, Any]) -> list[_Output]:
        """Put pipes where output is inherited, or given to a stream of the run."""
        outputs = []
        for name in ("stdout", "stderr"):
            file = given.get(name)
            stream = name if file is None else self._stream_of(file)
            if stream is not None:
                outputs.append(_Output(run, stream))
                given[name] = outputs[-1].theirs
        return outputs
