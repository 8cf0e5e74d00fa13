"""Turn the inline markup of reStructuredText, as docstrings use it, into Markdown."""

import re
from collections.abc import Iterator

from autoui.reading.docstrings.tables import with_tables

_MARKUP = re.compile(r"`|::|\]_|~~~")
_INLINE = re.compile(
    r":math:`(?P<math>[^`\n]{1,2000})`"
    r"|:[a-zA-Z][\w:+-]{0,40}:`(?P<role>[^`\n]{1,500})`"
    r"|``(?P<literal>[^`\n]{1,1000})``"
    r"|`(?P<text>[^`<>\n]{1,300}?)[^\S\n]*<(?P<link>(?:https?|mailto):[^<>`\s]{1,1000})>`__?"
    r"|`(?P<reference>[^`\n]{1,200})`__?\b"
)
_LITERAL = re.compile(r"``([^`\n]{1,1000})``")
_TITLED = re.compile(r"([^<]*?)\s*<[^<>]+>$")
_FOOTNOTE = re.compile(r"[^\S\n]?\[(?:\d{1,3}|#\w*)\]_")
_DIRECTIVE = re.compile(r"(\s*)\.\.\s+([\w:-]+?)::\s*(.*)$")
_CODE = frozenset({"code-block", "code", "sourcecode", "doctest", "testcode", "parsed-literal"})
_ADMONITIONS = frozenset(
    {"note", "warning", "tip", "hint", "important", "caution", "attention", "danger", "seealso"}
)


def markdown(text: str) -> str:
    """Return the text with roles, links, literals and directives written as Markdown.

    Directives that mean nothing on a page (``versionadded``, ``index``, ``plot``, …) are dropped.
    Lines of code are left as they are.
    """
    text = with_tables(text)
    if _MARKUP.search(text) is None:
        return text.strip("\n")
    if "::" not in text and ">>>" not in text and "```" not in text and "~~~" not in text:
        # Without a directive, a session and code, no line changes what another means.
        return inline(text).strip("\n")
    return "\n".join(_blocks(text.split("\n"))).strip("\n")


def inline(text: str) -> str:
    """Return lines of prose with their inline markup, which ends on its line, as Markdown."""
    if ":`" in text or "`_" in text:
        text = _INLINE.sub(_written, text)
    elif "``" in text:
        # What most docstrings have of all that.
        text = _literals(text)
    return _FOOTNOTE.sub("", text) if "]_" in text else text


def _literals(text: str) -> str:
    """Return lines of prose with their literals as Markdown."""
    quotes = text.count("``")
    if quotes % 2 == 0 and text.count("`") == 2 * quotes and "````" not in text:
        return text.replace("``", "`")
    return _LITERAL.sub(r"`\1`", text)


def _written(match: "re.Match[str]") -> str:
    kind = match.lastgroup or ""
    found = match[kind]
    match kind:
        case "literal":
            return f"`{found}`"
        case "role":
            return _role(found)
        case "math":
            return f"${found}$"
        case "link":
            return f"[{match['text'] or found}]({found})"
    return found


def _role(text: str) -> str:
    text = text.strip()
    if titled := _TITLED.match(text):
        return titled[1] or text
    # `~package.module.name` shows only its last part.
    return f"`{text.rpartition('.')[2] if text.startswith('~') else text.lstrip('!')}`"


def _blocks(lines: list[str]) -> Iterator[str]:
    at = 0
    fenced = False
    while at < len(lines):
        line = lines[at]
        marked = _MARKUP.search(line) is not None
        if marked and line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        if not marked or fenced or line.lstrip().startswith((">>>", "```", "~~~")):
            yield line
            at += 1
        elif match := _DIRECTIVE.match(line):
            block, at = _indented(lines, at + 1, len(match[1]))
            yield from _directive(match[2].lower(), match[3], block)
        elif line.rstrip().endswith("::"):
            yield _before_code(line)
            block, at = _indented(lines, at + 1, _indent(line))
            yield from _fence(block)
        else:
            yield inline(line)
            at += 1


def _before_code(line: str) -> str:
    stripped = line.rstrip()[:-2].rstrip()
    return inline(f"{stripped}:" if stripped.strip() else "")


def _directive(name: str, argument: str, block: list[str]) -> Iterator[str]:
    body = [line for line in block if not re.match(r"\s*:[\w-]+:", line)]
    if name in _CODE:
        yield from _fence(body)
    elif name == "math":
        yield from ("", "$$", *(line.strip() for line in [argument, *body] if line.strip()), "$$")
    elif name in _ADMONITIONS:
        words = [argument.strip(), *(line.strip() for line in body)]
        yield from ("", f"**{name.capitalize()}:** {inline(' '.join(filter(None, words)))}", "")


def _fence(block: list[str]) -> Iterator[str]:
    while block and not block[0].strip():
        block = block[1:]
    while block and not block[-1].strip():
        block = block[:-1]
    if block:
        margin = min(_indent(line) for line in block if line.strip())
        yield from ("", "```", *(line[margin:] for line in block), "```", "")


def _indented(lines: list[str], at: int, margin: int) -> tuple[list[str], int]:
    """Return the block that is indented deeper than ``margin``, and where it ends."""
    block: list[str] = []
    while at < len(lines) and (not lines[at].strip() or _indent(lines[at]) > margin):
        block.append(lines[at])
        at += 1
    return block, at


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def first_sentence(text: str) -> str:
    """Return the first sentence of a Markdown text, on one line."""
    paragraph = " ".join(text.strip().partition("\n\n")[0].split())
    for match in re.finditer(r"[.!?](?=\s+[^\sa-z])", paragraph):
        before = paragraph[: match.start()]
        if not re.search(r"(\b[A-Za-z]|e\.g|i\.e|etc|vs|cf|approx)$", before):
            return paragraph[: match.end()]
    return paragraph
