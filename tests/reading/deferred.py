"""A module whose annotations name what only type checkers import."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import decimal as dec
    from datetime import date

    from no_such_package import Nothing


def later(day: date, amount: dec.Decimal | None = None) -> list[date]:
    """Take what is known late."""
    return [day]


def partly(good: int, bad: Nothing, worse: "list[(") -> None:  # noqa: F722
    """Keep the hint that can be resolved."""
