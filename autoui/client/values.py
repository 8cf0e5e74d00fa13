"""Arguments to what travels, and what came back to objects."""

import datetime
import decimal
import enum
import io
import json
import mimetypes
import os
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from autoui.client.connection import Body, Connection
from autoui.client.file import File
from autoui.errors import InvalidInputs, Problem
from autoui.wire.values import Blob, Source, bare, unpack

_PART = 1 << 18
_AS_TEXT = (decimal.Decimal, uuid.UUID)
_MOMENTS = (datetime.date, datetime.time)
_JSON = "application/json"


class _Misfit(Exception):
    """An argument that cannot be sent; the message completes "x …"."""


class Sending:
    """Makes arguments plain, and puts files on the server first.

    Args:
        connection: The server.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def arguments(
        self, given: Mapping[str, Any], schemas: Mapping[str, dict[str, Any]]
    ) -> dict[str, Any]:
        """Return the inputs of a run.

        Args:
            given: The arguments by name.
            schemas: What the server says of each parameter.

        Raises:
            InvalidInputs: Some can be no input; all of them are named.
        """
        problems: list[Problem] = []
        made: dict[str, Any] = {}
        for name, value in given.items():
            try:
                made[name] = self._plain(value, schemas.get(name, {}))
            except _Misfit as misfit:
                problems.append(Problem(name, str(misfit)))
        if problems:
            raise InvalidInputs(problems)
        return made

    def _plain(self, value: Any, schema: dict[str, Any]) -> Any:
        if isinstance(value, enum.Enum):
            return self._plain(value.value, schema)
        if value is None or isinstance(value, bool | Blob | Source):
            return value
        if isinstance(value, int):
            return int(value)
        if isinstance(value, float):
            return float(value)
        if isinstance(value, str):
            return _text(str(value), schema)
        if isinstance(value, Mapping):
            return {str(key): self._plain(item, {}) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset | range):
            items = _items_schema(schema)
            return [self._plain(item, items) for item in value]
        return self._special(value, schema)

    def _special(self, value: Any, schema: dict[str, Any]) -> Any:
        if isinstance(value, os.PathLike) and _wants_text(schema):
            return os.fspath(value)
        if (source := _file_of(value)) is not None:
            return self._upload(*source)
        if isinstance(value, _MOMENTS):
            return value.isoformat()
        if isinstance(value, _AS_TEXT):
            return str(value)
        if callable(getattr(value, "tolist", None)):
            # NumPy's numbers and arrays, and what imitates them.
            return self._plain(value.tolist(), schema)
        raise _Misfit(f"cannot be a {type(value).__name__}: that has no form to send")

    def _upload(self, name: str, size: int | None, body: Body) -> Blob:
        headers = {
            "X-File-Name": quote(name, safe=""),
            "Content-Type": mimetypes.guess_type(name)[0] or "application/octet-stream",
        }
        if size is not None:
            headers["Content-Length"] = str(size)
        found: Blob = unpack(self._connection.put("uploads", body, headers))
        return found


def _text(value: str, schema: dict[str, Any]) -> str:
    if is_file(schema):
        raise _Misfit(f"is a file: give Path({value[:60]!r}), or an open file")
    return value


def _file_of(value: Any) -> tuple[str, int | None, Body] | None:
    """Return name, size and bytes of what stands for a file, or None."""
    if isinstance(value, os.PathLike):
        return _path(Path(value))
    if isinstance(value, File):
        data = value.read()
        return value.name, len(data), lambda: data
    if isinstance(value, bytes | bytearray | memoryview):
        data = bytes(value)
        return "data", len(data), lambda: data
    if callable(getattr(value, "read", None)):
        return _open_file(value)
    if type(value).__module__.startswith("PIL."):
        return _picture(value)
    return None


def _path(path: Path) -> tuple[str, int | None, Body]:
    if not path.is_file():
        what = "a folder" if path.is_dir() else "not there"
        raise _Misfit(f"names the file {path}, which is {what}")
    return path.name, path.stat().st_size, lambda: _parts_of(path)


def _parts_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(_PART):
            yield part


def _open_file(file: Any) -> tuple[str, int | None, Body]:
    """Read what is left in a file; what was read once cannot be sent again otherwise."""
    data = file.read()
    if isinstance(data, str):
        data = data.encode()
    name = getattr(file, "name", "")
    named = Path(name).name if isinstance(name, str) else ""
    return named or "data", len(data), lambda: data


def _picture(image: Any) -> tuple[str, int | None, Body]:
    into: BinaryIO = io.BytesIO()
    kind = "PNG" if image.mode in ("1", "L", "LA", "I", "I;16", "P", "RGB", "RGBA") else "TIFF"
    image.save(into, kind)
    into.seek(0)
    data = into.read()
    return f"picture.{'png' if kind == 'PNG' else 'tiff'}", len(data), lambda: data


# ------------------------------------------------------------------------------------- schemas


def branches(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the schemas that a value may follow: itself, or those of its ``anyOf``."""
    found = schema.get("anyOf") or schema.get("oneOf")
    if not isinstance(found, list):
        return [schema]
    return [inner for one in found if isinstance(one, dict) for inner in branches(one)]


def is_file(schema: dict[str, Any]) -> bool:
    """Return whether a parameter takes a file and nothing else but null."""
    wanted = [one for one in branches(schema) if one.get("type") != "null"]
    return bool(wanted) and all("$blob" in (one.get("properties") or {}) for one in wanted)


def takes_files(schema: dict[str, Any]) -> bool:
    """Return whether a parameter takes a file, or a list of them."""
    return is_file(schema) or is_file(_items_schema(schema))


def is_plain_text(schema: dict[str, Any]) -> bool:
    """Return whether a parameter takes any text, and nothing else but null."""
    wanted = [one for one in branches(schema) if one.get("type") != "null"]
    return bool(wanted) and all(
        one.get("type") == "string"
        and one.get("format") in (None, "password")
        and "enum" not in one
        for one in wanted
    )


def _items_schema(schema: dict[str, Any]) -> dict[str, Any]:
    for one in branches(schema):
        if isinstance(one.get("items"), dict):
            found: dict[str, Any] = one["items"]
            return found
    return {}


def _wants_text(schema: dict[str, Any]) -> bool:
    return any(one.get("type") == "string" for one in branches(schema))


# ------------------------------------------------------------------------------------- results


class Receiving:
    """Makes objects of what a run returned.

    Args:
        connection: The server.
        shown: For each output whether its value names its own kind.
    """

    def __init__(self, connection: Connection, shown: list[bool]) -> None:
        self._connection = connection
        self._shown = shown

    def outputs(self, outputs: list[Any]) -> list[Any]:
        """Return the outputs of a run, as a caller wants them."""
        return [
            self._object(bare(value) if at < len(self._shown) and self._shown[at] else value)
            for at, value in enumerate(outputs)
        ]

    def _object(self, value: Any) -> Any:
        if isinstance(value, Blob):
            file = File(self._connection, value)
            if value.type == _JSON and "preview" in value.meta:
                # A tree that was too large to travel in the answer.
                return json.loads(file.read())
            return file
        if isinstance(value, list):
            return [self._object(item) for item in value]
        if isinstance(value, dict):
            return {key: self._object(item) for key, item in value.items()}
        return value
