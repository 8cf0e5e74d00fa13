"""A nursery with the fakes, and workers from it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autoui.wire.server_worker import Ready
from tests.worker.standin import NurseryProcess, Worker


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NurseryProcess]:
    """One nursery for all tests that do not kill it."""
    found = NurseryProcess(tmp_path_factory.mktemp("nursery"))
    yield found
    found.close()


@pytest.fixture
def fork(nursery: NurseryProcess, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Fork workers that are killed after the test."""
    made: list[Worker] = []

    def forked(target: str = "echo", **more: Any) -> Worker:
        worker = nursery.fork(tmp_path / f"worker{len(made)}")
        made.append(worker)
        worker.load(target, **more).wait_for(Ready)
        return worker

    yield forked
    for worker in made:
        nursery.kill(worker)


@pytest.fixture(scope="module")
def shared(nursery: NurseryProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A worker that the tests of one file share; they leave it idle."""
    worker = nursery.fork(tmp_path_factory.mktemp("shared"))
    worker.load("echo").wait_for(Ready)
    yield worker
    nursery.kill(worker)
