"""Which theme a page wears, and style sheets of the page's own."""

import difflib
import re
import warnings
from pathlib import Path
from typing import Any

from autoui.errors import UsageError
from autoui.page import themes
from autoui.page.imported import imported
from autoui.page.themes import Theme

__all__ = ["DEFAULT", "MAX_CSS", "own_styles", "theme_of", "themes"]

DEFAULT = "default"
MAX_CSS = 1 << 20
"""Characters of a style sheet."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(r"@import\b", re.IGNORECASE)
_REMOTE = re.compile(r"""url\(\s*["']?\s*(?!["'\s]|data:|#)[^)]*""", re.IGNORECASE)


def theme_of(given: Any) -> Theme:
    """Return the theme that ``theme=`` means.

    Args:
        given: A theme, its class, its name, ``module:object``, or None.

    Raises:
        UsageError: It means none.
    """
    if given is None:
        return themes.Default()
    if isinstance(given, str):
        given = themes.named(given) or _imported(given)
    if isinstance(given, type) and issubclass(given, Theme):
        given = given()
    if not isinstance(given, Theme):
        raise UsageError(f"theme={given!r} is no theme", "give one such as autoui.themes.Soft()")
    if faults := given.faint():
        warnings.warn(f"theme: {'; '.join(faults)}", UserWarning, stacklevel=2)
    return given


def _imported(name: str) -> Any:
    if ":" not in name:
        known = themes.names()
        near = difflib.get_close_matches(name.strip().lower(), known, n=1)
        cure = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise UsageError(f'there is no theme "{name}"', f"{cure}; your own is module:object")
    return imported(name, "theme")


def own_styles(css: Any) -> list[str]:
    """Return the style sheets that ``css=`` means: text, or the path of a ``.css`` file.

    Raises:
        UsageError: It is neither, too long, or cannot be read.
    """
    if not css:
        return []
    if not isinstance(css, str | Path):
        raise UsageError(f"css={css!r} is neither text nor a path")
    text = str(css)
    if isinstance(css, Path) or "{" not in text:
        try:
            text = Path(text).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"the style sheet {css} cannot be read: {error}") from None
    if len(text) > MAX_CSS:
        raise UsageError(f"the style sheet is longer than {MAX_CSS:,} characters")
    _warn_of_blocked(text)
    return [text]


def _warn_of_blocked(css: str) -> None:
    """Say of what the browser will refuse to load that it will."""
    plain = _COMMENT.sub("", css)
    if _IMPORT.search(plain):
        warnings.warn(
            "css=: @import loads nothing here, a page takes no style sheet from elsewhere; "
            "put the rules themselves into css=",
            UserWarning,
            stacklevel=3,
        )
        return
    if (found := _REMOTE.search(plain)) is not None:
        warnings.warn(
            f"css=: {found[0][:80]}) loads nothing here, a page takes no files from elsewhere; "
            "put a small picture into the style sheet itself: url(data:image/…)",
            UserWarning,
            stacklevel=3,
        )
