"""One or several of a fixed set of values."""

import enum
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Unpack

from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common
from autoui.errors import Problem

Look = Literal["segmented", "dropdown", "radio", "checks"]

_SEGMENTS = 4
_SEGMENT_CHARACTERS = 20
_SEGMENTS_CHARACTERS = 48
_LONGEST_ACRONYM = 3
_VOWELS = frozenset("AEIOU")


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values to choose from.

    Attributes:
        label: What is shown.
        value: What the function takes.
        wire: What stands for it in plain data: a plain scalar stands for itself, an ``Enum`` member
            is its name, anything else is its label.
        names: Other texts that mean it (an ``Enum``'s aliases).
    """

    label: str
    value: Any
    wire: Any
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoiceSpec(Spec):
    """What a choice can be told.

    Attributes:
        options: The values to choose from.
        look: How they are shown.
        many: Whether several may be chosen; the function takes a ``container`` of them.
        custom: Whether other texts may be typed.
        max_choices: The most that may be chosen, with ``many``.
        indices: Whether the function takes positions instead of values.
    """

    options: tuple[Option, ...] = ()
    look: Look = "dropdown"
    many: bool = False
    custom: bool = False
    max_choices: int | None = None
    indices: bool = field(default=False, metadata=PYTHON_ONLY)
    container: Callable[[Iterable[Any]], Any] = field(default=list, metadata=PYTHON_ONLY)


class ChoiceOptions(Common, total=False):
    """The keywords of ``Choice``; see ``ChoiceSpec``.

    ``type="index"`` gives the function positions, ``multiselect`` and ``allow_custom_value`` are
    ``many`` and ``custom``.
    """

    look: Look | None
    many: bool
    multiselect: bool
    custom: bool
    allow_custom_value: bool
    max_choices: int | None
    type: Literal["value", "index"]
    container: Callable[[Iterable[Any]], Any]


class Choice(Component):
    """One of some values, or several with ``many``.

    Args:
        choices: The values, or pairs of label and value, or an ``Enum`` class.
        value: What is chosen at first.
        options: See ``ChoiceSpec``; without ``look`` up to four short labels become segments,
            more a dropdown.
    """

    kind = "choice"
    look: ClassVar[Look | None] = None

    def __init__(
        self,
        choices: Iterable[Any] = (),
        value: Any = None,
        **options: Unpack[ChoiceOptions],
    ) -> None:
        found = common(options, self)
        found["many"] = found.pop("multiselect", None) or found.get("many", False)
        found["custom"] = found.pop("allow_custom_value", None) or found.get("custom", False)
        found["indices"] = found.pop("type", "value") == "index"
        if found["custom"] and found["indices"]:
            raise ValueError('custom texts have no position: custom does not go with type="index"')
        made = make_options(choices)
        look = found.pop("look", None) or self.look or _look(made, found)
        super().__init__(ChoiceSpec(value=value, options=made, look=look, **found))

    # ---- conversions

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with a plain value."""
        spec: ChoiceSpec = self.spec
        if not spec.many:
            if not self._accepts(value):
                yield Problem("", self._wrong())
            return
        if not isinstance(value, list):
            yield Problem("", "must be a list of choices")
            return
        for position, item in enumerate(value):
            if not self._accepts(item):
                yield Problem(f"[{position}]", self._wrong())
        if spec.max_choices is not None and len(value) > spec.max_choices:
            yield Problem("", f"must have at most {spec.max_choices} choices")

    def decode(self, value: Any, scope: Scope) -> Any:
        """Return the Python value, or a container of them with ``many``."""
        if self.spec.many:
            return self.spec.container([self._decode_one(item) for item in value])
        return self._decode_one(value)

    def encode(self, value: Any, scope: Scope) -> Any:
        """Return what stands for the value in plain data.

        Raises:
            ValueError: It is none of the choices.
        """
        if not self.spec.many:
            return self._encode_one(value)
        if isinstance(value, (str, enum.Enum)) or not isinstance(value, Iterable):
            value = [value]
        return [self._encode_one(item) for item in value]

    def spelling(self) -> Any:
        """Return what stands at each position, where the function takes positions."""
        spec: ChoiceSpec = self.spec
        return {"positions": [option.wire for option in spec.options]} if spec.indices else None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema: an enumeration of what stands for the values."""
        spec: ChoiceSpec = self.spec
        one: dict[str, Any] = {"enum": [option.wire for option in spec.options]}
        if spec.custom:
            one = {"anyOf": [one, {"type": "string"}]}
        if not spec.many:
            return one
        many: dict[str, Any] = {"type": "array", "items": one}
        if spec.max_choices is not None:
            many["maxItems"] = spec.max_choices
        return many

    def from_text(self, text: str) -> Any:
        """Read a choice by name, label or value; several are separated by commas.

        Raises:
            ValueError: It is none of the choices.
        """
        if not self.spec.many:
            return self._from_text_one(text)
        if (option := self._by_text(text)) is not None:
            return [option.wire]
        return [self._from_text_one(part.strip()) for part in text.split(",") if part.strip()]

    def props(self) -> dict[str, Any]:
        """Return the props, the choices as pairs of label and plain value."""
        found = super().props()
        found.pop("options", None)
        found["choices"] = [
            {"label": option.label, "value": option.wire} for option in self.spec.options
        ]
        found["look"] = self.spec.look
        return found

    # ---- one value

    def _accepts(self, value: Any) -> bool:
        return self._by_plain(value) is not None or (self.spec.custom and isinstance(value, str))

    def _decode_one(self, value: Any) -> Any:
        option = self._by_plain(value)
        if option is None:
            return value
        return self.spec.options.index(option) if self.spec.indices else option.value

    def _encode_one(self, value: Any) -> Any:
        options = self.spec.options
        if self.spec.indices and type(value) is int and 0 <= value < len(options):
            return options[value].wire
        for option in options:
            if option.value is value or _same(option.value, value):
                return option.wire
        if (option := self._by_plain(_plain_scalar(value))) is not None:
            return option.wire
        if self.spec.custom and isinstance(value, str):
            return value
        raise ValueError(f"{value!r} is none of the choices: {self._listed()}")

    def _from_text_one(self, text: str) -> Any:
        if (option := self._by_text(text)) is not None:
            return option.wire
        if self.spec.custom:
            return text
        raise ValueError(self._wrong())

    def _by_plain(self, value: Any) -> Option | None:
        """Find an option by what stands for it, then by an ``Enum``'s alias or value."""
        options: tuple[Option, ...] = self.spec.options
        for same in (_identical, _same):
            for option in options:
                if same(option.wire, value):
                    return option
        for option in options:
            if isinstance(value, str) and value in option.names:
                return option
        for option in options:
            if isinstance(option.value, enum.Enum) and _same(option.value.value, value):
                return option
        return None

    def _by_text(self, text: str) -> Option | None:
        options: tuple[Option, ...] = self.spec.options
        for option in options:
            if text in (option.wire, option.label) or text in option.names:
                return option
        for option in options:
            inner = option.value.value if isinstance(option.value, enum.Enum) else option.wire
            if text == str(inner) or (
                not isinstance(inner, str) and text.lower() == str(inner).lower()
            ):
                return option
        return None

    def _wrong(self) -> str:
        return f"must be one of {self._listed()}"

    def _listed(self) -> str:
        shown = [repr(option.wire) for option in self.spec.options[:8]]
        more = len(self.spec.options) - len(shown)
        return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


class Radio(Choice):
    """One of some values, all in sight."""

    def __init__(
        self,
        choices: Iterable[Any] = (),
        value: Any = None,
        **options: Unpack[ChoiceOptions],
    ) -> None:
        super().__init__(choices, value, **options)
        if options.get("look") is None and self.spec.look != "segmented":
            self.set(look="radio")


class Dropdown(Choice):
    """One of some values from a list with type-ahead; several with ``multiselect``."""

    look: ClassVar[Look | None] = "dropdown"


class CheckboxGroup(Choice):
    """Several of some values."""

    look: ClassVar[Look | None] = "checks"

    def __init__(
        self,
        choices: Iterable[Any] = (),
        value: Any = None,
        **options: Unpack[ChoiceOptions],
    ) -> None:
        options["many"] = True
        if isinstance(value, str):
            value = [value]
        super().__init__(choices, [] if value is None else value, **options)


# --------------------------------------------------------------------------------------- options


def make_options(choices: Iterable[Any]) -> tuple[Option, ...]:
    """Turn values, pairs of label and value, or an ``Enum`` class into options.

    Raises:
        TypeError: ``choices`` is a string or cannot be iterated.
    """
    if isinstance(choices, str):
        raise TypeError(f"choices is the text {choices!r}; give a list")
    if isinstance(choices, Mapping):
        choices = list(choices.items())
    aliases = _aliases(choices)
    pairs = [_label_and_value(choice) for choice in choices]
    labels = _distinct([label for label, _ in pairs])
    options: list[Option] = []
    for label, (_, value) in zip(labels, pairs, strict=True):
        wire = value.name if isinstance(value, enum.Enum) and value.name else _wire(value, label)
        # JavaScript cannot tell 1 from 1.0, so the second of two such values goes by its label.
        if any(_same(option.wire, wire) for option in options):
            wire = label
        options.append(Option(label, value, wire, aliases.get(id(value), ())))
    return tuple(options)


def _aliases(choices: Iterable[Any]) -> dict[int, tuple[str, ...]]:
    if not isinstance(choices, enum.EnumMeta):
        return {}
    found: dict[int, tuple[str, ...]] = {}
    members: Mapping[str, enum.Enum] = choices.__members__
    for name, member in members.items():
        if name != member.name:
            found[id(member)] = (*found.get(id(member), ()), name)
    return found


def _label_and_value(choice: Any) -> tuple[str, Any]:
    if type(choice) is tuple and len(choice) == 2 and isinstance(choice[0], str):
        return choice[0], choice[1]
    if isinstance(choice, enum.Enum):
        return _member_label(choice), choice
    return (choice if isinstance(choice, str) else str(choice)), choice


def _member_label(member: enum.Enum) -> str:
    """Return the name in small letters where it is a word, alone or beside longer ones."""
    words = str(member.name).replace("_", " ").strip()
    if not words.isupper() or not _VOWELS.intersection(words):
        return words
    longest = max((len(one.name) for one in type(member) if one.name.isupper()), default=0)
    return words.capitalize() if longest > _LONGEST_ACRONYM else words


def _distinct(labels: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        found.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return found


def _wire(value: Any, label: str) -> Any:
    if type(value) in (bool, int, str) or (type(value) is float and math.isfinite(value)):
        return value
    plain = _plain_scalar(value)
    return label if plain is None or plain is value else plain


def _plain_scalar(value: Any) -> Any:
    """Return a NumPy scalar's Python value; anything else as it is."""
    if type(value).__module__ == "numpy" and callable(getattr(value, "item", None)):
        return value.item() if getattr(value, "size", 0) == 1 else value
    return value


def _identical(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _same(one: Any, other: Any) -> bool:
    """Compare by type and value; whole numbers are equal as ``int`` and ``float``."""
    if type(one) is type(other):
        try:
            return bool(one == other)
        except (TypeError, ValueError):
            return False
    return {type(one), type(other)} == {int, float} and bool(one == other)


def _look(options: Sequence[Option], found: dict[str, Any]) -> Look:
    labels = [option.label for option in options]
    short = (
        len(labels) <= _SEGMENTS
        and max(map(len, labels), default=0) <= _SEGMENT_CHARACTERS
        and sum(map(len, labels)) <= _SEGMENTS_CHARACTERS
    )
    if found["many"]:
        return "checks" if len(labels) <= 8 and not found["custom"] else "dropdown"
    return "segmented" if short and labels and not found["custom"] else "dropdown"
