"""The nursery, and what is left when somebody is killed: nothing."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autoui.wire.server_nursery import Exited
from autoui.wire.server_worker import Ready, Stop
from autoui.worker import process
from tests.worker.standin import ROOT, NurseryProcess, Worker, alive, wait_until_gone

Fork = Callable[..., Worker]


def test_a_killed_worker_is_reported_with_its_reason(fork: Fork, nursery: NurseryProcess) -> None:
    worker = fork("hold_the_gil")
    worker.begin("hold_the_gil")
    os.kill(worker.pid, signal.SIGKILL)
    report = nursery.wait_for(Exited, worker=worker.worker)
    assert (report.pid, report.code) == (worker.pid, -9)
    assert report.reason == "killed by signal 9 (SIGKILL)"


def test_a_worker_that_is_killed_on_request_says_so(
    nursery: NurseryProcess, tmp_path: Path
) -> None:
    worker = nursery.fork(tmp_path / "w")
    worker.load().wait_for(Ready)
    assert "at the server's request" in nursery.kill(worker).reason


def test_a_worker_that_leaves_by_itself_is_reported(fork: Fork, nursery: NurseryProcess) -> None:
    worker = fork()
    worker.begin("leave_process")
    report = nursery.wait_for(Exited, worker=worker.worker)
    assert (report.code, report.reason) == (7, "exit code 7")


def test_stop_ends_a_worker_with_code_0(nursery: NurseryProcess, tmp_path: Path) -> None:
    worker = nursery.fork(tmp_path / "w")
    worker.load().wait_for(Ready)
    worker.send(Stop())
    assert nursery.wait_for(Exited, worker=worker.worker).code == 0


def test_a_worker_ends_when_its_link_does(nursery: NurseryProcess, tmp_path: Path) -> None:
    worker = nursery.fork(tmp_path / "w")
    worker.load("sleep").wait_for(Ready)
    worker.begin("sleep")
    worker.socket.close()
    assert nursery.wait_for(Exited, worker=worker.worker).code == 0


def test_a_worker_leads_its_own_session_and_has_no_stdin(fork: Fork) -> None:
    worker = fork()
    assert os.getsid(worker.pid) == worker.pid
    assert os.readlink(f"/proc/{worker.pid}/fd/0") == "/dev/null"


def test_a_worker_holds_no_foreign_descriptors(fork: Fork) -> None:
    worker = fork()
    sockets = [
        name
        for name in os.listdir(f"/proc/{worker.pid}/fd")
        if os.readlink(f"/proc/{worker.pid}/fd/{name}").startswith("socket:")
    ]
    assert len(sockets) == 1


def test_what_a_dead_worker_left_in_its_group_is_killed(
    fork: Fork, nursery: NurseryProcess, tmp_path: Path
) -> None:
    worker = fork("fork_a_child")
    worker.begin("fork_a_child", path=str(tmp_path / "children"))
    children = _children(tmp_path / "children")
    os.kill(worker.pid, signal.SIGKILL)
    wait_until_gone(*children)


def test_the_nursery_takes_all_workers_with_it_at_the_end(tmp_path: Path) -> None:
    nursery = NurseryProcess(tmp_path)
    worker = nursery.fork(tmp_path / "w")
    worker.load("hold_the_gil").wait_for(Ready)
    worker.begin("hold_the_gil")
    nursery.close()
    wait_until_gone(worker.pid)
    assert nursery.process.returncode == 0


def test_a_killed_nursery_leaves_no_worker(tmp_path: Path) -> None:
    nursery = NurseryProcess(tmp_path)
    worker = nursery.fork(tmp_path / "w")
    worker.load("hold_the_gil").wait_for(Ready)
    worker.begin("hold_the_gil")
    nursery.process.kill()
    nursery.close()
    wait_until_gone(worker.pid)


@pytest.mark.parametrize("function", ["hold_the_gil", "runaway_regex", "fork_a_child", "sleep"])
def test_a_killed_server_leaves_no_process(function: str, tmp_path: Path) -> None:
    children = tmp_path / "children"
    inputs = {"path": str(children)} if function == "fork_a_child" else {}
    with (tmp_path / "server-out").open("w+") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.worker.standin", tmp_path, function, json.dumps(inputs)],
            stdout=subprocess.PIPE,
            stderr=out,
            cwd=ROOT,
        )
        assert server.stdout is not None
        with server.stdout:
            pids = json.loads(server.stdout.readline())
        others = _children(children) if inputs else []
        assert alive(pids["nursery"])
        assert alive(pids["worker"])
        server.kill()
        server.wait()
    wait_until_gone(pids["nursery"], pids["worker"], *others)


def test_a_nursery_whose_server_is_another_process_leaves_at_once(tmp_path: Path) -> None:
    code = "import os; from autoui.worker import process; process.die_with_parent(15, os.getpid())"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 1


CLOSED = "the code has closed the worker's connection to the server"


@pytest.mark.parametrize(
    ("code", "ordered", "memory", "words"),
    [
        (3, False, False, "exit code 3"),
        (process.LINK_CLOSED, False, False, f"exit code {process.LINK_CLOSED}, {CLOSED}"),
        (-11, False, True, "killed by signal 11 (SIGSEGV)"),
        (-9, False, True, "killed by signal 9 (SIGKILL), likely out of memory"),
        (-9, True, True, "killed by signal 9 (SIGKILL) at the server's request"),
        (-64, False, False, "killed by signal 64 (SIGRTMAX)"),
    ],
)
def test_the_end_is_described_in_words(code: int, ordered: bool, memory: bool, words: str) -> None:
    assert process.describe_exit(code, ordered=ordered, out_of_memory=memory) == words


def _children(file: Path) -> list[int]:
    """Wait for the file in which a run names its children."""
    import select

    waiting = select.poll()
    for _ in range(2_000):
        if file.exists() and (text := file.read_text()):
            return [int(pid) for pid in text.split()]
        waiting.poll(10)
    raise AssertionError("the run named no children")


def test_what_the_last_worker_took_is_imported_before_the_next_is_forked(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from autoui.worker.nursery import preload, warm_up\n"
        "preload()\n"
        "print('numpy' in sys.modules)\n"
        "warm_up(['numpy', 'no_such_module_at_all'])\n"
        "print('numpy' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]
    assert "no_such_module_at_all could not be imported" in done.stderr
