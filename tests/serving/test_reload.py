"""Which file a target names, and what tells that a file was saved."""

from pathlib import Path

import pytest

from autoui.serving.reload import stamps, target_files
from autoui.serving.settings import Settings


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
