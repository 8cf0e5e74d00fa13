"""What is said of a target without importing it."""

from pathlib import Path

import pytest

from autoui.cli import targets
from autoui.errors import TargetError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "calculator.py").write_text("def add(a, b):\n    return a + b\n")
    (tmp_path / "tables.py").write_text("raise SystemExit\n")
    (tmp_path / "notes.md").write_text("# notes\n")
    (tmp_path / "tools").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    "target",
    [
        "calculator.py:add",
        "calculator.py:subtract",  # only an import can tell
        "calculator.py",
        "./calculator.py:add",
        "calculator:add",
        "calculator",
        "textwrap:shorten",
        "xml.etree.ElementTree",
        "os.path",
        "no.such.module",  # only an import can tell
    ],
)
def test_what_may_be_right_passes(target: str, folder: Path) -> None:
    targets.check(target, folder)


@pytest.mark.parametrize(
    ("target", "what", "cure"),
    [
        ("calculater.py:add", "no file calculater.py", "calculator.py:add"),
        ("calculator.pyw", "no file calculator.pyw", "calculator.py"),
        ("zzz.py:f", "no file zzz.py", "folder"),
        ("nowhere/app.py", "no file nowhere/app.py", "no folder nowhere"),
        ("./tools", "is a folder", "Python file"),
        ("notes.md:f", "not a Python file", ".py"),
        ("work.ipynb:f", "no file work.ipynb", "folder"),
        ("calculator.add", "names no module", "calculator:add"),
        ("textwrap.shorten", "names no module", "textwrap:shorten"),
        ("calculator.py:", "no function after the colon", "calculator.py:function"),
        (":add", "no module or file", "module:function"),
    ],
)
def test_what_cannot_be_right_names_the_cure(
    target: str, what: str, cure: str, folder: Path
) -> None:
    with pytest.raises(TargetError) as caught:
        targets.check(target, folder)
    assert what in caught.value.what
    assert cure in caught.value.cure
    assert caught.value.exit_code == 2


def test_a_check_imports_nothing(folder: Path) -> None:
    targets.check("tables.py:anything", folder)
    targets.check("tables:anything", folder)


def test_files_become_absolute_and_modules_stay(folder: Path) -> None:
    assert targets.absolute("calculator.py:add", folder) == f"{folder / 'calculator.py'}:add"
    assert targets.absolute("./calculator.py", folder) == str(folder / "calculator.py")
    assert targets.absolute("calculator:add", folder) == "calculator:add"
