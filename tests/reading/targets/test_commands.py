"""Apps of Typer and Click as targets: one callable for each command."""

import datetime
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from autoui.errors import Error, TargetError
from autoui.reading.annotations.stubs import Stubs
from autoui.reading.choosing.rules import standard
from autoui.reading.field import REQUIRED, Field
from autoui.reading.functions.signature import read
from autoui.reading.targets import target

TYPER = """
import typer
app = typer.Typer()
more = typer.Typer()
app.add_typer(more, name="more")

def helper():
    "Not a command."

@app.command()
def greet(name: str, loud: bool = typer.Option(False, help="Shout.")):
    "Greet somebody."
    return f"HELLO {name}" if loud else f"Hello {name}"

@app.command(hidden=True)
def secret(): ...

@more.command("part")
def more_part(size: int = typer.Option(3, min=1)):
    "Part."
    return size
"""
CLICK = """
import click

@click.group()
def cli(): ...

@cli.command()
@click.argument("name")
@click.option("--count", default=2, type=click.IntRange(1, 5), help="How often.")
@click.option("--kind", type=click.Choice(["a", "b"]))
@click.option("--day", type=click.DateTime())
@click.option("--tag", multiple=True)
@click.option("--loud", is_flag=True)
@click.option("-v", "--verbose", count=True)
@click.pass_context
def greet(context, name, count, kind, day, tag, loud, verbose):
    "Greet somebody."
    click.echo(context.info_name)
    return (name, count, kind, day, tag, loud, verbose)

@cli.command(hidden=True)
def hidden(): ...
"""


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = set(sys.modules)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    yield
    for name in set(sys.modules) - before:
        if name.endswith("_commands"):
            del sys.modules[name]


def load(folder: Path, text: str, name: str) -> list[target.Found]:
    (folder / "own_commands.py").write_text(text)
    return target.load(f"own_commands.py{name}", type("Ours", (), {}), folder).found


def fields(function: Any) -> dict[str, Field]:
    return {one.name: one for one in read(function, Stubs()).fields}


@pytest.mark.parametrize("name", [":app", ""])
def test_the_commands_of_a_typer_app(tmp_path: Path, name: str) -> None:
    found = load(tmp_path, TYPER, name)
    assert [one.path for one in found] == ["greet", "more_part"]
    greet = fields(found[0].value)
    assert (greet["name"].default, greet["loud"].default) == (REQUIRED, False)
    assert found[0].value("Ada", loud=True) == "HELLO Ada"


def test_the_commands_of_a_click_group(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = load(tmp_path, CLICK, ":cli")
    assert found.path == "greet"
    reading = read(found.value, Stubs())
    assert (reading.name, reading.title, reading.summary) == ("greet", "Greet", "Greet somebody.")
    greet = {one.name: one for one in reading.fields}
    assert {name: one.type for name, one in greet.items()} == {
        "name": str,
        "count": int,
        "kind": Literal["a", "b"],
        "day": datetime.datetime,
        "tag": list[str],
        "loud": bool,
        "verbose": int,
    }
    assert [one.required for one in greet.values()] == [True] + [False] * 6
    assert (greet["count"].default, greet["count"].doc) == (2, "How often.")
    assert found.value(name="Ada", count=3, tag=["x"]) == (
        "Ada", 3, None, None, ("x",), False, 0,
    )  # fmt: skip
    assert capsys.readouterr().out == "greet\n"


def test_an_app_without_commands(tmp_path: Path) -> None:
    text = "import typer\napp = typer.Typer()\n"
    for name in (":app", ""):
        with pytest.raises(TargetError, match="commands"):
            load(tmp_path, text, name)


ENDINGS = """
import click
import typer
app = typer.Typer()

@app.command()
def leave(code: int = 0, key: str = typer.Option("", hide_input=True)):
    "Leave."
    raise typer.Exit(code)

@app.command()
def refuse(): raise typer.BadParameter("too odd")

@click.command()
@click.argument("files", nargs=-1)
@click.option("--name", prompt=True, hide_input=True)
def hello(files, name):
    if name == "no":
        raise click.Abort()
    return files
"""


def test_a_command_ends_as_it_would_in_a_terminal(tmp_path: Path) -> None:
    leave, refuse, hello = (one.value for one in load(tmp_path, ENDINGS, ""))
    assert leave() is None
    assert hello(name="Ada") == ()
    for call, said in (
        (lambda: leave(3), "The command ended with exit code 3."),
        (refuse, "Invalid value: too odd"),
        (lambda: hello(name="no"), "The command was aborted."),
    ):
        with pytest.raises(Error) as caught:
            call()
        assert str(caught.value) == said


def test_what_is_typed_unseen_and_asked_for(tmp_path: Path) -> None:
    found = load(tmp_path, ENDINGS, "")
    assert fields(found[2].value)["name"].required
    for at, name in ((0, "key"), (2, "name")):
        component = standard().component(fields(found[at].value)[name])
        assert component.spec.secret
