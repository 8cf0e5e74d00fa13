"""Changes to modules of others, made as soon as they are imported."""

import importlib.abc
import importlib.machinery
from collections.abc import Callable, Sequence
from types import ModuleType


class Finder(importlib.abc.MetaPathFinder):
    """Lets others find modules, and changes some right after they were imported.

    Args:
        changes: What is called with a module, by its name.
    """

    def __init__(self, changes: dict[str, Callable[[ModuleType], None]]) -> None:
        self.changes = changes

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of a module to change, as Python finds it."""
        change = self.changes.get(fullname)
        if change is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def executed(module: ModuleType) -> None:
                execute(module)
                change(module)

            # The loader is this module's alone.
            spec.loader.exec_module = executed  # type: ignore[method-assign]
        return spec
