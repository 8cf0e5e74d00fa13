"""Calls of the corpus, each tried by a person on the page that is served, in a real browser."""

import json
import re
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as BrowserError

from autoui import testing
from autoui.errors import RefusedSignature, UsageError
from autoui.wire.values import Blob, unpack
from tests.browser.served import Served
from tests.corpus import filling, samples
from tests.corpus.entries import Entry, Typed
from tests.corpus.expecting import Expecting
from tests.corpus.plain import difference, plain
from tests.corpus.verdicts import CRASH, RIGHT, UNFILLABLE, WRONG, Verdict, is_own
from tests.serve import serving

Verdicts = Iterator[tuple[Entry, Verdict]]

ENDS = re.compile("^(done|failed|lost|cancelled|timed_out|expired|refused)$")
TAKES_FILES = frozenset({"file", "image", "array", "audio", "dataframe", "table"})
PATIENCE = 10_000
"""Milliseconds until something has to be there."""

_FRAME = re.compile(r'File "([^"]+)", line \d+')


@dataclass
class Group:
    """The calls of one module, and the server they share.

    Attributes:
        pages: Each call with its page in this process.
        refused: What came of the calls without a page.
        server: Where the others are served, until ``stack`` is left.
    """

    pages: list[tuple[Entry, testing.Page]]
    refused: list[tuple[Entry, Verdict]]
    server: Served | None
    stack: ExitStack


class Browsing:
    """Tries calls on their pages.

    Args:
        browser: Where the pages are opened.
        folder: Where the samples are, and each server gets a folder.
    """

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        scratch = folder / "expected"
        scratch.mkdir()
        self._expecting = Expecting(folder, scratch)

    def verdicts(self, calls: list[Entry]) -> Verdicts:
        """Yield what each call came to; the functions of a module share a server."""
        in_order = sorted(calls, key=lambda one: one.place)
        modules = [list(group) for _, group in groupby(in_order, lambda one: one.place)]
        with ExitStack() as all_servers:
            # The next server starts while the calls of one are tried.
            ahead = deque([self._started(modules[0], all_servers)])
            for following in [*modules[1:], None]:
                if following is not None:
                    ahead.append(self._started(following, all_servers))
                yield from self._tried(ahead.popleft())

    def _started(self, calls: list[Entry], servers: ExitStack) -> Group:
        group = Group([], [], None, servers.enter_context(ExitStack()))
        for entry in calls:
            try:
                group.pages.append((entry, testing.open(entry.target)))
            except RefusedSignature as error:
                group.refused.append((entry, Verdict(WRONG, f"refused: {error}")))
        if group.pages:
            folder = self._folder / calls[0].place
            folder.mkdir()
            samples.write_all(folder)
            target = f"{calls[0].place}:{','.join(_paths(group))}"
            serves = serving(target, folder=folder, ready=False)
            group.server = group.stack.enter_context(serves)
        return group

    def _tried(self, group: Group) -> Verdicts:
        yield from group.refused
        if group.server is None:
            return
        tried = 0
        try:
            with group.stack, self._browser.new_context() as context:
                context.set_default_timeout(PATIENCE)
                group.server.wait_until_ready()
                paths = _paths(group)
                for entry, page in group.pages:
                    attempt = Attempt(entry, page, group.server, self._folder, self._expecting)
                    found = attempt.verdict(context, paths.index(entry.path))
                    tried += 1
                    yield entry, found
        except pytest.fail.Exception as error:
            # The server did not come up, or did not end.
            for entry, _ in group.pages[tried:] or group.pages[-1:]:
                yield entry, Verdict(CRASH, str(error))


def _paths(group: Group) -> list[str]:
    """Return the functions that are served; some are called twice."""
    return list(dict.fromkeys(entry.path for entry, _ in group.pages))


class Attempt:
    """One call on its page.

    Args:
        entry: The call.
        opened: The page in this process, which knows how its fields are filled in.
        server: Where it is served.
        folder: Where the samples are.
        expecting: Tells what the call should give.
    """

    def __init__(
        self,
        entry: Entry,
        opened: testing.Page,
        server: Served,
        folder: Path,
        expecting: Expecting,
    ) -> None:
        self._entry = entry
        self._opened = opened
        self._server = server
        self._folder = folder
        self._expecting = expecting
        self._complaints: list[str] = []
        self._ends: list[dict[str, Any]] = []

    def verdict(self, context: BrowserContext, at: int) -> Verdict:
        """Return what the call came to.

        Args:
            context: Where its page is opened.
            at: The function's place among those that are served.
        """
        before = len(self._server.output())
        with context.new_page() as page:
            self._watch(page)
            found = self._try(page, at)
        log = self._server.output()[before:]
        if self._server.process.poll() is not None:
            return Verdict(CRASH, f"the server ended: {log}")
        if self._complaints:
            return Verdict(CRASH, f"the console says {self._complaints}")
        if any(map(_ends_in_ours, log.split("Traceback (most recent call last)")[1:])):
            return Verdict(CRASH, log)
        return found

    def _watch(self, page: Page) -> None:
        """Note the last event of each run, and whatever the browser complains of."""

        def frame(data: str | bytes) -> None:
            said = json.loads(data)
            self._ends.extend(
                message
                for message in (said if isinstance(said, list) else [said])
                if message.get("op") == "event" and ENDS.match(message["kind"])
            )

        page.on("websocket", lambda socket: socket.on("framereceived", frame))
        page.on("console", lambda said: self._complain(said.text, said.type))
        page.on("pageerror", lambda error: self._complain(str(error)))

    def _complain(self, text: str, kind: str = "error") -> None:
        if kind == "error":
            self._complaints.append(text)

    def _try(self, page: Page, at: int) -> Verdict:
        try:
            self._go(page, at)
            self._fill(page)
        except (BrowserError, AssertionError) as error:
            return Verdict(UNFILLABLE, str(error))
        faults = {name: filling.fault(page, name) for name in self._entry.typed}
        if any(faults.values()):
            return Verdict(UNFILLABLE, str(faults))
        sheet = page.locator("[data-sheet]:visible")
        page.locator("[data-run]:visible").first.click()
        try:
            expect(sheet).to_have_attribute("data-state", ENDS, timeout=PATIENCE)
        except AssertionError as error:
            return Verdict(UNFILLABLE, f"{page.locator('.fault').all_inner_texts()} {error}")
        if sheet.get_attribute("data-state") == "lost" or not self._ends:
            return Verdict(CRASH, f"{sheet.get_attribute('data-state')} {self._ends}")
        return self._compared(page, self._ends[-1])

    def _go(self, page: Page, at: int) -> None:
        """Open the page of the function; several are listed in the order they are served in."""
        page.goto(self._server.url)
        page.locator("[data-run]:visible, a.entry:visible").first.wait_for()
        names = page.locator("a.entry:visible")
        if names.count():
            names.nth(at).click()
        page.locator("[data-run]:visible").first.wait_for()

    def _fill(self, page: Page) -> None:
        filling.unfold(page)
        kinds = self._kinds()
        self._take_back(page)
        for name, typed in self._entry.typed.items():
            filling.fill(page, name, typed, kinds.get(name, ""), self._folder)

    def _take_back(self, page: Page) -> None:
        """Give what the first example filled in, and the call does not mean, its default again."""
        try:
            filled = set(self._opened.example(1).values) - set(self._entry.typed)
        except UsageError:
            return
        defaults = {one.name: one.field.default for one in self._opened._endpoint.inputs}
        for name in filled:
            if type(defaults[name]) in (bool, int, float, str):
                filling.fill(page, name, Typed(str(defaults[name])), "", self._folder)
            else:
                filling.leave_out(page, name)

    def _kinds(self) -> dict[str, str]:
        """Return the label of the tab under which each text belongs, in fields of several kinds."""
        found = {}
        for one in self._opened._endpoint.inputs:
            typed = self._entry.typed.get(one.name)
            if typed is None or one.component.kind != "union":
                continue
            value = self._opened._endpoint.prefill({one.name: typed.text})["values"].get(one.name)
            wanted = value.get("branch") if isinstance(value, dict) else None
            for each in one.component.props()["branches"]:
                if each["kind"] in TAKES_FILES if typed.is_file else each["name"] == wanted:
                    found.setdefault(one.name, each["label"])
        return found

    def _compared(self, page: Page, end: dict[str, Any]) -> Verdict:
        """Compare the last event of the run with what the call as it is meant shows or raises."""
        said = f"{end['kind']}: {json.dumps(end['data'])}"
        try:
            expected = self._expecting.outputs(self._opened, self._entry)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the function's answer
            if end["kind"] == "failed" and end["data"].get("type") == type(error).__name__:
                return Verdict(RIGHT)
            return Verdict(WRONG, f"{said}; meant: {error!r}")
        if end["kind"] != "done":
            return Verdict(WRONG, f"{said}; meant: {expected}")

        def download(blob: Blob) -> bytes:
            return page.request.get(f"{self._server.url}files/{blob.id}/{blob.name}").body()

        one = plain(unpack(json.dumps(end["data"]["outputs"]).encode()), download)
        other = plain(expected, self._expecting.content)
        return Verdict(RIGHT) if one == other else Verdict(WRONG, difference(one, other))


def _ends_in_ours(traceback: str) -> bool:
    """Return whether what was raised was raised by autoui's own code."""
    frames = _FRAME.findall(traceback)
    return bool(frames) and is_own(frames[-1])
