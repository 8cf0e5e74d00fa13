"""The options of the commands: name, environment variable and help, once each."""

from pathlib import Path
from typing import Annotated

import typer

Target = Annotated[
    str,
    typer.Argument(
        metavar="TARGET",
        show_default=False,
        help="module:function, file.py:function, file.py:interface, or a module or file alone.",
    ),
]
OptionalTarget = Annotated[
    str,
    typer.Argument(
        metavar="TARGET",
        envvar="AUTOUI_TARGET",
        show_default=False,
        help="module:function, file.py:function, file.py:interface, or a module or file alone. "
        "Without it, the functions of this folder that could be served are listed.",
    ),
]
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
Title = Annotated[
    str | None,
    typer.Option("--title", envvar="AUTOUI_TITLE", metavar="TEXT", help="The page's title."),
]
Description = Annotated[
    str | None,
    typer.Option(
        "--description",
        envvar="AUTOUI_DESCRIPTION",
        metavar="TEXT",
        help="The text under the title, in Markdown.",
    ),
]
Theme = Annotated[
    str | None,
    typer.Option("--theme", envvar="AUTOUI_THEME", metavar="NAME", help="The name of a theme."),
]
Live = Annotated[
    bool | None,
    typer.Option(
        "--live/--no-live",
        envvar="AUTOUI_LIVE",
        show_default=False,
        help="Run on every change of an input.",
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
Cwd = Annotated[
    Path | None,
    typer.Option(
        "--cwd",
        envvar="AUTOUI_CWD",
        metavar="FOLDER",
        show_default=False,
        help="The folder the function runs in. Without it, the current one.",
    ),
]
AsJson = Annotated[
    bool,
    typer.Option("--json", help="Write JSON, for programs."),
]
