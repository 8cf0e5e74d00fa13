"""The ends of processes that the user's code makes."""

import subprocess
import sys

import pytest

from autoui.running import nursery
from autoui.wire.shared_memory import SHARED_BYTES, place_of
from autoui.worker import process
from tests.worker.standin import ROOT

CODE = """
import os
from autoui.worker.interrupt import Lane
lane = Lane()
lane.enter()
def work():
    pid = os.fork()
    if pid == 0:
        {deed}
        return
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print("parent", lane.call(1, work))
"""


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ("pass", 0),
        ("raise RuntimeError('in the child')", 1),
        ("raise SystemExit(5)", 5),
        ("raise SystemExit('words')", 1),
        ("raise SystemExit", 0),
        ("os._exit(7)", 7),
    ],
)
def test_a_child_ends_where_its_code_ends(deed: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(deed=deed)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stdout == f"parent {code}\n"
    assert ("in the child" in done.stderr) is ("RuntimeError" in deed)


def test_server_and_worker_share_what_has_begun() -> None:
    memory = nursery.SharedMemory()
    try:
        # Nobody notes anything yet, so anything may have begun.
        assert memory.has_begun(7)
        worker = process.SharedMemory(memory.fd)
        assert not memory.has_begun(7)
        worker.begin(7)
        assert memory.has_begun(7)
        assert not memory.has_begun(8)
        memory.write(7)
        assert worker.number() == 7
        # Places are taken in turn: an older run hides behind a newer one, and never the reverse.
        later = next(n for n in range(8, SHARED_BYTES) if place_of(n) == place_of(7))
        assert not memory.has_begun(later)
        worker.begin(later)
        worker.begin(7)
        assert memory.has_begun(later)
        assert memory.has_begun(7)
    finally:
        memory.close()
