"""Counting by name, without names that count nothing."""


def more(counts: dict[str, int], name: str) -> None:
    """Count one up."""
    counts[name] = counts.get(name, 0) + 1


def less(counts: dict[str, int], name: str) -> bool:
    """Count one down; return whether that was the last, which is forgotten."""
    left = counts[name] - 1
    if left > 0:
        counts[name] = left
        return False
    del counts[name]
    return True
