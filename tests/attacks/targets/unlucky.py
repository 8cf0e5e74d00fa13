"""Functions whose code is hostile, or only unlucky; none may take the server along."""

# ruff: noqa: T201, BLE001, SIM115 - people's functions do all of this

import ctypes
import json
import os
import resource
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Iterator

from autoui import Error


class Riddle(BaseException):
    """Derived from what nobody derives from."""


class Mute(Exception):
    """Cannot be told."""

    def __str__(self) -> str:
        raise RuntimeError("no words")

    __repr__ = __str__


class Silent:
    """Cannot be shown."""

    def __repr__(self) -> str:
        raise SystemExit("not even that")


class Bare(Error):
    """Has not told its base class anything."""

    def __init__(self) -> None:
        pass


class Interrupting(Exception):
    """Raises what ends programs when it is told."""

    def __str__(self) -> str:
        raise KeyboardInterrupt


def _fill() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + (64 << 20), hard))
    try:
        hoard = []
        while True:
            hoard.append(bytearray(8 << 20))
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _recurse() -> int:
    return _recurse() + 1


def _close_everything() -> None:
    os.closerange(0, 1024)


def _close_output() -> None:
    sys.stdout.close()
    sys.stderr.close()
    os.close(1)
    os.close(2)


def _close_terminal_and_fail() -> None:
    sys.__stderr__.close()
    raise RuntimeError("nobody hears this")


def _replace_output() -> str:
    class Broken:
        def write(self, text: str) -> int:
            raise OSError("broken stream")

    sys.stdout = Broken()
    sys.stderr = None
    return "replaced"


def _trace() -> str:
    sys.settrace(lambda *_: None)
    sys.setprofile(lambda *_: None)
    return "traced"


def _change_folder() -> str:
    os.chdir("/")
    return "moved"


def _lose_folder() -> str:
    os.mkdir("lost")
    os.chdir("lost")
    os.rmdir("../lost")
    return "nowhere"


def _patch() -> str:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("patched away")

    json.dumps = json.loads = json.dump = json.load = broken
    socket.socket.send = socket.socket.sendall = socket.socket.recv = broken
    return "patched"


def _fork() -> str:
    child = os.fork()
    if child == 0:
        # A child that goes on as if it were the worker: it raises through our code.
        raise RuntimeError("the child speaks")
    os.waitpid(child, 0)
    return "parent"


def _fork_and_exit() -> str:
    child = os.fork()
    if child == 0:
        sys.exit(0)
    os.waitpid(child, 0)
    return "parent"


def _hook() -> str:
    threading.excepthook = lambda _: os._exit(9)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    return "unreachable"


def _thread_fails() -> str:
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    return "joined"


def _warn() -> str:
    warnings.simplefilter("error")
    warnings.warn("as error", UserWarning, stacklevel=1)
    return "unreachable"


def _unset_signals() -> str:
    for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_IGN)
    return "deaf"


def _segfault() -> None:
    ctypes.string_at(1)


def _raise(error: BaseException) -> None:
    raise error


_DEEDS = {
    "exit": lambda: sys.exit(3),
    "exit_riddle": lambda: sys.exit(Silent()),
    "os_exit": lambda: os._exit(3),
    "abort": os.abort,
    "segfault": _segfault,
    "kill_self": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "kill_group": lambda: os.killpg(0, signal.SIGKILL),
    "stop_self": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "close_everything": _close_everything,
    "close_output": _close_output,
    "close_terminal": _close_terminal_and_fail,
    "replace_output": _replace_output,
    "recursion": _recurse,
    "memory": _fill,
    "keyboard": lambda: _raise(KeyboardInterrupt()),
    "riddle": lambda: _raise(Riddle("from below")),
    "generator_exit": lambda: _raise(GeneratorExit()),
    "stop_iteration": lambda: _raise(StopIteration(1)),
    "mute": lambda: _raise(Mute()),
    "silent_key": lambda: _raise(KeyError(Silent())),
    "interrupting": lambda: _raise(Interrupting()),
    "bare_error": lambda: _raise(Bare()),
    "surrogate": lambda: _raise(ValueError("\udce9 alone")),
    "group": lambda: _raise(ExceptionGroup("many", [ValueError(str(i)) for i in range(1_000)])),
    "long": lambda: _raise(ValueError("x" * 50_000_000)),
    "trace": _trace,
    "folder": _change_folder,
    "lost_folder": _lose_folder,
    "patch": _patch,
    "fork": _fork,
    "fork_exit": _fork_and_exit,
    "hook": _hook,
    "thread": _thread_fails,
    "warn": _warn,
    "signals": _unset_signals,
}


def act(deed: str) -> str | None:
    """Do one of the deeds."""
    return _DEEDS[deed]()


def add(a: int, b: int) -> int:
    """Show that the worker still works."""
    return a + b


def spin(seconds: float = 600.0) -> str:
    """Loop, and swallow what it can."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            sum(range(1_000))
        except BaseException:
            continue
    return "spun"


def shout(megabytes: int) -> str:
    """Print a lot."""
    line = "x" * 1023
    for _ in range(megabytes * 1024):
        print(line)
    return "printed"


def endless() -> Iterator[int]:
    """Yield without end."""
    number = 0
    while True:
        number += 1
        yield number


async def stall() -> str:
    """Block the loop of the coroutines."""
    while True:
        time.sleep(0.01)
