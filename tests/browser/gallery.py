"""Twelve pages in light and dark, wide and narrow, on one contact sheet.

Usage: ``python -m tests.browser.gallery FOLDER [NAME …]`` writes the single pictures and
``contact-sheet.png``.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.person import Person
from tests.browser.served import ROOT, Served, free_port
from tests.chromium import find

APP = Path(__file__).with_name("gallery_app.py")
PAGES = (
    "no_parameters", "one_parameter", "three_parameters", "eight_parameters",
    "twenty_parameters", "text", "number", "table", "figure", "picture", "several_outputs",
    "running", "failed",
)  # fmt: skip
WIDTHS = (1440, 390)
SCHEMES = ("light", "dark")


@dataclass(frozen=True)
class Shot:
    """One way to look at a page."""

    name: str
    width: int
    scheme: str


@contextmanager
def gallery_server(folder: Path) -> Iterator[Served]:
    """Serve all functions of the gallery."""
    port = free_port()
    log = folder / "server.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "autoui",
                "serve",
                f"{APP}:{','.join(PAGES)}",
                "--port",
                str(port),
            ],
            stdout=sink,
            stderr=sink,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        served = Served(f"http://127.0.0.1:{port}/", process, log)
        try:
            served.wait_until_ready()
            yield served
        finally:
            process.terminate()
            process.wait(20)


def act(page: Page, name: str) -> None:
    """Bring a page into the state that the gallery shows."""
    person = Person(page)
    if name == "twenty_parameters":
        person.fill("Source", "draft.md")
        person.fill("Target", "book.pdf")
    if name == "running":
        person.start()
        expect(person.result).to_have_attribute("data-state", "running")
        page.wait_for_timeout(2200)
    else:
        person.run(until="failed" if name == "failed" else "done")


def shoot(browser: Browser, url: str, shot: Shot, folder: Path) -> Path:
    """Take one picture."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": 900 if shot.width > 720 else 844},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        device_scale_factor=1,
        has_touch=shot.width < 720,
    )
    page = context.new_page()
    page.goto(f"{url}#{shot.name}")
    act(page, shot.name)
    page.wait_for_timeout(400)
    path = folder / f"{shot.name}-{shot.width}-{shot.scheme}.png"
    page.screenshot(path=path)
    context.close()
    return path


def contact_sheet(pictures: list[Path], columns: int, path: Path) -> None:
    """Put pictures on one sheet, each at most 480 px wide."""
    tiles = [Image.open(picture).convert("RGB") for picture in pictures]
    for tile in tiles:
        tile.thumbnail((480, 420))
    sheet = Image.new("RGB", (columns * 496, -(-len(tiles) // columns) * 436), (128, 128, 128))
    for i, tile in enumerate(tiles):
        sheet.paste(tile, ((i % columns) * 496 + 8, (i // columns) * 436 + 8))
    sheet.save(path)


def main() -> None:
    """Write the pictures."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    names = sys.argv[2:] or PAGES
    shots = [Shot(n, w, s) for n in names for w in WIDTHS for s in SCHEMES]
    with gallery_server(folder) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        pictures = [shoot(browser, served.url, shot, folder) for shot in shots]
        browser.close()
    contact_sheet(pictures, len(WIDTHS) * len(SCHEMES), folder / "contact-sheet.png")


if __name__ == "__main__":
    main()
