"""What several commands take."""

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
