"""A number chosen between two bounds."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common
from autoui.components.number import (
    Real,
    bound_faults,
    number_fault,
    number_from_text,
    number_schema,
    plain_number,
)
from autoui.errors import Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class SliderSpec(Spec):
    """What a slider can be told.

    Attributes:
        minimum, maximum: The ends, checked on the server.
        step: The distance between two positions; values between them are accepted.
        integer: True gives ``int``, False gives ``float``; None gives ``int`` for a whole number
            where ends and step are whole, and else what was sent.
        randomize: Whether each page that is opened begins at a position of its own.
    """

    minimum: Real = 0
    maximum: Real = 100
    step: Real = 1
    integer: bool | None = None
    exclusive_minimum: Real | None = None
    exclusive_maximum: Real | None = None
    randomize: bool = False


class SliderOptions(Common, total=False):
    """The keywords of ``Slider``; see ``SliderSpec``."""

    step: Real | None
    integer: bool | None
    randomize: bool


class Slider(Component):
    """A number between two bounds.

    Args:
        minimum, maximum: The ends.
        value: The number at first; the minimum when None.
        options: See ``SliderSpec``; without a step, 1 where ends and value are whole and the ends
            more than 1 apart, else about a hundredth to a thousandth of the range.
    """

    kind = "slider"
    events: ClassVar[tuple[str, ...]] = ("change",)

    def __init__(
        self,
        minimum: Real = 0,
        maximum: Real = 100,
        value: Real | None = None,
        **options: Unpack[SliderOptions],
    ) -> None:
        if not minimum < maximum:
            raise ValueError(f"a slider from {minimum} to {maximum} has no room to slide")
        found = common(options, self)
        integer = found.get("integer")
        if found.get("step") is None:
            counts = integer is None and maximum - minimum > 1
            if counts and _whole(minimum, maximum, minimum if value is None else value):
                found["step"] = 1
            else:
                found["step"] = default_step(minimum, maximum, integer=bool(integer))
        optional = found.get("optional", False)
        start = minimum if value is None and not optional else value
        super().__init__(SliderSpec(minimum=minimum, maximum=maximum, value=start, **found))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with a number."""
        spec: SliderSpec = self.spec
        if (fault := number_fault(value, integer=bool(spec.integer))) is not None:
            yield Problem("", fault)
            return
        yield from bound_faults(value, spec)

    def decode(self, value: Real, scope: Scope) -> Real:
        """Return an ``int`` or a ``float``."""
        spec: SliderSpec = self.spec
        if spec.integer is None:
            counts = _whole(spec.minimum, spec.maximum, spec.step)
            return int(value) if counts and value == value // 1 else value
        return int(value) if spec.integer else float(value)

    def encode(self, value: Any, scope: Scope) -> Real:
        """Return a plain number.

        Raises:
            TypeError: The value is no number.
        """
        return plain_number(value)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the number."""
        return number_schema(self.spec)

    def props(self) -> dict[str, Any]:
        """Return the props, ends and step always among them."""
        spec: SliderSpec = self.spec
        ends = {"minimum": spec.minimum, "maximum": spec.maximum, "step": spec.step}
        return {**super().props(), **ends}

    def from_text(self, text: str) -> Real:
        """Read a number.

        Raises:
            ValueError: The text is none.
        """
        return number_from_text(text, integer=bool(self.spec.integer))


def _whole(*numbers: Real) -> bool:
    return all(type(number) is int for number in numbers)


def default_step(minimum: Real, maximum: Real, *, integer: bool = False) -> Real:
    """Return a round step that divides the range in a hundred to a thousand positions."""
    exponent = math.floor(math.log10(maximum - minimum) - 2)
    if integer:
        exponent = max(exponent, 0)
    return int(10**exponent) if exponent >= 0 else float(f"1e{exponent}")
