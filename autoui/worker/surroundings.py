"""What a call may change of its process, and the next one relies on."""

import os
import sys
from contextlib import suppress


class Surroundings:
    """The working folder and the standard streams, as they are when this is made."""

    def __init__(self) -> None:
        self._folder = _folder()
        self._streams = (sys.stdout, sys.stderr)

    def restore(self) -> None:
        """Make them again what they were."""
        sys.stdout, sys.stderr = self._streams
        if self._folder and _folder() != self._folder:
            # It may have been removed.
            with suppress(OSError):
                os.chdir(self._folder)


def _folder() -> str:
    try:
        return os.getcwd()
    except OSError:
        return ""
