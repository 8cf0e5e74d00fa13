"""Lengths of time as text."""

import math
import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

_WRONG = "must be a length of time such as 1h 30m, 90s, 01:30:00 or PT1H30M"

_SECONDS: Mapping[str, float] = MappingProxyType(
    {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6}
)
_NAMES = (
    ("w", "w week weeks"),
    ("d", "d day days"),
    ("h", "h hr hrs hour hours"),
    ("m", "m min mins minute minutes"),
    ("s", "s sec secs second seconds"),
    ("ms", "ms millisecond milliseconds"),
    ("us", "us µs μs microsecond microseconds"),
)
_UNITS: Mapping[str, str] = MappingProxyType(
    {name: unit for unit, names in _NAMES for name in names.split()}
)
_NUMBER = r"\d+(?:\.\d+)?"
_PART = re.compile(rf"({_NUMBER})\s*([a-zµμ]+)[\s,]*", re.IGNORECASE)
_ISO = re.compile(
    rf"P(?:({_NUMBER})W)?(?:({_NUMBER})D)?"
    rf"(?:T(?=\d)(?:({_NUMBER})H)?(?:({_NUMBER})M)?(?:({_NUMBER})S)?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:(-?\d+)\s*d(?:ays?)?,?\s*)?(\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?")


def read(value: Any) -> timedelta:
    """Read ``1h 30m``, ``01:30:00``, ISO 8601 (``PT1H30M``), or a number of seconds.

    Raises:
        ValueError: It is none of them, or longer than a ``timedelta`` can be.
    """
    if not isinstance(value, str):
        if not math.isfinite(value):
            raise ValueError(_WRONG)
        return _made(value)
    text = value.strip().replace("−", "-")
    if (clock := _CLOCK.fullmatch(text.lstrip("+"))) is not None:
        days, hours, minutes, seconds = clock.groups()
        return _made(int(hours) * 3600 + int(minutes) * 60 + float(seconds or 0), int(days or 0))
    sign = -1 if text.startswith("-") else 1
    text = text.lstrip("+-").strip()
    if re.fullmatch(_NUMBER, text):
        return sign * _made(float(text))
    if (iso := _ISO.fullmatch(text)) is not None and any(iso.groups()):
        parts = zip(("w", "d", "h", "m", "s"), iso.groups(), strict=True)
        return sign * _sum((float(number), unit) for unit, number in parts if number)
    return sign * _words(text)


def _words(text: str) -> timedelta:
    parts: list[tuple[float, str]] = []
    at = 0
    while at < len(text):
        found = _PART.match(text, at)
        unit = _UNITS.get(found[2].lower()) if found else None
        if found is None or unit is None:
            raise ValueError(_WRONG)
        parts.append((float(found[1]), unit))
        at = found.end()
    if not parts:
        raise ValueError(_WRONG)
    return _sum(parts)


def _sum(parts: Any) -> timedelta:
    total = timedelta()
    for number, unit in parts:
        total += _made(number * _SECONDS[unit]) if unit != "us" else timedelta(microseconds=number)
    return total


def _made(seconds: float, days: int = 0) -> timedelta:
    try:
        return timedelta(days=days, seconds=seconds)
    except OverflowError:
        raise ValueError("is longer than a length of time can be") from None


def write(value: Any) -> str:
    """Return a length of time in days, hours, minutes and seconds: ``1h 30m``.

    Raises:
        TypeError: The value is none.
    """
    if not isinstance(value, timedelta):
        raise TypeError(f"a {type(value).__name__} is no length of time")
    sign = "-" if value < timedelta() else ""
    value = abs(value)
    hours, rest = divmod(value.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f"{value.microseconds:06d}".rstrip("0")
    shown = f"{seconds}.{fraction}" if fraction else str(seconds)
    parts = [(value.days, "d"), (hours, "h"), (minutes, "m")]
    words = [f"{number}{unit}" for number, unit in parts if number]
    if seconds or fraction or not words:
        words.append(f"{shown}s")
    return sign + " ".join(words)
