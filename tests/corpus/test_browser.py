"""Each function of the corpus is served, and a person fills in its page in a real browser."""

import dataclasses
import json
import os
import re
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as BrowserError

import autoui
from autoui import testing, wire
from autoui.errors import RefusedSignature, UsageError
from autoui.page.performing import perform
from tests.browser.served import Served
from tests.corpus import filling, meaning, samples
from tests.corpus.entries import Entry, Typed, entries
from tests.serve import serving

pytestmark = [pytest.mark.corpus, pytest.mark.browser]

GOOD = frozenset({"right", "rightly refused"})
WANTED = 0.95
ENDS = re.compile("^(done|failed|lost|cancelled|timed_out|expired|refused)$")
TAKES_FILES = frozenset({"file", "image", "array", "audio", "dataframe", "table"})
PATIENCE = 10_000
"""Milliseconds until something has to be there."""

_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
_FRAME = re.compile(r'File "([^"]+)", line \d+')
_OWN = f"{Path(autoui.__file__).parent}{os.sep}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the samples, as the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    samples.write_all(tmp_path)
    with warnings.catch_warnings():
        # Other libraries warn of whatever they will change next.
        warnings.simplefilter("ignore")
        yield tmp_path


@pytest.mark.timeout(3600)
def test_the_whole_corpus(
    browser: Browser, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = os.environ.get("AUTOUI_CORPUS", "")
    found = [one for one in entries() if re.match(chosen, one.target)]
    counts: Counter[str] = Counter()
    with capsys.disabled():
        for entry, what, detail in verdicts(found, browser, folder):
            counts[what] += 1
            if what not in GOOD:
                said = " ".join(detail.split())[:300]
                os.write(1, f"\n{what}: {entry.target}: {said}".encode())
        os.write(1, f"\n{dict(counts)}\n".encode())
    assert counts.total() == len(found) > 0
    assert counts["crash"] == counts["cannot be filled in"] == 0
    assert sum(counts[one] for one in GOOD) >= WANTED * counts.total()


def verdicts(
    found: list[Entry], browser: Browser, folder: Path
) -> Iterator[tuple[Entry, str, str]]:
    """Yield what each call came to; the functions of a module share a server."""
    for entry in found:
        if entry.refused:
            yield entry, *refusal(entry, folder)
    served = []
    for entry in found:
        if not entry.refused:
            try:
                testing.open(entry.target)
            except RefusedSignature as error:
                yield entry, "refused", str(error)
            else:
                served.append(entry)
    served.sort(key=lambda one: one.place)
    for place, group in groupby(served, lambda one: one.place):
        calls = list(group)
        paths = list(dict.fromkeys(one.path for one in calls))
        with serving(f"{place}:{','.join(paths)}", folder=folder) as server:
            context = browser.new_context()
            context.set_default_timeout(PATIENCE)
            for entry in calls:
                yield entry, *verdict(entry, paths.index(entry.path), context, server, folder)
            context.close()


def refusal(entry: Entry, folder: Path) -> tuple[str, str]:
    """Return whether the command line refuses a function, in words and not with a traceback."""
    command = [sys.executable, "-m", "autoui", "inspect", entry.target]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if "Traceback" in ended.stderr:
        return "crash", ended.stderr
    return ("rightly refused", "") if ended.returncode == 2 else ("not refused", ended.stdout)


def verdict(
    entry: Entry, at: int, context: BrowserContext, server: Served, folder: Path
) -> tuple[str, str]:
    """Return what a call came to on its page, and what is wrong with that."""
    before = len(server.output())
    page = context.new_page()
    complaints: list[str] = []
    ends = _watched(page, complaints)
    try:
        what, detail = _tried(entry, at, page, server, folder, ends)
    finally:
        page.close()
    log = server.output()[before:]
    if server.process.poll() is not None:
        return "crash", f"the server ended: {log}"
    if complaints:
        return "crash", f"the console says {complaints}"
    if any(_ends_in_ours(text) for text in log.split("Traceback (most recent call last)")[1:]):
        return "crash", log
    return what, detail


def _ends_in_ours(traceback: str) -> bool:
    """Return whether what was raised was raised by autoui's own code."""
    frames = _FRAME.findall(traceback)
    return bool(frames) and frames[-1].startswith(_OWN)


def _watched(page: Page, complaints: list[str]) -> list[dict[str, Any]]:
    """Return the list that the last event of each run will be put into."""
    ends: list[dict[str, Any]] = []

    def frame(data: str | bytes) -> None:
        said = json.loads(data)
        ends.extend(
            message
            for message in (said if isinstance(said, list) else [said])
            if message.get("op") == "event" and ENDS.match(message["kind"])
        )

    page.on("websocket", lambda socket: socket.on("framereceived", frame))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return ends


def _tried(
    entry: Entry, at: int, page: Page, server: Served, folder: Path, ends: list[dict[str, Any]]
) -> tuple[str, str]:
    opened = testing.open(entry.target)
    endpoint = next(iter(opened._built.endpoints.values()))
    kinds = _tabs(opened, entry)
    try:
        _go(page, server, at)
        _take_back(page, opened, entry, folder)
        for name, typed in entry.typed.items():
            filling.fill(page, name, typed, kinds.get(name, ""), folder)
        faults = {name: filling.fault(page, name) for name in entry.typed}
        if any(faults.values()):
            return "cannot be filled in", str(faults)
    except (BrowserError, AssertionError) as error:
        return "cannot be filled in", str(error)
    sheet = page.locator("[data-sheet]:visible")
    page.locator("[data-run]:visible").first.click()
    try:
        expect(sheet).to_have_attribute("data-state", ENDS, timeout=PATIENCE)
    except AssertionError as error:
        return "cannot be filled in", f"{page.locator('.fault').all_inner_texts()} {error}"
    state = sheet.get_attribute("data-state")
    said = ends[-1] if ends else {"kind": state, "data": {}}
    if state == "lost":
        return "crash", str(said)
    return _compared(entry, endpoint, opened._scope, folder, said, _download(page, server))


def _take_back(page: Page, opened: testing.Page, entry: Entry, folder: Path) -> None:
    """Give what the first example filled in, and the call does not mean, its default again."""
    try:
        filled = set(opened.example(1).values) - set(entry.typed)
    except UsageError:
        return
    defaults = {one.name: one.field.default for one in opened._endpoint.inputs}
    for name in filled:
        if type(defaults[name]) in (bool, int, float, str):
            filling.fill(page, name, Typed(str(defaults[name])), "", folder)
        else:
            filling.leave_out(page, name)


def _go(page: Page, server: Served, at: int) -> None:
    """Open the page of a function; several are listed in the order in which they are served."""
    page.goto(server.url)
    page.locator("[data-run]:visible, a.entry:visible").first.wait_for()
    names = page.locator("a.entry:visible")
    if names.count():
        names.nth(at).click()
    page.locator("[data-run]:visible").first.wait_for()


def _tabs(opened: testing.Page, entry: Entry) -> dict[str, str]:
    """Return the label of the tab under which each text belongs, for fields of several kinds."""
    found = {}
    for one in opened._endpoint.inputs:
        typed = entry.typed.get(one.name)
        if typed is None or one.component.kind != "union":
            continue
        branches = one.component.props()["branches"]
        value = opened._endpoint.prefill({one.name: typed.text})["values"].get(one.name)
        wanted = value.get("branch") if isinstance(value, dict) else None
        for each in branches:
            if each["kind"] in TAKES_FILES if typed.is_file else each["name"] == wanted:
                found.setdefault(one.name, each["label"])
    return found


def _download(page: Page, server: Served) -> Callable[[wire.Blob], bytes]:
    return lambda blob: page.request.get(f"{server.url}files/{blob.id}/{blob.name}").body()


def _compared(
    entry: Entry, endpoint: Any, scope: Any, folder: Path, said: dict[str, Any],
    download: Callable[[wire.Blob], bytes],
) -> tuple[str, str]:  # fmt: skip
    """Compare the last event of the run with what the same call gives here."""
    meant = dataclasses.replace(
        endpoint, inputs=(), function=lambda: meaning.expected(entry, folder)
    )
    try:
        outputs, wrong = perform(meant, {}, scope).outputs, None
    except Exception as error:  # noqa: BLE001 - what the function raises is its answer
        outputs, wrong = [], error
    data = said["data"]
    if said["kind"] != "done":
        fine = wrong is not None and type(wrong).__name__ in json.dumps(data)
        return ("right", "") if fine else ("wrong", f"{said['kind']}: {json.dumps(data)}")
    if wrong is not None:
        return "wrong", f"done and not {wrong!r}"
    shown = wire.unpack(json.dumps(data["outputs"]).encode())
    expected = wire.unpack(wire.pack(outputs))
    one = _plain(shown, download)
    other = _plain(expected, lambda blob: scope.open(blob).read())
    return ("right", "") if one == other else ("wrong", f"{one!r} and not {other!r}")


def _plain(value: Any, content: Callable[[wire.Blob], bytes]) -> Any:
    """Return outputs with the bytes of their files, and what compares equal to itself."""
    if isinstance(value, wire.Blob):
        return (value.type, value.meta, content(value))
    if isinstance(value, list):
        return [_plain(item, content) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item, content) for key, item in value.items()}
    return _ADDRESS.sub("", value) if isinstance(value, str) else repr(value)
