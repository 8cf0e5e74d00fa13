"""Links lead somewhere, code runs, and nothing documented is missing."""

import doctest
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import autoui
from autoui.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


def blocks() -> Iterator[Any]:
    for page in PAGES:
        for number, code in enumerate(PYTHON.findall(page.read_text(encoding="utf-8")), 1):
            yield pytest.param(code, id=f"{name_of(page)}-{number}")


@pytest.mark.parametrize("code", list(blocks()))
def test_code_of_the_documentation_runs(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "documentation"}
    exec(compile(code, "documentation", "exec"), names)
    finder = doctest.DocTestFinder(recurse=False)
    runner = doctest.DocTestRunner(verbose=False)
    for thing in list(names.values()):
        if getattr(thing, "__module__", "") == "documentation":
            for example in finder.find(thing, "documentation", module=False, globs=names):
                assert runner.run(example).failed == 0


def options() -> Iterator[tuple[str, str, Any]]:
    group = typer.main.get_command(app)
    for command_name, command in group.commands.items():  # type: ignore[attr-defined]
        for parameter in command.params:
            yield command_name, parameter.param_type_name, parameter
    for parameter in group.params:
        yield "", parameter.param_type_name, parameter


def section(page: str, command: str) -> str:
    if not command:
        return page
    start = page.index(f"## `autoui {command}")
    end = page.find("\n## ", start + 1)
    return page[start:end]


def test_each_option_and_variable_is_documented() -> None:
    page = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    for command, kind, parameter in options():
        text = section(page, command)
        for spelling in (*parameter.opts, *parameter.secondary_opts) if kind == "option" else ():
            assert f"`{spelling}`" in text, (command, spelling)
        if parameter.envvar:
            assert f"`{parameter.envvar}`" in text, (command, parameter.envvar)


def test_each_documented_option_exists() -> None:
    page = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    known = {spelling for _, _, p in options() for spelling in (*p.opts, *p.secondary_opts)}
    variables = {p.envvar for _, _, p in options() if p.envvar}
    assert set(re.findall(r"`(--[a-z-]+)`", page)) <= known | {"--help"}
    assert set(re.findall(r"`(AUTOUI_[A-Z_]+)`", page)) == variables


@pytest.mark.parametrize("name", sorted(autoui.__all__))
def test_each_public_name_is_documented(name: str) -> None:
    page = (DOCS / "reference" / "python.md").read_text(encoding="utf-8")
    assert f"`{name}" in page


def test_each_component_has_its_row() -> None:
    page = (DOCS / "reference" / "components.md").read_text(encoding="utf-8")
    for path in (ROOT / "autoui" / "components").glob("*.py"):
        for kind in re.findall(
            r'^    kind(?:: ClassVar\[str\])? = "(\w+)"', path.read_text(), re.MULTILINE
        ):
            assert f"| `{kind}` |" in page, kind


def test_the_index_names_every_page() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    for page in DOCS.rglob("*.md"):
        relative = page.relative_to(DOCS).as_posix()
        assert relative == "index.md" or f"({relative})" in index, relative


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.py")), ids=lambda p: p.stem)
def test_the_readme_names_every_example(path: Path) -> None:
    assert f"examples/{path.name}" in (ROOT / "README.md").read_text(encoding="utf-8")
