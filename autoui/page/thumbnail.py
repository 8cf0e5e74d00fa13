"""The picture that a link to the page shows elsewhere, in a chat or a search engine."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from autoui.components.base import Scope
from autoui.errors import UsageError


def address_of(given: Any, scope: Scope) -> str:
    """Return the address of a thumbnail; one on disk is copied, and served with the page.

    Args:
        given: A path, an ``http`` address, or nothing.
        scope: Where the copy goes.

    Returns:
        The address that was given, or one below the page's; empty for none.

    Raises:
        UsageError: It is no picture that can be read.
    """
    if not given:
        return ""
    if str(given).startswith(("http://", "https://")):
        return str(given)
    from autoui.components.image import picture_file

    try:
        with scope.read_path(given) as file:
            blob = picture_file(file, Path(given).name, scope)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"thumbnail={given!r} cannot be shown: {error}") from error
    return f"files/{blob.id}/{quote(blob.name)}"
