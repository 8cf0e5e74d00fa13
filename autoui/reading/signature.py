"""Read a function: its parameters with their types and defaults, its results, its documentation.

The type of a parameter comes from the first that tells: the run-time hint, a stub, typeshed, the
docstring, the default. Nothing here decides how a value looks; ``choose`` does.
"""

import functools
import inspect
import types
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from autoui.errors import RefusedSignature
from autoui.reading import hints, names, results, rows
from autoui.reading.docstring import Docstring, Item, parse
from autoui.reading.doctypes import read as read_doctype
from autoui.reading.field import (
    REQUIRED,
    UNKNOWN,
    Field,
    Kind,
    Left,
    Passed,
    Reading,
    Source,
)
from autoui.reading.hints import Hints
from autoui.reading.restructured import first_sentence
from autoui.reading.stubs import Stub, Stubs

_PASSED: dict[Any, Passed] = {
    inspect.Parameter.POSITIONAL_ONLY: "positional",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "either",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
    inspect.Parameter.VAR_POSITIONAL: "var_positional",
    inspect.Parameter.VAR_KEYWORD: "var_keyword",
}
_MAX_ANNOTATION = 80
_DEFAULT_OBJECTS = frozenset({"pydantic", "typer", "fastapi"})


def read(
    function: Callable[..., Any], stubs: Stubs, found_as: tuple[str, str] | None = None
) -> Reading:
    """Read a callable.

    Args:
        function: Any callable.
        stubs: The stubs read so far.
        found_as: The module and dotted name under which the target named it.

    Raises:
        RefusedSignature: Neither Python nor a stub tells its parameters.
    """
    plain = underlying(function)
    name = found_as[1].rpartition(".")[2] if found_as else name_of(function)
    doc_text = _docstring(function, plain)
    doc = parse(doc_text)
    source = _Parameters(function, plain, doc, stubs.hints, _stub(function, plain, stubs, found_as))
    signature = source.signature(name)
    kind = kind_of(function)
    fields, left = source.fields(signature)
    given, certain = results.read(plain, kind, source.returns(signature), doc)
    title, summary, body = _texts(doc)
    return Reading(
        function=function,
        name=name,
        kind=kind,
        title=title or names.human(name),
        summary=summary,
        body=body,
        signature=f"{name}({', '.join(map(_shown, fields))})",
        fields=tuple(fields),
        left=tuple(left),
        results=given,
        certain=certain,
        raises=frozenset(item.name.rpartition(".")[2] for item in doc.raises if item.name),
        rows=rows.rows(doc_text, {name, name_of(function)}, signature),
        gives=_gives(doc),
    )


def _texts(doc: Docstring) -> tuple[str, str, str]:
    """Return title, first paragraph and the rest; the title is empty when there is none."""
    title = names.title_of(doc.summary)
    if not title:
        return "", doc.summary, doc.body
    summary, _, body = doc.body.partition("\n\n")
    return title, summary, body.strip("\n")


# ----------------------------------------------------------------------------- the callable


def name_of(function: Any) -> str:
    """Return a callable's name; ``fn`` for a lambda."""
    while isinstance(function, functools.partial):
        function = function.func
    name = getattr(function, "__name__", None) or type(function).__name__
    return "fn" if name == "<lambda>" else str(name)


def underlying(function: Any) -> Any:
    """Return the Python function, or C function, that a callable ends up in."""
    while True:
        if isinstance(function, functools.partial | functools.partialmethod):
            function = function.func
        elif isinstance(function, types.MethodType):
            function = function.__func__
        elif isinstance(function, type):
            maker = function.__dict__.get("__init__") or function.__dict__.get("__new__")
            return maker if isinstance(maker, types.FunctionType) else function
        elif callable(wrapped := getattr(function, "__wrapped__", None)):
            function = wrapped
        elif _is_object(function):
            function = type(function).__call__
        else:
            return function


def _is_object(function: Any) -> bool:
    kinds = (types.FunctionType, types.BuiltinFunctionType, types.MethodDescriptorType, type)
    other = (types.WrapperDescriptorType, types.MethodWrapperType, types.ClassMethodDescriptorType)
    call = getattr(type(function), "__call__", None)  # noqa: B004 - the function is wanted
    return not isinstance(function, kinds + other) and isinstance(call, types.FunctionType)


def kind_of(function: Any) -> Kind:
    """Return how a callable runs."""
    while isinstance(function, functools.partial):
        function = function.func
    if _is_object(function) and not isinstance(function, types.MethodType):
        function = type(function).__call__
    function = inspect.unwrap(function) if callable(function) else function
    if inspect.isasyncgenfunction(function):
        return "async_generator"
    if inspect.iscoroutinefunction(function):
        return "async"
    return "generator" if inspect.isgeneratorfunction(function) else "plain"


def _docstring(function: Any, plain: Any) -> str | None:
    owner = plain if isinstance(function, functools.partial) else function
    if isinstance(owner, type) and not owner.__doc__:
        owner = plain
    text = getattr(owner, "__doc__", None)
    if not isinstance(text, str) and owner is not plain:
        text = getattr(plain, "__doc__", None)
    return text if isinstance(text, str) else None


def _stub(
    function: Any, plain: Any, stubs: Stubs, found_as: tuple[str, str] | None
) -> Callable[[], Stub | None]:
    """Return a function that finds the stub, once and only when it is needed."""

    @functools.cache
    def find() -> Stub | None:
        places = [found_as] if found_as else []
        for one in (function, plain):
            module = getattr(one, "__module__", None)
            if not isinstance(module, str):
                owner = getattr(one, "__self__", None)
                module = getattr(owner, "__module__", None) or type(owner).__module__
            qualified = getattr(one, "__qualname__", None)
            if isinstance(qualified, str) and "<" not in qualified:
                places.append((module, qualified))
        return stubs.find(list(dict.fromkeys(places)))

    return find


# ----------------------------------------------------------------------------- its parameters


@dataclass
class _Parameters:
    function: Any
    plain: Any
    doc: Docstring
    hints: Hints
    stub: Callable[[], Stub | None]
    from_stub: bool = False

    def signature(self, name: str) -> inspect.Signature:
        """Return the callable's signature, from a stub when Python has none or an empty one."""
        try:
            found = inspect.signature(self.function)
        except (ValueError, TypeError):
            found = None
        if found is not None and not _says_nothing(found):
            return found
        stub = self.stub()
        if stub is not None:
            self.from_stub = True
            return inspect.Signature(stub.parameters, __validate_parameters__=False)
        if found is not None:
            return found
        raise RefusedSignature(
            f"{name} does not tell its parameters: Python has no signature of it, and no stub does",
            "write a function with the parameters you need that calls it, and serve that",
        )

    def returns(self, signature: inspect.Signature) -> Any:
        """Return the resolved type of the result."""
        if isinstance(self.function, type):
            return self.function
        if self.from_stub and (stub := self.stub()) is not None:
            return stub.returns
        annotation = signature.return_annotation
        if annotation is not inspect.Signature.empty:
            return self.hints.resolve(self.plain, annotation)
        if self._lacks_hints(signature) and (stub := self.stub()) is not None:
            return stub.returns
        return UNKNOWN

    def fields(self, signature: inspect.Signature) -> tuple[list[Field], list[Left]]:
        """Return the fields of the form, and what stays out of it."""
        fields: list[Field] = []
        left: list[Left] = []
        wanted = self.from_stub or self._lacks_hints(signature)
        stub = self.stub() if wanted else None
        for at, parameter in enumerate(signature.parameters.values()):
            if parameter.kind is inspect.Parameter.VAR_KEYWORD:
                left.append(Left(name=parameter.name, reason="any further keywords"))
            elif _is_injected(parameter):
                left.append(Left(name=parameter.name, reason="autoui hands it in", injected=True))
            elif parameter.name.startswith("_") and parameter.default is not parameter.empty:
                left.append(Left(name=parameter.name, reason="private, by its name"))
            else:
                fields.append(self._field(parameter, _stubbed(stub, parameter, at)))
        return fields, left

    def _lacks_hints(self, signature: inspect.Signature) -> bool:
        return (
            any(
                parameter.annotation is inspect.Parameter.empty
                for parameter in signature.parameters.values()
            )
            or not signature.parameters
        )

    def _field(self, parameter: inspect.Parameter, stubbed: inspect.Parameter | None) -> Field:
        default, meta = _default(parameter)
        item = self._documented(parameter.name)
        found = Field(
            name=parameter.name,
            default=default,
            meta=meta,
            passed=_PASSED[parameter.kind],
            doc=item.markdown,
            doc_type=item.type,
            section=item.section,
        )
        found = self._typed(found, parameter, stubbed)
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            item_type = Any if found.type is UNKNOWN else found.type
            found = replace(found, type=list[item_type], default=(), optional=False)  # type: ignore[valid-type]
        return found

    def _documented(self, name: str) -> Item:
        found = self.doc.param(name)
        if found.text or found.type or not isinstance(self.function, type):
            return found
        return parse(getattr(self.plain, "__doc__", None)).param(name)

    def _typed(
        self, field: Field, parameter: inspect.Parameter, stubbed: inspect.Parameter | None
    ) -> Field:
        """Return the field with its type from the first place that tells."""
        if not self.from_stub and parameter.annotation is not inspect.Parameter.empty:
            simple = hints.simplify(self.hints.resolve(self.plain, parameter.annotation))
            field = replace(
                field,
                annotation=hints.written(parameter.annotation),
                optional=simple.optional,
                meta=(*field.meta, *simple.meta),
            )
            if simple.type is not UNKNOWN:
                return _narrowed(replace(field, type=simple.type, source="hint"))
        if stubbed is not None and stubbed.annotation is not UNKNOWN:
            simple = hints.simplify(stubbed.annotation)
            field = replace(field, optional=field.optional or simple.optional)
            if simple.type is not UNKNOWN:
                stub = self.stub()
                source: Source = "typeshed" if stub is not None and stub.typeshed else "stub"
                written = field.annotation or hints.written(stubbed.annotation)
                return replace(field, type=simple.type, source=source, annotation=written)
        return _from_words(field)


def _says_nothing(signature: inspect.Signature) -> bool:
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    return bool(kinds) and kinds <= {
        inspect.Parameter.VAR_POSITIONAL,
        inspect.Parameter.VAR_KEYWORD,
    }


def _stubbed(stub: Stub | None, parameter: inspect.Parameter, at: int) -> inspect.Parameter | None:
    if stub is None:
        return None
    for other in stub.parameters:
        if other.name == parameter.name:
            return other
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if at < len(stub.parameters) and parameter.kind in positional:
        other = stub.parameters[at]
        return other if other.kind in positional else None
    return None


def _is_injected(parameter: inspect.Parameter) -> bool:
    for one in (parameter.default, parameter.annotation):
        owner = one if isinstance(one, type) else type(one)
        if owner.__module__ == "autoui.inject":
            return True
    return False


def _default(parameter: inspect.Parameter) -> tuple[Any, tuple[Any, ...]]:
    """Return the default; of an object such as ``typer.Option(3)`` what it holds, and itself."""
    default = parameter.default
    if default is inspect.Parameter.empty:
        return REQUIRED, ()
    module = str(type(default).__module__).partition(".")[0]
    if module in _DEFAULT_OBJECTS and hasattr(default, "default"):
        inner = default.default
        required = inner is Ellipsis or "Undefined" in type(inner).__name__
        return (REQUIRED if required else inner), (default,)
    return default, ()


def _narrowed(field: Field) -> Field:
    """Return a ``str`` whose documentation lists its values as a choice of them."""
    if field.type is not str or not field.doc_type:
        return field
    said = read_doctype(field.doc_type)
    if not hints.is_literal(said.type):
        return field
    values = said.type.__args__
    fits = not field.has_default or field.default is None or field.default in values
    if fits and all(isinstance(value, str) for value in values):
        return replace(field, type=said.type, source="docstring")
    return field


def _from_words(field: Field) -> Field:
    """Return the field with the docstring's type, else its default's."""
    said = read_doctype(field.doc_type)
    optional = field.optional or said.optional
    if said.type is not UNKNOWN and said.type is not type(None):
        return replace(field, type=said.type, optional=optional, source="docstring")
    if field.has_default and field.default is not None:
        type_ = type_of_default(field.default)
        if type_ is not UNKNOWN:
            return replace(field, type=type_, optional=optional, source="default")
    return replace(field, optional=optional)


def type_of_default(default: Any) -> Any:
    """Return the type that a default value shows; of a list with one kind of items, ``list[T]``."""
    kind = type(default)
    if kind in (list, tuple, set, frozenset):
        kinds = {type(item) for item in default}
        if len(kinds) == 1 and kinds <= {int, float, str, bool}:
            item = kinds.pop()
            return tuple[item, ...] if kind is tuple else kind[item]  # type: ignore[valid-type]
        return UNKNOWN
    return UNKNOWN if kind is dict else kind


# ----------------------------------------------------------------------------- as text


def _shown(field: Field) -> str:
    star = "*" if field.passed == "var_positional" else ""
    text = f"{star}{field.name}"
    if field.annotation:
        text += f": {names.cut(field.annotation, _MAX_ANNOTATION)}"
    if field.required or star:
        return text
    equals = " = " if field.annotation else "="
    if field.default is UNKNOWN:
        return f"{text}{equals}…"
    if names.is_secret(field.name):
        return f"{text}{equals}•••"
    return f"{text}{equals}{shortened(field.default)}"


def shortened(value: Any, limit: int = names.MAX_SHOWN) -> str:
    """Return ``repr`` of a value on one line, cut in the middle when it is long."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # noqa: BLE001 - __repr__ is the user's code
        text = f"<{type(value).__name__}>"
    return names.cut(text, limit)


def _gives(doc: Docstring) -> str:
    """Return what the documentation says of the result, as Markdown."""
    said = doc.returns or doc.yields
    if len(said) == 1:
        return said[0].markdown
    return "\n".join(
        f"- **{item.name or item.type}**: {first_sentence(item.markdown)}"
        for item in said
        if item.text
    )
