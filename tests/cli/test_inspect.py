"""``autoui inspect`` on real functions, in processes of their own as a person runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = '''
import subprocess
import sys

print("hello from the module")
subprocess.run([sys.executable, "-c", "print('hello from a child')"])


def mix(a: int, b, c="x", *, password: str = "hunter2"):
    """Mix things.

    Args:
        a: The first.
    """


def call(back):
    """Takes a function.

    Args:
        back (Callable): Called at the end.
    """
'''


def inspect(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "autoui", "inspect", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(SOURCE)
    return tmp_path


def test_each_parameter_says_where_its_type_came_from(folder: Path) -> None:
    ended = inspect(folder, "app.py:mix")
    assert ended.returncode == 0, ended.stderr
    lines = {line.split()[0]: line for line in ended.stdout.splitlines() if line.strip()}
    assert "number" in lines["a"]
    assert "int (annotated)" in lines["a"]
    assert "any" in lines["b"]
    assert "unknown" in lines["b"]
    assert "from the default" in lines["c"]
    assert "hunter2" not in ended.stdout


def test_what_the_module_prints_stays_out_of_the_json(folder: Path) -> None:
    ended = inspect(folder, "app.py:mix", "--json")
    assert ended.returncode == 0, ended.stderr
    (function,) = json.loads(ended.stdout)["functions"]
    assert [one["name"] for one in function["parameters"]] == ["a", "b", "c", "password"]
    assert "hello from the module" in ended.stderr
    assert "hello from a child" in ended.stderr


def test_examples_of_the_documentation_are_listed(tmp_path: Path) -> None:
    ended = inspect(tmp_path, "textwrap:shorten")
    assert ended.returncode == 0, ended.stderr
    assert "examples from the documentation" in ended.stdout
    assert "Hello world! · 12" in ended.stdout


def test_a_module_lists_what_it_serves_and_what_it_refuses(folder: Path) -> None:
    ended = inspect(folder, "app.py")
    assert ended.returncode == 0, ended.stderr
    assert "mix(" in ended.stdout
    assert "refused: " in ended.stdout
    assert "back" in ended.stdout.partition("refused: ")[2]


@pytest.mark.parametrize(
    ("target", "code", "words"),
    [
        ("app.py:mixx", 2, ["mixx", "mix"]),
        ("app.py:call", 2, ["back"]),
        ("nothere.py:f", 2, ["nothere.py"]),
        ("no_such_module_at_all:f", 2, ["no_such_module_at_all"]),
        ("broken.py:f", 3, ["broken.py", "ZeroDivisionError"]),
        ("app.py:sys", 2, ["sys"]),
    ],
)
def test_refusals_are_one_line_and_an_exit_code(
    target: str, code: int, words: list[str], folder: Path
) -> None:
    (folder / "broken.py").write_text("1 / 0\n")
    ended = inspect(folder, target)
    assert ended.returncode == code, ended.stderr
    assert ended.stdout == ""
    (line,) = [line for line in ended.stderr.splitlines() if line.startswith("autoui: ")]
    for word in words:
        assert word in line


def test_an_import_error_shows_the_frames_of_the_user_only(folder: Path) -> None:
    (folder / "broken.py").write_text("def f():\n    return 1 / 0\n\nf()\n")
    ended = inspect(folder, "broken.py:f")
    assert 'broken.py", line 4' in ended.stderr
    assert "autoui/" not in ended.stderr


def test_another_folder(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "names.txt").write_text("Ada")
    (folder / "reads.py").write_text("NAMES = open('names.txt').read()\n\ndef f(x=NAMES): ...\n")
    ended = inspect(folder, "reads.py:f", "--cwd", "data")
    assert ended.returncode == 0, ended.stderr
    assert "default 'Ada'" in ended.stdout


def test_what_serve_is_told_is_told_here_too(folder: Path) -> None:
    (folder / "rows.csv").write_text("back\n3\n")
    told = ["--input", "back=slider(1, 10)", "--output", "number", "--examples", "rows.csv"]
    ended = inspect(folder, "app.py:call", *told, "--api-name", "go", "--title", "T", "--json")
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    (function,) = found["functions"]
    (parameter,) = function["parameters"]
    assert (found["title"], function["name"]) == ("T", "go")
    assert (parameter["component"], parameter["source"]) == ("slider", "given")
    assert [one["component"] for one in function["results"]] == ["number"]
    assert function["examples"]["labels"] == ["3"]
