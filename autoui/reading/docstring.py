"""Read a docstring: Google, NumPy and Sphinx style, also mixed in one text.

One pass over the lines, no backtracking: the time is linear in the length of the text.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autoui.reading.restructured import markdown

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
_IDENTIFIER = re.compile(r"\\?\*{0,2}(\\\*)?[^\W\d]\w*$")
_EXCEPTION = re.compile(r"[^\W\d][\w.]*$")


@dataclass(frozen=True)
class Item:
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
        for item in self.params:
            if item.name == name:
                return item
        return Item(name)


def parse(text: str | None) -> Docstring:
    """Read a docstring; never fails, whatever the text."""
    reader = _Reader(_without_signature(inspect.cleandoc(text or "").split("\n")))
    return reader.read()


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
                yield Item(item.name, type_, item.text, item.section)
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
        if not line or line[0].isspace():
            return False
        return bool(self._numpy_heading(at) or self._google_heading(at) or _sphinx_field(line))

    # ---- bodies

    def _numpy(self, heading: str) -> None:
        block: list[str] = []
        while self.at < len(self.lines) and not self._starts_section(self.at):
            block.append(self.lines[self.at])
            self.at += 1
        kind = _HEADINGS.get(heading.lower().rstrip(":"), "text")
        if kind == "params":
            section = "" if heading.lower() in _GROUPS else heading
            for header, text in _numpy_entries(block):
                names, type_ = _numpy_header(header)
                self.items[kind] += [Item(name, type_, text, section) for name in names]
        elif kind in ("returns", "yields"):
            self.items[kind] += [_numpy_result(*entry) for entry in _numpy_entries(block)]
        elif kind == "raises":
            for name, text in _numpy_entries(block):
                self.items[kind].append(Item(name.strip(), "", text))
        else:
            self._keep(kind, heading, block)

    def _google(self, heading: str) -> None:
        block: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line and not line[0].isspace():
                break
            block.append(line)
            self.at += 1
        kind = _HEADINGS[heading.lower()]
        if kind == "params":
            section = "" if heading.lower() in _GROUPS else heading
            for header, text in _google_entries(block, _google_param):
                self.items[kind].append(Item(header[0], header[1], text, section))
        elif kind in ("returns", "yields"):
            self.items[kind] += _google_results(block)
        elif kind == "raises":
            entries = _google_entries(block, _google_exception)
            self.items[kind] += [Item(header[0], "", text) for header, text in entries]
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
        text = _join(lines[:1], lines[1:])
        *type_words, name = match[2].split() or [""]
        self._sphinx_item(kind, _plain(name), " ".join(type_words), text)

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


def _join(first: list[str], rest: list[str]) -> str:
    """Join an entry's own line and its continuation, dedented."""
    margin = min((_indent(line) for line in rest if line.strip()), default=0)
    return "\n".join([*first, *(line[margin:] for line in rest)]).strip()


def _plain(name: str) -> str:
    return name.replace("\\", "").lstrip("*").strip("`").rstrip(",.")


# ---- NumPy


def _numpy_entries(block: list[str]) -> Iterator[tuple[str, str]]:
    """Yield header and text of each entry; a header stands at column 0, its text is indented."""
    header: str | None = None
    text: list[str] = []
    for line in block:
        if line.strip() and not line[0].isspace():
            if header is not None:
                yield header, _join([], text)
            header, text = line, []
        else:
            text.append(line)
    if header is not None:
        yield header, _join([], text)


def _numpy_header(header: str) -> tuple[list[str], str]:
    names, _, type_ = header.partition(" : ") if " : " in header else header.partition(":")
    found = [_plain(name.strip()) for name in names.split(",")]
    return [name for name in found if name], type_.strip()


def _numpy_result(header: str, text: str) -> Item:
    name, colon, type_ = header.partition(" : ")
    if not colon and _IDENTIFIER.match(header.partition(":")[0].strip()):
        name, colon, type_ = header.partition(":")
    if colon:
        return Item(_plain(name.strip()), type_.strip(), text)
    if not text and " " in header.strip():
        return Item("", "", header.strip())
    return Item("", header.strip(), text)


# ---- Google

_Header = tuple[str, str, str]


def _google_param(line: str) -> _Header | None:
    """Split ``name (type): text``; None when the line is no entry."""
    name, type_, text = _before_colon(line)
    return (_plain(name), type_, text) if _IDENTIFIER.match(name) else None


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


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _google_entries(
    block: list[str], split: Callable[[str], _Header | None]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield ``((name, type), text)`` of each entry of an indented block."""
    base = next((_indent(line) for line in block if line.strip()), 0)
    header: _Header | None = None
    text: list[str] = []
    for line in block:
        found = split(line.strip()) if line.strip() and _indent(line) <= base else None
        if found is not None:
            if header is not None:
                yield (header[0], header[1]), _join([header[2]], text)
            header, text = found, []
        else:
            text.append(line)
    if header is not None:
        yield (header[0], header[1]), _join([header[2]], text)


def _google_results(block: list[str]) -> list[Item]:
    """Read ``type: text``, ``name (type): text`` or plain text."""
    text = inspect.cleandoc("\n".join(["", *block]))
    first, _, rest = text.partition("\n")
    name, type_, _ = _before_colon(first)
    if type_ and _IDENTIFIER.match(name):
        entries = list(_google_entries(block, _google_param))
        return [Item(header[0], header[1], said) for header, said in entries]
    head, colon, tail = first.partition(": ")
    if not colon and first.endswith(":"):
        head, colon, tail = first[:-1], ":", ""
    if colon and _is_type(head):
        return [Item("", head.strip(), _join([tail], rest.split("\n") if rest else []))]
    return [Item("", "", text)] if text else []


def _is_type(text: str) -> bool:
    """Return whether the few words before a colon can be a type rather than a sentence."""
    words = text.strip().split()
    return bool(words) and (
        len(words) == 1 or (len(words) <= 6 and any(c in text for c in "[|,{~")) or " or " in text
    )
