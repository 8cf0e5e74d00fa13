"""A button that calls a function."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Unpack

from autoui.components.base import Common, Component, Spec, common

Variant = Literal["primary", "secondary", "stop"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ButtonSpec(Spec):
    """What a button can be told.

    Attributes:
        text: What stands on it.
        variant: How much it stands out.
    """

    text: str = "Run"
    variant: Variant = "secondary"


class ButtonOptions(Common, total=False):
    """The keywords of ``Button``."""

    variant: Variant


class Button(Component):
    """A button; it holds no value.

    Args:
        value: What stands on it.
        options: See ``ButtonSpec``.
    """

    kind = "button"
    events: ClassVar[tuple[str, ...]] = ("click",)

    def __init__(self, value: str = "Run", **options: Unpack[ButtonOptions]) -> None:
        super().__init__(ButtonSpec(text=value, **common(options, self)))

    def click(
        self,
        fn: Callable[..., Any],
        inputs: Sequence[Component] | Component | None = None,
        outputs: Sequence[Component] | Component | None = None,
        **options: Any,
    ) -> Any:
        """Call ``fn`` when the button is pressed."""
        return self.on("click", fn, inputs, outputs, **options)
