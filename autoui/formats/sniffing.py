"""What bytes are, told by their first ones; a file's name decides only where they agree."""

import mimetypes
import re

HEAD_BYTES = 4096
"""How many bytes of a file's beginning ``sniff`` looks at."""

OCTETS = "application/octet-stream"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"7z\xbc\xaf'\x1c", "application/x-7z-compressed"),
    (b"\x93NUMPY", "application/x-npy"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"\x89HDF\r\n\x1a\n", "application/x-hdf5"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
}
_NETPBM = {
    b"1": "image/x-portable-bitmap",
    b"4": "image/x-portable-bitmap",
    b"2": "image/x-portable-graymap",
    b"5": "image/x-portable-graymap",
    b"3": "image/x-portable-pixmap",
    b"6": "image/x-portable-pixmap",
}
_SVG = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]", re.S)
_MARKUP = re.compile(r"\s*(<!doctype html|<html[\s>])", re.I)

# Containers that a suffix may name more closely than the first bytes can.
_FINER = {
    "application/zip": re.compile(
        r"application/(vnd\.openxmlformats.*|vnd\.oasis.*|epub\+zip|java-archive|x-npz|"
        r"vnd\.android.*|x-wheel.*)"
    ),
    "audio/ogg": re.compile(r"(audio|video)/ogg"),
    "video/webm": re.compile(r"(video|audio)/(webm|x-matroska)"),
    "video/mp4": re.compile(r"(video|audio)/(mp4|x-m4a|x-m4v|3gpp2?)"),
}
_SUFFIXES = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".md": "text/markdown",
    ".py": "text/x-python",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".toml": "application/toml",
    ".log": "text/plain",
    ".ini": "text/plain",
    ".cfg": "text/plain",
    ".npy": "application/x-npy",
    ".npz": "application/x-npz",
    ".parquet": "application/vnd.apache.parquet",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".wav": "audio/wav",
}
_TEXTUAL = re.compile(
    r"text/.*|application/(json|x-ndjson|yaml|toml|xml|javascript|x-sh|sql|rtf|.*\+(xml|json))"
)


def type_of_suffix(name: str) -> str:
    """Return the media type that a file name's suffix stands for, or an empty string."""
    dot = name.rfind(".")
    suffix = name[dot:].lower() if dot >= 0 else ""
    return _SUFFIXES.get(suffix) or mimetypes.guess_type("x" + suffix, strict=False)[0] or ""


def sniff(head: bytes, name: str = "") -> str:
    """Return the media type of bytes.

    Args:
        head: The first ``HEAD_BYTES`` of them, or all if there are fewer.
        name: Their file name; its suffix may only name more closely what the bytes allow. Where it
            contradicts them, the result is ``application/octet-stream``.
    """
    named = type_of_suffix(name)
    found = _magic(head)
    if found:
        return _agreed(found, named)
    text = _text(head)
    if text is None:
        # Formats without a mark of their own are believed, unless they claim to be shown inline.
        claims_display = named.startswith(("image/", "audio/", "video/", "text/")) or named in {
            "application/pdf",
            "application/json",
        }
        return OCTETS if claims_display or _TEXTUAL.fullmatch(named) else named or OCTETS
    if _SVG.match(text):
        return "image/svg+xml" if named in {"", "image/svg+xml"} else _agreed_text(named)
    if _MARKUP.match(text):
        return "text/html" if named in {"", "text/html"} else _agreed_text(named)
    return _agreed_text(named)


def suffix_of_type(type_: str) -> str:
    """Return a usual file suffix of a media type, with its dot; ``.bin`` when none is known."""
    usual = {"image/jpeg": ".jpg", "text/plain": ".txt", "text/html": ".html"}
    if type_ in usual:
        return usual[type_]
    for suffix, known in _SUFFIXES.items():
        if known == type_:
            return suffix
    return mimetypes.guess_extension(type_, strict=False) or ".bin"


def _magic(head: bytes) -> str:
    for mark, type_ in _MAGIC:
        if head.startswith(mark):
            return type_ if mark != b"BM" or _is_bitmap(head) else ""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[:1] == b"P" and head[2:3] in (b"\n", b" ", b"\r", b"\t"):
        return _NETPBM.get(head[1:2], "")
    return ""


def _is_bitmap(head: bytes) -> bool:
    # Two letters are a weak mark: text may begin with them. Bytes 6 to 9 are reserved and zero.
    return len(head) >= 14 and head[6:10] == b"\0\0\0\0"


def _agreed(found: str, named: str) -> str:
    if not named or named == found:
        return found
    finer = _FINER.get(found)
    if finer is not None and finer.fullmatch(named):
        return named
    if found == "application/gzip" and not named.startswith(("image/", "audio/", "video/")):
        return found
    same = {named, found} <= {"image/x-icon", "image/vnd.microsoft.icon"}
    same = same or {named, found} <= {"audio/wav", "audio/x-wav"}
    same = same or {named, found} <= {"audio/flac", "audio/x-flac"}
    return found if same else OCTETS


def _agreed_text(named: str) -> str:
    if not named:
        return "text/plain"
    if named == "image/svg+xml":
        return "text/plain"
    if _TEXTUAL.fullmatch(named):
        return named
    return OCTETS


def _text(head: bytes) -> str | None:
    """Return the bytes as text, or None; a character cut off at the end is let be."""
    if b"\0" in head:
        return None
    for cut in range(4):
        try:
            text = head[: len(head) - cut].decode("utf-8-sig")
        except UnicodeDecodeError:
            if len(head) < HEAD_BYTES:
                return None
            continue
        return None if any(c < " " and c not in "\t\n\r\f\x1b" for c in text) else text
    return None
