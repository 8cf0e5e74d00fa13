"""An engine for each test."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autoui.wire.server_worker import Served
from tests.running.fakes import Bench

Make = Callable[..., Bench]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return what makes an engine with fake time and fake workers."""

    def made(*served: Served, **options: Any) -> Bench:
        return Bench(tmp_path, *served, **options)

    return made
