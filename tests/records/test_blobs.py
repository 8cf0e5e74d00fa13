import errno
import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autoui.records import blobs
from autoui.records.blobs import BlobStore, UnknownBlob, safe_name


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path)


def test_a_blob_has_bytes_and_a_description(store: BlobStore):
    id_ = store.add(b"data", "a.txt", "text/plain", width=3)
    assert store.path(id_).read_bytes() == b"data"
    described = store.describe(id_)
    assert (described.name, described.type, described.size) == ("a.txt", "text/plain", 4)
    assert described.meta == {"width": 3}
    assert store.path(id_).stat().st_mode & 0o777 == 0o600
    streamed = store.add(io.BytesIO(b"x" * (3 << 20)), "b", "x/y")
    assert store.describe(streamed).size == 3 << 20
    assert streamed != id_


def test_an_unfinished_blob_leaves_nothing(store: BlobStore, tmp_path: Path):
    with store.writing() as new:
        new.file.write(b"half")
        with pytest.raises(UnknownBlob):
            store.path(new._id)
    assert list(tmp_path.iterdir()) == []


class FullDisk(io.BytesIO):
    def __init__(self, room: int) -> None:
        super().__init__(b"x" * 10)
        self.room = room

    def read(self, size=-1):
        if self.tell() >= self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().read(4)


def test_a_full_disk_while_writing_leaves_nothing(store: BlobStore, tmp_path: Path):
    with pytest.raises(OSError, match="No space"):
        store.add(FullDisk(8), "a", "x/y")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", ["describe", "rename"])
def test_a_full_disk_while_finishing_leaves_nothing(store, tmp_path: Path, monkeypatch, step):
    def full(*_args, **_kw):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if step == "describe":
        monkeypatch.setattr(blobs.json, "dump", full)
    else:
        monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OSError, match="No space"):
        store.add(b"data", "a", "x/y")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "id_",
    ["", "x", "../../etc/passwd", "0" * 31, "0" * 33, "0" * 31 + "G", "0" * 32, "0" * 32 + "\n"],
)
def test_what_is_no_id_is_unknown(store: BlobStore, id_: str):
    for ask in (store.path, store.describe):
        with pytest.raises(UnknownBlob):
            ask(id_)
    store.remove(id_)


def test_removing(store: BlobStore, tmp_path: Path):
    id_ = store.add(b"1", "a", "x/y")
    store.remove(id_)
    store.remove(id_)
    assert list(tmp_path.iterdir()) == []
    kept = store.add(b"1", "a", "x/y")
    (tmp_path / f"{kept}.json").unlink()
    with pytest.raises(UnknownBlob):
        store.describe(kept)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\b.txt", "b.txt"),
        ("", "file"),
        (".", "file"),
        ("..", "file"),
        ("...", "file"),
        ("a/", "file"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("a\u202egpj.exe", "a_gpj.exe"),
        ("a. . ", "a"),
        ("  a", "a"),
        ("été ☀.png", "été ☀.png"),
        (".env", ".env"),
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
        ("é" * 200 + ".csv", "é" * 98 + ".csv"),
    ],
)
def test_names(name: str, safe: str):
    assert safe_name(name) == safe


@given(name=st.text())
@example(name="\ud800")
@example(name="a\ud800/\udfff")
def test_every_name_becomes_a_safe_one(name: str):
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= 201
    assert safe not in {".", ".."}
    assert not set(safe) & set('/\\\0<>:"|?*')
    assert safe_name(safe) == safe
    json.dumps(safe)


@pytest.mark.parametrize("mark", "\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069")
def test_names_change_no_direction(mark: str) -> None:
    assert safe_name(f"{mark}gpj{mark}.exe") == "_gpj_.exe"
