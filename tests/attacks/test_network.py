"""Who may talk to the server: hosts, origins and sites, on every kind of request."""

import contextlib
import socket
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from tests.attacks.speak import ask, page, port_of, raw
from tests.browser.served import Served

REQUESTS = {
    "GET": "/",
    "POST": "/api/add",
    "PUT": "/uploads",
    "DELETE": "/api/runs/x",
}
OPEN = {"GET": {200}, "POST": {422}, "PUT": {201}, "DELETE": {404}}


def _status(served: Served, method: str, headers: dict[str, str]) -> int:
    body = {"POST": b"{}", "PUT": b"x"}.get(method)
    return ask(served, REQUESTS[method], body, method=method, headers=headers).status


def _socket_status(served: Served, headers: dict[str, str]) -> int:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = (
        f"GET /ws HTTP/1.1\r\n{lines}Connection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port_of(served)), timeout=30) as link:
        link.sendall(head.encode("latin-1"))
        return int(link.recv(4096).split(b" ", 2)[1])


BAD_HOSTS = [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1.nip.io:{port}",
    "0.0.0.0:{port}",
    "169.254.169.254",
    "192.168.0.1:{port}",
    "localhost:{port}@evil.example",
    "evil.example:{port}#localhost",
    "localhost/evil",
    "localhost:99999",
    "localhost:x",
    "localhost, evil.example",
    "[::2]:{port}",
    "[::1",
    "notlocalhost",
    "",
]
GOOD_HOSTS = [
    "localhost",
    "localhost:{port}",
    "LOCALHOST:{port}",
    "localhost.:{port}",
    "127.0.0.1:{port}",
    "127.0.0.1:1",
    "[::1]:{port}",
    "[::ffff:127.0.0.1]:{port}",
    "app.localhost",
]


@pytest.mark.parametrize("host", BAD_HOSTS)
def test_another_name_is_refused(unlucky: Served, host: str) -> None:
    headers = {"Host": host.format(port=port_of(unlucky))}
    for method in REQUESTS:
        assert _status(unlucky, method, headers) in (400, 421), method
    assert _socket_status(unlucky, headers) in (400, 403, 421)


@pytest.mark.parametrize("host", GOOD_HOSTS)
def test_names_of_this_machine_are_fine(unlucky: Served, host: str) -> None:
    headers = {"Host": host.format(port=port_of(unlucky))}
    for method in REQUESTS:
        assert _status(unlucky, method, headers) in OPEN[method], method
    assert _socket_status(unlucky, headers) == 101


def test_the_host_is_said_once(unlucky: Served) -> None:
    for lines in ("", "Host: localhost\r\nHost: evil.example\r\n", "Host: \r\n"):
        said = raw(unlucky, f"GET / HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode())
        assert said.split(b" ", 2)[1] in (b"400", b"421"), lines
    said = raw(
        unlucky, b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", half_close=True
    )
    assert said.split(b" ", 2)[1] in (b"400", b"421")


BAD_ORIGINS = [
    "null",
    "",
    "http://evil.example",
    "http://localhost.evil.example:{port}",
    "http://localhost:1",
    "http://localhost",
    "https://localhost:{port}",
    "file://",
    "http://127.0.0.1:{port}",
    "http://localhost:{port}/",
    "http://localhost:{port}/x",
    "http://evil@localhost:{port}",
    "http://localhost:{port}, http://evil.example",
    "http://localhost:{port} http://evil.example",
    "chrome-extension://x",
    "localhost:{port}",
    "http://[::1]:{port}",
]
GOOD_ORIGINS = [
    "http://localhost:{port}",
    "HTTP://LOCALHOST:{port}",
    "http://localhost.:{port}",
]


@pytest.mark.parametrize("origin", BAD_ORIGINS)
def test_a_foreign_page_is_refused(unlucky: Served, origin: str) -> None:
    port = port_of(unlucky)
    headers = {"Host": f"localhost:{port}", "Origin": origin.format(port=port)}
    for method in REQUESTS:
        assert _status(unlucky, method, headers) == 403, method
    assert _socket_status(unlucky, headers) == 403
    answer = ask(unlucky, "/", headers=headers)
    assert "access-control-allow-origin" not in {name.lower() for name in answer.headers}


@pytest.mark.parametrize("origin", GOOD_ORIGINS)
def test_the_own_page_is_fine(unlucky: Served, origin: str) -> None:
    port = port_of(unlucky)
    headers = {"Host": f"localhost:{port}", "Origin": origin.format(port=port)}
    for method in REQUESTS:
        assert _status(unlucky, method, headers) in OPEN[method], method
    assert _socket_status(unlucky, headers) == 101


def test_default_ports_are_the_same_as_none(unlucky: Served) -> None:
    for host, origin in (
        ("localhost", "http://localhost:80"),
        ("localhost:80", "http://localhost"),
        ("[::1]:80", "http://[::1]"),
    ):
        headers = {"Host": host, "Origin": origin}
        assert _status(unlucky, "POST", headers) == 422
        assert _socket_status(unlucky, headers) == 101


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense", "Same-Origin ", ""])
def test_a_foreign_site_may_look_and_not_act(unlucky: Served, site: str) -> None:
    headers = {"Sec-Fetch-Site": site}
    for method in ("POST", "PUT", "DELETE"):
        assert _status(unlucky, method, headers) == 403, method
    host = {"Host": f"localhost:{port_of(unlucky)}"}
    assert _socket_status(unlucky, {**host, **headers}) == 403
    assert _status(unlucky, "GET", headers) == 200


def test_preflights_allow_nothing(unlucky: Served) -> None:
    port = port_of(unlucky)
    for origin in ("http://evil.example", f"http://localhost:{port}"):
        headers = {
            "Origin": origin,
            "Host": f"localhost:{port}",
            "Access-Control-Request-Method": "PUT",
        }
        answer = ask(unlucky, "/uploads", method="OPTIONS", headers=headers)
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    "name", ["X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Original-URL"]
)
def test_forwarded_headers_are_not_believed(unlucky: Served, name: str) -> None:
    port = port_of(unlucky)
    headers = {name: "evil.example", "Host": f"localhost:{port}", "Origin": "http://evil.example"}
    assert _status(unlucky, "POST", headers) == 403
    answer = ask(unlucky, "/", headers={name: 'evil.example"><script>'})
    assert b"evil.example" not in answer.body
    assert "evil.example" not in str(answer.headers)


@pytest.mark.parametrize(
    "path", ["//evil.example", "////evil.example", "/\\evil.example", "/%0d%0aLocation:%20//evil"]
)
def test_nothing_redirects(unlucky: Served, path: str) -> None:
    answer = ask(unlucky, path)
    assert answer.status in (400, 404), answer
    assert "location" not in {name.lower() for name in answer.headers}


def test_a_foreign_page_cannot_open_a_socket(unlucky: Served) -> None:
    with pytest.raises(InvalidStatus, match="403"), page(unlucky, origin="http://evil.example"):  # type: ignore[arg-type]
        pass


def test_smuggled_requests_are_not_answered(unlucky: Served) -> None:
    second = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for head in (
        "Content-Length: 0\r\nContent-Length: 5",
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Content-Length: +4",
        "Content-Length : 4",
    ):
        text = f"POST /api/add HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n0\r\n\r\n{second}"
        said = raw(unlucky, text.encode(), half_close=True)
        assert b'{"status":"ok"}' not in said, head


@pytest.mark.parametrize("part", [b"a" * (1 << 16), b"\r\nX: a" * (1 << 13), b"\r\n" * (1 << 15)])
def test_heads_are_limited(unlucky: Served, part: bytes) -> None:
    before = _memory(unlucky)
    for start in (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", b"GET /", b""):
        said = b""
        with socket.create_connection(("127.0.0.1", port_of(unlucky)), timeout=30) as link:
            with contextlib.suppress(ConnectionError):
                link.sendall(start)
                for _ in range(1_000):
                    link.sendall(part)
            with contextlib.suppress(ConnectionError):
                said = link.recv(4096)
        # Empty lines end a head, and begin the next.
        done = {b"HTTP/1.1 200", b"HTTP/1.1 421"} if not part.strip() else set()
        assert said[:12] in {b"", b"HTTP/1.1 431", b"HTTP/1.1 400", *done}, said
    assert _memory(unlucky) - before < 20_000
    assert ask(unlucky, "/healthz").status == 200


def _memory(served: Served) -> int:
    """Return the kilobytes that the server process has in memory."""
    status = Path(f"/proc/{served.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])
