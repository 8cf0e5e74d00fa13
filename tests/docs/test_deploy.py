"""The how-to on deployment, done: the documented site, a path below the root, a foreign name."""

import json
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.browser.served import free_port
from tests.docs import proxies
from tests.serve import serving

ROOT = Path(__file__).resolve().parents[2]
NAME = "autoui.test"
SESSION = "0123456789abcdef" * 2


@dataclass(frozen=True)
class Site:
    """Where the proxied page is: its origin as a visitor names it, and the port."""

    origin: str
    port: int

    def ask(
        self, path: str, data: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request to the proxy under the public name."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/calculator/{path}",
            data,
            {"Host": f"{NAME}:{self.port}", **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()


def documented_site(public_port: int, server_port: int) -> str:
    """Return the nginx site of the how-to with this test's name and ports."""
    page = (ROOT / "docs" / "how-to" / "deploy.md").read_text(encoding="utf-8")
    found = re.search(r"^```nginx\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert found is not None
    site = found[1]
    for documented, actual in (
        ("listen 80;", f"listen 127.0.0.1:{public_port};"),
        ("server_name example.org;", f"server_name {NAME};"),
        ("http://127.0.0.1:7860/", f"http://127.0.0.1:{server_port}/"),
    ):
        assert documented in site
        site = site.replace(documented, actual)
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The calculator behind a proxy, served as the how-to says."""
    folder = tmp_path_factory.mktemp("site")
    target = f"{ROOT / 'examples' / 'calculator.py'}:calculator"
    port = free_port()
    with serving(target, "--allowed-host", NAME, folder=folder) as served:
        upstream = served.url
        server_port = int(upstream.rsplit(":", 1)[1].rstrip("/"))
        proxy = (
            proxies.nginx(documented_site(port, server_port), port, folder)
            if proxies.NGINX
            else proxies.small_proxy("/calculator/", upstream, port)
        )
        with proxy:
            yield Site(f"http://{NAME}:{port}", port)


def test_the_page_and_the_api_are_below_the_path(site: Site) -> None:
    status, headers, body = site.ask("")
    assert status == 200
    assert "text/html" in headers.get("Content-Type", headers.get("content-type", ""))
    assert b"calculator" in body.lower()
    inputs = json.dumps({"num1": 5, "operation": "add", "num2": 3}).encode()
    status, _, body = site.ask(
        "api/calculator", inputs, Origin=site.origin, **{"Content-Type": "application/json"}
    )
    assert (status, json.loads(body)["outputs"][0]) == (200, 8)


def test_a_foreign_origin_is_refused(site: Site) -> None:
    inputs = json.dumps({"num1": 5, "operation": "add", "num2": 3}).encode()
    status, _, _ = site.ask(
        "api/calculator",
        inputs,
        Origin="http://elsewhere.example",
        **{"Content-Type": "application/json"},
    )
    assert status == 403


def test_the_websocket_passes(site: Site) -> None:
    wire = socket.create_connection(("127.0.0.1", site.port), timeout=10)
    address = f"ws://{NAME}:{site.port}/calculator/ws"
    with connect(address, sock=wire, origin=Origin(site.origin), proxy=None) as channel:
        channel.send(json.dumps({"op": "hello", "session": SESSION}))
        frame = json.loads(channel.recv(10))
    messages = frame if isinstance(frame, list) else [frame]
    assert messages[0]["op"] == "welcome"


def test_a_person_uses_it_under_the_public_name(site: Site, browser: Browser) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{site.origin}/calculator/")
    page.locator("[data-run]").first.click()
    expect(page.locator("[data-sheet]").first).to_contain_text("8")
    page.close()
    assert complaints == []


def test_the_small_proxy_rewrites_only_the_head() -> None:
    head = (
        b"GET /calculator/ws?x=/calculator/ HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"
    )
    lines = proxies.rewrite(head, "/calculator/").split(b"\r\n")
    assert lines[0] == b"GET /ws?x=/calculator/ HTTP/1.1"
    assert b"Connection: close" in lines
    assert b"Connection: keep-alive" not in lines
    assert b"Host: a" in lines


def test_what_the_dockerfile_copies_is_enough_to_install(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "deploy.md").read_text(encoding="utf-8")
    found = re.search(r"^```dockerfile\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert found is not None
    source = tmp_path / "source"
    source.mkdir()
    for line in re.findall(r"^COPY --chown=app (.*)$", found[1], re.MULTILINE):
        *copied, destination = line.split()
        for name in copied:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, tmp_path / destination)
            else:
                shutil.copy(ROOT / name, tmp_path / destination)
    build = "from hatchling.build import build_wheel; print(build_wheel('.'))"
    command = [sys.executable, "-c", build]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (wheel,) = source.glob("autoui-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert "autoui/web_assets/autoui.js" in archive.namelist()
