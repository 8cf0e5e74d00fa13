"""What a function gives: how many values, of which types, under which names."""

import ast
import collections.abc
import dis
import inspect
import linecache
import textwrap
import types
import typing
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from autoui.reading.annotations import hints
from autoui.reading.annotations.resolving import Hints
from autoui.reading.choosing.choose import names_component
from autoui.reading.docstrings.docentries import Item
from autoui.reading.docstrings.docstring import Docstring
from autoui.reading.docstrings.doctypes import read as read_doctype
from autoui.reading.field import UNKNOWN, Kind, Result

MAX_RESULTS = 20
"""Values in a tuple that are shown apart; a longer tuple is one value."""

_STREAMS = (
    collections.abc.Iterator,
    collections.abc.Iterable,
    collections.abc.Generator,
    collections.abc.AsyncIterator,
    collections.abc.AsyncIterable,
    collections.abc.AsyncGenerator,
)


def read(
    function: Any, kind: Kind, returns: Any, doc: Docstring
) -> tuple[tuple[Result, ...], bool]:
    """Return the results, and whether their number is certain.

    Args:
        function: The Python function behind the callable, for its source.
        kind: How it runs; of a generator, what it yields counts.
        returns: The resolved return annotation, or ``UNKNOWN``.
        doc: Its docstring.
    """
    said = doc.yields or doc.returns if "generator" in kind else doc.returns
    annotated = hints.simplify(_yielded(returns) if "generator" in kind else returns)
    if names_component(annotated.meta):
        return (Result(type=annotated.type, meta=annotated.meta, doc=_whole(said)),), True
    several = _of_annotation(annotated.type)
    if annotated.type in (UNKNOWN, tuple) or several is not None:
        several = _with_source_names(several, tuple_names(function, kind))
    if several is not None and len(several) > 1:
        return tuple(_named(several, _listed(said, len(several)))), True
    if annotated.type is UNKNOWN and (together := _together(said)):
        return tuple(Result(name=name) for name in together), False
    if annotated.type is UNKNOWN and len(said) > 1 and all(item.name for item in said):
        found = [
            Result(name=item.name, type=read_doctype(item.type).type, doc=item.markdown)
            for item in said
        ]
        return tuple(found), False
    first = said[0] if len(said) == 1 else Item("")
    type_ = annotated.type if annotated.type is not UNKNOWN else read_doctype(first.type).type
    return (Result(name=first.name, type=type_, doc=first.markdown, meta=annotated.meta),), True


def _together(said: tuple[Item, ...]) -> list[str]:
    """Return the names in an entry such as ``(data, target)``, which are of several values."""
    for item in said:
        if item.name.startswith("(") and item.name.endswith(")"):
            names = [name.strip() for name in item.name[1:-1].split(",")]
            if 2 <= len(names) <= MAX_RESULTS and all(map(str.isidentifier, names)):
                return names
    return []


def _whole(said: tuple[Item, ...]) -> str:
    return said[0].markdown if len(said) == 1 else ""


def _with_source_names(results: list[Result] | None, found: list[str]) -> list[Result] | None:
    if results is None:
        return [Result(name=name) for name in found] or None
    if len(found) != len(results):
        return results
    return [
        replace(result, name=result.name or name)
        for result, name in zip(results, found, strict=True)
    ]


def _yielded(returns: Any) -> Any:
    if hints.origin_of(returns) in _STREAMS:
        return (typing.get_args(returns) or (UNKNOWN,))[0]
    return UNKNOWN


def _of_annotation(type_: Any) -> list[Result] | None:
    if hints.origin_of(type_) is tuple:
        members = typing.get_args(type_)
        if Ellipsis in members or not 2 <= len(members) <= MAX_RESULTS:
            return None
        if hints.is_sound(members):
            return None
        simple = [hints.simplify(member) for member in members]
        return [Result(type=one.type, meta=one.meta) for one in simple]
    names = getattr(type_, "_fields", None)
    if isinstance(type_, type) and issubclass(type_, tuple) and isinstance(names, tuple):
        if not 2 <= len(names) <= MAX_RESULTS:
            return None
        known = hints.annotations(type_)
        resolver = Hints()
        resolved = [resolver.resolve(type_, known[n]) if n in known else UNKNOWN for n in names]
        simple = [hints.simplify(one) for one in resolved]
        return [
            Result(name=str(name), type=one.type, meta=one.meta)
            for name, one in zip(names, simple, strict=True)
        ]
    return None


def _listed(said: tuple[Item, ...], count: int) -> tuple[Item, ...]:
    """Take ``name: text`` lines, where a style would expect a type, as one entry for each value."""
    if len(said) != 1 or said[0].name:
        return said
    lines = [line.partition(":") for line in f"{said[0].type}: {said[0].text}".split("\n")]
    if len(lines) != count or not all(name.strip().isidentifier() for name, _, _ in lines):
        return said
    return tuple(Item(name.strip(), "", text.strip()) for name, _, text in lines)


def _named(results: list[Result], said: tuple[Item, ...]) -> Iterator[Result]:
    if len(said) != len(results):
        yield from results
        return
    for result, item in zip(results, said, strict=True):
        type_ = read_doctype(item.type).type if result.type is UNKNOWN else result.type
        yield Result(name=item.name or result.name, type=type_, doc=item.markdown, meta=result.meta)


def tuple_names(function: Any, kind: Kind) -> list[str]:
    """Return the names in ``return a, b``; empty unless every ``return`` is a tuple of that length.

    A value that is no name leaves its place to another ``return``; where they disagree, and where
    none names a place, the name is empty.
    """
    tuples = [_elements(value) for value in _given(function, kind)]
    if not tuples or any(elements is None or len(elements) < 2 for elements in tuples):
        return []
    known = [elements for elements in tuples if elements is not None]
    if len({len(elements) for elements in known}) != 1 or len(known[0]) > MAX_RESULTS:
        return []
    merged = []
    for place in zip(*known, strict=True):
        names = {node.id for node in place if isinstance(node, ast.Name)}
        merged.append(names.pop() if len(names) == 1 else "")
    # ``return l, l, l`` names nothing.
    return [name if merged.count(name) == 1 else "" for name in merged]


def _elements(node: ast.expr | None) -> list[ast.expr] | None:
    if not isinstance(node, ast.Tuple):
        return None
    return None if any(isinstance(item, ast.Starred) for item in node.elts) else node.elts


def _given(function: Any, kind: Kind) -> list[ast.expr | None]:
    """Return the expressions that a function returns, or yields if it is a generator."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None or not _makes_tuples(code) or _hands_on(code, kind):
        return []
    lines = linecache.getlines(code.co_filename, getattr(function, "__globals__", None))
    block = "".join(lines[code.co_firstlineno - 1 : _last_line(code)])
    try:
        tree = ast.parse(textwrap.dedent(block) if block[:1].isspace() else block)
    except (SyntaxError, ValueError, RecursionError):
        return []
    if not tree.body or not isinstance(tree.body[0], ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    wanted = ast.Yield if "generator" in kind else ast.Return
    inside = ast.AST if wanted is ast.Yield else _STATEMENTS
    return [node.value for node in _own(tree.body[0].body, inside) if isinstance(node, wanted)]


_STATEMENTS = (ast.stmt, ast.excepthandler, ast.match_case)
"""What a ``return`` can stand in; no expression needs to be looked through for it."""


def _makes_tuples(code: types.CodeType) -> bool:
    """Return whether a function can return a tuple that it makes itself: it costs no parsing."""
    makes = dis.opmap["BUILD_TUPLE"] in code.co_code[::2]
    return makes or any(isinstance(constant, tuple) for constant in code.co_consts)


def _hands_on(code: types.CodeType, kind: Kind) -> bool:
    """Return whether a function gives what another call gives, where that costs no parsing."""
    given = dis.opmap["YIELD_VALUE" if "generator" in kind else "RETURN_VALUE"]
    # What is zero is room that the interpreter keeps between two instructions.
    instructions = code.co_code[::2].replace(b"\0", b"")
    calls = (dis.opmap["CALL"], dis.opmap["CALL_FUNCTION_EX"])
    return any(bytes((call, given)) in instructions for call in calls)


def _last_line(code: types.CodeType) -> int:
    """Return the number of a function's last line, from the positions of its instructions."""
    ends = [end for _, end, _, _ in code.co_positions() if end is not None]
    inner = [_last_line(one) for one in code.co_consts if isinstance(one, types.CodeType)]
    return max([code.co_firstlineno, *ends, *inner])


def _own(
    body: list[ast.stmt], inside: type[ast.AST] | tuple[type[ast.AST], ...]
) -> Iterator[ast.AST]:
    """Walk over the nodes of some kinds of a function itself, not of functions inside it."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        yield node
        waiting.extend(one for one in ast.iter_child_nodes(node) if isinstance(one, inside))
