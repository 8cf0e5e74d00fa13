"""Example rows from a docstring: calls of the function itself with literal arguments.

Nothing is executed: the examples are parsed, their arguments read as literals.
"""

import ast
import builtins
import inspect
import types
from collections.abc import Collection, Iterator
from typing import Any

from autoui.reading.docstrings.docentries import dedented
from autoui.reading.field import Row

MAX_ROWS = 50
"""Rows taken from one docstring."""

MAX_EXAMPLE = 20_000
"""Characters of one example; a longer one is data rather than a call."""


def rows(
    docstring: str | None,
    names: set[str],
    signature: inspect.Signature,
    mappings: Collection[str] = (),
) -> tuple[Row, ...]:
    """Return the calls of a function that its docstring shows.

    Args:
        docstring: As written.
        names: The names the function goes by.
        signature: What the arguments are bound to.
        mappings: The parameters that take keywords as one mapping.
    """
    if not docstring or ">>>" not in docstring:
        return ()
    takes = _Takes(signature, mappings)
    known: dict[str, Any] = {}
    assigned: set[str] = set()
    found: list[Row] = []
    for tree, want in _parsed(docstring, names):
        for node in tree.body:
            if isinstance(node, ast.Assign):
                _remember(node, known, assigned)
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                values = _values(node.value, names, takes, known, assigned)
                if values and values not in [row.values for row in found]:
                    found.append(Row(values=values, result=want))
        if len(found) >= MAX_ROWS:
            break
    return tuple(found)


def kinds(
    docstring: str | None, names: set[str], signature: inspect.Signature
) -> dict[str, set[type | None]]:
    """Return of what kinds the values are that examples give, by parameter.

    Calls inside of others count as well; None stands for a value that is neither a literal nor a
    function.

    Args:
        docstring: As written.
        names: The names the function goes by.
        signature: What the arguments are bound to.
    """
    found: dict[str, set[type | None]] = {}
    known: dict[str, Any] = {}
    assigned: set[str] = set()
    for tree, _ in _parsed(docstring or "", names):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign):
                _remember(node, known, assigned)
                known |= dict.fromkeys(_functions(node), kinds)
            elif isinstance(node, ast.FunctionDef):
                known[node.name] = kinds
            elif isinstance(node, ast.Call) and _calls(node.func, names, assigned):
                for name, value in _bound(node, signature).items():
                    found.setdefault(name, set()).add(_kind(value, known))
    return found


def _bound(call: ast.Call, signature: inspect.Signature) -> dict[str, Any]:
    """Return the arguments of a call as written, by parameter; none of one that does not fit."""
    if any(isinstance(one, ast.Starred) for one in call.args):
        return {}
    try:
        return signature.bind(*call.args, **{k.arg or "": k.value for k in call.keywords}).arguments
    except TypeError:
        return {}


def _functions(node: ast.Assign) -> list[str]:
    """Return the names that are given to a function without one."""
    made = isinstance(node.value, ast.Lambda)
    return [one.id for one in node.targets if made and isinstance(one, ast.Name)]


_KINDS: dict[type, type] = {
    ast.List: list,
    ast.ListComp: list,
    ast.Tuple: tuple,
    ast.Set: set,
    ast.Lambda: types.FunctionType,
}


def _kind(node: Any, known: dict[str, Any]) -> type | None:
    if isinstance(node, ast.Constant):
        return type(node.value)
    if isinstance(node, ast.Name):
        if node.id in known:
            return type(known[node.id])
        return types.FunctionType if callable(getattr(builtins, node.id, None)) else None
    return _KINDS.get(type(node))


def _parsed(docstring: str, names: set[str]) -> Iterator[tuple[ast.Module, str]]:
    """Yield code and expected output of the examples that name the function, or make a name."""
    for source, want in examples(docstring):
        if not any(part in source for part in ("=", "def ", *names)):
            continue
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        yield tree, want


def examples(docstring: str) -> Iterator[tuple[str, str]]:
    """Yield source and expected output of each ``>>>`` example."""
    begin = docstring.rfind("\n", 0, docstring.find(">>>")) + 1
    lines = docstring[begin:].expandtabs().split("\n")
    at = 0
    while at < len(lines):
        stripped = lines[at].lstrip()
        if not stripped.startswith(">>>"):
            at += 1
            continue
        source = [stripped[3:].removeprefix(" ")]
        at += 1
        while at < len(lines) and lines[at].lstrip().startswith("..."):
            source.append(lines[at].lstrip()[3:].removeprefix(" "))
            at += 1
        want: list[str] = []
        while at < len(lines) and not _ends_output(lines[at]):
            want.append(lines[at])
            at += 1
        text = "\n".join(source)
        if len(text) <= MAX_EXAMPLE:
            yield text, "\n".join(dedented(want)).replace("<BLANKLINE>", "")


def _ends_output(line: str) -> bool:
    stripped = line.strip()
    return not stripped or stripped.startswith((">>>", "```"))


def _remember(node: ast.Assign, known: dict[str, Any], assigned: set[str]) -> None:
    for target in node.targets:
        if not isinstance(target, ast.Name):
            continue
        assigned.add(target.id)
        known.pop(target.id, None)
        try:
            known[target.id] = ast.literal_eval(node.value)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue


def _values(
    call: ast.Call,
    names: set[str],
    takes: "_Takes",
    known: dict[str, Any],
    assigned: set[str],
) -> dict[str, Any] | None:
    """Return the arguments of a call of the function by parameter; None when it is another."""
    if not _calls(call.func, names, assigned):
        return None
    try:
        positional = [_literal(argument, known) for argument in call.args]
        keywords = {k.arg or "": _literal(k.value, known) for k in call.keywords}
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError, KeyError):
        return None
    return takes.by_parameter(positional, keywords)


class _Takes:
    """What a function takes: ``Signature.bind`` would look at every parameter in every example.

    Args:
        signature: What the arguments are bound to.
        mappings: The parameters that take keywords as one mapping.
    """

    def __init__(self, signature: inspect.Signature, mappings: Collection[str]) -> None:
        self._kinds = {one.name: one.kind for one in signature.parameters.values()}
        self._places = [name for name, kind in self._kinds.items() if kind in _BY_PLACE]
        self._required = {
            one.name
            for one in signature.parameters.values()
            if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
        }
        names = {kind: name for name, kind in self._kinds.items()}
        self._more = names.get(inspect.Parameter.VAR_POSITIONAL)
        self._others = names.get(inspect.Parameter.VAR_KEYWORD)
        self._mappings = mappings

    def by_parameter(
        self, positional: list[Any], keywords: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Return the arguments by parameter, in order; None where they make no call.

        Those of ``**kwargs`` stand beside the others, unless it is a field.
        """
        found = dict(zip(self._places, positional, strict=False))
        others: dict[str, Any] = {}
        for name, value in keywords.items():
            if self._kinds.get(name) not in _BY_NAME:
                others[name] = value
            elif name in found:
                return None
            else:
                found[name] = value
        more = positional[len(self._places) :]
        if (others and not self._others) or (more and not self._more):
            return None
        if not self._required <= found.keys():
            return None
        if self._more and more:
            found[self._more] = more
        if others and self._others is not None and self._others in self._mappings:
            others = {self._others: others}
        return {name: found[name] for name in self._kinds if name in found} | others


_BY_PLACE = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def _calls(function: ast.expr, names: set[str], assigned: set[str]) -> bool:
    if isinstance(function, ast.Name):
        return function.id in names
    if not isinstance(function, ast.Attribute) or function.attr not in names:
        return False
    root: ast.expr = function
    while isinstance(root, ast.Attribute):
        root = root.value
    # `text.shorten()` of an object made earlier is a method, not this function.
    return isinstance(root, ast.Name) and root.id not in assigned


def _literal(node: ast.expr, known: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return known[node.id]
    return ast.literal_eval(node)
