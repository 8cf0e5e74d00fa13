"""From a field to the component that stands for it: one table, newest rule first.

A rule matches a type exactly, by its origin (``list`` of ``list[int]``), by a class it derives
from, or by a predicate. ``Chooser.register`` adds rules in front of the standard ones.
"""

import copy
import inspect
import re
import typing
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, NamedTuple

from autoui import placing
from autoui.components.any import Anything
from autoui.components.base import Component
from autoui.errors import RefusedSignature
from autoui.reading import names
from autoui.reading.annotations import hints
from autoui.reading.annotations.resolving import Hints
from autoui.reading.choosing import constraints
from autoui.reading.choosing.constraints import Constraints
from autoui.reading.docstrings.restructured import first_sentence
from autoui.reading.field import UNKNOWN, Field

_UNIT = re.compile(
    r"[(\[](px|pixels?|[numck]?m|min|[mnµu]?s|sec|seconds|minutes|hours?|days?|[kMG]?Hz|%|°C?|deg|"
    r"degrees|rad|radians|[kmµ]?g|m?l|K|m?[VAW]|kW|J|kJ|N|k?Pa|h?Pa|bar|dB|bytes|[kKMG]i?B|dpi|pt)[)\]]"
)


class Unfillable(Exception):
    """No component can stand for a field.

    Args:
        what: What its type is, in words: "a function".
        cure: What to do about it.
    """

    def __init__(self, what: str, cure: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.cure = cure


class Ask(NamedTuple):
    """What a rule gets to know.

    Attributes:
        field: The field.
        demands: What its metadata demands.
        common: Keywords for every component: label, help, unit, whether None goes.
        chooser: For the parts of a compound type.
    """

    field: Field
    demands: Constraints
    common: dict[str, Any]
    chooser: "Chooser"

    @property
    def type(self) -> Any:
        """The field's type."""
        return self.field.type

    @property
    def value(self) -> Any:
        """The default if there is one that is known, else None."""
        return self.field.default if self.field.has_default else None

    def part(self, type_: Any) -> Component:
        """Return the component of a part of the value."""
        simple = hints.simplify(type_)
        inner = Field(
            name=self.field.name,
            type=simple.type,
            optional=simple.optional,
            meta=simple.meta,
            source=self.field.source,
        )
        return self.chooser.component(inner, label="")


Rule = Callable[[Ask], Component | None]
"""Makes a component, or returns None to leave the field to an older rule."""


class Chooser:
    """A table of rules; each instance has its own."""

    def __init__(self) -> None:
        self._exact: dict[Any, Rule] = {}
        self._classes: dict[Any, Rule] = {}
        self._predicates: list[tuple[Callable[[Any], bool], Rule]] = []
        self.inside: list[Any] = []
        """The records whose fields are being chosen for, outermost first."""
        self.hints = Hints()
        """What the annotations of records mean; each file is read once."""

    def register(self, type_: Any, rule: Rule) -> None:
        """Use a rule for a type, for its subclasses and for what has it as origin."""
        self._exact[type_] = rule
        if isinstance(type_, type):
            self._classes[type_] = rule

    def register_exact(self, type_: Any, rule: Rule) -> None:
        """Use a rule for a type alone."""
        self._exact[type_] = rule

    def register_if(self, predicate: Callable[[Any], bool], rule: Rule) -> None:
        """Use a rule for the types that a predicate accepts, before older predicates."""
        self._predicates.insert(0, (predicate, rule))

    def register_last(self, predicate: Callable[[Any], bool], rule: Rule) -> None:
        """Use a rule for the types that a predicate accepts and that no other rule stands for."""
        self._predicates.append((predicate, rule))

    def rules(self, type_: Any) -> "typing.Iterator[Rule]":
        """Yield the rules for a type: exact, origin, along the MRO, predicates."""
        origin = hints.origin_of(type_)
        for key in (type_,) if origin is None else (type_, origin):
            if (rule := self._exactly(key)) is not None:
                yield rule
        owner = type_ if isinstance(type_, type) else origin
        if isinstance(owner, type):
            for base in owner.__mro__[1:]:
                if base in self._classes:
                    yield self._classes[base]
        for predicate, rule in self._predicates:
            if predicate(type_):
                yield rule

    def _exactly(self, key: Any) -> Rule | None:
        try:
            return self._exact.get(key)
        except TypeError:
            # Literals and metadata of `Annotated` may not be hashable.
            return None

    def component(self, field: Field, label: str | None = None) -> Component:
        """Return the component for a field.

        Args:
            field: What to choose for.
            label: Its label; None makes one of the name.

        Raises:
            Unfillable: None can stand for it.
        """
        token = placing.enter(None)
        try:
            return self._component(field, label)
        finally:
            placing.leave(token)

    def _component(self, field: Field, label: str | None) -> Component:
        demands = constraints.read(field.meta) if field.meta else constraints.NONE
        if label is None:
            texts = [one for one in field.meta if isinstance(one, str)]
            label = (texts[-1:] or [demands.label or names.human(field.name)])[0]
        if (given := _given(field)) is not None:
            return _completed(given, field, label, demands)
        common: dict[str, Any] = {
            "label": label,
            "info": demands.help or field.doc,
            "optional": field.optional or field.default is None,
            "unit": demands.unit or _unit(field),
        }
        if field.source != "hint" and field.default is UNKNOWN:
            common["optional"] = True
        ask = Ask(field=field, demands=demands, common=common, chooser=self)
        for rule in self.rules(field.type):
            made = rule(ask)
            if made is not None:
                return made
        if field.type is UNKNOWN:
            return Anything(ask.value, **common)
        cure = "give it a default, or make its class a dataclass: that has a form"
        raise Unfillable(names.with_article(hints.written(field.type)), cure)


def is_given(field: Field) -> bool:
    """Return whether ``Annotated`` names a component for the field."""
    return names_component(field.meta)


def names_component(meta: tuple[Any, ...]) -> bool:
    """Return whether a component is among the metadata of ``Annotated``."""
    return bool(meta) and any(
        isinstance(one, Component) or (inspect.isclass(one) and issubclass(one, Component))
        for one in meta
    )


def _given(field: Field) -> Component | None:
    """Return the component that ``Annotated`` names, as one of our own."""
    for one in reversed(field.meta):
        if isinstance(one, Component):
            return copy.copy(one)
        if inspect.isclass(one) and issubclass(one, Component):
            return one()  # type: ignore[call-arg]
    return None


def _completed(component: Component, field: Field, label: str, demands: Constraints) -> Component:
    spec = component.spec
    changes: dict[str, Any] = {}
    if spec.label is None:
        changes["label"] = label
    if not spec.info:
        changes["info"] = demands.help or field.doc
    if field.has_default:
        changes["value"] = field.default
        changes["optional"] = spec.optional or field.optional or field.default is None
    elif field.optional:
        changes["optional"] = True
    suit(component, field)
    return component.set(**changes)


def suit(component: Component, field: Field) -> None:
    """Let a given component hand a file over as the annotation asks for, where it is no array."""
    if getattr(component.spec, "type", None) == "numpy" and (form := _form(field)):
        component.set(type=form)


def _form(field: Field) -> str:
    """Return the form in which a function takes a file whose annotation says it is no array."""
    if field.source != "hint" or not isinstance(field.type, type):
        return ""
    if issubclass(field.type, PurePath):
        return "path"
    if field.type.__module__ == "PIL.Image":
        return "pil"
    return "filepath" if field.type is str else ""


def _unit(field: Field) -> str:
    """Return the unit that the help of a number names in brackets."""
    if field.type is not int and field.type is not float:
        return ""
    if "(" not in field.doc and "[" not in field.doc:
        return ""
    match = _UNIT.search(first_sentence(field.doc))
    return match[1] if match else ""


def fill(chooser: Chooser, field: Field, function: str) -> Component | None:
    """Return the component for a parameter; None when it stays out and keeps its default.

    Raises:
        RefusedSignature: It has no default, and nobody can fill it in on a page.
    """
    try:
        return chooser.component(field)
    except Unfillable as error:
        if not field.required:
            return None
        raise RefusedSignature(
            f"{function} needs {field.name}, {error.what}, which nobody can fill in on a page",
            error.cure or "give it a default, or write a function without it and serve that",
        ) from None
