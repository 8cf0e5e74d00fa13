"""The functions of the corpus, and what a person types into their fields.

A line of ``functions.txt`` is ``module:function``, or ``module:function | field = text | …``. A
text that begins with ``@`` stands for a file that holds the rest.
"""

from dataclasses import dataclass, field
from pathlib import Path

SAMPLE = 60
"""How many functions every run of the tests looks at."""

_FILE = Path(__file__).with_name("functions.txt")
_RARE = ("scipy", "sympy")
"""Not part of the test environment by name."""


@dataclass(frozen=True)
class Entry:
    """One function.

    Attributes:
        target: What ``autoui serve`` takes.
        typed: What is typed, by field.
    """

    target: str
    typed: dict[str, str] = field(default_factory=dict)


def entries() -> list[Entry]:
    """Return all functions in the order of the file."""
    return [_entry(line) for line in _FILE.read_text(encoding="utf-8").splitlines() if line.strip()]


def _entry(line: str) -> Entry:
    target, *fields = line.split(" | ")
    pairs = (one.partition(" =") for one in fields)
    return Entry(target.strip(), {name: text[1:] for name, _, text in pairs})


def sample(found: list[Entry]) -> list[Entry]:
    """Return ``SAMPLE`` functions, evenly from the whole list."""
    common = [one for one in found if not one.target.startswith(_RARE)]
    return [common[at * len(common) // SAMPLE] for at in range(SAMPLE)]
