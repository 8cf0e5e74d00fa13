"""Ranges and slices as text."""

import re
from typing import Any

_WRONG = "must be whole numbers such as 0:10:2"
_MOST = 3


def read_range(value: Any) -> range:
    """Read ``10``, ``2:10``, ``0:10:2`` or ``range(0, 10, 2)``; or a list of numbers.

    Raises:
        ValueError: It is none of them, or its step is zero.
    """
    parts = _parts(value, "range")
    if None in parts[:2] and len(parts) > 1:
        raise ValueError("needs a start and an end, such as 0:10")
    numbers = [1 if at == 2 and part is None else part for at, part in enumerate(parts)]
    if len(numbers) == _MOST and numbers[2] == 0:
        raise ValueError("must not have a step of 0")
    if numbers == [None]:
        raise ValueError(_WRONG)
    return range(*[int(number) for number in numbers if number is not None])


def read_slice(value: Any) -> slice:
    """Read ``1:10:2``, whose numbers may be left out, or ``slice(1, 10, 2)``; or a list.

    Raises:
        ValueError: It is none of them, or its step is zero.
    """
    parts = _parts(value, "slice")
    if len(parts) == _MOST and parts[2] == 0:
        raise ValueError("must not have a step of 0")
    return slice(*parts)


def write(value: Any) -> str:
    """Return a range or slice as its numbers with colons between them.

    Raises:
        TypeError: The value is neither.
    """
    if not isinstance(value, range | slice):
        raise TypeError(f"a {type(value).__name__} is no range and no slice")
    # A slice tells a step of 1 from none at all.
    step = None if isinstance(value, range) and value.step == 1 else value.step
    parts = [value.start, value.stop] if step is None else [value.start, value.stop, step]
    return ":".join("" if part is None else str(part) for part in parts)


def _parts(value: Any, name: str) -> list[int | None]:
    if isinstance(value, int):
        return [value]
    if isinstance(value, list):
        if not 1 <= len(value) <= _MOST or any(type(one) not in (int, type(None)) for one in value):
            raise ValueError(_WRONG)
        return value
    text = value.strip().removeprefix(name).strip("()[] ")
    parts = [one.strip() for one in re.split(r"[:,]", text)]
    if len(parts) > _MOST:
        raise ValueError(_WRONG)
    return [_number(one) for one in parts]


def _number(text: str) -> int | None:
    if text in ("", "None"):
        return None
    try:
        return int(text)
    except ValueError:
        raise ValueError(_WRONG) from None
