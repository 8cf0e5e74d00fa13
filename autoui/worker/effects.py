"""What a call did besides returning: figures, files, changed uploads, printed text.

When it returned None, the first of these that there is becomes the result.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from autoui import inject
from autoui.components.base import Scope
from autoui.formats.paths import PathRefused
from autoui.showing.auto import Shown, shown
from autoui.wire.values import Blob
from autoui.worker import figures, written
from autoui.worker.needs import Endpoint, Stream
from autoui.worker.workspace import RunScope

INPUTS = "inputs"
"""The folder in a run's directory that holds its uploads; see ``Scope.copy``."""

_MAX_PRINTED = 300_000
_CUT = "\n… (more was printed than is shown)\n"
_CONTROLS = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))")
DONE: Shown = {"show": "nothing", "props": {}, "value": {"text": "Done"}}


@dataclass
class Effects:
    """What one call did.

    Attributes:
        figures: Shown values.
        files: Files it wrote.
        changed: Uploads it changed in place.
        printed: Text.
        complained: Text it wrote to standard error.
        main: Which of them became the result.
    """

    figures: list[Shown] = field(default_factory=list)
    files: list[Shown] = field(default_factory=list)
    changed: list[Shown] = field(default_factory=list)
    printed: str = ""
    complained: str = ""
    main: str = ""

    def result(self) -> Shown:
        """Return the shown value to put where the function returned None."""
        if self.figures:
            self.main = "figures"
            return _stacked(self.figures)
        for name, files in (("files", self.files), ("changed", self.changed)):
            if files:
                self.main = name
                return _stacked(files)
        if self.printed.strip():
            self.main = "printed"
            return {"show": "text", "props": {}, "value": self.printed}
        if self.complained.strip():
            self.main = "complained"
            said = {"show": "text", "props": {}, "value": self.complained}
            return {**said, "note": "Written to standard error; the call returned nothing."}
        return DONE

    def data(self) -> dict[str, Any]:
        """Return the ``effects`` of a ``done`` event; empty parts are left out."""
        parts = {
            "figures": self.figures,
            "files": [blob for item in self.files for blob in _blobs(item["value"])],
            "changed": [blob for item in self.changed for blob in _blobs(item["value"])],
            "printed": self.printed,
            "main": self.main,
        }
        return {name: part for name, part in parts.items() if part}


class Speaker(inject.Reporter, Protocol):
    """A run as code inside it knows it, with what it has written.

    Attributes:
        printed: The texts it wrote to standard output.
        complained: Those it wrote to standard error.
    """

    printed: list[str]
    complained: list[str]


class Observer:
    """Watches one call.

    Args:
        run: The run, as code inside it knows it.
        scope: The run's own.
        recorder: Notes opened files.
        folder: The working directory.
        ignored: Folders whose files are no results.
        alone: Tells whether no other run has gone on meanwhile.
    """

    def __init__(
        self,
        run: Speaker,
        scope: RunScope,
        recorder: written.Recorder,
        folder: written.Folder,
        ignored: Sequence[str],
        alone: Callable[[], bool],
    ) -> None:
        self._run = run
        self._scope = scope
        self._recorder = recorder
        self._folder = folder
        self._ignored = ignored
        self._alone = alone
        self._opened: list[str] = []
        self._uploads: dict[str, tuple[int, int]] = {}
        self._figures: frozenset[int] = frozenset()

    def begin(self, *, carefully: bool) -> None:
        """Look before the call, after its inputs were decoded.

        Args:
            carefully: Whether to look at the working directory too, since the call may give None.
        """
        self._folder.begin(look=carefully)
        if self._scope.has_directory:
            self._uploads = written.fingerprints(os.path.join(self._scope.directory, INPUTS))
        self._figures = figures.before()
        self._recorder.begin(self._run)

    def end(self) -> None:
        """The call has returned, or failed."""
        self._opened += self._recorder.end(self._run)

    def take(self, value: Any) -> Effects:
        """Return what a call did that returned ``value``."""
        alone = self._alone()
        scope = self._scope
        drawn = figures.take(self._figures, self._run, alone=alone)
        if drawn:
            held = figures.returned(value)
            drawn = [figure for figure in drawn if id(figure) not in held]
        written_ = self._written(look=alone and value is None and not drawn)
        return Effects(
            figures=[shown(figure, scope) for figure in drawn],
            files=_offered(written_, scope),
            changed=_offered(self._changed(), scope),
            printed=_as_read("".join(self._run.printed)),
            complained=_as_read("".join(self._run.complained)),
        )

    def discard(self) -> None:
        """Close the figures of a call that failed."""
        figures.take(self._figures, self._run, alone=self._alone())

    def _written(self, *, look: bool) -> list[str]:
        """Return what was written; ``look`` for files that appeared while nobody reported any."""
        directory = str(self._scope.directory) if self._scope.has_directory else ""
        paths = [*(written.walk(directory, INPUTS) if directory else ()), *self._opened]
        if look and not paths:
            paths += self._folder.created(self._scope.since)
        if not paths:
            return []
        uploads = [os.path.join(directory, INPUTS)] if directory else []
        mine = [path for path in paths if directory and path.startswith(directory)]
        own = written.presentable(mine, uploads)
        others = (path for path in paths if path not in mine)
        rest = written.presentable(others, [*self._ignored, *uploads])
        return list(dict.fromkeys([*own, *rest]))[: written.MAX_FILES]

    def _changed(self) -> list[str]:
        if not self._uploads:
            return []
        now = written.fingerprints(os.path.join(self._scope.directory, INPUTS))
        return [path for path, mark in now.items() if self._uploads.get(path, mark) != mark]


@contextmanager
def observed(observer: Observer) -> Iterator[None]:
    """Watch what is called meanwhile, carefully; the figures of what fails are closed."""
    observer.begin(carefully=True)
    try:
        yield
    except BaseException:
        observer.end()
        observer.discard()
        raise
    observer.end()


def outputs_of(
    endpoint: Endpoint, result: Any, stream: Stream | None, did: Effects, scope: Scope
) -> list[Any]:
    """Return the plain outputs of a call: what it returned, or what it did if that is None.

    Args:
        endpoint: What was called.
        result: What it returned; of a generator, what it gave last.
        stream: Took note of what a generator gave; None for other functions.
        did: What else the call did; what the outputs show is taken out, or noted as ``main``.
        scope: The run's.
    """
    outputs = endpoint.encode(result, scope)
    if stream is not None:
        outputs = stream.result(outputs)
    elif result is None and _chooses_itself(endpoint):
        return [did.result(), *outputs[1:]]
    _without_returned(did, outputs)
    return outputs


def _chooses_itself(endpoint: Endpoint) -> bool:
    """Whether the first output takes a value of any kind."""
    if not endpoint.outputs:
        return False
    output = endpoint.outputs[0]
    component = getattr(output, "component", output)
    return getattr(component, "kind", "auto") == "auto"


def _without_returned(effects: Effects, outputs: Sequence[Any]) -> None:
    """Leave out the files that the function returned as well."""
    if not effects.files and not effects.changed:
        return
    seen = {(blob.name, blob.size) for output in outputs for blob in _blobs(output)}
    for name in ("files", "changed"):
        kept = [
            item
            for item in getattr(effects, name)
            if not any((blob.name, blob.size) in seen for blob in _blobs(item["value"]))
        ]
        setattr(effects, name, kept)


def _offered(paths: Sequence[str], scope: Scope) -> list[Shown]:
    found: list[Shown] = []
    for path in paths:
        try:
            item = shown(Path(path), scope)
        except (PathRefused, OSError):
            # The policy is asked because not every file that was written may be shown.
            continue
        if any(_blobs(item["value"])):
            found.append({**item, "label": os.path.basename(path)})
    return found


def _stacked(items: list[Shown]) -> Shown:
    if len(items) == 1:
        return {key: part for key, part in items[0].items() if key != "label"}
    if all(item["show"] == "file" for item in items):
        return {"show": "file", "props": {"many": True}, "value": [i["value"] for i in items]}
    return {"show": "sections", "props": {"look": "stack"}, "value": items}


def _blobs(value: Any) -> list[Blob]:
    if isinstance(value, Blob):
        return [value]
    if isinstance(value, dict):
        return [blob for item in value.values() for blob in _blobs(item)]
    if isinstance(value, (list, tuple)):
        return [blob for item in value for blob in _blobs(item)]
    return []


def _as_read(text: str) -> str:
    """Return text as a terminal would leave it to read, without colours, cut when long."""
    plain = _CONTROLS.sub("", text) if "\x1b" in text else text
    if "\r" in plain:
        # A bar that was drawn again and again over itself: its last state stays.
        lines = (line.rstrip("\r").rpartition("\r")[2] for line in plain.split("\n"))
        plain = "\n".join(lines)
    return plain if len(plain) <= _MAX_PRINTED else plain[:_MAX_PRINTED] + _CUT
