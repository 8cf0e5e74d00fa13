"""``--reload``: saving the script changes the page that is open."""

import os
import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.person import Person
from tests.browser.served import Serve

pytestmark = pytest.mark.browser

FIRST = '''def repeat(word: str = "ab", times: int = 2) -> str:
    """Repeat a word."""
    return word * times
'''
SECOND = '''def repeat(word: str = "ab", times: int = 2, mark: str = "!") -> str:
    """Repeat a word loudly."""
    return word.upper() * times + mark
'''
BROKEN = """def repeat(word: str = "ab", times: int = 2) -> str:
    return word *
"""


def save(path: Path, source: str) -> None:
    """Save as editors do: the new file takes the place of the old one."""
    beside = path.with_suffix(".new")
    beside.write_text(source)
    os.replace(beside, path)


def test_a_save_changes_the_open_page_and_a_broken_one_does_not(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    path = tmp_path / "words.py"
    save(path, FIRST)
    person = Person(page, serve(f"{path}:repeat", "--reload").url)
    person.type("Word", "xy")
    person.run()
    person.sees("xyxy")

    save(path, SECOND)
    expect(page.get_by_label("Mark", exact=True)).to_have_value("!")
    expect(page.get_by_text("Repeat a word loudly.")).to_be_visible()
    expect(page.get_by_label("Word", exact=True)).to_have_value("xy")
    expect(person.result).to_contain_text("xyxy")
    person.run()
    person.sees("XYXY!")

    save(path, BROKEN)
    told = page.get_by_text(re.compile(r"words\.py.*line 2|line 2.*words\.py", re.DOTALL)).first
    expect(told).to_be_visible()
    person.type("Times", "3")
    page.keyboard.press("ControlOrMeta+Enter")
    person.sees("XYXYXY!")

    save(path, FIRST)
    expect(page.get_by_label("Mark", exact=True)).to_be_hidden()
    expect(told).to_be_hidden()
    expect(page.get_by_label("Times", exact=True)).to_have_value("3")
    person.run()
    person.sees("xyxyxy")


def test_a_parameter_that_changes_its_kind_lets_go_of_its_input(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    path = tmp_path / "kinds.py"
    save(path, "def f(x: str = 'a', n: int = 1):\n    return x\n")
    person = Person(page, serve(f"{path}:f", "--reload").url)
    person.type("X", "words")
    person.type("N", "7")
    save(path, "def f(x: float = 0.5, n: int = 1):\n    return x + n\n")
    expect(page.get_by_label("X", exact=True)).to_have_value("0.5")
    expect(page.get_by_label("N", exact=True)).to_have_value("7")
    person.run()
    person.sees("7.5")


def test_a_page_that_was_broken_from_the_start_appears_with_the_first_good_save(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    path = tmp_path / "late.py"
    save(path, BROKEN)
    served = serve(f"{path}:repeat", "--reload", ready=False)
    served.wait_until_listening()
    page.goto(served.url)
    expect(page.get_by_text(re.compile("line 2")).first).to_be_visible()
    save(path, FIRST)
    person = Person(page)
    person.type("Times", "4")
    person.run()
    person.sees("abababab")


HELPED = """from middle import greeting

def greet(name: str = "you", more: str = "") -> str:
    return greeting(name)
"""


def test_a_module_that_is_imported_by_another_is_followed(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    save(tmp_path / "greet.py", HELPED)
    save(
        tmp_path / "middle.py",
        "from words.last import HELLO\n\ndef greeting(name): return HELLO + name\n",
    )
    (tmp_path / "words").mkdir()
    save(tmp_path / "words" / "last.py", "HELLO = 'Hello '\n")
    person = Person(page, serve(f"{tmp_path}/greet.py:greet", "--reload").url)
    person.run()
    person.sees("Hello you")
    save(tmp_path / "words" / "last.py", "HELLO = 'Welcome '\n")
    expect(page.locator(".status")).to_contain_text("from the previous version")
    person.run()
    person.sees("Welcome you")
    # A module that is not there yet is waited for.
    save(
        tmp_path / "middle.py",
        "from later import HELLO\n\ndef greeting(name): return HELLO + name\n",
    )
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("No module named 'later'")
    expect(alert).to_contain_text("middle.py, line 1")
    save(tmp_path / "later.py", "HELLO = 'At last '\n")
    expect(alert).to_have_count(0)
    person.run()
    person.sees("At last you")


def test_caret_and_scroll_stay_where_they_are(page: Page, serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "many.py"
    names = ", ".join(f"p{number}: str = 'value {number}'" for number in range(12))
    source = f"def many({names}) -> str:\n    '''First.'''\n    return p0\n"
    save(path, source)
    page.set_viewport_size({"width": 800, "height": 300})
    person = Person(page, serve(f"{path}:many", "--reload").url)
    person.type("P9", "typed")
    control = page.get_by_label("P9", exact=True)
    control.evaluate("control => control.setSelectionRange(2, 4)")
    page.evaluate("scrollTo(0, 250)")
    before = page.evaluate("scrollY")
    assert before > 0
    save(path, source.replace("First.", "Second."))
    expect(page.locator(".description")).to_contain_text("Second.")
    expect(control).to_be_focused()
    expect(control).to_have_value("typed")
    assert control.evaluate("c => [c.selectionStart, c.selectionEnd]") == [2, 4]
    assert page.evaluate("scrollY") == before


BREAKS = (
    (
        "import nothing_like_it\n",
        "No module named 'nothing_like_it'",
        "→ 1  import nothing_like_it",
    ),
    ("x = 1\nraise ValueError('not today')\n", "not today", "→ 2  raise ValueError"),
    (
        "import socket\n\n\ndef repeat(word: socket.socket): pass\n",
        "repeat needs word",
        "→ 4  def repeat",
    ),
)


def test_the_overlay_shows_the_place(page: Page, serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "words.py"
    save(path, FIRST)
    person = Person(page, serve(f"{path}:repeat", "--reload").url)
    alert = page.get_by_role("alert")
    for broken, told, source in BREAKS:
        save(path, broken)
        expect(alert).to_contain_text(told)
        expect(alert).to_contain_text("words.py, line")
        expect(alert.locator("pre").first).to_contain_text(source)
        person.run()
        person.sees("abab")
        save(path, FIRST)
        expect(alert).to_have_count(0)


def test_data_and_a_launched_script(page: Page, serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    save(tmp_path / "data" / "words.txt", "one")
    (tmp_path / "launched.py").write_text(
        "import autoui, pathlib\n"
        "WORDS = pathlib.Path(__file__).with_name('data').joinpath('words.txt').read_text()\n"
        "def word(n: int = 1) -> str: return WORDS * n\n"
        "demo = autoui.Interface(word)\n"
        "if __name__ == '__main__': demo.launch()\n"
    )
    served = serve("launched.py:demo", "--reload", "--watch", "data")
    person = Person(page, served.url)
    person.run()
    person.sees("one")
    save(tmp_path / "data" / "words.txt", "two")
    expect(page.locator(".status")).to_contain_text("from the previous version")
    person.run()
    person.sees("two")


def test_a_page_that_missed_the_save_is_never_bound_wrongly(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    path = tmp_path / "words.py"
    save(
        path,
        "def f(word: str = 'ab', other: str = 'cd') -> str: return word + ' before ' + other\n",
    )
    lost = threading.Event()

    def connected(socket: WebSocketRoute) -> None:
        def pass_on(message: str | bytes) -> None:
            # The new version is lost on the way, as to a laptop that sleeps.
            if '"op":"page"' in str(message) and not lost.is_set():
                lost.set()
            else:
                socket.send(message)

        socket.connect_to_server().on_message(pass_on)

    page.route_web_socket("**/ws", connected)
    person = Person(page, serve(f"{path}:f", "--reload").url)
    person.type("Word", "mine")
    save(path, "def f(other: str = 'cd', word: str = 'ab') -> str: return other + ' and ' + word\n")
    while not lost.is_set():
        page.evaluate("1")
    person.start()
    expect(page.locator("#toast")).to_contain_text("The app changed meanwhile")
    expect(page.locator(".signature")).to_contain_text("f(other: str")
    expect(page.get_by_label("Word", exact=True)).to_have_value("mine")
    person.run()
    person.sees("cd and mine")


def test_a_slow_load_is_said_while_the_old_version_serves(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    path, gate = tmp_path / "words.py", tmp_path / "gate"
    save(path, FIRST)
    person = Person(page, serve(f"{path}:repeat", "--reload").url)
    waits = f"import os, time\nwhile not os.path.exists({str(gate)!r}): time.sleep(0.02)\n"
    save(path, waits + FIRST)
    coming = page.locator("#trouble[role=status]")
    expect(coming).to_contain_text("Loading what was saved")
    person.run()
    person.sees("abab")
    gate.touch()
    expect(coming).to_have_count(0)
    expect(page.locator(".status")).to_contain_text("from the previous version")
