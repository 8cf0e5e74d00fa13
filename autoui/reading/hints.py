"""Run-time type hints: resolved where possible, one by one, and never a crash."""

import ast
import builtins
import collections.abc
import functools
import importlib
import importlib.util
import inspect
import operator
import os
import re
import sys
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Union

import typing_extensions

from autoui.reading.field import UNKNOWN
from autoui.reading.source import parse

_MAX_MISSING = 20
"""Names looked up for one annotation before it is given up."""


_WORD = re.compile(r"\w+")
_BUILT_IN = types.MappingProxyType({**vars(builtins), "None": type(None)})


class Simple(NamedTuple):
    """A type with its wrappings taken off.

    Attributes:
        type: What is left, or ``UNKNOWN``.
        optional: Whether None is one of its values.
        meta: The ``Annotated`` metadata, innermost first.
    """

    type: Any
    optional: bool
    meta: tuple[Any, ...]


def annotations(function: Any) -> dict[str, Any]:
    """Return a function's annotations as written; empty when it has none."""
    found = getattr(function, "__annotations__", None)
    return dict(found) if isinstance(found, dict) else {}


@dataclass
class Hints:
    """Resolves annotations, and remembers what modules import only for type checkers.

    One instance serves one page that is built, so that what it remembers is what is loaded.
    """

    _deferred: dict[str, dict[str, ast.stmt]] = field(default_factory=dict)
    _meant: dict[str, dict[str, Any]] = field(default_factory=dict)

    def resolve(self, function: Any, annotation: Any) -> Any:
        """Return the type that an annotation of a function or class means, or ``UNKNOWN``.

        Names that the module imports or defines only under ``TYPE_CHECKING`` are made here.
        """
        namespace = getattr(function, "__globals__", None)
        if namespace is None:
            module = sys.modules.get(getattr(function, "__module__", None) or "")
            namespace = vars(module) if module is not None else {}
        own = {one.__name__: one for one in getattr(function, "__type_params__", ())}
        return self._resolve(annotation, namespace, own)

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
    if isinstance(annotation, str):
        # Most are the names of classes, which need no compiling.
        found = [
            local.get(name, namespace.get(name, _BUILT_IN.get(name)))
            for name in annotation.split(" | ")
        ]
        if all(type(one) is type for one in found):
            return functools.reduce(operator.or_, found)
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


# ------------------------------------------------------------------------------ simplification

_WRAPPERS: frozenset[Any] = frozenset(
    getattr(module, name)
    for module in (typing, typing_extensions)
    for name in ("Final", "ClassVar", "Required", "NotRequired", "ReadOnly")
    if hasattr(module, name)
)


def is_union(type_: Any) -> bool:
    """Return whether a type is ``Union[…]`` or ``A | B``."""
    return type(type_) is types.UnionType or typing.get_origin(type_) is Union


def is_literal(type_: Any) -> bool:
    """Return whether a type is ``Literal[…]``."""
    origin = typing.get_origin(type_)
    return origin is typing.Literal or origin is typing_extensions.Literal


def simplify(type_: Any) -> Simple:
    """Take off ``Annotated``, ``Optional``, ``NewType``, aliases, ``Final`` and type variables."""
    if type(type_) is type and type_ not in (object, inspect.Parameter.empty):
        return Simple(type_, optional=False, meta=())
    meta: tuple[Any, ...] = ()
    optional = False
    for _ in range(50):
        if type(type_) is type:
            break
        if is_union(type_):
            type_, none, inner = _without_none(type_)
            optional = optional or none
            meta = (*inner, *meta)
            if is_union(type_):
                break
            continue
        peeled, added = _peel(type_)
        meta = (*added, *meta)
        if peeled is type_:
            break
        type_ = peeled
    if type_ in (Any, object, inspect.Parameter.empty, typing_extensions.Any):
        type_ = UNKNOWN
    elif type_ is typing_extensions.LiteralString:
        type_ = str
    return Simple(type_, optional, meta)


def _peel(type_: Any) -> tuple[Any, tuple[Any, ...]]:
    origin = typing.get_origin(type_)
    if origin is typing.Annotated:
        return type_.__origin__, tuple(type_.__metadata__)
    if origin in _WRAPPERS:
        return (typing.get_args(type_) or (UNKNOWN,))[0], ()
    if isinstance(type_, typing.NewType):
        return type_.__supertype__, ()
    if isinstance(type_, typing.TypeVar):
        members = [_known(one, type_) for one in type_.__constraints__ if one is not bytes] or [
            _known(type_.__bound__, type_) or UNKNOWN
        ]
        return Union[tuple(members)], ()  # noqa: UP007
    if _is_alias(type_):
        return _unalias(type_), ()
    return type_, ()


def _known(member: Any, variable: typing.TypeVar) -> Any:
    """Return the class that a type variable names in quotes: of its module, else of its package."""
    if not isinstance(member, typing.ForwardRef):
        return member
    module = str(variable.__module__)
    places = (sys.modules.get(one) for one in (module, module.partition(".")[0]))
    found = (getattr(one, member.__forward_arg__, None) for one in places)
    return next((one for one in found if one is not None), UNKNOWN)


_ALIASES = frozenset({typing_extensions.TypeAliasType, getattr(typing, "TypeAliasType", None)})


def _is_alias(type_: Any) -> bool:
    return type(type_) in _ALIASES or type(typing.get_origin(type_)) in _ALIASES


def _unalias(alias: Any) -> Any:
    try:
        origin = typing.get_origin(alias)
        if origin is None:
            return alias.__value__
        value = origin.__value__
        return value[typing.get_args(alias)] if getattr(value, "__parameters__", ()) else value
    except Exception:  # noqa: BLE001 - a lazy alias evaluates the user's code
        return UNKNOWN


def _without_none(union: Any) -> tuple[Any, bool, tuple[Any, ...]]:
    """Flatten a union, take None out, and join literals."""
    members: list[Any] = []
    meta: tuple[Any, ...] = ()
    none = False
    for member in typing.get_args(union):
        simple = simplify(member)
        none = none or simple.optional or simple.type is type(None)
        if simple.type is type(None):
            continue
        meta = (*meta, *simple.meta)
        for part in typing.get_args(simple.type) if is_union(simple.type) else (simple.type,):
            if not any(part is known or part == known for known in members):
                members.append(part)
    return _join(members), none, meta if len(members) == 1 else ()


def _join(members: list[Any]) -> Any:
    if UNKNOWN in members or not members:
        return UNKNOWN
    if len(members) > 1 and all(is_literal(member) for member in members):
        values = [value for member in members for value in typing.get_args(member)]
        return typing.Literal[tuple(values)]
    if len(members) == 1:
        return members[0]
    return Union[tuple(members)]  # noqa: UP007


def derives(type_: Any, module: str, name: str) -> bool:
    """Return whether a type is a class of another library, or derives from it.

    A library that is not loaded has made no class, so nothing is imported.
    """
    owner = getattr(sys.modules.get(module), name, None)
    return isinstance(type_, type) and owner in type_.__mro__


def is_array(type_: Any) -> bool:
    """Return whether a type is NumPy's array, with or without the type of its items."""
    return derives(typing.get_origin(type_) or type_, "numpy", "ndarray")


def is_array_protocol(type_: Any) -> bool:
    """Return whether a type is a protocol of what NumPy makes an array of."""
    return bool(getattr(type_, "_is_protocol", False)) and any(
        hasattr(type_, name) for name in ("__array__", "__array_interface__")
    )


def is_frame(type_: Any) -> bool:
    """Return whether a type is a data frame, or a column of one."""
    return isinstance(type_, type) and any(derives(type_, *one) for one in _FRAMES)


_FRAMES = tuple((lib, name) for lib in ("pandas", "polars") for name in ("DataFrame", "Series"))


def is_picture(type_: Any) -> bool:
    """Return whether a type is Pillow's picture."""
    return derives(type_, "PIL.Image", "Image")


def is_sound(members: tuple[Any, ...]) -> bool:
    """Return whether the members of a tuple are a sound's: samples per second and an array."""
    return len(members) == _SOUND and members[0] is int and is_array(members[1])


_SOUND = 2


# ---------------------------------------------------------------------------------- as text


def written(annotation: Any) -> str:
    """Return a type as a person would write it, without module names."""
    if annotation is UNKNOWN or annotation is inspect.Parameter.empty:
        return ""
    if annotation is None or annotation is type(None):
        return "None"
    if isinstance(annotation, str):
        return annotation
    return _name(annotation) if type(annotation) is type else _written(annotation)


def _written(annotation: Any) -> str:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return written(annotation.__origin__)
    if short := _numpys(annotation):
        return short
    if is_union(annotation):
        return " | ".join(written(member) for member in typing.get_args(annotation))
    if is_literal(annotation):
        values = ", ".join(repr(value) for value in typing.get_args(annotation))
        return f"Literal[{values}]"
    if isinstance(annotation, typing.TypeVar):
        return written(_peel(annotation)[0])
    if origin is not None:
        inner = ", ".join(_argument(argument) for argument in typing.get_args(annotation))
        return f"{_name(origin)}[{inner}]" if inner else _name(origin)
    return _name(annotation)


def _numpys(annotation: Any) -> str:
    """Return what NumPy's aliases are called, which are long unions and arrays once evaluated."""
    members = typing.get_args(annotation)
    if is_union(annotation):
        own = any(str(getattr(one, "__module__", "")).startswith("numpy._") for one in members)
        none = " | None" if type(None) in members else ""
        return f"ArrayLike{none}" if own else ""
    if len(members) == _ARRAY and is_array(annotation) and (items := typing.get_args(members[1])):
        return f"NDArray[{written(items[0])}]"
    return ""


_ARRAY = 2


def _argument(argument: Any) -> str:
    if isinstance(argument, list):
        return f"[{', '.join(_argument(item) for item in argument)}]"
    return "..." if argument is Ellipsis else written(argument)


def _name(type_: Any) -> str:
    name = getattr(type_, "__name__", None) or getattr(type_, "_name", None)
    return str(name) if name else str(type_).replace("typing.", "")
