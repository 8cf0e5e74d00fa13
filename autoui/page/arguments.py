"""The arguments of one call, put together from the values of its fields."""

from collections.abc import Collection
from typing import Any, NamedTuple

from autoui.errors import InvalidInputs, Problem
from autoui.reading.field import UNKNOWN, Field

_PLAIN = (bool, int, float, complex, str, bytes, type(None))


class _Kept(NamedTuple):
    """A value that is not passed by its place: the function's own default, or by its name."""

    name: str
    value: Any


class Arguments:
    """Collects values in the order of the parameters.

    A value that is the function's own default is left out of the call: NumPy and others refuse
    arguments that make no sense together even when all of them are what they would be anyway.

    Args:
        names: The names of all fields.
        whole: Whether defaults are passed as well, as batches need them.

    Attributes:
        positional, keywords: What the function is called with.
    """

    def __init__(self, names: Collection[str], *, whole: bool = False) -> None:
        self.positional: list[Any] = []
        self.keywords: dict[str, Any] = {}
        self._names = names
        self._whole = whole
        self._kept: list[_Kept] = []

    def add(self, field: Field, value: Any) -> None:
        """Add the value of the next field; ``UNKNOWN`` leaves it to the function.

        Raises:
            InvalidInputs: The function cannot be called so.
        """
        own = value is UNKNOWN or (not self._whole and _is_own(field, value))
        match field.passed:
            case "var_keyword":
                self._add_further(value)
            case "var_positional":
                if value is not UNKNOWN and len(value):
                    self._give_places()
                    self.positional += value
            case "keyword":
                if not own:
                    self.keywords[field.name] = value
            case _ if own:
                self._kept.append(_Kept(field.name, value))
            case "positional":
                self._give_places()
                self.positional.append(value)
            case _ if self._kept or not field.by_place:
                self.keywords[field.name] = value
                self._kept.append(_Kept(field.name, value))
            case _:
                self.positional.append(value)

    def _give_places(self) -> None:
        """Pass what was kept back by place: something comes that has no name."""
        for one in self._kept:
            if one.value is UNKNOWN:
                raise _wrong(f"can be given only together with {one.name}")
            self.positional.append(one.value)
            self.keywords.pop(one.name, None)
        self._kept = []

    def _add_further(self, values: Any) -> None:
        if values is UNKNOWN:
            return
        if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
            raise _wrong('must be names and values, such as {"name": 1}')
        for name in values:
            if name in self._names:
                raise _wrong(f"cannot hold {name}, which has a field of its own")
        self.keywords |= values


def _is_own(field: Field, value: Any) -> bool:
    """Return whether a value is just what the function takes without it."""
    if not field.has_default or field.held:
        return False
    default = field.default
    if type(value) is float and type(default) is int:
        # `x: float = 0` takes 0.0 from a page.
        return value == default
    return _is_plain(default) and type(value) is type(default) and repr(value) == repr(default)


def _is_plain(default: Any) -> bool:
    """Return whether a value cannot be changed, so that it need not be a copy of its own."""
    if type(default) is tuple:
        return all(map(_is_plain, default))
    return type(default) in _PLAIN


def _wrong(message: str) -> InvalidInputs:
    return InvalidInputs([Problem("", message)])
