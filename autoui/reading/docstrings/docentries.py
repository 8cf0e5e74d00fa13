"""The entries of a docstring's sections: what NumPy and Google style say of each thing."""

import inspect
import itertools
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from autoui.reading.docstrings.restructured import markdown

_IDENTIFIER = re.compile(r"\\?\*{0,2}(\\\*)?[^\W\d]\w*$")
_EXCEPTION = re.compile(r"[^\W\d][\w.]*$")


class Item(NamedTuple):
    """One documented thing: a parameter, a result, an exception.

    Attributes:
        name: Its name, or an empty string.
        type: Its type in the docstring's own words.
        text: What is said of it, as written.
        section: The heading it stands under, when that is not one of the usual words.
    """

    name: str
    type: str = ""
    text: str = ""
    section: str = ""

    @property
    def markdown(self) -> str:
        """Return the text as Markdown."""
        return markdown(self.text)


def dedented(lines: list[str]) -> list[str]:
    """Return lines, without tabs, without the indentation that all of them have."""
    texts = [line for line in lines if line and not line.isspace()]
    if not texts:
        return lines
    # What the first and the last have in common by their letters, all have.
    margin = min(_spaces(min(texts)), _spaces(max(texts)))
    return [line[margin:] for line in lines] if margin else lines


def _spaces(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def joined(first: list[str], rest: list[str]) -> str:
    """Return an entry's own line and its continuation, dedented, as one text."""
    if not first and len(rest) == 1:
        return rest[0].strip()
    return "\n".join([*first, *dedented(rest)]).strip()


def outer(lines: list[str]) -> list[int]:
    """Return the numbers of the lines that begin at column 0."""
    # Most begin with a space, which is seen at once.
    near = [at for at, line in enumerate(lines) if line and line[0] != " "]
    return [at for at in near if not lines[at][0].isspace()]


def plain_name(name: str) -> str:
    """Return a name without the markup around it."""
    return name.replace("\\", "").lstrip("*").strip("`").rstrip(",.")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


# ---- NumPy


def numpy_parameters(block: list[str], section: str) -> Iterator[Item]:
    """Yield the parameters of a NumPy section; ``x, y : int`` are two.

    Args:
        block: Its lines.
        section: What stands over it, when that is not one of the usual words.
    """
    for header, text in _numpy_entries(block):
        names, _, type_ = header.partition(" : ") if " : " in header else header.partition(":")
        for name in map(plain_name, map(str.strip, names.split(","))):
            if name:
                yield Item(name, type_.strip(), text, section)


def numpy_results(block: list[str]) -> Iterator[Item]:
    """Yield the results of a NumPy section: ``name : type`` or only a type, or plain text."""
    for header, text in _numpy_entries(block):
        name, colon, type_ = header.partition(" : ")
        if not colon and _IDENTIFIER.match(header.partition(":")[0].strip()):
            name, colon, type_ = header.partition(":")
        if colon:
            yield Item(plain_name(name.strip()), type_.strip(), text)
        elif not text and " " in header.strip():
            yield Item("", "", header.strip())
        else:
            yield Item("", header.strip(), text)


def numpy_exceptions(block: list[str]) -> Iterator[Item]:
    """Yield the exceptions of a NumPy section."""
    return (Item(name.strip(), "", text) for name, text in _numpy_entries(block))


def _numpy_entries(block: list[str]) -> Iterator[tuple[str, str]]:
    """Yield header and text of each entry; a header stands at column 0, its text is indented."""
    heads = outer(block)
    for head, end in itertools.pairwise([*heads, len(block)]):
        yield block[head], joined([], block[head + 1 : end])


# ---- Google

_Header = tuple[str, str, str]


def google_parameters(block: list[str], section: str) -> Iterator[Item]:
    """Yield the parameters of a Google section, each as ``name (type): text``.

    Args:
        block: Its lines.
        section: What stands over it, when that is not one of the usual words.
    """
    for name, type_, text in _google_entries(block, _google_parameter):
        yield Item(name, type_, text, section)


def google_results(block: list[str]) -> list[Item]:
    """Return the results of a Google section: ``type: text``, ``name (type): text`` or text."""
    text = inspect.cleandoc("\n".join(["", *block]))
    first, _, rest = text.partition("\n")
    name, type_, _ = _before_colon(first)
    if type_ and _IDENTIFIER.match(name):
        return [Item(*entry) for entry in _google_entries(block, _google_parameter)]
    head, colon, tail = first.partition(": ")
    if not colon and first.endswith(":"):
        head, colon, tail = first[:-1], ":", ""
    if colon and _is_type(head):
        return [Item("", head.strip(), joined([tail], rest.split("\n") if rest else []))]
    return [Item("", "", text)] if text else []


def google_exceptions(block: list[str]) -> Iterator[Item]:
    """Yield the exceptions of a Google section."""
    for name, _, text in _google_entries(block, _google_exception):
        yield Item(name, "", text)


def _google_entries(
    block: list[str], split: Callable[[str], _Header | None]
) -> Iterator[tuple[str, str, str]]:
    """Yield name, type and text of each entry of an indented block."""
    base = next((_indent(line) for line in block if line.strip()), 0)
    header: _Header | None = None
    text: list[str] = []
    for line in block:
        found = split(line.strip()) if line.strip() and _indent(line) <= base else None
        if found is not None:
            if header is not None:
                yield header[0], header[1], joined([header[2]], text)
            header, text = found, []
        else:
            text.append(line)
    if header is not None:
        yield header[0], header[1], joined([header[2]], text)


def _google_parameter(line: str) -> _Header | None:
    """Split ``name (type): text``; None when the line is no entry."""
    name, type_, text = _before_colon(line)
    return (plain_name(name), type_, text) if _IDENTIFIER.match(name) else None


def _google_exception(line: str) -> _Header | None:
    name, _, text = line.partition(":")
    name = name.strip().strip("`")
    return (name, "", text.strip()) if _EXCEPTION.match(name) else None


def _before_colon(line: str) -> tuple[str, str, str]:
    head, colon, text = line.partition(":")
    name, bracket, _ = head.partition("(")
    if not bracket:
        return (name.strip(), "", text.strip()) if colon else ("", "", "")
    depth, start = 0, len(name)
    for at in range(start, len(line)):
        depth += {"(": 1, ")": -1}.get(line[at], 0)
        if depth == 0:
            rest = line[at + 1 :].lstrip()
            if not rest.startswith(":"):
                return "", "", ""
            return name.strip(), line[start + 1 : at].strip(), rest[1:].strip()
    return "", "", ""


def _is_type(text: str) -> bool:
    """Return whether the few words before a colon can be a type rather than a sentence."""
    words = text.strip().split()
    return bool(words) and (
        len(words) == 1 or (len(words) <= 6 and any(c in text for c in "[|,{~")) or " or " in text
    )
