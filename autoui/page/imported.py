"""Objects of the author's that the command line names: ``module:object``."""

import importlib
from typing import Any

from autoui.errors import UsageError


def imported(name: str, what: str) -> Any:
    """Return the object that ``module:object`` names.

    Args:
        name: As it was written.
        what: What it is to be, for messages.

    Raises:
        UsageError: It names nothing.
    """
    module, colon, path = name.strip().partition(":")
    if not colon:
        raise UsageError(f'the {what} "{name}" names no object', "write module:object")
    try:
        found: Any = importlib.import_module(module)
    except ImportError as error:
        raise UsageError(f"the {what} {name} cannot be imported: {error}") from error
    for part in path.split("."):
        if not hasattr(found, part):
            raise UsageError(f"the {what} {name} cannot be found: {module} has no {path}")
        found = getattr(found, part)
    return found
