"""A real server and a line that breaks: calls go on, and nothing comes twice or not at all."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.person import Person
from tests.browser.served import Served
from tests.browser.test_core_keeping import come_near
from tests.serve import serving

pytestmark = pytest.mark.browser

SCRIPT = """import time
from pathlib import Path

from collections.abc import Iterator
from typing import Annotated

import autoui as gr


def count(name: str = "a", steps: int = 200) -> Iterator[Annotated[int, gr.Replace()]]:
    with Path(name + ".began").open("a") as log:
        log.write("once ")
    for step in range(steps):
        while step == 20 and not Path(name + ".go").exists():
            time.sleep(0.01)
        yield step
        time.sleep(0.005)


def warn(many: int = 3) -> str:
    for number in range(many):
        (gr.Warning if number % 2 else gr.Info)(f"notice {number}")
    return "warned"
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("away")
    path = folder / "app.py"
    path.write_text(SCRIPT)
    with serving(f"{path}:count,warn", folder=folder) as found:
        yield found


class Line:
    """A stretch of network between browser and server that can be cut.

    Args:
        url: The server's address.
    """

    def __init__(self, url: str) -> None:
        self._port = int(url.rsplit(":", 1)[1].strip("/"))
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self.up = True
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def cut(self) -> None:
        """Break all connections; new ones break at once."""
        self.up = False
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def mend(self) -> None:
        """Let connections through again."""
        self.up = True

    def close(self) -> None:
        """Take the line away."""
        self.cut()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if not self.up:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._port))
            self._ends += [near, far]
            for source, sink in ((near, far), (far, near)):
                thread = threading.Thread(target=_carry, args=(source, sink), daemon=True)
                thread.start()
                self._threads.append(thread)


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with source, suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    # Either way it ends for both.
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line(served: Served) -> Iterator[Line]:
    found = Line(served.url)
    yield found
    found.close()


VALUES = """() => {
  window.values = [];
  const results = document.querySelector(".results");
  new MutationObserver(() => {
    const text = results.innerText.trim();
    if (text && window.values.at(-1) !== Number(text)) window.values.push(Number(text));
  }).observe(results, { subtree: true, childList: true, characterData: true });
}"""


def counting(person: Person, name: str) -> None:
    """Start the call and wait until it has told something."""
    person.fill("Name", name)
    person.page.evaluate(VALUES)
    person.start()
    expect(person.result.locator(".results")).to_have_text("19")


def counted(person: Person, served: Served, name: str) -> None:
    """Expect that it went through once, and that values only ever grew."""
    expect(person.result).to_have_attribute("data-state", "done")
    person.sees("199")
    values = person.page.evaluate("window.values")
    assert values == sorted(set(values))
    assert (served.log.parent / f"{name}.began").read_text() == "once "


def test_a_line_that_breaks_loses_nothing(
    page: Page, served: Served, line: Line, complaints: list[str]
) -> None:
    person = Person(page, line.url + "#count")
    counting(person, "cut")
    line.cut()
    notice = page.get_by_text("The call may go on there; its result will appear here.")
    expect(notice).to_be_visible()
    (served.log.parent / "cut.go").touch()
    line.mend()
    expect(notice).to_be_hidden()
    counted(person, served, "cut")
    # Every browser reports a websocket that could not be opened.
    assert all("WebSocket" in one or "ERR_" in one for one in complaints)
    complaints.clear()


def test_a_call_ends_while_the_line_is_broken(
    page: Page, served: Served, line: Line, complaints: list[str]
) -> None:
    person = Person(page, line.url + "#count")
    counting(person, "end")
    line.cut()
    (served.log.parent / "end.go").touch()
    expect(page.locator("#link")).to_be_visible()
    assert served.call("warn", many=0)["outputs"]
    line.mend()
    counted(person, served, "end")
    complaints.clear()


def test_a_computer_that_is_offline_for_a_while(
    page: Page, served: Served, complaints: list[str]
) -> None:
    person = Person(page, served.url + "#count")
    counting(person, "offline")
    page.context.set_offline(True)
    (served.log.parent / "offline.go").touch()
    page.context.set_offline(False)
    counted(person, served, "offline")
    complaints.clear()


def test_a_reload_in_the_middle_of_a_stream(page: Page, served: Served) -> None:
    person = Person(page, served.url + "#count")
    counting(person, "reload")
    page.reload()
    expect(person.result).to_have_attribute("data-state", "running")
    page.evaluate(VALUES)
    (served.log.parent / "reload.go").touch()
    counted(person, served, "reload")


def test_a_reload_after_the_end(page: Page, served: Served, context: BrowserContext) -> None:
    person = Person(page, served.url + "#count")
    (served.log.parent / "over.go").touch()
    person.fill("Name", "over")
    person.run()
    person.sees("199")
    foot = page.locator(".status").inner_text()
    page.reload()
    person.sees("199")
    expect(page.locator(".status")).to_have_text(foot)
    assert (served.log.parent / "over.began").read_text() == "once "
    # Nobody else is shown anything of it.
    other = Person(context.new_page(), served.url + "#count")
    other.page.reload()
    expect(other.result).to_have_attribute("data-state", "empty")


def test_a_reload_right_after_the_click(page: Page, served: Served) -> None:
    # The page never gets as far as to notice that the call takes long.
    page.add_init_script("""{
      const real = setTimeout;
      globalThis.setTimeout = (call, pause) => pause === 150 ? 0 : real(call, pause);
    }""")
    person = Person(page, served.url + "#count")
    person.fill("Name", "early")
    come_near(page)
    person.start()
    while not (served.log.parent / "early.began").exists():
        page.evaluate("1")
    page.reload()
    expect(person.result).to_have_attribute("data-state", "running")
    page.evaluate(VALUES)
    (served.log.parent / "early.go").touch()
    counted(person, served, "early")


def test_notices_come_in_their_order(page: Page, served: Served) -> None:
    person = Person(page, served.url + "#warn")
    person.run()
    expect(page.locator(".toast")).to_have_text(["notice 0", "notice 1", "notice 2"])
    levels = page.locator(".toast").evaluate_all("(all) => all.map((one) => one.dataset.level)")
    assert levels == ["info", "warning", "info"]
    assert re.fullmatch(r"(Warning: )?notice \d|Done.*|Running", page.locator("#live").inner_text())
