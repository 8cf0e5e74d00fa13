"""The server of a script that called ``launch()``: ``python -m autoui.serving --link FD JSON``."""

import socket
import sys

import msgspec

from autoui.errors import AutouiError
from autoui.serving.settings import Settings
from autoui.serving.startup import bind


def main(arguments: list[str]) -> int:
    """Serve the process at the other end of the link.

    Args:
        arguments: ``--link``, the descriptor of a connected stream socket, the settings as JSON.
    """
    option, descriptor, text = arguments
    if option != "--link":
        sys.stderr.write("usage: python -m autoui.serving --link FD SETTINGS\n")
        return 2
    settings = msgspec.json.decode(text, type=Settings)
    link = socket.socket(fileno=int(descriptor))
    link.set_inheritable(False)
    try:
        listening = bind(settings, _tell)
    except AutouiError as error:
        _tell(f"autoui: {error.what}: {error.cure}")
        return error.exit_code
    from autoui.serving.server import serve_attached

    return serve_attached(settings, listening, link)


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
