"""The package as it is installed: what it holds, what importing it costs, who imports whom."""

import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import autoui

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("numpy", "PIL", "litestar", "uvicorn", "typer", "autoui.serving", "autoui.worker")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built by the back end in this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    (found,) = folder.glob("*.whl")
    return zipfile.ZipFile(found)


def test_the_wheel_holds_the_package_and_the_page(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "autoui").rglob("*")
        if path.suffix in (".py", ".typed", ".pyi")
    }
    assets = {
        f"autoui/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "web_assets").rglob("*")
        if path.is_file()
    }
    assert "autoui/py.typed" in sources
    assert assets
    assert sources | assets <= names
    assert {name.split("/")[0] for name in names} == {
        "autoui",
        f"autoui-{autoui.__version__}.dist-info",
    }


def test_the_wheel_is_small(wheel: zipfile.ZipFile) -> None:
    assert Path(str(wheel.filename)).stat().st_size <= 1_000_000


def test_the_metadata(wheel: zipfile.ZipFile) -> None:
    folder = f"autoui-{autoui.__version__}.dist-info"
    metadata = wheel.read(f"{folder}/METADATA").decode()
    for line in (
        "Name: autoui",
        f"Version: {autoui.__version__}",
        "License-Expression: Apache-2.0",
        "Requires-Python: >=3.11",
        "Provides-Extra: fast",
    ):
        assert line in metadata.splitlines()
    assert f"{folder}/licenses/LICENSE" in wheel.namelist()
    scripts = wheel.read(f"{folder}/entry_points.txt").decode()
    assert "autoui = autoui.__main__:main" in scripts


def test_importing_autoui_loads_nothing_heavy() -> None:
    program = (
        "import autoui, json, sys; "
        "print(json.dumps([m for m in json.loads(sys.argv[1]) if m in sys.modules]))"
    )
    command = [sys.executable, "-c", program, json.dumps(HEAVY)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(ended.stdout) == []


def test_every_name_of_the_menu_is_there() -> None:
    for name in autoui.__all__:
        assert getattr(autoui, name) is not None
    assert sorted(set(autoui.__all__)) == sorted(autoui.__all__)
    assert set(autoui.__all__) <= set(dir(autoui))


def test_a_name_that_is_not_on_the_menu() -> None:
    with pytest.raises(AttributeError, match="Slider"):
        _ = autoui.Sliderr


def test_the_changelog_knows_the_version() -> None:
    assert autoui.__version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_each_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    page = (ROOT / "docs" / "explanation" / "dependencies.md").read_text(encoding="utf-8")
    for requirement in project["dependencies"] + project["optional-dependencies"]["fast"]:
        name = requirement.split(">=")[0]
        assert name in page, name
