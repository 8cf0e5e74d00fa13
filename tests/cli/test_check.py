"""``autoui check``, in processes of their own as a person runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = '''
print("hello from the module")


def double(x: int) -> int:
    """Double.

    >>> double(2)
    4
    >>> double(3)
    6
    """
    print("working")
    return 2 * x


def wrong(x: int) -> int:
    """Be wrong.

    >>> wrong(1)
    1
    """
    return -x


def fails(x: int) -> int:
    """Fail.

    >>> fails(1)
    1
    """
    raise ValueError("no")


def raises(x: int) -> int:
    """Raise as documented.

    >>> raises(1)
    Traceback (most recent call last):
        ...
    ValueError: no
    """
    raise ValueError("no")


def told(x: int) -> None:
    """Print.

    >>> told(1)
    1
    """
    print(x)


def bare(x: int) -> int:
    """Do."""
    return x


def call(back):
    """Takes a function.

    Args:
        back (Callable): Called at the end.
    """
'''


def check(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "autoui", "check", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(SOURCE)
    return tmp_path


def test_examples_that_give_what_is_documented(folder: Path) -> None:
    ended = check(folder, "app.py:double,raises,told,bare")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "✓ 2 → 4" in ended.stdout
    assert "no examples" in ended.stdout
    assert ended.stdout.endswith("4 functions, 4 examples: 4 as documented\n")
    assert "hello" not in ended.stdout


def test_a_difference_is_an_exit_code(folder: Path) -> None:
    ended = check(folder, "app.py")
    assert ended.returncode == 1
    lines = ended.stdout.splitlines()
    assert "  ✗ 1 → -1" in lines
    assert lines[lines.index("  ✗ 1 → -1") + 1] == "    documented: 1"
    assert "  ✗ 1 → ValueError: no" in lines
    assert lines[-1] == (
        "6 functions, 6 examples: 4 as documented, 1 not as documented, 1 failed; "
        "1 function refused"
    )


def test_json(folder: Path) -> None:
    ended = check(folder, "app.py:double,wrong", "--json")
    found = json.loads(ended.stdout)
    assert (ended.returncode, found["good"]) == (1, False)
    assert [row["verdict"] for one in found["functions"] for row in one["rows"]] == [
        "right", "right", "differs",
    ]  # fmt: skip


@pytest.mark.parametrize("target", ["app.py:nope", "app.py:call", "nowhere.py"])
def test_what_cannot_be_served_is_a_usage_error(folder: Path, target: str) -> None:
    ended = check(folder, target)
    assert ended.returncode == 2
    assert len(ended.stderr.replace("hello from the module\n", "").splitlines()) == 1


def test_given_examples_run_as_well(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import autoui as gr\n"
        "def half(x: float) -> float:\n    return 1 / x\n"
        "demo = gr.Interface(half, examples=[2.0, 0.0])\n"
    )
    ended = check(tmp_path, "app.py")
    assert ended.returncode == 1
    assert "· 2 → 0.5" in ended.stdout
    assert "ZeroDivisionError" in ended.stdout


def test_a_function_without_code_around_it_is_checked_with_what_serve_is_told(
    tmp_path: Path,
) -> None:
    (tmp_path / "app.py").write_text(
        "def trim(words, lens):\n"
        "    return [[word[: int(size)] for word, size in zip(words, lens, strict=True)]]\n"
    )
    (tmp_path / "rows.csv").write_text("words,lens\nhello,2\nworld,3\n")
    told = ["--input", "words=text", "--input", "lens=number", "--batch", "--examples", "rows.csv"]
    ended = check(tmp_path, "app.py:trim", *told)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "  · hello 2 → ['he']" in ended.stdout.splitlines()
    refused = check(tmp_path, "app.py:trim", "--input", "nobody=text")
    assert refused.returncode == 2
    assert "nobody" in refused.stderr
