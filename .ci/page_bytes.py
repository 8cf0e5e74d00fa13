"""Weigh the loaded calculator in a real browser and fail when it is over its budget.

Bytes are what the browser counts on the wire, headers included, from navigation to two seconds of
silence: with brotli on loopback, with gzip under a name that is no secure context.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "benchmarks")]

from common import autoui, wait_for  # noqa: E402

from tests.chromium import find  # noqa: E402

ELSEWHERE = "autoui.test"
MAX_BROTLI = 25_000
MAX_GZIP = 29_000
MAX_REQUESTS = 20


@dataclass(frozen=True)
class Load:
    """One load of the page: each address the network was asked for, with its bytes."""

    files: dict[str, int]

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(self.files.values())


def load(page: Page, url: str) -> Load:
    """Load the page; what came from the browser's cache does not count."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    asked: dict[str, str] = {}
    cached: set[str] = set()
    sizes: dict[str, int] = {}
    client.on("Network.requestWillBeSent", lambda e: asked.update({e["requestId"]: _address(e)}))
    client.on("Network.requestServedFromCache", lambda e: cached.add(e["requestId"]))
    client.on(
        "Network.loadingFinished",
        lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])}),
    )
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2000)
    client.detach()
    return Load({asked[i]: sizes.get(i, 0) for i in asked if i not in cached and sizes.get(i) != 0})


def _address(event: dict[str, dict[str, str]]) -> str:
    return event["request"]["url"]


def weigh(browser: Browser, url: str, budget: int, name: str) -> list[str]:
    """Load the page twice, print what came, and return what is over the budget."""
    context = browser.new_context()
    page = context.new_page()
    first = load(page, url)
    second = load(page, url)
    context.close()
    report(f"{name}: {first.size:,} bytes of {budget:,}, {len(first.files)} requests")
    for address, size in sorted(first.files.items(), key=lambda item: -item[1]):
        report(f"  {size:>7,}  {urlsplit(address).path}")
    hosts = {urlsplit(address).netloc for address in first.files} - {urlsplit(url).netloc}
    faults = [
        (first.size > budget, f"{name}: {first.size:,} bytes, more than {budget:,}"),
        (len(first.files) > MAX_REQUESTS, f"{name}: more than {MAX_REQUESTS} requests"),
        (bool(hosts), f"{name}: other hosts were asked: {sorted(hosts)}"),
        (len(second.files) > 1, f"{name}: the second load asked for {sorted(second.files)}"),
    ]
    return [fault for wrong, fault in faults if wrong]


def report(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def main() -> Sequence[str]:
    """Weigh on loopback and elsewhere; return the faults."""
    options = ("--allowed-host", "localhost", "--allowed-host", ELSEWHERE)
    with (
        autoui(f"{ROOT / 'examples' / 'calculator.py'}:calculator", *options) as server,
        sync_playwright() as playwright,
    ):
        wait_for(server.url)
        wait_for(server.url + "readyz", contains=b'"brotli":true')
        browser = playwright.chromium.launch(
            executable_path=find(),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1",
            ],
        )
        port = urlsplit(server.url).port
        faults = weigh(browser, server.url, MAX_BROTLI, "brotli")
        faults += weigh(browser, f"http://{ELSEWHERE}:{port}/", MAX_GZIP, "gzip")
        browser.close()
    return faults


if __name__ == "__main__":
    sys.exit("\n".join(main()) or 0)
