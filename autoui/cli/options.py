"""The options of the commands: name, environment variable and help, once each."""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

LoopName = Literal["auto", "asyncio", "uvloop"]

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


def _components(
    context: typer.Context, parameter: typer.CallbackParam, given: list[str]
) -> list[str]:
    """Return what was given; what stands in a variable may hold blanks, and is split at ``;``."""
    source = context.get_parameter_source(parameter.name or "")
    if source is None or source.name != "ENVIRONMENT":
        return given
    written = os.environ[str(parameter.envvar)].split(";")
    return [one.strip() for one in written if one.strip()]


Inputs = Annotated[
    list[str],
    typer.Option(
        "--input",
        callback=_components,
        envvar="AUTOUI_INPUT",
        metavar="NAME=COMPONENT",
        show_default=False,
        help="What a parameter is filled in with: num1=number, 'size=slider(1, 10)'. "
        "May be given several times.",
    ),
]
Outputs = Annotated[
    list[str],
    typer.Option(
        "--output",
        callback=_components,
        envvar="AUTOUI_OUTPUT",
        metavar="COMPONENT",
        show_default=False,
        help="What shows the result: image, 'label(num_top_classes=3)'. "
        "Several times for several results.",
    ),
]
ApiName = Annotated[
    str | None,
    typer.Option(
        "--api-name",
        envvar="AUTOUI_API_NAME",
        metavar="NAME",
        show_default=False,
        help="The endpoint's name. Without it, the function's.",
    ),
]
Thumbnail = Annotated[
    str | None,
    typer.Option(
        "--thumbnail",
        envvar="AUTOUI_THUMBNAIL",
        metavar="FILE",
        show_default=False,
        help="A picture, or its address, that a link to the page shows elsewhere.",
    ),
]
FlaggingCallback = Annotated[
    str | None,
    typer.Option(
        "--flagging-callback",
        envvar="AUTOUI_FLAGGING_CALLBACK",
        metavar="MODULE:OBJECT",
        show_default=False,
        help="What is done with flagged runs, in place of the log.",
    ),
]
Kill = Annotated[
    bool | None,
    typer.Option(
        "--kill/--no-kill",
        envvar="AUTOUI_KILL",
        show_default=False,
        help="Whether a run that does not stop may end its worker. Without it, it may.",
    ),
]
CancelOnLeave = Annotated[
    bool | None,
    typer.Option(
        "--cancel-on-leave/--no-cancel-on-leave",
        envvar="AUTOUI_CANCEL_ON_LEAVE",
        show_default=False,
        help="Whether closing the page cancels the runs it started.",
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
    typer.Option(
        "--theme",
        envvar="AUTOUI_THEME",
        metavar="NAME",
        help="default, soft, monochrome, or one of your own as module:object.",
    ),
]
Article = Annotated[
    str | None,
    typer.Option(
        "--article",
        envvar="AUTOUI_ARTICLE",
        metavar="TEXT",
        help="The text below everything else, in Markdown.",
    ),
]
Css = Annotated[
    str | None,
    typer.Option(
        "--css", envvar="AUTOUI_CSS", metavar="FILE", help="A style sheet, or its rules as text."
    ),
]
Examples = Annotated[
    Path | None,
    typer.Option(
        "--examples",
        envvar="AUTOUI_EXAMPLES",
        metavar="PATH",
        show_default=False,
        help="Example rows: a .csv, .tsv, .json or .jsonl file, a folder of files, or a folder of "
        "flagged runs.",
    ),
]
ExamplesPerPage = Annotated[
    int | None,
    typer.Option(
        "--examples-per-page",
        envvar="AUTOUI_EXAMPLES_PER_PAGE",
        metavar="N",
        min=1,
        max=200,
        show_default=False,
        help="How many example rows stand on a page. Without it 10.",
    ),
]
CacheExamples = Annotated[
    Literal["never", "lazy", "eager"] | None,
    typer.Option(
        "--cache-examples",
        envvar="AUTOUI_CACHE_EXAMPLES",
        show_default=False,
        help="Record the results of example rows: when one is first chosen, or all at the start.",
    ),
]
RunOnClick = Annotated[
    bool | None,
    typer.Option(
        "--run-on-click/--no-run-on-click",
        envvar="AUTOUI_RUN_ON_CLICK",
        show_default=False,
        help="Run an example row when it is chosen.",
    ),
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
Concurrency = Annotated[
    int | None,
    typer.Option(
        "--concurrency",
        envvar="AUTOUI_CONCURRENCY",
        metavar="N",
        min=1,
        show_default=False,
        help="How many runs of each function may be in progress at once.",
    ),
]
QueueSize = Annotated[
    int | None,
    typer.Option(
        "--queue-size",
        envvar="AUTOUI_QUEUE_SIZE",
        metavar="N",
        min=0,
        show_default=False,
        help="How many runs may wait. Without it 10000.",
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        envvar="AUTOUI_TIMEOUT",
        metavar="SECONDS",
        min=0,
        show_default=False,
        help="How long a run may take; 0 means no limit.",
    ),
]
Batch = Annotated[
    bool | None,
    typer.Option(
        "--batch/--no-batch",
        envvar="AUTOUI_BATCH",
        show_default=False,
        help="The functions take lists of inputs: runs that wait are done in one call.",
    ),
]
MaxBatchSize = Annotated[
    int | None,
    typer.Option(
        "--max-batch-size",
        envvar="AUTOUI_MAX_BATCH_SIZE",
        metavar="N",
        min=1,
        show_default=False,
        help="The most runs in one call of a batch function. Without it 4.",
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
Flagging = Annotated[
    Literal["manual", "auto", "never"] | None,
    typer.Option(
        "--flagging",
        envvar="AUTOUI_FLAGGING",
        show_default=False,
        help="Flag runs on request (as without the option), every run, or none.",
    ),
]
FlaggingOption = Annotated[
    list[str],
    typer.Option(
        "--flagging-option",
        envvar="AUTOUI_FLAGGING_OPTION",
        metavar="TEXT",
        show_default=False,
        help="A reason that a person who flags can choose. May be given several times.",
    ),
]
FlaggingDir = Annotated[
    str | None,
    typer.Option(
        "--flagging-dir",
        envvar="AUTOUI_FLAGGING_DIR",
        metavar="FOLDER",
        show_default=False,
        help="Where flagged runs are kept; without it, flagged.",
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
FlagFolder = Annotated[
    Path,
    typer.Argument(metavar="[DIR]", help="The flagging folder."),
]
ExportTo = Annotated[
    str,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="The file to write; - is standard output.",
    ),
]
ExportFormat = Annotated[
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
FlagOption = Annotated[
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
CallTimeout = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        min=0.001,
        show_default=False,
        help="Cancel the run when it takes longer.",
    ),
]
