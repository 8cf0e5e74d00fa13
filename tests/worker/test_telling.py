"""What errors say where a terminal would have said more, or nothing at all."""

import argparse
from collections.abc import Callable

import click
import pytest

from autoui.worker.telling import has_returned, message_of


def caught(function: Callable[[], object]) -> BaseException:
    with pytest.raises(BaseException) as info:  # noqa: PT011 - whatever it is
        function()
    return info.value


def parse() -> None:
    parser = argparse.ArgumentParser(prog="count")
    parser.add_argument("text")
    parser.parse_args([])


def paint(canvas: object) -> object:
    return canvas.paint()  # type: ignore[attr-defined]


def ask() -> None:
    raise EOFError("EOF when reading a line")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (SystemExit("fatal: no such thing"), "fatal: no such thing"),
        (SystemExit(2), "the function called sys.exit(2)"),
        (AssertionError(), "an assertion of the function does not hold"),
        (AssertionError("x is 3"), "x is 3"),
        (EOFError("Ran out of input"), "Ran out of input"),
        (click.exceptions.Exit(4), "the command ended with exit code 4"),
        (
            ExceptionGroup("many", [ValueError("a"), KeyError("b")]),
            "many (2 sub-exceptions): ValueError: a; KeyError: no such key: 'b'",
        ),
        (RuntimeError("half \ud800"), "half \\ud800"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_a_message_is_plain(error: BaseException, message: str) -> None:
    assert message_of(error) == message


def test_a_parser_s_refusal_is_told_instead_of_its_exit_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = "the program refused its arguments: the following arguments are required: text"
    assert message_of(caught(parse)) == words
    assert "usage: count" in capsys.readouterr().err


def test_a_question_on_the_terminal_names_its_cure() -> None:
    assert "make it a parameter" in message_of(caught(ask))


@pytest.mark.parametrize(
    ("error", "well"),
    [
        (SystemExit(), True),
        (SystemExit(0), True),
        (SystemExit(1), False),
        (SystemExit("words"), False),
        (click.exceptions.Exit(0), True),
        (click.exceptions.Exit(1), False),
        (ValueError(), False),
    ],
)
def test_leaving_with_success_is_no_failure(error: BaseException, *, well: bool) -> None:
    assert has_returned(error) is well
