"""Yes or no."""

from collections.abc import Iterator
from typing import Any, Unpack

from autoui.components.base import Common, Component, Scope, Spec, common
from autoui.errors import Problem

_WORDS = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}


class Checkbox(Component):
    """A switch between True and False; with ``optional``, also None.

    Args:
        value: What it is at first.
        options: See ``Spec``.
    """

    kind = "switch"

    def __init__(self, value: bool | None = False, **options: Unpack[Common]) -> None:  # noqa: FBT001, FBT002 - the value itself
        super().__init__(Spec(value=value, **common(options, self)))

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with a plain value."""
        if type(value) is not bool:
            yield Problem("", "must be true or false")

    def encode(self, value: Any, scope: Scope) -> bool:
        """Return a plain boolean, also of NumPy's and of 0 and 1.

        Raises:
            TypeError: The value is neither true nor false.
        """
        if type(value) is bool:
            return value
        kind = getattr(getattr(value, "dtype", None), "kind", "")
        if (kind == "b" and getattr(value, "size", 1) == 1) or (
            isinstance(value, int) and value in (0, 1)
        ):
            return bool(value)
        raise TypeError(f"{value!r} is neither true nor false")

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a boolean."""
        return {"type": "boolean"}

    def from_text(self, text: str) -> bool:
        """Read ``true``, ``yes``, ``on``, ``1`` and their opposites, in any case.

        Raises:
            ValueError: The text is none of them.
        """
        try:
            return _WORDS[text.strip().lower()]
        except KeyError:
            raise ValueError("must be true or false") from None
