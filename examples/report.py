"""A pandas function: the table it returns can be sorted, searched and downloaded."""

import numpy as np
import pandas as pd


def sales_report(months: int = 12, seed: int = 7) -> pd.DataFrame:
    """Make up sales figures and sum them by month.

    Args:
        months: How many months to look back from December 2026.
        seed: Another number gives other figures.

    Returns:
        One row per month: orders, revenue and what an order brought on average.
    """
    if months < 1:
        raise ValueError("a report needs at least 1 month")
    random = np.random.default_rng(seed)
    month = pd.period_range(end="2026-12", periods=months, freq="M", name="month")
    orders = random.integers(80, 400, months)
    revenue = (orders * random.normal(42, 5, months)).round(2)
    table = pd.DataFrame({"orders": orders, "revenue": revenue}, index=month)
    return table.assign(average=(table["revenue"] / table["orders"]).round(2))
