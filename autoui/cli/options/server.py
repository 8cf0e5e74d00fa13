"""How the server listens, whom it answers and what it may read."""

from pathlib import Path
from typing import Annotated, Literal

import typer

LoopName = Literal["auto", "asyncio", "uvloop"]
Host = Annotated[
    str,
    typer.Option(
        "--host", envvar="AUTOUI_HOST", metavar="ADDRESS", help="The address to listen on."
    ),
]
Port = Annotated[
    int | None,
    typer.Option(
        "--port",
        envvar="AUTOUI_PORT",
        metavar="PORT",
        min=0,
        max=65535,
        show_default=False,
        help="The port to listen on; 0 takes any free one. Without it 7860, or the next free one.",
    ),
]
Open = Annotated[
    bool,
    typer.Option(
        "--open/--no-open", envvar="AUTOUI_OPEN", help="Open the page in the default browser."
    ),
]
Debug = Annotated[
    bool | None,
    typer.Option(
        "--debug/--no-debug",
        envvar="AUTOUI_DEBUG",
        show_default=False,
        help="Show tracebacks on the page. Without it, only when listening on this machine alone.",
    ),
]
Reload = Annotated[
    bool,
    typer.Option(
        "--reload/--no-reload",
        envvar="AUTOUI_RELOAD",
        help="Load the function again when its files are saved; open pages follow.",
    ),
]
Watch = Annotated[
    list[Path],
    typer.Option(
        "--watch",
        envvar="AUTOUI_WATCH",
        metavar="PATH",
        show_default=False,
        help="With --reload: a file or folder that the function reads; load it again when that "
        "changes. May be given several times.",
    ),
]
AllowPath = Annotated[
    list[Path],
    typer.Option(
        "--allow-path",
        envvar="AUTOUI_ALLOW_PATH",
        metavar="FOLDER",
        show_default=False,
        help="A folder whose files the function may return. May be given several times.",
    ),
]
AllowedHost = Annotated[
    list[str],
    typer.Option(
        "--allowed-host",
        envvar="AUTOUI_ALLOWED_HOST",
        metavar="NAME",
        show_default=False,
        help="A host name this server answers to. May be given several times.",
    ),
]
TrustedProxy = Annotated[
    list[str],
    typer.Option(
        "--trusted-proxy",
        envvar="AUTOUI_TRUSTED_PROXY",
        metavar="ADDRESS",
        show_default=False,
        help="A proxy's address whose X-Forwarded-* headers are believed. "
        "May be given several times.",
    ),
]
Loop = Annotated[
    LoopName,
    typer.Option(
        "--loop",
        envvar="AUTOUI_LOOP",
        help="The server's event loop; auto takes uvloop where it is installed.",
    ),
]
