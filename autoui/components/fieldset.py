"""A record: several named values that the function takes as one object."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Unpack

from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common
from autoui.errors import InvalidInputs, Problem


@dataclass(frozen=True, kw_only=True)
class Part:
    """One field of a record.

    Attributes:
        name: Its name.
        component: What stands for it.
        required: Whether the record cannot be made without it.
        keeps_default: Whether None leaves it to the record, which then takes its own default.
        attribute: Where the record holds it, if not under its name.
    """

    name: str
    component: Component
    required: bool = True
    keeps_default: bool = False
    attribute: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldsetSpec(Spec):
    """What a record can be told.

    Attributes:
        parts: Its fields, in order.
        build: Makes the record of its decoded fields; what was left out is not among them.
        record: The name of the record's type, and the module to import it from.
        secret: Whether one of the fields is a secret; then the whole record is treated as one.
    """

    parts: tuple[Part, ...] = field(default=(), metadata=PYTHON_ONLY)
    build: Callable[[dict[str, Any]], Any] = field(default=dict, metadata=PYTHON_ONLY)
    record: tuple[str, str] = field(default=("", ""), metadata=PYTHON_ONLY)
    secret: bool = field(default=False, metadata=PYTHON_ONLY)


class FieldsetOptions(Common, total=False):
    """The keywords of ``Fieldset``; see ``FieldsetSpec``."""

    value: Any
    build: Callable[[dict[str, Any]], Any]
    record: tuple[str, str]


class Fieldset(Component):
    """A record of named values.

    Args:
        parts: Its fields, or components by name; of those, each is required that has no value.
        options: See ``FieldsetSpec``; without ``build`` the function takes a dict.

    Example:
        >>> from autoui import Number
        >>> Fieldset({"width": Number(3), "height": Number(4)}).blank()
        {'width': 3, 'height': 4}
    """

    kind = "fieldset"

    def __init__(
        self,
        parts: Iterable[Part] | Mapping[str, Component],
        **options: Unpack[FieldsetOptions],
    ) -> None:
        if isinstance(parts, Mapping):
            parts = [
                Part(name=name, component=one, required=one.spec.value is None)
                for name, one in parts.items()
            ]
        made = tuple(parts)
        secret = any(is_secret(part.component) for part in made)
        super().__init__(FieldsetSpec(parts=made, secret=secret, **common(options, self)))

    # ---- conversions

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with each field, with fields that are missing or unknown."""
        spec: FieldsetSpec = self.spec
        if not isinstance(value, dict):
            yield Problem("", "must be an object with the fields " + self._names())
            return
        known = {part.name for part in spec.parts}
        for name in value:
            if name not in known:
                yield Problem(f".{name}", f"is no field of it; it has {self._names()}")
        for part in spec.parts:
            if _is_left_out(part, value):
                if part.required:
                    yield Problem(f".{part.name}", "is required")
                continue
            for fault in part.component.check_given(value[part.name]):
                yield under(f".{part.name}", fault)

    def decode(self, value: dict[str, Any], scope: Scope) -> Any:
        """Return the record, made anew.

        Raises:
            InvalidInputs: Every field that cannot be decoded; what the record itself refuses.
        """
        given: dict[str, Any] = {}
        faults: list[Problem] = []
        for part in self.spec.parts:
            if not _is_left_out(part, value):
                with Collected(faults, f".{part.name}"):
                    given[part.name] = part.component.decode_given(value[part.name], scope)
        if faults:
            raise InvalidInputs(faults)
        return self.spec.build(given)

    def encode(self, value: Any, scope: Scope) -> dict[str, Any]:
        """Return the encoded fields of a record, or of a dict.

        Raises:
            TypeError, ValueError: It lacks a field, or a field makes no sense.
        """
        found: dict[str, Any] = {}
        for part in self.spec.parts:
            name = part.attribute or part.name
            if isinstance(value, Mapping):
                if part.name not in value:
                    continue
                inner = value[part.name]
            elif hasattr(value, name):
                inner = getattr(value, name)
            else:
                raise TypeError(f"a {type(value).__name__} has no {name}")
            found[part.name] = part.component.encode_given(inner, scope)
        return found

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the object."""
        parts: tuple[Part, ...] = self.spec.parts
        found: dict[str, Any] = {
            "type": "object",
            "properties": {part.name: part.component.schema_given() for part in parts},
            "additionalProperties": False,
        }
        if required := [part.name for part in parts if part.required]:
            found["required"] = required
        return found

    def from_text(self, text: str) -> Any:
        """Read a JSON object.

        Raises:
            ValueError: The text is none.
        """
        return object_from_text(text, f"must be a JSON object with the fields {self._names()}")

    # ---- the page

    def blank(self) -> dict[str, Any] | None:
        """Return the object that the fields make as they stand at first; None if optional."""
        if self.spec.optional:
            return None
        return self._start()

    def _start(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for part in self.spec.parts:
            value = None if part.keeps_default else starting(part.component)
            if value is not None or (part.component.spec.optional and not part.keeps_default):
                found[part.name] = value
        return found

    def props(self) -> dict[str, Any]:
        """Return the props, with those of the fields, and the object they make at first."""
        parts = [
            {
                "name": part.name,
                "kind": part.component.kind,
                "props": part.component.props(),
                **({"required": True} if part.required else {}),
                **({"keeps": True} if part.keeps_default else {}),
            }
            for part in self.spec.parts
        ]
        return {**super().props(), "parts": parts, "start": self._start()}

    def spelling(self) -> Any:
        """Return how Python spells the record: a call with keywords, or a dict."""
        name, module = self.spec.record
        parts: Sequence[Part] = self.spec.parts
        inner = {part.name: found for part in parts if (found := part.component.spelling())}
        return {"new": name, "from": module, "parts": inner} if name or inner else None

    def _names(self) -> str:
        return ", ".join(part.name for part in self.spec.parts) or "(none)"


def is_secret(component: Component) -> bool:
    """Tell whether a component stands for a secret, or for something that holds one."""
    return bool(getattr(component.spec, "secret", False))


def starting(component: Component) -> Any:
    """Return the plain value that a part of something holds at first; None if there is none."""
    if component.spec.value is None:
        return None if component.spec.optional else component.blank()
    if component.holds_files or is_secret(component):
        return None
    try:
        # Files have a scope only where a page is written; a part begins without one.
        return component.encode_given(component.spec.value, _NO_SCOPE)
    except (TypeError, ValueError, AttributeError):
        return None


_NO_SCOPE: Any = None


class Collected:
    """Collects what is wrong with one part of a value, so that the others are looked at too."""

    def __init__(self, faults: list[Problem], path: str) -> None:
        self._faults = faults
        self._path = path

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _type: object, error: BaseException | None, _where: object) -> bool:
        """Keep what is wrong with the part; anything else goes on."""
        if isinstance(error, InvalidInputs):
            self._faults += [under(self._path, fault) for fault in error.problems]
            return True
        if isinstance(error, KeyError):
            self._faults.append(Problem(self._path, "has expired; give it again"))
            return True
        if isinstance(error, ValueError | TypeError | ArithmeticError):
            self._faults.append(Problem(self._path, f"is wrong: {error}"))
            return True
        return False


def under(path: str, fault: Problem) -> Problem:
    """Return a fault of a part as one of the whole."""
    return Problem(f"{path}{fault.field}", fault.message)


def object_from_text(text: str, wrong: str) -> Any:
    """Read JSON that begins as an object or array.

    Raises:
        ValueError: It is none, with ``wrong`` as its message.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(wrong) from None
    if not isinstance(found, dict | list):
        raise ValueError(wrong)  # noqa: TRY004 - a text is wrong, not a type
    return found


def _is_left_out(part: Part, value: dict[str, Any]) -> bool:
    if part.name not in value:
        return True
    return value[part.name] is None and (
        part.keeps_default or (part.required and not _takes_none(part.component))
    )


def _takes_none(component: Component) -> bool:
    return bool(component.spec.optional) or component.kind == "any"
