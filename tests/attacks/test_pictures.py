"""Pictures that are bombs, damaged, or odd: a defined outcome, and little memory."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.attacks.conftest import TARGETS
from tests.attacks.speak import call, upload
from tests.browser.served import Served
from tests.serve import serving


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("pictures")
    with serving(f"{TARGETS / 'files.py'}:take_picture", folder=folder) as served:
        yield served


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, *chunks: bytes) -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = b"".join(chunks) or _chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
    return b"\x89PNG\r\n\x1a\n" + header + body + _chunk(b"IEND", b"")


def _saved(mode: str, size: tuple[int, int], format_: str, **options: object) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, format_, **options)
    return target.getvalue()


def _gif(frames: int) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", 200, 200, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + frame * frames + b"\x3b"


def _turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return _saved("RGB", (40, 20), "JPEG", exif=exif)


def _text_bomb() -> bytes:
    return _png(1, 1, _chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * (64 << 20), 9)))


REFUSED: dict[str, Callable[[], bytes]] = {
    "50,000 × 50,000": lambda: _png(50_000, 50_000),
    "wider than all": lambda: _png(2**31 - 1, 1),
    "no size": lambda: _png(0, 0),
    "bmp of 50,000": lambda: (
        _saved("RGB", (1, 1), "BMP")[:18]
        + struct.pack("<ii", 50_000, 50_000)
        + _saved("RGB", (1, 1), "BMP")[26:]
    ),
    "20,000 frames": lambda: _gif(20_000),
    "eps": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(x) show\n",
    "psd": lambda: b"8BPS\0\1" + b"\0" * 6 + struct.pack(">HIIHH", 3, 10, 10, 8, 3) + b"\0" * 64,
    "wmf": lambda: b"\xd7\xcd\xc6\x9a" + b"\0" * 64,
    "svg": lambda: (
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    ),
    "pdf": lambda: b"%PDF-1.4\n",
    "html named png": lambda: b"<html><script>alert(1)</script></html>",
    "cut short": lambda: _saved("RGB", (100, 100), "PNG")[:80],
    "only a head": lambda: b"\x89PNG\r\n\x1a\n",
    "jpeg cut short": lambda: _saved("RGB", (100, 100), "JPEG")[:200],
    "noise": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10,
    "text bomb": _text_bomb,
    "empty": lambda: b"",
}
TAKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "16 bit": (lambda: _saved("I;16", (30, 20), "PNG"), "(30, 20)"),
    "cmyk": (lambda: _saved("CMYK", (30, 20), "JPEG"), "(30, 20)"),
    "turned": (_turned, "(20, 40)"),
    "one pixel": (lambda: _saved("1", (1, 1), "PNG"), "(1, 1)"),
    "palette": (lambda: _saved("P", (3, 2), "GIF"), "(3, 2)"),
}


def _memory(served: Served) -> int:
    """Return the kilobytes that server, nursery and worker have used at most, in all."""
    total, family = 0, {served.process.pid}
    for _ in range(3):
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = status.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) in family:
                family.add(int(status.parent.name))
    for pid in family:
        text = Path(f"/proc/{pid}/status").read_text()
        total += int(text.split("VmHWM:")[1].split()[0])
    return total


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_picture_is_an_error_at_its_field(pictures: Served, name: str) -> None:
    data = REFUSED[name]()
    call(pictures, "take_picture", picture=upload(pictures, _saved("RGB", (9, 9), "PNG"), "a.png"))
    blob = upload(pictures, data, "a.png")
    before = _memory(pictures)
    answer = call(pictures, "take_picture", picture=blob)
    assert answer.status == 422, answer
    (error,) = answer.json["errors"]
    assert error["field"] == "picture"
    assert len(error["message"]) < 300
    assert "/" not in error["message"], error
    assert _memory(pictures) - before < 50_000


@pytest.mark.parametrize("name", TAKEN)
def test_an_odd_picture_is_taken_as_it_is_shown(pictures: Served, name: str) -> None:
    make, size = TAKEN[name]
    answer = call(pictures, "take_picture", picture=upload(pictures, make(), "a.png"))
    assert answer.status == 200, answer
    assert answer.json["outputs"][0].startswith(size)
