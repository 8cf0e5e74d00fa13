"""The commands and how they end: 0 fine, 1 failed, 2 usage, 3 the user's import, 130 Ctrl+C."""

import difflib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from autoui import __version__
from autoui.cli.looking import Looked
from autoui.cli.options import calling, common, exporting, page, server
from autoui.cli.targets import looks_like_target
from autoui.errors import AutouiError, UsageError, UserImportError

INTERRUPTED = 130

app = typer.Typer(
    name="autoui",
    help="Point at any Python function and get a web app and an HTTP API of it.",
    epilog="`autoui app.py` means `autoui serve app.py`.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; errors are one line on stderr."""
    try:
        # Typer returns the code of `raise typer.Exit(code)`, and what the command returned.
        code = app(expand(arguments), prog_name="autoui", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except typer.TyperException as error:
        complain(error.format_message())
        return error.exit_code
    except AutouiError as error:
        if isinstance(error, UserImportError) and error.traceback:
            typer.echo(error.traceback, err=True)
        if error.what:
            complain(error.what, error.cure)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # `autoui inspect … | head`: the reader has had enough. Python must not flush again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def expand(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with ``serve`` put in front of a bare target, and help for nothing.

    Raises:
        UsageError: The first word is no command, nor like one, and nothing looks like a target.
    """
    given = list(arguments)
    if not given:
        return ["--help"]
    if given[0] in COMMANDS or given[0] in ("-h", "--help", "--version"):
        return given
    if any(map(looks_like_target, given)):
        return ["serve", *given]
    word = given[0]
    if word.startswith("-") or difflib.get_close_matches(word, COMMANDS):
        return given
    raise UsageError(
        f'"{word}" is neither a command nor a target',
        f"write {word}:function or {word}.py, or see `autoui --help`",
    )


def complain(what: str, cure: str = "") -> None:
    """Write one line to stderr: what is wrong, then the cure."""
    what = what.rstrip()
    stop = "" if what.endswith((".", "!", "?", ")")) or not cure else ":"
    typer.echo(f"autoui: {what}{stop} {cure}".rstrip(), err=True)


def _version(wanted: bool) -> None:  # noqa: FBT001 - the form of an option's callback
    if wanted:
        typer.echo(f"autoui {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Point at any Python function and get a web app and an HTTP API of it."""


@app.command(context_settings={"allow_extra_args": True})
def serve(  # noqa: PLR0913 - one parameter per documented option
    context: typer.Context,
    target: common.OptionalTarget = "",
    *,
    host: server.Host = "127.0.0.1",
    port: server.Port = None,
    input_: page.Inputs = [],  # noqa: B006 - Typer reads it, nobody changes it
    output: page.Outputs = [],  # noqa: B006
    api_name: page.ApiName = None,
    title: page.Title = None,
    description: page.Description = None,
    article: page.Article = None,
    theme: page.Theme = None,
    css: page.Css = None,
    thumbnail: page.Thumbnail = None,
    examples: page.Examples = None,
    examples_per_page: page.ExamplesPerPage = None,
    cache_examples: page.CacheExamples = None,
    run_on_click: page.RunOnClick = None,
    live: page.Live = None,
    flagging: page.Flagging = None,
    flagging_option: page.FlaggingOption = [],  # noqa: B006
    flagging_dir: page.FlaggingDir = None,
    flagging_callback: page.FlaggingCallback = None,
    concurrency: page.Concurrency = None,
    queue_size: page.QueueSize = None,
    timeout: page.Timeout = None,
    batch: page.Batch = None,
    max_batch_size: page.MaxBatchSize = None,
    kill: page.Kill = None,
    cancel_on_leave: page.CancelOnLeave = None,
    open_: server.Open = False,
    debug: server.Debug = None,
    reload: server.Reload = False,
    watch: server.Watch = [],  # noqa: B006 - Typer reads it, nobody changes it
    allow_path: server.AllowPath = [],  # noqa: B006 - Typer reads it, nobody changes it
    allowed_host: server.AllowedHost = [],  # noqa: B006
    trusted_proxy: server.TrustedProxy = [],  # noqa: B006
    loop: server.Loop = "auto",
    cwd: common.Cwd = None,
) -> int:
    """Serve a function as a web page and an HTTP API."""
    from autoui.cli import serve as command

    command.refuse_extra(target, context.args)
    folder = Path.cwd()
    if not target:
        return command.list_servable(folder)
    return command.serve(
        command.Wanted(
            target=target,
            folder=folder,
            page={
                "inputs": input_ or None,
                "outputs": output or None,
                "api_name": api_name,
                "title": title,
                "description": description,
                "article": article,
                "theme": theme,
                "css": command.sheet(css, folder),
                "thumbnail": command.picture(thumbnail, folder),
                "examples": None if examples is None else str(folder / examples),
                "examples_per_page": examples_per_page,
                "cache_examples": cache_examples,
                "run_on_click": run_on_click,
                "live": live,
                "flagging": flagging,
                "flagging_options": flagging_option or None,
                "flagging_dir": flagging_dir,
                "flagging_callback": flagging_callback,
                "concurrency": concurrency,
                "queue_size": queue_size,
                "timeout": timeout,
                "batch": batch,
                "max_batch_size": max_batch_size,
                "kill": kill,
                "cancel_on_leave": cancel_on_leave,
            },
            host=host,
            port=port,
            open=open_,
            debug=debug,
            reload=reload,
            watch=watch,
            allow_paths=allow_path,
            allowed_hosts=allowed_host,
            trusted_proxies=trusted_proxy,
            loop=loop,
            cwd=cwd,
        )
    )


@app.command()
def inspect(  # noqa: PLR0913 - one parameter per documented option
    target: common.Target,
    *,
    as_json: common.AsJson = False,
    input_: page.Inputs = [],  # noqa: B006 - Typer reads it, nobody changes it
    output: page.Outputs = [],  # noqa: B006
    api_name: page.ApiName = None,
    title: page.Title = None,
    examples: page.Examples = None,
    batch: page.Batch = None,
    max_batch_size: page.MaxBatchSize = None,
    cwd: common.Cwd = None,
) -> int:
    """Show what a page for the target would hold, and where each part came from."""
    from autoui.cli import inspect as command

    looked = _looked(
        target,
        cwd,
        examples,
        inputs=input_ or None,
        outputs=output or None,
        api_name=api_name,
        title=title,
        batch=batch,
        max_batch_size=max_batch_size,
    )
    return command.inspect(looked, as_json=as_json)


@app.command()
def check(  # noqa: PLR0913 - one parameter per documented option
    target: common.Target,
    *,
    as_json: common.AsJson = False,
    input_: page.Inputs = [],  # noqa: B006 - Typer reads it, nobody changes it
    output: page.Outputs = [],  # noqa: B006
    api_name: page.ApiName = None,
    title: page.Title = None,
    examples: page.Examples = None,
    batch: page.Batch = None,
    max_batch_size: page.MaxBatchSize = None,
    cwd: common.Cwd = None,
) -> int:
    """Run every example of the target, and compare with the documented results."""
    from autoui.cli import check as command

    looked = _looked(
        target,
        cwd,
        examples,
        inputs=input_ or None,
        outputs=output or None,
        api_name=api_name,
        title=title,
        batch=batch,
        max_batch_size=max_batch_size,
    )
    return command.check(looked, as_json=as_json)


def _looked(target: str, cwd: Path | None, examples: Path | None, **page: Any) -> Looked:
    """Return what is looked at: a target, with what ``serve`` would be told of its page."""
    folder = Path.cwd()
    rows = None if examples is None else str(folder / examples)
    return Looked(target, folder, cwd, {**page, "examples": rows})


@app.command("flag-export")
def flag_export(
    folder: exporting.Folder = Path("flagged"),
    *,
    output: exporting.Output = "-",
    format_: exporting.Format = "csv",
    since: exporting.Since = None,
    until: exporting.Until = None,
    option: exporting.Option = [],  # noqa: B006 - Typer reads it, nobody changes it
    columns: exporting.Columns = [],  # noqa: B006
) -> int:
    """Write all flag logs of a folder as one table."""
    from autoui.cli import flag_export as command

    return command.export(
        command.Wanted(
            folder=folder,
            output=output,
            format=format_,
            since=since,
            until=until,
            options=option,
            columns=columns,
        )
    )


@app.command(context_settings={"ignore_unknown_options": True})
def call(
    where: calling.Where,
    words: calling.Words = [],  # noqa: B006 - Typer reads it, nobody changes it
    *,
    as_json: common.AsJson = False,
    output: calling.Output = ".",
    timeout: calling.Timeout = None,
) -> int:
    """Run a function of a running autoui, or of a target, and print its result."""
    from autoui.cli import call as command

    return command.call(
        command.Wanted(
            where=where,
            words=words,
            folder=Path.cwd(),
            as_json=as_json,
            output=output,
            timeout=timeout,
        )
    )


COMMANDS = frozenset({"call", "check", "flag-export", "serve", "inspect"})
