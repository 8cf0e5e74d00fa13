"""A value whose kind contains itself: typed as JSON, and checked as deep as it goes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from autoui.components.any import read_literal
from autoui.components.base import PYTHON_ONLY, Component, Scope, Spec
from autoui.errors import Problem
from autoui.wire.values import Source


@dataclass(frozen=True, kw_only=True, slots=True)
class DeferredSpec(Spec):
    """What such a value can be told.

    Attributes:
        make: Makes the component that stands for it, when the first value comes.
        placeholder: Grey text in the empty field.
    """

    make: Callable[[], Component] | None = field(default=None, metadata=PYTHON_ONLY)
    placeholder: str = "{…}"


class Deferred(Component):
    """A value of a kind that would be drawn inside itself without an end.

    Args:
        make: Makes the component that checks and decodes it.
        options: See ``Spec``.
    """

    kind = "any"

    def __init__(self, make: Callable[[], Component], **options: Any) -> None:
        super().__init__(DeferredSpec(make=make, **options))

    @cached_property
    def _inner(self) -> Component:
        made: Component = self.spec.make()
        return made

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with the value, typed or not."""
        yield from self._inner.check(_read(value))

    def decode(self, value: Any, scope: Scope) -> Any:
        """Return what the inner component makes of it."""
        return self._inner.decode(_read(value), scope)

    def encode(self, value: Any, scope: Scope) -> Any:
        """Return the plain value."""
        return self._inner.encode(value, scope)

    def schema(self) -> dict[str, Any]:
        """Return an open JSON Schema: one that said all would contain itself."""
        return {"type": ["object", "array"]}

    def from_text(self, text: str) -> Any:
        """Return the text, to be read as JSON or as a literal."""
        return Source(text)


def _read(value: Any) -> Any:
    if not isinstance(value, Source):
        return value
    try:
        return json.loads(value.text)
    except (ValueError, RecursionError):
        return read_literal(value.text)
