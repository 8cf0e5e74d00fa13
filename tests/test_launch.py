"""Serving from a script: the script is the worker, and stays in command."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autoui import launch
from autoui.errors import UsageError
from tests.worker.standin import PATIENCE, ROOT, alive, wait_until_gone

SCRIPT = """
import os, sys, threading, time
import autoui as ui

offset = [40]

def answer(x: int = 2) -> str:
    main = threading.current_thread() is threading.main_thread()
    return f"{offset[0] + x} {main} {__name__}"

def hang(path: str = "") -> str:
    open(path, "w").close()
    while True:
        try:
            time.sleep(0.01)
        except BaseException:
            pass

def hold(path: str = "") -> int:
    open(path, "w").close()
    return sum(range(10**12))

launched = ui.Interface(FUNCTION).launch(port=0)
print("returned", launched.url != "", flush=True)
"""


class Script:
    """A running script that called ``launch``."""

    def __init__(self, folder: Path, function: str) -> None:
        self.file = folder / "script.py"
        self.file.write_text(SCRIPT.replace("FUNCTION", function))
        self.output = folder / "output"
        with self.output.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, self.file],
                stdout=out,
                stderr=out,
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
        self.url = wait(self._address)
        self.server = int(
            Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            .read_text()
            .split()[0]
        )

    def _address(self) -> str:
        assert self.process.poll() is None, self.output.read_text()
        words = self.output.read_text().split()
        return next((word for word in words if word.startswith("http")), "")

    def call(self, name: str, **inputs: Any) -> Any:
        request = urllib.request.Request(
            f"{self.url}api/{name}",
            json.dumps(inputs).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
            return json.loads(reply.read())["outputs"][0]

    def call_and_wait(self, name: str, started: Path) -> threading.Thread:
        """Call a function that will not return, and wait until it runs."""

        def call() -> None:
            try:
                self.call(name, path=str(started))
            except OSError:
                return

        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        wait(started.exists)
        return thread

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def end(self) -> tuple[int, str]:
        code = self.process.wait(PATIENCE)
        wait_until_gone(self.server)
        return code, self.output.read_text()


def wait(ready: Callable[[], Any]) -> Any:
    """Return the first true answer."""
    pause = threading.Event()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := ready():
            return found
        pause.wait(0.02)
    raise AssertionError("it did not happen")


@pytest.fixture
def script(tmp_path: Path) -> Iterator[Callable[[str], Script]]:
    made: list[Script] = []

    def started(function: str) -> Script:
        made.append(Script(tmp_path, function))
        return made[-1]

    yield started
    for one in made:
        one.process.kill()
        one.process.wait()
        wait_until_gone(one.server)


def test_a_script_serves_from_its_main_thread_until_ctrl_c(
    script: Callable[[str], Script],
) -> None:
    running = script("answer")
    shown = running.call("answer", x=2)
    assert shown == "42 True __main__"
    running.interrupt()
    code, output = running.end()
    assert code == 0
    assert output.endswith("returned True\n")
    assert "Traceback" not in output


def test_ctrl_c_ends_a_run_that_swallows_everything(
    script: Callable[[str], Script], tmp_path: Path
) -> None:
    running = script("hang")
    running.call_and_wait("hang", tmp_path / "started")
    running.interrupt()
    code, output = running.end()
    assert code == 0
    assert output.endswith("returned True\n")
    assert "a run failed" not in output


def test_a_second_ctrl_c_exits_130(script: Callable[[str], Script], tmp_path: Path) -> None:
    running = script("hang")
    running.call_and_wait("hang", tmp_path / "started")
    running.interrupt()
    running.interrupt()
    code, _ = running.end()
    # The first may have been enough before the second came.
    assert code in (130, 0, -signal.SIGINT)


def test_a_killed_server_lets_the_script_go_on(
    script: Callable[[str], Script], tmp_path: Path
) -> None:
    running = script("hang")
    running.call_and_wait("hang", tmp_path / "started")
    os.kill(running.server, signal.SIGKILL)
    code, output = running.end()
    assert code == 0
    assert "autoui: the server has ended (killed by signal 9)" in output


@pytest.mark.parametrize("function", ["answer", "hold"])
def test_a_killed_script_takes_the_server_along(
    function: str, script: Callable[[str], Script], tmp_path: Path
) -> None:
    running = script(function)
    if function == "hold":
        running.call_and_wait("hold", tmp_path / "started")
    assert alive(running.server)
    running.process.kill()
    running.process.wait()
    wait_until_gone(running.server)


def test_in_another_thread_it_returns_at_once(tmp_path: Path) -> None:
    def double(x: int = 1) -> int:
        return 2 * x

    stream, start, switch = sys.stdout, threading.Thread.start, sys.getswitchinterval()
    found: list[launch.Launched] = []
    thread = threading.Thread(
        target=lambda: found.append(launch.launch(double, port=0, quiet=True))
    )
    thread.start()
    thread.join()
    (launched,) = found
    try:
        request = urllib.request.Request(
            f"{launched.url}api/double", b'{"x": 21}', {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
            assert json.loads(reply.read())["outputs"][0] == 42
        assert not launched.wait(0)
        assert launched.url in repr(launched)
    finally:
        launched.close()
    assert launched.wait(1)
    assert (sys.stdout, threading.Thread.start) == (stream, start)
    assert sys.getswitchinterval() == switch


def test_a_function_that_cannot_be_served_raises_in_the_script() -> None:
    def refused(callback: "Callable[[], int]") -> None:
        callback()

    with pytest.raises(UsageError, match="callback"):
        launch.launch(refused, port=0, block=False)


def test_a_misspelled_option_is_named() -> None:
    with pytest.raises(TypeError, match="did you mean port"):
        launch.launch(len, prot=1)  # type: ignore[call-arg]


def test_settings_come_from_options_and_the_environment_wins() -> None:
    options: launch.LaunchOptions = {"server_name": "0.0.0.0", "server_port": 0, "title": "T"}
    settings = launch.settings_of(options, {})
    assert (settings["host"], settings["port"], settings["port_fixed"]) == ("0.0.0.0", 0, True)
    assert settings["options"] == {"title": "T"}
    settings = launch.settings_of(
        options, {"AUTOUI_PORT": "81", "AUTOUI_TITLE": "E", "AUTOUI_DEBUG": "no"}
    )
    assert (settings["port"], settings["options"]["title"], settings["debug"]) == (81, "E", False)
    assert "port" not in launch.settings_of({}, {})
    with pytest.raises(UsageError, match="no number"):
        launch.settings_of({}, {"AUTOUI_PORT": "x"})


def test_settings_are_what_the_server_reads() -> None:
    import msgspec

    from autoui.serving.settings import Settings

    text = json.dumps(launch.settings_of({"allow_paths": ["."], "live": True}, {}))
    settings = msgspec.json.decode(text, type=Settings)
    assert settings.allow_paths == [str(Path.cwd())]
    assert settings.options == {"live": True}


def test_how_runs_go_can_be_said_and_the_environment_wins() -> None:
    options: launch.LaunchOptions = {"concurrency": 2, "timeout": 5, "queue_size": 3, "batch": True}
    assert launch.settings_of(options, {})["options"] == options
    said = {
        "AUTOUI_CONCURRENCY": "4",
        "AUTOUI_TIMEOUT": "1.5",
        "AUTOUI_QUEUE_SIZE": "0",
        "AUTOUI_BATCH": "no",
        "AUTOUI_MAX_BATCH_SIZE": "6",
    }
    assert launch.settings_of(options, said)["options"] == {
        "concurrency": 4,
        "timeout": 1.5,
        "queue_size": 0,
        "batch": False,
        "max_batch_size": 6,
    }
    with pytest.raises(UsageError, match="AUTOUI_TIMEOUT"):
        launch.settings_of({}, {"AUTOUI_TIMEOUT": "soon"})


def test_a_word_that_changes_nothing_is_refused_with_the_one_that_does() -> None:
    with pytest.raises(TypeError, match="did you mean concurrency="):
        launch.launch(abs, max_threads=40)  # type: ignore[call-arg]
