"""Several signatures of one function, taken together as the widest of them."""

import inspect
import os
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

from autoui.reading.annotations.hints import is_literal, is_union
from autoui.reading.field import UNKNOWN, Source


@dataclass(frozen=True)
class Stub:
    """What a stub, or the overloads at run time, say of one function.

    Attributes:
        parameters: Its parameters with evaluated annotations; ``UNKNOWN`` where they do not tell.
        returns: The evaluated return annotation.
        source: Where it comes from.
        others: What other overloads say of a parameter's type, by name.
        inherited: Whether it is of a class that the one in question derives from.
    """

    parameters: tuple[inspect.Parameter, ...]
    returns: Any
    source: Source
    others: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    inherited: bool = False


class StubOnly:
    """What stands for a class that stubs define and the module does not have.

    Classes that derive from it are protocols of objects that are alive: no value has their methods.

    Attributes:
        array: The class of arrays where they have them.
    """

    array: Any = None


STUB_ONLY: Any = StubOnly


def widest(overloads: Sequence[Stub]) -> Stub:
    """Return one signature for all overloads: that with the most parameters, which takes any number
    of values where one does, and each of its parameters what any overload takes there.
    """

    def rank(stub: Stub) -> tuple[bool, int, int]:
        known = sum(
            p.annotation not in (UNKNOWN, type(None)) or p.default is not p.empty
            for p in stub.parameters
        )
        return _counts_on(stub.parameters), len(stub.parameters), known

    best = max(overloads, key=rank)
    others = [stub.parameters for stub in overloads]
    parameters = tuple(
        _completed(best.parameters, at, others)
        for at in range(len(best.parameters))
        if not _is_counted(best.parameters, at)
    )
    returned = [stub.returns for stub in overloads]
    if str in returned and bytes in returned:
        parameters = tuple(map(_worked_on, parameters))
    elif best.source == "typeshed" and set(map(_plain, returned)) <= {str, bytes}:
        parameters = tuple(map(_converted, parameters))
    alternatives = {one.name: _alternatives(one, others) for one in parameters}
    returns = best.returns if _agree(returned) else UNKNOWN
    found = {name: types for name, types in alternatives.items() if types}
    return Stub(parameters, returns, best.source, found)


def _worked_on(parameter: inspect.Parameter) -> inspect.Parameter:
    """Return a path as text, where text is given for text, and bytes for bytes.

    What gives back what it takes works on the text of a path: there need be no such file.
    """
    members = set(typing.get_args(parameter.annotation))
    if not {str, os.PathLike[str], bytes} <= members:
        return parameter
    return parameter.replace(annotation=str | None if type(None) in members else str)


def _converted(parameter: inspect.Parameter) -> inspect.Parameter:
    """Return a path as text where a function that has to have one gives a text for it.

    What reads a file gives what is in it or says that there is nothing.
    """
    members = set(typing.get_args(parameter.annotation))
    if not _PATHS & members or not members <= _PATHS | {str, bytes}:
        return parameter
    return (
        parameter if parameter.default is not parameter.empty else parameter.replace(annotation=str)
    )


_PATHS = frozenset({os.PathLike[str], os.PathLike[bytes]})


def _plain(returned: Any) -> Any:
    """Return a type that a set can hold."""
    return returned if isinstance(returned, type) else None


def _counts_on(parameters: Sequence[inspect.Parameter]) -> bool:
    return any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in parameters)


def _is_counted(parameters: Sequence[inspect.Parameter], at: int) -> bool:
    """Return whether a parameter is one of ``iter1, iter2`` that stand before ``*iterables``."""
    one = parameters[at]
    rest = next((p for p in parameters if p.kind is inspect.Parameter.VAR_POSITIONAL), None)
    return (
        rest is not None
        and one.name[-1].isdigit()
        and one.kind is inspect.Parameter.POSITIONAL_ONLY
        and one.annotation == rest.annotation
    )


def _agree(types: list[Any]) -> bool:
    return all(one == types[0] for one in types)


def _alternatives(
    parameter: inspect.Parameter, overloads: list[tuple[inspect.Parameter, ...]]
) -> tuple[Any, ...]:
    said = [one.annotation for other in overloads for one in other if one.name == parameter.name]
    found: list[Any] = []
    for one in said:
        if one is not UNKNOWN and one != parameter.annotation and one not in found:
            found.append(one)
    return tuple(found)


def _completed(
    best: tuple[inspect.Parameter, ...], at: int, overloads: list[tuple[inspect.Parameter, ...]]
) -> inspect.Parameter:
    """Return one parameter of an overload with what the other overloads add to it."""
    parameter = best[at]
    before = [one.name for one in best[:at]]
    omitted = any([one.name for one in other] == before for other in overloads)
    if parameter.kind in _BY_PLACE:
        omitted = omitted or any(_needs(other) <= at for other in overloads)
    if omitted and parameter.default is parameter.empty and parameter.kind not in _STARRED:
        parameter = parameter.replace(default=UNKNOWN)
    if parameter.kind is parameter.VAR_POSITIONAL and _is_one_of_many(parameter, at, overloads):
        return parameter.replace(annotation=UNKNOWN)
    said = list(_said(parameter, at, overloads))
    if any(one in (Any, UNKNOWN) for one in said):
        # Where any value goes, no file can be given.
        said = [one for one in said if _takes_file(one)] or said
    if _is_narrow(parameter.annotation) or UNKNOWN not in said:
        return parameter.replace(annotation=_joined(said))
    if (typing.get_origin(parameter.annotation) or parameter.annotation) in (int, float, slice):
        # Some overload takes what nobody can name: a number that it raises to a power, a key.
        return parameter.replace(annotation=UNKNOWN)
    return parameter


def _takes_file(annotation: Any) -> bool:
    members = typing.get_args(annotation) if is_union(annotation) else (annotation,)
    kinds = (os.PathLike, typing.IO, typing.BinaryIO)
    return any((typing.get_origin(one) or one) in kinds for one in members)


def _is_one_of_many(
    parameter: inspect.Parameter, at: int, overloads: list[tuple[inspect.Parameter, ...]]
) -> bool:
    """Return whether other overloads take other values by place where ``*args`` stands."""
    return any(
        one.kind in _BY_PLACE and one.annotation != parameter.annotation
        for other in overloads
        if not _counts_on(other)
        for one in other[at : at + 1]
    )


_STARRED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_BY_PLACE = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def _needs(parameters: Sequence[inspect.Parameter]) -> int:
    """Return how many values must be passed by place; where others go by name, as many as can."""
    if any(one.kind is one.KEYWORD_ONLY and one.default is one.empty for one in parameters):
        return len(parameters)
    return sum(one.kind in _BY_PLACE and one.default is one.empty for one in parameters)


def _said(
    parameter: inspect.Parameter, at: int, overloads: list[tuple[inspect.Parameter, ...]]
) -> Iterator[Any]:
    """Yield what each overload says of a parameter: by its name, else by its place alone."""
    for other in overloads:
        named = next((one for one in other if one.name == parameter.name), None)
        if named is None and parameter.kind is parameter.POSITIONAL_ONLY and at < len(other):
            placed = other[at]
            told = placed.kind is parameter.kind and placed.annotation is not UNKNOWN
            named = placed if told else None
        if named is not None and named.kind in _STARRED and parameter.kind not in _STARRED:
            named = None
        if named is not None:
            yield named.annotation


def _joined(said: list[Any]) -> Any:
    """Return the union of what overloads say; their literals are one choice."""
    plain = [bool if _is_one_truth(one) else one for one in said]
    literals = [one for one in plain if is_literal(one)]
    values = tuple(dict.fromkeys(value for one in literals for value in typing.get_args(one)))
    others = [one for one in plain if not is_literal(one)]
    members = [*([typing.Literal[values]] if values else []), *others]
    return union(list(dict.fromkeys(members)))


def _is_narrow(annotation: Any) -> bool:
    """Return whether a type holds for one overload only: None, or ``Literal[False]``."""
    return annotation is type(None) or _is_one_truth(annotation)


def _is_one_truth(annotation: Any) -> bool:
    return is_literal(annotation) and set(map(type, typing.get_args(annotation))) == {bool}


def union(members: list[Any]) -> Any:
    """Return the union of evaluated annotations."""
    # Nobody can type in what exists in stubs alone: protocols, objects that are alive.
    members = [one for one in members if not is_stub_only(one)] or [_nothing_else(members)]
    # `typing` keeps unions that it made, and takes one of another order for the same.
    members = [
        part
        for member in members
        for part in (typing.get_args(member) if is_union(member) else (member,))
    ]
    if UNKNOWN in members:
        # `None` still says that the value may be left out.
        return Any | None if type(None) in members else UNKNOWN
    return Union[tuple(one for one in members if not _is_covered(one, members))]  # noqa: UP007


def is_stub_only(type_: Any) -> bool:
    """Return whether a class exists in stubs alone."""
    return isinstance(type_, type) and issubclass(type_, StubOnly)


def _nothing_else(members: list[Any]) -> Any:
    """Return the first of classes that exist in stubs alone; unknown unless all are alive."""
    return UNKNOWN if STUB_ONLY in members or not members else members[0]


def _is_covered(member: Any, members: list[Any]) -> bool:
    """Return whether ``list[Any]`` stands beside ``list[int]``, or wider keys beside some."""
    origin, arguments = typing.get_origin(member), typing.get_args(member)
    return origin is not None and any(
        typing.get_origin(one) is origin and _is_wider(typing.get_args(one), arguments)
        for one in members
    )


def _is_wider(arguments: tuple[Any, ...], others: tuple[Any, ...]) -> bool:
    if arguments == (Any,) != others:
        return True
    # Keys and values; a bare `Callable` has neither.
    if len(arguments) != 2 or len(others) != 2:
        return False
    (key, value), (other_key, other_value) = arguments, others
    keys = [key, *(typing.get_args(key) if is_union(key) else ())]
    return arguments != others and other_key in keys and value in (other_value, object)
