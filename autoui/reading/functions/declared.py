"""The signature that Python itself knows of a callable."""

import inspect
from typing import Any

from autoui.reading.functions import callables

_STARRED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def signature(function: Any, plain: Any) -> inspect.Signature | None:
    """Return what Python knows; None where it knows nothing.

    Args:
        function: The callable.
        plain: The function behind it.
    """
    found = _inspected(function)
    if found is None and callables.is_object(function):
        # It answers to any name, also to those that tell of signatures.
        found = _without_first(_inspected(type(function).__call__))
    if found is None or not hides_names(found):
        return found
    if not isinstance(function, type) or not inspect.isfunction(plain):
        return found
    # Its `__new__`, or its `__init__`, only hands everything on.
    return _without_first(_inspected(plain)) or found


def _inspected(function: Any) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except (ValueError, TypeError, AttributeError, NameError, RecursionError):
        return None


def _without_first(found: inspect.Signature | None) -> inspect.Signature | None:
    """Return the signature of a method without the object that it works on."""
    return found and found.replace(parameters=list(found.parameters.values())[1:])


def says_nothing(signature: inspect.Signature) -> bool:
    """Return whether there is nothing but ``*args`` and ``**kwargs``."""
    parameters = signature.parameters.values()
    return bool(parameters) and all(parameter.kind in _STARRED for parameter in parameters)


def hides_names(signature: inspect.Signature) -> bool:
    """Return whether ``*args`` without a type stands first, where a stub may name them."""
    first = next(iter(signature.parameters.values()), None)
    starred = first is not None and first.kind is inspect.Parameter.VAR_POSITIONAL
    return says_nothing(signature) or (
        starred and first is not None and first.annotation is inspect.Parameter.empty
    )


def handed_on(said: inspect.Signature, hidden: inspect.Signature) -> inspect.Signature | None:
    """Return a documented signature as a function of ``*args, **kwargs`` can be called with it.

    What it hands on by place goes by place: the names may be known to nobody but its reader.
    None where ``hidden`` takes nothing by place, or has names of its own.
    """
    kinds = {parameter.kind for parameter in hidden.parameters.values()}
    if not says_nothing(hidden) or inspect.Parameter.VAR_POSITIONAL not in kinds:
        return None
    named = inspect.Parameter.VAR_KEYWORD in kinds
    parameters = [
        one.replace(kind=one.POSITIONAL_ONLY) if one.kind is one.POSITIONAL_OR_KEYWORD else one
        for one in said.parameters.values()
        if named or one.kind not in (one.KEYWORD_ONLY, one.VAR_KEYWORD)
    ]
    return said.replace(parameters=parameters)
