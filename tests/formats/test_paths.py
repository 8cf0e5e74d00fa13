import os
import time
from pathlib import Path

import pytest
from PIL import Image as Pillow

from autoui.formats.paths import PathPolicy, PathRefused, open_regular


@pytest.fixture
def world(tmp_path: Path) -> Path:
    for name in ("run", "cwd", "other", "cwd/.hidden", "cwd/venv", "cwd/flagged", "cwd/results"):
        (tmp_path / name).mkdir()
    (tmp_path / "cwd/venv/pyvenv.cfg").write_text("home = /usr\n")
    return tmp_path


def old(path: Path, data: bytes = b"text") -> Path:
    """Write a file that a run beginning an hour later cannot have written."""
    path.write_bytes(data)
    return path


def policy(world: Path, *, later: float = 3600, allowed=()) -> PathPolicy:
    return PathPolicy([world / "run"], world / "cwd", allowed, time.time() + later)


def read(rules: PathPolicy, path) -> bytes:
    with rules.open(path) as file:
        return file.read()


def test_own_folders_are_open_whenever_written(world: Path):
    assert read(policy(world), old(world / "run/a.txt")) == b"text"


def test_elsewhere_is_refused_with_the_cure(world: Path):
    secret = old(world / "other/secret.txt")
    with pytest.raises(PathRefused, match=f"--allow-path {world}/other"):
        policy(world).open(secret)
    assert read(policy(world, allowed=[world / "other"]), secret) == b"text"


@pytest.mark.parametrize("name", ["run/../other/secret.txt", "run/./../../{base}/other/secret.txt"])
def test_dots_lead_nowhere(world: Path, name: str):
    old(world / "other/secret.txt")
    with pytest.raises(PathRefused, match="outside"):
        policy(world).open(str(world / name.format(base=world.name)))


def test_a_folder_whose_name_begins_alike_is_another(world: Path):
    (world / "runner").mkdir()
    with pytest.raises(PathRefused, match="outside"):
        policy(world).open(old(world / "runner/a.txt"))


def test_a_link_is_refused(world: Path):
    old(world / "other/secret.txt")
    (world / "run/link").symlink_to(world / "other/secret.txt")
    with pytest.raises(PathRefused, match="is a link"):
        policy(world).open(world / "run/link")


@pytest.mark.parametrize("place", ["run", "cwd"])
def test_a_hard_link_is_refused(world: Path, place: str):
    secret = old(world / "other/secret.txt")
    link = world / place / "link.txt"
    link.hardlink_to(secret)
    with pytest.raises(PathRefused, match=r"hard link.*return a copy"):
        policy(world, later=-3600).open(link)
    assert read(policy(world, allowed=[world]), link) == b"text"
    secret.unlink()
    assert read(policy(world, later=-3600), link) == b"text"


def test_a_link_on_the_way_is_followed_and_judged(world: Path):
    old(world / "other/secret.txt")
    (world / "run/folder").symlink_to(world / "other")
    with pytest.raises(PathRefused, match="outside"):
        policy(world).open(world / "run/folder/secret.txt")


def test_what_is_no_regular_file_is_refused_without_waiting(world: Path):
    os.mkfifo(world / "run/pipe")
    with pytest.raises(PathRefused, match="not a regular file"):
        policy(world).open(world / "run/pipe")
    with pytest.raises(PathRefused, match="folder"):
        open_regular(world / "run")
    with pytest.raises(PathRefused, match="not a regular file"):
        open_regular("/dev/null")
    with pytest.raises(FileNotFoundError):
        policy(world).open(world / "run/absent")


def test_files_of_the_working_folder_must_be_of_this_run(world: Path):
    path = old(world / "cwd/results/a.csv", b"a,b\n")
    with pytest.raises(PathRefused, match="not written by this run"):
        policy(world).open(path)
    assert read(policy(world, later=-3600), path) == b"a,b\n"
    with pytest.raises(PathRefused, match="not written"):
        PathPolicy([], world / "cwd").open(path)


def test_pictures_of_the_working_folder_may_be_old(world: Path):
    picture = world / "cwd/a.png"
    Pillow.new("RGB", (2, 2)).save(picture)
    assert read(policy(world), picture).startswith(b"\x89PNG")
    disguised = old(world / "cwd/secret.png", b"TOKEN=1")
    with pytest.raises(PathRefused):
        policy(world).open(disguised)


@pytest.mark.parametrize("name", [".env", ".hidden/a.txt", "results/.secret"])
def test_hidden_files_are_refused_even_when_just_written(world: Path, name: str):
    with pytest.raises(PathRefused, match="hidden"):
        policy(world, later=-3600).open(old(world / "cwd" / name))


@pytest.mark.parametrize("name", ["venv/a.txt", "flagged/logs.csv", "flagged/a.txt"])
def test_flags_and_environments_are_refused(world: Path, name: str):
    with pytest.raises(PathRefused, match="flags or of an environment"):
        policy(world, later=-3600).open(old(world / "cwd" / name))


def test_refused_files_are_closed(world: Path):
    old(world / "other/secret.txt")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        with pytest.raises(PathRefused):
            policy(world).open(world / "other/secret.txt")
    assert len(os.listdir("/proc/self/fd")) == before
