"""What only the examples of the documentation show."""

import inspect
import types
from collections.abc import Callable, Iterable, Iterator

from autoui.reading.docstrings import rows
from autoui.reading.field import UNKNOWN, Field, Listed, MadeOf


def exemplified(
    fields: Iterable[Field], docstring: str | None, names: set[str], signature: inspect.Signature
) -> Iterator[Field]:
    """Yield the fields, with what examples show of those of which nothing else tells the type.

    What every example gives a function is a function. Where every literal is a list, commas make
    one. A number that is documented to be a float and is called with whole ones keeps them whole.

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
        yield _shown(one, kinds.get(one.name, set()))


def _shown(field: Field, kinds: set[type | None]) -> Field:
    if field.type is float and field.source == "hint" and int in kinds:
        return field._replace(source="docstring")
    if not _is_untold(field):
        return field
    if kinds == {types.FunctionType}:
        return field._replace(type=Callable, source="docstring")
    if list in kinds and kinds <= {list, tuple, None}:
        return field._replace(meta=(*field.meta, Listed()))
    return field


def _is_untold(field: Field) -> bool:
    """Return whether nothing tells the type of what has to be given."""
    made = any(isinstance(one, MadeOf) for one in field.meta)
    return field.type is UNKNOWN and field.required and not made
