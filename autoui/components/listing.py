"""A list of values of one kind."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Unpack

from autoui import placing
from autoui.components.any import read_literal
from autoui.components.base import (
    PYTHON_ONLY,
    Common,
    Component,
    Scope,
    Spec,
    common,
    problem,
)
from autoui.errors import InvalidInputs, Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class ListingSpec(Spec):
    """What a list can be told.

    Attributes:
        item: The component of each item.
        container: What the function takes: ``list``, ``tuple``, ``set``, …
        min_length, max_length: How many items.
        secret: Whether the items are secrets, or hold some.
    """

    item: Any = field(default=None, metadata=PYTHON_ONLY)
    container: Callable[[Iterable[Any]], Any] = field(default=list, metadata=PYTHON_ONLY)
    min_length: int | None = None
    max_length: int | None = None
    secret: bool = field(default=False, metadata=PYTHON_ONLY)


class ListingOptions(Common, total=False):
    """The keywords of ``Listing``; see ``ListingSpec``."""

    value: Any
    min_length: int | None
    max_length: int | None


class Listing(Component):
    """A list.

    Args:
        item: The component of each item, or its class.
        container: What the function takes.
        options: See ``ListingSpec``; ``value`` is the list at first.
    """

    kind = "listing"

    def __init__(
        self,
        item: Component | type[Component],
        container: Callable[[Iterable[Any]], Any] = list,
        **options: Unpack[ListingOptions],
    ) -> None:
        if isinstance(item, type):
            # An item is part of the list, not of the page: it must not land in an open Blocks.
            token = placing.enter(None)
            try:
                item = item()  # type: ignore[call-arg]
            finally:
                placing.leave(token)
        secret = bool(getattr(item.spec, "secret", False))
        super().__init__(
            ListingSpec(item=item, container=container, secret=secret, **common(options, self))
        )

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with the list and with each item."""
        spec: ListingSpec = self.spec
        if not isinstance(value, list):
            yield Problem("", "must be a list")
            return
        if spec.min_length is not None and len(value) < spec.min_length:
            yield Problem("", f"must have at least {_items(spec.min_length)}")
        if spec.max_length is not None and len(value) > spec.max_length:
            yield Problem("", f"must have at most {_items(spec.max_length)}")
        for position, item in enumerate(value):
            for fault in spec.item.check_given(item):
                yield Problem(f"[{position}]{fault.field}", fault.message)

    def decode(self, value: list[Any], scope: Scope) -> Any:
        """Return a container of the decoded items.

        Raises:
            InvalidInputs: Every item that cannot be decoded; items that the container refuses.
        """
        decoded, faults = [], []
        for position, item in enumerate(value):
            try:
                decoded.append(self.spec.item.decode_given(item, scope))
            except InvalidInputs as error:
                faults += [Problem(f"[{position}]{p.field}", p.message) for p in error.problems]
        if faults:
            raise InvalidInputs(faults)
        try:
            return self.spec.container(decoded)
        except TypeError as error:
            raise problem(f"cannot be made into what the function takes: {error}") from None

    def encode(self, value: Any, scope: Scope) -> list[Any]:
        """Return the encoded items.

        Raises:
            TypeError: The value cannot be iterated, or is a text.
        """
        if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
            raise TypeError(f"{value!r} is no list")
        return [self.spec.item.encode_given(item, scope) for item in value]

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the list."""
        spec: ListingSpec = self.spec
        found: dict[str, Any] = {"type": "array", "items": spec.item.schema_given()}
        limits = {"minItems": spec.min_length, "maxItems": spec.max_length}
        found |= {key: limit for key, limit in limits.items() if limit is not None}
        if spec.container in (set, frozenset):
            found["uniqueItems"] = True
        return found

    def from_text(self, text: str) -> list[Any]:
        """Read a list as JSON or Python write it, or items separated by commas; numbers by blanks.

        Raises:
            ValueError: An item cannot be read.
        """
        text = text.strip()
        if text.startswith(("[", "(")):
            return _written_out(text)
        numbers = self.spec.item.kind == "number"
        parts = re.split(r"[,;\s]+", text) if numbers else text.split(",")
        return [self.spec.item.from_text(part.strip()) for part in parts if part.strip()]

    def spelling(self) -> Any:
        """Return how Python spells the container and its items, where they do not tell."""
        item = self.spec.item.spelling()
        name = getattr(self.spec.container, "__name__", "list")
        return None if item is None else {"in": name, "each": item}

    def props(self) -> dict[str, Any]:
        """Return the props, with those of the item."""
        found = super().props()
        found["item"] = {"kind": self.spec.item.kind, "props": self.spec.item.props()}
        return found


def _written_out(text: str) -> list[Any]:
    try:
        return list(json.loads(text))
    except (ValueError, RecursionError):
        literal = read_literal(text)
    if not isinstance(literal, list | tuple):
        raise ValueError(  # noqa: TRY004 - a text is wrong, not a type
            "must be a list such as [1, 2], or items separated by commas"
        )
    return [_listed(item) for item in literal]


def _listed(value: Any) -> Any:
    """Return a value with lists for its tuples: that is how they travel."""
    if isinstance(value, list | tuple):
        return [_listed(item) for item in value]
    return value


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"
