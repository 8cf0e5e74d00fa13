"""The result of a call that gives nothing."""

from dataclasses import dataclass
from typing import Any

from autoui.components.base import Component, Scope, Spec


@dataclass(frozen=True, kw_only=True, slots=True)
class NothingSpec(Spec):
    """What is said when there is nothing to show."""

    text: str = "Done"


class Nothing(Component):
    """A word instead of a result.

    Args:
        text: The word.
    """

    kind = "nothing"
    shows_only = "None, to have the input inferred"

    def __init__(self, text: str = "Done") -> None:
        super().__init__(NothingSpec(text=text))

    def encode_given(self, value: Any, scope: Scope) -> dict[str, str]:
        """Return the word, whatever the function returned."""
        return {"text": self.spec.text}

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of nothing."""
        return {"type": "null"}
