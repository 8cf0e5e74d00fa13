"""Types that only the examples of the documentation show."""

import inspect
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from autoui.reading import rows
from autoui.reading.field import UNKNOWN, Field, MadeOf

_KINDS: dict[frozenset[type | None], Any] = {
    frozenset({list}): list,
    frozenset({list, tuple}): list,
    frozenset({tuple}): tuple,
    frozenset({set}): set,
    frozenset({list, str}): Sequence,
    frozenset({list, tuple, str}): Sequence,
}
"""What a parameter takes whose examples are of these kinds, and of no other."""


def exemplified(
    fields: Iterable[Field], docstring: str | None, names: set[str], signature: inspect.Signature
) -> Iterator[Field]:
    """Yield the fields; those that every example gives a list are lists.

    A number that is documented to be a float, and is called with whole ones, keeps them whole.

    Args:
        fields: The fields of a function.
        docstring: Its documentation as written.
        names: The names it goes by.
        signature: Its parameters.
    """
    found = list(fields)
    wanted = any(one.type is float or _is_untold(one) for one in found)
    if not wanted or not docstring or ">>>" not in docstring:
        yield from found
        return
    kinds = rows.kinds(docstring, names, signature)
    for one in found:
        shown = kinds.get(one.name, set())
        if _is_untold(one) and (type_ := _KINDS.get(frozenset(shown))) is not None:
            yield one._replace(type=type_, source="docstring")
        elif one.type is float and one.source == "hint" and int in shown:
            yield one._replace(source="docstring")
        else:
            yield one


def _is_untold(field: Field) -> bool:
    """Return whether nothing tells the type of what has to be given."""
    made = any(isinstance(one, MadeOf) for one in field.meta)
    return field.type is UNKNOWN and field.required and not made
