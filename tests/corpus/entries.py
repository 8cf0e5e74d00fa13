"""The functions of the corpus, and what a person types into their fields.

A line of ``functions.txt`` is ``module:function | field = text | … => what is meant``:

- A text that begins with ``@`` names a file of ``samples``; one that begins with ``[Label]`` is
  typed under that tab of a field of several kinds.
- What is meant is the call in Python, ``f`` being the function, with the names of ``meaning``.
  Where it is left out, each text is read as a literal, else as itself. ``refused`` says that no
  page can be made of the function.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

SAMPLE = 60
"""How many functions every run of the tests looks at."""

REFUSED = "refused"

_FILE = Path(__file__).with_name("functions.txt")
_MEANS = re.compile(r"\s+=>\s+")
_TAB = re.compile(r"\[([A-Z][a-z ]+)\] ")


@dataclass(frozen=True)
class Typed:
    """What is typed into one field.

    Attributes:
        text: The text, or the name of a file.
        tab: The kind that is chosen first, where the field is of several.
        is_file: Whether ``text`` names a file.
    """

    text: str
    tab: str = ""
    is_file: bool = False


@dataclass(frozen=True, eq=False)
class Entry:
    """One call of one function.

    Attributes:
        target: What ``autoui serve`` takes.
        typed: What is typed, by field.
        meant: The call in Python; empty where the texts say it themselves.
    """

    target: str
    typed: dict[str, Typed] = field(default_factory=dict)
    meant: str = ""

    @property
    def place(self) -> str:
        """The module."""
        return self.target.partition(":")[0]

    @property
    def path(self) -> str:
        """The dotted name in the module."""
        return self.target.partition(":")[2]

    @property
    def package(self) -> str:
        """The package that has to be there."""
        return self.place.partition(".")[0]

    @property
    def refused(self) -> bool:
        """Whether no page can be made of it."""
        return self.meant == REFUSED


def entries() -> list[Entry]:
    """Return all calls in the order of the file."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return [_entry(line) for line in lines if line.strip() and not line.startswith("# ")]


def chosen(pattern: str) -> list[Entry]:
    """Return the calls whose target begins with what a pattern matches."""
    return [one for one in entries() if re.match(pattern, one.target)]


def _entry(line: str) -> Entry:
    call, *meant = _MEANS.split(line, maxsplit=1)
    target, *fields = call.split(" | ")
    pairs = (one.partition(" =") for one in fields)
    typed = {name.strip(): _typed(text[1:]) for name, _, text in pairs}
    return Entry(target.strip(), typed, meant[0].strip() if meant else "")


def _typed(text: str) -> Typed:
    if text.startswith("@"):
        return Typed(text[1:], is_file=True)
    if tab := _TAB.match(text):
        return Typed(text[tab.end() :], tab=tab[1])
    return Typed(text)


def sample(found: list[Entry]) -> list[Entry]:
    """Return ``SAMPLE`` calls, evenly from the whole list."""
    return [found[at * len(found) // SAMPLE] for at in range(SAMPLE)]
