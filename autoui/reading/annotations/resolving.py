"""What run-time annotations mean: resolved where possible, one by one, and never a crash."""

import ast
import builtins
import collections.abc
import functools
import importlib
import importlib.util
import operator
import os
import re
import sys
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typing_extensions

from autoui.reading.annotations.hints import is_literal, is_union
from autoui.reading.annotations.source import parse
from autoui.reading.field import UNKNOWN

_MAX_MISSING = 20
"""Names looked up for one annotation before it is given up."""


_WORD = re.compile(r"\w+")
_BUILT_IN = types.MappingProxyType({**vars(builtins), "None": type(None)})


@dataclass
class Hints:
    """Resolves annotations, and remembers what they and names for type checkers alone mean.

    One instance serves one page that is built, so that what it remembers is what is loaded.
    """

    _deferred: dict[str, dict[str, ast.stmt]] = field(default_factory=dict)
    _meant: dict[str, dict[str, Any]] = field(default_factory=dict)
    # By the id of a namespace, which is kept: an id is its own only as long as it lives.
    _resolved: dict[int, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)

    def resolve(self, function: Any, annotation: Any) -> Any:
        """Return the type that an annotation of a function or class means, or ``UNKNOWN``.

        Names that the module imports or defines only under ``TYPE_CHECKING`` are made here.
        """
        namespace = getattr(function, "__globals__", None)
        if namespace is None:
            module = sys.modules.get(getattr(function, "__module__", None) or "")
            namespace = vars(module) if module is not None else {}
        own = {one.__name__: one for one in getattr(function, "__type_params__", ())}
        if own or not isinstance(annotation, str):
            return self._resolve(annotation, namespace, own)
        _, known = self._resolved.setdefault(id(namespace), (namespace, {}))
        # What means nothing yet may do so when more has been imported.
        if (found := known.get(annotation, UNKNOWN)) is UNKNOWN:
            found = known[annotation] = self._resolve(annotation, namespace, own)
        return found

    def is_for_checkers(self, function: Any, annotation: Any) -> bool:
        """Return whether a resolved annotation names an alias that only type checkers see."""
        file = str(getattr(function, "__globals__", {}).get("__file__"))
        known = self._deferred.get(file, {})
        words = _WORD.findall(annotation) if known and isinstance(annotation, str) else []
        return any(isinstance(known.get(one), (ast.Assign, ast.AnnAssign)) for one in words)

    def _resolve(self, annotation: Any, namespace: dict[str, Any], own: dict[str, Any]) -> Any:
        meant = self._meant.setdefault(str(namespace.get("__file__")), {})
        for _ in range(_MAX_MISSING):
            try:
                return _evaluate(annotation, namespace, {**meant, **own})
            except NameError as error:
                name = error.name or ""
                found = UNKNOWN if name in meant else self._import(namespace, name)
                if found is UNKNOWN:
                    return UNKNOWN
                meant[name] = found
            except Exception:  # noqa: BLE001 - an annotation is the user's code
                return UNKNOWN
        return UNKNOWN

    def _import(self, namespace: dict[str, Any], name: str) -> Any:
        """Return what a name means that a module has only for type checkers."""
        file = namespace.get("__file__")
        if not isinstance(file, str) or not file.endswith((".py", ".pyw")):
            return UNKNOWN
        if file not in self._deferred:
            self._deferred[file] = dict(_deferred(Path(file)))
        # An alias that names itself, directly or not, means nothing.
        statement = self._deferred[file].pop(name, None)
        if statement is None:
            return UNKNOWN
        try:
            return self._defined(statement, name, namespace)
        finally:
            self._deferred[file][name] = statement

    def _defined(self, statement: ast.stmt, name: str, namespace: dict[str, Any]) -> Any:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            value = ast.unparse(statement.value) if statement.value is not None else "..."
            return self._resolve(value, namespace, {})
        return _import(statement, name, str(namespace.get("__package__") or ""))


def _deferred(file: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Yield each name that a file makes under ``if TYPE_CHECKING:``, with its statement."""
    tree = parse(file)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for statement in ast.walk(node):
                if isinstance(statement, ast.Import | ast.ImportFrom):
                    for alias in statement.names:
                        plain = alias.name.partition(".")[0]
                        short = plain if isinstance(statement, ast.Import) else alias.name
                        yield alias.asname or short, statement
                elif isinstance(statement, ast.AnnAssign):
                    yield ast.unparse(statement.target), statement
                elif isinstance(statement, ast.Assign):
                    yield ast.unparse(statement.targets[0]), statement


def _evaluate(annotation: Any, namespace: dict[str, Any], local: dict[str, Any]) -> Any:
    if annotation is None:
        return type(None)
    if type(annotation) is type or is_literal(annotation):
        return annotation
    if isinstance(annotation, str):
        # Most are names of classes and unions, which need no compiling.
        found = [
            local.get(name, namespace.get(name, _BUILT_IN.get(name)))
            for name in annotation.split(" | ")
        ]
        if all(type(one) is type for one in found):
            return functools.reduce(operator.or_, found)
        if all(type(one) is type or is_union(one) or is_literal(one) for one in found):
            annotation = functools.reduce(operator.or_, found)
    holder = types.SimpleNamespace(__annotations__={"it": annotation})
    hints = typing_extensions.get_type_hints(holder, namespace, local, include_extras=True)
    return hints["it"]


def _import(statement: ast.AST, name: str, package: str) -> Any:
    try:
        if isinstance(statement, ast.ImportFrom):
            return _import_from(statement, name, package)
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if (alias.asname or alias.name.partition(".")[0]) == name:
                    module = importlib.import_module(alias.name)
                    return module if alias.asname else sys.modules[name]
    except Exception:  # noqa: BLE001 - another module's code runs here
        return UNKNOWN
    return UNKNOWN


def _import_from(statement: ast.ImportFrom, name: str, package: str) -> Any:
    for alias in statement.names:
        if (alias.asname or alias.name) == name:
            dotted = "." * statement.level + (statement.module or "")
            try:
                module = importlib.import_module(dotted, package or None)
            except Exception:  # noqa: BLE001 - a module that is for type checkers alone may fail
                return _alias_in(importlib.util.resolve_name(dotted, package), alias.name)
            if hasattr(module, alias.name):
                return getattr(module, alias.name)
            return importlib.import_module(f"{module.__name__}.{alias.name}")
    return UNKNOWN


def _alias_in(module: str, name: str) -> Any:
    """Return a type that the source of a module defines as ``Name = A | B``."""
    spec = importlib.util.find_spec(module)
    tree = parse(Path(spec.origin)) if spec is not None and spec.origin else None
    for node in tree.body if tree is not None else ():
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            known = {"os": os, **vars(typing), **vars(collections.abc), **vars(builtins)}
            return _evaluate(ast.unparse(node.value), known, {})
    return UNKNOWN
