"""The last event of the run in which a function is called as it is meant."""

import contextvars
import dataclasses
import io
from itertools import islice
from pathlib import Path
from typing import Any, TextIO, cast

from autoui import testing
from autoui.records.blobs import BlobStore
from autoui.wire import Blob, pack, unpack
from autoui.worker import figures
from autoui.worker.activity import Activity
from autoui.worker.call import Calls
from autoui.worker.capture import Capture
from autoui.worker.job import Settings
from autoui.worker.lanes import Loop
from autoui.worker.rehearsal import Recorder, Rehearsal
from autoui.worker.run import Flusher
from autoui.worker.workspace import Workspaces
from tests.corpus import meaning
from tests.corpus.entries import Entry


class Expecting:
    """Calls functions in this process as a worker does, with all that it makes of a call.

    Args:
        samples: Where the samples are.
        scratch: An empty folder for what the calls leave.
    """

    def __init__(self, samples: Path, scratch: Path) -> None:
        self._samples = samples
        blobs = scratch / "blobs"
        blobs.mkdir()
        self._blobs = BlobStore(blobs)
        context = contextvars.copy_context()
        settings = Settings(
            link=cast("Any", Recorder()),
            blobs=self._blobs,
            workspaces=Workspaces(scratch),
            activity=Activity(),
            ignored=[str(scratch)],
            allowed=[],
            debug=True,
            context=context,
            holds=False,
            begin=lambda _: None,
        )
        calls = Calls(settings, lambda _: None)
        terminals: dict[str, TextIO] = {"stdout": io.StringIO(), "stderr": io.StringIO()}
        self._rehearsal = Rehearsal(calls, Loop(), None, context, Flusher(), terminals)
        figures.prepare()

    def end(self, page: testing.Page, entry: Entry) -> dict[str, Any]:
        """Return the kind and the data of the last event, as a page would get it."""
        endpoint = dataclasses.replace(
            page._endpoint, inputs=(), function=lambda: meaning.expected(entry, self._samples)
        )
        capture = Capture()
        capture.install()
        try:
            told = self._rehearsal.run(endpoint, pack({}))
        finally:
            capture.uninstall()
        return {"kind": told.kind, "data": unpack(told.data)}

    def content(self, blob: Blob) -> bytes:
        """Return the content of a file that an event names."""
        return self._blobs.path(blob.id).read_bytes()


def raised(entry: Entry, samples: Path) -> Exception | None:
    """Return what a function raises when it is called as it is meant, all its items taken."""
    try:
        found = meaning.expected(entry, samples)
        if hasattr(found, "__next__"):
            list(islice(found, 10_000))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the function's answer
        return error
    return None
