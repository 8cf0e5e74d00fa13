"""The server process from inside: its loop, its parts, its end."""

import asyncio
import gc
import os
import shutil
import signal
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

import uvicorn

from autoui.records.blobs import BlobStore
from autoui.records.caches import cache_root
from autoui.running.attached import AttachedProcesses
from autoui.running.engine import Limits
from autoui.running.fleet import Fleet, Processes
from autoui.running.ledger import Ledger
from autoui.running.local import LocalEngine
from autoui.running.nursery import FORKS, Nest, Nursery
from autoui.running.processes import NurseryProcesses
from autoui.serving.app import build_app
from autoui.serving.assets import Assets, find_root
from autoui.serving.direct import DirectWebSocket
from autoui.serving.heads import protocol_of
from autoui.serving.pinning import DocumentBlobs
from autoui.serving.reload import Reloader
from autoui.serving.roots import Root, sweep
from autoui.serving.service import Service
from autoui.serving.settings import Settings
from autoui.serving.startup import Announce, load_message, url_of
from autoui.wire.page_server import Loading, PageFailed
from autoui.wire.server_worker import Ready, Serving

INTERRUPTED = 130
TERMINATED = 143
_DRAIN = 0.3
_GC = (20_000, 20, 20)


def serve_with_nursery(
    settings: Settings,
    announce: Announce,
    listening: socket.socket,
    root: Root,
    first: tuple[Nursery, Nest],
) -> int:
    """Serve with workers of a nursery until a signal comes; return the exit code."""

    def processes() -> Processes:
        return NurseryProcesses(
            load=lambda scratch: load_message(settings, root, scratch),
            scratch=root.scratch,
            ended=_remove_soon,
            first=first,
        )

    return _run(settings, announce, listening, root, processes)


def serve_attached(settings: Settings, listening: socket.socket, link: socket.socket) -> int:
    """Serve the process at the other end of a link until it ends; return the exit code."""
    root = Root()
    parent = os.getppid()

    def processes() -> Processes:
        load = load_message(settings, root, root.scratch(0))
        return AttachedProcesses(link, load)

    try:
        return _run(settings, _say_nothing, listening, root, processes, parent=parent)
    finally:
        root.close()


def _run(
    settings: Settings,
    announce: Announce,
    listening: socket.socket,
    root: Root,
    processes: Callable[[], Processes],
    *,
    parent: int = 0,
) -> int:
    config = uvicorn.Config(
        _no_app,
        loop=settings.loop,
        http=protocol_of(settings.http),
        ws=DirectWebSocket,
        ws_max_size=4 << 20,
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        timeout_graceful_shutdown=1,
        access_log=False,
        log_config=None,
        lifespan="off",
        server_header=False,
        proxy_headers=False,
    )
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        running = Running(settings, announce, listening, root, parent)
        return runner.run(running.serve(config, processes))


class Running:
    """A server that runs: it starts the parts, listens, and ends them.

    Args:
        parent: The process to end with, or 0.
    """

    def __init__(
        self,
        settings: Settings,
        announce: Announce,
        listening: socket.socket,
        root: Root,
        parent: int,
    ) -> None:
        self._settings = settings
        self._announce = announce
        self._listening = listening
        self._root = root
        self._parent = parent
        self._code = 0
        self._url = url_of(settings, listening)
        self._announced = False

    async def serve(self, config: uvicorn.Config, make_processes: Callable[[], Processes]) -> int:
        """Serve until something ends it; return the exit code."""
        loop = asyncio.get_running_loop()
        settings = self._settings
        processes = make_processes()
        limits = Limits(timeout=settings.timeout)
        if not settings.loopback:
            limits = Limits(timeout=settings.timeout, per_session=20, per_address=200)
        self._fleet = fleet = Fleet(processes, loop, limits.drain)
        ledger = Ledger(BlobStore(self._root.blobs), loop)
        engine = LocalEngine(fleet, ledger, loop, limits)
        assets = Assets(find_root())
        service = Service(settings, engine, fleet, assets, os.urandom(8).hex())
        blobs = DocumentBlobs(ledger, loop)
        service.keep_with_page = blobs.keep
        fleet.watchers += [blobs, self]
        self._server = server = _Server(config, service.feeds.closing.set)
        config.loaded_app = config.app = build_app(service)
        fleet.deserted = self._stop
        fleet.gives_up = settings.reload
        if settings.reload and isinstance(processes, NurseryProcesses) and FORKS:
            processes.keep_warm(cache_root(), fleet.start)
        fleet.start()
        self._watch_parent(loop)
        reloader = None
        if settings.reload:
            reloader = Reloader(settings, fleet, self._announce, service.feeds.saved)
        try:
            listening = loop.create_task(self._when_listening(server))
            await server.serve(sockets=[self._listening])
            listening.cancel()
        finally:
            if reloader is not None:
                await reloader.close()
            await engine.close(_DRAIN)
            await service.close()
            processes.close()
        return self._code or server.code

    # ---- what the fleet tells

    def page_ready(self, ready: Ready) -> None:
        """Name every function, once."""
        if self._announced:
            return
        self._announced = True
        for served in ready.endpoints:
            self._announce(f"  {served.summary or served.name}")
            for hint in served.hints:
                self._announce(f"    {hint}")
        for line in ready.left_out:
            self._announce(f"  {line}")

    def page_failed(self, failure: PageFailed, *, serving: bool) -> None:
        """Say what is wrong; without ``--reload``, a page that never was ends the server."""
        for line in (failure.traceback.rstrip(), f"autoui: {failure.what}", failure.cure):
            if line:
                self._announce(line)
        if serving or self._announced or self._settings.reload:
            return
        self._code = failure.exit_code
        self._server.should_exit = True

    def page_loading(self, loading: Loading) -> None:
        """Leave it to the pages."""

    # ---- inside

    async def _when_listening(self, server: uvicorn.Server) -> None:
        while not server.started:
            await asyncio.sleep(0.001)
        self._announce(f"autoui serves {self._settings.target or 'this script'} at {self._url}")
        if not self._settings.loopback:
            self._announce(
                "Anyone who can reach this machine can use it: there is no password on this page."
            )
        current = self._fleet.current
        if not self._fleet.replaceable:
            for member in self._fleet.members:
                member.send(Serving(url=self._url))
        if current is not None and current.ready is not None:
            self.page_ready(current.ready)
        if self._settings.open:
            await asyncio.to_thread(webbrowser.open, self._url)
        await asyncio.to_thread(sweep)
        # What was made at start-up stays for good: no need to look at it again.
        gc.collect()
        gc.freeze()
        gc.enable()
        # Runs are remembered by the thousand and make no cycles: looking at them often is in vain.
        gc.set_threshold(*_GC)

    def _watch_parent(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._parent:
            return
        if os.getppid() != self._parent:
            self._server.should_exit = True
            return
        if hasattr(os, "pidfd_open"):
            descriptor = os.pidfd_open(self._parent)
            loop.add_reader(descriptor, self._parent_ended, loop, descriptor)

    def _parent_ended(self, loop: asyncio.AbstractEventLoop, descriptor: int) -> None:
        loop.remove_reader(descriptor)
        os.close(descriptor)
        self._stop()

    def _stop(self) -> None:
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """uvicorn, ending as our commands do."""

    def __init__(self, config: uvicorn.Config, closing: Callable[[], None]) -> None:
        super().__init__(config)
        self.code = 0
        self._closing = closing

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End: politely on the first signal, at once on the second."""
        code = INTERRUPTED if sig == signal.SIGINT else TERMINATED
        if self.should_exit:
            # The nursery sees the control socket close, and kills the workers.
            os._exit(code)
        self.code = code
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the event streams end before their connections are waited for."""
        self._closing()
        await super().shutdown(sockets)


async def _no_app(*_: object) -> None:
    """Stand in until the application is built."""


def _say_nothing(_: str) -> None:
    """The script that serves says what there is to say."""


def _remove_soon(scratch: Path) -> None:
    loop = asyncio.get_running_loop()
    with suppress(RuntimeError):
        loop.run_in_executor(None, lambda: shutil.rmtree(scratch, ignore_errors=True))
