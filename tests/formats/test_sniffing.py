import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from autoui.formats.sniffing import OCTETS, sniff, suffix_of_type, type_of_suffix


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b"", "", "text/plain"),
        (b"hello", "", "text/plain"),
        (b"a,b\n1,2\n", "a.csv", "text/csv"),
        (b"{}", "a.json", "application/json"),
        (b"{}", "a.unknownsuffix", "text/plain"),
        (b"\x00\x01", "", OCTETS),
        (b"\x00\x01", "a.csv", OCTETS),
        (b"\x00\x01", "a.png", OCTETS),
        (b"hello", "a.png", OCTETS),
        (b"%PDF-1.7", "a.pdf", "application/pdf"),
        (b"%PDF-1.7", "a.txt", OCTETS),
        (
            b"PK\x03\x04",
            "a.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (b"PK\x03\x04", "a.zip", "application/zip"),
        (b"PK\x03\x04", "a.png", OCTETS),
        (b"\x1f\x8b\x08", "a.csv.gz", "application/gzip"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a.wav", "audio/wav"),
        (b"\x00\x00\x00\x18ftypisom", "a.mp4", "video/mp4"),
        (b"\x00\x00\x00\x18ftypavif", "", "image/avif"),
        (b"<svg xmlns='x'>", "a.svg", "image/svg+xml"),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<svg >", "", "image/svg+xml"),
        (b"not svg", "a.svg", "text/plain"),
        (b"<!DOCTYPE html><p>", "", "text/html"),
        (b"<p>x</p>", "a.html", "text/html"),
        (b"<html><script>", "a.txt", "text/plain"),
        (b"BM in text", "", "text/plain"),
        (b"\x93NUMPY\x01", "a.npy", "application/x-npy"),
        ("é".encode()[:1], "", OCTETS),
    ],
)
def test_bytes_decide_and_names_only_refine(head, name, expected):
    assert sniff(head, name) == expected


@pytest.mark.parametrize(
    ("format_", "expected"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("GIF", "image/gif"),
        ("BMP", "image/bmp"),
        ("TIFF", "image/tiff"),
        ("WEBP", "image/webp"),
        ("PPM", "image/x-portable-pixmap"),
        ("ICO", "image/x-icon"),
    ],
)
def test_real_pictures(format_, expected):
    target = io.BytesIO()
    Pillow.new("RGB", (16, 16)).save(target, format_)
    assert sniff(target.getvalue()) == expected


def test_a_character_cut_at_the_end_is_text():
    assert sniff(("é" * 2048 + "x").encode()[:4096]) == "text/plain"
    assert sniff(("x" + "é" * 4096).encode()[:4096]) == "text/plain"


@given(head=st.binary(max_size=64), name=st.text(max_size=12))
def test_it_always_answers_with_a_media_type(head, name):
    assert sniff(head, name).count("/") == 1


def test_suffixes():
    assert type_of_suffix("a.CSV") == "text/csv"
    assert type_of_suffix("none") == ""
    for type_ in ("image/png", "text/plain", "image/jpeg", "application/pdf", "text/html"):
        assert type_of_suffix("x" + suffix_of_type(type_)) == type_
    assert suffix_of_type("application/x-unheard-of") == ".bin"
