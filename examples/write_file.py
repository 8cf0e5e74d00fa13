"""A script that writes a file and returns nothing: the file is offered for download."""

import csv
from pathlib import Path


def multiplication_table(size: int = 10, output: Path = Path("table.csv")) -> None:
    """Write a multiplication table as CSV.

    Args:
        size: Rows and columns, at most 200.
        output: The file to write.
    """
    if not 1 <= size <= 200:
        raise ValueError(f"size must lie between 1 and 200, not {size}")
    factors = range(1, size + 1)
    with output.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["×", *factors])
        writer.writerows([row, *(row * column for column in factors)] for row in factors)
    print(f"wrote {size} rows to {output.name}")
