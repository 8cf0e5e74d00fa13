"""Targets: every form, and every way to get them wrong."""

import os
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from autoui.errors import TargetError, UserImportError
from autoui.reading.annotations.stubs import Stubs
from autoui.reading.functions.signature import read
from autoui.reading.targets import target


class Ours:
    """Stands for an interface."""

    def launch(self) -> None:
        """As `Blocks.launch` does it."""
        target.record(self)


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = set(sys.modules)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    sys.modules["ours_here"] = types.ModuleType("ours_here")
    sys.modules["ours_here"].Ours = Ours  # type: ignore[attr-defined]
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def load(text: str, cwd: Path) -> target.Loaded:
    return target.load(text, Ours, cwd)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def paths(loaded: target.Loaded) -> list[str]:
    return [one.path for one in loaded.found]


def test_functions_of_a_module(tmp_path: Path) -> None:
    loaded = load("statistics:mean,median", tmp_path)
    assert paths(loaded) == ["mean", "median"]
    assert loaded.found[0].value([1, 3]) == 2
    assert loaded.chosen
    assert load("datetime:date.fromisoformat", tmp_path).found[0].value("2024-01-31").day == 31


def test_a_file_runs_as_a_script_does(tmp_path: Path) -> None:
    write(tmp_path, "deep/beside_it.py", "VALUE = 7\n")
    write(
        tmp_path,
        "deep/app_one.py",
        "import sys, beside_it\nARGV = list(sys.argv)\nNAME = __name__\n"
        "def f():\n    return beside_it.VALUE, ARGV, NAME\n"
        "if __name__ == '__main__':\n    raise RuntimeError\n",
    )
    loaded = load("deep/app_one.py:f", tmp_path)
    file = str(tmp_path / "deep" / "app_one.py")
    assert loaded.found[0].value() == (7, [file], "app_one")
    assert sys.path[0] == str(tmp_path / "deep")
    assert set(loaded.watch) >= {file, str(tmp_path / "deep" / "beside_it.py")}
    assert not any("site-packages" in path for path in loaded.watch)
    assert not any("/autoui/" in path for path in loaded.watch)


def test_a_module_of_the_working_folder(tmp_path: Path) -> None:
    write(tmp_path, "own_module.py", "def f():\n    'Doc.'\n    return 1\n")
    assert load("own_module:f", tmp_path).found[0].value() == 1


def test_a_file_named_as_a_standard_module_hides_nothing(tmp_path: Path) -> None:
    write(tmp_path, "statistics.py", "def f():\n    return __name__\n")
    assert load("statistics.py:f", tmp_path).found[0].value() == "statistics_"


def test_methods(tmp_path: Path) -> None:
    write(
        tmp_path,
        "tools.py",
        "class A:\n    def plain(self): return 1\n"
        "    @staticmethod\n    def static(): return 2\n"
        "    @classmethod\n    def klass(cls): return cls.__name__\n"
        "class B:\n    def __init__(self, x): pass\n    def plain(self): return 1\n",
    )
    values = [
        load(f"tools.py:A.{n}", tmp_path).found[0].value() for n in ("plain", "static", "klass")
    ]
    assert values == [1, 2, "A"]
    method = load("tools.py:B.plain", tmp_path).found[0].value
    assert [one.name for one in read(method, Stubs()).fields] == ["x"]
    assert method(x=5) == 1


def test_a_module_that_a_package_calls_by_another_name(tmp_path: Path) -> None:
    (tmp_path / "outer_one").mkdir()
    write(tmp_path / "outer_one", "__init__.py", "from outer_one import _inner as inner\n")
    write(tmp_path / "outer_one", "_inner.py", "import json\ndef f():\n    'F.'\n")
    assert paths(load("outer_one.inner:f", tmp_path)) == ["f"]
    assert load("outer_one.inner.json:dumps", tmp_path).found[0].module == "json"
    with pytest.raises(TargetError, match="no module other in outer_one"):
        load("outer_one.other:f", tmp_path)


def test_a_file_alone_serves_what_was_launched_last(tmp_path: Path) -> None:
    write(
        tmp_path,
        "apps.py",
        "from ours_here import Ours\ndemo = Ours()\nother = Ours()\nother.launch()\n"
        "def f():\n    'Doc.'\n",
    )
    assert paths(load("apps.py", tmp_path)) == ["other"]
    write(tmp_path, "apps2.py", "from ours_here import Ours\ndemo = Ours()\nlast = Ours()\n")
    assert paths(load("apps2.py", tmp_path)) == ["demo"]


def test_launch_is_only_recorded_while_loading() -> None:
    assert target.record(object()) is False
    with target.recording() as launched:
        assert target.record("x") is True
    assert launched == ["x"]


def test_a_file_alone_without_an_interface(tmp_path: Path) -> None:
    functions = "def b():\n    'B.'\ndef a():\n    'A.'\ndef main():\n    'M.'\ndef bare(): ...\n"
    write(tmp_path, "mod_a.py", functions + "def _p():\n    'P.'\nfrom statistics import mean\n")
    assert paths(load("mod_a.py", tmp_path)) == ["main", "b", "a"]
    write(tmp_path, "mod_b.py", functions + "__all__ = ['bare', 'a', 'missing']\n")
    assert paths(load("mod_b.py", tmp_path)) == ["bare", "a"]
    write(tmp_path, "mod_c.py", "def y(): ...\ndef x(): ...\n")
    loaded = load("mod_c.py", tmp_path)
    assert paths(loaded) == ["y", "x"]
    assert not loaded.chosen


@pytest.mark.parametrize(
    ("text", "what", "cure"),
    [
        ("no_file.py:f", "no file no_file.py", "give its path"),
        ("ap.py:f", "no file ap.py", "did you mean app.py"),
        ("nowhere/app.py:f", "no file", "no folder nowhere"),
        ("app.py:greet", "app.py has no greet", "did you mean greeting"),
        ("app.py:zzz", "has no zzz", "it has greeting"),
        ("app.py:VALUE", "is an int, which cannot be called", "name a function"),
        ("app.py:json", "json is a module", "write json:function"),
        ("app.py:late", "only under `if __name__", "move the line that makes late"),
        ("statistcs:mean", "no module statistcs", "did you mean statistics"),
        ("statistics:meen", "has no meen", "did you mean mean"),
        ("statistics.mean", "statistics is a module", "write statistics:mean"),
        ("app:greeting:", "", ""),
        ("xml.etreee:f", "no module etreee in xml", "did you mean etree"),
        ("app.py.", "neither a module nor a file", "write module:function"),
        ("only_guarded.py", "only under", "move the line that makes demo"),
        ("empty.py", "no public function", "name one"),
    ],
)
def test_what_can_be_wrong(tmp_path: Path, text: str, what: str, cure: str) -> None:
    write(
        tmp_path,
        "app.py",
        "import json\nVALUE = 1\ndef greeting():\n    'Hi.'\n"
        "if __name__ == '__main__':\n    late = greeting\n",
    )
    write(tmp_path, "only_guarded.py", "if __name__ == '__main__':\n    demo = 1\n")
    write(tmp_path, "empty.py", "X = 1\n")
    with pytest.raises(TargetError) as caught:
        load(text, tmp_path)
    assert what in caught.value.what
    assert cure in caught.value.cure
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("module", "name", "words"),
    [
        ("flask.app", "Flask", "a Flask app"),
        ("fastapi.applications", "FastAPI", "a FastAPI app"),
        ("gradio.blocks", "Blocks", "a Gradio app"),
        ("django.core.handlers.wsgi", "WSGIHandler", "a Django app"),
    ],
)
def test_other_frameworks(tmp_path: Path, module: str, name: str, words: str) -> None:
    made = f"type({name!r}, (), {{'__module__': {module!r}, '__call__': lambda self: 1}})()"
    write(tmp_path, "foreign.py", f"app = {made}\n")
    for text in ("foreign.py:app", "foreign.py"):
        with pytest.raises(TargetError, match=words) as caught:
            load(text, tmp_path)
        assert "\n" not in caught.value.what


def test_a_name_that_autoui_does_not_have_is_one_line_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "tabs.py").write_text("import autoui as gr\n\nwith gr.Tab('One'):\n    pass\n")
    with pytest.raises(UserImportError) as caught:
        load("tabs.py", tmp_path)
    assert caught.value.what.startswith("tabs.py, line 3: autoui has no Tab; in its place: ")
    assert not caught.value.traceback


def test_an_import_error_shows_the_users_own_frames(tmp_path: Path) -> None:
    write(tmp_path, "helper_x.py", "def g():\n    return 1 / 0\n")
    write(tmp_path, "fails.py", "import helper_x\nhelper_x.g()\n")
    with pytest.raises(UserImportError) as caught:
        load("fails.py:f", tmp_path)
    assert "ZeroDivisionError" in caught.value.what
    lines = caught.value.traceback.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1].strip().startswith(f'File "{tmp_path / "fails.py"}", line 2')
    assert "helper_x.py" in caught.value.traceback
    assert "importlib" not in caught.value.traceback
    assert caught.value.exit_code == 3
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_syntax_error(tmp_path: Path) -> None:
    write(tmp_path, "broken.py", "def f(:\n")
    with pytest.raises(UserImportError) as caught:
        load("broken.py:f", tmp_path)
    assert "SyntaxError" in caught.value.what
    assert "target.py" not in caught.value.traceback


def test_a_module_that_exits(tmp_path: Path) -> None:
    write(tmp_path, "exits.py", "import sys\nsys.exit(4)\n")
    with pytest.raises(UserImportError, match="ends the program") as caught:
        load("exits.py:f", tmp_path)
    assert "__main__" in caught.value.cure


def test_a_missing_file_beside_the_script(tmp_path: Path) -> None:
    write(tmp_path, "sub/data.csv", "x")
    write(tmp_path, "sub/reads.py", "open('data.csv')\n")
    with pytest.raises(UserImportError) as caught:
        load("sub/reads.py:f", tmp_path)
    assert "run there" in caught.value.cure
    assert f"--cwd {tmp_path / 'sub'}" in caught.value.cure


def test_a_missing_package_that_another_environment_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages" / "rare_package"
    site.mkdir(parents=True)
    write(tmp_path, "needs.py", "import rare_package.part\n")
    with pytest.raises(UserImportError) as caught:
        load("needs.py:f", tmp_path)
    assert str(tmp_path / ".venv") in caught.value.cure
    assert sys.prefix in caught.value.cure
    with pytest.raises(TargetError) as unknown:
        load("rare_package:f", tmp_path)
    assert str(tmp_path / ".venv") in unknown.value.cure
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "elsewhere"))
    write(tmp_path, "needs2.py", "import really_nowhere\n")
    with pytest.raises(UserImportError) as nowhere:
        load("needs2.py:f", tmp_path)
    assert "install really_nowhere" in nowhere.value.cure


def test_a_name_error_in_a_package_is_the_users(tmp_path: Path) -> None:
    write(tmp_path, "pack/__init__.py", "")
    write(tmp_path, "pack/inner.py", "import missing_thing\n")
    with pytest.raises(UserImportError, match="missing_thing"):
        load("pack.inner:f", tmp_path)


def test_loading_again_gives_the_new_file(tmp_path: Path) -> None:
    path = write(tmp_path, "twice.py", "def f(): return 1\n")
    assert load("twice.py:f", tmp_path).found[0].value() == 1
    path.write_text("def f(): return 22\n")
    os.utime(path, (1, 1))
    assert load("twice.py:f", tmp_path).found[0].value() == 22


def test_what_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    target.load("statistics:mean", Ours, tmp_path, told.append)
    assert told == ["importing statistics"]
