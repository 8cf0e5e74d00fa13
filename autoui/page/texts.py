"""Texts of the page: Markdown to sanitised HTML, and to plain words."""

import html
import re

from autoui.reading.docstrings.restructured import first_sentence

_MARKUP = re.compile(
    r"[`*_<>\[\]#$|~\\&]|^\s*([-+]|\d+[.)])\s|^\s{4}|^\s*[-=]{3,}\s*$", re.MULTILINE
)
_MARKS = re.compile(r"[`*]+|(?<!\w)_+|_+(?!\w)|<[^>]{0,200}>")
_LINK = re.compile(r"!?\[([^\]]{0,300})\]\([^)]{0,1000}\)")


def to_html(text: str) -> str:
    """Return Markdown as sanitised HTML; plain prose without loading a Markdown parser."""
    if not text.strip():
        return ""
    if not _MARKUP.search(text):
        paragraphs = re.split(r"\n\s*\n", text.strip())
        return "".join(f"<p>{html.escape(p.strip(), quote=False)}</p>\n" for p in paragraphs)
    from autoui.components.markdown import to_html as render

    return render(text)


def plain(text: str) -> str:
    """Return Markdown as one line of plain words."""
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", text)).split())


def summary(text: str) -> str:
    """Return the first sentence as plain words; empty when there is no more than that."""
    first = first_sentence(text)
    return plain(first) if len(first) < len(" ".join(text.split())) else ""
