"""Who may talk to this server at all: hosts, origins, proxies; and the headers of every answer."""

import ipaddress
from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import urlsplit

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from autoui.errors import UsageError
from autoui.serving.replies import HEAD, Reply
from autoui.serving.settings import Settings, is_loopback

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; frame-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
_NO_SNIFFING = (b"x-content-type-options", b"nosniff")
_DOCUMENTS = [
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
_INERT = (b"text/javascript", b"text/css", b"font/")
_CSP = (b"content-security-policy", CSP.encode())
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_SAME_SITE = ("same-origin", "none")


class Guard:
    """The outermost layer: it lets through what may come in, and labels what goes out.

    Args:
        app: What lies behind it.
        settings: Where the server listens, and which names and proxies it knows.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._hosts = [host.strip().rstrip(".").lower() for host in settings.allowed_hosts]
        self._proxies = _networks(settings.trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        seen = cast("dict[str, Any]", scope)
        if seen["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = _headers(scope)
        self._believe_proxies(seen, headers)
        _strip_prefix(seen)
        refusal = self._refusal(seen, headers)
        if seen["type"] == "websocket":
            if refusal is not None:
                await _refuse_socket(seen, receive, send, refusal)
                return
            await self._app(scope, receive, send)
            return
        if seen["method"] == "HEAD":
            seen["method"] = "GET"
            seen[HEAD] = True
        await (refusal or self._app)(scope, receive, _labelling(send))

    # ---- who asks

    def _believe_proxies(self, scope: dict[str, Any], headers: dict[str, str]) -> None:
        client = scope.get("client")
        if not self._proxies or not client or not self._is_proxy(client[0]):
            return
        for address in reversed(headers.get("x-forwarded-for", "").split(",")):
            # The last address that no proxy of ours added is the client's.
            if address.strip():
                scope["client"] = (address.strip(), 0)
                if not self._is_proxy(address.strip()):
                    break
        forwarded = headers.get("x-forwarded-proto", "").split(",")[-1].strip().lower()
        if forwarded in ("http", "https"):
            scope["scheme"] = forwarded

    def _is_proxy(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._proxies)

    # ---- what is refused

    def _refusal(self, scope: dict[str, Any], headers: dict[str, str]) -> Reply | None:
        host = headers.get("host", "")
        name = _host_name(host)
        if not name or not self._is_host(name):
            return _refused(421, host, f"--allowed-host {name or 'NAME'}")
        origin = headers.get("origin")
        if origin is not None:
            if not self._is_same(origin, scope, host):
                return _refused_origin(origin, host)
            return None
        reads = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        site = headers.get("sec-fetch-site")
        if not reads and site is not None and site not in _SAME_SITE:
            return _refused_origin(f"a {site} page", host)
        return None

    def _is_host(self, name: str) -> bool:
        if is_loopback(name):
            return True
        if self._hosts:
            return any(_matches(name, host) for host in self._hosts)
        return not self._settings.loopback

    def _is_same(self, origin: str, scope: dict[str, Any], host: str) -> bool:
        theirs = _parse_origin(origin)
        if theirs is None:
            return False
        scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
        if theirs == _parse_origin(f"{scheme}://{host}"):
            return True
        # A named host behind a proxy that ends TLS: the browser sees https where we see http.
        named = any(_matches(theirs[1], known) for known in self._hosts)
        return named and scheme == "http" and theirs == _parse_origin(f"https://{host}")


def _headers(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1")
        # Two Host or Origin headers contradict each other; joined, they match nothing.
        found[key] = f"{found[key]},{text}" if key in found else text
    return found


def _strip_prefix(scope: dict[str, Any]) -> None:
    """Take the prefix of a mount away, at the start of the path and nowhere else."""
    prefix = scope.get("root_path", "")
    scope["root_path"] = ""
    path = scope["path"]
    if prefix and (path == prefix or path.startswith(prefix + "/")):
        scope["path"] = path[len(prefix) :] or "/"
        scope["raw_path"] = scope["path"].encode("utf-8", "surrogateescape")


def _host_name(host: str) -> str:
    """Return the name in a Host header without its port, empty when it is malformed."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return ""
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc or "," in host:
        return ""
    return (parts.hostname or "").rstrip(".")


def _parse_origin(origin: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an origin, or None when it is none (``null`` too)."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    if parts.path or parts.query or parts.fragment or "," in origin:
        return None
    return parts.scheme, parts.hostname.rstrip("."), port or _PORTS[parts.scheme]


def _matches(name: str, allowed: str) -> bool:
    if allowed == "*":
        return True
    if allowed.startswith("*."):
        return name.endswith(allowed[1:])
    return name == (_host_name(allowed) or allowed)


def _networks(addresses: Iterable[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    found = []
    for address in addresses:
        try:
            found.append(ipaddress.ip_network(address, strict=False))
        except ValueError:
            what = f"the trusted proxy {address!r} is neither an address nor a network"
            raise UsageError(what, "write 127.0.0.1 or 10.0.0.0/8") from None
    return found


def _refused(status: int, host: str, option: str) -> Reply:
    text = (
        f"This server does not answer to the name {host[:200]!r}.\n"
        f"If it should, start it with {option}\n"
    )
    return Reply(text.encode(), status=status, type_="text/plain; charset=utf-8")


def _refused_origin(origin: str, host: str) -> Reply:
    name = _host_name(host)
    text = (
        f"A request from {origin[:200]} is not accepted at {host[:200]}.\n"
        f"Behind a proxy that ends TLS, start the server with --allowed-host {name}\n"
    )
    return Reply(text.encode(), status=403, type_="text/plain; charset=utf-8")


async def _refuse_socket(
    scope: dict[str, Any], receive: Receive, send: Send, refusal: Reply
) -> None:
    await receive()
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        await send(cast("Message", {"type": "websocket.close", "code": 1008}))
        return
    start = {
        "type": "websocket.http.response.start",
        "status": refusal.status,
        "headers": refusal.headers,
    }
    body = {"type": "websocket.http.response.body", "body": refusal.body}
    await send(cast("Message", start))
    await send(cast("Message", body))


def _labelling(send: Send) -> Send:
    async def labelled(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *_labels(message["headers"])]
        await send(message)

    return labelled


def _labels(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers to add; scripts and styles, of which a page loads many, need just one."""
    given = dict(headers)
    if given.get(b"content-type", b"").startswith(_INERT):
        return [_NO_SNIFFING]
    found = [_NO_SNIFFING, *_DOCUMENTS]
    if b"content-security-policy" not in given:
        found.append(_CSP)
    return found
