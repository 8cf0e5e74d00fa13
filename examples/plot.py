"""A plot that is drawn and not returned: the figure is the result all the same."""

import math

import matplotlib.pyplot as plt


def wave(frequency: float = 2.0, phase: float = 0.0, decay: float = 0.3) -> None:
    """Draw a damped wave.

    Args:
        frequency: Swings per second (Hz).
        phase: Where it starts, in radians.
        decay: How fast it dies away.
    """
    seconds = [i / 200 for i in range(1001)]
    height = [math.exp(-decay * t) * math.sin(2 * math.pi * frequency * t + phase) for t in seconds]
    plt.plot(seconds, height)
    plt.xlabel("seconds")
    plt.title(f"{frequency:g} Hz")
    plt.show()
