"""Functions to try a worker with, and the page of them all."""

# ruff: noqa: BLE001, SIM105, T201 - people's functions print, and swallow what they should not

import asyncio
import contextlib
import ctypes
import logging
import multiprocessing
import os
import pickle
import re
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from autoui import inject
from autoui.components.base import Scope
from autoui.errors import Error
from autoui.wire.server_worker import Load
from tests.worker.fake_page import (
    BrokenEndpoint,
    FakeBuilt,
    FakeEndpoint,
    FakeOutput,
    Raw,
    SlowToEncode,
)


def echo(value: Any = None) -> Any:
    return value


def pid() -> int:
    return os.getpid()


def pid_twice() -> int:
    return os.getpid()


async def pid_later() -> int:
    return os.getpid()


def forever() -> None:
    while True:
        pass


def swallow_everything() -> None:
    while True:
        try:
            sum(range(100))
        except:  # noqa: E722
            pass


def swallow_in_sleep() -> None:
    while True:
        try:
            time.sleep(0.01)
        except BaseException:
            pass


def suppress_in_sleep() -> None:
    while True:
        with contextlib.suppress(BaseException):
            time.sleep(0.01)


def runaway_regex() -> None:
    re.match(r"(a+)+$", "a" * 40 + "b")


def hold_the_gil() -> int:
    return sum(range(10**12))


def sleep(seconds: float = 60.0) -> str:
    time.sleep(seconds)
    return "slept"


def tidy_up(path: str) -> None:
    try:
        while True:
            pass
    finally:
        Path(path).write_text("tidied")


def slow_result() -> Any:
    return SlowToEncode()


def fork_a_child(path: str) -> None:
    process = multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,))
    process.start()
    other = subprocess.Popen(["sleep", "600"])
    Path(path).write_text(f"{process.pid} {other.pid}")
    hold_the_gil()


def child_prints() -> int:
    process = multiprocessing.get_context("fork").Process(target=print, args=("from a child",))
    process.start()
    process.join()
    return process.exitcode or 0


def run_a_child(word: str) -> None:
    subprocess.run(["echo", word], check=True)


def say(word: str, times: int = 3, gate: str = "") -> int:
    for _ in range(times):
        print(word)
        if gate:
            time.sleep(0.002)
    return times


def print_forever() -> None:
    while True:
        print("again")


def say_everywhere() -> int:
    print("out")
    print("err", file=sys.stderr)
    sys.stdout.buffer.write(b"bytes\n")
    logging.getLogger("user").warning("logged")
    warnings.warn("warned", UserWarning, stacklevel=1)
    thread = threading.Thread(target=print, args=("thread",))
    thread.start()
    thread.join()
    pool.submit(print, "pool").result()
    return 1


pool = ThreadPoolExecutor(1)


def say_much(size: int) -> int:
    print("x" * size)
    return 1


def say_none(text: str = "only printed") -> None:
    print(text)


def complain(text: str = "only complained") -> None:
    print(text, file=sys.stderr)


def leave_a_thread(path: str) -> int:
    def late() -> None:
        while not os.path.exists(path):
            time.sleep(0.005)
        print("late words", flush=True)

    threading.Thread(target=late, daemon=True).start()
    return 1


def write_here(name: str = "report.csv", text: str = "a,b\n1,2\n") -> None:
    Path(name).write_text(text)


def write_from_c(name: str = "from_c.txt") -> None:
    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    file = libc.fopen(name.encode(), b"w")
    libc.fputs(b"written by C", ctypes.c_void_p(file))
    libc.fclose(ctypes.c_void_p(file))


def write_atomically(name: str) -> None:
    part = Path(name + ".part")
    part.write_text("whole")
    part.rename(name)


def append_log(name: str) -> None:
    with open(name, "a") as file:
        file.write("line\n")


def write_temporary() -> None:
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write("scratch")


def write_target(target: Path) -> None:
    target.write_text("asked for")


def write_and_return(name: str) -> Path:
    path = Path(name)
    path.write_text("both")
    return path


def change_upload(file: Path) -> None:
    file.write_text(file.read_text() + " changed")


def read_upload(file: Path) -> str:
    return file.read_text()


def draw(
    count: int = 1, value: int | None = None, *, pickled: bool = False, fails: bool = False
) -> int | None:
    import matplotlib.pyplot as plt

    for i in range(count):
        plt.figure(figsize=(1, 1))
        plt.plot([0, i + 1])
    plt.show()
    if pickled:
        assert pickle.dumps(plt.gcf())
    if fails:
        raise ValueError("after drawing")
    return value


def draw_and_return() -> Any:
    import matplotlib.pyplot as plt

    figure, _ = plt.subplots(figsize=(1, 1))
    plt.figure(figsize=(1, 1))
    return figure


def open_figures() -> int:
    import matplotlib.pyplot as plt

    return len(plt.get_fignums())


def fail(kind: str = "value", message: str = "no good") -> None:
    errors: dict[str, BaseException] = {
        "value": ValueError(message),
        "own": Announced(message),
        "secret": RuntimeError(message),
        "dialog": Error(message),
        "exit": SystemExit(3),
        "good exit": SystemExit(0),
        "keyboard": KeyboardInterrupt(),
        "unprintable": Unprintable(),
        "stop": StopIteration(message),
    }
    raise errors[kind]


class Announced(Exception):
    pass


class Unprintable(Exception):
    def __str__(self) -> str:
        raise RuntimeError("never")


def unencodable() -> Any:
    return Raw({"inner": [object()]})


def too_large() -> Any:
    return Raw("x" * (5 << 20))


def tick(progress: inject.Progress = inject.Progress()) -> int:  # noqa: B008
    for _ in progress.tqdm(range(200), desc="Ticking \ud800"):
        pass
    return 200


def tick_forever(progress: inject.Progress = inject.Progress()) -> None:  # noqa: B008
    while True:
        progress(0.5)
        time.sleep(0.001)


def notify() -> int:
    inject.Info("look")
    inject.Warning("look out \ud800")
    return 1


def count_and_say() -> Any:
    inject.Info("one comes")
    yield 1
    inject.Warning("no more comes")
    raise Error("Enough.", title="Stop")


def say_together(value: list[int]) -> list[list[int]]:
    inject.Info(f"{len(value)} together")
    if 0 in value:
        raise Error("None of this.")
    return [value]


def count(n: int = 3) -> Any:
    for i in range(n):
        print(f"step {i}")
        yield i


def words(said: list[str]) -> Any:
    for word in said:
        yield Raw({"show": "text", "props": {}, "value": word})


async def async_words(said: list[str]) -> Any:
    for word in said:
        yield Raw({"show": "text", "props": {}, "value": word})


def count_forever(path: str = "") -> Any:
    try:
        i = 0
        while True:
            yield i
            i += 1
    finally:
        if path:
            Path(path).write_text("closed")


def count_then_fail() -> Any:
    yield 1
    raise ValueError("after one")


async def async_echo(value: Any = None) -> Any:
    await asyncio.sleep(0)
    print("from a coroutine")
    return value


async def async_sleep(path: str = "") -> None:
    try:
        await asyncio.sleep(60)
    finally:
        if path:
            Path(path).write_text("unwound")


async def async_forever() -> None:
    while True:
        pass


async def async_count(n: int = 3) -> Any:
    for i in range(n):
        await asyncio.sleep(0)
        yield i


async def async_count_forever() -> Any:
    i = 0
    while True:
        await asyncio.sleep(0)
        yield i
        i += 1


def double(value: list[int]) -> list[list[int]]:
    return [[v * 2 for v in value]]


def too_few(value: list[int]) -> list[list[int]]:
    return [value[:-1]]


def shout(value: list[str]) -> tuple[list[str], list[int]]:
    return [v.upper() for v in value], [len(v) for v in value]


async def async_double(value: list[int]) -> list[list[int]]:
    await asyncio.sleep(0)
    return [[v * 2 for v in value]]


def flat(value: list[str]) -> list[str]:
    return [f"<{v}>" for v in value]


def wait_together(value: list[str]) -> list[list[str]]:
    folder = Path(value[0])
    (folder / "begun").touch()
    try:
        while not (folder / "go").exists():
            time.sleep(0.005)
    finally:
        (folder / "left").touch()
    return [value]


async def async_wait_together(value: list[str]) -> list[list[str]]:
    folder = Path(value[0])
    (folder / "begun").touch()
    try:
        while not (folder / "go").exists():
            await asyncio.sleep(0.005)
    finally:
        (folder / "left").touch()
    return [value]


def say_batch(value: list[str]) -> list[list[str]]:
    print("together", len(value))
    return [value]


def bars(
    n: int = 3,
    progress: inject.Progress = inject.Progress(track_tqdm=True),  # noqa: B008
) -> int:
    from tqdm import tqdm, trange

    for _ in tqdm(range(n), desc="Outer"):
        for _ in trange(4, desc="Inner", leave=False):
            time.sleep(0.001)
    return n


def bars_everywhere(
    progress: inject.Progress = inject.Progress(track_tqdm=True),  # noqa: B008
) -> int:
    from tqdm.auto import tqdm as auto
    from tqdm.notebook import tqdm as notebook

    def work() -> None:
        with auto(total=5, desc="Thread", disable=None) as bar:
            for _ in range(5):
                bar.update()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    for _ in notebook(range(2), desc="Notebook"):
        pass
    return 1


def bars_of_nobody(progress: inject.Progress = inject.Progress()) -> int:  # noqa: B008
    from tqdm import tqdm

    return len(list(tqdm(range(3), desc="Untracked")))


def bars_by_themselves() -> int:
    from tqdm import tqdm

    return len(list(tqdm(range(3), desc="Unasked")))


def bars_forever(
    progress: inject.Progress = inject.Progress(track_tqdm=True),  # noqa: B008
) -> None:
    from tqdm import tqdm

    for _ in tqdm(iter(int, 1)):
        pass


def nothing_to_yield() -> Any:
    return
    yield


def pairs(n: int = 3) -> Any:
    for i in range(n):
        yield i, f"{i}!"


def pictures_forever() -> Any:
    while True:
        yield np.zeros((32, 32, 3), np.uint8)


def leave_process() -> None:
    os._exit(7)


def ignore_generator_exit() -> Any:
    with contextlib.suppress(GeneratorExit):
        yield 1


def functions() -> dict[str, FakeEndpoint]:
    plain = [
        echo, pid, forever, swallow_everything, swallow_in_sleep, suppress_in_sleep,
        runaway_regex, hold_the_gil, sleep, tidy_up,
        slow_result, fork_a_child, child_prints, print_forever, say_everywhere, say_much, say_none,
        complain, leave_a_thread, write_here, write_from_c, write_atomically, append_log,
        write_temporary, write_target, write_and_return, change_upload, read_upload, draw,
        draw_and_return, open_figures, unencodable, too_large, tick, tick_forever, notify,
        run_a_child, leave_process, bars, bars_everywhere, bars_of_nobody, bars_forever,
        bars_by_themselves,
    ]  # fmt: skip
    found = [FakeEndpoint(function) for function in plain]
    found += [
        FakeEndpoint(say, concurrency=4),
        FakeEndpoint(fail, raises=frozenset({"Announced"})),
        *(
            FakeEndpoint(f, "generator")
            for f in (count, count_forever, count_then_fail, count_and_say, nothing_to_yield)
        ),
        FakeEndpoint(words, "generator", keeps="unless_growing"),
        FakeEndpoint(async_words, "async_generator", 64, keeps="unless_growing"),
        FakeEndpoint(pairs, "generator", outputs=[FakeOutput(), FakeOutput()]),
        *(FakeEndpoint(f, "async", 64) for f in (async_echo, async_sleep, async_forever)),
        *(FakeEndpoint(f, "async_generator", 64) for f in (async_count, async_count_forever)),
        FakeEndpoint(pictures_forever, "generator"),
        FakeEndpoint(say_together, batch=4),
        *(FakeEndpoint(f, batch=4) for f in (double, too_few, flat, wait_together, say_batch)),
        *(FakeEndpoint(f, "async", 64, batch=4) for f in (async_double, async_wait_together)),
        FakeEndpoint(shout, batch=4, outputs=[FakeOutput(), FakeOutput()]),
        BrokenEndpoint(pid_twice),
        BrokenEndpoint(pid_later, "async", 64),
    ]
    return {endpoint.name: endpoint for endpoint in found}


def build(load: Load, scope: Scope, tell: Callable[[str], None]) -> FakeBuilt:
    """Serve the function named by the target first, so that it owns the main thread."""
    if "chdir" in load.options:
        os.chdir(load.options["chdir"])
    if load.target == "!exit":
        raise SystemExit(2)
    if load.target == "!keys":
        return {}["nothing"]  # type: ignore[no-any-return]
    if load.target == "!slow":
        tell("thinking")
        end = time.monotonic() + 0.7
        while time.monotonic() < end:
            time.sleep(0.01)
    known = functions()
    first = known.pop(load.target, None)
    if first is not None:
        known = {first.name: first, **known}
    return FakeBuilt(known)
