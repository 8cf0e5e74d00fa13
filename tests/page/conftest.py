"""What every test of a page needs: a place for files, and a way to build."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autoui.components.base import Scope
from autoui.page.build import Built, build_blocks
from autoui.page.endpoint import Endpoint
from autoui.page.making import Maker, Wish
from autoui.records.blobs import BlobStore
from autoui.wire.server_worker import Load


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    blobs = tmp_path / "blobs"
    blobs.mkdir()
    run = tmp_path / "run"
    run.mkdir()
    return Scope(run, BlobStore(blobs))


@pytest.fixture
def make() -> Callable[..., Endpoint]:
    """Make an endpoint of a function."""

    def made(function: Any, **wishes: Any) -> Endpoint:
        return Maker().make(Wish(function=function, **wishes))

    return made


@pytest.fixture
def built(scope: Scope) -> Callable[..., Built]:
    """Build the page of an object of ours."""

    def made(blocks: Any, **options: Any) -> Built:
        load = Load(target="", options=options, blobs="", scratch="")
        return build_blocks(blocks, load, scope)

    return made
