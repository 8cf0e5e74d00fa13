"""Markdown with formulas, made into HTML that cannot do harm."""

import html
import re
from collections.abc import Sequence
from typing import Any, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common

_MATH_TAGS = frozenset(
    {
        *("math", "annotation", "maction", "menclose", "merror", "mfenced", "mfrac"),
        *("mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom"),
        *("mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub"),
        *("msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover"),
        *("none", "semantics"),
    }
)
_MATH_ATTRIBUTES = frozenset(
    {
        *("display", "displaystyle", "mathvariant", "mathsize", "mathcolor", "fence"),
        *("separator", "stretchy", "symmetric", "form", "lspace", "rspace", "accent"),
        *("accentunder", "linethickness", "columnalign", "rowalign", "columnspacing"),
        *("rowspacing", "columnlines", "rowlines", "frame", "width", "height", "depth"),
        *("minsize", "maxsize", "movablelimits", "scriptlevel", "notation", "bevelled"),
        *("open", "close", "separators", "largeop", "xmlns"),
    }
)
_TAGS = frozenset(
    {
        *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del"),
        *("details", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
        *("i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp"),
        *("small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td"),
        *("tfoot", "th", "thead", "tr", "u", "ul", "var"),
    }
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "code": {"class"},
    "details": {"open"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
}
_LANGUAGE = re.compile(r"language-[\w+#.-]{1,40}")
_DATA_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=\s]+")
_IMG = re.compile(r"<img\b[^>]*>", re.I)
_SRC = re.compile(r"""\bsrc\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.I)
_ALT = re.compile(r"""\balt\s*=\s*("[^"]*"|'[^']*')""", re.I)


class Markdown(Component):
    """Markdown.

    Args:
        value: Text to show at first.
        options: See ``Spec``.
    """

    kind = "markdown"
    shows_only = "Textbox(lines=5)"

    def __init__(self, value: str | None = None, **options: Unpack[Common]) -> None:
        super().__init__(Spec(value=value, **common(options, self)))

    def encode(self, value: Any, scope: Scope) -> dict[str, str]:
        """Return the source and its sanitised HTML."""
        source = value if isinstance(value, str) else str(value)
        return {"html": to_html(source), "source": source}

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the pair."""
        return {
            "type": "object",
            "properties": {"html": {"type": "string"}, "source": {"type": "string"}},
        }


def to_html(text: str) -> str:
    """Turn Markdown with ``$…$`` and ``$$…$$`` into HTML without scripts, styles or requests.

    Raw HTML is kept as far as it is harmless. Pictures from elsewhere become links: a page never
    asks another host for anything.
    """
    if not text.strip():
        return ""
    return _sanitised(_parser().render(text))


def _parser() -> Any:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.inline.ruler.before("escape", "math_inline", _math_inline)
    parser.block.ruler.before("fence", "math_block", _math_block, {"alt": ["paragraph"]})
    parser.add_render_rule("math_inline", _render_math)
    parser.add_render_rule("math_block", _render_math)
    parser.add_render_rule("image", _render_image)
    return parser


# --------------------------------------------------------------------------------------- formulas


def _math_inline(state: Any, silent: bool) -> bool:  # noqa: FBT001 - the parser's own signature
    source, start = state.src, state.pos
    if source[start] != "$":
        return False
    width = 2 if source.startswith("$$", start) else 1
    end = _closing(source, start + width, width)
    if end < 0:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = source[start + width : end]
        token.markup = "$" * width
    state.pos = end + width
    return True


def _closing(source: str, start: int, width: int) -> int:
    """Return where the formula that begins at ``start`` ends, or -1.

    As elsewhere, a single ``$`` opens only before and closes only behind something that is no
    blank, and closes not before a digit, so that prices stay prices.
    """
    if width == 1 and (start >= len(source) or source[start].isspace()):
        return -1
    position = start
    while (position := source.find("$" * width, position)) >= 0:
        backslashes = len(source[:position]) - len(source[:position].rstrip("\\"))
        after = source[position + width : position + width + 1]
        fits = width == 2 or not (source[position - 1].isspace() or after.isdigit())
        if backslashes % 2 == 0 and fits and position > start:
            return position
        position += width
    return -1


def _math_block(state: Any, first: int, last: int, silent: bool) -> bool:  # noqa: FBT001 - the parser's own signature
    begin = state.bMarks[first] + state.tShift[first]
    line = state.src[begin : state.eMarks[first]]
    if not line.startswith("$$") or state.sCount[first] - state.blkIndent >= 4:
        return False
    body, number = line[2:], first
    lines = []
    while "$$" not in body:
        lines.append(body)
        number += 1
        if number >= last:
            return False
        body = state.src[state.bMarks[number] : state.eMarks[number]]
    formula, _, rest = body.partition("$$")
    if rest.strip():
        return False
    if not silent:
        token = state.push("math_block", "math", 0)
        token.block = True
        token.content = "\n".join([*lines, formula])
        token.map = [first, number + 1]
        token.markup = "$$"
        state.line = number + 1
    return True


def _render_math(
    _renderer: Any, tokens: Sequence[Any], index: int, _options: Any, _env: Any
) -> str:
    token = tokens[index]
    display = "block" if token.markup == "$$" else "inline"
    source = token.content.strip()
    from latex2mathml.converter import convert

    try:
        math = str(convert(source, display=display))
    # The converter raises whatever its parser stumbles on; the formula's text is still of use.
    except Exception:  # noqa: BLE001
        math = f"<code>{html.escape(source)}</code>"
    return f"<p>{math}</p>\n" if token.type == "math_block" else math


# --------------------------------------------------------------------------------------- pictures


def _render_image(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    alt = renderer.renderInlineAsText(token.children or [], options, env)
    return _picture(str(token.attrs.get("src", "")), alt)


def _picture(source: str, alt: str) -> str:
    if _DATA_IMAGE.fullmatch(source):
        return f'<img src="{html.escape(source)}" alt="{html.escape(alt)}">'
    if source.startswith(("http://", "https://")):
        return f'<a href="{html.escape(source)}">{html.escape(alt or source)}</a>'
    return html.escape(alt)


def _raw_picture(match: re.Match[str]) -> str:
    source, alt = _SRC.search(match[0]), _ALT.search(match[0])
    return _picture(
        html.unescape(source[1].strip("\"'")) if source else "",
        html.unescape(alt[1].strip("\"'")) if alt else "",
    )


# ------------------------------------------------------------------------------------- sanitising


def _sanitised(unsafe: str) -> str:
    import nh3

    attributes: dict[str, set[str]] = {tag: set(names) for tag, names in _ATTRIBUTES.items()}
    attributes |= {tag: set(_MATH_ATTRIBUTES) for tag in _MATH_TAGS}
    return nh3.clean(
        _IMG.sub(_raw_picture, unsafe),
        tags=set(_TAGS | _MATH_TAGS),
        attributes=attributes,
        attribute_filter=_filter_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer",
    )


def _filter_attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return value if _LANGUAGE.fullmatch(value) else None
    if name == "src":
        return value if _DATA_IMAGE.fullmatch(value) else None
    if name == "href":
        return None if value.strip().lower().startswith("data:") else value
    return value
