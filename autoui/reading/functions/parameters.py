"""The parameters of a callable as fields: types from hints, stubs, documentation and defaults."""

import functools
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import typing_extensions

from autoui.errors import RefusedSignature
from autoui.reading.annotations import hints, keywords
from autoui.reading.annotations.overloads import Stub, widest
from autoui.reading.annotations.resolving import Hints
from autoui.reading.docstrings import doctypes
from autoui.reading.docstrings.docentries import Item
from autoui.reading.docstrings.docsignature import documented, listed
from autoui.reading.docstrings.docstring import Docstring, parse
from autoui.reading.docstrings.doctypes import read as read_doctype
from autoui.reading.field import UNKNOWN, Field, Left, MadeOf, Passed, Source
from autoui.reading.functions import callables, declared, defaults

_PASSED: dict[Any, Passed] = {
    inspect.Parameter.POSITIONAL_ONLY: "positional",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "either",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
    inspect.Parameter.VAR_POSITIONAL: "var_positional",
    inspect.Parameter.VAR_KEYWORD: "var_keyword",
}
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_STARRED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_QUOTE = re.compile("['\"]")


class _Told(NamedTuple):
    """What an annotation says of a parameter.

    Attributes:
        type, optional, meta: As ``hints.simplify`` finds them.
        source: Where the type comes from.
        written: The annotation as a person would write it.
    """

    type: Any = UNKNOWN
    optional: bool = False
    meta: tuple[Any, ...] = ()
    source: Source = "none"
    written: str = ""


_SILENT = _Told()


@dataclass
class Parameters:
    """Reads the parameters of one callable.

    Attributes:
        function: The callable.
        plain: The function behind it.
        doc: Its documentation.
        hints: Resolves run-time hints.
        find_stub: Returns what a stub file says; called once and only when it is needed.
        borrowed: Whether the signature is not Python's own, but a stub's or the documentation's.
    """

    function: Any
    plain: Any
    doc: Docstring
    hints: Hints
    find_stub: Callable[[], Stub | None]
    borrowed: bool = False
    _spoken: dict[str, str] = field(default_factory=dict)
    _told: dict[str | int, _Told] = field(default_factory=dict)

    def signature(self, name: str) -> inspect.Signature:
        """Return the callable's signature, from a stub when Python has none or an empty one.

        Raises:
            RefusedSignature: Nothing tells it.
        """
        return self._with_self(self._signature(name))

    def _signature(self, name: str) -> inspect.Signature:
        found = declared.signature(self.function, self.plain)
        if found is not None and not declared.hides_names(found):
            return found
        stub = self._stub
        if stub is not None and (
            found is None or declared.says_nothing(found) or _names_first(stub)
        ):
            self.borrowed = True
            return inspect.Signature(stub.parameters, __validate_parameters__=False)
        said = documented(callables.docstring_of(self.function, self.plain), name)
        if found is not None:
            handed = declared.handed_on(said, found) if said is not None else None
            self.borrowed = handed is not None
            return handed or found
        said = said or listed(self.doc.params)
        if said is not None:
            self.borrowed = True
            return said
        raise RefusedSignature(
            f"{name} does not tell its parameters: Python has no signature of it, and no stub does",
            "write a function with the parameters you need that calls it, and serve that",
        )

    def _with_self(self, signature: inspect.Signature) -> inspect.Signature:
        """Name the object that a method of a C class works on as its class, and type it so."""
        owner = callables.self_type(self.function)
        if owner is None:
            return signature
        parameters = list(signature.parameters.values())
        if parameters and parameters[0].name == "self":
            parameters = parameters[1:]
        name = owner.__name__.lower().lstrip("_")
        if name in {one.name for one in parameters} or not name.isidentifier():
            name = "self"
        first = inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY, annotation=owner)
        return signature.replace(parameters=[first, *parameters])

    def returns(self, signature: inspect.Signature) -> Any:
        """Return the resolved type of the result."""
        if isinstance(self.function, type):
            return self.function
        stub = self._stub if self.borrowed else None
        if stub is not None:
            return stub.returns
        annotation = signature.return_annotation
        if annotation is not inspect.Signature.empty:
            return self.hints.resolve(self.plain, annotation)
        if self._lacks_hints(signature) and (stub := self._stub) is not None:
            return stub.returns
        return UNKNOWN

    # ---- where stubs come from

    @functools.cached_property
    def _stub(self) -> Stub | None:
        """What the overloads of the function say, else a stub file."""
        overloads = list(self._overloads_here())
        return widest(overloads) if overloads else self.find_stub()

    def _overloads_here(self) -> Iterator[Stub]:
        """Yield what ``@overload`` says of the function in its own module."""
        if not inspect.isfunction(self.plain):
            return
        for one in typing_extensions.get_overloads(self.plain):
            try:
                signature = inspect.signature(one)
            except (ValueError, TypeError):
                continue
            parameters = list(signature.parameters.values())
            if parameters and self._is_bound():
                parameters = parameters[1:]
            yield Stub(
                tuple(
                    parameter.replace(
                        annotation=self._hint(one, parameter.annotation),
                        default=UNKNOWN if parameter.default is Ellipsis else parameter.default,
                    )
                    for parameter in parameters
                ),
                self._hint(one, signature.return_annotation),
                "hint",
            )

    def _is_bound(self) -> bool:
        """Return whether the function's first parameter is given already."""
        return inspect.ismethod(self.function) or isinstance(self.function, type)

    def _hint(self, function: Any, annotation: Any) -> Any:
        if annotation is inspect.Parameter.empty:
            return UNKNOWN
        return self.hints.resolve(function, annotation)

    def _lacks_hints(self, signature: inspect.Signature) -> bool:
        parameters = signature.parameters.values()
        return not parameters or any(
            parameter.annotation is inspect.Parameter.empty
            or parameter.kind is inspect.Parameter.VAR_KEYWORD
            for parameter in parameters
        )

    # ---- fields

    def fields(self, signature: inspect.Signature) -> tuple[list[Field], list[Left]]:
        """Return the fields of the form, and what stays out of it."""
        fields: list[Field] = []
        left: list[Left] = []
        wanted = self.borrowed or self._lacks_hints(signature)
        stub = self._stub if wanted else None
        self._spoken = self._names_in_words(signature)
        moved = 1 if callables.self_type(self.function) is not None else 0
        for at, parameter in enumerate(signature.parameters.values()):
            stubbed = _stubbed(stub, parameter, at - moved)
            if _is_injected(parameter):
                left.append(Left(name=parameter.name, reason="autoui hands it in", injected=True))
            elif parameter.name.startswith("_") and parameter.default is not parameter.empty:
                left.append(Left(name=parameter.name, reason="private, by its name"))
            elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
                fields += self._keywords(parameter, stub, set(signature.parameters))
            else:
                found = self._field(parameter, stub, stubbed)
                fields.append(found._replace(by_place=False) if left else found)
        return fields, left

    def _keywords(
        self, parameter: inspect.Parameter, stub: Stub | None, known: set[str]
    ) -> list[Field]:
        """Return the fields of ``**kwargs``: one for each keyword where they are told."""
        annotation = self._hint(self.plain, parameter.annotation)
        if (members := keywords.members(annotation, self.hints)) is not None:
            found = [one for one in members if one.name not in known]
            return [self._described(one) for one in found]
        if stub is not None and not self.borrowed and not keywords.is_open(stub):
            told = keywords.further(stub, known)
            return [self._field(one, stub, one) for one in told]
        return [self._field(parameter, stub, _stubbed(stub, parameter, -1))]

    def _described(self, found: Field) -> Field:
        """Return a field with what the documentation says of it."""
        item = self._documented(found.name)
        return found._replace(doc=item.markdown, doc_type=item.type, section=item.section)

    def _field(
        self, parameter: inspect.Parameter, stub: Stub | None, stubbed: inspect.Parameter | None
    ) -> Field:
        default, meta = defaults.declared(parameter)
        item = self._documented(parameter.name)
        own = parameter is not stubbed and not self._is_borrowed(parameter, stubbed)
        told = self._told_by(parameter.annotation) if own else _SILENT
        found = Field(
            name=parameter.name,
            type=told.type,
            default=default,
            optional=told.optional,
            meta=(*meta, *told.meta),
            passed=_PASSED[parameter.kind],
            source=told.source,
            annotation=told.written,
            doc=item.markdown,
            doc_type=item.type,
            section=item.section,
            held=bool(meta),
        )
        if told.type is UNKNOWN:
            found = self._of_others(found, stub, stubbed)
        elif defaults.is_mark(default):
            type_ = defaults.besides(default, told.type)
            found = found._replace(type=type_, default=UNKNOWN, optional=True)
        else:
            found = _narrowed(found)
        if parameter.kind in _STARRED:
            item_type = Any if found.type is UNKNOWN else found.type
            if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
                return found._replace(type=list[item_type], default=(), optional=False)  # type: ignore[valid-type]
            if hints.origin_of(found.type) in keywords.UNPACK:
                # A dictionary type that only the stub knows.
                found, item_type = found._replace(annotation=""), Any
            return found._replace(type=dict[str, item_type], default={}, optional=False)  # type: ignore[valid-type]
        return found

    def _documented(self, name: str) -> Item:
        found = self.doc.param(self._spoken.get(name, name))
        if found.text or found.type or not isinstance(self.function, type):
            return found
        return self._doc_of_maker.param(name)

    @functools.cached_property
    def _doc_of_maker(self) -> Docstring:
        """What the documentation of a class's ``__init__`` says."""
        return parse(getattr(self.plain, "__doc__", None))

    def _names_in_words(self, signature: inspect.Signature) -> dict[str, str]:
        """Return what the documentation calls that which goes by place alone.

        A ufunc of NumPy calls its inputs ``x1`` and ``x2``, whatever they are in words.
        """
        parameters = signature.parameters.values()
        by_place = [one.name for one in parameters if one.kind is one.POSITIONAL_ONLY]
        if not by_place:
            return {}
        by_name = {one.name for one in parameters if one.kind is not one.POSITIONAL_ONLY}
        told = [item.name for item in self.doc.params if item.name not in by_name]
        if len(told) != len(by_place) or set(told) & set(by_place):
            return {}
        return dict(zip(by_place, told, strict=True))

    def _told_by(self, annotation: Any) -> _Told:
        """Return what an annotation says; most functions repeat some of theirs."""
        # Types that are equal need not say the same: `ge=0` and `ge=0.0`.
        key = annotation if isinstance(annotation, str) else id(annotation)
        if (told := self._told.get(key)) is None:
            simple = hints.simplify(self.hints.resolve(self.plain, annotation))
            source: Source = "none"
            if simple.type is not UNKNOWN:
                loose = self.hints.is_for_checkers(self.plain, annotation)
                source = "stub" if loose else "hint"
            told = self._told[key] = _Told(*simple, source, hints.written(annotation))
        return told

    def _of_others(
        self, found: Field, stub: Stub | None, stubbed: inspect.Parameter | None
    ) -> Field:
        """Return the field with its type from the first that tells, where the function does not."""
        if stub is not None and stubbed is not None and stubbed.annotation is not UNKNOWN:
            simple = hints.simplify(stubbed.annotation)
            found = found._replace(
                optional=found.optional or simple.optional,
                meta=(*found.meta, *simple.meta),
                others=stub.others.get(stubbed.name, ()),
            )
            if simple.type is float and read_doctype(found.doc_type).type is int:
                # A stub that says what does, where the documentation says what is meant.
                return found._replace(type=int, source="docstring", annotation="int")
            if simple.type is not UNKNOWN:
                written = found.annotation or hints.written(stubbed.annotation)
                return found._replace(type=simple.type, source=stub.source, annotation=written)
        if (used := doctypes.class_used(found.doc_type, self.plain)) is not None:
            return found._replace(type=used, source="docstring")
        found = _from_words(found)
        named = self._class_named(found) if found.type is UNKNOWN else None
        return found._replace(meta=(*found.meta, MadeOf(named))) if named else found

    def _class_named(self, found: Field) -> type | None:
        """Return the class of the function's own package that documentation names."""
        if found.required and not found.doc_type and not found.doc:
            return doctypes.class_beside(found.name, self.plain)
        return doctypes.class_named(found.doc_type, self.plain)

    def _is_borrowed(self, parameter: inspect.Parameter, stubbed: inspect.Parameter | None) -> bool:
        """Return whether a parameter's annotation is none of Python's."""
        if parameter.annotation is inspect.Parameter.empty:
            return True
        return self.borrowed and (stubbed is not None or parameter.annotation is UNKNOWN)


def _names_first(stub: Stub) -> bool:
    return bool(stub.parameters) and stub.parameters[0].kind in _POSITIONAL


def _stubbed(stub: Stub | None, parameter: inspect.Parameter, at: int) -> inspect.Parameter | None:
    if stub is None:
        return None
    for other in stub.parameters:
        if other.name == parameter.name:
            return other
    # A class need not take by place what the one takes that it derives from.
    by_place = not stub.inherited and parameter.kind in _POSITIONAL
    if by_place and 0 <= at < len(stub.parameters):
        other = stub.parameters[at]
        return other if other.kind in _POSITIONAL else None
    return None


def _is_injected(parameter: inspect.Parameter) -> bool:
    for one in (parameter.default, parameter.annotation):
        owner = one if isinstance(one, type) else type(one)
        if owner.__module__ == "autoui.inject":
            return True
    return False


def _narrowed(found: Field) -> Field:
    """Return a ``str`` whose documentation lists its values as a choice of them."""
    if found.type is not str or not _QUOTE.search(found.doc_type):
        return found
    said = read_doctype(found.doc_type)
    if not hints.is_literal(said.type):
        return found
    values = said.type.__args__
    fits = not found.has_default or found.default is None or found.default in values
    if fits and all(isinstance(value, str) for value in values):
        return found._replace(type=said.type, source="docstring")
    return found


def _from_words(found: Field) -> Field:
    """Return the field with the docstring's type, else its default's."""
    said = read_doctype(found.doc_type)
    optional = found.optional or said.optional
    if said.type is not UNKNOWN and said.type is not type(None):
        return found._replace(type=said.type, optional=optional, source="docstring")
    if found.has_default and found.default is not None:
        type_ = defaults.type_of(found.default)
        if type_ is not UNKNOWN:
            return found._replace(type=type_, optional=optional, source="default")
    return found._replace(optional=optional)
