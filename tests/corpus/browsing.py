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
from playwright.sync_api import Browser, Page, expect
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
    """Calls that share a server: of one module, or all.

    Attributes:
        pages: Each call with the function's name there, and its page in this process.
        refused: What came of the calls without a page.
        server: Where the others are served, until ``stack`` is left.
    """

    pages: list[tuple[Entry, str, testing.Page]]
    refused: list[tuple[Entry, Verdict]]
    server: Served | None
    stack: ExitStack

    @property
    def names(self) -> list[str]:
        """The functions that are served; some are called twice."""
        return list(dict.fromkeys(name for _, name, _ in self.pages))


class Tab:
    """A browser tab that notes the last event of each run, and whatever the browser complains of.

    Args:
        page: What is opened in it.

    Attributes:
        ends: The events that ended a run.
        complaints: What the console said of errors.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.ends: list[dict[str, Any]] = []
        self.complaints: list[str] = []
        self._shown: set[int] = set()
        page.on("websocket", lambda socket: socket.on("framereceived", self._frame))
        page.on("console", lambda said: self._complain(said.text, said.type))
        page.on("pageerror", lambda error: self._complain(str(error)))

    def has_shown(self, at: int) -> bool:
        """Return whether a function holds what somebody filled in."""
        return at in self._shown

    def open(self, url: str, at: int) -> None:
        """Show a function; several are listed in the order they are served in."""
        self.ends.clear()
        self.complaints.clear()
        if self._shown:
            self.page.evaluate("location.hash = ''")
            self.page.locator("a.entry:visible").first.wait_for()
        else:
            self.page.goto(url)
        self._shown.add(at)
        self.page.locator("[data-run]:visible, a.entry:visible").first.wait_for()
        names = self.page.locator("a.entry:visible")
        if names.count():
            names.nth(at).click()
        self.page.locator("[data-run]:visible").first.wait_for()

    def _frame(self, data: str | bytes) -> None:
        said = json.loads(data)
        self.ends.extend(
            message
            for message in (said if isinstance(said, list) else [said])
            if message.get("op") == "event" and ENDS.match(message["kind"])
        )

    def _complain(self, text: str, kind: str = "error") -> None:
        if kind == "error":
            self.complaints.append(text)


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
            ahead = deque([self._started_module(modules[0], all_servers)])
            for following in [*modules[1:], None]:
                if following is not None:
                    ahead.append(self._started_module(following, all_servers))
                yield from self._tried(ahead.popleft())

    def verdicts_together(self, calls: list[Entry]) -> Verdicts:
        """Yield what each call came to; a script that imports the modules serves them all."""
        modules = sorted({one.place for one in calls})
        script = self._folder / "all_of_them.py"
        script.write_text("".join(f"import {module}\n" for module in modules))
        with ExitStack() as servers:
            names = [f"{one.place}.{one.path}" for one in calls]
            yield from self._tried(self._started(str(script), calls, names, servers))

    def _started_module(self, calls: list[Entry], servers: ExitStack) -> Group:
        return self._started(calls[0].place, calls, [one.path for one in calls], servers)

    def _started(
        self, place: str, calls: list[Entry], names: list[str], servers: ExitStack
    ) -> Group:
        group = Group([], [], None, servers.enter_context(ExitStack()))
        for entry, name in zip(calls, names, strict=True):
            try:
                group.pages.append((entry, name, testing.open(entry.target)))
            except RefusedSignature as error:
                group.refused.append((entry, Verdict(WRONG, f"refused: {error}")))
        if group.pages:
            folder = self._folder / f"served {Path(place).name}"
            folder.mkdir()
            samples.write_all(folder)
            serves = serving(f"{place}:{','.join(group.names)}", folder=folder, ready=False)
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
                tab = Tab(context.new_page())
                for entry, name, page in group.pages:
                    at = group.names.index(name)
                    if tab.has_shown(at) or len(group.names) == 1:
                        tab = Tab(context.new_page())
                    attempt = Attempt(entry, page, group.server, self._folder, self._expecting)
                    found = attempt.verdict(tab, at)
                    if found.what != RIGHT:
                        tab = Tab(context.new_page())
                    tried += 1
                    yield entry, found
        except pytest.fail.Exception as error:
            # The server did not come up, or did not end.
            for entry, _, _ in group.pages[tried:] or group.pages[-1:]:
                yield entry, Verdict(CRASH, str(error))


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

    def verdict(self, tab: Tab, at: int) -> Verdict:
        """Return what the call came to.

        Args:
            tab: Where its page is opened.
            at: The function's place among those that are served.
        """
        before = len(self._server.output())
        found = self._try(tab, at)
        log = self._server.output()[before:]
        if self._server.process.poll() is not None:
            return Verdict(CRASH, f"the server ended: {log}")
        if tab.complaints:
            return Verdict(CRASH, f"the console says {tab.complaints}")
        if any(map(_ends_in_ours, log.split("Traceback (most recent call last)")[1:])):
            return Verdict(CRASH, log)
        return found

    def _try(self, tab: Tab, at: int) -> Verdict:
        page = tab.page
        try:
            tab.open(self._server.url, at)
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
        if sheet.get_attribute("data-state") == "lost" or not tab.ends:
            return Verdict(CRASH, f"{sheet.get_attribute('data-state')} {tab.ends}")
        return self._compared(page, tab.ends[-1])

    def _fill(self, page: Page) -> None:
        filling.unfold(page)
        kinds = self._kinds()
        self._take_back(page)
        for name, typed in self._entry.typed.items():
            filling.fill(page, name, typed, kinds.get(name, ""), self._folder)

    def _take_back(self, page: Page) -> None:
        """Give what the first example filled in, and the call does not mean, its default again."""
        try:
            filled = self._opened.example(1).values
        except UsageError:
            return
        defaults = {one.name: one.field.default for one in self._opened._endpoint.inputs}
        for name in filled.keys() - self._entry.typed.keys():
            if filled[name] is defaults[name] or filled[name] == defaults[name]:
                continue
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
