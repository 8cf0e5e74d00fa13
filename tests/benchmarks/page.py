"""The page as the browser meets it: bytes, requests, time to interactive, click to change.

Usage: ``python tests/benchmarks/page.py [CHROMIUM]``
"""

import random
import statistics
import sys
from typing import Any

from common import autoui, chromium, figure, machine, report, summary, wait_for
from playwright.sync_api import Browser, Page

LOADS = 30
CLICKS = 100

# The page's policy forbids what Playwright's own waiting does.
INTERACTIVE = """() => new Promise((resolve) => {
  const look = () => {
    const [mark] = performance.getEntriesByName("autoui-interactive");
    if (mark) resolve(mark.startTime);
    else setTimeout(look, 5);
  };
  look();
})"""

CLICK_TO_CHANGE = """() => new Promise((resolve) => {
  const sheet = document.querySelector("[data-sheet]");
  const before = sheet.dataset.runId;
  const start = performance.now();
  const watcher = new MutationObserver(() => {
    if (sheet.dataset.runId === before || sheet.dataset.state !== "done") return;
    watcher.disconnect();
    resolve(performance.now() - start);
  });
  watcher.observe(sheet, { attributes: true });
  document.querySelector("[data-run]").click();
})"""


def weigh(page: Page, url: str) -> tuple[float, list[str]]:
    """Load a page and return the KB on the wire and the addresses asked for."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    received: list[float] = []
    asked: list[str] = []
    client.on("Network.loadingFinished", lambda e: received.append(e["encodedDataLength"]))
    client.on("Network.requestWillBeSent", lambda e: asked.append(e["request"]["url"]))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2000)
    return sum(received) / 1000, asked


def interactive(browser: Browser, url: str) -> float:
    """Return the milliseconds from navigation to Run attached and socket open, cold."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(url)
    mark: float = page.evaluate(INTERACTIVE)
    context.close()
    return mark


def clicks(page: Page) -> list[float]:
    """Return the milliseconds from a click on Run to the changed result."""
    chooser = random.Random(7)
    times: list[float] = []
    for turn in range(CLICKS):
        page.locator("input").first.fill(str(turn))
        page.wait_for_timeout(chooser.uniform(5, 60))
        found: Any = page.evaluate(CLICK_TO_CHANGE)
        times.append(float(found))
    return times


def main() -> None:
    """Print the table."""
    with autoui() as server, chromium(*sys.argv[1:2]) as browser:
        wait_for(server.url + "readyz")
        wait_for(server.url)
        wait_for(server.url + "readyz", contains=b'"brotli":true')
        page = browser.new_page()
        kilobytes, asked = weigh(page, server.url)
        figure("first load, on the wire", kilobytes, "KB", 25, most=True)
        figure("first load", len(asked), "requests", 20, most=True)
        report(f"hosts: {sorted({address.split('/')[2] for address in asked})}")
        kilobytes, asked = weigh(page, server.url)
        report(f"second load: {kilobytes:.1f} KB, {len(asked)} requests seen by the page")
        loads = [interactive(browser, server.url) for _ in range(LOADS)]
        report(f"interactive, {LOADS} cold loads: {summary(loads)} ({machine()})")
        figure("interactive, median", statistics.median(loads), "ms", 150, most=True)
        times = clicks(page)
        median, p95 = statistics.median(times), sorted(times)[int(0.95 * len(times))]
        figure("click to changed result, p50", median, "ms", 8, most=True)
        figure("click to changed result, p95", p95, "ms", 20, most=True)


if __name__ == "__main__":
    main()
