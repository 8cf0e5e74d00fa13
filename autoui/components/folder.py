"""A folder with all that is in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Unpack

from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common, problem
from autoui.components.file import blob_schema, list_problem
from autoui.errors import Problem
from autoui.records.blobs import safe_name
from autoui.wire.values import Blob

_DEEPEST = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class FolderSpec(Spec):
    """What a folder can be told.

    Attributes:
        as_text: Whether the function takes the folder's path as text.
    """

    as_text: bool = field(default=False, metadata=PYTHON_ONLY)


class FolderOptions(Common, total=False):
    """The keywords of ``Folder``; see ``FolderSpec``."""

    as_text: bool


class Folder(Component):
    """A folder: the function gets the path of a copy of its own.

    Its plain value is a list of ``{"path": "sub/a.txt", "file": upload}``; an upload alone lies
    in the folder itself, under its own name.

    Args:
        options: See ``FolderSpec``.
    """

    kind = "folder"
    holds_files = True

    def __init__(self, **options: Unpack[FolderOptions]) -> None:
        super().__init__(FolderSpec(**common(options, self)))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with the list, and with paths that lead out of the folder."""
        if (wrong := list_problem(value)) is not None:
            yield wrong
            return
        for position, item in enumerate(value):
            entry = _entry(item)
            if entry is None:
                yield Problem(f"[{position}]", "must be a file")
            elif not _is_inside(entry[0]):
                yield Problem(f"[{position}]", "has a path that is none inside a folder")

    def decode(self, value: Any, scope: Scope) -> Path | str:
        """Return the path of a new folder with copies of the files.

        Raises:
            InvalidInputs: A file and a folder in it have the same name.
        """
        scope.directory.joinpath("inputs").mkdir(parents=True, exist_ok=True)
        root = _new_folder(scope.directory / "inputs")
        for item in value:
            path, blob = _entry(item) or ("", item)
            target = root.joinpath(*map(safe_name, path.split("/")))
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                sink = target.open("wb")
            except OSError:
                raise problem(f"has a file and a folder of the name {path}") from None
            with scope.open(blob) as source, sink:
                while block := source.read(1 << 20):
                    sink.write(block)
        return str(root) if self.spec.as_text else root

    def encode(self, value: Any, scope: Scope) -> Any:
        """Refuse: a folder is never sent to the page.

        Raises:
            TypeError: Always.
        """
        raise TypeError("a folder cannot be shown")

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the list of files."""
        entry = {
            "type": "object",
            "properties": {"path": {"type": "string"}, "file": blob_schema()},
            "required": ["path", "file"],
        }
        return {"type": "array", "items": {"anyOf": [blob_schema(), entry]}}

    def from_text(self, text: str) -> Any:
        """Refuse: a link names no folder.

        Raises:
            ValueError: Always.
        """
        raise ValueError("is a folder and cannot be given in a link")


def _entry(item: Any) -> tuple[str, Blob] | None:
    if isinstance(item, Blob):
        return safe_name(item.name), item
    if isinstance(item, dict) and item.keys() == {"path", "file"}:
        path, blob = item["path"], item["file"]
        if isinstance(path, str) and isinstance(blob, Blob):
            return path, blob
    return None


def _is_inside(path: str) -> bool:
    steps = path.split("/")
    return len(steps) <= _DEEPEST and all(
        step not in ("", ".", "..") and "\\" not in step and "\0" not in step for step in steps
    )


def _new_folder(parent: Path) -> Path:
    number = 1
    while True:
        folder = parent / f"folder{number}"
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder
