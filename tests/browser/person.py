"""What a person does on a page, in their words: fill in, run, look at the result."""

import base64
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

PASTE = """([data, name, type, label]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type }));
  const field = [...document.querySelectorAll("[data-field]")]
    .find((element) => element.textContent.includes(label));
  const target = field.querySelector("[data-paste]") ?? field;
  target.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }),
  );
}"""


class Person:
    """Someone in front of a page.

    Args:
        page: The browser page.
        url: Where to go first; empty stays where the page is.
    """

    def __init__(self, page: Page, url: str = "") -> None:
        self.page = page
        if url:
            page.goto(url)

    @property
    def result(self) -> Locator:
        """The sheet with the result."""
        return self.page.locator("[data-sheet]")

    def go(self, name: str) -> None:
        """Go to a function by its link."""
        self.page.goto(f"{self.page.url.partition('#')[0]}#{name}")
        self.page.locator(f".signature:text('{name}(')").wait_for()

    def show(self, name: str) -> None:
        """Go to a function by its link and run it."""
        self.go(name)
        self.run()

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Expect that the result reads just so; what is folded away does not count."""
        expect(self.result.locator(".results")).to_have_text(text, use_inner_text=True)

    def fill(self, label: str, text: str) -> None:
        """Type into the field under that label."""
        self.page.get_by_label(label, exact=True).first.fill(text)

    def type(self, label: str, text: str) -> None:
        """Click into the field under that label, replace what it holds, key by key."""
        self.page.get_by_label(label, exact=True).first.click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def switch(self, label: str) -> None:
        """Flip the switch under that label."""
        self.page.get_by_role("switch", name=label, exact=True).click()

    def pick(self, label: str, choice: str) -> None:
        """Choose one of several: pressed where all are seen, typed where they are folded."""
        group = self.page.get_by_role("radiogroup", name=label, exact=True)
        if group.count():
            group.get_by_role("radio", name=choice, exact=True).click()
            return
        self.page.get_by_role("combobox", name=label, exact=True).fill(choice)
        self.page.keyboard.press("Enter")

    def attach(self, label: str, *paths: Path) -> None:
        """Choose files for the field under that label, and wait until they are uploaded."""
        field = self.page.locator("[data-field]", has=self.page.get_by_text(label, exact=True))
        field.locator("input[type=file]").first.set_input_files(paths)
        expect(field).to_contain_text(paths[-1].name)
        expect(field).not_to_contain_text("sending")

    def start(self) -> None:
        """Press Run."""
        self.page.locator("[data-run]:visible").first.click()

    def run(self, until: str = "done") -> None:
        """Press Run and wait for the end; a run that was shown before does not count."""
        before = self.result.get_attribute("data-run-id") or ""
        self.start()
        expect(self.page.locator(f"[data-sheet]:not([data-run-id='{before}'])")).to_be_attached()
        expect(self.result).to_have_attribute("data-state", until)

    def download(self, name: str) -> Path:
        """Press what downloads the result, by its name, and return the file."""
        pattern = re.compile(name, re.IGNORECASE)
        self.result.hover()
        links = self.result.get_by_role("link", name=pattern)
        with self.page.expect_download() as download:
            links.or_(self.result.get_by_role("button", name=pattern)).first.click()
        return Path(download.value.path())

    def paste_file(self, label: str, path: Path, type_: str) -> None:
        """Paste a file into the field under that label."""
        data = base64.b64encode(path.read_bytes()).decode()
        self.page.locator("[data-field]").first.wait_for()
        self.page.evaluate(PASTE, [data, path.name, type_, label])
