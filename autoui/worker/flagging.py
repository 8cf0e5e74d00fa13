"""Flags runs: makes a row of what the server recorded, and hands it to the page's callback.

A thread of its own does it: a callback may take its time, and nobody's check waits for it.
"""

import contextvars
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any

from autoui.errors import AutouiError, WireError
from autoui.records.blobs import BlobStore, UnknownBlob
from autoui.records.flags import FlaggedFile, FlaggingCallback, FlagRefused
from autoui.records.tables import TYPE as TABLE
from autoui.records.tables import open_table
from autoui.wire.server_worker import Flagged, FlagRun
from autoui.wire.values import Blob, Source, unpack
from autoui.worker.failures import user_traceback
from autoui.worker.link import Link
from autoui.worker.needs import Endpoint

_FINISH_SECONDS = 0.4


class Flags:
    """Does what ``flag`` orders ask, one after the other.

    Args:
        link: Where the answers go.
        blobs: The store shared with the server.
        endpoints: The functions by name.
        complain: Called with the traceback of a callback that failed.
        context: The context in which callbacks run.
        debug: Whether their messages may leave the worker.
    """

    def __init__(
        self,
        link: Link,
        blobs: BlobStore,
        endpoints: Mapping[str, Endpoint],
        complain: Callable[[str], None],
        context: contextvars.Context,
        *,
        debug: bool,
    ) -> None:
        self._link = link
        self._blobs = blobs
        self._endpoints = endpoints
        self._complain = complain
        self._context = context
        self._debug = debug
        self._orders: SimpleQueue[FlagRun | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        # Several functions may share one callback of the author's.
        self._ready: dict[int, str] = {}

    def order(self, order: FlagRun) -> None:
        """Have a run flagged."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="autoui-flags", daemon=True)
            self._thread.start()
        self._orders.put(order)

    def finish(self) -> None:
        """Take no more; give what is under way a moment to end."""
        if self._thread is not None:
            self._orders.put(None)
            self._thread.join(_FINISH_SECONDS)

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            error = self._context.copy().run(self._answer, order)
            self._link.send(Flagged(request=order.request, error=error))

    def _answer(self, order: FlagRun) -> str:
        """Flag a run; return what went wrong, in plain words."""
        try:
            self._flag(order)
        except UnknownBlob:
            return "A file of this run has expired; run the function again."
        except FlagRefused as error:
            # The person who flags can do little about the disk; whoever reads the log can.
            self._complain(f"autoui: {error.what}\n")
            return f"{error.what}: {error.cure}" if error.cure else error.what
        except AutouiError as error:
            return error.what
        except BaseException as error:  # noqa: BLE001 - the callback is the user's own
            self._complain(user_traceback(error))
            if self._debug:
                return f"Flagging failed: {type(error).__name__}: {error}"
            return "Flagging failed; the log of the server says why."
        return ""

    def _flag(self, order: FlagRun) -> None:
        endpoint = self._endpoints.get(order.endpoint)
        flagging = endpoint.flagging if endpoint is not None else None
        if endpoint is None or flagging is None or flagging.mode == "never":
            raise AutouiError(f"The runs of {order.endpoint} are not flagged.")
        if flagging.mode == "manual":
            if flagging.options and order.option not in flagging.options:
                raise AutouiError("Choose why: " + ", ".join(flagging.options.values()) + ".")
            if order.option and not flagging.options:
                raise AutouiError("There are no options to flag with.")
        callback: FlaggingCallback = flagging.callback
        if self._ready.get(id(callback)) != endpoint.name:
            callback.setup(flagging.columns, flagging.folder)
            self._ready[id(callback)] = endpoint.name
        with TemporaryDirectory(prefix="flag-") as folder:
            row = Recorded(self._blobs, Path(folder)).row(endpoint, order)
            callback.flag(row, order.option)


class Recorded:
    """Turns what the server recorded of a run into the values of a row.

    Args:
        blobs: The store with its files.
        folder: Where files are put that have to be made; they live as long as the row.
    """

    def __init__(self, blobs: BlobStore, folder: Path) -> None:
        self._blobs = blobs
        self._folder = folder
        self._made = 0

    def row(self, endpoint: Endpoint, order: FlagRun) -> list[Any]:
        """Return a value for each column.

        Raises:
            AutouiError: The page has changed since.
            UnknownBlob: A file has expired.
        """
        inputs, event = _dict(order.inputs), _dict(order.outputs)
        row = [self._plain(inputs.get(one.name)) for one in endpoint.inputs if not one.secret]
        outputs = event.get("outputs") or [None] * len(endpoint.outputs)
        for piece in event.get("kept") or []:
            last = outputs[piece["output"]]
            last["show"], last["value"] = "lines", [*piece["values"], last["value"]]
        if len(outputs) != len(endpoint.outputs):
            raise AutouiError("The app has changed since this run; run the function again.")
        for output, value in zip(endpoint.outputs, outputs, strict=True):
            component = output.component
            if getattr(component.spec, "secret", False):
                continue
            row.append(
                self._shown(value) if component.kind == "auto" else self._as(component.kind, value)
            )
        return row

    def _shown(self, value: Any) -> Any:
        """Return a value that names its own kind, without that."""
        if not isinstance(value, dict) or "show" not in value:
            return self._plain(value)
        return self._as(value["show"], value.get("value"))

    def _as(self, kind: str, value: Any) -> Any:
        match kind, value:
            case "nothing", _:
                return None
            case "markdown", {"source": str(source)}:
                return source
            case "sections", list(parts):
                return list(self._sections(parts))
        return self._plain(value)

    def _sections(self, parts: list[Any]) -> Iterator[Any]:
        for part in parts:
            yield self._shown(part)

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Blob):
            return self._file(value)
        if isinstance(value, Source):
            return value.text
        if isinstance(value, list):
            return [self._plain(item) for item in value]
        if isinstance(value, dict):
            return {key: self._plain(item) for key, item in value.items()}
        return value

    def _file(self, blob: Blob) -> FlaggedFile:
        path = self._blobs.path(blob.id)
        if blob.type != TABLE:
            return FlaggedFile(path, blob.name, blob.type)
        # A table lies on disk in a form of our own that nobody else reads.
        self._made += 1
        made = self._folder / f"{self._made}.csv"
        with made.open("wb") as file:
            for piece in open_table(path).csv():
                file.write(piece)
        return FlaggedFile(made, "table.csv", "text/csv")


def _dict(data: bytes) -> dict[str, Any]:
    if not data:
        return {}
    found = unpack(data)
    if not isinstance(found, dict):
        raise WireError("what was recorded of the run cannot be read")
    return found
