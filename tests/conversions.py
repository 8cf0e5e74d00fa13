"""A run's directory and blobs for conversions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from autoui.components.base import Scope
from autoui.records.blobs import BlobStore


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    (tmp_path / "blobs").mkdir()
    (tmp_path / "run").mkdir()
    made = Scope(tmp_path / "run", BlobStore(tmp_path / "blobs"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared_scope(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scope]:
    """One scope for all examples of a property."""
    root = tmp_path_factory.mktemp("scope")
    (root / "blobs").mkdir()
    (root / "run").mkdir()
    made = Scope(root / "run", BlobStore(root / "blobs"))
    yield made
    made.close()
