"""How a page looks: the theme's name, and style sheets of the page's own."""

from pathlib import Path
from typing import Any

from autoui.errors import UsageError

DEFAULT = "default"
MAX_CSS = 1 << 20
"""Characters of a style sheet."""


def name_of(theme: Any) -> str:
    """Return a theme's name: a text, or an object that has one.

    Raises:
        UsageError: It has none.
    """
    if theme is None:
        return DEFAULT
    name = theme if isinstance(theme, str) else getattr(theme, "name", None)
    if not isinstance(name, str):
        name = type(theme).__name__ if not isinstance(theme, type) else theme.__name__
    found = name.strip().lower()
    if not found.replace("-", "").replace("_", "").isalnum():
        raise UsageError(f"{name!r} is no theme", f'give a name such as "{DEFAULT}"')
    return found


def styles(css: Any) -> list[str]:
    """Return the style sheets that ``css=`` means: text, or the path of a ``.css`` file.

    Raises:
        UsageError: It is neither, too long, or cannot be read.
    """
    if not css:
        return []
    if not isinstance(css, str | Path):
        raise UsageError(f"css={css!r} is neither text nor a path")
    text = str(css)
    if isinstance(css, Path) or ("{" not in text and text.endswith(".css")):
        try:
            text = Path(text).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"the style sheet {css} cannot be read: {error}") from None
    if len(text) > MAX_CSS:
        raise UsageError(f"the style sheet is longer than {MAX_CSS:,} characters")
    return [text]
