"""Programs that parse their arguments with argparse: each command is one callable.

A function such as ``main()`` keeps its parser to itself. It is called once, as for ``--help``, and
left where it begins to parse.
"""

import argparse
import contextlib
import inspect
import sys
import threading
import types
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from autoui.errors import Error
from autoui.reading.field import Reading
from autoui.reading.functions.composed import Composed, Read
from autoui.reading.targets.program_arguments import Argument, arguments, words

_ARGUMENTS = frozenset({"argv", "args", "arguments", "cli_args", "raw_args", "sys_argv"})
_PROBE = "autoui"


@dataclass(frozen=True, kw_only=True)
class _Parsed:
    """How a function parses its arguments.

    Attributes:
        parser: What it parses them with.
        hands_on: Whether it is given them, and hands them on to the parser.
        with_name: Whether it takes the program's name before them, as ``sys.argv`` has it.
    """

    parser: argparse.ArgumentParser
    hands_on: bool
    with_name: bool


def programs(function: types.FunctionType) -> list["ProgramCall"]:
    """Return what a function can be called for that parses arguments itself; empty for any other.

    Its body runs until it parses them. A parser with commands is one program for each.
    """
    parsed = _parsed(function)
    if parsed is None:
        return []
    return [ProgramCall(function, parsed, levels) for levels in _levels(parsed.parser, ())]


def _parsed(function: types.FunctionType) -> _Parsed | None:
    takes = list(inspect.signature(function).parameters.values())
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        return None
    if takes and (len(takes) > 1 or takes[0].name not in _ARGUMENTS):
        return None
    try:
        with _watched():
            function(*([[_PROBE]] if takes else []))
    except _Begun as begun:
        if begun.given is None:
            return _Parsed(parser=begun.parser, hands_on=False, with_name=False)
        handed = begun.given == [_PROBE]
        known = handed or not begun.given
        made = _Parsed(parser=begun.parser, hands_on=True, with_name=not handed)
        return made if takes and known else None
    except (Exception, SystemExit):  # noqa: BLE001 - the user's code; it is called as it is, then
        return None
    return None


class _Begun(BaseException):
    """A parser begins to parse; no program takes it for an error of its own.

    Args:
        parser: The parser.
        given: The arguments, None for those of ``sys.argv``.
    """

    def __init__(self, parser: argparse.ArgumentParser, given: Any) -> None:
        super().__init__()
        self.parser = parser
        self.given = None if given is None else list(given)


@contextlib.contextmanager
def _watched() -> Iterator[None]:
    """Raise ``_Begun`` where this thread begins to parse arguments; others parse on.

    A parser without help only looks for a few arguments before the real one is made.
    """
    owner: Any = argparse.ArgumentParser
    parse, here = owner.parse_known_args, threading.get_ident()

    def begin(parser: Any, args: Any = None, *others: Any, **named: Any) -> Any:
        if threading.get_ident() != here:
            return parse(parser, args, *others, **named)
        if not parser.add_help and not parser._subparsers:
            return parse(parser, [], *others, **named)
        raise _Begun(parser, args)

    owner.parse_known_args = begin
    try:
        yield
    finally:
        owner.parse_known_args = parse


# ------------------------------------------------------------------------------------- commands


@dataclass(frozen=True)
class _Level:
    """A parser, and the name of the command that it is of; empty for that of the program."""

    parser: argparse.ArgumentParser
    name: str = ""
    help: str = ""


def _levels(
    parser: argparse.ArgumentParser, before: tuple[_Level, ...], name: str = "", about: str = ""
) -> Iterator[tuple[_Level, ...]]:
    """Yield the parsers that lead to each command."""
    here = (*before, _Level(parser, name, about))
    commands = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not commands:
        yield here
        return
    said = {one.dest: one.help or "" for one in commands[0]._choices_actions}
    known: list[Any] = []
    for command, inner in commands[0].choices.items():
        # An alias is the same parser by another name; one without help is hidden.
        if inner not in known and said.get(command) != argparse.SUPPRESS:
            yield from _levels(inner, here, command, said.get(command, ""))
        known.append(inner)


class ProgramCall(Composed):
    """Calls a function with arguments as the command line would give them.

    Args:
        function: What parses them.
        parsed: How it does.
        levels: The parsers that lead to the command.
    """

    _turn = threading.Lock()
    """``sys.argv`` is the process's: programs that read it run one after another."""

    def __init__(self, function: Any, parsed: _Parsed, levels: tuple[_Level, ...]) -> None:
        self._function = function
        self._parsed = parsed
        self._levels = levels
        commands = [one.name for one in levels if one.name]
        self.__name__ = "_".join(commands).replace("-", "_") or function.__name__
        self.__qualname__ = self.__name__
        self.__module__ = function.__module__
        self.__wrapped__ = function
        last = levels[-1]
        told = last.parser.description or last.help
        self.__doc__ = told % {"prog": last.parser.prog} if told else function.__doc__

    def __call__(self, /, **values: Any) -> Any:
        """Call the function with the arguments that the values are.

        Raises:
            Error: It returns an exit code other than 0.
        """
        given: list[str] = []
        for level, known in self._arguments():
            given += [*([level.name] if level.name else []), *words(level.parser, known, values)]
        result = self._run(given)
        if not isinstance(result, int) or isinstance(result, bool):
            return result
        if result:
            raise Error(f"The program ended with exit code {result}.")
        return None

    def _run(self, given: list[str]) -> Any:
        if self._parsed.hands_on:
            return self._function([*sys.argv[: int(self._parsed.with_name)], *given])
        with self._turn, _argv([*sys.argv[:1], *given]):
            return self._function()

    def _arguments(self) -> Iterator[tuple[_Level, list[Argument]]]:
        """Yield each level with its arguments; a name that is taken already is given another."""
        taken: set[str] = set()
        for level in self._levels:
            found = []
            for one in arguments(level.parser):
                name = one.field.name
                if name in taken:
                    name = f"{level.name.replace('-', '_')}_{name}"
                taken.add(name)
                found.append(replace(one, field=one.field._replace(name=name)))
            yield level, found

    def read(self, read: Read) -> Reading:
        """Return the fields of the arguments."""
        del read
        fields = [one.field for _, known in self._arguments() for one in known]
        return self.told(self._title(), fields)

    def _title(self) -> str:
        named = len(self._levels) > 1
        prog = str(self._levels[0].parser.prog).rpartition(" ")[2].rpartition("/")[2]
        return self.__name__ if named else prog.removesuffix(".py") or self.__name__


@contextlib.contextmanager
def _argv(given: list[str]) -> Iterator[None]:
    before, sys.argv = sys.argv, given
    try:
        yield
    finally:
        sys.argv = before
