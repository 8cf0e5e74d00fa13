"""What a person does, from the command to the result, each in a real browser."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.person import Person
from tests.browser.served import Serve, Served
from tests.serve import serving

pytestmark = pytest.mark.browser


SCRIPT = """from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd


def table(rows: int = 200_000) -> pd.DataFrame:
    '''A large table.'''
    n = np.arange(rows)
    return pd.DataFrame({"n": n, "square": n**2, "name": [f"row {i}" for i in n]})


def wave(periods: int = 2):
    '''Draw a wave.'''
    plt.plot([0, 1, 0, -1, 0] * periods)
    plt.show()


def export(lines: int = 3):
    '''Write a report.'''
    Path("report.csv").write_text("\\n".join(["n", *map(str, range(lines)), ""]))


def root(x: float = -1) -> float:
    '''Take the square root.'''
    if x < 0:
        raise ValueError("x must not be negative")
    return x**0.5
"""
OPTIONS = [f"option_{i}" for i in range(14)]
SCRIPT += f"""

def many(required: str, {", ".join(f"{name}: int = 0" for name in OPTIONS)}) -> str:
    '''Add up many numbers.'''
    return required + str({" + ".join(OPTIONS)})
"""


@pytest.fixture(scope="module")
def anywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A function of a library, for other computers too."""
    options = ("--host", "0.0.0.0", "--allowed-host", "autoui.test")
    with serving("textwrap:shorten", *options, folder=tmp_path_factory.mktemp("any")) as found:
        yield found


def script(folder: Path, name: str, source: str) -> Path:
    """Write a script of a person's and return where it is."""
    path = folder / name
    path.write_text(source)
    return path


def test_an_untyped_function_behind_a_slow_import(page: Page, serve: Serve, tmp_path: Path) -> None:
    path = script(
        tmp_path,
        "slow.py",
        "import os, time\nwhile not os.path.exists('go'): time.sleep(0.01)\n\n\n"
        "def repeat(word, times):\n"
        '    """Repeat a word."""\n    return word * times\n',
    )
    served = serve(f"{path}:repeat", ready=False, cwd=tmp_path)
    served.wait_until_listening()
    person = Person(page, served.url)
    expect(page.get_by_role("heading", name="Repeat")).to_be_visible()
    (tmp_path / "go").touch()
    person.fill("Word", "ab")
    person.fill("Times", "3")
    person.run()
    expect(person.result).to_contain_text("ababab")


def test_a_library_picture_function_with_a_pasted_picture(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    dull = Image.linear_gradient("L").resize((64, 48)).point(lambda v: 100 + v // 8)
    dull.save(tmp_path / "dull.png")
    person = Person(page, serve("PIL.ImageOps:autocontrast").url)
    person.paste_file("Image", tmp_path / "dull.png", "image/png")
    # Until it is sent, Run says so.
    expect(page.get_by_text("dull.png · 1")).to_be_visible()
    person.run()
    picture = person.result.locator("img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("e => [e.naturalWidth, e.naturalHeight]") == [64, 48]
    extremes = picture.evaluate(
        """e => { const c = document.createElement("canvas"); c.width = 64; c.height = 48;
        const x = c.getContext("2d"); x.drawImage(e, 0, 0);
        const d = [...x.getImageData(0, 0, 64, 48).data].filter((_, i) => i % 4 === 0);
        return [Math.min(...d), Math.max(...d)]; }"""
    )
    assert extremes == [0, 255]


def test_a_table_of_200_000_rows(page: Page, served: Served) -> None:
    person = Person(page, f"{served.url}#table")
    person.run()
    grid = person.result.get_by_role("grid").or_(person.result.get_by_role("table")).first
    expect(grid).to_contain_text("row 1")
    assert grid.get_attribute("aria-rowcount") in {"200000", "200001"}
    grid.get_by_role("columnheader", name="square").click()
    grid.get_by_role("columnheader", name="square").click()
    expect(grid).to_contain_text("row 199999")
    lines = person.download("csv|download").read_text().splitlines()
    assert len(lines) == 200_001
    assert lines[-1].endswith("199999,39999600001,row 199999")


def test_a_plot_function_that_returns_nothing(page: Page, served: Served) -> None:
    person = Person(page, f"{served.url}#wave")
    person.run()
    figure = person.result.locator("img").first
    expect(figure).to_be_visible()
    assert figure.evaluate("e => e.naturalWidth") > 100


def test_a_function_that_writes_a_file_and_returns_none(page: Page, served: Served) -> None:
    person = Person(page, f"{served.url}#export")
    person.run()
    expect(person.result).to_contain_text("report.csv")
    assert person.download("download").read_text() == "n\n0\n1\n2\n"


def test_a_function_that_raises(page: Page, served: Served) -> None:
    person = Person(page, f"{served.url}#root")
    person.run(until="failed")
    expect(person.result).to_contain_text("ValueError")
    expect(person.result).to_contain_text("x must not be negative")
    person.result.get_by_text(re.compile("traceback", re.IGNORECASE)).first.click()
    expect(person.result).to_contain_text("journeys.py")
    person.fill("X", "16")
    person.run()
    expect(person.result).to_contain_text("4")


def test_fifteen_parameters(page: Page, served: Served) -> None:
    person = Person(page, f"{served.url}#many")
    expect(page.get_by_label("Required", exact=False).first).to_be_visible()
    expect(page.get_by_label("Option 13")).to_be_hidden()
    page.get_by_text(re.compile(r"More options \(14\)")).click()
    person.fill("Required", "sum ")
    person.fill("Option 13", "41")
    person.fill("Option 2", "1")
    person.run()
    expect(person.result).to_contain_text("sum 42")


WRONG = {
    "a missing file": ("calc.py:calculator", r"calc\.py.*calculate\.py", 2),
    "a misspelt function": ("calculate.py:calculater", "did you mean.*calculator", 2),
    "an unknown module": ("statistcs:mean", "statistics", 2),
    "no colon": ("calculate.py calculator", "calculate.py:calculator", 2),
    "a syntax error": ("broken.py:f", r"broken\.py.*line 2|line 2.*broken\.py", 3),
    "nothing callable": ("calculate.py:LIMIT", "LIMIT.*(int|number)", 2),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_first_command(mistake: str, tmp_path: Path) -> None:
    script(
        tmp_path, "calculate.py", "LIMIT = 3\n\n\ndef calculator(a: int) -> int:\n    return a\n"
    )
    script(tmp_path, "broken.py", "def f():\n    return (\n")
    target, expected, code = WRONG[mistake]
    done = subprocess.run(
        [sys.executable, "-m", "autoui", "serve", *target.split(), "--port", "0"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    said = done.stdout + done.stderr
    assert re.search(expected, said, re.DOTALL), said
    assert done.returncode == code, said
    assert "autoui/worker" not in said, "our own frames are no help to anybody"


def test_a_phone(context: BrowserContext, anywhere: Served) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    person = Person(page, anywhere.url)
    person.fill("Text", "Hello brave new world")
    person.fill("Width", "14")
    person.run()
    expect(person.result).to_contain_text("Hello [...]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.get_by_role("button", name=re.compile("^Run")).first.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] + box["height"] <= 844


def test_plain_http_on_a_name_that_is_not_loopback(page: Page, anywhere: Served) -> None:
    url = anywhere.url.replace("127.0.0.1", "autoui.test")
    person = Person(page, url)
    assert page.evaluate("window.isSecureContext") is False
    person.fill("Text", "Hello brave new world")
    person.fill("Width", "14")
    person.run()
    expect(person.result).to_contain_text("Hello [...]")


def test_two_tabs_and_a_killed_worker(
    context: BrowserContext, serve: Serve, tmp_path: Path
) -> None:
    path = script(
        tmp_path,
        "killed.py",
        "import os, time\n\n\ndef work(seconds: float = 30) -> int:\n"
        "    print('pid', os.getpid(), flush=True)\n    time.sleep(seconds)\n    return 7\n",
    )
    served = serve(f"{path}:work")
    first, second = (Person(context.new_page(), served.url) for _ in range(2))
    first.start()
    expect(first.page.get_by_text(re.compile(r"pid \d+")).first).to_be_visible()
    said = first.page.get_by_text(re.compile(r"pid \d+")).first.text_content() or ""
    os.kill(int(said.split()[-1]), signal.SIGKILL)
    expect(first.result).to_contain_text(re.compile("stopped|killed|lost"))
    expect(first.result).to_contain_text("9")
    second.fill("Seconds", "0")
    second.run()
    expect(second.result).to_contain_text("7")
    first.fill("Seconds", "0")
    first.run()
    expect(first.result).to_contain_text("7")
