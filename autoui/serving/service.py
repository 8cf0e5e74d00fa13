"""What the routes share."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec
from litestar.connection import ASGIConnection

from autoui.running.clock import Delay
from autoui.running.engine import Engine
from autoui.running.fleet import Fleet
from autoui.running.ledger import Quota
from autoui.running.local import LocalEngine
from autoui.running.run import Run
from autoui.serving.assets import Assets
from autoui.serving.away import Away
from autoui.serving.document import Document
from autoui.serving.feeds import CurrentPage, Feeds
from autoui.serving.settings import Settings
from autoui.wire.message import MAX_MESSAGE
from autoui.wire.page_server import Examples, Prefill, Rows, Welcome
from autoui.wire.server_worker import Replied, Served

_SOON_SECONDS = 0.05


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """How much one client may ask of a server that others can reach (0: any).

    Attributes:
        messages: A second, on one socket.
        burst: Messages that may come at once.
        sockets: Open at once, from one address.
        stalled: Seconds after which a page that reads nothing is let go; whatever it is.
        silent: Seconds after which one that has not said hello is; likewise.
    """

    messages: float = 0.0
    burst: int = 200
    sockets: int = 0
    stalled: float = 30.0
    silent: float = 20.0


class Service:
    """One server's parts.

    Attributes:
        id: Changes when the server does.
        sockets: Open sockets by address.
        leaving: Cancels runs whose readers left.
        places: Holds runs back for readers who want every event and are away for a moment.
        sessions: The sessions that are still there; an open page holds its own.
        soon: Calls back a little later; what can wait that long shares a write with what follows.
        keep_with_page: Keeps the blobs that an answer refers to as long as those of the page.
    """

    def __init__(
        self,
        settings: Settings,
        engine: LocalEngine,
        fleet: Fleet,
        assets: Assets,
        id_: str,
    ) -> None:
        self.id = id_
        self.settings = settings
        self.engine: Engine = engine
        self.fleet = fleet
        self.assets = assets
        self.document = Document(assets, settings)
        self.quota = Quota()
        self.rates = Rates() if settings.loopback else Rates(messages=50.0, sockets=20)
        self.sockets: Counter[str] = Counter()
        self.feeds = Feeds(tracebacks=settings.shows_tracebacks, changed=self._page_changed)
        self.brotli_ready = False
        loop = asyncio.get_running_loop()
        # One write to a socket costs more than all else that is done for a short call.
        self.soon: Delay[Callable[[], None]] = Delay(loop, _SOON_SECONDS, _call)
        self.away = Away(engine, loop)
        self.keep_with_page: Callable[[bytes], None] = _leave
        self.sessions = engine.sessions
        self.flags = engine.flags
        self._served = False
        self._tasks: set[asyncio.Task[None]] = set()
        fleet.watchers.append(self.feeds)

    def welcome(self) -> Welcome:
        """Return the greeting of this server."""
        limits = {"file": self.quota.file, "session": self.quota.session, "message": MAX_MESSAGE}
        return Welcome(server=self.id, limits=limits)

    @staticmethod
    def new_run_id() -> str:
        """Return an id for a run whose caller has none, and that nobody can guess."""
        return secrets.token_hex(16)

    async def ask(self, question: Rows | Prefill | Examples) -> Replied:
        """Ask the worker and wait for its answer."""
        answered: asyncio.Future[Replied] = asyncio.get_running_loop().create_future()

        def answer(reply: Replied) -> None:
            if not answered.done():
                answered.set_result(reply)

        self.fleet.ask(question, answer)
        return await answered

    def first_served(self) -> None:
        """A page has been answered: now there is time to compress."""
        if not self._served:
            self._served = True
            self._compress()

    async def close(self) -> None:
        """Stop what goes on in the background."""
        self.feeds.closing.set()
        self.soon.close()
        self.away.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def served(self, endpoint: str) -> Served | None:
        """Return what is known of a function, or None when there is none of that name."""
        page = self.feeds.current
        return None if page is None else page.by_name.get(endpoint)

    def shown_outputs(self, endpoint: str) -> list[bool]:
        """Return which outputs of a function name their own kind."""
        served = self.served(endpoint)
        return [] if served is None else served.shown

    def unfollowed(self, run: Run) -> None:
        """A page follows a run no more; some runs are to end with that."""
        served = self.served(run.endpoint)
        if served is not None and served.cancel_on_leave:
            self.away.left(run)

    def _page_changed(self, page: CurrentPage) -> None:
        self.brotli_ready = False
        if self._served:
            self._compress()

    def _compress(self) -> None:
        task = asyncio.get_running_loop().create_task(self._compress_all())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _compress_all(self) -> None:
        page = self.feeds.current
        if page is None:
            await asyncio.to_thread(self.assets.tree().compress)
        else:
            await asyncio.to_thread(self.document.compress, page)
            self.brotli_ready = page is self.feeds.current


def _leave(_data: bytes) -> None:
    """Keep nothing: nobody has said how."""


def _call(callback: Callable[[], None]) -> None:
    callback()


def service_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Service:
    """Return the service that a request belongs to."""
    service: Service = connection.app.state.service
    return service


def address_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Return where a client is, an IPv6 one by its network: it has many addresses."""
    client = connection.scope.get("client")
    host = client[0] if client else ""
    if ":" in host and not host.startswith("::ffff:"):
        return ":".join(host.split(":")[:4])
    return host
