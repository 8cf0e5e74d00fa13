"""The memory that the server shares with each worker: 8-byte numbers, little-endian.

The first is the number of the run that is to be interrupted (0: none), the second says whether the
worker notes what it begins. The others are places for the numbers of the runs that have begun.
"""

SHARED_BYTES = 4096
"""How long it is."""


def place_of(run: int) -> int:
    """Return where it stands whether a run has begun, by the run's number.

    Places are taken in turn; a newer run's number hides that of an older one.
    """
    return 16 + 8 * (run % (SHARED_BYTES // 8 - 2))
