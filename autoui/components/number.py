"""Whole and floating-point numbers."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Unpack

from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common
from autoui.errors import Problem
from autoui.formats.plain import listed

Real = int | float


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberSpec(Spec):
    """What a number can be told.

    Attributes:
        integer: Only whole numbers, given to the function as ``int``; otherwise as ``float``.
        minimum, maximum, exclusive_minimum, exclusive_maximum: Bounds, checked on the server.
        step: By how much the field's arrows count.
        multiple_of: What the value must be a multiple of, within rounding.
        keeps_whole: Whether a whole number stays an ``int`` where others are ``float``.
        precision: Decimals to round to, on the way in and out; 0 gives whole numbers.
        placeholder: Grey text in the empty field.
    """

    integer: bool = False
    keeps_whole: bool = field(default=False, metadata=PYTHON_ONLY)
    minimum: Real | None = None
    maximum: Real | None = None
    exclusive_minimum: Real | None = None
    exclusive_maximum: Real | None = None
    step: Real | None = None
    multiple_of: Real | None = None
    precision: int | None = None
    placeholder: str = ""


class NumberOptions(Common, total=False):
    """The keywords of ``Number``; see ``NumberSpec``."""

    precision: int | None
    minimum: Real | None
    maximum: Real | None
    exclusive_minimum: Real | None
    exclusive_maximum: Real | None
    step: Real | None
    multiple_of: Real | None
    integer: bool
    keeps_whole: bool
    placeholder: str | None


class Number(Component):
    """A number.

    Args:
        value: The number at first.
        options: See ``NumberSpec``.
    """

    kind = "number"
    events: ClassVar[tuple[str, ...]] = ("change", "submit")

    def __init__(self, value: Real | None = None, **options: Unpack[NumberOptions]) -> None:
        found = common(options, self)
        found["placeholder"] = found.get("placeholder") or ""
        multiple = found.get("multiple_of")
        if multiple is not None:
            if multiple <= 0:
                raise ValueError(f"multiple_of is {multiple}; it must be above 0")
            if found.get("step") is None:
                found["step"] = multiple
        super().__init__(NumberSpec(value=value, **found))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with a number."""
        spec: NumberSpec = self.spec
        whole = spec.integer or (spec.keeps_whole and type(value) is int)
        if (fault := number_fault(value, integer=whole)) is not None:
            yield Problem("", fault if spec.integer else fault.replace("whole number", "number"))
            return
        if spec.integer:
            value = int(value)
        yield from bound_faults(value, spec)
        if spec.multiple_of is not None and not is_multiple(value, spec.multiple_of):
            yield Problem("", f"must be a multiple of {spec.multiple_of}")

    def decode(self, value: Real, scope: Scope) -> Real:
        """Return an ``int`` or a ``float``, rounded where the spec says so."""
        spec: NumberSpec = self.spec
        if spec.integer:
            return int(value)
        if spec.precision is not None:
            return _rounded(value, spec.precision)
        return value if spec.keeps_whole and type(value) is int else float(value)

    def encode(self, value: Any, scope: Scope) -> Real:
        """Return a plain number.

        Raises:
            TypeError, ValueError: The value is no number, or not a whole one where asked for.
        """
        spec: NumberSpec = self.spec
        number = plain_number(value)
        if spec.precision is not None and not spec.integer:
            return _rounded(number, spec.precision)
        if spec.integer and type(number) is float:
            if not number.is_integer():
                raise ValueError(f"{number!r} is no whole number")
            return int(number)
        return number

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the number."""
        return number_schema(self.spec)

    def from_text(self, text: str) -> Real:
        """Read a number.

        Raises:
            ValueError: The text is none.
        """
        return number_from_text(text, integer=self.spec.integer)

    def submit(
        self,
        fn: Callable[..., Any],
        inputs: Sequence[Component] | Component | None = None,
        outputs: Sequence[Component] | Component | None = None,
        **options: Any,
    ) -> Any:
        """Call ``fn`` when Enter is pressed in the field."""
        return self.on("submit", fn, inputs, outputs, **options)


def number_fault(value: Any, *, integer: bool) -> str | None:
    """Return why a plain value is not the number asked for, or None.

    JavaScript has one kind of number, so 5.0 is as good a whole number as 5; a boolean is none.
    """
    if type(value) not in (int, float):
        return "must be a whole number" if integer else "must be a number"
    if integer and type(value) is float and not value.is_integer():
        return "must be a whole number"
    if not integer and type(value) is int and not _fits_float(value):
        return "is too large"
    return None


def bound_faults(value: Real, spec: Any) -> Iterator[Problem]:
    """Yield which bounds of ``spec`` a number breaks; NaN breaks every bound there is."""
    if spec.minimum is not None and not value >= spec.minimum:
        yield Problem("", f"must be at least {spec.minimum}")
    if spec.maximum is not None and not value <= spec.maximum:
        yield Problem("", f"must be at most {spec.maximum}")
    above, below = spec.exclusive_minimum, spec.exclusive_maximum
    if above is not None and not value > above:
        yield Problem("", f"must be greater than {above}")
    if below is not None and not value < below:
        yield Problem("", f"must be less than {below}")


def is_multiple(value: Real, of: Real) -> bool:
    """Tell whether ``value`` is a multiple of ``of``, with tolerance for decimal fractions."""
    if type(value) is int and type(of) is int:
        return value % of == 0
    quotient = value / of
    if not math.isfinite(quotient):
        return False
    return abs(quotient - round(quotient)) <= 1e-9 * max(1.0, abs(quotient))


def plain_number(value: Any) -> Real:
    """Return any real number, also NumPy's, ``Decimal`` and ``Fraction``, as ``int`` or ``float``.

    Raises:
        TypeError: The value is no real number.
    """
    if type(value) in (int, float):
        return value  # type: ignore[no-any-return]
    if isinstance(value, (str, bytes, complex)):
        raise TypeError(f"{value!r} is no number")
    if getattr(value, "shape", ()) not in ((), (1,)):
        raise TypeError(f"an array of shape {value.shape} is no single number")
    if callable(getattr(value, "item", None)):
        value = listed(value.reshape(())) if hasattr(value, "reshape") else value.item()
    if isinstance(value, int):
        return int(value)
    if hasattr(type(value), "__index__"):
        return value.__index__()  # type: ignore[no-any-return]
    if not hasattr(type(value), "__float__"):
        raise TypeError(f"a {type(value).__name__} is no number")
    return float(value)


def number_schema(spec: Any) -> dict[str, Any]:
    """Return the JSON Schema of a number with the bounds of ``spec``."""
    found: dict[str, Any] = {"type": "integer" if spec.integer else "number"}
    for key, name in (
        ("minimum", "minimum"),
        ("maximum", "maximum"),
        ("exclusiveMinimum", "exclusive_minimum"),
        ("exclusiveMaximum", "exclusive_maximum"),
        ("multipleOf", "multiple_of"),
    ):
        if (bound := getattr(spec, name, None)) is not None and math.isfinite(bound):
            found[key] = bound
    return found


def number_from_text(text: str, *, integer: bool) -> Real:
    """Read a number from a link.

    Raises:
        ValueError: The text is none.
    """
    text = text.strip()
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise ValueError("must be a whole number" if integer else "must be a number") from None


def _rounded(value: Real, precision: int) -> Real:
    if type(value) is float and not math.isfinite(value):
        return value
    return round(value) if precision == 0 else round(float(value), precision)


def _fits_float(value: int) -> bool:
    try:
        float(value)
    except OverflowError:
        return False
    return True
