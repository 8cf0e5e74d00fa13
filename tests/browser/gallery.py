"""Twelve pages in light and dark, wide and narrow, on one contact sheet.

Usage: ``python -m tests.browser.gallery FOLDER [NAME …]`` writes the single pictures and
``contact-sheet.png``; ``python -m tests.browser.gallery docs/images/calculator.png`` takes the
picture of the README.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.person import Person
from tests.browser.served import ROOT, Served, free_port
from tests.chromium import find

APP = Path(__file__).with_name("gallery_app.py")
CALCULATOR = ROOT / "examples" / "calculator.py"
PAGES = (
    "no_parameters", "one_parameter", "three_parameters", "eight_parameters",
    "twenty_parameters", "text", "number", "table", "figure", "picture", "several_outputs",
    "running", "failed",
)  # fmt: skip
WIDTHS = (1440, 390)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass(frozen=True)
class Shot:
    """One way to look at a page."""

    name: str
    width: int
    scheme: str


@contextmanager
def gallery_server(folder: Path, app: Path = APP, names: Sequence[str] = PAGES) -> Iterator[Served]:
    """Serve functions of a file, by default all of the gallery."""
    port = free_port()
    log = folder / "server.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "autoui",
                "serve",
                f"{app}:{','.join(names)}",
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


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def visit(page: Page, url: str, name: str) -> None:
    """Open one page anew; the index when there is no name."""
    page.goto("about:blank")
    page.goto(f"{url}#{name}")
    page.locator("[data-run]:visible" if name else "nav.entries").first.wait_for()


def act(page: Page, name: str) -> None:
    """Bring a page into the state that the gallery shows."""
    person = Person(page)
    if name == "twenty_parameters":
        person.fill("Source", "draft.md")
        person.fill("Target", "book.pdf")
    if name == "running":
        person.start()
        expect(page.locator(".log")).to_contain_text("step 1")
    else:
        person.run(until="failed" if name == "failed" else "done")


def leave(page: Page, name: str) -> None:
    """Stop what still runs, or the next page's call would have to wait for it."""
    if name == "running":
        page.keyboard.press("Escape")
        expect(Person(page).result).to_have_attribute("data-state", "cancelled")


def shoot(browser: Browser, url: str, shot: Shot, folder: Path) -> Path:
    """Take one picture."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": 900 if shot.width > 720 else 844},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        device_scale_factor=1,
        has_touch=shot.width < 720,
    )
    page = context.new_page()
    visit(page, url, shot.name)
    act(page, shot.name)
    page.wait_for_timeout(400)
    path = folder / f"{shot.name}-{shot.width}-{shot.scheme}.png"
    page.screenshot(path=path)
    leave(page, shot.name)
    context.close()
    return path


def shoot_calculator(browser: Browser, url: str, path: Path) -> None:
    """Take the picture of the README: the calculator after a call."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    page = context.new_page()
    page.goto(url)
    Person(page).run()
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)
    height = page.locator("#autoui main").bounding_box()
    assert height is not None
    clip = {"x": 0, "y": 0, "width": 1440, "height": height["y"] + height["height"] + 40}
    page.screenshot(path=path, clip=clip)  # type: ignore[arg-type]
    context.close()
    Image.open(path).convert("P", palette=Image.Palette.ADAPTIVE).save(path, optimize=True)


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
    target = Path(sys.argv[1]).resolve()
    if target.suffix == ".png":
        with (
            tempfile.TemporaryDirectory() as scratch,
            gallery_server(Path(scratch), CALCULATOR, ["calculator"]) as served,
            chromium() as browser,
        ):
            target.parent.mkdir(parents=True, exist_ok=True)
            shoot_calculator(browser, served.url, target)
        return
    target.mkdir(parents=True, exist_ok=True)
    names = sys.argv[2:] or PAGES
    shots = [Shot(n, w, s) for n in names for w in WIDTHS for s in SCHEMES]
    with gallery_server(target) as served, chromium() as browser:
        pictures = [shoot(browser, served.url, shot, target) for shot in shots]
    contact_sheet(pictures, len(WIDTHS) * len(SCHEMES), target / "contact-sheet.png")


if __name__ == "__main__":
    main()
