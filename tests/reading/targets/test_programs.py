"""Programs that parse their arguments with argparse as targets."""

import sys
from pathlib import Path
from typing import Any, Literal

import pytest

from autoui.errors import Error
from autoui.reading.annotations.stubs import Stubs
from autoui.reading.choosing.rules import standard
from autoui.reading.field import REQUIRED, UNKNOWN, Field
from autoui.reading.functions import callables
from autoui.reading.functions.signature import read
from autoui.reading.targets import target

HEAD = """
import argparse, enum, sys
from pathlib import Path
parser = argparse.ArgumentParser(prog="tool", description="%(prog)s does it. And more.")
add = parser.add_argument
"""
MAIN = """
def main():
    return vars(parser.parse_args())
"""
TOOL = """
import argparse

def helper():
    "Not a program."

def build():
    parser = argparse.ArgumentParser(prog="tool")
    parser.add_argument("--root", default=".")
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add-file", help="Add a file.", aliases=["a"])
    add.add_argument("name")
    add.add_argument("--root", type=int, default=1, dest="root")
    listing = commands.add_parser("list", description="List all.")
    listing.add_argument("-n", type=int, default=3)
    commands.add_parser("hidden", help=argparse.SUPPRESS)
    return parser

def main(argv=None):
    found = build().parse_args(argv)
    return 2 if found.command == "list" and found.n < 0 else vars(found)
"""


@pytest.fixture
def found(tmp_path: Path) -> Any:
    """Return a function that writes a script and says what is found in it."""

    def look(text: str, name: str = "main") -> list[target.Found]:
        (tmp_path / "script.py").write_text(text)
        place = f"script.py:{name}" if name else "script.py"
        try:
            return target.load(place, _Nobody, tmp_path).found
        finally:
            sys.modules.pop("script", None)

    return look


class _Nobody:
    """No value is one."""


def fields(value: Any) -> dict[str, Field]:
    return {one.name: one for one in read(value, Stubs()).fields}


def one(found: Any, *adding: str) -> tuple[Any, Field]:
    """Return the program that takes one argument, and its field."""
    (only,) = found(HEAD + "".join(f"add({line})\n" for line in adding) + MAIN)
    (field,) = fields(only.value).values()
    return only.value, field


# What is added, the type, the default, and what the program gets for a value.
ARGUMENTS: list[tuple[str, Any, Any, Any, Any]] = [
    ("'x'", str, REQUIRED, "a b", "a b"),
    ("'x'", str, REQUIRED, "-a", "-a"),
    ("'x', type=int", int, REQUIRED, -4, -4),
    ("'x', nargs='?', default='q'", str, "q", "", ""),
    ("'x', nargs='*', type=float", list[float], None, [1.5, -2.0], [1.5, -2.0]),
    ("'x', nargs='+'", list[str], REQUIRED, ["a", "-b"], ["a", "-b"]),
    ("'--x', type=float, default='1.5'", float, 1.5, -2.0, -2.0),
    ("'--x', required=True", str, REQUIRED, "--y", "--y"),
    ("'-x', type=int", int, None, -1, -1),
    ("'--x', nargs=2, type=int", list[int], None, [1, -2], [1, -2]),
    ("'--x', nargs='+', default=('a', 'b')", list[str], ["a", "b"], ["c"], ["c"]),
    ("'--x', action='append'", list[str], [], ["a", "-b"], ["a", "-b"]),
    ("'--x', action='store_true'", bool, False, True, True),
    ("'--no-x', action='store_false', dest='x'", bool, True, False, False),
    ("'-x', action='count', default=1", int, 1, 3, 3),
    ("'--x', action=argparse.BooleanOptionalAction", bool, None, False, False),
    ("'--x', action=argparse.BooleanOptionalAction, default=True", bool, True, False, False),
    ("'--x', type=bool, default=True", bool, True, False, False),
    ("'--x', type=lambda text: text == 'true', default=False", bool, False, True, True),
    ("'--x', choices=['a', 'b'], default='a'", Literal["a", "b"], "a", "b", "b"),
    ("'--x', type=int, choices=[1, 3]", Literal[1, 3], None, 3, 3),
    ("'--x', type=int, choices=range(100), default=5", int, 5, 6, 6),
    ("'--x', choices=['a', 'b'], nargs='*'", list[Literal["a", "b"]], None, ["b"], ["b"]),
    ("'--x', default=0.5", str, "0.5", "2", "2"),
    ("'--x', default=argparse.SUPPRESS", str, None, "a", "a"),
    ("'--x', type=lambda text: [text], default=len", str, UNKNOWN, "a", ["a"]),
    ("'x', type=Path", Path, REQUIRED, Path("a.txt"), Path("a.txt")),
]


@pytest.mark.parametrize(("adding", "type_", "default", "value", "gets"), ARGUMENTS)
def test_an_argument(
    found: Any, adding: str, type_: Any, default: Any, value: Any, gets: Any
) -> None:
    program, field = one(found, adding)
    assert (field.name, field.type, field.default) == ("x", type_, default)
    assert program(x=value) == {"x": gets}
    standard().component(field)


def test_what_is_not_given_or_is_the_default_is_left_out(found: Any) -> None:
    program, field = one(found, "'--x', default=0.5")
    assert program() == program(x="0.5") == program(x=None) == {"x": 0.5}
    assert field.optional is False


def test_what_the_help_says(found: Any) -> None:
    (only,) = found(
        HEAD
        + "add('--x', type=int, default=3, help='How often (%(default)s).')\n"
        + "more = parser.add_argument_group('Output')\n"
        + "more.add_argument('--out', type=argparse.FileType('w'), default=sys.stdout)\n"
        + "more.add_argument('--into', type=argparse.FileType('rb'))\n"
        + "add('--hidden', help=argparse.SUPPRESS)\n"
        + "add('--version', action='version', version='1')\n"
        + MAIN
    )
    shown = fields(only.value)
    assert list(shown) == ["x", "out", "into"]
    assert shown["x"].doc == "How often (3)."
    assert (shown["x"].section, shown["out"].section) == ("", "Output")
    assert (shown["out"].type, shown["out"].default) == (str, UNKNOWN)
    assert shown["into"].type is Path
    reading = read(only.value, Stubs())
    assert (reading.title, reading.summary) == ("Tool", "tool does it. And more.")


def test_options_that_set_the_same_value_have_names_of_their_own(found: Any) -> None:
    (only,) = found(
        HEAD
        + "add('--quiet', action='store_const', const=0, dest='level', default=1)\n"
        + "add('--loud', action='store_const', const=2, dest='level')\n"
        + MAIN
    )
    assert list(fields(only.value)) == ["level", "loud"]
    assert only.value(loud=True) == {"level": 2}
    assert only.value(level=True) == {"level": 0}


@pytest.mark.parametrize(
    ("adding", "value"),
    [
        ("'--x', nargs='*'", ["a", "--hidden=1"]),
        ("'--x', nargs='*'", ["--x-hidden=1"]),
    ],
)
def test_no_value_is_taken_for_an_option(found: Any, adding: str, value: Any) -> None:
    program, _ = one(found, adding, "'--hidden', '--x-hidden', help=argparse.SUPPRESS")
    with pytest.raises(Error, match="take it for an option"):
        program(x=value)


def test_no_value_is_taken_for_a_file_of_arguments(found: Any, tmp_path: Path) -> None:
    (only,) = found(HEAD + "parser.fromfile_prefix_chars = '@'\nadd('x')\n" + MAIN)
    assert only.value(x="a@b") == {"x": "a@b"}
    with pytest.raises(Error, match="name of a file"):
        only.value(x=f"@{tmp_path / 'script.py'}")


def test_each_command_is_a_program(found: Any) -> None:
    commands = {one.path: one.value for one in found(TOOL, "")}
    assert list(commands) == ["add_file", "list"]
    add = commands["add_file"]
    assert list(fields(add)) == ["root", "name", "add_file_root"]
    assert add(root="r", name="-n", add_file_root=2) == {
        "root": 2,
        "command": "add-file",
        "name": "-n",
    }
    assert [read(one, Stubs()).summary for one in commands.values()] == ["Add a file.", "List all."]
    with pytest.raises(Error, match="exit code 2"):
        commands["list"](n=-1)


@pytest.mark.parametrize(
    "main",
    [
        "def main(): return parser.parse_args()",
        "def main(): return parse()\ndef parse(): return parser.parse_args()",
        "def main(argv): return parser.parse_args(argv)",
        "def main(args=None): return parser.parse_args(args)",
        "def main(argv): return parser.parse_args(argv[1:])",
        "def main(): return parser.parse_known_args()[0]",
        "def main():\n    first = argparse.ArgumentParser(add_help=False)\n"
        "    first.add_argument('--config')\n    first.parse_known_args()\n"
        "    return parser.parse_args()",
    ],
)
def test_however_it_gets_its_arguments(found: Any, main: str) -> None:
    (only,) = found(f"{HEAD}add('x', type=int)\n{main}\n", "")
    before = list(sys.argv)
    assert only.value(x=3).x == 3
    assert sys.argv == before


@pytest.mark.parametrize(
    "main",
    [
        "def main(x: int): return parser.parse_args([str(x)])",
        "def main(): raise ValueError('parse_args' in dir(parser.parse_args))",
        "async def main(): return parser.parse_args()",
        "def main():\n    yield parser.parse_args()",
        "def main(): return 3 if sys else parser.parse_args()",
        "def main(): return parser.parse_args(['3'])",
        "def main(): sys.exit(parser.parse_args and 'no')",
    ],
)
def test_what_is_no_program_is_a_function_as_any_other(found: Any, main: str) -> None:
    (only,) = found(f"{HEAD}add('x', type=int)\n{main}\n")
    assert callables.name_of(only.value) == "main"
    assert callables.underlying(only.value) is only.value


def test_a_parser_of_another_kind_is_not_started(found: Any) -> None:
    (only,) = found("def parse_args(): raise OSError\ndef main(): return parse_args()\n", "main")
    assert not callables.may_parse_arguments(only.value)


def test_a_module_that_says_what_it_offers_is_no_program(found: Any) -> None:
    names = [one.path for one in found(f"{TOOL}\n__all__ = ['helper']", "")]
    assert names == ["helper"]


def test_a_refused_value_and_an_exit_code(found: Any) -> None:
    (only,) = found(
        f"{HEAD}add('x', type=int)\ndef main(): return int(parser.parse_args().x < 0)\n"
    )
    assert only.value(x=1) is None
    with pytest.raises(Error, match="exit code 1"):
        only.value(x=-1)
    with pytest.raises(SystemExit):
        only.value(x="much")
