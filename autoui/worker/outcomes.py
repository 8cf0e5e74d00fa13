"""Results of example rows: recorded before the page is up, or when a row is first chosen."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from autoui.errors import AutouiError
from autoui.records.blobs import BlobStore, UnknownBlob
from autoui.records.caches import cache_root
from autoui.records.outcomes import OutcomeCache, content_key, file_digest, without_references
from autoui.wire.values import pack, unpack
from autoui.worker.needs import Endpoint
from autoui.worker.rehearsal import Recorder
from autoui.worker.run import Run

Perform = Callable[[Endpoint, bytes], Recorder]
"""Runs a function once."""


class Outcomes:
    """Finds and records the results of example rows.

    Args:
        blobs: The store shared with the server.
        endpoints: The functions by name.
        complain: Called with what could not be recorded.
    """

    def __init__(
        self,
        blobs: BlobStore,
        endpoints: Mapping[str, Endpoint],
        complain: Callable[[str], None],
    ) -> None:
        self._blobs = blobs
        self._endpoints = endpoints
        self._complain = complain
        self._caches: dict[str, OutcomeCache | None] = {}
        # What was found is the page's from then on, files and all.
        self._found: dict[tuple[str, str], bytes] = {}
        # Rows that were chosen and have no result yet, by their inputs.
        self._wanted: dict[tuple[str, bytes], str] = {}
        self._lock = threading.Lock()

    def find(self, name: str, number: int) -> dict[str, Any]:
        """Return ``{"done": …}``: the data of the last event of a row's run, or None.

        Without a result, the next run with exactly these inputs is recorded.

        Raises:
            AutouiError: There is no such row, or it does not fit.
        """
        endpoint = self._endpoints[name]
        inputs = self._inputs(endpoint, number)
        cache = self._cache(endpoint)
        if inputs is None or cache is None:
            return {"done": None}
        key = self._key(inputs)
        with self._lock:
            data = self._found.get((name, key)) or cache.read(key, self._blobs)
            if data is None:
                self._wanted[name, inputs] = key
                return {"done": None}
            self._found[name, key] = data
        return {"done": unpack(data)}

    def record_if_wanted(self, run: Run, name: str, inputs: bytes) -> None:
        """Have a run's result recorded if it is that of a row that was chosen."""
        if not self._wanted:
            return
        try:
            key = self._wanted.pop((name, _canonical(unpack(inputs))), None)
        except AutouiError:
            return
        if key is not None:
            run.on_done = lambda data: self._write(self._endpoints[name], key, data)

    def record_all(self, perform: Perform, tell: Callable[[str], None]) -> None:
        """Record the results of all rows for which that is wanted before the page is up."""
        for endpoint in self._endpoints.values():
            if endpoint.examples is not None and endpoint.examples.caching == "eager":
                self._record_rows(endpoint, perform, tell)

    # ---- inside

    def _record_rows(
        self, endpoint: Endpoint, perform: Perform, tell: Callable[[str], None]
    ) -> None:
        cache, number = self._cache(endpoint), 0
        while cache is not None:
            try:
                inputs = self._inputs(endpoint, number)
            except IndexError:
                return
            except AutouiError as error:
                self._complain(f"autoui: {error}\n")
                number += 1
                continue
            number += 1
            if inputs is None:
                return
            key = self._key(inputs)
            data = cache.read(key, self._blobs)
            if data is not None:
                self._found[endpoint.name, key] = data
                continue
            tell(f"recording example {number} of {endpoint.name}")
            recorder = perform(endpoint, inputs)
            if recorder.kind == "done":
                self._write(endpoint, key, recorder.data)
            else:
                self._complain(_failure(endpoint.name, number, recorder))
            for blob in recorder.blobs:
                self._blobs.remove(blob)

    def _write(self, endpoint: Endpoint, key: str, data: bytes) -> None:
        cache = self._cache(endpoint)
        try:
            if cache is not None:
                cache.write(key, data, self._blobs)
        except (OSError, UnknownBlob) as error:
            self._complain(f"autoui: a result of {endpoint.name} was not recorded: {error}\n")

    def _inputs(self, endpoint: Endpoint, number: int) -> bytes | None:
        """Return the packed inputs of a row; None if its results are not to be recorded."""
        if endpoint.examples is None or endpoint.examples.caching == "never":
            return None
        if any(one.secret for one in endpoint.inputs):
            return None
        row = endpoint.examples.row(number)
        named = zip(endpoint.inputs, row, strict=True)
        return _canonical({one.name: value for one, value in named})

    def _key(self, inputs: bytes) -> str:
        plain = without_references(inputs, lambda id_: file_digest(self._blobs.path(id_)))
        return content_key([plain])

    def _cache(self, endpoint: Endpoint) -> OutcomeCache | None:
        with self._lock:
            if endpoint.name not in self._caches:
                self._caches[endpoint.name] = self._open(endpoint)
            return self._caches[endpoint.name]

    def _open(self, endpoint: Endpoint) -> OutcomeCache | None:
        function, version = endpoint.examples.fingerprint()
        try:
            return OutcomeCache(cache_root() / "examples", function, version)
        except OSError as error:
            self._complain(f"autoui: results of examples are not recorded: {error}\n")
            return None


def _canonical(inputs: Any) -> bytes:
    """Return inputs as one text, in whatever order they came."""
    return pack(dict(sorted(inputs.items())) if isinstance(inputs, dict) else inputs)


def _failure(name: str, number: int, recorder: Recorder) -> str:
    told = unpack(recorder.data)
    if told.get("type") == "KeyboardInterrupt":
        raise KeyboardInterrupt
    what = f"{told.get('type', recorder.kind)}: {told.get('message', '')}".rstrip(": ")
    return f"autoui: the result of example {number} of {name} was not recorded: {what}\n"
