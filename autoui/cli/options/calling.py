"""What ``autoui call`` takes."""

from typing import Annotated

import typer

Where = Annotated[
    str,
    typer.Argument(
        metavar="WHERE",
        show_default=False,
        help="The address of a running autoui, or a target as `autoui serve` takes it.",
    ),
]
Words = Annotated[
    list[str],
    typer.Argument(
        metavar="[FUNCTION] [NAME=VALUE]...",
        show_default=False,
        help="The function, if there are several, and its arguments: name=text, name:=JSON, "
        "name=@FILE, name=- for standard input, or values in order.",
    ),
]
Output = Annotated[
    str,
    typer.Option(
        "-o",
        "--output",
        metavar="FOLDER",
        help="Where files that come back are saved; - writes them to standard output.",
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        min=0.001,
        show_default=False,
        help="Cancel the run when it takes longer.",
    ),
]
