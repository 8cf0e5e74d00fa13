"""Every keyword of ``Interface`` has its flag, so that a function needs no code around it."""

from pathlib import Path
from typing import Any, get_type_hints

import pytest

from autoui.cli.app import run
from autoui.page.options import FunctionOptions, Options, read
from autoui.serving import run as serving_run

FLAGS: dict[str, tuple[list[str], str, Any]] = {
    "inputs": (["--input", "x=number"], "inputs", ["x=number"]),
    "additional_inputs": (["--input", "y=text"], "inputs", ["y=text"]),
    "outputs": (["--output", "number", "--output", "text"], "outputs", ["number", "text"]),
    "examples": (["--examples", "rows.csv"], "examples", "{here}/rows.csv"),
    "title": (["--title", "T"], "title", "T"),
    "description": (["--description", "D"], "description", "D"),
    "article": (["--article", "A"], "article", "A"),
    "theme": (["--theme", "soft"], "theme", "soft"),
    "css": (["--css", "a { color: red }"], "css", "a { color: red }"),
    "live": (["--live"], "live", True),
    "batch": (["--batch"], "batch", True),
    "max_batch_size": (["--max-batch-size", "16"], "max_batch_size", 16),
    "concurrency_limit": (["--concurrency", "3"], "concurrency", 3),
    "api_name": (["--api-name", "go"], "api_name", "go"),
    "kill": (["--no-kill"], "kill", False),
    "cancel_on_leave": (["--cancel-on-leave"], "cancel_on_leave", True),
    "cache_examples": (["--cache-examples", "lazy"], "cache_examples", "lazy"),
    "cache_mode": (["--cache-examples", "lazy"], "cache_examples", "lazy"),
    "examples_per_page": (["--examples-per-page", "5"], "examples_per_page", 5),
    "run_on_click": (["--run-on-click"], "run_on_click", True),
    "allow_flagging": (["--flagging", "auto"], "flagging", "auto"),
    "flagging_mode": (["--flagging", "never"], "flagging", "never"),
    "flagging_options": (["--flagging-option", "a b"], "flagging_options", ["a b"]),
    "flagging_dir": (["--flagging-dir", "kept"], "flagging_dir", "kept"),
    "flagging_callback": (["--flagging-callback", "m:f"], "flagging_callback", "m:f"),
    "thumbnail": (["--thumbnail", "a.png"], "thumbnail", "{here}/a.png"),
}
CHANGES_NOTHING = {"analytics_enabled"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app.py").write_text("def double(x):\n    return 2 * x\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_no_keyword_is_without_a_flag() -> None:
    keywords = set(get_type_hints(FunctionOptions))
    assert set(FLAGS) | CHANGES_NOTHING >= keywords
    reached = {name for _, name, _ in FLAGS.values()}
    assert set(Options.__struct_fields__) - reached == {"queue_size", "timeout"}


@pytest.mark.parametrize("keyword", FLAGS)
def test_a_flag_says_what_the_keyword_says(
    keyword: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Any] = []
    monkeypatch.setattr(
        serving_run, "serve", lambda settings, announce: started.append(settings) or 0
    )
    words, name, value = FLAGS[keyword]
    assert run(["serve", "app.py:double", *words]) == 0
    said = read(started[0].options)
    expected = value.replace("{here}", str(here)) if isinstance(value, str) else value
    assert getattr(said, name) == expected
