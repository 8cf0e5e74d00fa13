"""What a target names, and how close a wrong name comes."""

import difflib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autoui.reading.docstrings.docstring import parse


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

    def about(self) -> str:
        """Return the first paragraph of what its module says of itself, as Markdown."""
        return parse(getattr(sys.modules.get(self.module), "__doc__", None)).summary


def nearest(name: str, names: list[str]) -> str:
    """Return the question whether one of the names was meant, or an empty string."""
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else ""
