"""Loading, and the questions that are answered beside runs."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from autoui.wire.page_server import Examples, Loading, Prefill, Rows
from autoui.wire.server_worker import (
    Checked,
    Load,
    LoadFailed,
    ReadExamples,
    ReadPrefill,
    ReadRows,
    Ready,
    Replied,
)
from autoui.wire.values import unpack
from autoui.worker.loading import imported_now
from tests.worker.standin import NurseryProcess, Worker

Fork = Callable[..., Worker]


@pytest.fixture
def unloaded(nursery: NurseryProcess, tmp_path: Path) -> Worker:
    """A worker that waits for its target."""
    return nursery.fork(tmp_path / "worker")


def test_ready_says_what_is_served(unloaded: Worker) -> None:
    ready = unloaded.load("echo").wait_for(Ready)
    assert (ready.title, ready.document) == ("Fakes", b'{"version": 1}')
    assert ready.endpoints[0].name == "echo"


def test_sys_exit_while_importing_is_told_with_its_cure(unloaded: Worker) -> None:
    failure = unloaded.load("!exit").wait_for(LoadFailed).failure
    assert failure.what == "the module called sys.exit(2) while it was imported"
    assert "__main__" in failure.cure
    assert failure.exit_code == 3


def test_an_exception_while_importing_is_told_with_its_place(unloaded: Worker) -> None:
    failure = unloaded.load("!keys").wait_for(LoadFailed).failure
    assert failure.what == "KeyError: 'nothing'"
    assert failure.file.endswith("functions.py")
    assert '{}["nothing"]' in failure.source
    assert "host.py" not in failure.traceback
    assert 'return {}["nothing"]' in failure.traceback


def test_a_slow_load_says_what_it_does(unloaded: Worker) -> None:
    loading = unloaded.load("!slow").wait_for(Loading, text="thinking")
    assert loading.seconds >= 0.4


def test_what_is_imported_is_read_from_the_frames(tmp_path: Path) -> None:
    seen: list[str] = []
    (tmp_path / "outer_module.py").write_text("import inner_package.part")
    (tmp_path / "inner_package").mkdir()
    (tmp_path / "inner_package" / "__init__.py").touch()
    (tmp_path / "inner_package" / "part.py").write_text("import watcher; watcher.look()")
    import importlib
    import sys
    import types

    watcher = types.ModuleType("watcher")
    watcher.look = lambda: seen.append(  # type: ignore[attr-defined]
        imported_now(sys._getframe(), "outer_module")
    )
    sys.modules["watcher"] = watcher
    sys.path.insert(0, str(tmp_path))
    try:
        importlib.import_module("outer_module")
    finally:
        sys.path.remove(str(tmp_path))
        for name in ("watcher", "outer_module", "inner_package", "inner_package.part"):
            sys.modules.pop(name, None)
    assert seen == ["inner_package"]
    assert imported_now(None, "x") == ""


def test_the_worker_sees_a_world_of_its_own(fork: Fork) -> None:
    worker = fork("echo")
    environment = Path(f"/proc/{worker.pid}/environ")
    assert environment.exists()
    assert os.getsid(worker.pid) == worker.pid


# ------------------------------------------------------------------------------------- the desk


@pytest.mark.parametrize("busy", ["sleep", "forever"])
def test_checks_are_answered_while_the_lane_is_busy(busy: str, fork: Fork) -> None:
    worker = fork(busy)
    worker.begin(busy)
    call = worker.check("echo", start=False, bad=1)
    assert worker.wait_for(Checked, run=call.run).errors


def test_a_broken_check_leaves_the_verdict_to_the_lane(shared: Worker) -> None:
    call = shared.check("echo", start=False, bad="broken check")
    assert shared.wait_for(Checked, run=call.run).errors == []
    (call,) = shared.start("echo", {"bad": "broken check"}, checked=False)
    kind, data = shared.events(call.run)[-1]
    assert (kind, data["message"]) == ("failed", "the check itself is broken")
    call = shared.check("echo", bad="broken check")
    assert shared.events(call.run)[-1][0] == "failed"


def test_links_are_prefilled(shared: Worker) -> None:
    shared.send(
        ReadPrefill(request=5, prefill=Prefill(request=1, endpoint="echo", texts={"a": "1"}))
    )
    reply = shared.wait_for(Replied, request=5)
    assert unpack(reply.data) == {"values": {"a": "1"}, "errors": []}


def test_questions_that_fail_are_answered_in_words(shared: Worker) -> None:
    for request, question in enumerate(
        (
            ReadRows(request=0, rows=Rows(request=1, table="0" * 32)),
            ReadRows(request=0, rows=Rows(request=1, table="../etc/passwd")),
            ReadPrefill(request=0, prefill=Prefill(request=1, endpoint="gone", texts={})),
            ReadPrefill(
                request=0, prefill=Prefill(request=1, endpoint="echo", texts={"broken": ""})
            ),
            ReadExamples(request=0, examples=Examples(request=1, endpoint="echo")),
            ReadExamples(request=0, examples=Examples(request=1, endpoint="gone")),
        )
    ):
        question.request = request
        shared.send(question)
        assert shared.wait_for(Replied, request=request).error


def test_a_server_that_talks_nonsense_is_left(nursery: NurseryProcess, tmp_path: Path) -> None:
    worker = nursery.fork(tmp_path / "worker")
    worker.load().wait_for(Ready)
    worker.socket.sendall(b"\x00\x00\x00\x03abc")
    assert worker.receive() is None


def test_the_real_nursery_serves_a_real_function(tmp_path: Path) -> None:
    nursery = NurseryProcess(tmp_path, fake=False)
    worker = nursery.fork(tmp_path / "w")
    (tmp_path / "calc.py").write_text("def add(a: int, b: int = 2) -> int:\n    return a + b\n")
    worker.send(
        Load(
            target="calc.py:add",
            options={},
            blobs=str(tmp_path / "w" / "blobs"),
            scratch=str(tmp_path / "w" / "scratch"),
            cwd=str(tmp_path),
        )
    )
    message = worker.receive()
    while isinstance(message, Loading):
        message = worker.receive()
    assert isinstance(message, Ready), (message, nursery.printed())
    shown = worker.result("add", a=3)["outputs"][0]
    assert shown["value"] == 5
    nursery.close()


@pytest.mark.parametrize(
    ("source", "target", "what", "line"),
    [
        ("import json\nx = 1 / 0\n", "broken.py:f", "ZeroDivisionError", 2),
        ("def f(:\n", "broken.py:f", "SyntaxError", 1),
        ("import nothing_like_this\n", "broken.py:f", "nothing_like_this", 1),
    ],
)
def test_a_users_broken_module_is_told_from_its_first_frame(
    source: str, target: str, what: str, line: int, tmp_path: Path
) -> None:
    nursery = NurseryProcess(tmp_path, fake=False)
    worker = nursery.fork(tmp_path / "w")
    (tmp_path / "broken.py").write_text(source)
    worker.load(target, cwd=str(tmp_path))
    failure = worker.wait_for(LoadFailed).failure
    nursery.close()
    assert what in failure.what
    assert failure.exit_code == 3
    assert (Path(failure.file).name, failure.line) == ("broken.py", line)
    assert source.splitlines()[line - 1] in failure.source
    assert "autoui" not in failure.traceback.replace(str(tmp_path), "")
