"""Signatures and types from stub files: beside the module, in ``<package>-stubs``, in typeshed.

Loaded only for functions that lack hints at run time. Names of a stub are looked up in stubs, and
classes in modules that are loaded already: reading a stub imports nothing.
"""

import ast
import builtins
import inspect
import keyword
import logging
import sys
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

import typing_extensions

from autoui.reading.annotations import protocols
from autoui.reading.annotations.overloads import STUB_ONLY, Stub, StubOnly, union, widest
from autoui.reading.annotations.resolving import Hints
from autoui.reading.field import UNKNOWN, Source

if TYPE_CHECKING:
    from typeshed_client.parser import NameInfo

_MAX_DEPTH = 30
_LOADED = (
    "typing",
    "typing_extensions",
    "collections.abc",
    "builtins",
    "os",
    "datetime",
    "pathlib",
)


@dataclass
class _Module:
    name: str
    names: dict[str, "NameInfo"]
    typeshed: bool


@dataclass
class Stubs:
    """What was read so far to resolve types; one instance per page that is built.

    Attributes:
        hints: Resolves run-time hints.
    """

    hints: Hints = field(default_factory=Hints)
    _modules: dict[str, _Module | None] = field(default_factory=dict)
    _context: Any = None
    _assigning: list[ast.AST] = field(default_factory=list)
    _protocols: dict[str, type] = field(default_factory=dict)

    def find(self, qualified: list[tuple[str, str]]) -> Stub | None:
        """Return what the first stub that knows a function says of it.

        Args:
            qualified: Pairs of module and dotted name under which the function may be found.
        """
        for module_name, path in qualified:
            module = self._module(module_name)
            definitions = self._definitions(module, path.split(".")) if module else []
            if module and definitions:
                return widest([self._stub(place, node) for place, node in definitions])
        return None

    # ---- finding

    def _module(self, name: str) -> _Module | None:
        if name not in self._modules:
            self._modules[name] = self._read(name)
        return self._modules[name]

    def _read(self, name: str) -> _Module | None:
        from typeshed_client import finder, parser

        path = _beside(name)
        if path is None and not _may_have_stub(name):
            return None
        if self._context is None:
            # Whoever serves a function cannot mend the stubs of others.
            logging.getLogger(parser.__name__).setLevel(logging.ERROR)
            places = [Path(entry) for entry in sys.path if entry]
            self._context = finder.get_search_context(search_path=places)
        try:
            path = path or finder.get_stub_file(name, search_context=self._context)
            if path is None:
                return None
            names = parser.parse_ast(
                finder.parse_stub_file(path),
                self._context,
                finder.ModulePath(tuple(name.split("."))),
                is_init=path.stem == "__init__",
                file_path=path,
            )
        except (OSError, SyntaxError, ValueError, RuntimeError, parser.InvalidStub):
            return None
        return _Module(name, names, path.is_relative_to(self._context.typeshed))

    def _definitions(
        self, module: _Module, path: list[str], depth: int = 0
    ) -> list[tuple[_Module, ast.FunctionDef | ast.AsyncFunctionDef]]:
        """Return the overloads of a function, each with the module it is written in."""
        from typeshed_client.parser import ImportedName, OverloadedName

        info = module.names.get(path[0])
        for name in path[1:]:
            if info is None:
                return []
            info = (info.child_nodes or {}).get(name)
        if info is None or depth > _MAX_DEPTH:
            return []
        if isinstance(info.ast, ImportedName):
            source = self._module(".".join(info.ast.module_name))
            if source is None or info.ast.name is None:
                return []
            return self._definitions(source, [info.ast.name], depth + 1)
        if isinstance(info.ast, ast.Assign) and isinstance(
            info.ast.value, ast.Name | ast.Attribute
        ):
            return self._definitions(module, ast.unparse(info.ast.value).split("."), depth + 1)
        if isinstance(info.ast, ast.ClassDef):
            children = info.child_nodes or {}
            names = [name for name in ("__init__", "__new__") if name in children]
            return self._definitions(module, [*path, names[0]], depth + 1) if names else []
        nodes = info.ast.definitions if isinstance(info.ast, OverloadedName) else [info.ast]
        return [
            (module, node)
            for node in nodes
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]

    # ---- reading one definition

    def _stub(self, module: _Module, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Stub:
        parameters = list(parameters_of(node.args))
        if _drops_first(node, parameters):
            parameters = parameters[1:]
        evaluated = tuple(
            parameter.replace(annotation=self.evaluate(module, parameter.annotation))
            for parameter in parameters
        )
        source: Source = "typeshed" if module.typeshed else "stub"
        return Stub(evaluated, self.evaluate(module, node.returns), source)

    def evaluate(self, module: _Module, node: Any) -> Any:
        """Return the type that an annotation in a stub means, or ``UNKNOWN``."""
        if not isinstance(node, ast.expr):
            return UNKNOWN
        try:
            found = self._evaluate(module, node, 0)
            if isinstance(found, type) and issubclass(found, StubOnly):
                # Alone it may be an array; among other types it is nothing that is typed.
                return UNKNOWN if found is STUB_ONLY else found.array or found
            return found
        except (TypeError, ValueError, KeyError, AttributeError, SyntaxError, RecursionError):
            return UNKNOWN

    def _evaluate(self, module: _Module, node: ast.expr, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            return UNKNOWN
        match node:
            case ast.Constant(value=None):
                return type(None)
            case ast.Constant(value=str(text)):
                return self._evaluate(module, ast.parse(text, mode="eval").body, depth + 1)
            case ast.Name(id=name):
                return self._lookup(module, name, depth + 1)
            case ast.Attribute():
                return self._attribute(module, ast.unparse(node), depth + 1)
            case ast.BinOp() | ast.Subscript() if _is_any_text(node):
                return str
            case ast.BinOp(op=ast.BitOr(), left=left, right=right):
                members = [self._evaluate(module, side, depth + 1) for side in (left, right)]
                return union(members)
            case ast.Subscript():
                return self._subscript(module, node, depth + 1)
        return UNKNOWN

    def _subscript(self, module: _Module, node: ast.Subscript, depth: int) -> Any:
        base = self._evaluate(module, node.value, depth)
        items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if base in (typing.Literal, typing_extensions.Literal):
            return typing.Literal[tuple(ast.literal_eval(item) for item in items)]
        if base in (typing.Annotated, typing_extensions.Annotated):
            return self._evaluate(module, items[0], depth)
        arguments = [
            Ellipsis
            if isinstance(item, ast.Constant) and item.value is Ellipsis
            else self._evaluate(module, item, depth)
            for item in items
        ]
        if base is UNKNOWN or base in (STUB_ONLY, typing.Callable, type):
            return base
        if base is Union:
            return union(arguments)
        known = [Any if one in (UNKNOWN, STUB_ONLY) else one for one in arguments]
        if base is typing_extensions.Unpack and known == [Any]:
            # `*items: Unpack[Ts]` says nothing of each of them.
            return UNKNOWN
        try:
            return base[tuple(known) if len(known) != 1 else known[0]]
        except TypeError:
            return base

    def _attribute(self, module: _Module, dotted: str, depth: int) -> Any:
        head, _, rest = dotted.partition(".")
        target = self._imported_module(module, head)
        if target is None:
            return UNKNOWN
        while "." in rest:
            step, _, rest = rest.partition(".")
            target = f"{target}.{step}"
        return self._lookup_in(target, rest, depth)

    def _imported_module(self, module: _Module, name: str) -> str | None:
        from typeshed_client.parser import ImportedName

        info = module.names.get(name)
        if info is None or not isinstance(info.ast, ImportedName):
            return None
        parts = [*info.ast.module_name, *([info.ast.name] if info.ast.name else [])]
        return ".".join(parts)

    def _lookup_in(self, module_name: str, name: str, depth: int) -> Any:
        loaded = sys.modules.get(module_name) if module_name in _LOADED else None
        if loaded is not None and hasattr(loaded, name):
            return getattr(loaded, name)
        module = self._module(module_name)
        if module is None:
            # A stub may name an alias that only a Python file defines, as NumPy's do.
            return getattr(sys.modules.get(module_name), name, UNKNOWN)
        return self._lookup(module, name, depth)

    def _lookup(self, module: _Module, name: str, depth: int) -> Any:
        """Return what a name means inside a stub module."""
        from typeshed_client.parser import ImportedName, OverloadedName

        info = module.names.get(name)
        if info is None:
            return getattr(builtins, name, UNKNOWN)
        node = info.ast
        if isinstance(node, OverloadedName):
            node = node.definitions[0]
        if isinstance(node, ImportedName):
            if node.name is None:
                return UNKNOWN
            return self._lookup_in(".".join(node.module_name), node.name, depth + 1)
        if isinstance(node, ast.ClassDef):
            found = getattr(sys.modules.get(module.name), name, None)
            return self._stand_in(module, info) if found is None else found
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            # What an alias that names itself holds inside may be anything.
            if node in self._assigning:
                return STUB_ONLY
            self._assigning.append(node)
            try:
                return self._assigned(module, node.value, depth + 1)
            finally:
                self._assigning.pop()
        if hasattr(ast, "TypeAlias") and isinstance(node, ast.TypeAlias):
            return self._evaluate(module, node.value, depth + 1)
        return UNKNOWN

    def _stand_in(self, module: _Module, info: "NameInfo") -> Any:
        """Return the known type that a class of stubs alone describes: bytes, a file, a mapping."""
        for base in info.ast.bases if isinstance(info.ast, ast.ClassDef) else ():
            if ast.unparse(base).rpartition(".")[2] == "Buffer":
                return self._evaluate(module, base, 0)
        members = set(info.child_nodes or {})
        if (known := protocols.stand_in(members)) is not None:
            return known
        if not _is_protocol(info.ast) or not protocols.is_alive(members):
            return STUB_ONLY
        made = type(info.name, (StubOnly,), {"array": protocols.array_for(members)})
        # The same protocol is the same class, so that unions hold it once.
        return self._protocols.setdefault(info.name, made)

    def _assigned(self, module: _Module, value: ast.expr, depth: int) -> Any:
        """Return what ``X = …`` means as a type: an alias, or a type variable's first choice."""
        if not isinstance(value, ast.Call):
            return self._evaluate(module, value, depth)
        if not ast.unparse(value.func).endswith("TypeVar"):
            return UNKNOWN
        choices = value.args[1:2] or [k.value for k in value.keywords if k.arg == "bound"]
        return self._evaluate(module, choices[0], depth) if choices else UNKNOWN


def _is_protocol(node: Any) -> bool:
    bases = node.bases if isinstance(node, ast.ClassDef) else ()
    return any(ast.unparse(one).partition("[")[0].endswith("Protocol") for one in bases)


def _is_any_text(node: ast.expr) -> bool:
    """Return whether a type means text that is worked on, also as a path: it need be no file."""
    if isinstance(node, ast.BinOp):
        return _is_any_text(node.left) and _is_any_text(node.right)
    return ast.unparse(node).rpartition(".")[2] in ("AnyStr", "PathLike[AnyStr]")


def _drops_first(
    node: ast.FunctionDef | ast.AsyncFunctionDef, parameters: list[inspect.Parameter]
) -> bool:
    decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
    return (
        bool(parameters)
        and parameters[0].name in ("self", "cls", "_cls", "metacls")
        and "staticmethod" not in decorators
    )


def parameters_of(arguments: ast.arguments) -> Iterator[inspect.Parameter]:
    """Yield the parameters of a definition, their annotations as written."""
    kinds = inspect.Parameter
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    for at, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
        only = at < len(arguments.posonlyargs) or argument.arg.startswith("__")
        kind = kinds.POSITIONAL_ONLY if only else kinds.POSITIONAL_OR_KEYWORD
        yield _parameter(argument, kind, default)
    if arguments.vararg:
        yield _parameter(arguments.vararg, kinds.VAR_POSITIONAL, None)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _parameter(argument, kinds.KEYWORD_ONLY, default)
    if arguments.kwarg:
        yield _parameter(arguments.kwarg, kinds.VAR_KEYWORD, None)


def _parameter(argument: ast.arg, kind: Any, default: ast.expr | None) -> inspect.Parameter:
    value: Any = inspect.Parameter.empty
    if default is not None:
        try:
            value = ast.literal_eval(default)
            value = UNKNOWN if value is Ellipsis else value
        except (ValueError, TypeError, SyntaxError):
            value = UNKNOWN
    # `__x` is how stubs once wrote that a parameter is positional only; `_x` is its name.
    plain = argument.arg.lstrip("_") if argument.arg.startswith("__") else argument.arg
    usable = plain.isidentifier() and not keyword.iskeyword(plain)
    return inspect.Parameter(
        plain if usable else argument.arg,
        kind,
        default=value,
        annotation=argument.annotation,
    )


def _beside(name: str) -> Path | None:
    """Return the ``.pyi`` beside a loaded module, if there is one."""
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None) if isinstance(module, types.ModuleType) else None
    if not isinstance(file, str):
        return None
    # `module.cpython-311-x86_64-linux-gnu.so` has its stub in `module.pyi`.
    path = Path(file)
    stem = path.name.partition(".")[0]
    stubs = [path.with_name(f"{stem}.pyi")]
    if path.suffix != ".py":
        # A folder holds the stubs of its parts apart; mypyc leaves what it compiled.
        stubs += [path.with_name(stem) / "__init__.pyi", path.with_name(f"{stem}.py")]
    return next((stub for stub in stubs if stub.is_file()), None)


def _may_have_stub(name: str) -> bool:
    """Return whether it is worth loading the stub reader for a module."""
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names or top == "_typeshed":
        return True
    return any(entry and (Path(entry) / f"{top}-stubs").is_dir() for entry in sys.path)
