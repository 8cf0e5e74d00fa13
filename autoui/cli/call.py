"""``autoui call``: run one function of a running autoui, or of a target, and print its result."""

import contextlib
import re
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autoui.cli.given import Given, read_words
from autoui.cli.lent import Ended, LentServer, lent_server
from autoui.cli.showing import Results, Terminal
from autoui.errors import InvalidInputs, UsageError

if TYPE_CHECKING:
    from autoui.client.client import Client, Function
    from autoui.client.job import Job

_HOST_AND_PORT = re.compile(r"[\w.-]+:\d+(/.*)?|\[[0-9a-fA-F:]+\](:\d+)?(/.*)?")
_AGAIN_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the command line asked for.

    Attributes:
        where: A URL or a target, as it was written.
        words: What follows: perhaps a function's name, then its arguments.
        folder: The folder the command was given in.
        as_json: Whether the result is written as JSON whatever it is.
        output: Where files go: a folder, or ``-`` for standard output.
        timeout: Seconds after which the run is cancelled; None waits.
    """

    where: str
    words: Sequence[str]
    folder: Path
    as_json: bool
    output: str
    timeout: float | None


def call(wanted: Wanted) -> int:
    """Run a function, print its result and return the exit code.

    Raises:
        UsageError: The target, the function or an argument is wrong.
        ClientError: Nothing answers, or the run failed.
    """
    place = wanted.folder / wanted.output
    if wanted.output != "-" and place.exists() and not place.is_dir():
        raise UsageError(f"-o {wanted.output} is not a folder", "name one; it need not exist yet")
    _refuse_options(wanted.words)
    with _client(wanted) as client, _wrong_inputs():
        function, words = _function(client, wanted.words)
        given = read_words(words, function.description, wanted.folder)
        arguments = {**given.values, **_read(client, function, given)}
        function.description.bind((), arguments)
        job = function.submit(**arguments)
        return _follow(job, wanted)


def _refuse_options(words: Sequence[str]) -> None:
    # Options that are none get here, since a negative number must.
    for word in words:
        if word.startswith("--") and len(word) > 2:
            cure = "write name=VALUE for an argument"
            raise UsageError(f"autoui call has no option {word.partition('=')[0]}", cure)


def is_address(where: str) -> bool:
    """Return whether a word names a running server, and not a target."""
    return where.startswith(("http://", "https://")) or bool(_HOST_AND_PORT.fullmatch(where))


@contextlib.contextmanager
def _client(wanted: Wanted) -> Iterator["Client"]:
    # Imported here: help and wrong command lines pay nothing for it.
    from autoui.client.client import Client

    if is_address(wanted.where):
        with Client(wanted.where, on_wait=_say) as client:
            yield client
        return
    with lent_server(wanted.where, wanted.folder) as server:
        _wait_until_ready(server)
        with Client(server.url) as client:
            yield client


def _say(sentence: str) -> None:
    # Over the line that shows how far the run is.
    sys.stderr.write(f"\r\x1b[K{sentence}\n" if sys.stderr.isatty() else f"{sentence}\n")
    sys.stderr.flush()


def _wait_until_ready(server: LentServer) -> None:
    """Wait for as long as the target takes to import.

    Raises:
        Ended: It could not be loaded.
    """
    import httpx

    with httpx.Client(trust_env=False) as http:
        while (code := server.has_ended()) is None:
            with contextlib.suppress(httpx.TransportError):
                if http.get(f"{server.url}readyz").status_code == 200:
                    return
            time.sleep(_AGAIN_SECONDS)
    raise Ended(code)


@contextlib.contextmanager
def _wrong_inputs() -> Iterator[None]:
    """Tell wrong inputs like any other wrong command line: in one line, with its exit code."""
    try:
        yield
    except InvalidInputs as error:
        raise UsageError(str(error)) from None


def _function(client: "Client", words: Sequence[str]) -> tuple["Function", Sequence[str]]:
    """Return the function that is meant, and the words after its name."""
    if words and words[0].removeprefix("/") in client.functions:
        return client.function(words[0]), words[1:]
    if len(client.functions) > 1 and words and words[0].isidentifier():
        return client.function(words[0]), ()
    return client.function(), words


def _read(client: "Client", function: "Function", given: Given) -> dict[str, Any]:
    if not given.texts:
        return {}
    return client.read_texts(function.description.name, given.texts)


def _follow(job: "Job", wanted: Wanted) -> int:
    from autoui.client.errors import RunCancelled, RunFailed

    results = Results(sys.stdout, wanted.folder, wanted.output, as_json=wanted.as_json)
    timer = threading.Timer(wanted.timeout or 0, _stop, [job])
    timer.daemon = True
    if wanted.timeout is not None:
        timer.start()
    try:
        with Terminal(sys.stderr) as terminal:
            _show(job, terminal, results)
        job.result()
    except KeyboardInterrupt:
        job.abandon()
        raise
    except RunCancelled as error:
        if wanted.timeout is None:
            raise
        said = f"{job.function} was cancelled: it took longer than {wanted.timeout:g} seconds"
        raise RunFailed(said, kind=error.kind) from None
    except RunFailed as error:
        # A server of this command's own has written it to the same place.
        if error.traceback and is_address(wanted.where):
            sys.stderr.write(error.traceback.rstrip() + "\n")
        raise
    finally:
        timer.cancel()
    return 0


def _stop(job: "Job") -> None:
    """Cancel a job whose time is up; it may end, and its client close, at the same moment."""
    from autoui.client.errors import ClientError

    with contextlib.suppress(ClientError):
        job.cancel()


def _show(job: "Job", terminal: Terminal, results: Results) -> None:
    values = 0
    for event in job.events():
        match event.kind:
            case "value":
                values += 1
                terminal.clear()
                results.write(event.data["outputs"])
            case "done" if not values:
                terminal.clear()
                printed = (event.data.get("effects") or {}).get("main") == "printed"
                if not (printed and terminal.shows_both(sys.stdout)):
                    results.write(event.data["outputs"])
            case _:
                terminal.tell(event.kind, event.data)
