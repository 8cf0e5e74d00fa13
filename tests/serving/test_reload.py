"""Which file a target names, and what tells that a file was saved."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from autoui.serving.reload import Reloader, target_files
from autoui.serving.saves import silent_file_system, stamps
from autoui.serving.settings import Settings
from tests.serving.harness import in_loop


@pytest.mark.parametrize(
    ("target", "file"),
    [
        ("app.py:f", "app.py"),
        ("app.py", "app.py"),
        ("pack.mod:f", "pack/mod.py"),
        ("pack.mod", "pack/mod.py"),
        ("pack:Thing.method", "pack/__init__.py"),
        ("nothing.here:f", None),
        ("math:sqrt", None),
    ],
)
def test_targets(tmp_path: Path, target: str, file: str | None) -> None:
    (tmp_path / "pack").mkdir()
    for name in ("app.py", "pack/__init__.py", "pack/mod.py"):
        (tmp_path / name).write_text("raise SystemExit\n")
    expected = set() if file is None else {(tmp_path / file).resolve()}
    assert target_files(Settings(target=target, cwd=str(tmp_path))) == expected


def test_stamps_tell_a_save(tmp_path: Path) -> None:
    file, missing = tmp_path / "app.py", tmp_path / "gone.py"
    file.write_text("a = 1\n")
    before = stamps({file, missing})
    assert list(before) == [file]
    (tmp_path / "new.py").write_text("a = 2\n")
    (tmp_path / "new.py").replace(file)
    assert stamps({file}) != before


class Watched:
    """A reloader over a folder, and the loads that it asked for."""

    def __init__(self, folder: Path, *watch: str) -> None:
        self.file = folder / "app.py"
        self.file.write_text("a = 0\n")
        self.told: list[str] = []
        self.saves = 0
        self.fleet = FakeFleet()
        paths = [str(folder / name) for name in watch]
        settings = Settings(target="app.py:f", cwd=str(folder), reload=True, watch=paths)
        self.reloader = Reloader(settings, self.fleet, self.told.append, self._saved)  # type: ignore[arg-type]

    def _saved(self) -> None:
        self.saves += 1

    def replace(self, text: str) -> None:
        """Save as editors do."""
        beside = self.file.with_suffix(".tmp")
        beside.write_text(text)
        beside.replace(self.file)


class FakeFleet:
    """A fleet that only counts."""

    def __init__(self) -> None:
        self.watchers: list[Any] = []
        self.imported: list[str] = []
        self.started = 0
        self.news = asyncio.Event()

    def start(self) -> None:
        self.started += 1
        self.news.set()

    async def next(self) -> int:
        """Wait for one more load."""
        await self.news.wait()
        self.news.clear()
        return self.started


@in_loop
async def test_each_kind_of_save_loads_once(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    for number, save in enumerate([watched.replace, watched.file.write_text] * 2, 1):
        save(f"a = {number}\n")
        assert await watched.fleet.next() == number
    await watched.reloader.close()
    assert (watched.fleet.started, watched.saves, watched.told) == (4, 4, [])


@in_loop
async def test_a_storm_loads_few_times_and_ends_with_the_last(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    loaded: list[str] = []
    start = watched.fleet.start

    def start_and_read() -> None:
        loaded.append(watched.file.read_text())
        start()

    watched.fleet.start = start_and_read  # type: ignore[method-assign]
    for number in range(20):
        watched.replace(f"number = {number}\n")
        await asyncio.sleep(0.02)
    while not loaded or loaded[-1] != "number = 19\n":
        await watched.fleet.next()
    await watched.reloader.close()
    assert len(loaded) <= 6


@in_loop
async def test_data_is_watched_at_any_depth(tmp_path: Path) -> None:
    (tmp_path / "data" / "deep" / "__pycache__").mkdir(parents=True)
    (tmp_path / "words.txt").write_text("one")
    watched = Watched(tmp_path, "data", "words.txt")
    (tmp_path / "words.txt").write_text("two words")
    assert await watched.fleet.next() == 1
    (tmp_path / "data" / "deep" / "__pycache__" / "x.pyc").write_text("no data")
    (tmp_path / "data" / "deep" / "new.csv").write_text("a")
    assert await watched.fleet.next() == 2
    (tmp_path / "data" / "deep" / "new.csv").unlink()
    assert await watched.fleet.next() == 3
    await watched.reloader.close()


@in_loop
async def test_without_word_of_saves_the_files_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_watches(*_: Any, **__: Any) -> Any:
        raise OSError(28, "no watches are left")

    monkeypatch.setattr("watchfiles.awatch", no_watches)
    watched = Watched(tmp_path)
    for number in (1, 2):
        watched.replace(f"a = {number}\n")
        assert await watched.fleet.next() == number
    await watched.reloader.close()
    (told,) = watched.told
    assert "no watches are left" in told
    assert "looked at twice a second" in told


@in_loop
async def test_saves_that_nobody_told_of_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(*_: Any, stop_event: asyncio.Event, **__: Any) -> Any:
        while not stop_event.is_set():
            await asyncio.sleep(0.02)
            yield set()

    monkeypatch.setattr("watchfiles.awatch", silent)
    watched = Watched(tmp_path)
    # The first may have come before there was a watch, and one more may be chance.
    number = 0
    while not watched.told:
        number += 1
        watched.replace(f"a = {number}\n")
        assert await watched.fleet.next() == number
    await watched.reloader.close()
    (told,) = watched.told
    assert number >= 2
    assert f"does not tell of saves in {tmp_path}" in told


@in_loop
async def test_a_folder_that_is_made_anew_is_watched_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As far apart as a person's saves.
    monkeypatch.setattr("autoui.serving.reload._STORM_SECONDS", 0)
    folder = tmp_path / "place"
    folder.mkdir()
    watched = Watched(folder)
    for number in range(1, 8):
        if number == 4:
            # As a checkout of another branch may do.
            folder.rename(tmp_path / "away")
            folder.mkdir()
        watched.replace(f"a = {number}\n")
        assert await watched.fleet.next() == number
    await watched.reloader.close()
    assert watched.told == []


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/me/app", ""),
        ("/mnt/c/my app/x", "9p"),
        ("/mnt/c/other", ""),
        ("/net/share", "nfs4"),
        ("/net/share/local", ""),
        ("/remote", "fuse.sshfs"),
    ],
)
def test_file_systems_that_are_silent(tmp_path: Path, folder: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda / ext4 rw 0 0\n"
        "C: /mnt/c/my\\040app 9p rw 0 0\n"
        "server:/ /net/share nfs4 rw 0 0\n"
        "/dev/sdb /net/share/local xfs rw 0 0\n"
        "me@there: /remote fuse.sshfs rw 0 0\n"
    )
    assert silent_file_system(Path(folder), mounts) == kind
    assert silent_file_system(Path(folder), tmp_path / "none") == ""
