"""A file that a run returned: it stays on the server until it is read or saved."""

import io
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from autoui.client.connection import Connection, Dropped, Gone
from autoui.client.errors import ClientError
from autoui.wire.values import Blob

if TYPE_CHECKING:
    from PIL.Image import Image

TABLE = "application/x-autoui-table"


class File:
    """A file that a run returned. The server keeps it for some minutes after the run.

    A table is a file too, of type ``text/csv``.

    Args:
        connection: The server it lies on.
        blob: What a run said of it.

    Attributes:
        name: A plain file name, never a path.
        type: The media type.
        size: Bytes; None for a table, whose text is written when it is fetched.
        meta: What else is known: ``width`` and ``height`` of a picture, ``rows`` of a table.
    """

    def __init__(self, connection: Connection, blob: Blob) -> None:
        self._connection = connection
        self.blob = blob
        self.meta = dict(blob.meta)
        self.size: int | None = blob.size
        self.name = _plain_name(blob.name)
        self.type = blob.type
        if blob.type == TABLE:
            self.name = f"{Path(self.name).stem}.csv"
            self.type = "text/csv"
            self.size = None

    @property
    def url(self) -> str:
        """Where it can be fetched."""
        return f"{self._connection.url}{self._path}"

    def read(self) -> bytes:
        """Return its bytes.

        Raises:
            ClientError: It is gone, or the server is.
        """
        into = io.BytesIO()
        self._fetch(into)
        return into.getvalue()

    def save(self, path: str | os.PathLike[str] = ".") -> Path:
        """Write it to disk, over what is there, and return where it lies.

        Args:
            path: A file, or a folder, in which it gets its own name.

        Raises:
            ClientError: It is gone, or the server is; nothing has been written then.
            OSError: It cannot be written there.
        """
        target = Path(path)
        if target.is_dir():
            target /= self.name
        # Another program never sees half of it.
        part = target.with_name(f".{target.name[:50]}.{secrets.token_hex(4)}.part")
        try:
            with part.open("xb") as file:
                self._fetch(file)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return target

    def image(self) -> "Image":
        """Return it as a Pillow image.

        Raises:
            ClientError: It is gone, or the server is.
            OSError: It is no picture.
        """
        from PIL import Image

        opened = Image.open(io.BytesIO(self.read()))
        opened.load()
        return opened

    def __repr__(self) -> str:
        size = "" if self.size is None else f", {self.size} bytes"
        return f"<File {self.name} ({self.type}{size})>"

    @property
    def _path(self) -> str:
        return f"files/{quote(self.blob.id, safe='')}/{quote(self.name, safe='')}"

    def _fetch(self, into: "io.BufferedWriter | io.BytesIO") -> None:
        patience = self._connection.patience()
        while True:
            try:
                for part in self._parts():
                    into.write(part)
                return
            except Dropped as dropped:
                into.seek(0)
                into.truncate()
                patience.pause(f"{self.name} could not be fetched ({dropped})")

    def _parts(self) -> Iterator[bytes]:
        try:
            yield from self._connection.download(self._path)
        except Gone:
            what = f"{self.name} is no longer on the server"
            raise ClientError(what, "run the function again, and save it sooner") from None


def _plain_name(name: str) -> str:
    """Return the last part of what a server calls a file: it must not choose the folder."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(character for character in last if character.isprintable())
    return kept[-200:] if kept.strip(". ") else "file"
