"""What a target names, and how close a wrong name comes."""

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Found:
    """One object that a target names.

    Attributes:
        value: A callable, or an object of ours.
        module: The name of the module it was found in.
        path: Its dotted name in that module.
        place: The part of the target before the colon, as a person types it.
        file: The file of a file target.
    """

    value: Any
    module: str
    path: str
    place: str
    file: Path | None = None


def nearest(name: str, names: list[str]) -> str:
    """Return the question whether one of the names was meant, or an empty string."""
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else ""
