"""How a value is shown where a certain kind was announced, by a docstring or an annotation."""

import os
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from autoui.components.base import Scope
from autoui.components.image import image_blob
from autoui.components.json import json_value
from autoui.components.table import make_table, table_blob
from autoui.formats.paths import PathRefused
from autoui.showing.shows import (
    Renderer,
    Shown,
    made,
    show_html,
    show_markdown,
    show_path,
    show_text,
)


def _try(make: Callable[[Any, Scope], Shown]) -> Renderer:
    def renderer(value: Any, scope: Scope) -> Shown | None:
        try:
            return make(value, scope)
        except PathRefused:
            raise
        except (TypeError, ValueError, FileNotFoundError):
            return None

    return renderer


def _expected_text(value: Any, scope: Scope) -> Shown | None:
    return show_text(value, scope) if isinstance(value, str) else None


def _expected_markdown(value: Any, scope: Scope) -> Shown | None:
    return show_markdown(value, scope) if isinstance(value, str) else None


def _expected_html(value: Any, scope: Scope) -> Shown | None:
    return show_html(value, scope) if isinstance(value, str) else None


def _expected_json(value: Any, scope: Scope) -> Shown:
    return made("json", json_value(value, scope))


def _expected_file(value: Any, scope: Scope) -> Shown | None:
    # Only where a file is expected does a text name one.
    if isinstance(value, str):
        return show_path(PurePath(value), scope) if os.path.isfile(value) else None
    return None


EXPECTED: Mapping[str, Renderer] = {
    "text": _expected_text,
    "markdown": _expected_markdown,
    "html": _expected_html,
    "json": _expected_json,
    "file": _expected_file,
    "image": _try(lambda value, scope: made("image", image_blob(value, scope))),
    "table": _try(lambda value, scope: made("table", table_blob(make_table(value), scope))),
}
"""Renderers by kind; None lets the value be shown as what it is."""
