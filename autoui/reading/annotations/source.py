"""What can be read from a Python file without importing it. Standard library only.

The command line lists servable functions with it, and makes the sketch that the page shows while
the user's module is still being imported.
"""

import ast
import inspect
import re
import tokenize
from pathlib import Path
from typing import Any

from autoui.reading import names

MAX_SOURCE = 4 << 20
"""Bytes of a file that is looked at; larger ones are data rather than code."""

_SECTION = re.compile(r"^\s*(?:-{3,}|:\w|>>>|\w+:$)", re.MULTILINE)
"""What begins a documentation's section: a line below a heading, a field, an example, a word."""

_FRONT_ENDS = frozenset({"Interface", "Blocks"})


def servable(path: Path) -> list[tuple[str, str]]:
    """List what ``autoui serve`` could serve of a file, in source order, ``main`` first.

    Returns:
        Name and first line of the docstring of each public function, and of each interface that
        is built at the top level. Empty when the file is no readable Python.
    """
    tree = parse(path)
    if tree is None:
        return []
    found: list[tuple[str, str]] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if not node.name.startswith("_"):
                found.append((node.name, _first_line(node)))
        else:
            found += [(name, "interface") for name in interfaces(node)]
    found.sort(key=lambda item: item[0] != "main")
    return found


def sketch(path: Path, function: str) -> dict[str, Any] | None:
    """Return title, signature and parameters of a function, or None if the file does not tell.

    Returns:
        ``{"title", "description", "signature", "parameters": [{"name", "label"}, …]}``; the
        description is the first paragraph that is not the title.
    """
    tree = parse(path)
    node = None if tree is None else _find(tree.body, function.split("."))
    if node is None:
        return None
    method = "." in function and not _is_static(node)
    parameters = _parameters(node.args)[1 if method else 0 :]
    title = names.title_of(_first_line(node))
    return {
        "title": title or names.human(node.name),
        "description": _paragraph(node, 1 if title else 0),
        "signature": f"{node.name}({_signature(node.args, skip_first=method)})",
        "parameters": [{"name": one.arg, "label": names.human(one.arg)} for _, one in parameters],
    }


def parse(path: Path) -> ast.Module | None:
    """Parse a Python file; None when it cannot be read or is not valid Python."""
    try:
        if path.stat().st_size > MAX_SOURCE:
            return None
        with tokenize.open(path) as file:
            return ast.parse(file.read(), str(path))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def guarded_names(tree: ast.Module) -> list[str]:
    """Return the names assigned under ``if __name__ == "__main__":``."""
    found: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.If) and _is_main_guard(node.test):
            names_in = (child for child in ast.walk(node) if isinstance(child, ast.Name))
            found += [name.id for name in names_in if isinstance(name.ctx, ast.Store)]
    return found


def interfaces(node: ast.stmt) -> list[str]:
    """Return the names that a statement binds to an ``Interface`` or ``Blocks``."""
    if isinstance(node, ast.Assign) and _makes_interface(node.value):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.With):
        return [
            item.optional_vars.id
            for item in node.items
            if isinstance(item.optional_vars, ast.Name) and _makes_interface(item.context_expr)
        ]
    return []


def _makes_interface(node: ast.expr) -> bool:
    # `Interface(…).queue()` is a call on a call.
    while isinstance(node, ast.Call):
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else None
        if isinstance(function, ast.Name):
            name = function.id
        if name in _FRONT_ENDS:
            return True
        node = function.value if isinstance(function, ast.Attribute) else function
    return False


def _is_main_guard(test: ast.expr) -> bool:
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
        return False
    sides = [test.left, test.comparators[0]]
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides) and any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )


def _find(body: list[ast.stmt], path: list[str]) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    for node in reversed(body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if [node.name] == path:
                return node
        elif isinstance(node, ast.ClassDef) and node.name == path[0] and len(path) > 1:
            return _find(node.body, path[1:])
    return None


def _is_static(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        isinstance(decorator, ast.Name) and decorator.id == "staticmethod"
        for decorator in node.decorator_list
    )


def _parameters(arguments: ast.arguments) -> list[tuple[str, ast.arg]]:
    """Return how each parameter is passed, and the parameter."""
    return [
        *(("positional", one) for one in arguments.posonlyargs),
        *(("either", one) for one in arguments.args),
        *([("var_positional", arguments.vararg)] if arguments.vararg else []),
        *(("keyword", one) for one in arguments.kwonlyargs),
    ]


def _signature(arguments: ast.arguments, *, skip_first: bool) -> str:
    """Return the parameters as ``signature.read`` writes them, so that the text stays the same."""
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = len(positional) - len(arguments.defaults)
    defaults = dict(zip((a.arg for a in positional[missing:]), arguments.defaults, strict=True))
    for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if value is not None:
            defaults[argument.arg] = value
    shown = _parameters(arguments)[1 if skip_first else 0 :]
    return ", ".join(
        names.marked(
            (passed, _shown(one, defaults.get(one.arg), star=one is arguments.vararg))
            for passed, one in shown
        )
    )


def _shown(argument: ast.arg, default: ast.expr | None, *, star: bool) -> str:
    text = f"{'*' if star else ''}{argument.arg}"
    if argument.annotation is not None:
        text += f": {ast.unparse(argument.annotation)}"
    if default is None:
        return text
    secret = names.is_secret(argument.arg) or "secret" in text.lower()
    value = "•••" if secret else names.cut(ast.unparse(default))
    return f"{text} = {value}" if argument.annotation is not None else f"{text}={value}"


def _paragraph(node: ast.FunctionDef | ast.AsyncFunctionDef, index: int) -> str:
    """Return a paragraph of the documentation, empty where there are fewer or a section begins."""
    paragraphs = (ast.get_docstring(node) or "").split("\n\n")
    text = paragraphs[index] if index < len(paragraphs) else ""
    return "" if _SECTION.search(text) else " ".join(text.replace("`", "").split())


def _first_line(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    doc = ast.get_docstring(node, clean=False) or ""
    return inspect.cleandoc(doc).partition("\n")[0].strip()
