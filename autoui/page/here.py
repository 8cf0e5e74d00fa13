"""Build a page in this process, with a folder of its own for its files."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from autoui.components.base import Scope
from autoui.page.build import Built, build
from autoui.records.blobs import BlobStore
from autoui.wire.server_worker import Load


@contextmanager
def built_here(
    target: str, cwd: Path | None = None, told: Mapping[str, Any] = MappingProxyType({})
) -> Iterator[tuple[Built, Scope]]:
    """Build the page of a target, and give it with the scope of its files until the block is left.

    Args:
        target: What to import.
        cwd: Where its functions run; None is the current folder.
        told: What the command line says of the page.

    Raises:
        AutouiError: See ``page.build.build``.
    """
    os.environ.setdefault("MPLBACKEND", "Agg")
    with tempfile.TemporaryDirectory(prefix="autoui-") as folder:
        load = Load(
            target=target,
            options=dict(told),
            blobs=folder,
            scratch=folder,
            cwd=str(cwd) if cwd else "",
        )
        scope = Scope(Path(folder), BlobStore(Path(folder)))
        try:
            yield build(load, scope), scope
        finally:
            scope.close()
