"""What the items of a container are, and so how it is shown."""

import io
import os
from collections.abc import Mapping
from itertools import islice
from pathlib import PurePath
from typing import Any

from autoui.components.figure import figure_of
from autoui.components.table import as_record
from autoui.formats.frames import is_frame
from autoui.showing.array_results import is_large
from autoui.showing.display import shows_itself
from autoui.showing.shows import is_pillow

_MAX_CLASSES = 1_000
_MAX_TABLE_COLUMNS = 200
_SAMPLE = 20
_SUM_ERROR = 1e-3


def is_distribution(value: Mapping[Any, Any]) -> bool:
    """Tell whether a dict says of several classes how probable each is."""
    if not 2 <= len(value) <= _MAX_CLASSES or not all(type(name) is str for name in value):
        return False
    shares = value.values()
    if not all(isinstance(s, float) or type(s).__name__.startswith("float") for s in shares):
        return False
    return all(0 <= s <= 1 for s in shares) and abs(float(sum(shares)) - 1) <= _SUM_ERROR


def are_records(items: list[Any]) -> bool:
    """Tell whether every item is a record of plain data, so that they make a table."""
    names: set[Any] = set()
    for item in items:
        record = as_record(item)
        if not record:
            return False
        if not names.issuperset(record):
            names.update(record)
        if len(names) > _MAX_TABLE_COLUMNS:
            return False
    # Whether records hold pictures and the like shows in the first ones.
    return not any(
        is_rich(part) for item in items[:_SAMPLE] for part in (as_record(item) or {}).values()
    )


def is_rich(value: Any, depth: int = 2) -> bool:
    """Tell whether a value is more than data: a picture, a table, a figure, a file, HTML."""
    if value is None or isinstance(value, (bool, int, float, str, type)):
        return False
    if isinstance(value, PurePath):
        return os.path.isfile(value)
    if isinstance(value, (bytes, bytearray, io.IOBase)):
        return True
    if isinstance(value, (dict, list, tuple)) and depth:
        parts = value.values() if isinstance(value, dict) else value
        return any(is_rich(part, depth - 1) for part in islice(parts, _SAMPLE))
    return (
        is_frame(value)
        or is_pillow(value)
        or is_large(value)
        or figure_of(value) is not None
        or shows_itself(value)
    )
