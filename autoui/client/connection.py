"""HTTP to one server: what to repeat, how long to wait, and what an answer means."""

import ipaddress
import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from autoui.client.errors import RequestRefused, Unreachable
from autoui.client.events import Event, EventParser
from autoui.errors import InvalidInputs, Problem, UsageError, WireError

_CONNECT_SECONDS = 10.0
_ANSWER_SECONDS = 60.0
# The server says every 15 seconds that it is still there.
_SILENCE_SECONDS = 40.0
_LONGEST_PAUSE = 2.0
_NOT_NOW = frozenset({429, 502, 503, 504})

Body = Callable[[], Any]


class Dropped(Exception):
    """The connection broke; what was asked may be asked again."""


class Gone(Exception):
    """The server knows nothing under that address (any more)."""


class Patience:
    """How long something is tried again before it is given up.

    Args:
        seconds: In all, from the first failure on.
        told: Called with a sentence when something has failed and is tried again; once until it
            works.
    """

    def __init__(self, seconds: float, told: Callable[[str], object] | None = None) -> None:
        self._seconds = seconds
        self._told = told
        self.reset()

    def reset(self) -> None:
        """It worked: start anew."""
        self._until = 0.0
        self._pause = 0.05

    def pause(self, why: str, wanted: float | None = None) -> None:
        """Wait a moment before the next try.

        Args:
            why: What failed, for the error.
            wanted: The seconds that the server asked for.

        Raises:
            Unreachable: It has been tried for long enough.
        """
        now = time.monotonic()
        if not self._until:
            self._until = now + self._seconds
            if self._told is not None:
                self._told(f"{why.rstrip('.')}; trying again for {self._seconds:g} seconds")
        pause = self._pause if wanted is None else max(wanted, 0.05)
        if now + pause > self._until:
            raise Unreachable(f"{why.rstrip('.')}, and was tried for {self._seconds:g} seconds")
        time.sleep(pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)


class Connection:
    """One server, one session of it, from any number of threads.

    Args:
        url: The address of the page.
        session: The secret that runs and files belong to, 32 hex digits; None makes one.
        headers: Sent with every request, for a proxy that asks for more.
        patience: Seconds to wait for a server that is loading, full or away.
        transport: What carries the requests; None is the network.
        on_wait: Called with a sentence each time a wait for the server begins.
    """

    def __init__(
        self,
        url: str,
        *,
        session: str | None,
        headers: Mapping[str, str] | None,
        patience: float,
        transport: httpx.BaseTransport | None,
        on_wait: Callable[[str], object] | None = None,
    ) -> None:
        self.url = page_url(url)
        self._patience = patience
        self._on_wait = on_wait
        self.session = session or secrets.token_hex(16)
        self._extra = dict(headers or {})
        self._http = httpx.Client(
            headers={"Authorization": f"Bearer {self.session}", **self._extra},
            timeout=httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
            # A proxy of the environment cannot reach this machine's own ports.
            trust_env=not _is_here(self.url),
            transport=transport,
        )

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    def patience(self, seconds: float | None = None) -> Patience:
        """Return the patience for one request; None takes the usual seconds."""
        return Patience(self._patience if seconds is None else seconds, self._on_wait)

    # ---- requests

    def describe(self) -> dict[str, Any]:
        """Return the OpenAPI document, and take the address that it was really found at.

        Raises:
            Unreachable: Nothing answers, or what answers is no autoui.
        """
        patience = self.patience()
        while True:
            try:
                answer = self._http.get(
                    f"{self.url}openapi.json", follow_redirects=True, headers=_NO_CACHE
                )
            except httpx.InvalidURL as error:
                raise UsageError(f"{self.url} is no URL: {error}") from None
            except httpx.HTTPError as error:
                raise Unreachable(f"nothing answers at {self.url} ({_words(error)})") from None
            if answer.status_code != 503:
                break
            patience.pause(f"{self.url} is still loading its function", _retry_after(answer))
        if answer.status_code in (403, 421):
            raise _refusal(answer)
        found = _json_object(answer)
        if answer.status_code != 200 or not isinstance(found.get("paths"), dict):
            raise Unreachable(
                f"{self.url} is not an autoui (it answers {answer.status_code} for openapi.json)",
                "give the address of the page",
            )
        self.url = page_url(str(answer.url).removesuffix("openapi.json"))
        return found

    def post(self, path: str, body: bytes) -> Any:
        """Send JSON and return the answer; again while the server is full, loading or away.

        Raises:
            InvalidInputs: Some inputs are wrong.
            RequestRefused: The server does not take it.
            Gone: There is nothing at this address.
            Unreachable: The server was away, loading or full for too long.
        """
        headers = {"Content-Type": "application/json"}
        answer = self._insist("POST", path, lambda: body, headers)
        return _json_object(answer)

    def put(self, path: str, body: Body, headers: Mapping[str, str]) -> bytes:
        """Send a body that is made anew for every try, and return the answer's.

        Raises:
            RequestRefused: The server does not take it.
            Unreachable: The server was away for too long.
        """
        return self._insist("PUT", path, body, headers).content

    def delete(self, path: str, patience: float | None = None) -> None:
        """Ask for an end; that there is nothing to end is fine.

        Args:
            path: Of what.
            patience: Seconds to wait for a server that is away, in place of the usual ones.

        Raises:
            Unreachable: The server was away for too long.
        """
        try:
            self._insist("DELETE", path, lambda: None, {}, patience)
        except Gone:
            return

    def _insist(
        self,
        method: str,
        path: str,
        body: Body,
        headers: Mapping[str, str],
        seconds: float | None = None,
    ) -> httpx.Response:
        patience = self.patience(seconds)
        timeout = self._http.timeout if seconds is None else httpx.Timeout(seconds)
        while True:
            wanted = None
            try:
                answer = self._http.request(
                    method,
                    self.url + path,
                    content=body(),
                    headers=dict(headers),
                    timeout=timeout,
                )
            except httpx.TransportError as error:
                self._raise_if_closed()
                why = f"{self.url} does not answer ({_words(error)})"
            except RuntimeError:
                self._raise_if_closed()
                raise
            else:
                if answer.status_code not in _NOT_NOW:
                    _raise_for(answer)
                    return answer
                why = f"{self.url} takes nothing now: {_detail(answer)}"
                wanted = _retry_after(answer)
            patience.pause(why, wanted)

    # ---- streams

    def events(self, run: str, after: int) -> Iterator[list[Event]]:
        """Yield the events of a run after a number, as they come, until its end.

        Raises:
            Dropped: The connection broke before the end.
            Gone: The server does not know the run.
            Unreachable: This client has been closed meanwhile.
        """
        parser = EventParser()
        try:
            with self._streaming(f"api/runs/{run}/events?after={after}") as answer:
                for data in answer.iter_bytes():
                    if found := parser.feed(data):
                        yield found
        except WireError as error:
            raise RequestRefused(f"{self.url} sent an event that is none: {error.what}") from None
        self._raise_if_closed()
        raise Dropped("the stream ended")

    def download(self, path: str) -> Iterator[bytes]:
        """Yield the bytes of a file.

        Raises:
            Gone: There is no such file any more.
            Dropped: The connection broke.
        """
        with self._streaming(path) as answer:
            yield from answer.iter_bytes()

    @contextmanager
    def _streaming(self, path: str) -> Iterator[httpx.Response]:
        timeout = httpx.Timeout(_SILENCE_SECONDS, connect=_CONNECT_SECONDS)
        try:
            with self._http.stream("GET", self.url + path, timeout=timeout) as answer:
                if answer.status_code in _NOT_NOW:
                    raise Dropped(f"it answers {answer.status_code}")
                if answer.status_code != 200:
                    answer.read()
                    _raise_for(answer)
                yield answer
        except httpx.TransportError as error:
            self._raise_if_closed()
            raise Dropped(_words(error)) from None
        except RuntimeError:
            self._raise_if_closed()
            raise

    def _raise_if_closed(self) -> None:
        """Whoever closes a client breaks what is under way: no server has gone away then."""
        if self._http.is_closed:
            raise Unreachable("this client has been closed") from None

    # ---- texts

    def prefill(self, endpoint: str, texts: Mapping[str, str]) -> dict[str, Any]:
        """Return the values that texts stand for, as the page reads those of a link.

        Raises:
            InvalidInputs: Some texts cannot be read.
            Unreachable: The websocket does not open.
        """
        from autoui.client.reading import ask_prefill

        return ask_prefill(self.url, self.session, self._extra, endpoint, texts)


_NO_CACHE = {"Cache-Control": "no-cache"}


def page_url(url: str) -> str:
    """Return the address of a page with its scheme and a slash at the end, without its query.

    Raises:
        UsageError: It is no URL.
    """
    text = url.strip()
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        _ = parts.port
    except ValueError as error:
        raise UsageError(f"{url} is no URL: {error}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f'"{url}" is no URL of a page', "write http://host:port/")
    path = parts.path if parts.path.endswith("/") else parts.path + "/"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _is_here(url: str) -> bool:
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _raise_for(answer: httpx.Response) -> None:
    status = answer.status_code
    if status < 300:
        return
    if status == 404:
        raise Gone
    if status == 422:
        problems = [
            Problem(str(one.get("field", "")), str(one.get("message", "")))
            for one in _json_object(answer).get("errors", [])
            if isinstance(one, dict)
        ]
        if problems:
            raise InvalidInputs(problems)
    raise _refusal(answer)


def _refusal(answer: httpx.Response) -> RequestRefused:
    what, _, cure = _detail(answer).partition("\n")
    return RequestRefused(what, cure.strip())


def _detail(answer: httpx.Response) -> str:
    """Return what a server says of its refusal, in one or two lines."""
    found = _json_object(answer)
    if said := found.get("detail") or found.get("title"):
        return str(said)
    plain = answer.headers.get("content-type", "").startswith("text/plain")
    return (plain and answer.text.strip()[:500]) or f"it answers {answer.status_code}"


def _json_object(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _retry_after(answer: httpx.Response) -> float | None:
    text = answer.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _words(error: Exception) -> str:
    if isinstance(error, httpx.RemoteProtocolError):
        # Its own words are about chunks and bodies.
        return "the connection broke off"
    text = str(error).strip()
    return text.removeprefix("[Errno 111] ").lower() if text else type(error).__name__
