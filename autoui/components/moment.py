"""Dates, times of day, and both."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common
from autoui.errors import Problem

Mode = Literal["date", "time", "datetime"]
AnyMoment = dt.date | dt.time | dt.datetime

_EXAMPLES = {"date": "2024-01-31", "time": "14:05", "datetime": "2024-01-31T14:05"}
_TYPES: Mapping[str, type] = {"date": dt.date, "time": dt.time, "datetime": dt.datetime}
_FORMATS = {"date": "date", "time": "time", "datetime": "date-time"}


@dataclass(frozen=True, kw_only=True, slots=True)
class MomentSpec(Spec):
    """What a moment can be told.

    Attributes:
        mode: ``date``, ``time`` or ``datetime``.
        minimum, maximum: Bounds, checked on the server.
        aware: Whether a time zone belongs to it; without one, none is accepted.
    """

    mode: Mode = "datetime"
    minimum: AnyMoment | None = None
    maximum: AnyMoment | None = None
    aware: bool = False


class MomentOptions(Common, total=False):
    """The keywords of ``Moment``; see ``MomentSpec``."""

    minimum: AnyMoment | str | None
    maximum: AnyMoment | str | None
    aware: bool


class Moment(Component):
    """A ``date``, a ``time`` or a ``datetime``, written as ISO 8601.

    Args:
        mode: Which of them.
        value: What it is at first; ISO text is accepted too.
        options: See ``MomentSpec``.
    """

    kind = "moment"

    def __init__(
        self,
        mode: Mode = "datetime",
        value: AnyMoment | str | None = None,
        **options: Unpack[MomentOptions],
    ) -> None:
        if mode not in _EXAMPLES:
            raise ValueError(f'mode is {mode!r}; it is "date", "time" or "datetime"')
        found = common(options, self)
        for name in ("minimum", "maximum"):
            if isinstance(found.get(name), str):
                found[name] = parse(mode, found[name])
        if isinstance(value, str):
            value = parse(mode, value)
        super().__init__(MomentSpec(mode=mode, value=value, **found))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with ISO text."""
        spec: MomentSpec = self.spec
        if not isinstance(value, str):
            yield Problem("", f"must be text such as {_EXAMPLES[spec.mode]}")
            return
        try:
            moment = parse(spec.mode, value)
        except ValueError as error:
            yield Problem("", str(error))
            return
        if spec.mode != "date" and (fault := _zone_fault(moment, aware=spec.aware)):
            yield Problem("", fault)
            return
        if spec.minimum is not None and _before(moment, spec.minimum):
            yield Problem("", f"must not be before {spec.minimum.isoformat()}")
        if spec.maximum is not None and _before(spec.maximum, moment):
            yield Problem("", f"must not be after {spec.maximum.isoformat()}")

    def decode(self, value: str, scope: Scope) -> AnyMoment:
        """Return the moment."""
        return parse(self.spec.mode, value)

    def encode(self, value: Any, scope: Scope) -> str:
        """Return ISO text.

        Raises:
            TypeError, ValueError: The value is no such moment.
        """
        mode: Mode = self.spec.mode
        if isinstance(value, str):
            return parse(mode, value).isoformat()
        if mode == "date" and isinstance(value, dt.datetime):
            value = value.date()
        moment: AnyMoment = value
        if not isinstance(moment, _TYPES[mode]):
            raise TypeError(f"a {type(value).__name__} is no {mode}")
        return moment.isoformat()

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the ISO text."""
        return {"type": "string", "format": _FORMATS[self.spec.mode]}

    def props(self) -> dict[str, Any]:
        """Return the props, the bounds as ISO text; ``part`` is the mode by the browser's name."""
        found = super().props()
        found["mode"] = found["part"] = self.spec.mode
        for name in ("minimum", "maximum"):
            if name in found:
                found[name] = found[name].isoformat()
        return found


def parse(mode: Mode, text: str) -> AnyMoment:
    """Read ISO 8601 text; seconds may be missing, as browsers leave them out.

    Raises:
        ValueError: The text is no such moment; the message completes "x …".
    """
    text = text.strip()
    try:
        if mode == "date":
            return dt.date.fromisoformat(text)
        if mode == "time":
            return dt.time.fromisoformat(text)
        return dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"must be a {mode} such as {_EXAMPLES[mode]}") from None


def _zone_fault(moment: Any, *, aware: bool) -> str:
    has_zone = moment.tzinfo is not None
    if has_zone and not aware:
        return "must have no time zone"
    if aware and not has_zone:
        return "needs a time zone, such as +02:00"
    return ""


def _before(one: Any, other: Any) -> bool:
    # A bound written without a zone means the wall clock of the moment it bounds.
    if getattr(one, "tzinfo", None) is not None and getattr(other, "tzinfo", one) is None:
        other = other.replace(tzinfo=one.tzinfo)
    elif getattr(other, "tzinfo", None) is not None and getattr(one, "tzinfo", other) is None:
        one = one.replace(tzinfo=other.tzinfo)
    if type(one) is dt.date and isinstance(other, dt.datetime):
        other = other.date()
    if isinstance(one, dt.datetime) and type(other) is dt.date:
        one = one.date()
    return bool(one < other)
