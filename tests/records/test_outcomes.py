"""Recorded results: found by what made them, whole or not at all, and never in a foreign folder."""

import json
import os
import threading
from pathlib import Path

import pytest

from autoui.records.blobs import BlobStore, UnknownBlob
from autoui.records.outcomes import OutcomeCache, content_key, file_digest, without_references


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    folder = tmp_path / "blobs"
    folder.mkdir(mode=0o700)
    return BlobStore(folder)


def opened(tmp_path: Path, version: str = "1") -> OutcomeCache:
    root = tmp_path / "cache"
    root.mkdir(mode=0o700, exist_ok=True)
    return OutcomeCache(root, "calc.py:f", version)


def reference(id_: str) -> bytes:
    return json.dumps({"outputs": [{"$blob": id_, "name": "a.png"}]}).encode()


def test_a_result_is_found_by_its_key_and_version(tmp_path: Path, blobs: BlobStore) -> None:
    opened(tmp_path).write("inputs", b'{"outputs": [3]}', blobs)
    assert opened(tmp_path).read("inputs", blobs) == b'{"outputs": [3]}'
    assert opened(tmp_path).read("others", blobs) is None
    assert opened(tmp_path, "2").read("inputs", blobs) is None


def test_files_come_back_under_new_names(tmp_path: Path, blobs: BlobStore) -> None:
    id_ = blobs.add(b"pixels", "a.png", "image/png", width=3)
    cache = opened(tmp_path)
    cache.write("inputs", reference(id_), blobs)
    blobs.remove(id_)
    data = cache.read("inputs", blobs)
    assert data is not None
    new = json.loads(data)["outputs"][0]["$blob"]
    assert new != id_
    assert blobs.path(new).read_bytes() == b"pixels"
    assert blobs.describe(new).meta == {"width": 3}


def test_a_result_whose_files_are_gone_is_none(tmp_path: Path, blobs: BlobStore) -> None:
    id_ = blobs.add(b"pixels", "a.png", "image/png")
    cache = opened(tmp_path)
    with pytest.raises(UnknownBlob):
        cache.write("lost", reference("0" * 32), blobs)
    assert cache.read("lost", blobs) is None
    cache.write("inputs", reference(id_), blobs)
    for path in (tmp_path / "cache").rglob(id_):
        path.unlink()
    assert cache.read("inputs", blobs) is None
    assert not list((tmp_path / "cache").rglob(".new-*"))


def test_links_are_not_followed(tmp_path: Path, blobs: BlobStore) -> None:
    cache = opened(tmp_path)
    cache.write("inputs", b"{}", blobs)
    (data,) = (tmp_path / "cache").rglob("outcome.json")
    secret = tmp_path / "secret.json"
    secret.write_text('{"secret": 1}')
    data.unlink()
    data.symlink_to(secret)
    assert cache.read("inputs", blobs) is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="folders have no owner here")
def test_a_folder_that_others_may_write_to_is_not_used(tmp_path: Path) -> None:
    opened(tmp_path)
    (family,) = (tmp_path / "cache").iterdir()
    family.chmod(0o777)
    with pytest.raises(PermissionError, match="others may write"):
        opened(tmp_path)
    family.chmod(0o700)
    version = next(family.iterdir())
    version.rmdir()
    version.symlink_to(tmp_path)
    with pytest.raises(PermissionError):
        opened(tmp_path)


def test_old_versions_are_removed(tmp_path: Path, blobs: BlobStore) -> None:
    for number in range(6):
        opened(tmp_path, str(number)).write("inputs", b"%d" % number, blobs)
        (family,) = (tmp_path / "cache").iterdir()
        for age, folder in enumerate(sorted(family.iterdir(), key=lambda p: -p.stat().st_mtime)):
            os.utime(folder, (1e9 - age - 10 * number, 1e9 - age + 10 * number))
    assert len(list(family.iterdir())) == 3
    assert opened(tmp_path, "5").read("inputs", blobs) == b"5"


def test_many_may_record_the_same_at_once(tmp_path: Path, blobs: BlobStore) -> None:
    caches = [opened(tmp_path) for _ in range(8)]
    threads = [
        threading.Thread(target=cache.write, args=("inputs", b'{"outputs": [3]}', blobs))
        for cache in caches
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert caches[0].read("inputs", blobs) == b'{"outputs": [3]}'
    assert not list((tmp_path / "cache").rglob(".new-*"))


def test_files_count_by_their_content(blobs: BlobStore) -> None:
    one, same = (blobs.add(b"pixels", "a.png", "image/png") for _ in range(2))
    other = blobs.add(b"others", "a.png", "image/png")

    def key(id_: str) -> str:
        data = without_references(reference(id_), lambda one: file_digest(blobs.path(one)))
        return content_key([data])

    assert key(one) == key(same)
    assert key(one) != key(other)
    assert content_key([b"a", b"bc"]) != content_key([b"ab", b"c"])
