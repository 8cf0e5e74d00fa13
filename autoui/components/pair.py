"""A tuple of values of different kinds: one field for each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Unpack

from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common
from autoui.components.fieldset import Collected, is_secret, object_from_text, starting, under
from autoui.errors import InvalidInputs, Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class PairSpec(Spec):
    """What a tuple can be told.

    Attributes:
        parts: The component of each value.
        container: What the function takes.
        secret: Whether one of the values is a secret.
    """

    parts: tuple[Component, ...] = field(default=(), metadata=PYTHON_ONLY)
    container: Callable[[Iterable[Any]], Any] = field(default=tuple, metadata=PYTHON_ONLY)
    secret: bool = field(default=False, metadata=PYTHON_ONLY)


class PairOptions(Common, total=False):
    """The keywords of ``Pair``; see ``PairSpec``."""

    value: Any
    container: Callable[[Iterable[Any]], Any]


class Pair(Component):
    """Two values or more, each of its own kind and all of them given.

    Args:
        parts: The component of each value.
        options: See ``PairSpec``.
    """

    kind = "pair"

    def __init__(self, parts: Sequence[Component], **options: Unpack[PairOptions]) -> None:
        made = tuple(parts)
        super().__init__(
            PairSpec(parts=made, secret=any(map(is_secret, made)), **common(options, self))
        )

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with the number of values, and with each."""
        parts: tuple[Component, ...] = self.spec.parts
        if not isinstance(value, list):
            yield Problem("", f"must be a list of {len(parts)} values")
            return
        if len(value) != len(parts):
            yield Problem("", f"must have {len(parts)} values, and has {len(value)}")
            return
        for position, (part, item) in enumerate(zip(parts, value, strict=True)):
            for fault in part.check_given(item):
                yield under(f"[{position}]", fault)

    def decode(self, value: list[Any], scope: Scope) -> Any:
        """Return the values in their container.

        Raises:
            InvalidInputs: Every value that cannot be decoded.
        """
        decoded: list[Any] = []
        faults: list[Problem] = []
        for position, (part, item) in enumerate(zip(self.spec.parts, value, strict=True)):
            with Collected(faults, f"[{position}]"):
                decoded.append(part.decode_given(item, scope))
        if faults:
            raise InvalidInputs(faults)
        return self.spec.container(decoded)

    def encode(self, value: Any, scope: Scope) -> list[Any]:
        """Return the encoded values.

        Raises:
            TypeError, ValueError: They are too few or too many, or one of them makes no sense.
        """
        items = list(value)
        if len(items) != len(self.spec.parts):
            raise ValueError(f"{value!r} has {len(items)} values, not {len(self.spec.parts)}")
        pairs = zip(self.spec.parts, items, strict=True)
        return [part.encode_given(item, scope) for part, item in pairs]

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the list."""
        count = len(self.spec.parts)
        items = [part.schema_given() for part in self.spec.parts]
        return {"type": "array", "prefixItems": items, "minItems": count, "maxItems": count}

    def from_text(self, text: str) -> Any:
        """Read a JSON array, or values separated by commas.

        Raises:
            ValueError: A value cannot be read, or there are too few or too many.
        """
        if text.lstrip().startswith("["):
            return object_from_text(text, "must be a JSON array, or values separated by commas")
        found = [one.strip() for one in text.split(",")]
        if len(found) != len(self.spec.parts):
            raise ValueError(f"must have {len(self.spec.parts)} values, separated by commas")
        return [part.from_text(one) for part, one in zip(self.spec.parts, found, strict=True)]

    def blank(self) -> list[Any] | None:
        """Return the values as they stand at first; None if optional, or nothing stands there."""
        start = self._start()
        return None if self.spec.optional or all(one is None for one in start) else start

    def _start(self) -> list[Any]:
        return [starting(part) for part in self.spec.parts]

    def props(self) -> dict[str, Any]:
        """Return the props, with those of the values."""
        parts = [{"kind": part.kind, "props": part.props()} for part in self.spec.parts]
        return {**super().props(), "parts": parts, "start": self._start()}

    def spelling(self) -> Any:
        """Return how Python spells each of the values."""
        return {"in": "tuple", "parts": [part.spelling() for part in self.spec.parts]}
