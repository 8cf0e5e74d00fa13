"""Whether a page's result is what the function gives when it is called."""

import re
from typing import Any

import numpy as np

from autoui import testing
from autoui.testing import Result

_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")


def same(result: Result, expected: Any) -> bool:
    """Return whether a result holds a value; of an iterator, whether it shows its items."""
    if hasattr(expected, "__next__") and not hasattr(expected, "read"):
        if result.steps:
            return alike(result.steps, list(expected))
        return alike(result.outputs, testing.open(lambda: expected).run().outputs)
    return alike(result.returned, expected)


def alike(one: Any, other: Any) -> bool:
    """Return whether two values are of one type and the same."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and repr(one.tolist()) == repr(other.tolist())
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if hasattr(one, "tobytes"):
        return bool(one.tobytes() == other.tobytes())
    if hasattr(one, "equals"):
        return bool(one.equals(other))
    try:
        if bool(one == other):
            return True
    except (TypeError, ValueError):
        return False
    return _ADDRESS.sub("", repr(one)) == _ADDRESS.sub("", repr(other))
