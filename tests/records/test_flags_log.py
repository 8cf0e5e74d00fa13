"""Flag logs on disk: as documented, whole, and safe with many writers, kills and full disks."""

import csv
import json
import os
import random
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from autoui.records import flag_log
from autoui.records.flag_log import PENDING, FlagLog, FlagRefused
from autoui.records.flags import CSVLogger, FlagColumn, FlaggedFile, FlaggingCallback

WRITER = Path(__file__).with_name("flag_writer.py")
STAMP = re.compile(r",\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", re.MULTILINE)


def logger(folder: Path, *labels: str, with_option: bool | None = None) -> CSVLogger:
    made = CSVLogger(with_option=with_option)
    made.setup([FlagColumn(label) for label in labels], str(folder))
    return made


def without_times(path: Path) -> str:
    return STAMP.sub("", path.read_text("utf-8")).replace(",timestamp\n", "\n", 1)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


@pytest.fixture
def picture(tmp_path: Path) -> FlaggedFile:
    path = tmp_path / "blob"
    path.write_bytes(b"png" * 1000)
    return FlaggedFile(path, "photo.PNG", "image/png")


# ------------------------------------------------------------------------------------ as shown


def test_a_calculator(tmp_path: Path) -> None:
    log = logger(tmp_path / "flagged", "num1", "operation", "num2", "Output")
    assert not (tmp_path / "flagged").exists()
    log.flag([5.0, "add", 7.0, 12.0])
    log.flag([6.0, "subtract", 1.5, 4.5])
    assert os.listdir(tmp_path / "flagged") == ["logs.csv"]
    assert without_times(tmp_path / "flagged" / "logs.csv") == (
        "num1,operation,num2,Output\n5,add,7,12\n6,subtract,1.5,4.5\n"
    )


def test_pictures_lie_in_a_folder_for_each_column(tmp_path: Path, picture: FlaggedFile) -> None:
    flagged = tmp_path / "flagged"
    log = logger(flagged, "im", "Output")
    log.flag([picture, picture])
    log.flag([picture, picture])
    assert without_times(flagged / "logs.csv") == (
        "im,Output\nim/0.png,Output/0.png\nim/1.png,Output/1.png\n"
    )
    assert (flagged / "Output" / "1.png").read_bytes() == picture.path.read_bytes()
    found = sorted(p.relative_to(flagged).as_posix() for p in flagged.rglob("*") if p.is_file())
    assert found == ["Output/0.png", "Output/1.png", "im/0.png", "im/1.png", "logs.csv"]


def test_the_option_has_a_column(tmp_path: Path) -> None:
    log = logger(tmp_path, "x", with_option=True)
    log.flag([1], "wrong")
    assert without_times(tmp_path / "logs.csv") == "x,flag\n1,wrong\n"


def test_several_files_of_a_cell_and_long_text(tmp_path: Path, picture: FlaggedFile) -> None:
    flagged = tmp_path / "f"
    log = logger(flagged, "files", "text", "json")
    log.flag([[picture, {"b": picture}], "x" * 40_000, ["é"] * 20_000])
    row = rows_of(flagged / "logs.csv")[1]
    assert json.loads(row[0]) == ["files/0.png", {"b": "files/0_1.png"}]
    assert (flagged / row[1]).read_text() == "x" * 40_000
    assert json.loads((flagged / row[2]).read_text("utf-8")) == ["é"] * 20_000
    assert {p.name for p in (flagged / "files").iterdir()} == {"0.png", "0_1.png"}


def test_a_suffix_is_harmless(tmp_path: Path) -> None:
    for name, type_, suffix in [
        ("a.tar.gz", "x/y", ".gz"),
        ("noend", "image/png", ".png"),
        ("a.p/../x", "x/unheard-of", ""),
        ("a." + "x" * 50, "text/plain", ".txt"),
    ]:
        assert FlaggedFile(tmp_path, name, type_).suffix == suffix


def test_numbers_go_on_in_a_new_process(tmp_path: Path, picture: FlaggedFile) -> None:
    flagged = tmp_path / "flagged"
    logger(flagged, "im").flag([picture])
    (flagged / "im" / "7.jpg").write_bytes(b"")
    logger(flagged, "im").flag([picture])
    assert rows_of(flagged / "logs.csv")[-1][0] == "im/8.png"


# -------------------------------------------------------------------------------- numbered logs


def test_other_columns_begin_a_log_of_their_own(tmp_path: Path) -> None:
    first, second = logger(tmp_path, "a"), logger(tmp_path, "a", "b")
    first.flag([1])
    second.flag([1, 2])
    first.flag([3])
    logger(tmp_path, "a", "b").flag([4, 5])
    logger(tmp_path, "c").flag([6])
    assert without_times(tmp_path / "logs.csv") == "a\n1\n3\n"
    assert without_times(tmp_path / "logs_1.csv") == "a,b\n1,2\n4,5\n"
    assert without_times(tmp_path / "logs_2.csv") == "c\n6\n"


def test_a_row_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2 values for 1 columns"):
        logger(tmp_path, "a").flag([1, 2])
    assert not list(tmp_path.iterdir())


def test_a_log_that_was_put_in_its_place_is_used(tmp_path: Path) -> None:
    log = logger(tmp_path, "a")
    log.flag([1])
    edited = tmp_path / "edited"
    edited.write_text((tmp_path / "logs.csv").read_text() + "2,2026-01-01\n")
    edited.replace(tmp_path / "logs.csv")
    log.flag([3])
    assert [row[0] for row in rows_of(tmp_path / "logs.csv")] == ["a", "1", "2", "3"]


# ----------------------------------------------------------------------------------------- torn


@pytest.mark.parametrize(
    ("tail", "kept"),
    [
        ("2,2026-01-01", ["a", "1", "2", "9"]),
        ("2", ["a", "1", "9"]),
        ('"half a ce', ["a", "1", "9"]),
        ('"half a cell"', ["a", "1", "9"]),
        ("2,3,4,5", ["a", "1", "9"]),
    ],
)
def test_a_last_line_without_an_end_is_mended(tmp_path: Path, tail: str, kept: list[str]) -> None:
    logger(tmp_path, "a").flag([1])
    with (tmp_path / "logs.csv").open("a") as file:
        file.write(tail)
    logger(tmp_path, "a").flag([9])
    assert [row[0] for row in rows_of(tmp_path / "logs.csv")] == kept


def test_a_quote_left_open_keeps_the_log_and_begins_another(tmp_path: Path) -> None:
    logger(tmp_path, "a").flag([1])
    with (tmp_path / "logs.csv").open("a") as file:
        file.write('"two\n')
    before = (tmp_path / "logs.csv").read_bytes()
    for value in (2, 3):
        logger(tmp_path, "a").flag([value])
    assert (tmp_path / "logs.csv").read_bytes() == before
    assert without_times(tmp_path / "logs_1.csv") == "a\n2\n3\n"


def test_what_a_dead_writer_left_is_taken_back(tmp_path: Path, picture: FlaggedFile) -> None:
    log = logger(tmp_path, "im", "t")
    log.flag([picture, "one"])
    whole = (tmp_path / "logs.csv").read_bytes()
    row = 'im/1.png,"a\nb",2026-01-01T00:00:00.000Z\n'
    note = {"log": "logs.csv", "size": len(whole), "row": row, "files": ["im/1.png"]}
    for part in range(len(row) + 1):
        (tmp_path / PENDING).write_text(json.dumps(note))
        (tmp_path / "logs.csv").write_bytes(whole + row[:part].encode())
        (tmp_path / "im" / "1.png").write_bytes(b"half")
        flag_log.recover(tmp_path)
        assert (tmp_path / "logs.csv").read_bytes() == whole
        assert os.listdir(tmp_path / "im") == ["0.png"]
        assert not (tmp_path / PENDING).exists()


def test_rows_that_were_added_since_are_not_taken_back(tmp_path: Path) -> None:
    logger(tmp_path, "a").flag([1])
    size = (tmp_path / "logs.csv").stat().st_size
    note = {"log": "logs.csv", "size": size, "row": "2,x\n", "files": []}
    (tmp_path / PENDING).write_text(json.dumps(note))
    with (tmp_path / "logs.csv").open("a") as file:
        file.write("by hand,x\n")
    logger(tmp_path, "a").flag([3])
    assert [row[0] for row in rows_of(tmp_path / "logs.csv")] == ["a", "1", "by hand", "3"]


@pytest.mark.parametrize(
    "note",
    [
        "",
        '{"log":',
        "[]",
        '{"log": "../x.csv", "size": 0, "row": "", "files": []}',
        '{"log": "logs.csv", "size": 99999, "row": "", "files": ["../0.png"]}',
        '{"log": "logs.csv", "size": 99999, "row": "", "files": [1]}',
    ],
)
def test_a_note_that_is_none_of_ours_does_no_harm(tmp_path: Path, note: str) -> None:
    outside = tmp_path / "0.png"
    outside.write_bytes(b"mine")
    folder = tmp_path / "f"
    logger(folder, "a").flag([1])
    (folder / PENDING).write_text(note)
    logger(folder, "a").flag([2])
    assert outside.read_bytes() == b"mine"
    assert [row[0] for row in rows_of(folder / "logs.csv")] == ["a", "1", "2"]
    assert not (folder / PENDING).exists()


# --------------------------------------------------------------------------------------- refused


def test_a_full_disk_leaves_nothing_of_a_row(tmp_path: Path, picture: FlaggedFile) -> None:
    log = logger(tmp_path, "im", "text")
    log.flag([picture, "x"])
    before = (tmp_path / "logs.csv").read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    for room, values in ((2000, [picture, "y"]), (len(before) + 150, [None, '"' * 500])):
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
        try:
            with pytest.raises(FlagRefused) as refused:
                log.flag(values)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert "may not grow any more" in refused.value.what
        assert (tmp_path / "logs.csv").read_bytes() == before
        assert os.listdir(tmp_path / "im") == ["0.png"]
        assert not (tmp_path / PENDING).exists()
    log.flag([picture, "z"])
    assert rows_of(tmp_path / "logs.csv")[-1][:2] == ["im/1.png", "z"]


@pytest.mark.parametrize(
    ("number", "said"),
    [(28, "the disk is full"), (30, "the disk is read-only"), (13, "may not be written to")],
)
def test_a_disk_that_refuses_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    log = logger(tmp_path, "a")
    log.flag([1])
    before = (tmp_path / "logs.csv").read_bytes()
    written = os.write

    def refuse(descriptor: int, data: Any) -> int:
        written(descriptor, bytes(data[:3]))
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", refuse)
        with pytest.raises(FlagRefused, match=said):
            log.flag([2])
    assert (tmp_path / "logs.csv").read_bytes() == before


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "flagged").write_text("mine")
    with pytest.raises(FlagRefused, match="a file is in the folder's place"):
        logger(tmp_path / "flagged", "a").flag([1])


def test_a_file_that_has_expired_is_named(tmp_path: Path) -> None:
    log = logger(tmp_path / "f", "im")
    with pytest.raises(FlagRefused, match="photo has expired"):
        log.flag([FlaggedFile(tmp_path / "gone", "photo")])
    assert os.listdir(tmp_path / "f") == ["logs.csv"]


# -------------------------------------------------------------------------------------- callbacks


def test_the_base_class_says_what_a_callback_needs() -> None:
    callback = FlaggingCallback()
    callback.setup([], "flagged")
    with pytest.raises(NotImplementedError, match="flag"):
        callback.flag([])


# --------------------------------------------------------------------------------- many writers


def start(
    folder: Path, name: str, count: int, source: Path, out: Path
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, str(WRITER), str(folder), name, str(count), str(source)]
    with out.open("ab") as file:
        return subprocess.Popen(command, stdout=file)


def verify(folder: Path, acknowledged: list[str], *, exact: bool) -> None:
    rows = rows_of(folder / "logs.csv")
    assert {len(row) for row in rows} == {4}
    names = Counter(row[0] for row in rows[1:])
    assert not (folder / "logs_1.csv").exists()
    assert set(names.values()) == {1}
    assert set(acknowledged) <= set(names)
    assert not exact or len(acknowledged) == len(names)
    used = [row[1] for row in rows[1:] if row[1]]
    assert len(set(used)) == len(used)
    assert all((folder / name).read_bytes() == b"png" * 1000 for name in used)


def told(folder: Path, writer: str = "") -> list[str]:
    """Return the rows that writers have said are on disk; a line cut short is none."""
    lines = [
        line for path in folder.glob(f"out-{writer}*") for line in path.read_text().split("\n")
    ]
    return [line for line in lines if re.fullmatch(r"w[\d.]+-\d+", line)]


FULL = (pytest.mark.stress, pytest.mark.timeout(900))


@pytest.mark.parametrize("count", [50, pytest.param(1000, marks=FULL)])
def test_eight_writers(tmp_path: Path, picture: FlaggedFile, count: int) -> None:
    writers = [
        start(tmp_path / "f", f"w{n}", count, picture.path, tmp_path / f"out-{n}") for n in range(8)
    ]
    assert [writer.wait() for writer in writers] == [0] * 8
    found = told(tmp_path)
    assert len(found) == 8 * count
    verify(tmp_path / "f", found, exact=True)


class Seat:
    """One of the writers: when it is killed another takes its place, for the rows still to do."""

    def __init__(self, folder: Path, name: str, count: int, source: Path) -> None:
        self._name = name
        self._folder = folder
        self._count = count
        self._source = source
        self._lives = 0
        self._begin()

    def _begin(self) -> None:
        self._before = len(told(self._folder, self._name))
        out = self._folder / f"out-{self._name}.{self._lives}"
        name = f"{self._name}.{self._lives}"
        left = self._count - self._before
        self._process = start(self._folder / "f", name, left, self._source, out)
        self._lives += 1

    @property
    def works(self) -> bool:
        """Whether it has rows to do."""
        return self._process.poll() is None

    def kill(self) -> bool:
        """Kill it in the middle of its work; return whether it had not finished before that."""
        while self._process.poll() is None and len(told(self._folder, self._name)) == self._before:
            time.sleep(0.005)
        self._process.kill()
        if self._process.wait() == 0:
            return False
        self._begin()
        return True

    def wait(self) -> int:
        """Wait for the last one and return its exit code."""
        return self._process.wait()


@pytest.mark.parametrize(
    ("count", "kills"), [(100, 8), pytest.param(1000, 160, marks=FULL)], ids=["part", "full"]
)
def test_eight_writers_that_are_killed(
    tmp_path: Path, picture: FlaggedFile, count: int, kills: int
) -> None:
    chance = random.Random(kills)
    seats = [Seat(tmp_path, f"w{n}", count, picture.path) for n in range(8)]
    killed = 0
    for _ in range(kills):
        if working := [seat for seat in seats if seat.works]:
            killed += chance.choice(working).kill()
    assert [seat.wait() for seat in seats] == [0] * 8
    assert killed > kills / 2
    # The next one takes back what the last one left.
    log = FlagLog(tmp_path / "f", ["who", "im", "Output"], with_option=False)
    log.append(["end", None, ""])
    found = told(tmp_path)
    assert len(found) >= 8 * count
    verify(tmp_path / "f", found, exact=False)
    names = {row[1] for row in rows_of(tmp_path / "f" / "logs.csv")}
    assert {f"im/{path.name}" for path in (tmp_path / "f" / "im").iterdir()} <= names
