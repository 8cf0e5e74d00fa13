"""Files that functions name: what may be shown, and the reason where it may not."""

import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.conftest import TARGETS
from tests.attacks.speak import Answer, ask, call, greeted, upload
from tests.browser.served import Served
from tests.serve import serving

SECRET = "the secret of the house"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paths")
    for name in (
        ".env",
        ".git/config",
        "old.txt",
        "venv/pyvenv.cfg",
        "venv/x.txt",
        "flagged/a.txt",
    ):
        path = folder / "app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SECRET)
        os.utime(path, (1, 1))
    for name in ("outside.txt", "allowed/in.txt", "home/.ssh/id_rsa"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SECRET)
    return folder


@pytest.fixture(scope="module")
def paths(home: Path) -> Iterator[Served]:
    options = ("--allow-path", str(home / "allowed"))
    with serving(str(TARGETS / "files.py"), *options, folder=home / "app") as served:
        yield served


def _is_refused(answer: Answer) -> None:
    # What is no regular file is only named; nothing is read.
    assert answer.status == 500 or "$blob" not in answer.body.decode(), answer
    assert SECRET not in answer.body.decode()
    assert "root:" not in answer.body.decode()


FORBIDDEN = [
    "/etc/passwd",
    "/proc/self/environ",
    "/proc/self/mem",
    "/proc/self/fd/0",
    "/dev/zero",
    "/dev/stdin",
    "/",
    "{home}/outside.txt",
    "../outside.txt",
    "{home}/app/../outside.txt",
    "{home}/allowed/../outside.txt",
    "{home}/home/.ssh/id_rsa",
    ".env",
    "{home}/app/.env",
    ".git/config",
    "old.txt",
    "venv/x.txt",
    "a\0b",
    "",
    "x" * 5_000,
]


@pytest.mark.parametrize("path", FORBIDDEN)
@pytest.mark.parametrize("endpoint", ["give_any", "give_path", "give_picture", "give_list"])
def test_a_returned_path_is_refused(paths: Served, home: Path, endpoint: str, path: str) -> None:
    _is_refused(call(paths, endpoint, path=path.format(home=home)))


@pytest.mark.parametrize("path", ["/etc/passwd", "{home}/outside.txt", "old.txt", "flagged/a.txt"])
def test_the_refusal_names_the_cure(paths: Served, home: Path, path: str) -> None:
    detail = call(paths, "give_path", path=path.format(home=home)).json["detail"]
    folder = (home / "app" / path.format(home=home)).parent
    assert f"--allow-path {folder}" in detail


@pytest.mark.parametrize("path", ["/etc/passwd", "{home}/outside.txt", "{home}/app/.env"])
@pytest.mark.parametrize("endpoint", ["give_link", "give_folder_link"])
def test_a_detour_changes_nothing(paths: Served, home: Path, endpoint: str, path: str) -> None:
    answer = call(paths, endpoint, path=path.format(home=home))
    _is_refused(answer)


def test_a_pipe_is_not_waited_for(paths: Served) -> None:
    assert call(paths, "give_pipe").json["outputs"] == ["pipe"]
    answer = call(paths, "give_picture", path="pipe")
    assert "device or pipe" in answer.json["detail"]


@pytest.mark.parametrize("path", ["/etc/passwd", "{home}/outside.txt", "{home}/app/.env"])
def test_a_link_left_behind_is_not_offered(paths: Served, home: Path, path: str) -> None:
    with greeted(paths) as page:
        last = page.do("write_link", path=path.format(home=home))
    assert last["kind"] == "done"
    assert "$blob" not in str(last["data"]), last


@pytest.mark.parametrize("kind", [tarfile.LNKTYPE, tarfile.SYMTYPE])
def test_an_archive_brings_no_file_of_the_house(paths: Served, home: Path, kind: bytes) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        link = tarfile.TarInfo(f"unpacked-{kind.decode()}.txt")
        link.type, link.linkname, link.mtime = kind, str(home / "outside.txt"), 4e9
        archive.addfile(link)
    blob = upload(paths, packed.getvalue(), "a.tar")
    _is_refused(call(paths, "unpack", archive=blob))


def test_text_is_no_path(paths: Served) -> None:
    assert call(paths, "give_text", path="/etc/passwd").json["outputs"] == ["/etc/passwd"]


def test_what_may_be_shown_is_shown(paths: Served, home: Path) -> None:
    for answer in (
        call(paths, "give_path", path=str(home / "allowed" / "in.txt")),
        call(paths, "write", name="new.txt", text=SECRET),
        call(paths, "write", name="below/new.txt", text=SECRET),
    ):
        assert answer.status == 200, answer
        blob = answer.json["outputs"][0]
        assert ask(paths, f"/files/{blob['$blob']}/x").body.decode() == SECRET


def test_written_dot_files_are_not_shown(paths: Served) -> None:
    _is_refused(call(paths, "write", name=".hidden/new.txt", text=SECRET))
    _is_refused(call(paths, "write", name=".env2", text=SECRET))
