"""What something was recognised as, and how sure that is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Unpack

from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common
from autoui.formats.plain import plain_scalar

MAX_CLASSES = 1_000
"""Classes that are shown at most; the surest ones stay."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelSpec(Spec):
    """What a label can be told.

    Attributes:
        num_top_classes: How many classes are shown; None shows all.
    """

    num_top_classes: int | None = field(default=None, metadata=PYTHON_ONLY)


class LabelOptions(Common, total=False):
    """The keywords of ``Label``; see ``LabelSpec``."""

    num_top_classes: int | None


class Label(Component):
    """A class and how sure it is, or one large word.

    Args:
        value: What to show at first, as a function would return it.
        options: See ``LabelSpec``.
    """

    kind = "label"
    shows_only = "Textbox(), or Radio([…]) for some words to choose from"

    def __init__(self, value: Any = None, **options: Unpack[LabelOptions]) -> None:
        top = options.get("num_top_classes")
        if top is not None and (isinstance(top, bool) or not isinstance(top, int) or top < 1):
            raise ValueError(f"num_top_classes is {top!r}; it is a whole number from 1 on")
        super().__init__(LabelSpec(value=value, **common(options, self)))

    def encode(self, value: Any, scope: Scope) -> dict[str, Any]:
        """Return ``{"label": text}``, with ``confidences`` where numbers were given, surest first.

        Args:
            value: A text or number, or a dict of classes and numbers.
            scope: Not needed.

        Raises:
            TypeError, ValueError: Something else, or a number that is not finite.
        """
        if isinstance(value, Mapping):
            return _ranked(value, self.spec.num_top_classes or MAX_CLASSES)
        plain = plain_scalar(value) if not isinstance(value, str) else value
        if not isinstance(plain, (str, int, float)):
            raise TypeError(
                f"a {type(value).__name__} is no label; return a text, or a dict of classes and "
                'probabilities such as {"cat": 0.9, "dog": 0.1}'
            )
        return {"label": str(plain)}

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what is shown."""
        confidence = {
            "type": "object",
            "properties": {"label": {"type": "string"}, "confidence": {"type": "number"}},
        }
        return {
            "type": "object",
            "required": ["label"],
            "properties": {
                "label": {"type": "string"},
                "confidences": {"type": "array", "items": confidence},
            },
        }


def _ranked(classes: Mapping[Any, Any], most: int) -> dict[str, Any]:
    pairs: list[tuple[str, float]] = []
    for name, number in classes.items():
        try:
            share = float(number)
        except (TypeError, ValueError):
            raise TypeError(
                f"the class {name!r} holds a {type(number).__name__}; a number is needed"
            ) from None
        if not math.isfinite(share):
            raise ValueError(f"the class {name!r} holds {share}; a finite number is needed")
        pairs.append((str(name), share))
    pairs.sort(key=lambda pair: -pair[1])
    shown = [{"label": name, "confidence": share} for name, share in pairs[:most]]
    return {"label": pairs[0][0] if pairs else "", "confidences": shown}
