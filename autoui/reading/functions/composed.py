"""Callables that are put together of several: an object is made, then its method is called."""

import functools
import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from autoui.errors import InvalidInputs, Problem
from autoui.reading import names
from autoui.reading.annotations import hints
from autoui.reading.docstrings.docstring import parse
from autoui.reading.field import Field, MadeAs, Making, Method, Passed, Reading, Result
from autoui.reading.functions import callables

Read = Callable[[Callable[..., Any]], Reading]
"""Reads one callable."""


class Composed(ABC):
    """A callable that says itself what its fields are."""

    @abstractmethod
    def __call__(self, /, **values: Any) -> Any:
        """Do the call; every value comes by the name of its field."""

    @abstractmethod
    def read(self, read: Read) -> Reading:
        """Return what it says of itself.

        Args:
            read: Reads its parts.
        """

    def told(self, title: str, fields: Iterable[Field]) -> Reading:
        """Return what its documentation says of it, for one that prints its result.

        Args:
            title: What it is called where the documentation has no title.
            fields: Its fields.
        """
        doc = parse(self.__doc__)
        own = names.title_of(doc.summary)
        return Reading(
            function=self,
            name=callables.name_of(self),
            title=own or names.human(title),
            summary="" if own else doc.summary,
            body=doc.body,
            fields=tuple(fields),
            results=(Result(),),
        )


class _Place(NamedTuple):
    """Where the value of a field goes."""

    name: str
    passed: Passed


class Part:
    """One of the calls that a composed callable does, and which fields belong to it.

    Args:
        fields: The fields of the call.
        taken: The names that other calls have.
        prefix: What is put before a name that is taken.

    Attributes:
        fields: The fields under names of their own.
        places: What the call itself names each of them, and how it is passed.
    """

    def __init__(self, fields: Iterable[Field], taken: Iterable[str], prefix: str) -> None:
        used = set(taken)
        self.fields: list[Field] = []
        self.places: dict[str, _Place] = {}
        for one in fields:
            name = f"{prefix}_{one.name}" if one.name in used else one.name
            used.add(name)
            self.fields.append(one._replace(name=name, passed="keyword"))
            self.places[name] = _Place(one.name, one.passed)

    def arguments(self, values: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """Return the arguments of this call out of the values of all fields."""
        positional: list[Any] = []
        keywords: dict[str, Any] = {}
        for name, place in self.places.items():
            if name not in values:
                continue
            if place.passed == "positional":
                positional.append(values[name])
            elif place.passed == "var_positional":
                # What stands before it cannot be named any more: Python would give it twice.
                positional = [*positional, *keywords.values(), *values[name]]
                keywords = {}
            elif place.passed == "var_keyword":
                keywords |= values[name]
            else:
                keywords[place.name] = values[name]
        return positional, keywords


class MethodCall(Composed):
    """Makes an object of a class for each call, and calls one of its methods.

    Tables, pictures and arrays are no parts to make anything of: a page has a field for them.

    Args:
        owner: The class.
        name: The method's name.
        method: The method as the class holds it.
    """

    def __init__(self, owner: type, name: str, method: Any) -> None:
        self._owner = owner
        self._method = method
        self._making = Part((), (), "")
        self._calling = Part((), (), "")
        self.__name__ = name
        self.__qualname__ = f"{owner.__qualname__}.{name}"
        self.__module__ = owner.__module__
        self.__doc__ = getattr(method, "__doc__", None)

    def __call__(self, /, **values: Any) -> Any:
        """Make the object, call the method, and return what it returns."""
        positional, keywords = self._making.arguments(values)
        held = _is_held(self._owner)
        made = positional[0] if held else self._owner(*positional, **keywords)
        positional, keywords = self._calling.arguments(values)
        return getattr(made, self.__name__)(*positional, **keywords)

    def read(self, read: Read) -> Reading:
        """Return the fields of the class, then those of the method.

        Raises:
            RefusedSignature: The parameters of one of them cannot be told.
        """
        # A partial stands for the bound method: there is no object yet.
        method = read(functools.partial(self._method, None))
        prefix = "_".join(names.words(self._owner.__name__)).lower()
        held = _is_held(self._owner)
        made = read(_taking(self._owner, prefix) if held else self._owner)
        asked = method.fields if held else _with_making(method.fields, self._owner, made.fields)
        self._making = Part(made.fields, [one.name for one in asked], prefix)
        self._calling = Part(asked, [one.name for one in self._making.fields], "its")
        return replace(
            method,
            function=self,
            name=self.__name__,
            kind=callables.kind_of(self._method),
            fields=(*self._making.fields, *self._calling.fields),
            left=(*made.left, *method.left),
            raises=made.raises | method.raises,
            method=Method(
                made=frozenset(self._making.places),
                held=held,
                places=self._making.places | self._calling.places,
            ),
        )


def making(owner: type, fields: tuple[Field, ...]) -> Making:
    """Return how objects of a class are made of what its own page asks for."""
    part = Part(fields, (), "")

    def build(values: dict[str, Any]) -> Any:
        positional, keywords = part.arguments(values)
        try:
            return owner(*positional, **keywords)
        except (ValueError, TypeError, ArithmeticError, LookupError) as error:
            raise InvalidInputs([Problem("", str(error) or type(error).__name__)]) from error

    return Making(owner, fields, build)


def _with_making(
    fields: tuple[Field, ...], owner: type, made: tuple[Field, ...]
) -> tuple[Field, ...]:
    """Return the fields of a method, those told how to make one that take another like its own."""
    told = MadeAs(lambda: making(owner, made))
    return tuple(
        one._replace(meta=(*one.meta, told)) if _is_like(one.type, owner) else one for one in fields
    )


def _is_like(type_: Any, owner: type) -> bool:
    """Return whether a parameter takes objects of a class, by its name or what it derives from."""
    wanted = hints.owner_of(type_)
    return isinstance(wanted, type) and wanted is not object and wanted in owner.__mro__


def _is_held(owner: type) -> bool:
    return hints.is_frame(owner) or hints.is_picture(owner) or hints.is_array(owner)


def _taking(owner: type, name: str) -> Callable[..., Any]:
    """Return a function of one object of a class."""

    def taking(held: Any) -> Any:
        return held

    parameter = inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY, annotation=owner)
    taking.__signature__ = inspect.Signature([parameter])  # type: ignore[attr-defined]
    return taking
