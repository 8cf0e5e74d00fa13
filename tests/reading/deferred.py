"""A module whose annotations name what only type checkers import."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import decimal as dec
    from datetime import date
    from typing import TypeAlias

    from no_such_package import Nothing

    Instant: TypeAlias = date | None
    Loop = Loop | int  # type: ignore[has-type,used-before-def] # noqa: F821


def later(day: date, amount: dec.Decimal | None = None) -> list[date]:
    """Take what is known late."""
    return [day]


def aliased(when: Instant, never: Loop) -> None:
    """Take what type checkers alone have a name for."""


def partly(good: int, bad: Nothing, worse: "list[(") -> None:  # noqa: F722
    """Keep the hint that can be resolved."""
