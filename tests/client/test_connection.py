"""What a client does when the network or the server does not do what it should."""

import json
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from autoui import Client
from autoui.client import job
from autoui.client.errors import RequestRefused, RunFailed, Unreachable
from autoui.client.events import EventParser
from autoui.errors import UsageError

DESCRIBED = {
    "openapi": "3.1.0",
    "paths": {"/api/f": {"post": {"summary": "F", "x-shown": [False]}}},
}
Handler = Callable[[httpx.Request], httpx.Response]


class Cut(httpx.SyncByteStream):
    """A body that breaks off."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __iter__(self) -> Iterator[bytes]:
        yield self._data
        raise httpx.ReadError("the connection broke")


class Script:
    """A server that answers each request with the next line of a script.

    Args:
        answers: In order, for everything but the description.
    """

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.bodies: list[bytes] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("openapi.json"):
            return httpx.Response(200, json=DESCRIBED)
        self.asked.append(f"{request.method} {request.url.raw_path.decode()}")
        self.bodies.append(request.content)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, patience: float = 5.0) -> Client:
        """Return a client of it."""
        transport = httpx.MockTransport(self)
        return Client("http://there/app", transport=transport, patience=patience)


def stream(*events: tuple[int, str, object]) -> bytes:
    """Write events as a server does."""
    parts = [f"id: {n}\nevent: {kind}\ndata: {json.dumps(data)}\n\n" for n, kind, data in events]
    return (": ok\n\n" + "".join(parts)).encode()


def accepted() -> httpx.Response:
    return httpx.Response(202, json={"run": "r"})


def value(n: int) -> tuple[int, str, object]:
    return (n, "value", {"outputs": [n]})


DONE = (6, "done", {"outputs": [5]})


def test_a_broken_stream_goes_on_where_it_stopped() -> None:
    half = stream((1, "started", {}), value(2), value(3)) + b"id: 4\nevent: val"
    script = Script(
        accepted(),
        httpx.Response(200, stream=Cut(half)),
        httpx.ConnectError("refused"),
        httpx.Response(503),
        httpx.Response(200, stream=Cut(stream(value(3), value(4)))),
        httpx.Response(200, content=stream(value(5), DONE)),
    )
    with script.client() as client:
        assert list(client.submit()) == [2, 3, 4, 5]
    afters = [line.rpartition("=")[2] for line in script.asked if "events" in line]
    assert afters == ["0", "3", "3", "3", "4"]
    assert script.asked[0] == "POST /app/api/f/runs"


def test_a_submit_whose_answer_was_lost_is_sent_again_under_the_same_id() -> None:
    script = Script(
        httpx.ReadError("the connection broke"),
        accepted(),
        httpx.Response(200, content=stream(DONE)),
    )
    with script.client() as client:
        assert client.predict() == 5
    assert script.bodies[0] == script.bodies[1]
    assert json.loads(script.bodies[0])["run"]


def test_a_full_server_is_asked_again_when_it_said() -> None:
    full = httpx.Response(429, headers={"Retry-After": "1"}, json={"detail": "The queue is full."})
    script = Script(full, accepted(), httpx.Response(200, content=stream(DONE)))
    began = time.monotonic()
    with script.client() as client:
        assert client.predict() == 5
    assert time.monotonic() - began >= 1


def test_each_wait_is_told_when_it_begins() -> None:
    told: list[str] = []
    gone = httpx.ConnectError("refused")
    answers = (gone, gone, accepted(), httpx.Response(200, stream=Cut(stream())), gone)
    script = Script(*answers, httpx.Response(200, content=stream(DONE)))
    transport = httpx.MockTransport(script)
    with Client("http://there/app", transport=transport, on_wait=told.append) as client:
        assert client.predict() == 5
    assert [words.partition(" (")[0] for words in told] == [
        "http://there/app/ does not answer",
        "the server went away while f ran",
    ]
    assert all(words.endswith("trying again for 60 seconds") for words in told)


def test_a_stream_that_breaks_off_is_told_in_plain_words() -> None:
    told: list[str] = []
    broken = httpx.RemoteProtocolError("peer closed connection (incomplete chunked read)")
    transport = httpx.MockTransport(
        Script(accepted(), broken, httpx.Response(200, content=stream(DONE)))
    )
    with Client("http://there/app", transport=transport, on_wait=told.append) as client:
        assert client.predict() == 5
    assert "f ran (the connection broke off); trying again" in told[0]


@pytest.mark.parametrize("end", [httpx.ReadError("closed"), None])
def test_a_client_that_is_closed_in_mid_run_blames_no_server(end: Exception | None) -> None:
    class Closing(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield stream(value(2))
            client.close()
            if end is not None:
                raise end

    told: list[str] = []
    transport = httpx.MockTransport(Script(accepted(), httpx.Response(200, stream=Closing())))
    client = Client("http://there/app", transport=transport, on_wait=told.append)
    with pytest.raises(Unreachable, match="has been closed"):
        client.predict()
    assert told == []


def test_a_server_that_stays_full_is_given_up() -> None:
    full = httpx.Response(429, headers={"Retry-After": "9"}, json={"detail": "The queue is full."})
    with Script(full).client(1) as client, pytest.raises(Unreachable, match="The queue is full"):
        client.predict()


def test_a_server_that_was_started_again_has_lost_the_run() -> None:
    script = Script(accepted(), httpx.Response(200, stream=Cut(stream())), httpx.Response(404))
    with script.client() as client, pytest.raises(RunFailed, match="started again") as caught:
        client.predict()
    assert caught.value.kind == "lost"


def test_a_server_that_died_in_mid_run_is_given_up() -> None:
    gone = [httpx.ConnectError("refused")] * 3
    script = Script(accepted(), httpx.Response(200, stream=Cut(stream(value(2)))), *gone)
    with script.client(0.3) as client:
        run = client.submit()
        values = iter(run)
        assert next(values) == 2
        with pytest.raises(Unreachable, match=r"went away while f ran .*tried for 0.3 seconds"):
            next(values)
        assert run.status.state == "lost"


def test_whoever_gives_a_run_up_does_not_wait_for_a_server_that_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(job, "_MOMENT", 0.1)
    away = [httpx.ConnectError("refused")] * 20
    script = Script(accepted(), httpx.Response(200, stream=Cut(stream(value(2)))), *away)
    with script.client(3600) as client:
        run = client.submit()
        assert next(iter(run)) == 2
        assert not run.abandon()
        assert "DELETE" in {line.partition(" ")[0] for line in script.asked}


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (("timed_out", {"limit": 60}), "longer than 60 seconds"),
        (("lost", {"reason": "killed by signal 9"}), "killed by signal 9"),
        (("expired", {}), "waited too long"),
        (("cancelled", {"how": "asked"}), "was cancelled"),
        (("failed", {"type": "OSError", "message": "", "id": "e7"}), "OSError .*e7"),
    ],
)
def test_each_ending_in_words(event: tuple[str, object], words: str) -> None:
    content = stream((1, *event))
    script = Script(accepted(), httpx.Response(200, content=content))
    with script.client() as client, pytest.raises(RunFailed, match=words) as caught:
        client.predict()
    assert caught.value.kind == event[0]


def test_a_refusal_is_in_the_server_s_words() -> None:
    large = httpx.Response(413, json={"detail": "The body is larger than 4 MB."})
    with Script(large).client() as client, pytest.raises(RequestRefused, match="larger than 4 MB"):
        client.predict()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(200, text="<html>hello</html>"), "not an autoui"),
        (httpx.Response(404), "not an autoui"),
        (httpx.Response(200, json=[]), "not an autoui"),
        (httpx.Response(500), "not an autoui"),
    ],
)
def test_what_is_no_autoui(answer: httpx.Response, words: str) -> None:
    with pytest.raises(Unreachable, match=words) as caught:
        Client("there:80", transport=httpx.MockTransport(lambda _: answer))
    assert caught.value.exit_code == 4


def test_nobody_there() -> None:
    with pytest.raises(Unreachable, match=r"nothing answers at http://127\.0\.0\.1:1/"):
        Client("127.0.0.1:1")


def test_a_server_that_loads_is_waited_for() -> None:
    answers = [httpx.Response(503), httpx.Response(200, json=DESCRIBED)]
    with Client("there", transport=httpx.MockTransport(lambda _: answers.pop(0))) as client:
        assert list(client.functions) == ["f"]
    loading = httpx.MockTransport(lambda _: httpx.Response(503))
    with pytest.raises(Unreachable, match="still loading"):
        Client("there", transport=loading, patience=0.1)


@pytest.mark.parametrize("url", ["ftp://there", "http://", "http://there:port", ""])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(UsageError):
        Client(url)


def test_a_session_must_be_a_secret() -> None:
    with pytest.raises(UsageError, match="32 hex digits"):
        Client("there", session="me")


def test_the_address_is_where_the_page_was_found() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "http":
            return httpx.Response(301, headers={"Location": "https://there/x/openapi.json"})
        return httpx.Response(200, json=DESCRIBED)

    with Client("http://there/x?num=3#top", transport=httpx.MockTransport(answer)) as client:
        assert client.url == "https://there/x/"


@pytest.mark.parametrize("cut", [1, 2, 3, 7, 1000])
def test_events_however_they_are_cut(cut: int) -> None:
    data = b": ok\n\n" + b'id: 1\nevent: log\ndata: {"text":"a\xe2\x80\xa8b \\n"}\n\n' * 3
    parser = EventParser()
    found = [e for at in range(0, len(data), cut) for e in parser.feed(data[at : at + cut])]
    assert [event.data for event in found] == [{"text": "a\u2028b \n"}] * 3
