"""What a call of the corpus can come to, and the table of how many came to what."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import autoui

RIGHT = "right"
REFUSED = "refused as expected"
WRONG = "wrong"
UNFILLABLE = "unfillable"
CRASH = "crash"
ALL = (RIGHT, REFUSED, WRONG, UNFILLABLE, CRASH)
GOOD = frozenset({RIGHT, REFUSED})

WANTED = 0.95
"""The part of the calls that has to be right or rightly refused."""

_OWN = Path(autoui.__file__).parent
_DETAIL = 500


@dataclass(frozen=True)
class Verdict:
    """What a call came to.

    Attributes:
        what: One of ``ALL``.
        detail: What is wrong with that.
    """

    what: str
    detail: str = ""


def is_own(filename: str) -> bool:
    """Return whether a file is part of autoui."""
    return Path(filename).is_relative_to(_OWN)


class Tally:
    """How many calls came to what.

    Args:
        title: How they were filled in.
        tell: Called with each fault at once.
    """

    def __init__(self, title: str, tell: Callable[[str], None]) -> None:
        self.title = title
        self.counts: Counter[str] = Counter()
        self._tell = tell

    def add(self, target: str, verdict: Verdict) -> None:
        """Count one call."""
        self.counts[verdict.what] += 1
        if verdict.what not in GOOD:
            said = " ".join(verdict.detail.split())[:_DETAIL]
            self._tell(f"{verdict.what}: {target}: {said}")

    @property
    def good(self) -> int:
        """How many are right or rightly refused."""
        return sum(self.counts[what] for what in GOOD)

    @property
    def is_enough(self) -> bool:
        """Whether enough are, none crashed, and all could be filled in."""
        never = self.counts[CRASH] + self.counts[UNFILLABLE]
        return never == 0 < self.counts.total() and self.good >= WANTED * self.counts.total()

    def cells(self) -> list[str]:
        """Return its row in the table: how it was tried, each count, their sum and the rate."""
        total = self.counts.total()
        rate = f"{self.good / total:.1%}" if total else "-"
        counts = [str(self.counts[what]) for what in ALL]
        return [self.title, *counts, str(total), rate, "yes" if self.is_enough else "NO"]


def table(tallies: list[Tally]) -> list[str]:
    """Return the lines of a table with a row for each tally."""
    rows = [["", *ALL, "of", "rate", "enough"], *(one.cells() for one in tallies)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.rjust, row, widths)) for row in rows]
