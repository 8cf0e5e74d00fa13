"""What the page shows when a function is called as it is meant."""

import dataclasses
from pathlib import Path
from typing import Any

from autoui import testing
from autoui.records.blobs import BlobStore
from autoui.wire.values import Blob
from autoui.worker.in_process import Performer
from tests.corpus import meaning
from tests.corpus.entries import Entry


class Expecting:
    """Calls functions in this process, with all that a worker makes of a call.

    Args:
        samples: Where the samples are.
        scratch: An empty folder for what the calls leave.
    """

    def __init__(self, samples: Path, scratch: Path) -> None:
        self._samples = samples
        blobs = scratch / "blobs"
        blobs.mkdir()
        self._blobs = BlobStore(blobs)
        self._performer = Performer(scratch, self._blobs)

    def outputs(self, page: testing.Page, entry: Entry) -> list[Any]:
        """Return the plain outputs of the run, as a page would get them.

        Raises:
            Exception: What the function raises.
        """
        endpoint = dataclasses.replace(
            page._endpoint, inputs=(), function=lambda: meaning.expected(entry, self._samples)
        )
        return self._performer.perform(endpoint, {}).outputs

    def content(self, blob: Blob) -> bytes:
        """Return the content of a file that an output names."""
        return self._blobs.path(blob.id).read_bytes()
