"""Read a function: its parameters with their types and defaults, its results, its documentation.

The type of a parameter comes from the first that tells: the run-time hint, a stub, typeshed, the
docstring, the default. Nothing here decides how a value looks; ``choose`` does.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any

from autoui.errors import RefusedSignature
from autoui.reading import names
from autoui.reading.annotations.overloads import Stub
from autoui.reading.annotations.stubs import Stubs
from autoui.reading.docstrings import rows
from autoui.reading.docstrings.docstring import Docstring, parse
from autoui.reading.docstrings.exemplified import exemplified
from autoui.reading.docstrings.restructured import first_sentence
from autoui.reading.field import UNKNOWN, Field, MadeAs, Reading
from autoui.reading.functions import callables, results
from autoui.reading.functions.callables import name_of as name_of
from autoui.reading.functions.composed import Composed, making
from autoui.reading.functions.parameters import Parameters

_MAX_ANNOTATION = 80
_STARS = {"var_positional": "*", "var_keyword": "**"}


def read(
    function: Callable[..., Any], stubs: Stubs, found_as: tuple[str, str] | None = None
) -> Reading:
    """Read a callable.

    Args:
        function: Any callable.
        stubs: The stubs read so far.
        found_as: The module and dotted name under which the target named it.

    Raises:
        RefusedSignature: Nothing tells its parameters, or it is an abstract class.
    """
    if isinstance(function, Composed):
        found = function.read(lambda part: read(part, stubs))
        plainly = [field._replace(passed="either") for field in found.fields]
        return replace(found, signature=written(found.name, plainly))
    plain = callables.underlying(function)
    name = found_as[1].rpartition(".")[2] if found_as else callables.name_of(function)
    if inspect.isabstract(function):
        raise RefusedSignature(
            f"{name} is an abstract class: no object can be made of it",
            "name a class that derives from it",
        )
    doc_text = callables.docstring_of(function, plain)
    doc = parse(doc_text)

    def find_stub() -> Stub | None:
        if (own := stubs.find(callables.places(function, plain, found_as))) is not None:
            return own
        if (base := stubs.find(callables.inherited_places(function))) is not None:
            return replace(base, inherited=True)
        return stubs.find(callables.compiled_places(function, plain))

    source = Parameters(function, plain, doc, stubs.hints, find_stub)
    signature = source.signature(name)
    kind = callables.kind_of(function)
    fields, left = source.fields(signature)
    if fields and (owner := callables.self_type(function)) is not None:
        made = MadeAs(lambda: making(owner, read(owner, stubs).fields))
        fields[0] = fields[0]._replace(meta=(*fields[0].meta, made))
    known_as = {name, callables.name_of(function)}
    fields = list(exemplified(fields, doc_text, known_as, signature))
    given, certain = results.read(plain, kind, source.returns(signature), doc)
    title, summary, body = _texts(doc)
    return Reading(
        function=function,
        name=name,
        kind=kind,
        title=title or names.human(name),
        summary=summary,
        body=body,
        signature=written(name, fields),
        fields=tuple(fields),
        left=tuple(left),
        results=given,
        certain=certain,
        raises=frozenset(item.name.rpartition(".")[2] for item in doc.raises if item.name),
        rows=rows.rows(
            doc_text,
            known_as,
            signature,
            {one.name for one in fields if one.passed == "var_keyword"},
        ),
        gives=_gives(doc),
    )


def _texts(doc: Docstring) -> tuple[str, str, str]:
    """Return title, first paragraph and the rest; the title is empty when there is none."""
    title = names.title_of(doc.summary)
    if not title:
        return "", doc.summary, doc.body
    summary, _, body = doc.body.partition("\n\n")
    return title, summary, body.strip("\n")


# ----------------------------------------------------------------------------- as text


def written(name: str, fields: Iterable[Field]) -> str:
    """Return a call as a person would write its definition: ``f(a: int, /, *rest, b=1)``."""
    return f"{name}({', '.join(names.marked((one.passed, _shown(one)) for one in fields))})"


def _shown(field: Field) -> str:
    star = _STARS.get(field.passed, "")
    text = f"{star}{field.name}"
    if field.annotation:
        text += f": {names.cut(field.annotation, _MAX_ANNOTATION)}"
    if field.required or star:
        return text
    equals = " = " if field.annotation else "="
    if field.default is UNKNOWN:
        return f"{text}{equals}…"
    if names.is_secret(field.name):
        return f"{text}{equals}•••"
    value = shortened(field.default)
    # What Python shows of an object that cannot be written down says nothing to a reader.
    return f"{text}{equals}{'…' if value.startswith('<') else value}"


def shortened(value: Any, limit: int = names.MAX_SHOWN) -> str:
    """Return ``repr`` of a value on one line, cut in the middle when it is long."""
    try:
        text = " ".join(_spelled(value).split())
    except Exception:  # noqa: BLE001 - __repr__ is the user's code
        text = f"<{type(value).__name__}>"
    return names.cut(text, limit)


def _spelled(value: Any) -> str:
    """Return how somebody would write a value in their code."""
    if isinstance(value, Path):
        return f"Path({str(value)!r})"
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    return repr(value)


def _gives(doc: Docstring) -> str:
    """Return what the documentation says of the result, as Markdown."""
    said = doc.returns or doc.yields
    if len(said) == 1:
        return said[0].markdown
    return "\n".join(
        f"- **{item.name or item.type}**: {first_sentence(item.markdown)}"
        for item in said
        if item.text
    )
