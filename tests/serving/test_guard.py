"""Hosts, origins, proxies: who may talk to the server, on every kind of request."""

from pathlib import Path
from typing import Any

import pytest

from autoui.errors import UsageError
from autoui.serving.guard import Guard
from autoui.serving.settings import Settings, is_loopback
from tests.serving.harness import in_loop, site


@pytest.mark.parametrize(
    ("settings", "host", "allowed"),
    [
        ({}, "localhost:1234", True),
        ({}, "127.0.0.1", True),
        ({}, "127.9.9.9:80", True),
        ({}, "[::1]:7860", True),
        ({}, "LOCALHOST.", True),
        ({}, "app.localhost", True),
        ({}, "evil.example", False),
        ({}, "localhost.evil.example", False),
        ({}, "127.0.0.1.evil.example", False),
        ({}, "evil@localhost", False),
        ({}, "localhost:80, evil", False),
        ({}, "localhost:abc", False),
        ({}, "192.168.0.3:7860", False),
        ({}, "", False),
        ({"allowed_hosts": ["app.example"]}, "app.example:9", True),
        ({"allowed_hosts": ["App.Example"]}, "app.example", True),
        ({"allowed_hosts": ["*.example"]}, "a.example", True),
        ({"allowed_hosts": ["*.example"]}, "aexample", False),
        ({"host": "0.0.0.0"}, "anything.example", True),
        ({"host": "0.0.0.0", "allowed_hosts": ["app.example"]}, "other.example", False),
        ({"host": "0.0.0.0", "allowed_hosts": ["app.example"]}, "localhost", True),
    ],
)
@in_loop
async def test_hosts(tmp_path: Path, settings: dict[str, Any], host: str, allowed: bool) -> None:
    async with site(tmp_path, **settings) as here:
        answer = await here.get("/healthz", host=host)
        assert answer.status == (200 if allowed else 421)
        opened = await here.socket({"host": host}).opened()
        assert (opened["type"] == "websocket.accept") is allowed
        if not allowed:
            assert "--allowed-host" in answer.body.decode()
            assert opened["status"] == 421


ORIGINS = [
    ("http://localhost:7860", True),
    ("HTTP://LOCALHOST:7860", True),
    ("https://localhost:7860", False),
    ("http://localhost", False),
    ("http://localhost:7861", False),
    ("http://127.0.0.1:7860", False),
    ("http://localhost:7860.evil.example", False),
    ("http://evil.example", False),
    ("http://localhost:7860@evil.example", False),
    ("http://localhost:7860/x", False),
    ("file://", False),
    ("null", False),
    ("", False),
]


@pytest.mark.parametrize(("origin", "allowed"), ORIGINS)
@in_loop
async def test_origins(tmp_path: Path, origin: str, allowed: bool) -> None:
    async with site(tmp_path) as here:
        given = {"origin": origin}
        for method, path in (("GET", "/healthz"), ("POST", "/api/echo"), ("PUT", "/uploads")):
            answer = await here.request(method, path, b"{}", given)
            assert (answer.status != 403) is allowed
        opened = await here.socket(given).opened()
        assert (opened["type"] == "websocket.accept") is allowed


@pytest.mark.parametrize(
    ("site_", "reads", "acts"),
    [
        (None, True, True),
        ("same-origin", True, True),
        ("none", True, True),
        ("same-site", True, False),
        ("cross-site", True, False),
    ],
)
@in_loop
async def test_without_an_origin(tmp_path: Path, site_: str, reads: bool, acts: bool) -> None:
    async with site(tmp_path) as here:
        given = {"Sec-Fetch-Site": site_} if site_ else {}
        assert ((await here.request("GET", "/healthz", b"", given)).status == 200) is reads
        assert ((await here.request("POST", "/api/echo", b"{}", given)).status == 200) is acts
        opened = await here.socket(given).opened()
        assert (opened["type"] == "websocket.accept") is acts


@pytest.mark.parametrize(
    ("settings", "headers", "allowed"),
    [
        ({}, {"x-forwarded-proto": "https"}, False),
        ({"trusted_proxies": ["10.0.0.0/8"]}, {"x-forwarded-proto": "https"}, False),
        ({"trusted_proxies": ["127.0.0.1"]}, {"x-forwarded-proto": "https"}, True),
        ({"trusted_proxies": ["127.0.0.1"]}, {}, False),
        ({"allowed_hosts": ["app.example"]}, {}, True),
    ],
)
@in_loop
async def test_behind_a_proxy_that_ends_tls(
    tmp_path: Path, settings: dict[str, Any], headers: dict[str, str], allowed: bool
) -> None:
    async with site(tmp_path, **{"host": "0.0.0.0", **settings}) as here:
        given = {"host": "app.example", "origin": "https://app.example", **headers}
        answer = await here.request("POST", "/api/echo", b"{}", given)
        assert (answer.status == 200) is allowed


@in_loop
async def test_the_client_is_the_last_address_no_proxy_of_ours_added(tmp_path: Path) -> None:
    seen = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async with site(tmp_path) as here:
        settings = Settings(trusted_proxies=["127.0.0.1", "10.0.0.0/8"])
        here.app = Guard(app, settings)
        forged = {"x-forwarded-for": "1.1.1.1, 2.2.2.2, 10.0.0.7"}
        await here.request("GET", "/", b"", forged)
        assert seen["client"][0] == "2.2.2.2"
        await here.request("GET", "/", b"", forged, client="9.9.9.9")
        assert seen["client"][0] == "9.9.9.9"


def test_a_proxy_must_be_an_address() -> None:
    with pytest.raises(UsageError, match="nginx"):
        Guard(lambda *_: None, Settings(trusted_proxies=["nginx"]))  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("::ffff:127.0.0.1", True),
        ("0.0.0.0", False),
        ("example.com", False),
        ("", False),
        ("1270.0.0.1", False),
    ],
)
def test_what_counts_as_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
