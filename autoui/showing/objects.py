"""Objects that are no data: functions, classes, errors, documents, graphs, and any other."""

import ast
import enum
import inspect
import itertools
import re
import sys
import traceback
import types
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from autoui.components.base import Scope
from autoui.components.json import json_value
from autoui.components.table import make_table, table_blob
from autoui.formats.plain import any_text, own_text, public_attributes, safe_repr
from autoui.showing.shows import Shown, made, show_entries, show_text

_CALLABLES = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    types.WrapperDescriptorType,
    types.MethodDescriptorType,
)
_MAX_NAMES = 200
_MAX_EDGES = 10_000


def show_object(value: Any, scope: Scope) -> Shown | None:
    """Show what is known to be no data: functions, classes, modules, errors, documents, graphs."""
    for kinds, describe in _DESCRIBED:
        if isinstance(value, kinds):
            return show_text(describe(value), scope)
    if isinstance(value, zipfile.ZipFile) and value.fp is not None:
        return show_entries(value, scope)
    if isinstance(value, re.Match):
        return _match(value, scope)
    if (text := _document(value)) is not None:
        return show_text(text, scope)
    return _graph(value, scope)


def show_any(value: Any, scope: Scope) -> Shown:
    """Show what an object says of itself; where that is nothing, what it holds."""
    if (text := own_text(value)) is not None:
        return show_text(text, scope)
    held = public_attributes(value)
    if not held:
        return show_text(any_text(value), scope)
    kind = type(value)
    shown = made("json", json_value(held, scope))
    return {**shown, "note": f"What an object of {kind.__module__}.{kind.__qualname__} holds."}


# ------------------------------------------------------------------------------------ described


def _function_text(value: Any) -> str:
    name = str(getattr(value, "__qualname__", "") or getattr(value, "__name__", ""))
    module = getattr(value, "__module__", None)
    path = name if module in (None, "builtins", "__main__") else f"{module}.{name}"
    return _with_documentation(path + _signature_text(value), value)


def _class_text(value: type) -> str:
    path = value.__qualname__
    if value.__module__ not in {"builtins", "__main__"}:
        path = f"{value.__module__}.{path}"
    if isinstance(value, enum.EnumMeta):
        members: Mapping[str, Any] = value.__members__
        lines = (f"    {name} = {safe_repr(member.value)}" for name, member in members.items())
        return "\n".join([f"class {path}", "", *itertools.islice(lines, _MAX_NAMES)])
    return _with_documentation(f"class {path}{_signature_text(value)}", value)


def _module_text(value: types.ModuleType) -> str:
    listed = getattr(value, "__all__", None) or [n for n in vars(value) if not n.startswith("_")]
    names = [str(name) for name in listed if not inspect.ismodule(getattr(value, str(name), None))]
    more = f", … ({len(names) - _MAX_NAMES:,} more)" if len(names) > _MAX_NAMES else ""
    said = _with_documentation(f"module {value.__name__}", value)
    return f"{said}\n\n{', '.join(names[:_MAX_NAMES])}{more}".rstrip()


def _signature_text(value: Any) -> str:
    try:
        return str(inspect.signature(value))
    # Signatures may be written by the user's code, which may fail as it likes.
    except Exception:  # noqa: BLE001
        return "(…)"


def _with_documentation(head: str, value: Any) -> str:
    documentation = inspect.getdoc(value) or ""
    return f"{head}\n\n{documentation}" if documentation else head


def _error_text(value: BaseException) -> str:
    return "\n".join(_error_lines(value, "")).rstrip()


def _error_lines(value: BaseException, indent: str) -> Iterator[str]:
    try:
        said = "".join(traceback.format_exception_only(value)).rstrip()
    # Any code of the user's may run in an error's ``str``.
    except Exception:  # noqa: BLE001
        said = type(value).__name__
    yield from (indent + line for line in said.splitlines())
    if value.__cause__ is not None and not indent:
        yield from _error_lines(value.__cause__, "    caused by ")
    if isinstance(value, BaseExceptionGroup) and len(indent) < 40:
        for inner in value.exceptions[:_MAX_NAMES]:
            yield from _error_lines(inner, indent + "    ")


def _tree_text(value: ast.AST) -> str:
    return ast.dump(value, indent=2)


_DESCRIBED: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (type, _class_text),
    (types.ModuleType, _module_text),
    (_CALLABLES, _function_text),
    (BaseException, _error_text),
    (ast.AST, _tree_text),
)


# ------------------------------------------------------------------------------ known to somebody


def _match(value: "re.Match[Any]", scope: Scope) -> Shown:
    found = {"match": value[0], "start": value.start(), "end": value.end()}
    named = {number: name for name, number in value.re.groupindex.items()}
    for number, group in enumerate(value.groups(), 1):
        found[f"group {named.get(number, number)}"] = group
    return made("json", json_value(found, scope), look="pairs")


def _document(value: Any) -> str | None:
    """Return the text of an XML document or element, or of a checksum."""
    kind = type(value)
    if kind.__module__ == "xml.etree.ElementTree" and kind.__name__ in {"Element", "ElementTree"}:
        trees = sys.modules["xml.etree.ElementTree"]
        root = value.getroot() if kind.__name__ == "ElementTree" else value
        return None if root is None else str(trees.tostring(root, "unicode"))
    if kind.__module__ == "xml.dom.minidom" and callable(getattr(value, "toxml", None)):
        return str(value.toxml())
    if kind.__module__ in {"_hashlib", "_blake2", "_sha3"} and kind.__name__ != "HASHXOF":
        return str(value.hexdigest())
    return None


def _graph(value: Any, scope: Scope) -> Shown | None:
    """Show a graph of NetworkX: what it is in a sentence, and its edges."""
    networkx = sys.modules.get("networkx")
    graph = getattr(networkx, "Graph", None)
    if graph is None or not isinstance(value, graph) or not value.number_of_edges():
        return None
    edges = [
        {"from": any_text(one), "to": any_text(other), **_named(data)}
        for one, other, data in itertools.islice(value.edges(data=True), _MAX_EDGES)
    ]
    table = {**made("table", table_blob(make_table(edges), scope)), "label": "Edges"}
    if value.number_of_edges() > _MAX_EDGES:
        table["note"] = f"The first {_MAX_EDGES:,} of {value.number_of_edges():,}."
    graph_text = {**made("text", str(value)), "label": "Graph"}
    return made("sections", [graph_text, table], look="stack")


def _named(data: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): part for name, part in data.items() if name not in ("from", "to")}
