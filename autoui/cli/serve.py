"""``autoui serve``: from options to a running server, or a list of what could be served."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typer

from autoui.cli import targets
from autoui.cli.options.server import LoopName
from autoui.errors import TargetError, UsageError
from autoui.reading.annotations import source
from autoui.reading.targets.target import split

_NOT_APPS = ("test_", "conftest.py", "setup.py", "noxfile.py")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the command line asked for.

    Attributes:
        target: As it was written.
        folder: The folder the command was given in.
        page: What the page is told; None leaves it to the function.
        port: None takes the default, or the next free one.
        debug: None shows tracebacks on a loopback address only.
    """

    target: str
    folder: Path
    page: dict[str, Any]
    host: str
    port: int | None
    open: bool
    debug: bool | None
    reload: bool
    watch: Sequence[Path]
    allow_paths: Sequence[Path]
    allowed_hosts: Sequence[str]
    trusted_proxies: Sequence[str]
    loop: LoopName
    cwd: Path | None


def serve(wanted: Wanted) -> int:
    """Serve until Ctrl+C and return the exit code.

    Raises:
        UsageError: The target or a folder cannot be right.
    """
    targets.check(wanted.target, wanted.folder)
    cwd = "" if wanted.cwd is None else str(targets.folder(wanted.cwd, wanted.folder, "--cwd"))
    allowed = [
        str(targets.folder(path, wanted.folder, "--allow-path")) for path in wanted.allow_paths
    ]
    if wanted.loop == "uvloop" and find_spec("uvloop") is None:
        raise UsageError("uvloop is not installed", "pip install 'autoui[fast]', or leave it out")
    # Imported here: a wrong command line must not wait for the server's libraries.
    from autoui.serving.run import serve as run
    from autoui.serving.settings import DEFAULT_PORT, Settings

    settings = Settings(
        target=targets.absolute(wanted.target, wanted.folder) if cwd else wanted.target,
        options={name: value for name, value in wanted.page.items() if value is not None},
        host=wanted.host,
        port=DEFAULT_PORT if wanted.port is None else wanted.port,
        port_fixed=wanted.port is not None,
        title=wanted.page.get("title") or "",
        debug=wanted.debug,
        reload=wanted.reload,
        watch=_watched(wanted),
        open=wanted.open,
        allow_paths=allowed,
        allowed_hosts=list(wanted.allowed_hosts),
        trusted_proxies=list(wanted.trusted_proxies),
        loop=wanted.loop,
        cwd=cwd,
        sketch=sketch_of(wanted.target, wanted.folder),
    )
    return run(settings, announce=typer.echo)


def _watched(wanted: Wanted) -> list[str]:
    """Return what ``--watch`` named, as absolute paths.

    Raises:
        UsageError: It is not there, or nothing is reloaded.
    """
    if wanted.watch and not wanted.reload:
        raise UsageError("--watch says what to load again for", "add --reload")
    found = [wanted.folder / path for path in wanted.watch]
    for path in found:
        if not path.exists():
            raise UsageError(f"--watch {path}: there is no such file or folder", "check its path")
    return [str(path) for path in found]


def sheet(css: str | None, folder: Path) -> str | None:
    """Return a style sheet's text as it is, and its path as seen from anywhere."""
    return str(folder / css) if css is not None and "{" not in css else css


def picture(place: str | None, folder: Path) -> str | None:
    """Return an address as it is, and a picture's path as seen from anywhere."""
    return str(folder / place) if place is not None and "://" not in place else place


def sketch_of(target: str, folder: Path) -> dict[str, Any] | None:
    """Return what the page can show of a file target before it is imported, or None."""
    place, name = split(target)
    if not targets.is_file(place):
        return None
    path = folder / place
    if not name:
        names = [found for found, _ in source.servable(path)]
        name = names[0] if len(names) == 1 else ""
    return source.sketch(path, name) if name else None


def list_servable(folder: Path) -> int:
    """Print what the folder's files could serve, without importing them.

    Raises:
        TargetError: There is nothing.
    """
    commands = [
        (f"autoui serve {path.name}:{name}", summary)
        for path in targets.python_files(folder)
        if not path.name.startswith(_NOT_APPS)
        for name, summary in source.servable(path)
    ]
    if not commands:
        raise TargetError(
            "no target, and no Python file with public functions in this folder",
            "write module:function or file.py:function",
        )
    width = max(len(command) for command, _ in commands)
    typer.echo("This folder could serve:")
    for command, summary in commands:
        typer.echo(f"  {command:<{width}}  {summary}".rstrip())
    return 0


def refuse_extra(target: str, extra: Sequence[str]) -> None:
    """Refuse what stands behind the target.

    Raises:
        TargetError: There is something.
    """
    if extra:
        raise targets.extra_argument(target, extra[0])
