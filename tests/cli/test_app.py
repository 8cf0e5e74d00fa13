"""The command line without a server: help, errors, what is loaded."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from autoui import __version__
from autoui.cli.app import expand, run
from autoui.cli.targets import looks_like_target

HEAVY = ("litestar", "uvicorn", "numpy", "PIL", "rich", "watchfiles", "autoui.page")
LOADED_BY = """
import json, sys
from autoui.cli.app import run
code = run(sys.argv[2:])
loaded = [name for name in json.loads(sys.argv[1]) if name in sys.modules]
sys.exit(f"loaded {loaded}" if loaded else code)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], []])
def test_help_names_every_command(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 0
    shown = capsys.readouterr().out
    assert "serve" in shown
    assert "inspect" in shown


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"autoui {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["serve", "--help"], 0),
        (["inspect", "--help"], 0),
        (["--version"], 0),
        (["serve"], 2),
        (["serve", "--port", "many", "x.py"], 2),
        (["serve", "--prot", "1", "x.py"], 2),
        (["nothing"], 2),
        (["missing.py:f"], 2),
    ],
)
def test_what_needs_no_server_loads_none_of_it(
    arguments: list[str], code: int, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", LOADED_BY, json.dumps(HEAVY), *arguments]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == code, ended.stderr


def test_help_is_cheap() -> None:
    def cpu() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "autoui", "--help"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(cpu() for _ in range(3)) <= 0.3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["srve", "x"], ["No such command", "'serve'"]),
        (["nothing"], ["nothing", "nothing:function"]),
        (["serve", "--prot", "1", "x.py"], ["--prot", "--port"]),
        (["serve", "--port", "many", "x.py"], ["--port", "int"]),
        (["serve", "--port", "70000", "x.py"], ["--port", "65535"]),
        (["serve", "x.py", "f"], ['"f"', "x.py:f"]),
        (["serve", "x.py:f", "y.py:g"], ['"y.py:g"', "one target"]),
        (["inspect"], ["TARGET"]),
    ],
)
def test_a_wrong_command_line_is_one_line(
    arguments: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert shown.err.startswith("autoui: ")
    for word in words:
        assert word in shown.err


@pytest.mark.parametrize(
    ("given", "expanded"),
    [
        ([], ["--help"]),
        (["app.py"], ["serve", "app.py"]),
        (["app.py:f", "--port", "1"], ["serve", "app.py:f", "--port", "1"]),
        (["--port", "1", "app.py"], ["serve", "--port", "1", "app.py"]),
        (["pkg.mod"], ["serve", "pkg.mod"]),
        (["./app.py"], ["serve", "./app.py"]),
        (["serve", "app.py"], ["serve", "app.py"]),
        (["inspect", "app.py"], ["inspect", "app.py"]),
        (["--version"], ["--version"]),
        (["-h"], ["-h"]),
    ],
)
def test_a_bare_target_means_serve(given: list[str], expanded: list[str]) -> None:
    assert expand(given) == expanded


@pytest.mark.parametrize("argument", ["--host", "-h", "serve", "app", "--title=a:b"])
def test_what_is_no_target(argument: str) -> None:
    assert not looks_like_target(argument)


def test_a_reader_that_leaves_early_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def f(): ...\n" * 20_000)
    command = f"{sys.executable} -m autoui serve | head -1"
    ended = subprocess.run(
        command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ended.stdout.startswith("This folder")
    assert ended.stderr == ""
