"""Time zones."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator
from typing import Any, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common
from autoui.errors import Problem

_OFFSET = re.compile(r"(?:UTC)?([+-])(\d{2}):?(\d{2})")
_WRONG = "must be a time zone such as Europe/Berlin, UTC or +02:00"
_EAST = 24 * 60


class TimeZoneOptions(Common, total=False):
    """The keywords of ``TimeZone``."""

    value: Any


class TimeZone(Component):
    """A time zone, chosen by its name; an offset such as ``+02:00`` is one too.

    Args:
        options: See ``Spec``; ``value`` is the zone at first.
    """

    kind = "timezone"

    def __init__(self, **options: Unpack[TimeZoneOptions]) -> None:
        super().__init__(Spec(**common(options, self)))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield why a text names no time zone."""
        if not isinstance(value, str):
            yield Problem("", "must be text such as Europe/Berlin")
            return
        try:
            _zone(value)
        except ValueError as error:
            yield Problem("", str(error))

    def decode(self, value: str, scope: Scope) -> dt.tzinfo:
        """Return the time zone."""
        return _zone(value)

    def encode(self, value: Any, scope: Scope) -> str:
        """Return the name of a time zone.

        Raises:
            TypeError, ValueError: It is none that has one.
        """
        if isinstance(value, dt.timezone):
            return "UTC" if value == dt.UTC else str(value).removeprefix("UTC")
        text = value if isinstance(value, str) else getattr(value, "key", None)
        if not isinstance(text, str):
            raise TypeError(f"a {type(value).__name__} is no time zone with a name")
        _zone(text)
        return text

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the name."""
        return {"type": "string", "examples": ["Europe/Berlin", "UTC", "+02:00"]}

    def spelling(self) -> Any:
        """Return that it is a time zone."""
        return {"typed": "ZoneInfo"}


def _zone(text: str) -> dt.tzinfo:
    text = text.strip()
    if (offset := _OFFSET.fullmatch(text)) is not None:
        minutes = int(offset[2]) * 60 + int(offset[3])
        if minutes >= _EAST:
            raise ValueError(_WRONG)
        return dt.timezone(dt.timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    try:
        return zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(_WRONG) from None
