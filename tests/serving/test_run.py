"""A real server on a real port: start, end, dead processes, reload. The slow tests of this room."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autoui.errors import UsageError
from autoui.serving import roots
from autoui.serving.settings import Settings
from autoui.serving.startup import PortTaken, bind, url_of
from autoui.wire.server_worker import Frames, Load, Ready, Serving, frame

ROOT = Path(__file__).resolve().parents[2]
_SERVE = """
import sys, msgspec
from autoui.serving.run import serve
from autoui.serving.settings import Settings
settings = msgspec.json.decode(sys.argv[1], type=Settings)
sys.exit(serve(settings, lambda line: print(line, flush=True)))
"""
_FUNCTIONS = """
import os, time
def pid() -> int:
    return os.getpid()
def sleepy() -> None:
    time.sleep(60)
"""


def until(what: Callable[[], Any], limit: float = 20) -> Any:
    """Ask again until the answer is true."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        try:
            if found := what():
                return found
        except (OSError, ValueError):
            pass
        time.sleep(0.02)
    raise TimeoutError


class Served:
    """A server process and what it printed."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self.log = log

    @property
    def text(self) -> str:
        return self.log.read_text()

    @property
    def url(self) -> str:
        return until(lambda: self.text.split(" at ")[1].split()[0] if " at " in self.text else "")

    def get(self, path: str, body: Any = None) -> Any:
        """GET, or POST JSON."""
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(self.url + path, data, timeout=20) as answer:
            return json.loads(answer.read())

    def ready(self) -> "Served":
        until(lambda: self.get("readyz"))
        return self

    def call(self, name: str) -> Any:
        """Call a function and return the number it shows."""
        return self.get(f"api/{name}", {})["outputs"][0]

    def family(self) -> set[int]:
        """Return the ids of the server's process and of all below it."""
        rows = [
            (int(path.name), (path / "stat").read_text().rsplit(")", 1)[1].split())
            for path in Path("/proc").iterdir()
            if path.name.isdigit() and (path / "stat").exists()
        ]
        found = {self.process.pid}
        for _ in range(4):
            found |= {pid for pid, stat in rows if int(stat[1]) in found and stat[0] != "Z"}
        return found

    def nursery(self) -> int:
        """Return the id of the nursery: the server's only child."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return int(children.split()[0])


def alive(pids: set[int]) -> set[int]:
    """Return those that still run."""
    found = set()
    for pid in pids:
        stat = Path(f"/proc/{pid}/stat")
        try:
            if stat.read_text().rsplit(")", 1)[1].split()[0] != "Z":
                found.add(pid)
        except OSError:
            continue
    return found


@contextmanager
def served(folder: Path, source: str = _FUNCTIONS, **settings: Any) -> Iterator[Served]:
    """Serve a file in a process of its own."""
    module = folder / "app.py"
    module.write_text(source)
    log = folder / "log.txt"
    chosen = Settings(target=str(module), port=0, **settings)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    # To a file: a child that inherits a pipe would keep it open.
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, msgspec.json.encode(chosen).decode()],
            stdout=output,
            stderr=output,
            env=environment,
            cwd=folder,
        )
    try:
        yield Served(process, log)
    finally:
        process.kill()
        process.wait()


def test_from_start_to_the_last_signal(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        server.ready()
        assert "pid()" in until(lambda: server.text if "sleepy" in server.text else "")
        family = server.family()
        assert len(family) >= 3
        assert server.call("pid") in family
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(10) == 130
        until(lambda: not alive(family))
        assert list(tmp_path.glob("autoui-*")) == []


def test_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        worker = server.ready().call("pid")
        os.kill(worker, signal.SIGKILL)
        until(lambda: server.call("pid") != worker)


def test_the_run_of_a_killed_worker_is_lost_with_its_reason(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        worker = server.ready().call("pid")
        run = server.get("api/sleepy/runs", {"inputs": {}})["run"]
        os.kill(worker, signal.SIGKILL)
        with urllib.request.urlopen(f"{server.url}api/runs/{run}/events", timeout=20) as answer:
            text = answer.read().decode()
        assert "event: lost" in text
        assert "signal 9" in text


def test_a_killed_nursery_is_replaced(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        worker = server.ready().call("pid")
        os.kill(server.nursery(), signal.SIGKILL)
        until(lambda: server.call("pid") != worker)
        assert alive({worker}) == set()


def test_a_killed_server_leaves_nothing(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        server.ready().get("api/sleepy/runs", {"inputs": {}})
        family = server.family()
        server.process.kill()
        until(lambda: not alive(family - {server.process.pid}))


def test_what_cannot_be_imported_ends_the_server(tmp_path: Path) -> None:
    with served(tmp_path, "import nothing_of_that_name\n") as server:
        assert server.process.wait(20) == 3
        assert "nothing_of_that_name" in server.text
        assert "app.py" in server.text


def test_reload(tmp_path: Path) -> None:
    source = "def number() -> int:\n    return {}\n"
    with served(tmp_path, source.format(1), reload=True) as server:
        server.ready()
        assert server.call("number") == 1
        module = tmp_path / "app.py"
        module.write_text(source.format(2))
        until(lambda: server.call("number") == 2)
        module.write_text("def number(:\n")
        until(lambda: "SyntaxError" in server.text)
        assert server.call("number") == 2
        # As editors save: a new file in the old one's place.
        (tmp_path / "new.py").write_text(source.format(3))
        (tmp_path / "new.py").replace(module)
        until(lambda: server.call("number") == 3)


def test_the_server_of_a_script(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    settings = msgspec.json.encode(Settings(port=0)).decode()
    command = [sys.executable, "-m", "autoui.serving", "--link", str(theirs.fileno()), settings]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    with (tmp_path / "log.txt").open("wb") as output:
        process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    theirs.close()
    try:
        ours.settimeout(20)
        frames, got = Frames("worker"), []
        while not any(isinstance(message, Serving) for message in got):
            got += frames.feed(ours.recv(1 << 16))
        assert isinstance(got[0], Load)
        assert got[0].target == ""
        with urllib.request.urlopen(got[-1].url + "healthz", timeout=20) as answer:
            assert answer.status == 200
        ours.sendall(frame(Ready(document=b"{}", title="T", description="", endpoints=[])))
        until(lambda: urllib.request.urlopen(got[-1].url + "readyz", timeout=20).close() is None)
        ours.close()
        # The script is gone: there is nothing left to serve.
        process.wait(20)
    finally:
        process.kill()
        process.wait()
    assert list(tmp_path.glob("autoui-*")) == []


# ----------------------------------------------------------------------------------- no process


def test_the_next_free_port_is_taken_and_said() -> None:
    lines: list[str] = []
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with bind(Settings(port=port), lines.append) as found:
            assert found.getsockname()[1] != port
            assert str(port) in lines[0]
        with pytest.raises(PortTaken, match=str(port)):
            bind(Settings(port=port, port_fixed=True), lines.append)


def test_an_address_that_is_not_ours() -> None:
    with pytest.raises(UsageError, match=r"192\.0\.2\.1"):
        bind(Settings(host="192.0.2.1", port=0), str)


@pytest.mark.parametrize(
    ("host", "start"), [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:")]
)
def test_the_url_to_open(host: str, start: str) -> None:
    settings = Settings(host=host, port=0)
    with bind(settings, str) as listening:
        assert url_of(settings, listening).startswith(start)


def test_dead_servers_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    lives = roots.Root()
    dead = tmp_path / f"autoui-{os.getuid()}-dead"
    dead.mkdir()
    (dead / "lock").touch()
    other = tmp_path / f"autoui-{os.getuid()}-being-made"
    other.mkdir()
    roots.sweep()
    assert not dead.exists()
    assert other.exists()
    assert lives.path.stat().st_mode & 0o777 == 0o700
    lives.close()
    assert not lives.path.exists()
