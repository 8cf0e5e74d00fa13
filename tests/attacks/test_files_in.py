"""Files that clients name: only by the id of an upload, whatever else they try."""

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.conftest import TARGETS
from tests.attacks.speak import ask, call, port_of, raw, upload
from tests.browser.served import Served
from tests.serve import serving


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("files")
    with serving(str(TARGETS / "files.py"), folder=folder) as served:
        yield served


def _calls(served: Served) -> int:
    return int(call(served, "calls").json["outputs"][0])


GONE = "0" * 32
PATHS: list[Any] = [
    "/etc/passwd",
    "file:///etc/passwd",
    "http://127.0.0.1:1/x",
    "//host/share",
    "\\\\host\\share",
    "C:\\Windows\\win.ini",
    "../../etc/passwd",
    "data:text/plain,x",
    {"path": "/etc/passwd"},
    {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}},
    {"name": "/etc/passwd", "is_file": True},
    {"url": "http://127.0.0.1:1/x"},
    ["/etc/passwd"],
    {"$": "blob", "v": "/etc/passwd"},
    {"$": "path", "v": "/etc/passwd"},
]
BLOBS: list[Any] = [
    {"$blob": "/etc/passwd"},
    {"$blob": "../../../etc/passwd"},
    {"$blob": "/tmp/own"},
    {"$blob": "../../own"},
    {"$blob": ""},
    {"$blob": "0" * 31},
    {"$blob": "0" * 32 + "\n"},
    {"$blob": "A" * 32},
    {"$blob": "٠" * 32},
    {"$blob": GONE + ".json"},
    {"$blob": GONE},
    {"$blob": 7},
    {"$blob": None},
    {"$blob": GONE, "name": 7},
    {"$blob": GONE, "size": "big"},
    {"$blob": GONE, "meta": []},
    {"$blob": {"$blob": GONE}},
]


@pytest.mark.parametrize("value", [*PATHS, *BLOBS], ids=repr)
def test_a_file_is_an_upload_and_nothing_else(files: Served, value: Any, tmp_path: Path) -> None:
    before = _calls(files)
    for endpoint, field, given in (
        ("take_path", "file", value),
        ("take_picture", "picture", value),
        ("take_many", "files", [value]),
    ):
        answer = call(files, endpoint, **{field: given})
        assert answer.status == 422, (endpoint, answer)
        (problem,) = answer.json["errors"]
        assert problem["field"].partition("[")[0] in (field, ""), problem
        assert "root:" not in answer.body.decode()
    assert _calls(files) == before
    assert not Path("/tmp/own").exists()


def test_ids_open_no_folder(files: Served, tmp_path: Path) -> None:
    target = str(tmp_path / "x")[:8]
    for id_ in ("/tmp/zzz", "../../zz", target):
        assert call(files, "take_path", file={"$blob": id_}).status == 422
    assert not Path("/tmp/zzz").exists()


NAMES = {
    "../x.txt": "x.txt",
    "..\\x.txt": "x.txt",
    "/etc/passwd": "passwd",
    "C:\\a\\b.txt": "b.txt",
    "a%00b.txt": "a_b.txt",
    "a%0d%0aSet-Cookie: x.txt": "a__Set-Cookie_ x.txt",
    "CON": "_CON",
    "con.txt": "_con.txt",
    "LPT1.tar.gz": "_LPT1.tar.gz",
    "dots. . .": "dots",
    "...": "file",
    "%E2%80%AEgpj.exe": "_gpj.exe",
    "%E2%81%A6a%E2%81%A9.txt": "_a_.txt",
    "%E2%80%8Fa%E2%80%8E.txt": "_a_.txt",
    "a:stream.txt": "a_stream.txt",
    "%ff%fe.txt": "\ufffd\ufffd.txt",
    "": "file",
    "%2e%2e%2fx": "x",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_for_showing_only(files: Served, name: str) -> None:
    blob = upload(files, b"data", name)
    assert blob["name"] == NAMES[name]
    path, shown, size = call(files, "take_path", file=blob).json["outputs"][0].split("|")
    assert (shown, size) == (NAMES[name], "4")
    assert "/inputs/" in path
    assert ".." not in path
    down = ask(files, f"/files/{blob['$blob']}/x")
    assert down.status == 200
    assert "set-cookie" not in {header.lower() for header in down.headers}


def test_long_names_keep_their_suffix(files: Served) -> None:
    blob = upload(files, b"data", "x" * 300 + ".txt")
    assert blob["name"].endswith(".txt")
    assert len(blob["name"].encode()) <= 255
    assert call(files, "take_path", file=blob).status == 200


def test_the_name_in_a_reference_is_not_trusted(files: Served) -> None:
    blob = upload(files, b"data")
    for name in ("../../../../tmp/x", "/tmp/x", "a\0b", "x" * 5_000):
        answer = call(files, "take_path", file={**blob, "name": name})
        assert answer.status == 200, answer
        path = answer.json["outputs"][0].split("|")[0]
        assert "/inputs/" in path
        assert ".." not in path


def test_the_type_in_a_reference_is_not_trusted(files: Served) -> None:
    blob = upload(files, b"%!PS-Adobe-3.0 EPSF-3.0\n", "a.eps")
    answer = call(files, "take_picture", picture={**blob, "type": "image/png", "name": "a.png"})
    assert answer.status == 422
    assert "picture" in answer.json["errors"][0]["message"]


DOWNLOADS = [
    "/files/{id}/..%2f..%2fetc%2fpasswd",
    "/files/{id}/%2e%2e/%2e%2e/etc/passwd",
    "/files/..%2f{id}/x",
    "/files/%2e%2e%2f{id}/x",
    "/files/..%252f..%252fetc/passwd",
    "/files/{id}.json/x",
    "/files/{id}%00/x",
    "/files/{id}%0a/x",
    "/files//etc/passwd",
    "/files/etc/passwd",
    "/files/" + GONE + "/x",
    "/files/" + "A" * 32 + "/x",
    "/files/" + "0" * 5_000 + "/x",
    "/frame/..%2f{id}",
    "/frame/{id}",
    "/frame/" + GONE,
    "/assets/x/..%2f..%2fpyproject.toml",
    "/assets/../../pyproject.toml",
    "/assets//etc/passwd",
    "/styles/..%2f..%2fx.css",
    "/etc/passwd",
    "//etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/static/x",
    "/file=/etc/passwd",
    "/api/runs/x/events",
]


@pytest.mark.parametrize("path", DOWNLOADS)
def test_whatever_is_asked_for_the_answer_is_the_same(files: Served, path: str) -> None:
    blob = upload(files, b"data")["$blob"]
    unknown = ask(files, f"/files/{GONE}/x")
    answer = ask(files, path.format(id=blob))
    if "/files/" + blob in path.format(id=blob) and answer.status == 200:
        # The last part is only a name to save under.
        assert answer.body == b"data"
        return
    assert answer.status == 404, answer
    assert answer.body == unknown.body
    assert answer.headers["content-type"] == unknown.headers["content-type"]


def test_assets_stay_in_their_folder(files: Served) -> None:
    html = ask(files, "/").body.decode()
    tree = html.split("assets/")[1].split("/")[0]
    for path in (
        "..%2f..%2fpyproject.toml",
        "../../pyproject.toml",
        "%2e%2e/x",
        "",
        "core",
        "core/",
    ):
        assert ask(files, f"/assets/{tree}/{path}").status == 404, path
    assert ask(files, f"/assets/{tree}/autoui.js").status == 200


# ------------------------------------------------------------------------------------- uploads


def _blobs(served: Served) -> set[str]:
    links = []
    for link in Path(f"/proc/{served.process.pid}/fd").iterdir():
        # Connections come and go meanwhile.
        with contextlib.suppress(FileNotFoundError):
            links.append(os.readlink(link))
    found = {Path(link).parent for link in links if link.endswith("/lock")}
    (root,) = {folder for folder in found if folder.name.startswith("autoui-")}
    return {path.name for path in (root / "blobs").iterdir()}


def test_a_length_that_lies_stores_nothing(files: Served) -> None:
    before = _blobs(files)
    head = "PUT /uploads HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    short = raw(files, f"{head}Content-Length: 100\r\n\r\nabc".encode(), half_close=True)
    assert b"201" not in short.partition(b"\r\n")[0]
    for length in ("-1", "abc", "1e3", "9" * 400, "1, 2"):
        answer = raw(files, f"{head}Content-Length: {length}\r\n\r\nabc".encode(), half_close=True)
        assert answer.split(b" ", 2)[1:2] in ([b"400"], [b"413"], []), (length, answer)
    both = raw(
        files,
        f"{head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nabc".encode(),
        half_close=True,
    )
    assert both.count(b"HTTP/1.1 ") <= 1
    left = {name for name in _blobs(files) - before if name.endswith(".part")}
    assert not left


def test_too_much_is_refused_before_it_is_stored(files: Served) -> None:
    before = _blobs(files)
    head = b"PUT /uploads HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    said = raw(files, head + b"Content-Length: 200000001\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 413")
    assert b"200 MB" in said
    assert _blobs(files) == before


def test_too_much_without_a_length_is_refused_while_it_comes(files: Served) -> None:
    before = _blobs(files)
    head = b"PUT /uploads HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    part = b"%x\r\n" % (1 << 22) + b"x" * (1 << 22) + b"\r\n"
    with socket.create_connection(("127.0.0.1", port_of(files)), timeout=30) as link:
        link.sendall(head)
        try:
            for _ in range(60):
                link.sendall(part)
        except ConnectionError:
            pass
        try:
            said = link.recv(1 << 16)
        except ConnectionError:
            said = b""
    assert said.startswith(b"HTTP/1.1 413") or not said
    assert _blobs(files) <= before
    assert ask(files, "/healthz").status == 200


@pytest.mark.parametrize("method", ["POST", "GET", "PATCH", "DELETE"])
def test_uploads_are_put(files: Served, method: str) -> None:
    assert ask(files, "/uploads", b"", method=method).status == 405


def test_multipart_is_just_bytes(files: Served) -> None:
    body = b"--x\r\nContent-Disposition: form-data; name=f; filename=../../x\r\n\r\nabc"
    headers = {"Content-Type": "multipart/form-data; boundary=x", "X-File-Name": "a.bin"}
    answer = ask(files, "/uploads", body, method="PUT", headers=headers)
    assert answer.status == 201
    assert answer.json["size"] == len(body)
    assert json.loads(answer.body)["name"] == "a.bin"
