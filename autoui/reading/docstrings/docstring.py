"""Read a docstring: Google, NumPy and Sphinx style, also mixed in one text.

One pass over the lines, no backtracking: the time is linear in the length of the text.
"""

import bisect
import functools
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autoui.reading.docstrings import docentries
from autoui.reading.docstrings.docentries import Item
from autoui.reading.docstrings.restructured import markdown

_HEADINGS = {
    "args": "params", "arguments": "params", "parameters": "params", "params": "params",
    "parameter": "params", "keyword args": "params", "keyword arguments": "params",
    "other parameters": "params", "other params": "params", "returns": "returns",
    "return": "returns", "yields": "yields", "yield": "yields", "raises": "raises",
    "raise": "raises", "exceptions": "raises", "examples": "drop", "example": "drop",
    "see also": "drop", "references": "drop", "attributes": "drop", "methods": "drop",
    "warns": "drop", "receives": "drop", "todo": "drop", "usage": "drop",
    "notes": "text", "note": "text", "warning": "text", "warnings": "text",
}  # fmt: skip
_FENCES = ("```", "~~~")
_NUMPY_RULE = re.compile(r"(-{3,}|={3,})\s*$")
_RULES, _MARKS = ("---", "==="), (":", "@")
_SPHINX_FIELD = re.compile(r"[:@]([a-zA-Z]+)((?:\s+[^\s:]+){0,8})\s*:(?:\s+|$)")
_SPHINX_KINDS = {
    "param": "params", "parameter": "params", "arg": "params", "argument": "params",
    "key": "params", "keyword": "params", "kwarg": "params", "type": "types",
    "return": "returns", "returns": "returns", "rtype": "rtype", "yield": "yields",
    "yields": "yields", "raise": "raises", "raises": "raises", "except": "raises",
    "exception": "raises",
}  # fmt: skip
_SIGNATURE_LINE = re.compile(r"[A-Za-z_][\w.]*\(.*\)(\s*--?>\s*\S+( \S+){0,2})?$")
_SIGNATURE_PREFIX = re.compile(
    r"(?:[A-Za-z_][\w.]*\([^()]*\)|\[?[a-z]+\]?(?:\[?, ?[a-z]+\]?){0,5})"
    r" --?> (?=[A-Za-z][\w']* [a-z]+ )"
)
_MAX_SIGNATURE = 1_000
_GROUPS = frozenset({"params", "keyword args", "parameters", "args", "arguments", "parameter"})


@dataclass(frozen=True)
class Docstring:
    """What a docstring says.

    Attributes:
        summary: Its first paragraph, as Markdown.
        body: What follows before, between and after the sections, as Markdown.
        params, returns, yields, raises: The entries of those sections, in order.
    """

    summary: str = ""
    body: str = ""
    params: tuple[Item, ...] = ()
    returns: tuple[Item, ...] = ()
    yields: tuple[Item, ...] = ()
    raises: tuple[Item, ...] = ()

    def param(self, name: str) -> Item:
        """Return what is said of a parameter; an empty item when nothing is."""
        return self._by_name.get(name) or Item(name)

    @functools.cached_property
    def _by_name(self) -> dict[str, Item]:
        return {item.name: item for item in self.params}


def parse(text: str | None) -> Docstring:
    """Read a docstring; never fails, whatever the text."""
    first, *rest = (text or "").expandtabs().split("\n")
    lines = [first.lstrip(), *docentries.dedented(rest)]
    return _Reader(_without_signature("\n".join(lines).strip("\n").split("\n"))).read()


def _without_signature(lines: list[str]) -> list[str]:
    """Leave out the signatures that C functions begin with, where words follow them.

    They stand as lines of their own, ``f(x[, y]) -> value``, or before the first sentence,
    ``str, format -> Read a date``.
    """
    at = 0
    while at < len(lines) and _SIGNATURE_LINE.match(lines[at][:_MAX_SIGNATURE]):
        at += 1
    if 0 < at < len(lines) and not lines[at].strip():
        return lines[at + 1 :]
    if match := _SIGNATURE_PREFIX.match(lines[0][:_MAX_SIGNATURE]):
        words = lines[0][match.end() :]
        return [words[0].upper() + words[1:], *lines[1:]]
    return lines


class _Reader:
    """Walks over the lines once and sorts them into sections."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.outer = docentries.outer(lines)
        """The numbers of the lines at column 0, where alone a block can end."""
        self.at = 0
        self.prose: list[str] = []
        self.items: dict[str, list[Item]] = {
            "params": [], "returns": [], "yields": [], "raises": []
        }  # fmt: skip
        self.types: dict[str, str] = {}

    def read(self) -> Docstring:
        while self.at < len(self.lines):
            if not self._section():
                self.prose.append(self.lines[self.at])
                self.at += 1
        summary, body = _split_prose(self.prose)
        return Docstring(
            markdown(summary),
            markdown(body),
            tuple(self._unique_params()),
            tuple(self.items["returns"]),
            tuple(self.items["yields"]),
            tuple(self.items["raises"]),
        )

    def _unique_params(self) -> Iterator[Item]:
        seen: set[str] = set()
        for item in self.items["params"]:
            if item.name not in seen:
                seen.add(item.name)
                type_ = item.type or self.types.get(item.name, "")
                yield item if type_ == item.type else item._replace(type=type_)
        for name, type_ in self.types.items():
            if name not in seen:
                yield Item(name, type_)

    def _section(self) -> bool:
        """Consume a section that begins at this line, if one does."""
        if heading := self._numpy_heading(self.at):
            self.at += 2
            self._numpy(heading)
        elif heading := self._google_heading(self.at):
            self.at += 1
            self._google(heading)
        elif match := _sphinx_field(self.lines[self.at]):
            self._sphinx(match)
        elif self.lines[self.at].lstrip().startswith(">>> "):
            self._doctest()
        else:
            return False
        return True

    # ---- headings

    def _numpy_heading(self, at: int) -> str:
        line = self.lines[at]
        if not line or line[0].isspace() or at + 1 >= len(self.lines) or len(line) > 80:
            return ""
        return line.strip() if _NUMPY_RULE.match(self.lines[at + 1]) else ""

    def _google_heading(self, at: int) -> str:
        line = self.lines[at].rstrip()
        if not line.endswith(":") or line[0].isspace() or len(line) > 80:
            return ""
        name = line[:-1].strip()
        if name.lower() not in _HEADINGS:
            return ""
        following = self._next_text(at + 1)
        # A NumPy section may hold "x :" entries, but those are no words of ours.
        return name if following is not None and following[0].isspace() else ""

    def _next_text(self, at: int) -> str | None:
        for line in self.lines[at : at + 20]:
            if line.strip():
                return line
        return None

    def _starts_section(self, at: int) -> bool:
        line = self.lines[at]
        below = self.lines[at + 1] if at + 1 < len(self.lines) else ""
        # Most lines begin none, and that is seen at once.
        if not (below.startswith(_RULES) or line.startswith(_MARKS) or line.rstrip()[-1:] == ":"):
            return False
        found = self._numpy_heading(at) or self._google_heading(at)
        return bool(found or _sphinx_field(self.lines[at]))

    def _block(self, ends: Callable[[int], bool]) -> list[str]:
        """Consume the lines up to the first at column 0 of which ``ends`` is true."""
        begin = self.at
        outer = range(bisect.bisect_left(self.outer, begin), len(self.outer))
        found = (at for one in outer if ends(at := self.outer[one]))
        self.at = next(found, len(self.lines))
        return self.lines[begin : self.at]

    # ---- bodies

    def _numpy(self, heading: str) -> None:
        block = self._block(self._starts_section)
        kind = _HEADINGS.get(heading.lower().rstrip(":"), "text")
        if kind == "params":
            self.items[kind] += docentries.numpy_parameters(block, _section_of(heading))
        elif kind in ("returns", "yields"):
            self.items[kind] += docentries.numpy_results(block)
        elif kind == "raises":
            self.items[kind] += docentries.numpy_exceptions(block)
        else:
            self._keep(kind, heading, block)

    def _google(self, heading: str) -> None:
        block = self._block(lambda _at: True)
        kind = _HEADINGS[heading.lower()]
        if kind == "params":
            self.items[kind] += docentries.google_parameters(block, _section_of(heading))
        elif kind in ("returns", "yields"):
            self.items[kind] += docentries.google_results(block)
        elif kind == "raises":
            self.items[kind] += docentries.google_exceptions(block)
        else:
            self._keep(kind, heading, block)

    def _sphinx(self, match: "re.Match[str]") -> None:
        kind = _SPHINX_KINDS[match[1].lower()]
        lines = [self.lines[self.at][match.end() :]]
        self.at += 1
        while self.at < len(self.lines):
            line = self.lines[self.at]
            following = line if line.strip() else self._next_text(self.at)
            if following is None or not following[0].isspace():
                break
            lines.append(line)
            self.at += 1
        text = docentries.joined(lines[:1], lines[1:])
        *type_words, name = match[2].split() or [""]
        self._sphinx_item(kind, docentries.plain_name(name), " ".join(type_words), text)

    def _sphinx_item(self, kind: str, name: str, type_: str, text: str) -> None:
        if kind == "types":
            self.types[name] = text
        elif kind == "rtype":
            results = self.items["returns"]
            if results:
                results[-1] = Item(results[-1].name, text, results[-1].text)
            else:
                results.append(Item("", text))
        elif kind == "returns" and (known := self.items["returns"]) and not known[-1].text:
            known[-1] = Item("", known[-1].type, text)
        else:
            self.items[kind].append(Item(name if kind != "returns" else "", type_, text))

    def _doctest(self) -> None:
        """Leave a shown session out of the prose: its calls become example rows."""
        while self.at < len(self.lines) and (line := self.lines[self.at].strip()):
            if line.startswith(_FENCES):
                return
            self.at += 1

    def _keep(self, kind: str, heading: str, block: list[str]) -> None:
        if kind == "text":
            text = inspect.cleandoc("\n".join(["", *block]))
            self.prose += ["", f"**{heading}**", "", *text.split("\n"), ""]


def _section_of(heading: str) -> str:
    """Return a heading of parameters, or an empty string if it is one of the usual words."""
    return "" if heading.lower() in _GROUPS else heading


def _sphinx_field(line: str) -> "re.Match[str] | None":
    if not line.startswith((":", "@")):
        return None
    match = _SPHINX_FIELD.match(line)
    return match if match and match[1].lower() in _SPHINX_KINDS else None


def _split_prose(lines: list[str]) -> tuple[str, str]:
    text = "\n".join(_without_empty_fences(lines)).strip("\n")
    summary, _, body = text.partition("\n\n")
    return summary.strip(), body.strip("\n")


def _without_empty_fences(lines: list[str]) -> list[str]:
    """Leave out what is left of a fenced session whose calls have become example rows."""
    found: list[str] = []
    opened = -1
    for line in lines:
        if not line.lstrip().startswith(_FENCES):
            found.append(line)
        elif opened < 0:
            opened = len(found)
            found.append(line)
        else:
            if any(one.strip() for one in found[opened + 1 :]):
                found.append(line)
            else:
                del found[opened:]
            opened = -1
    return found
