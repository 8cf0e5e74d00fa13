"""What a server needs before it runs: an address to listen on, and the worker's first order."""

import socket
from collections.abc import Callable
from pathlib import Path

from autoui.errors import AutouiError, UsageError
from autoui.serving.roots import Root
from autoui.serving.settings import Settings
from autoui.wire.server_worker import Load

_MORE_PORTS = 100
_BACKLOG = 2048

Announce = Callable[[str], None]


class PortTaken(AutouiError):
    """The port that was asked for is in use."""


def load_message(settings: Settings, root: Root, scratch: Path) -> Load:
    """Return what tells a worker to load."""
    return Load(
        target=settings.target,
        options=settings.options,
        blobs=str(root.blobs),
        scratch=str(scratch),
        debug=settings.shows_tracebacks,
        cwd=settings.cwd,
        allow_paths=settings.allow_paths,
        reloads=settings.reload,
    )


def bind(settings: Settings, announce: Announce) -> socket.socket:
    """Return a socket bound to the address, or to the next free port where that will do.

    Raises:
        PortTaken: The port is in use, and no other will do.
        UsageError: The address is none of this machine's.
    """
    family, address = _resolve(settings)
    most = 1 if settings.port_fixed or not settings.port else _MORE_PORTS
    for port in range(settings.port, min(settings.port + most, 65536)):
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((address, port))
            # Bound is not enough: two servers may bind one port, but only one of them may listen.
            made.listen(_BACKLOG)
        except OSError as error:
            made.close()
            if not _is_taken(error):
                what = f"cannot listen on {settings.host}:{port}: {error.strerror}"
                raise UsageError(what, "choose another --host or --port") from None
            continue
        if port != settings.port:
            announce(f"Port {settings.port} is taken; using {port}.")
        return made
    what = f"port {settings.port} is in use"
    raise PortTaken(what, "choose another --port, or leave it out to take the next free one")


def url_of(settings: Settings, listening: socket.socket) -> str:
    """Return the URL to open on this machine."""
    port = listening.getsockname()[1]
    host = settings.host
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not bound
        host = "127.0.0.1" if host != "::" else "::1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _resolve(settings: Settings) -> tuple[socket.AddressFamily, str]:
    host = settings.host.strip("[]")
    try:
        found = socket.getaddrinfo(
            host or None, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError as error:
        what = f"there is no address for {settings.host!r}: {error.strerror}"
        raise UsageError(what, "use --host 127.0.0.1 or --host 0.0.0.0") from None
    family, *_, address = found[0]
    return family, str(address[0])


def _is_taken(error: OSError) -> bool:
    import errno

    return error.errno == errno.EADDRINUSE
