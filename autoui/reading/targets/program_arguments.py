"""Arguments of an ``ArgumentParser`` as fields, and their values as a command line spells them."""

import argparse
import enum
import re
import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import msgspec

from autoui.errors import Error
from autoui.reading.field import REQUIRED, UNKNOWN, Field

_SECTIONS = frozenset({"positional arguments", "optional arguments", "options"})
_MOST_CHOICES = 20
_ANY_NUMBER = ("*", "+", argparse.REMAINDER)


@dataclass(frozen=True)
class Argument:
    """One argument of a program.

    Attributes:
        field: What the page asks for.
        options: How it is named, ``-n`` and ``--number``; empty for one that goes by place.
        spell: Returns the words of a value that is not the default.
    """

    field: Field
    options: tuple[str, ...]
    spell: Callable[[Any], list[str]]


def arguments(parser: argparse.ArgumentParser) -> Iterator[Argument]:
    """Yield the arguments that a parser shows in its help, without its commands."""
    sections = {
        id(action): group.title or ""
        for group in parser._action_groups
        for action in group._group_actions
    }
    taken: set[str] = set()
    for action in parser._actions:
        if _is_left_out(action):
            continue
        made = _argument(parser, action, sections.get(id(action), ""))
        if made.field.name in taken and action.option_strings:
            # Several options may set the same value: `--quiet` and `--verbose`.
            name = _identifier(action.option_strings[-1])
            made = Argument(made.field._replace(name=name), made.options, made.spell)
        taken.add(made.field.name)
        yield made


def words(
    parser: argparse.ArgumentParser, known: Iterable[Argument], values: dict[str, Any]
) -> list[str]:
    """Return the command line of some values; what is not given, or is the default, is left out.

    Raises:
        Error: The parser would take a value for an option, or for a file of arguments.
    """
    placed: list[str] = []
    named: list[str] = []
    for one in known:
        if one.field.name not in values:
            continue
        value = values[one.field.name]
        if value is None or (one.field.has_default and value == one.field.default):
            continue
        spelled = one.spell(value)
        _refuse(parser, one, spelled)
        (named if one.options else placed).extend(spelled)
    if any(_is_option(parser, one) for one in placed):
        return [*named, "--", *placed]
    # An option that takes any number of words would take those as well that come after it.
    return [*placed, *named]


def _refuse(parser: argparse.ArgumentParser, one: Argument, spelled: list[str]) -> None:
    files = parser.fromfile_prefix_chars or ""
    for word in spelled:
        if word[:1] and word[0] in files:
            taken = "the name of a file to read"
        elif one.options and word.partition("=")[0] not in one.options and _is_option(parser, word):
            taken = "an option"
        else:
            continue
        raise Error(
            f"{one.field.name} must not hold {word}: the program would take it for {taken}."
        )


def _is_option(parser: argparse.ArgumentParser, word: str) -> bool:
    """Return whether a parser may take a word for an option; a negative number mostly is none."""
    if not word[:1] or word[0] not in parser.prefix_chars:
        return False
    return bool(parser._has_negative_number_optionals) or not _NEGATIVE.fullmatch(word)


_NEGATIVE = re.compile(r"-\d+|-\d*\.\d+")


def _is_left_out(action: argparse.Action) -> bool:
    kinds = (argparse._HelpAction, argparse._VersionAction, argparse._SubParsersAction)
    return isinstance(action, kinds) or action.help == argparse.SUPPRESS


def _identifier(option: str) -> str:
    return re.sub(r"\W", "_", option.lstrip("-+/"))


def _argument(parser: argparse.ArgumentParser, action: argparse.Action, section: str) -> Argument:
    field = Field(
        name=_identifier(action.dest),
        passed="keyword",
        source="hint",
        doc=_help(parser, action),
        section="" if section in _SECTIONS else section,
    )
    options = tuple(action.option_strings)
    if action.nargs == 0:
        return _flag(action, field, options)
    value = _value(parser, action)
    field = field._replace(type=value.type, default=value.default, meta=value.meta)
    field = field._replace(optional=field.default is None)
    if isinstance(action, argparse._AppendAction | argparse._ExtendAction) and not _many(action):
        item = _spelled(options, value.spell)
        return Argument(
            field._replace(type=_list_of(field.type), default=list(field.default or ())),
            options,
            lambda given: [word for one in given for word in item(one)],
        )
    if not _many(action):
        return Argument(field, options, _spelled(options, value.spell))
    field = field._replace(type=_list_of(field.type), meta=(*field.meta, *_length(action)))
    name = options[-1:]
    return Argument(field, options, lambda given: [*name, *map(value.spell, given)])


def _list_of(item: Any) -> Any:
    return list[item]


def _many(action: argparse.Action) -> bool:
    return isinstance(action.nargs, int) or action.nargs in _ANY_NUMBER


def _length(action: argparse.Action) -> list[Any]:
    if isinstance(action.nargs, int):
        return [msgspec.Meta(min_length=action.nargs, max_length=action.nargs)]
    return [msgspec.Meta(min_length=1)] if action.nargs == "+" else []


def _spelled(options: tuple[str, ...], spell: Callable[[Any], str]) -> Callable[[Any], list[str]]:
    """Return what spells one value: what begins with a dash is a value only after ``=``."""
    if not options:
        return lambda value: [spell(value)]
    return lambda value: [f"{options[-1]}={spell(value)}"]


def _flag(action: argparse.Action, field: Field, options: tuple[str, ...]) -> Argument:
    """Return an option that stands alone: a switch, or how often it is given."""
    if isinstance(action, argparse._CountAction):
        count = action.default if isinstance(action.default, int) else 0
        meta = (msgspec.Meta(ge=count),)
        return Argument(
            field._replace(type=int, default=count, meta=meta),
            options,
            lambda value: [options[-1]] * (value - count),
        )
    if isinstance(action, argparse.BooleanOptionalAction):
        by_no = {one.startswith("--no-"): one for one in reversed(options)}
        default = action.default if isinstance(action.default, bool) else None
        if default is None and action.required:
            default = REQUIRED
        return Argument(
            field._replace(type=bool, default=default, optional=default is None),
            options,
            lambda value: [by_no[not value]],
        )
    # A switch that is on until its option is given is named by what it turns off.
    on = action.default is True and getattr(action, "const", None) is False
    shown = field._replace(type=bool, default=on)
    return Argument(shown, options, lambda value: [options[-1]] if value is not on else [])


def _help(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    if not action.help:
        return ""
    try:
        return parser._get_formatter()._expand_help(action)
    except (ValueError, TypeError, KeyError):
        return action.help


# --------------------------------------------------------------------------------------- values


@dataclass(frozen=True)
class _Value:
    """What one value of an argument is.

    Attributes:
        type: Its type; of several values, that of each.
        default: The default as the page shows it.
        spell: Returns its word.
        meta: Its bounds.
    """

    type: Any
    default: Any
    spell: Callable[[Any], str] = str
    meta: tuple[Any, ...] = ()


def _value(parser: argparse.ArgumentParser, action: argparse.Action) -> _Value:
    type_ = parser._registry_get("type", action.type, action.type)
    default = _default(parser, action)
    if action.choices is not None:
        return _choice(action.choices, type_, default)
    if type_ is bool:
        # `bool("False")` is true: only an empty word is not.
        return _Value(bool, default, lambda value: "1" if value else "")
    if isinstance(default, bool) and callable(type_):
        return _Value(bool, default, lambda value: str(value).lower())
    if type_ in (int, float):
        fits = default in (None, REQUIRED, UNKNOWN) or isinstance(default, int | float | list)
        return _Value(type_, default if fits else UNKNOWN)
    if isinstance(type_, type) and issubclass(type_, PurePath):
        return _Value(Path, default)
    if isinstance(type_, argparse.FileType):
        return _Value(Path if "r" in type_._mode else str, _text(default))
    if type_ is open:
        return _Value(Path, default)
    return _Value(str, _text(default))


def _default(parser: argparse.ArgumentParser, action: argparse.Action) -> Any:
    """Return the default as the program gets it; ``REQUIRED`` where there has to be a value."""
    default = action.default
    if action.required and action.nargs not in ("*", "?"):
        return REQUIRED
    if default is argparse.SUPPRESS or default is None:
        return None
    if isinstance(default, str) and not isinstance(action.type, argparse.FileType):
        try:
            return parser._get_value(action, default)
        except argparse.ArgumentError:
            return UNKNOWN
    return list(default) if isinstance(default, tuple) and _many(action) else default


def _text(default: Any) -> Any:
    """Return a default as text, its parts if it has several; what is an object is not shown."""
    if default in (None, REQUIRED, UNKNOWN) or isinstance(default, str):
        return default
    if isinstance(default, list):
        return [str(one) for one in default]
    shown = str(default)
    return UNKNOWN if shown.startswith("<") else shown


def _choice(choices: Iterable[Any], type_: Any, default: Any) -> _Value:
    """Return a choice of words, or bounds where all whole numbers between them are choices."""
    if isinstance(choices, range) and choices.step == 1 and len(choices) > _MOST_CHOICES:
        return _Value(int, default, meta=(msgspec.Meta(ge=choices[0], le=choices[-1]),))
    whole = type_ is int
    values = [one if whole and type(one) is int else _word(one) for one in choices]
    if default in (None, REQUIRED, UNKNOWN):
        shown = default
    elif isinstance(default, list):
        shown = [one if whole else _word(one) for one in default]
    else:
        shown = default if whole else _word(default)
    if not values:
        return _Value(str, shown)
    return _Value(typing.Literal[tuple(values)], shown, str)


def _word(value: Any) -> str:
    plain = isinstance(value, enum.Enum) and type(value).__str__ is enum.Enum.__str__
    return str(value.value if plain else value)
