"""The unit of inference: one value that a function asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Passed = Literal["positional", "keyword", "either", "var_positional", "var_keyword"]
"""How a value reaches the function."""

Source = Literal["hint", "stub", "typeshed", "docstring", "default", "name", "none"]
"""Where a type came from; ``none`` means that nothing tells."""


class _Mark:
    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


UNKNOWN: Any = _Mark("UNKNOWN")
"""A type, or a default, that exists but that nothing tells."""

REQUIRED: Any = _Mark("REQUIRED")
"""The default of a parameter that has none."""


@dataclass(frozen=True)
class MadeOf:
    """Among a field's metadata: the class that its documentation names.

    Attributes:
        type: The class; a value with parts makes an object of it.
    """

    type: type


@dataclass(frozen=True)
class Making:
    """How objects of a class are made.

    Attributes:
        type: The class.
        fields: What its own page asks for.
        build: Makes an object of their values by name; raises ``InvalidInputs``.
    """

    type: type
    fields: "tuple[Field, ...]"
    build: Callable[[dict[str, Any]], Any]


@dataclass(frozen=True)
class MadeAs:
    """Among a field's metadata: that it takes an object like the one whose method is called.

    Attributes:
        making: Returns how that is made.
    """

    making: Callable[[], Making]


@dataclass(frozen=True)
class Listed:
    """Among a field's metadata: that every example of the documentation gives it a list."""


class Field(NamedTuple):
    """One value that a function asks for. Functions are one producer of fields among several.

    A page is made of hundreds, and most differ from another in a part or two: a named tuple is
    made and copied in a fraction of the time that a frozen dataclass takes.

    Attributes:
        name: The parameter's name.
        type: Its type with ``Annotated`` and ``Optional`` taken off, or ``UNKNOWN``.
        default: ``REQUIRED``, ``UNKNOWN`` (there is one, but a stub does not tell) or the value.
        optional: Whether None is one of its values.
        meta: The ``Annotated`` metadata, innermost first.
        passed: How the value reaches the function.
        source: Where the type came from.
        annotation: The type as a person would write it, for the signature.
        doc: What the docstring says of it, as Markdown.
        doc_type: The docstring's own words for its type.
        section: The docstring section it is listed in, if it has a name of its own.
        held: Whether an object such as ``typer.Option(3)`` stands in place of the default.
        by_place: Whether nothing before it is left out, so that it can be passed by its place.
        others: Types that other overloads give it, for where nobody can fill in its own.
    """

    name: str
    type: Any = UNKNOWN
    default: Any = REQUIRED
    optional: bool = False
    meta: tuple[Any, ...] = ()
    passed: Passed = "either"
    source: Source = "none"
    annotation: str = ""
    doc: str = ""
    doc_type: str = ""
    section: str = ""
    held: bool = False
    by_place: bool = True
    others: tuple[Any, ...] = ()

    @property
    def required(self) -> bool:
        """Whether the function cannot be called without it."""
        return self.default is REQUIRED and self.passed not in ("var_positional", "var_keyword")

    @property
    def has_default(self) -> bool:
        """Whether there is a default whose value is known."""
        return self.default is not REQUIRED and self.default is not UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Result:
    """One value that a function gives.

    Attributes:
        name: What the documentation calls it, or an empty string.
        type: Its type, or ``UNKNOWN``.
        doc: What the documentation says of it.
        unit: Its unit, when ``Annotated`` gives one.
    """

    name: str = ""
    type: Any = UNKNOWN
    doc: str = ""
    meta: tuple[Any, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Row:
    """A call that the documentation shows.

    Attributes:
        values: Parameter name → literal value.
        result: What the documentation says it gives, as text.
    """

    values: dict[str, Any]
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class Left:
    """A parameter that stays out of the form, and why."""

    name: str
    reason: str
    injected: bool = False


@dataclass(frozen=True, kw_only=True)
class Method:
    """How the call of a method is written: ``Class(…).method(…)``.

    Attributes:
        made: The names of the fields that the object is made of.
        held: Whether the only one of them is the object itself.
        places: What the class and the method call each field, and how it is passed to them.
    """

    made: frozenset[str]
    held: bool
    places: Mapping[str, tuple[str, Passed]]


Kind = Literal["plain", "generator", "async", "async_generator"]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Everything a function says about itself.

    Attributes:
        function: What is called.
        name: Its name.
        kind: How it runs.
        title: How it is called on the page.
        summary, body: Its docstring without the sections, as Markdown: first paragraph and rest.
        signature: The call as a person would write it.
        fields: What the form asks for.
        left: What stays out of the form and keeps its default.
        results: What it gives; one at least.
        certain: Whether the number of results is known, or only what the docstring lists.
        raises: The names of the exceptions that its docstring announces.
        rows: The calls that its docstring shows.
        gives: What the docstring says of the result as a whole, as Markdown.
        method: How its call is written where it is the method of an object that is made first.
    """

    function: Callable[..., Any]
    name: str
    kind: Kind = "plain"
    title: str = ""
    summary: str = ""
    body: str = ""
    signature: str = ""
    fields: tuple[Field, ...] = ()
    left: tuple[Left, ...] = ()
    results: tuple[Result, ...] = field(default_factory=lambda: (Result(),))
    certain: bool = True
    raises: frozenset[str] = frozenset()
    rows: tuple[Row, ...] = ()
    gives: str = ""
    method: Method | None = None
