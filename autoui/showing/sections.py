"""Several values shown as one result."""

from dataclasses import dataclass
from typing import Any, Literal, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionsSpec(Spec):
    """What sections can be told.

    Attributes:
        look: Under each other, or as a row of figures.
        labels: The name of each value; by default their numbers or keys.
    """

    look: Literal["stack", "figures"] = "stack"
    labels: tuple[str, ...] = ()


class SectionsOptions(Common, total=False):
    """The keywords of ``Sections``; see ``SectionsSpec``."""

    look: Literal["stack", "figures"]
    labels: tuple[str, ...]


class Sections(Component):
    """Several values, each shown as what it is.

    Args:
        options: See ``SectionsSpec``.
    """

    kind = "sections"
    shows_only = "None, to have the input inferred"

    def __init__(self, **options: Unpack[SectionsOptions]) -> None:
        super().__init__(SectionsSpec(**common(options, self)))

    def encode(self, value: Any, scope: Scope) -> list[dict[str, Any]]:
        """Return the shown values of a tuple, list or dict, labelled."""
        from autoui.showing.auto import labelled

        return labelled(value, scope, self.spec.labels)
