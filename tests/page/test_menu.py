"""The public menu: lazy, complete, and helpful about what is not there."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import autoui


def test_every_name_is_there() -> None:
    for name in autoui.__all__:
        assert getattr(autoui, name) is not None
    assert set(autoui.__all__) <= set(dir(autoui))


def test_the_names_for_type_checkers_are_the_same() -> None:
    tree = ast.parse(Path(autoui.__file__).read_text())
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    named = {
        alias.asname or alias.name
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    named |= {
        target.id
        for node in block.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert named == set(autoui.__all__) - {"__version__"}


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(
        AttributeError, match=r"autoui has no Texbox; the nearest there is: .*Textbox"
    ):
        _ = autoui.Texbox  # type: ignore[attr-defined]
    assert not hasattr(autoui, "__wrapped__")


def test_importing_it_loads_nothing_else() -> None:
    code = "import sys, autoui; print([m for m in sys.modules if m.startswith('autoui.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
