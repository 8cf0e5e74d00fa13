"""Everyone who has the page open, and what the page is doing now."""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Protocol

import msgspec

from autoui.serving.assets import Asset
from autoui.wire.page_server import Loading, Page, PageFailed, ToPage
from autoui.wire.server_worker import Ready, Served

_OLD_STYLES = 16
_SLOW_SECONDS = 1.0
"""After which pages that show a version are told how the next one is getting on."""


class Feed(Protocol):
    """A page that is open somewhere."""

    def push(self, message: ToPage) -> None:
        """Send it a message, soon."""


class _Known(msgspec.Struct):
    """The parts of a page document that the server reads."""

    hash: str = ""
    modules: list[str] = []


class CurrentPage:
    """The page that is served now.

    Attributes:
        ready: What the worker said.
        hash: The hash of its document.
        modules: The browser modules it needs, by kind.
        styles: The URLs of its style sheets, relative.
        by_name: Its functions.
    """

    def __init__(self, ready: Ready, styles: list[str]) -> None:
        known = msgspec.json.decode(ready.document, type=_Known)
        self.ready = ready
        self.hash = known.hash or hashlib.sha256(ready.document).hexdigest()[:16]
        self.modules = known.modules
        self.styles = styles
        self.by_name = {served.name: served for served in ready.endpoints}

    def message(self) -> Page:
        """Return the message that carries the document."""
        return Page(hash=self.hash, document=msgspec.Raw(self.ready.document), styles=self.styles)

    @property
    def endpoints(self) -> list[Served]:
        """The functions of the page."""
        return self.ready.endpoints


class Feeds:
    """Pushes the page, and news of it, to everyone who has it open.

    Args:
        tracebacks: Whether pages may see tracebacks.
        changed: Called with each new page.
    """

    def __init__(self, *, tracebacks: bool, changed: Callable[[CurrentPage], None]) -> None:
        self.current: CurrentPage | None = None
        self.styles: dict[str, Asset] = {}
        self.open: set[Feed] = set()
        self.closing = asyncio.Event()
        self._tracebacks = tracebacks
        self._changed = changed
        self._failure: PageFailed | None = None
        self._loading: Loading | None = None
        self._built = asyncio.Event()
        self._saved = False

    @property
    def awaited(self) -> bool:
        """Whether a worker is at work on the first page."""
        return self.current is None and self._loading is not None

    async def built(self, seconds: float) -> CurrentPage | None:
        """Return the page, waiting a little for the first one."""
        if self.current is None and self._failure is None:
            try:
                async with asyncio.timeout(seconds):
                    await self._built.wait()
            except TimeoutError:
                return None
        return self.current

    def greet(self, feed: Feed, shown: str) -> None:
        """Tell a page that has just come what it does not know yet.

        Args:
            feed: The page.
            shown: The hash of the document that it shows, or empty.
        """
        if self.current is not None and self.current.hash != shown:
            feed.push(self.current.message())
        if self._failure is not None:
            feed.push(self._failure)
        elif self.current is None and self._loading is not None:
            feed.push(self._loading)

    def saved(self) -> None:
        """Tell pages of the next version even if it looks as the one before."""
        self._saved = True

    def push(self, message: ToPage) -> None:
        """Send a message to every open page."""
        for feed in list(self.open):
            feed.push(message)

    # ---- what the fleet tells

    def page_ready(self, ready: Ready) -> None:
        """There is a page, perhaps a new one."""
        previous, failed = self.current, self._failure
        self.current = CurrentPage(ready, [self._keep_style(text) for text in ready.styles])
        self._failure = None
        self._loading = None
        self._built.set()
        self._changed(self.current)
        saved, self._saved = self._saved, False
        if previous is None or failed or saved or previous.hash != self.current.hash:
            self.push(self.current.message())

    def page_failed(self, failure: PageFailed, *, serving: bool) -> None:
        """The page could not be built."""
        if not self._tracebacks:
            failure = msgspec.structs.replace(failure, traceback="", source="", file="")
        self._failure = failure
        self._loading = None
        self._built.set()
        self.push(failure)

    def page_loading(self, loading: Loading) -> None:
        """The worker says what it is doing."""
        self._loading = loading
        if self.current is None:
            self.push(loading)
        elif self._saved and loading.seconds >= _SLOW_SECONDS:
            self.push(msgspec.structs.replace(loading, serving=True))

    def _keep_style(self, text: str) -> str:
        data = text.encode()
        name = f"styles/{hashlib.sha256(data).hexdigest()[:16]}.css"
        # Pages that still show the previous version may yet ask for its styles.
        while len(self.styles) >= _OLD_STYLES:
            del self.styles[next(iter(self.styles))]
        self.styles[name] = Asset(data, "text/css; charset=utf-8", packable=True)
        return name
