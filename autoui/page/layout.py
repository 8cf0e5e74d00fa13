"""Containers: what stands beside and under each other."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, ClassVar, Self

from autoui import migration, placing
from autoui.page.options import refuse_unknown


class Container(migration.Told):
    """A node that holds other nodes: components and further containers.

    Args:
        elem_id, elem_classes: Names for style sheets.
        visible: Whether it is shown.
        scale, min_width: Its share of a row's width, and the CSS pixels it needs at least.
        key: A name that keeps its identity across reloads.
        further: Keywords for looks that the theme decides; they warn.

    Raises:
        TypeError: A keyword that nobody knows.
    """

    kind: ClassVar[str] = "column"

    def __init__(
        self,
        *,
        elem_id: str | None = None,
        elem_classes: str | Sequence[str] | None = None,
        visible: bool = True,
        scale: int | None = None,
        min_width: int | None = None,
        key: str | None = None,
        **further: Any,
    ) -> None:
        refuse_unknown(type(self).__name__, further, ())
        classes = [elem_classes] if isinstance(elem_classes, str) else list(elem_classes or [])
        given = {
            "elem_id": elem_id,
            "elem_classes": classes or None,
            "visible": None if visible else False,
            "scale": scale,
            "min_width": min_width,
        }
        self._props = {name: value for name, value in given.items() if value is not None}
        self.elem_id = elem_id
        self.key = key
        self.children: list[Any] = []
        if self._is_placed and (place := placing.here()) is not None:
            place.place(self)

    _is_placed: ClassVar[bool] = True

    def props(self) -> dict[str, Any]:
        """Return what the browser module needs."""
        return dict(self._props)

    def style(self, **looks: Any) -> Self:
        """Accept words of style that the theme decides, and return self."""
        return self

    def __enter__(self) -> Self:
        """Let what is constructed here land in this container.

        Raises:
            RuntimeError: No ``Blocks`` is open.
        """
        place = placing.here()
        if place is None or not hasattr(place, "push"):
            name = type(self).__name__
            raise RuntimeError(f"`with autoui.{name}():` works inside `with autoui.Blocks():`")
        place.push(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Return to the container around this one."""
        place = placing.here()
        if place is not None and hasattr(place, "pop"):
            place.pop(self)


class Row(Container):
    """Puts what it holds beside each other."""

    kind = "row"


class Column(Container):
    """Puts what it holds under each other."""

    kind = "column"
