"""How single values are shown: numbers, texts, pictures, tables, figures, files, HTML."""

import enum
import io
import os
import re
import zipfile
from collections.abc import Callable
from typing import IO, Any

from autoui.components.audio import audio_blob
from autoui.components.base import Scope
from autoui.components.figure import figure_blob, figure_of
from autoui.components.file import blob_of
from autoui.components.html import html_blob, outside_hosts
from autoui.components.image import image_blob, picture_file
from autoui.components.markdown import to_html
from autoui.components.table import make_table, table_blob
from autoui.formats.frames import frame_table, is_frame
from autoui.formats.plain import bytes_text, plain_scalar
from autoui.formats.separated import read_separated
from autoui.formats.sniffing import HEAD_BYTES, OCTETS, sniff, suffix_of_type

Shown = dict[str, Any]
"""``{"show": kind, "props": …, "value": …}``, and where they help:

``label``, its name among several; ``note``, a sentence below it; ``lead``, a shown value above it
(a formula above its text); ``other``, a shown value to switch to (a picture's numbers), with the
words of the switch in its ``label`` and ``back`` and, if the page begins with it, ``first``.
"""

Renderer = Callable[[Any, Scope], Shown | None]
"""Turns a value into a shown one; None lets the next renderer try."""

MAX_TEXT = 1 << 20
"""Characters beyond which a text is offered as a file."""

_SHORT_BYTES = 64
_SEPARATED = frozenset({"text/csv", "text/tab-separated-values"})
_MAX_ENTRIES = 10_000
_ARCHIVE_BYTES = 1 << 30


def made(show: str, value: Any, **props: Any) -> Shown:
    """Return a shown value."""
    return {"show": show, "props": props, "value": value}


# ---------------------------------------------------------------------------------------- scalars


def show_none(_value: Any, _scope: Scope) -> Shown:
    """Say that there is nothing to show."""
    return made("nothing", {"text": "Done"})


def show_text(value: Any, scope: Scope) -> Shown:
    """Show text; a very long one as a file. A whole document of HTML is a page, too."""
    text = str(value)
    document = not scope.passing and _DOCUMENT.match(text) is not None
    if document and len(text) > MAX_TEXT:
        return show_html(text, scope)
    if len(text) <= MAX_TEXT:
        if document:
            page = {"label": "As a page", "back": "As text", "first": True}
            return {**made("text", text), "other": {**show_html(text, scope), **page}}
        table = _table_in(text, scope)
        other = {} if table is None else {"other": {**table, "label": "As a table"}}
        return made("text", text) | other
    data = text.encode("utf-8", "replace")
    return made("file", scope.keep(data, "output.txt", "text/plain"))


_DOCUMENT = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html\b|<html[\s>])", re.IGNORECASE)


def _table_in(text: str, scope: Scope) -> Shown | None:
    """Return the table whose rows the lines of a text are, if they are."""
    # A stream of growing texts would make a table of each.
    found = None if scope.passing or "\n" not in text else read_separated(text)
    if found is None:
        return None
    return made("table", table_blob(make_table(found.rows, found.names), scope))


def show_boolean(value: Any, _scope: Scope) -> Shown:
    """Show true or false."""
    return made("switch", bool(value))


def show_number(value: Any, _scope: Scope) -> Shown:
    """Show a number."""
    plain = plain_scalar(value)
    shown = made("number", plain, **({"integer": True} if type(plain) is int else {}))
    if isinstance(value, enum.Enum):
        shown["note"] = f"{type(value).__name__}.{value.name}"
    return shown


def show_scalar(value: Any, scope: Scope) -> Shown:
    """Show a date, a decimal, an enumeration's member … as text, a number as one."""
    plain = plain_scalar(value)
    if type(plain) in (bool, int, float):
        return show_boolean(plain, scope) if type(plain) is bool else show_number(plain, scope)
    return show_text(plain, scope)


# ------------------------------------------------------------------------------ pictures and tables


def is_pillow(value: Any) -> bool:
    """Tell whether a value is a Pillow image, without importing Pillow."""
    return any(
        kind.__module__ == "PIL.Image" and kind.__name__ == "Image" for kind in type(value).__mro__
    )


def show_pillow(value: Any, scope: Scope) -> Shown | None:
    """Show a Pillow image."""
    return made("image", image_blob(value, scope)) if is_pillow(value) else None


def show_frame(value: Any, scope: Scope) -> Shown | None:
    """Show a data frame of any library."""
    return made("table", table_blob(frame_table(value), scope)) if is_frame(value) else None


def show_figure(value: Any, scope: Scope) -> Shown | None:
    """Show the figure that a value is or belongs to."""
    figure = figure_of(value)
    return None if figure is None else made("figure", figure_blob(figure, scope))


# ------------------------------------------------------------------------------------------ files


def show_path(value: Any, scope: Scope) -> Shown:
    """Show a file; a path that names none as text."""
    # A path may also be an answer ("where is it?"): what is no file is shown as text.
    if not os.path.isfile(value):
        return made("text", str(value))
    name = os.path.basename(os.fspath(value))
    with scope.read_path(os.fspath(value)) as file:
        return _show_file(file, name, value, scope)


def _show_file(file: IO[bytes], name: str, source: Any, scope: Scope) -> Shown:
    """Show an open binary file as what its first bytes say it is.

    Args:
        file: Open at its beginning; it can be read again.
        name: What it is called; empty for bytes that have no name.
        source: The path or bytes it was opened from.
        scope: Where to store it.
    """
    head = file.read(HEAD_BYTES)
    type_ = sniff(head, name)
    family = type_.partition("/")[0]
    file.seek(0)
    try:
        if family == "image":
            return made("image", picture_file(file, name or "image", scope))
        if family == "audio":
            return made("audio", audio_blob(source, scope))
    except ValueError:
        # Damaged, or of a kind that no browser shows: it is still a file.
        file.seek(0)
    kept = made("file", scope.keep(file, name or f"output{suffix_of_type(type_)}", type_))
    if family == "video":
        kept["show"] = "video"
    elif type_ == "application/zip":
        kept |= _listing(file, scope)
    elif type_ in _SEPARATED:
        kept |= _rows_of(file, scope)
    elif not name and len(head) <= _SHORT_BYTES and type_ == OCTETS:
        kept["lead"] = made("text", bytes_text(head))
    return kept


def _rows_of(file: IO[bytes], scope: Scope) -> Shown:
    """Return what leads the file of a table: the table, if it is not large."""
    file.seek(0)
    data = file.read(MAX_TEXT + 1)
    lead = None if len(data) > MAX_TEXT else _table_in(data.decode("utf-8-sig", "replace"), scope)
    # Its text would say the same once more.
    return {} if lead is None else {"lead": lead, "props": {"preview": False}}


def _listing(file: IO[bytes], scope: Scope) -> Shown:
    """Return what leads the file of an archive: the table of what it holds; nothing if unknown."""
    if file.seek(0, os.SEEK_END) > _ARCHIVE_BYTES:
        return {}
    try:
        with zipfile.ZipFile(file) as archive:
            return {"lead": show_entries(archive, scope)}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return {}


def show_entries(archive: zipfile.ZipFile, scope: Scope) -> Shown:
    """Show what an archive holds as a table."""
    entries = archive.infolist()
    records = [
        {
            "name": entry.filename,
            "size": entry.file_size,
            "compressed": entry.compress_size,
            "changed": "{}-{:02}-{:02} {:02}:{:02}".format(*entry.date_time),
        }
        for entry in entries[:_MAX_ENTRIES]
    ]
    shown = made("table", table_blob(make_table(records), scope))
    if len(entries) > _MAX_ENTRIES:
        shown["note"] = f"The first {_MAX_ENTRIES:,} of {len(entries):,} entries."
    return shown


def show_paths(values: list[Any], scope: Scope) -> Shown:
    """Show several files."""
    each = [show_path(value, scope) for value in values]
    if all(one["show"] == "file" for one in each):
        return made("file", [one["value"] for one in each], many=True)
    named = [{**one, "label": value.name} for one, value in zip(each, values, strict=True)]
    return made("sections", named, look="stack")


def show_bytes(value: Any, scope: Scope) -> Shown:
    """Show bytes as what they are."""
    data = bytes(value)
    return _show_file(io.BytesIO(data), "", data, scope)


def show_open_file(value: Any, scope: Scope) -> Shown | None:
    """Show what an open file holds."""
    if isinstance(value, io.StringIO):
        return show_text(value.getvalue(), scope)
    if not isinstance(value, io.IOBase) and not _is_temporary(value):
        return None
    name = getattr(value, "name", "")
    if isinstance(value, io.BytesIO) and not name:
        return show_bytes(value.getvalue(), scope)
    return made("file", blob_of(value, scope))


def _is_temporary(value: Any) -> bool:
    return type(value).__module__ == "tempfile" and callable(getattr(value, "read", None))


# ----------------------------------------------------------------------------------- what is markup


def show_html(text: str, scope: Scope) -> Shown:
    """Show HTML in its frame; what it would load from other hosts is named."""
    shown = made("html", html_blob(text, scope))
    if hosts := outside_hosts(text):
        shown["note"] = (
            f"Parts of it lie on {', '.join(hosts)}; this page loads nothing from there."
        )
    return shown


def show_markdown(text: str, _scope: Scope) -> Shown:
    """Show Markdown."""
    return made("markdown", {"html": to_html(text), "source": text})
