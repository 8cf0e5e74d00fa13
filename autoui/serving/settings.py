"""What a server is told when it starts."""

from typing import Any, Literal

import msgspec

DEFAULT_PORT = 7860


class Settings(msgspec.Struct, kw_only=True, frozen=True):
    """Everything that decides how one server runs.

    Attributes:
        target: As the command line got it; empty under ``launch()``.
        options: What the page is told (title, theme, …), as plain data.
        host: The address to listen on.
        port: The port to listen on; 0 takes any free one.
        port_fixed: Whether another port will not do when ``port`` is taken.
        title: The page's title before the function is imported; empty takes the sketch's.
        debug: Whether tracebacks may be shown; None means on a loopback address only.
        reload: Whether saving a file loads the function again.
        watch: Further files and folders whose changes do so; absolute paths.
        open: Whether to open the page in the default browser.
        allow_paths: Folders whose files a function may return.
        allowed_hosts: Host names this server answers to; ``*.example.com`` stands for all below.
        trusted_proxies: Addresses whose ``X-Forwarded-For`` and ``-Proto`` are believed.
        cwd: The folder the function runs in; empty means the server's own.
        sketch: What the source says of the function before it is imported: ``title``,
            ``signature`` and the ``parameters``' names.
        loop: The event loop: ``auto`` takes uvloop where it is installed.
        http: The HTTP parser: ``auto`` takes httptools where it is installed.
        timeout: Seconds a run may take; 0 means no limit.
    """

    target: str = ""
    options: dict[str, Any] = {}
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    port_fixed: bool = False
    title: str = ""
    debug: bool | None = None
    reload: bool = False
    watch: list[str] = []
    open: bool = False
    allow_paths: list[str] = []
    allowed_hosts: list[str] = []
    trusted_proxies: list[str] = []
    cwd: str = ""
    sketch: dict[str, Any] | None = None
    loop: Literal["auto", "asyncio", "uvloop"] = "auto"
    http: Literal["auto", "h11", "httptools"] = "auto"
    timeout: float = 0.0

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)

    @property
    def shows_tracebacks(self) -> bool:
        """Whether a page may see tracebacks."""
        return self.loopback if self.debug is None else self.debug


def is_loopback(host: str) -> bool:
    """Return whether a host name or address stands for this machine alone."""
    host = host.strip("[]").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    import ipaddress

    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
