"""How soon a save shows in the open browser: ``python reload.py [PYTHON_WITH_GRADIO]``.

A file is saved, and the time is taken until the browser has drawn the new text. Measured are the
calculator, an application that imports SciPy, pandas and scikit-image, and, with the interpreter of
an environment that has Gradio, the same two under ``gradio app.py``.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common import Server, autoui, chromium, free_port, machine, report, running, summary, wait_for
from playwright.sync_api import Browser, Page

ROUNDS = 20
PAUSE = 1.0
"""Seconds between two saves, as a person makes them at the quickest."""

WARM_SECONDS = 15.0
"""Until what is imported ahead of time has been, also on a busy machine."""

HEAVY = "import pandas, scipy.stats, skimage.filters\n"
LIGHT = "import math\n"
OURS = '''{imports}
from typing import Literal


def calculator(
    num1: float, operation: Literal["add", "subtract", "multiply", "divide"], num2: float
) -> float:
    """Version {version} of it."""
    return num1 + num2
'''
THEIRS = """{imports}
import gradio as gr


def calculator(num1, operation, num2):
    return num1 + num2


operations = gr.Radio(["add", "subtract", "multiply", "divide"])
demo = gr.Interface(calculator, ["number", operations, "number"], "number",
                    description="Version {version} of it.")
if __name__ == "__main__":
    demo.launch(server_port={port})
"""


def save(path: Path, text: str) -> None:
    """Save as editors do: the new file takes the place of the old one."""
    beside = path.with_suffix(".saving")
    beside.write_text(text)
    os.replace(beside, path)


def until_shown(page: Page, version: int) -> None:
    """Wait until the browser has drawn a version."""
    page.wait_for_function(
        "text => document.body?.innerText.includes(text)",
        arg=f"Version {version} of it.",
        polling="raf",
        timeout=60_000,
    )


def timed(browser: Browser, server: Server, path: Path, source: str, warm: float) -> list[float]:
    """Save again and again; return the milliseconds until each version shows."""
    page = browser.new_page()
    page.goto(server.url)
    until_shown(page, 0)
    time.sleep(warm)
    found = []
    for version in range(1, ROUNDS + 1):
        began = time.perf_counter()
        save(path, source.replace("{version}", str(version)))
        until_shown(page, version)
        found.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE)
    page.close()
    return found


@contextmanager
def gradio(python: str, path: Path, port: int) -> Iterator[Server]:
    """Run an application under Gradio's own reloading."""
    # It serves only what lies below the folder it runs in.
    command = ["env", "-C", str(path.parent), str(Path(python).parent / "gradio"), path.name]
    with running(command, port) as server:
        wait_for(server.url)
        yield server


def measure(browser: Browser, folder: Path, name: str, imports: str, python: str) -> None:
    """Print the lines of one application."""
    path = folder / "ours.py"
    source = OURS.replace("{imports}", imports)
    save(path, source.replace("{version}", "0"))
    with autoui(f"{path}:calculator", "--reload") as server:
        wait_for(server.url + "readyz")
        found = timed(browser, server, path, source, WARM_SECONDS if imports == HEAVY else PAUSE)
        report(f"{name}, autoui: {summary(found)} ({machine()})")
    if not python:
        return
    if subprocess.run([python, "-c", imports], stderr=subprocess.DEVNULL, check=False).returncode:
        report(f"{name}, Gradio: its environment lacks what is imported")
        return
    path, port = folder / "theirs.py", free_port()
    source = THEIRS.replace("{imports}", imports).replace("{port}", str(port))
    save(path, source.replace("{version}", "0"))
    with gradio(python, path, port) as server:
        found = timed(browser, server, path, source, PAUSE)
        report(f"{name}, Gradio: {summary(found)} ({machine()})")


def main(arguments: list[str]) -> None:
    """Print the table: min / median / p95."""
    python = arguments[0] if arguments else ""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for name, imports in (("calculator", LIGHT), ("SciPy, pandas, scikit-image", HEAVY)):
            place = Path(folder, name.partition(",")[0])
            place.mkdir()
            measure(browser, place, name, imports, python)


if __name__ == "__main__":
    main(sys.argv[1:])
