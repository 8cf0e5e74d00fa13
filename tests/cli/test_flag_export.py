"""``autoui flag-export``: what it writes, what it says, and what it costs."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autoui.cli.app import run
from autoui.records.flag_cells import line_of
from autoui.records.flag_log import PENDING
from autoui.records.flags import CSVLogger, FlagColumn, FlaggedFile
from tests.cli.test_app import HEAVY, LOADED_BY

EXPORT = [sys.executable, "-m", "autoui", "flag-export"]


@pytest.fixture
def flagged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "flagged"
    folder.mkdir()
    (folder / "logs.csv").write_text(
        "num1,text,timestamp\n"
        "5,'=1+1,2026-01-01T10:00:00.000Z\n"
        "-6.5,plain,2026-02-01T10:00:00.000Z\n"
    )
    (folder / "logs_2.csv").write_text(
        'num1,more,flag,timestamp\n7,"[1, 2]",wrong,2026-03-01T10:00:00.000Z\n'
    )
    (folder / "logs_10.csv").write_text("num1,timestamp\n8,2026-04-01T10:00:00.000Z\n")
    (folder / "logs_x.csv").write_text("none,of,ours\n")
    return folder


def export(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, str, str]:
    code = run(["flag-export", *arguments])
    sys.stdout.flush()
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


def test_all_logs_in_order_with_all_columns(flagged: Path, capfdbinary) -> None:
    code, out, err = export(capfdbinary)
    assert (code, err) == (0, "")
    assert out == (
        "num1,text,more,flag,timestamp\n"
        "5,'=1+1,,,2026-01-01T10:00:00.000Z\n"
        "-6.5,plain,,,2026-02-01T10:00:00.000Z\n"
        '7,,"[1, 2]",wrong,2026-03-01T10:00:00.000Z\n'
        "8,,,,2026-04-01T10:00:00.000Z\n"
    )


def test_json_lines_hold_the_values(flagged: Path, capfdbinary) -> None:
    _, out, _ = export(capfdbinary, "--format", "jsonl", "--columns", "num1,text,more")
    assert [json.loads(line) for line in out.splitlines()] == [
        {"num1": 5, "text": "=1+1", "more": None},
        {"num1": -6.5, "text": "plain", "more": None},
        {"num1": 7, "text": None, "more": [1, 2]},
        {"num1": 8, "text": None, "more": None},
    ]


def test_a_column_is_a_number_only_where_every_cell_is(flagged: Path, capfdbinary) -> None:
    (flagged / "logs_3.csv").write_text("num1,b,c,timestamp\n007,true,nan,x\n1,false,2,x\n")
    _, out, _ = export(capfdbinary, "--format", "jsonl", "--columns", "num1,b,c")
    found = [json.loads(line) for line in out.splitlines()]
    assert [row["num1"] for row in found] == ["5", "-6.5", "7", "007", "1", "8"]
    assert [row["b"] for row in found[3:5]] == [True, False]
    assert [row["c"] for row in found[3:5]] == ["nan", 2]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--since", "2026-02-01"], ["-6.5", "7", "8"]),
        (["--until", "2026-02-01"], ["5", "-6.5"]),
        (["--until", "2026-02-01T09:59"], ["5"]),
        (["--since", "2026-02-01T11:00+01:00", "--until", "2026-03-01T10:00Z"], ["-6.5", "7"]),
        (["--option", "wrong"], ["7"]),
        (["--option", "other"], []),
    ],
)
def test_rows_are_chosen(flagged: Path, capfdbinary, arguments, expected) -> None:
    code, out, _ = export(capfdbinary, *arguments, "--columns", "num1")
    assert code == 0
    assert out.splitlines() == ["num1", *expected]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "there is no folder nowhere"),
        (["flagged/logs.csv"], "is no folder"),
        (["."], ". holds no flag log"),
        (["--columns", "num1,nothing"], "there is no column nothing"),
        (["--since", "yesterday"], '--since cannot read "yesterday"'),
        (["--format", "xml"], "xml"),
    ],
)
def test_what_is_wrong_is_said(flagged: Path, capfdbinary, arguments, said) -> None:
    code, out, err = export(capfdbinary, *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_rows_that_cannot_be_read_are_named(flagged: Path, capfdbinary) -> None:
    with (flagged / "logs.csv").open("a") as file:
        file.write('1,2\n9,"two\nlines",2026-05-01T00:00:00Z\n"a"b,c,d\n')
    code, out, err = export(capfdbinary, "--columns", "num1")
    assert code == 1
    assert out.split() == ["num1", "5", "-6.5", "9", "7", "8"]
    assert "flagged/logs.csv line 4: 2 cells, not 3" in err
    assert "flagged/logs.csv line 7:" in err


def test_what_a_dead_writer_left_is_no_row(flagged: Path, capfdbinary) -> None:
    size = (flagged / "logs.csv").stat().st_size
    with (flagged / "logs.csv").open("a") as file:
        file.write('9,"ha')
    note = {"log": "logs.csv", "size": size, "row": '9,"half",x\n', "files": []}
    (flagged / PENDING).write_text(json.dumps(note))
    code, out, err = export(capfdbinary, "--columns", "num1")
    assert (code, err) == (0, "")
    assert out.split() == ["num1", "5", "-6.5", "7", "8"]


def test_a_zip_holds_the_files_and_nothing_from_elsewhere(
    flagged: Path, tmp_path: Path, capfdbinary
) -> None:
    blob = tmp_path / "blob"
    blob.write_bytes(b"bytes")
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    logger = CSVLogger()
    logger.setup([FlagColumn("im"), FlagColumn("many"), FlagColumn("typed")], str(flagged))
    file = FlaggedFile(blob, "a.png")
    logger.flag([file, [file, file], "im/0.png"])
    logger.flag([file, None, "typed/../../secret"])
    logger.flag([file, None, "../secret"])
    (flagged / "im" / "1.png").unlink()
    (flagged / "im" / "1.png").symlink_to(secret)
    (flagged / "typed").symlink_to(tmp_path)
    (tmp_path / "7").write_bytes(b"secret")
    logger.flag(["im/77.png", None, "typed/7"])
    code, _, err = export(capfdbinary, "--format", "zip", "-o", "out.zip")
    with zipfile.ZipFile("out.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == ["logs.csv", "im/0.png", "many/0.png", "many/0_1.png", "im/2.png"]
        assert archive.read("many/0_1.png") == b"bytes"
        rows = list(csv.reader(io.StringIO(archive.read("logs.csv").decode())))
    assert len(rows) == 9
    assert code == 1
    assert "im/1.png" in err
    assert "im/77.png: No such file" in err
    assert "typed/7: its folder is a link" in err


def test_a_file_appears_complete_or_not_at_all(flagged: Path, tmp_path: Path, capfdbinary) -> None:
    Path("out.csv").write_text("before")
    code = (
        "import resource, sys; from autoui.cli.app import run; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10)); sys.exit(run(sys.argv[1:]))"
    )
    command = [sys.executable, "-B", "-c", code, "flag-export", "-o", "out.csv"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "out.csv could not be written: File too large" in ended.stderr
    assert Path("out.csv").read_text() == "before"
    assert export(capfdbinary, "-o", "out.csv")[0] == 0
    assert Path("out.csv").read_text().startswith("num1,")
    assert {path.name for path in tmp_path.iterdir()} == {"flagged", "out.csv"}


def test_nothing_heavy_is_loaded(flagged: Path) -> None:
    command = [sys.executable, "-c", LOADED_BY, json.dumps(HEAVY), "flag-export"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_a_reader_that_has_had_enough_is_no_error(tmp_path: Path) -> None:
    many(tmp_path / "flagged", 20_000)
    command = " ".join([*EXPORT, "| head -1; test ${PIPESTATUS[0]} -le 1"])
    ended = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, "num1,operation,num2,Output,timestamp\n")
    assert "Traceback" not in ended.stderr


def test_a_terminal_sees_how_far_it_is(tmp_path: Path) -> None:
    many(tmp_path / "flagged", 30_000)
    ours, theirs = pty.openpty()
    with (tmp_path / "out").open("wb") as out:
        process = subprocess.Popen(
            [*EXPORT, "--format", "jsonl"], cwd=tmp_path, stdout=out, stderr=theirs
        )
    os.close(theirs)
    shown = b""
    while True:
        try:
            data = os.read(ours, 1000)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        shown += data
    os.close(ours)
    assert process.wait() == 0
    assert b" rows, " in shown
    assert shown.endswith(b"\r\x1b[K")


def many(folder: Path, count: int) -> None:
    folder.mkdir()
    with (folder / "logs.csv").open("wb") as file:
        file.write(b"num1,operation,num2,Output,timestamp\n")
        for number in range(count):
            cells = [str(number), "add", "1.5", "x" * 50, "2026-11-25T04:05:52.000Z"]
            file.write(line_of(cells))


@pytest.mark.parametrize(
    "rows", [20_000, pytest.param(100_000, marks=pytest.mark.stress)], ids=["small", "full"]
)
@pytest.mark.parametrize("format_", ["csv", "jsonl", "zip"])
def test_memory_does_not_grow_with_the_log(tmp_path: Path, format_: str, rows: int) -> None:
    peaks = []
    for count in (1_000, rows):
        folder = tmp_path / str(count)
        many(folder, count)
        code = (
            "import resource, sys; from autoui.cli.app import run; code = run(sys.argv[1:]); "
            "sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)); "
            "sys.exit(code)"
        )
        command = [sys.executable, "-c", code, "flag-export", str(folder), "--format", format_]
        ended = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True
        )
        peaks.append(int(ended.stderr))
    assert peaks[1] - peaks[0] < 3_000
