"""The words of ``autoui call`` that stand for arguments."""

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autoui.errors import InvalidInputs, Problem, UsageError

if TYPE_CHECKING:
    from autoui.client.functions import Description

_NAMED = re.compile(r"([^\W\d]\w*)(:=|=)(.*)", re.DOTALL)

_Words = list[tuple[str, str]]


@dataclass(frozen=True)
class Given:
    """Arguments by name.

    Attributes:
        values: Those that are known: JSON, files, plain text.
        texts: Those that the server is to read.
    """

    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def read_words(words: Sequence[str], function: "Description", folder: Path) -> Given:
    """Read the words behind a function's name.

    ``name=text``, ``name:=json``, ``name=@file``, ``name=-`` for standard input; without a name
    they are arguments in order. A parameter that takes several files may be named several times.

    Args:
        words: As the shell gave them.
        function: Whose parameters are meant.
        folder: What relative files are relative to.

    Raises:
        UsageError: A word cannot be read.
        InvalidInputs: Arguments are missing, unknown, too many or given twice.
    """
    places: list[_Words] = []
    names: dict[str, _Words] = {}
    for word in words:
        found = _NAMED.fullmatch(word)
        if found is None:
            places.append([("=", word)])
        else:
            names.setdefault(found[1], []).append((found[2], found[3]))
    rest = function.stars.get("var_positional")
    if rest is not None and len(places) > (place := list(function.schemas).index(rest)):
        names[rest] = [*chain(*places[place:]), *names.get(rest, [])]
        del places[place:]
    # Every name is looked at before a file or standard input is.
    bound = function.bind(tuple(places), names)
    given = Given()
    for name, told in bound.items():
        _read_all(name, told, function.schemas[name], folder, given)
    return given


def _read_all(name: str, told: _Words, schema: dict[str, Any], folder: Path, given: Given) -> None:
    from autoui.client.values import is_file, takes_files

    if takes_files(schema) and all(mark == "=" for mark, _ in told):
        files = [_upload(name, text, folder) for _, text in told]
        if is_file(schema) and len(files) > 1:
            raise InvalidInputs([Problem(name, "is one file, and was given several")])
        given.values[name] = files[0] if is_file(schema) else files
    elif len(told) > 1:
        raise InvalidInputs([Problem(name, "is given twice")])
    else:
        _read_one(name, told[0], schema, folder, given)


def _upload(name: str, text: str, folder: Path) -> Path | bytes:
    """Return what is to be sent for a file."""
    if text in ("-", "@-"):
        return sys.stdin.buffer.read()
    if not text.startswith("@"):
        raise UsageError(f"{name} is a file", f"write {name}=@{text}")
    return _file(name, folder / text[1:])


def _read_one(
    name: str, told: tuple[str, str], schema: dict[str, Any], folder: Path, given: Given
) -> None:
    from autoui.client.values import is_plain_text

    mark, text = told
    if mark == ":=":
        given.values[name] = _json(name, text)
        return
    if text in ("-", "@-"):
        text = sys.stdin.read().removesuffix("\n")
    elif text.startswith("@@"):
        text = text[1:]
    elif text.startswith("@"):
        text = _contents(name, folder / text[1:])
    # The server would not take a secret as a text of a link, and need not read what is text.
    (given.values if is_plain_text(schema) else given.texts)[name] = text


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name} is not JSON: {error}", f"for plain text write {name}=…") from None


def _file(name: str, path: Path) -> Path:
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is not there"
        raise UsageError(f"{name} names the file {path}, which {what}")
    return path


def _contents(name: str, path: Path) -> str:
    try:
        return _file(name, path).read_text(encoding="utf-8").removesuffix("\n")
    except UnicodeDecodeError:
        raise UsageError(f"{name} takes text, and {path.name} holds none") from None
