"""Where things are kept that can be made again."""

import os
from pathlib import Path


def cache_root() -> Path:
    """Return the folder for things that can be made again; it need not exist."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "autoui"
