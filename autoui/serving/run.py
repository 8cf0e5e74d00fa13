"""``serve``: from settings to a server that listens, and back to an exit code.

Light at module level: the worker is under way before the server's own libraries are imported, so
that the user's module is imported beside them and not after them.
"""

import gc
import socket

from autoui.running.nursery import Nest, Nursery
from autoui.serving.roots import Root
from autoui.serving.settings import Settings
from autoui.serving.startup import Announce, bind, load_message


def serve(settings: Settings, announce: Announce) -> int:
    """Serve until Ctrl+C, and return the exit code.

    Args:
        settings: What to serve, and how.
        announce: Called with each line for the terminal: the URL as soon as the server listens,
            then one line for every function.

    Raises:
        AutouiError: The server cannot listen there.
    """
    listening = bind(settings, announce)
    root = Root()
    try:
        nursery = Nursery()
        nest = nursery.fork(1, root.scratch(1))
        nest.send_load(load_message(settings, root, nest.scratch))
        return _serve(settings, announce, listening, root, (nursery, nest))
    finally:
        listening.close()
        root.close()


def _serve(
    settings: Settings,
    announce: Announce,
    listening: socket.socket,
    root: Root,
    first: tuple[Nursery, Nest],
) -> int:
    # Imports leave no garbage behind; the server looks for it once it listens.
    gc.disable()
    # Imported here, see above.
    from autoui.serving.server import serve_with_nursery

    return serve_with_nursery(settings, announce, listening, root, first)
