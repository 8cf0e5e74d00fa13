"""Functions that take their time."""

import time


def nap(seconds: float = 0.01) -> float:
    """Sleep."""
    time.sleep(seconds)
    return seconds


def crowd(seconds: list[float]) -> list[list[int]]:
    """Sleep once for all, and tell each how many they were."""
    time.sleep(max(seconds))
    return [[len(seconds)] * len(seconds)]
