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
from autoui.serving.assets import Assets
from autoui.serving.document import Document
from autoui.serving.feeds import CurrentPage, Feeds
from autoui.serving.settings import Settings
from autoui.wire import MAX_MESSAGE, Prefill, Replied, Rows, Welcome

_SOON_SECONDS = 0.05


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """How much one client may ask of a server that others can reach (0: any).

    Attributes:
        messages: A second, on one socket.
        burst: Messages that may come at once.
        sockets: Open at once, from one address.
    """

    messages: float = 0.0
    burst: int = 200
    sockets: int = 0


class Service:
    """One server's parts.

    Attributes:
        id: Changes when the server does.
        sockets: Open sockets by address.
        soon: Calls back a little later; what can wait that long shares a write with what follows.
    """

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        fleet: Fleet,
        assets: Assets,
        id_: str,
    ) -> None:
        self.id = id_
        self.settings = settings
        self.engine = engine
        self.fleet = fleet
        self.assets = assets
        self.document = Document(assets, settings)
        self.quota = Quota()
        self.rates = Rates() if settings.loopback else Rates(messages=50.0, sockets=20)
        self.sockets: Counter[str] = Counter()
        self.feeds = Feeds(tracebacks=settings.shows_tracebacks, changed=self._page_changed)
        self.brotli_ready = False
        # One write to a socket costs more than all else that is done for a short call.
        self.soon: Delay[Callable[[], None]] = Delay(
            asyncio.get_running_loop(), _SOON_SECONDS, _call
        )
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

    async def ask(self, question: Rows | Prefill) -> Replied:
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
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def shown_outputs(self, endpoint: str) -> list[bool]:
        """Return which outputs of a function name their own kind."""
        page = self.feeds.current
        served = page.endpoints if page is not None else []
        return next((one.shown for one in served if one.name == endpoint), [])

    def _page_changed(self, page: CurrentPage) -> None:
        self.brotli_ready = False
        if self._served:
            self._compress()

    def _compress(self) -> None:
        task = asyncio.get_running_loop().create_task(self._compress_all())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _compress_all(self) -> None:
        if not self.assets.brotli_ready:
            await asyncio.to_thread(self.assets.compress)
        page = self.feeds.current
        if page is not None:
            await asyncio.to_thread(self.document.compress, page)
            self.brotli_ready = page is self.feeds.current


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
