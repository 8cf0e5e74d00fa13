"""Where a component lands when it is constructed: the Blocks that is open here, if any.

Components must not import the page, yet a ``Slider()`` written inside ``with Blocks():`` belongs
to it. The page puts a ``Place`` into the context variable; a component's constructor and its event
methods find it there.
"""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any, Protocol


class Place(Protocol):
    """What an open ``Blocks`` offers to the nodes that are constructed inside it."""

    def place(self, node: Any) -> None:
        """Append a node to the container that is open now."""

    def listen(
        self,
        trigger: Any,
        event: str,
        function: Callable[..., Any],
        inputs: Sequence[Any],
        outputs: Sequence[Any],
        options: dict[str, Any],
    ) -> Any:
        """Attach a function to an event of a node."""


_here: ContextVar[Place | None] = ContextVar("autoui_place", default=None)


def here() -> Place | None:
    """Return the open place, or None outside any ``with Blocks():``."""
    return _here.get()


def enter(place: Place | None) -> Any:
    """Make ``place`` the open one; hand the token that comes back to ``leave``."""
    return _here.set(place)


def leave(token: Any) -> None:
    """Undo the matching ``enter``."""
    _here.reset(token)
