"""Expressions of SymPy, and whatever else writes itself in LaTeX, as formulas."""

import re
import sys
from collections.abc import Mapping, Sequence, Set
from typing import Any

from autoui.components.base import Scope
from autoui.components.json import json_value
from autoui.components.markdown import to_html
from autoui.formats.plain import own_text
from autoui.showing.shows import Shown, made, show_boolean, show_number

_MAX_TEXT = 3_000
_MAX_ITEMS = 50
_FENCES = re.compile(r"^\s*(\$\$?|\\\[|\\\()\s*|\s*(\$\$?|\\\]|\\\))\s*$")


def is_symbolic(value: Any) -> bool:
    """Tell whether a value is an expression, a matrix, a set … of SymPy."""
    sympy = sys.modules.get("sympy")
    if sympy is None or isinstance(value, type):
        return False
    kinds = (getattr(sympy, "Basic", ()), getattr(sympy, "MatrixBase", ()))
    return isinstance(value, kinds)


def show_symbolic(value: Any, scope: Scope) -> Shown | None:
    """Show an expression as a formula with its text below, a plain number or truth as one."""
    if not is_symbolic(value):
        return None
    sympy = sys.modules["sympy"]
    if isinstance(value, sympy.Integer):
        return show_number(int(value), scope)
    if value in (sympy.true, sympy.false):
        return show_boolean(bool(value), scope)
    shown = made("text", own_text(value) or "")
    return shown if isinstance(value, sympy.Float) else _led(shown, value)


def show_symbolic_items(value: Any, scope: Scope) -> Shown | None:
    """Show a list, tuple, set or dict of expressions as one formula, with the items' texts."""
    if isinstance(value, Mapping):
        items = [*value.keys(), *value.values()]
        # Keys alone make no formula: Python's own numbers stand beside expressions.
        symbolic = any(map(is_symbolic, items)) and all(map(_may_stand, items))
    else:
        items = list(value) if isinstance(value, (Sequence, Set)) else []
        symbolic = any(map(is_symbolic, items)) and all(map(_may_stand, items))
    if not symbolic or len(items) > _MAX_ITEMS:
        return None
    return _led(made("json", json_value(value, scope)), value)


def formula_of_latex(latex: str) -> Shown | None:
    """Return a formula to show, or None for LaTeX that cannot be read.

    Args:
        latex: With or without what fences it in a text (``$…$``, ``\\\\[…\\\\]``).
    """
    bare = _FENCES.sub("", _FENCES.sub("", latex)).replace("\\displaystyle", "").strip()
    html = to_html(f"$$\n{bare}\n$$") if bare and "$" not in bare else ""
    # A formula that could not be read is shown as code there; here the text is better.
    if "<math" not in html or "<code>" in html:
        return None
    return made("markdown", {"html": html, "source": ""})


def _may_stand(item: Any) -> bool:
    if isinstance(item, (tuple, list)):
        return all(map(_may_stand, item))
    return is_symbolic(item) or isinstance(item, (int, float))


def _led(shown: Shown, value: Any) -> Shown:
    if len(str(value)) > _MAX_TEXT:
        return shown
    try:
        latex = sys.modules["sympy"].latex(value)
    # What a printer of somebody's own class does is not ours to foresee.
    except Exception:  # noqa: BLE001
        return shown
    formula = formula_of_latex(latex)
    return shown if formula is None else {**shown, "lead": formula}
