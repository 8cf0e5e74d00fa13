"""The blobs of a page document: kept while it is the page, and an hour longer."""

from autoui.running.clock import Clock, Delay
from autoui.running.ledger import Ledger
from autoui.wire.page_server import Loading, PageFailed
from autoui.wire.server_worker import Ready

_STAY_SECONDS = 3600.0


class DocumentBlobs:
    """Holds what the current document, and those before it, refer to."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._held: dict[str, None] = {}
        self._leaving: Delay[tuple[str, ...]] = Delay(clock, _STAY_SECONDS, ledger.release)

    def page_ready(self, ready: Ready) -> None:
        """Hold the blobs of a new page."""
        if self._held:
            self._leaving.add(tuple(self._held))
        self._held = {}
        self.keep(ready.document)

    def keep(self, data: bytes) -> None:
        """Hold the blobs of what is shown on the page besides its document, such as examples."""
        for id_ in self._ledger.adopt(data):
            if id_ in self._held:
                self._ledger.release((id_,))
            self._held[id_] = None

    def page_failed(self, failure: PageFailed, *, serving: bool) -> None:
        """Keep what is held."""

    def page_loading(self, loading: Loading) -> None:
        """Keep what is held."""
