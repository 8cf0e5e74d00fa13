"""What the page shows, and how its functions run: the same that ``Interface`` takes."""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer


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
Article = Annotated[
    str | None,
    typer.Option(
        "--article",
        envvar="AUTOUI_ARTICLE",
        metavar="TEXT",
        help="The text below everything else, in Markdown.",
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
Css = Annotated[
    str | None,
    typer.Option(
        "--css", envvar="AUTOUI_CSS", metavar="FILE", help="A style sheet, or its rules as text."
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
