"""A value of one of several kinds, of which a person chooses one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Unpack

from autoui.components.any import read_literal
from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common
from autoui.components.choice import Choice
from autoui.components.fieldset import is_secret, object_from_text, starting
from autoui.errors import Problem
from autoui.wire.values import Source

_TAGGED = frozenset({"branch", "value"})
_OF_SEVERAL = frozenset({"listing", "array", "frame"})
"""Kinds that read a word as a list of one."""


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One of the kinds.

    Attributes:
        name: The type as it is written: ``int``, ``list[float]``; each has another.
        label: What its tab says.
        component: What stands for it.
        type: The Python type whose values it shows, where that is known.
    """

    name: str
    label: str
    component: Component
    type: Any = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UnionSpec(Spec):
    """What a choice of kinds can be told.

    Attributes:
        branches: The kinds, in the order of their tabs.
        secret: Whether one of them is a secret.
    """

    branches: tuple[Branch, ...] = field(default=(), metadata=PYTHON_ONLY)
    secret: bool = field(default=False, metadata=PYTHON_ONLY)


class UnionOptions(Common, total=False):
    """The keywords of ``Either``; see ``UnionSpec``."""

    value: Any


class Either(Component):
    """A value of one of several kinds.

    Its plain value names the kind: ``{"branch": "int", "value": 3}``. A value without a name is
    taken where it fits one kind only.

    Args:
        branches: The kinds.
        options: See ``UnionSpec``.
    """

    kind = "union"

    def __init__(self, branches: Sequence[Branch], **options: Unpack[UnionOptions]) -> None:
        made = tuple(branches)
        secret = any(is_secret(branch.component) for branch in made)
        super().__init__(UnionSpec(branches=made, secret=secret, **common(options, self)))

    # ---- conversions

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with the value of the chosen kind, or that no kind is clear."""
        value = self._plain(value)
        if (tagged := self._tagged(value)) is not None:
            yield from self._check_tagged(*tagged)
            return
        fitting = self._fitting(value)
        if len(fitting) == 1:
            return
        if fitting:
            names = ", ".join(branch.name for branch in fitting)
            form = f'{{"$branch": "{fitting[0].name}", "value": …}}'
            yield Problem("", f"may be any of {names}; say which: {form}")
            return
        yield Problem("", f"must be one of {self._names()}")

    def _check_tagged(self, name: Any, value: Any) -> Iterator[Problem]:
        branch = self._named(name)
        if branch is None:
            yield Problem("", f"has the branch {name!r}; it has {self._names()}")
        else:
            yield from branch.component.check_given(value)

    def decode(self, value: Any, scope: Scope) -> Any:
        """Return the value as the chosen kind takes it.

        Raises:
            InvalidInputs: What only decoding can tell.
        """
        branch, inner = self._chosen(self._plain(value))
        return branch.component.decode_given(inner, scope)

    def encode(self, value: Any, scope: Scope) -> dict[str, Any]:
        """Return the value under the name of the kind that it is of.

        Raises:
            TypeError: It is of none.
        """
        for branch in self._ranked(value):
            try:
                plain = branch.component.encode_given(value, scope)
            except (TypeError, ValueError, AttributeError, OSError):
                # Also a text that names no file.
                continue
            if plain is not None and not list(branch.component.check_given(plain)):
                return {"branch": branch.name, "value": plain}
        raise TypeError(f"{value!r} is none of {self._names()}")

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema: any of the kinds, plainly or under its name."""
        plain = [branch.component.schema_given() for branch in self.spec.branches]
        tagged = [
            {
                "type": "object",
                "properties": {"$branch": {"const": branch.name}, "value": schema},
                "required": ["$branch", "value"],
                "additionalProperties": False,
            }
            for branch, schema in zip(self.spec.branches, plain, strict=True)
        ]
        return {"anyOf": [*plain, *tagged]}

    def from_text(self, text: str) -> Any:
        """Read the text as the first kind that takes it; as plain text last.

        Raises:
            ValueError: It is of no kind.
        """
        branches: tuple[Branch, ...] = self.spec.branches
        texts = [branch for branch in branches if _reads_any_text(branch.component)]
        if text.lstrip().startswith("{") and (found := self._object(text, texts)) is not None:
            return found
        # What stands first is what is mostly meant.
        listed = branches[0].component.kind in _OF_SEVERAL and "," in text
        several = listed or text.lstrip().startswith(("[", "(")) or _are_numbers(text, branches)
        for branch in sorted(branches, key=texts.__contains__):
            if texts and branch.component.kind in _OF_SEVERAL and not several:
                # Words and commas are a text where a text will do.
                continue
            try:
                plain = branch.component.from_text(text)
            except ValueError:
                continue
            if not list(branch.component.check_given(plain)):
                return {"branch": branch.name, "value": plain}
        raise ValueError(f"must be one of {self._names()}")

    def _object(self, text: str, texts: list[Branch]) -> Any:
        """Return what JSON of an object means; None where it is a text like any other.

        Raises:
            ValueError: It is no JSON, and no kind is a text.
        """
        try:
            found = object_from_text(text, f"must be one of {self._names()}")
        except ValueError:
            if not texts:
                raise
            return None
        if isinstance(found, dict) and "$branch" in found:
            return {"branch": found["$branch"], "value": found.get("value")}
        if self._tagged(found) is not None:
            return found
        fitting = self._fitting(found)
        if len(fitting) == 1:
            # The page has to know which tab it stands under.
            return {"branch": fitting[0].name, "value": found}
        return found if fitting or not texts else None

    # ---- the page

    def props(self) -> dict[str, Any]:
        """Return the props, with those of the kinds."""
        branches = [
            {
                "name": branch.name,
                "label": branch.label,
                "kind": branch.component.kind,
                "props": branch.component.props(),
                "start": _start(branch.component),
            }
            for branch in self.spec.branches
        ]
        return {**super().props(), "branches": branches}

    def blank(self) -> dict[str, Any] | None:
        """Return the first kind with what stands in it; None if that is nothing."""
        first: Branch = self.spec.branches[0]
        start = None if self.spec.optional else _start(first.component)
        return None if start is None else {"branch": first.name, "value": start}

    def spelling(self) -> Any:
        """Return how Python spells each kind."""
        branches: tuple[Branch, ...] = self.spec.branches
        return {"branches": {one.name: one.component.spelling() or _gets(one) for one in branches}}

    # ---- kinds

    def _plain(self, value: Any) -> Any:
        """Return what text means that was typed where anything goes; other values as they are."""
        if not isinstance(value, Source):
            return value
        literal = read_literal(value.text)
        if isinstance(literal, list | tuple | dict):
            return list(literal) if isinstance(literal, tuple) else literal
        try:
            return self.from_text(value.text)
        except ValueError:
            return value.text

    def _tagged(self, value: Any) -> tuple[Any, Any] | None:
        if isinstance(value, dict) and value.keys() == _TAGGED and isinstance(value["branch"], str):
            return value["branch"], value["value"]
        return None

    def _chosen(self, value: Any) -> tuple[Branch, Any]:
        if (tagged := self._tagged(value)) is not None:
            branch = self._named(tagged[0])
            if branch is not None:
                return branch, tagged[1]
        return self._fitting(value)[0], value

    def _named(self, name: Any) -> Branch | None:
        return next((one for one in self.spec.branches if one.name == name), None)

    def _fitting(self, value: Any) -> list[Branch]:
        return [one for one in self.spec.branches if not list(one.component.check_given(value))]

    def _ranked(self, value: Any) -> list[Branch]:
        """Return the kinds, those first whose type the value is exactly, then of a subclass."""

        def rank(branch: Branch) -> int:
            if not isinstance(branch.type, type):
                return 2
            if type(value) is branch.type:
                return 0
            return 1 if isinstance(value, branch.type) else 3

        # A line of text would show anything, as its text.
        text = isinstance(value, str)
        fit = [one for one in self.spec.branches if text or not _takes_any_text(one.component)]
        return sorted(fit, key=rank)

    def _names(self) -> str:
        return ", ".join(branch.name for branch in self.spec.branches)


def _start(component: Component) -> Any:
    """Return what stands in a kind at first; of a choice of one value, that value."""
    if isinstance(component, Choice) and not component.spec.many:
        options = component.spec.options
        if len(options) == 1:
            return options[0].wire
    return starting(component)


def _takes_any_text(component: Component) -> bool:
    return component.kind in ("text", "any") and getattr(component.spec, "reader", None) is None


_NUMBERS = re.compile(r"\s*[-+]?[\d.]+(\s*,\s*[-+]?[\d.]+)+\s*")


def _are_numbers(text: str, branches: tuple[Branch, ...]) -> bool:
    """Return whether a text is numbers between commas, where no kind is a text as it is typed."""
    worded = any(_takes_any_text(branch.component) for branch in branches)
    return not worded and _NUMBERS.fullmatch(text) is not None


def _reads_any_text(component: Component) -> bool:
    """Return whether a component makes something of any text: itself, or its bytes."""
    if isinstance(component, Either):
        return any(_reads_any_text(branch.component) for branch in component.spec.branches)
    reader = getattr(component.spec, "reader", None)
    return _takes_any_text(component) or (reader is not None and reader.name == "bytes")


def _gets(branch: Branch) -> Any:
    """Return what the function gets of a file: a path, its bytes, …."""
    component = branch.component
    return getattr(component.spec, "type", None) if component.holds_files else None
