"""Several signatures of one function, taken together as the widest of them."""

import inspect
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

from autoui.reading.field import UNKNOWN, Source
from autoui.reading.hints import is_literal


@dataclass(frozen=True)
class Stub:
    """What a stub, or the overloads at run time, say of one function.

    Attributes:
        parameters: Its parameters with evaluated annotations; ``UNKNOWN`` where they do not tell.
        returns: The evaluated return annotation.
        source: Where it comes from.
        others: What other overloads say of a parameter's type, by name.
    """

    parameters: tuple[inspect.Parameter, ...]
    returns: Any
    source: Source
    others: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


STUB_ONLY: Any = object()
"""What stands for a class that stubs define and the module does not have."""


def widest(overloads: Sequence[Stub]) -> Stub:
    """Return the overload with the most parameters; among equals the one best understood.

    What it says too narrowly for all calls is completed from the others.
    """

    def rank(stub: Stub) -> tuple[int, int]:
        known = sum(
            p.annotation not in (UNKNOWN, type(None)) or p.default is not p.empty
            for p in stub.parameters
        )
        return len(stub.parameters), known

    best = max(overloads, key=rank)
    others = [stub.parameters for stub in overloads]
    parameters = tuple(
        _completed(best.parameters, at, others, own=best.source == "hint")
        for at in range(len(best.parameters))
    )
    alternatives = {one.name: _alternatives(one, others) for one in parameters}
    returns = best.returns if _agree([stub.returns for stub in overloads]) else UNKNOWN
    found = {name: types for name, types in alternatives.items() if types}
    return Stub(parameters, returns, best.source, found)


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
    best: tuple[inspect.Parameter, ...],
    at: int,
    overloads: list[tuple[inspect.Parameter, ...]],
    *,
    own: bool,
) -> inspect.Parameter:
    """Return one parameter of an overload with what the other overloads add to it.

    The overloads that a module has of its own are what its author offers: each kind of value is a
    branch. Those of a stub tell kinds for the sake of type checkers too.
    """
    parameter = best[at]
    before = [one.name for one in best[:at]]
    omitted = any([one.name for one in other] == before for other in overloads)
    if omitted and parameter.default is parameter.empty and parameter.kind not in _STARRED:
        parameter = parameter.replace(default=UNKNOWN)
    said = [one.annotation for other in overloads for one in other if one.name == parameter.name]
    if own and len(said) > 1 and all(map(_is_typed, said)):
        return parameter.replace(annotation=union(list(dict.fromkeys(said))))
    if _is_narrow(parameter.annotation):
        plain = {bool if _is_one_truth(one) else one for one in said}
        return parameter.replace(annotation=union(list(plain)))
    if is_literal(parameter.annotation) and len(said) > 1 and all(map(is_literal, said)):
        values = [value for one in said for value in typing.get_args(one)]
        return parameter.replace(annotation=typing.Literal[tuple(values)])
    return parameter


_STARRED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def _is_typed(annotation: Any) -> bool:
    """Return whether a type is one whose values a person types."""
    return isinstance(annotation, type) and annotation.__module__ in _TYPED


_TYPED = frozenset({"builtins", "datetime", "decimal", "fractions", "uuid"})


def _is_narrow(annotation: Any) -> bool:
    """Return whether a type holds for one overload only: None, or ``Literal[False]``."""
    return annotation is type(None) or _is_one_truth(annotation)


def _is_one_truth(annotation: Any) -> bool:
    return is_literal(annotation) and set(map(type, typing.get_args(annotation))) == {bool}


def union(members: list[Any]) -> Any:
    """Return the union of evaluated annotations."""
    # Nobody can type in what exists in stubs alone: protocols, objects that are alive.
    members = [member for member in members if member is not STUB_ONLY] or [UNKNOWN]
    if UNKNOWN in members:
        # `None` still says that the value may be left out.
        return Any | None if type(None) in members else UNKNOWN
    return Union[tuple(members)]  # noqa: UP007
