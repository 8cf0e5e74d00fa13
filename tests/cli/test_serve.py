"""``autoui serve`` up to the point where the server starts."""

from pathlib import Path
from typing import Any

import pytest

from autoui.cli.app import run
from autoui.cli.serve import sketch_of

SOURCE = '''
raise RuntimeError("this file must not be imported")

def greet(name: str, *, loud=False):
    """Say hello."""

def _private():
    ...
'''


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app.py").write_text(SOURCE)
    (tmp_path / "test_app.py").write_text("def test_greet(): ...\n")
    (tmp_path / "broken.py").write_text("def (:\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The settings that reached the server; none is started."""
    from autoui.serving import run as serving

    settings: list[Any] = []

    def record(found: Any, announce: Any) -> int:
        settings.append(found)
        return 0

    monkeypatch.setattr(serving, "serve", record)
    return settings


def test_without_a_target_it_lists_what_could_be_served(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["This folder could serve:", "  autoui serve app.py:greet  Say hello."]


def test_without_a_target_and_without_functions_it_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["serve"]) == 2
    assert "module:function" in capsys.readouterr().err


@pytest.mark.parametrize("target", ["app.py:greet", "app.py"])
def test_the_sketch_comes_from_the_source(target: str, here: Path) -> None:
    sketch = sketch_of(target, here)
    assert sketch is not None
    assert [parameter["name"] for parameter in sketch["parameters"]] == ["name", "loud"]


@pytest.mark.parametrize("target", ["app:greet", "app.py:other", "broken.py:f"])
def test_without_a_readable_source_there_is_no_sketch(target: str, here: Path) -> None:
    assert sketch_of(target, here) is None


def test_options_reach_the_server(here: Path, started: list[Any]) -> None:
    (here / "data").mkdir()
    line = (
        "app.py:greet --host 0.0.0.0 --port 9000 --title T --description D --theme ink --live "
        "--open --no-debug --reload --allow-path data --allowed-host a.example "
        "--allowed-host b.example --concurrency 3 --queue-size 0 --timeout 1.5 --batch "
        "--max-batch-size 16 --loop asyncio"
    )
    assert run(line.split()) == 0
    (settings,) = started
    assert settings.target == "app.py:greet"
    texts = {"title": "T", "description": "D", "theme": "ink", "live": True}
    runs = {"concurrency": 3, "queue_size": 0, "timeout": 1.5, "batch": True, "max_batch_size": 16}
    assert settings.options == texts | runs
    assert settings.loop == "asyncio"
    assert (settings.host, settings.port, settings.port_fixed) == ("0.0.0.0", 9000, True)
    assert (settings.debug, settings.reload, settings.open) == (False, True, True)
    assert settings.allow_paths == [str(here / "data")]
    assert settings.allowed_hosts == ["a.example", "b.example"]


def test_defaults_leave_the_choice_to_the_function(here: Path, started: list[Any]) -> None:
    assert run(["serve", "app.py:greet"]) == 0
    (settings,) = started
    assert settings.options == {}
    assert (settings.host, settings.port, settings.port_fixed) == ("127.0.0.1", 7860, False)
    assert (settings.debug, settings.reload, settings.open) == (None, False, False)
    assert settings.sketch["title"] == "Greet"


def test_environment_variables_are_options_too(
    here: Path, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "a b").mkdir()
    (here / "c").mkdir()
    for name, value in {
        "TARGET": "app.py:greet",
        "HOST": "127.0.0.2",
        "PORT": "9001",
        "TITLE": "From outside",
        "DESCRIPTION": "D",
        "THEME": "ink",
        "LIVE": "1",
        "OPEN": "true",
        "DEBUG": "off",
        "RELOAD": "yes",
        "ALLOW_PATH": "a b:c",
        "ALLOWED_HOST": "a.example b.example",
        "TRUSTED_PROXY": "10.0.0.1",
        "CWD": "c",
        "CONCURRENCY": "2",
        "QUEUE_SIZE": "9",
        "TIMEOUT": "60",
        "BATCH": "no",
        "MAX_BATCH_SIZE": "8",
        "LOOP": "asyncio",
    }.items():
        monkeypatch.setenv(f"AUTOUI_{name}", value)
    assert run(["serve", "--port", "9002", "--timeout", "30"]) == 0
    (settings,) = started
    assert settings.target == f"{here / 'app.py'}:greet"
    assert (settings.host, settings.port) == ("127.0.0.2", 9002)
    assert settings.options["title"] == "From outside"
    assert settings.options["live"] is True
    counts = [settings.options[name] for name in ("concurrency", "queue_size", "max_batch_size")]
    assert (counts, settings.options["timeout"]) == ([2, 9, 8], 30.0)
    assert (settings.options["batch"], settings.loop) == (False, "asyncio")
    assert (settings.debug, settings.reload, settings.open) == (False, True, True)
    assert settings.allow_paths == [str(here / "a b"), str(here / "c")]
    assert settings.allowed_hosts == ["a.example", "b.example"]
    assert settings.trusted_proxies == ["10.0.0.1"]
    assert settings.cwd == str(here / "c")


def test_with_another_folder_the_file_is_still_found(here: Path, started: list[Any]) -> None:
    (here / "elsewhere").mkdir()
    assert run(["serve", "app.py:greet", "--cwd", "elsewhere"]) == 0
    (settings,) = started
    assert settings.target == f"{here / 'app.py'}:greet"
    assert settings.cwd == str(here / "elsewhere")


@pytest.mark.parametrize("option", ["--cwd", "--allow-path"])
def test_a_folder_that_is_none_is_refused(
    option: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve", "app.py:greet", option, "nowhere"]) == 2
    assert f"{option} nowhere is not a folder" in capsys.readouterr().err


def test_the_server_decides_the_exit_code(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from autoui.serving import run as serving

    monkeypatch.setattr(serving, "serve", lambda settings, announce: 3)
    assert run(["serve", "app.py:greet"]) == 3


@pytest.mark.parametrize(
    "wrong",
    ["--concurrency 0", "--queue-size -1", "--timeout -3", "--max-batch-size 0", "--loop fast"],
)
def test_numbers_that_make_no_sense_are_refused(
    wrong: str, here: Path, started: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve", "app.py:greet", *wrong.split()]) == 2
    assert wrong.split()[0] in capsys.readouterr().err
    assert started == []


def test_a_loop_that_is_not_installed_is_refused(
    here: Path,
    started: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("autoui.cli.serve.find_spec", lambda name: None)
    assert run(["serve", "app.py:greet", "--loop", "uvloop"]) == 2
    assert "autoui[fast]" in capsys.readouterr().err
