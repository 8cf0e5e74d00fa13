"""How the call of an endpoint is written elsewhere: in Python, and for the command line."""

from dataclasses import dataclass
from pathlib import Path

from autoui.page.endpoint import Endpoint
from autoui.reading.functions import callables
from autoui.reading.targets.target import Found


@dataclass(frozen=True, kw_only=True)
class Call:
    """How the call of an endpoint is written elsewhere.

    Attributes:
        import_: The line that imports the function.
        name: How it is called then.
        target: What ``autoui serve`` takes.
    """

    import_: str = ""
    name: str = ""
    target: str = ""


def call_of(endpoint: Endpoint, found: Found | None) -> Call:
    """Return how to import and serve the function."""
    if found is None:
        name = callables.name_of(endpoint.function)
        module = getattr(endpoint.function, "__module__", None)
        plain = isinstance(module, str) and module != "__main__" and name.isidentifier()
        return Call(import_=f"from {module} import {name}" if plain else "", name=name)
    if not callable(found.value):
        name = callables.name_of(endpoint.function)
        return Call(
            import_=f"from {_module(found)} import {name}",
            name=name,
            target=f"{_near(found.place)}:{found.path}",
        )
    head, _, rest = found.path.partition(".")
    return Call(
        import_=f"from {_module(found)} import {head}",
        name=f"{head}.{rest}" if rest else head,
        target=f"{_near(found.place)}:{found.path}",
    )


def _module(found: Found) -> str:
    return Path(found.place).stem if found.file is not None else found.place


def _near(place: str) -> str:
    """Return a file as the working directory names it, or by its name alone.

    The page shows it to everybody: where it lies on this machine is nobody else's business.
    """
    path = Path(place)
    if not path.is_absolute():
        return place
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else path.name
