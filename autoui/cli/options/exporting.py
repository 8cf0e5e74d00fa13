"""What ``autoui flag-export`` takes."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Folder = Annotated[
    Path,
    typer.Argument(metavar="[DIR]", help="The flagging folder."),
]
Output = Annotated[
    str,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="The file to write; - is standard output.",
    ),
]
Format = Annotated[
    Literal["csv", "jsonl", "zip"],
    typer.Option("--format", help="One table, one object a line, or a table with its files."),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="TIME",
        show_default=False,
        help="Only what was flagged then or later: 2026-01-31, or 2026-01-31T12:00 in UTC.",
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--until",
        metavar="TIME",
        show_default=False,
        help="Only what was flagged then or before; a day is meant as a whole.",
    ),
]
Option = Annotated[
    list[str],
    typer.Option(
        "--option",
        metavar="OPTION",
        show_default=False,
        help="Only what was flagged with this option. May be given several times.",
    ),
]
Columns = Annotated[
    list[str],
    typer.Option(
        "--columns",
        metavar="NAMES",
        show_default=False,
        help="Only these columns, in this order: a,b. May be given several times.",
    ),
]
