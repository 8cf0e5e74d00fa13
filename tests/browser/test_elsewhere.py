"""What the API drawer shows, pasted into a shell: the same call with a file, against the server."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.person import Person
from tests.browser.served import Served
from tests.browser.steps import code, opened
from tests.serve import serving

pytestmark = pytest.mark.browser

SCRIPT = '''from pathlib import Path


def weigh(note: Path, times: int = 1, word: str = "") -> dict:
    """Weigh a file.

    Args:
        note: The file.
        times: How often.
        word: What to say.
    """
    return {"size": len(note.read_bytes()) * times, "name": note.name, "word": word}
'''
FILE = "my cat's ünote.txt"
CONTENT = bytes(range(256)) * 5


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("elsewhere")
    path = folder / "app.py"
    path.write_text(SCRIPT)
    (folder / FILE).write_bytes(CONTENT)
    with serving(f"{path}:weigh", folder=folder) as found:
        yield found


def in_a_shell(command: str, folder: Path) -> str:
    """Run what was copied as a person would, beside the file."""
    programs = [Path(sys.executable).parent, Path(shutil.which("curl") or "/usr/bin/curl").parent]
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": ":".join(map(str, programs)) + ":/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_call_with_a_file_goes_through_all_three_ways(page: Page, served: Served) -> None:
    folder = served.log.parent
    person = Person(page, served.url)
    person.attach("Note", folder / FILE)
    person.fill("Times", "3")
    person.fill("Word", 'it\'s "quoted" $HOME')
    drawer = opened(page)
    expected = {"size": 3 * len(CONTENT), "name": FILE, "word": 'it\'s "quoted" $HOME'}
    outputs = json.loads(in_a_shell(code(drawer, "curl").inner_text(), folder))["outputs"]
    assert outputs == [expected]
    told = in_a_shell(code(drawer, "Command line").inner_text() + " --json", folder)
    assert json.loads(told) == expected
    done = subprocess.run(
        [sys.executable, "-c", code(drawer, "Python").inner_text()],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ast.literal_eval(done.stdout) == expected, done.stderr
