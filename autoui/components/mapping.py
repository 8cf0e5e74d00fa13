"""A dict: rows of names, or of keys of any kind, and values of one kind."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Unpack

from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common
from autoui.components.fieldset import (
    Collected,
    is_secret,
    object_from_text,
    starting,
    under,
)
from autoui.components.text import Textbox
from autoui.errors import InvalidInputs, Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class MappingSpec(Spec):
    """What a dict can be told.

    Attributes:
        key, item: The component of each key and of each value.
        container: Makes what the function takes of a dict.
        min_length, max_length: How many rows.
        secret: Whether the values are secrets.
    """

    key: Any = field(default=None, metadata=PYTHON_ONLY)
    item: Any = field(default=None, metadata=PYTHON_ONLY)
    container: Callable[[dict[Any, Any]], Any] = field(default=dict, metadata=PYTHON_ONLY)
    min_length: int | None = None
    max_length: int | None = None
    secret: bool = field(default=False, metadata=PYTHON_ONLY)


class MappingOptions(Common, total=False):
    """The keywords of ``Rows``; see ``MappingSpec``."""

    value: Any
    container: Callable[[dict[Any, Any]], Any]
    min_length: int | None
    max_length: int | None


class Rows(Component):
    """A dict.

    Its plain value is an object where the keys are texts, else a list of pairs; both are read.

    Args:
        item: The component of each value.
        key: The component of each key; without one, keys are texts.
        options: See ``MappingSpec``; ``value`` is the dict at first.
    """

    kind = "mapping"

    def __init__(
        self, item: Component, key: Component | None = None, **options: Unpack[MappingOptions]
    ) -> None:
        key = Textbox(label="") if key is None else key
        secret = is_secret(item)
        super().__init__(MappingSpec(key=key, item=item, secret=secret, **common(options, self)))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with each key and value; each key may be there once."""
        spec: MappingSpec = self.spec
        try:
            pairs = self._pairs(value)
        except ValueError as error:
            yield Problem("", str(error))
            return
        if spec.min_length is not None and len(pairs) < spec.min_length:
            yield Problem("", f"must have at least {_rows(spec.min_length)}")
        if spec.max_length is not None and len(pairs) > spec.max_length:
            yield Problem("", f"must have at most {_rows(spec.max_length)}")
        seen: set[str] = set()
        for key, item in pairs:
            path = f"[{_shown(key)}]"
            for fault in spec.key.check_given(key):
                yield Problem(path, f"has a key that {fault.message}")
            if (mark := repr(key)) in seen:
                yield Problem(path, "is given twice")
            seen.add(mark)
            for fault in spec.item.check_given(item):
                yield under(path, fault)

    def decode(self, value: Any, scope: Scope) -> Any:
        """Return the dict.

        Raises:
            InvalidInputs: Every key and value that cannot be decoded; keys that become the same.
        """
        found: dict[Any, Any] = {}
        faults: list[Problem] = []
        for key, item in self._pairs(value):
            path = f"[{_shown(key)}]"
            with Collected(faults, path):
                made = self.spec.key.decode_given(key, scope)
                if made in found:
                    faults.append(Problem(path, "is the same key as another"))
                found[made] = self.spec.item.decode_given(item, scope)
        if faults:
            raise InvalidInputs(faults)
        return self.spec.container(found)

    def encode(self, value: Any, scope: Scope) -> Any:
        """Return an object, or a list of pairs where the keys are no texts.

        Raises:
            TypeError: The value is no mapping.
        """
        if not isinstance(value, Mapping):
            raise TypeError(f"{value!r} is no dict")
        pairs = [
            [self.spec.key.encode_given(key, scope), self.spec.item.encode_given(item, scope)]
            for key, item in value.items()
        ]
        return dict(pairs) if all(type(key) is str for key, _ in pairs) else pairs

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the object; of pairs too, where keys are no texts."""
        spec: MappingSpec = self.spec
        item = spec.item.schema_given()
        found: dict[str, Any] = {"type": "object", "additionalProperties": item}
        if spec.min_length is not None:
            found["minProperties"] = spec.min_length
        if spec.max_length is not None:
            found["maxProperties"] = spec.max_length
        key = spec.key.schema_given()
        if key.get("type") == "string":
            return found
        pair = {"type": "array", "prefixItems": [key, item], "minItems": 2, "maxItems": 2}
        return {"anyOf": [{"type": "array", "items": pair}, found]}

    def from_text(self, text: str) -> Any:
        """Read a JSON object, or ``name=value`` pairs separated by commas.

        Raises:
            ValueError: The text is neither.
        """
        wrong = "must be a JSON object, or name=value pairs separated by commas"
        if text.lstrip().startswith(("{", "[")):
            return object_from_text(text, wrong)
        pairs = [one.partition("=") for one in text.split(",") if one.strip()]
        if not all(mark for _, mark, _ in pairs):
            raise ValueError(wrong)
        key, item = self.spec.key, self.spec.item
        return [[key.from_text(one.strip()), item.from_text(two.strip())] for one, _, two in pairs]

    def props(self) -> dict[str, Any]:
        """Return the props, with those of key and value."""
        spec: MappingSpec = self.spec
        return {
            **super().props(),
            "key": {"kind": spec.key.kind, "props": spec.key.props()},
            "item": {"kind": spec.item.kind, "props": spec.item.props()},
            "start": starting(spec.item),
        }

    def spelling(self) -> Any:
        """Return how Python spells keys and values."""
        return {"in": "dict", "key": self.spec.key.spelling(), "each": self.spec.item.spelling()}

    def _pairs(self, value: Any) -> list[tuple[Any, Any]]:
        if isinstance(value, dict):
            return [(self._key(key), item) for key, item in value.items()]
        if isinstance(value, list) and all(map(_is_pair, value)):
            return [(key, item) for key, item in value]
        raise ValueError("must be an object, or a list of pairs of key and value")

    def _key(self, text: str) -> Any:
        """Return the plain key that a name of an object means."""
        try:
            return self.spec.key.from_text(text)
        except ValueError:
            return text


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _shown(key: Any) -> str:
    """Return a key as it stands in the path of a fault."""
    if isinstance(key, str):
        return json.dumps(key, ensure_ascii=False)
    return str(key) if isinstance(key, int | float) else "…"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
