"""What a value looks like: one component, one file.

Every component is found here by its name as well: ``autoui.components.Slider``.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    import autoui

    if name.startswith("_"):
        raise AttributeError(f"module 'autoui.components' has no attribute {name!r}")
    return getattr(autoui, name)
