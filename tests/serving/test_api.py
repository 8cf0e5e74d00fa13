"""The functions over HTTP: answers, refusals, streams of events, hang-ups."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autoui.running.engine import Limits
from autoui.running.run import Run
from autoui.serving import answers
from autoui.serving.away import Away
from autoui.wire.server_worker import CancelRun, Credit
from tests.serving.harness import SECRET, Exchange, Site, in_loop, site

BEARER = {"Authorization": f"Bearer {SECRET}"}


async def events_of(exchange: Exchange) -> list[dict[str, Any]]:
    """Read a whole stream of server-sent events."""
    text = (await exchange.answer()).body.decode()
    found = []
    for block in text.split("\n\n"):
        fields = dict(
            line.split(": ", 1) for line in block.split("\n") if line[:1] not in ("", ":")
        )
        if fields:
            found.append(fields)
    return found


@in_loop
async def test_a_call(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        answer = await here.request("POST", "/api/echo", b'{"x": 3}')
        assert answer.status == 200
        assert answer.json["outputs"] == [{"x": 3}]
        assert len(answer.json["run"]) == 32
        assert (await here.request("POST", "/api/echo")).json["outputs"] == [{}]


@in_loop
async def test_generators_answer_with_their_last_value(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        assert (await here.request("POST", "/api/counts", b"{}")).json["outputs"] == [4]


@pytest.mark.parametrize(
    ("path", "body", "status", "word"),
    [
        ("/api/nope", b"{}", 404, "nothing here"),
        ("/api/wrong", b"{}", 422, "must be at least 0"),
        ("/api/fails", b"{}", 500, "too bad"),
        ("/api/refuses", b"{}", 422, "not today"),
        ("/api/echo?cancel_on_leave=maybe", b"{}", 400, "true or false"),
        ("/api/echo?run=", b"{}", 400, "1 to 64"),
        ("/api/echo?cancel=1", b"{}", 400, "cancel_on_leave"),
        ("/api/echo/runs", b'{"run": "a b"}', 400, "1 to 64"),
        ("/api/echo", b"[1]", 400, "object"),
        ("/api/echo", b"{", 400, "object"),
        ("/api/echo", b'{"x": ' + b"[" * 100_000, 400, "nests deeper"),
        ("/api/echo", b'{"x": "\xff"}', 400, "object"),
        ("/api/echo", b'{"x": "' + b"a" * (4 << 20) + b'"}', 413, "4 MB"),
        ("/api/echo/runs", b'{"inputs": 3}', 400, "object"),
        ("/api/echo/runs", b'{"inputs": {}, "hash": "old"}', 409, "changed"),
    ],
)
@in_loop
async def test_refusals(tmp_path: Path, path: str, body: bytes, status: int, word: str) -> None:
    async with site(tmp_path) as here:
        answer = await here.request("POST", path, body)
        assert answer.status == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json["status"] == status
        assert word in answer.body.decode()


@in_loop
async def test_a_body_without_a_length_is_limited_too(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        parts = [b'{"x": "', *[b"a" * (1 << 20)] * 5, b'"}']
        assert (await here.request("POST", "/api/echo", parts)).status == 413


@pytest.mark.parametrize(("method", "path"), [("POST", "/api/echo"), ("PUT", "/uploads")])
@in_loop
async def test_a_body_that_does_not_come_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, path: str
) -> None:
    monkeypatch.setattr("autoui.serving.asking.STALL_SECONDS", 0.01)
    async with site(tmp_path) as here:
        exchange = here.begin(method, path, [b'{"x":', b""])
        exchange.inbox._queue.pop()  # type: ignore[attr-defined]
        answer = await exchange.answer()
        assert answer.status == 408
        assert list((tmp_path / "blobs").iterdir()) == []


@in_loop
async def test_a_full_queue_says_when_to_come_again(tmp_path: Path) -> None:
    async with site(tmp_path, limits=Limits(queued=0)) as here:
        assert (await here.request("POST", "/api/hangs/runs", b"{}")).status == 202
        answer = await here.request("POST", "/api/hangs", b"{}")
        assert answer.status == 429
        assert int(answer.headers["retry-after"]) >= 1


@in_loop
async def test_before_the_function_is_there(tmp_path: Path) -> None:
    async with site(tmp_path, ready=False) as here:
        answer = await here.request("POST", "/api/echo", b"{}")
        assert (answer.status, answer.headers["retry-after"]) == (503, "1")


@in_loop
async def test_a_client_that_hangs_up_cancels_its_run(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        exchange = here.begin("POST", "/api/hangs", b"{}")
        while not here.worker.hanging:
            await asyncio.sleep(0)
        exchange.hang_up()
        assert (await here.worker.until(CancelRun)).step == 1
        await exchange.task
        assert here.service.engine.stats().queued == 0


@in_loop
async def test_a_client_that_asked_for_it_may_leave_and_come_back(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        url = "/api/hangs?run=r1&cancel_on_leave=false"
        exchange = here.begin("POST", url, b"{}", BEARER)
        while not here.worker.hanging:
            await asyncio.sleep(0)
        exchange.hang_up()
        await exchange.task
        again = here.begin("POST", url, b"{}", BEARER)
        while len(followers(here, "r1")) != 1:
            await asyncio.sleep(0)
        (run,) = here.worker.hanging
        here.worker.event(run, "done", {"outputs": [7]})
        answer = await again.answer()
        assert answer.json == {"outputs": [7], "run": "r1"}
        assert not any(type(message) is CancelRun for message in here.worker.got)


def followers(here: Site, run: str) -> list[Any]:
    books = here.service.engine._books
    return next(found.subscriptions for key, found in books.runs.items() if key[1] == run)


@in_loop
async def test_a_batch_is_answered_item_by_item(tmp_path: Path) -> None:
    async with site(tmp_path, ready=False) as here:
        here.worker.ready(batch=4)
        body = b'{"batch": [{"x": 1}, {"x": 2}, {"x": 3}]}'
        answer = await here.request("POST", "/api/echo", body)
        assert answer.status == 200
        assert [one["outputs"] for one in answer.json["batch"]] == [[{"x": n}] for n in (1, 2, 3)]
        assert len({one["run"] for one in answer.json["batch"]}) == 3
        assert (await here.request("POST", "/api/echo", b'{"batch": []}')).json == {"batch": []}
        named = await here.request("POST", "/api/echo?run=r", body, BEARER)
        assert [one["run"] for one in named.json["batch"]] == ["r_0", "r_1", "r_2"]
        assert (await here.request("POST", "/api/echo?run=a.b", body, BEARER)).status == 400
        wrong = (await here.request("POST", "/api/wrong", b'{"batch": [{}, {}]}')).json["batch"]
        assert [one["status"] for one in wrong] == [422, 422]
        assert wrong[0]["errors"] == [{"field": "x", "message": "must be at least 0"}]


@pytest.mark.parametrize(
    "body",
    [b'{"batch": "abc"}', b'{"batch": [1]}', b'{"batch": [{}], "x": 1}', b'{"batch": [{}, []]}'],
)
@in_loop
async def test_a_parameter_may_be_called_batch(tmp_path: Path, body: bytes) -> None:
    async with site(tmp_path, ready=False) as here:
        here.worker.ready(batch=4)
        answer = await here.request("POST", "/api/echo", body)
        assert answer.json["outputs"] == [msgspec.json.decode(body)]


@in_loop
async def test_a_function_that_takes_single_items_takes_no_batch(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        answer = await here.request("POST", "/api/echo", b'{"batch": [{}]}')
        assert answer.json["outputs"] == [{"batch": [{}]}]


@in_loop
async def test_a_batch_is_limited_and_a_hang_up_cancels_all_of_it(tmp_path: Path) -> None:
    async with site(tmp_path, ready=False) as here:
        here.worker.ready(batch=4, concurrency=2)
        many = b'{"batch": [' + b",".join([b"{}"] * 1_001) + b"]}"
        assert (await here.request("POST", "/api/echo", many)).status == 413
        exchange = here.begin("POST", "/api/hangs", b'{"batch": [{}, {}]}')
        while len(here.worker.hanging) < 2:
            await asyncio.sleep(0)
        exchange.hang_up()
        await exchange.task
        while here.service.engine.stats().running:
            await asyncio.sleep(0)
        assert here.worker.hanging == set()


@in_loop
async def test_a_reader_may_ask_that_its_run_ends_with_it(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        here.service.away = Away(here.service.engine, asyncio.get_running_loop(), grace=0.02)
        await here.request("POST", "/api/hangs/runs", b'{"run": "r1"}', BEARER)
        for url in ("events", "events?cancel_on_leave=true"):
            exchange = here.begin("GET", f"/api/runs/r1/{url}", b"", BEARER)
            await exchange.start()
            await exchange.next()
            exchange.hang_up()
            await exchange.task
            if url == "events":
                assert here.service.away.leaving == 0
        assert (await here.worker.until(CancelRun)).step == 1


@in_loop
async def test_a_run_and_its_events(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        body = msgspec.json.encode({"run": "r1", "hash": "h1", "inputs": {}})
        answer = await here.request("POST", "/api/counts/runs", body, BEARER)
        assert (answer.status, answer.json) == (202, {"run": "r1"})
        found = await events_of(here.begin("GET", "/api/runs/r1/events", b"", BEARER))
        assert [event["event"] for event in found] == ["started", *["value"] * 5, "done"]
        assert [int(event["id"]) for event in found] == [1, 2, 3, 4, 5, 6, 7]
        # Wherever a reader was cut off, it gets the rest, once and in order.
        for after in range(8):
            url = f"/api/runs/r1/events?after={after}"
            later = await events_of(here.begin("GET", url, b"", BEARER))
            assert later == found[after:]
        back = {**BEARER, "Last-Event-ID": "5"}
        later = await events_of(here.begin("GET", "/api/runs/r1/events?after=0", b"", back))
        assert [event["id"] for event in later] == ["6", "7"]
        looking = "/api/runs/r1/events?mode=latest"
        skipped = await events_of(here.begin("GET", looking, b"", BEARER))
        assert [event["event"] for event in skipped] == ["started", "value", "done"]


@in_loop
async def test_events_come_as_they_happen_and_a_reader_may_leave(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        await here.request("POST", "/api/hangs/runs", b'{"run": "r1"}', BEARER)
        exchange = here.begin("GET", "/api/runs/r1/events", b"", BEARER)
        assert (await exchange.start())["status"] == 200
        assert (await exchange.next())["body"].startswith(b":")
        assert b"event: started" in (await exchange.next())["body"]
        (run,) = here.worker.hanging
        here.worker.event(run, "progress", {"value": 0.5})
        assert b'"value":0.5' in (await exchange.next())["body"]
        followed = next(iter(here.service.engine._books.runs.values()))
        assert followed.followed
        assert len(followed.subscriptions) == 1
        exchange.hang_up()
        await exchange.task
        assert not followed.followed


@in_loop
async def test_a_run_waits_a_moment_for_a_reader_who_wants_every_value(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        here.service.away = Away(here.service.engine, asyncio.get_running_loop(), held=3600)
        url = "/api/runs/r1/events"
        await here.request("POST", "/api/hangs/runs", b'{"run": "r1"}', BEARER)
        (link,) = here.worker.hanging
        run = next(iter(here.service.engine._books.runs.values()))
        # Nobody reads yet: what may be unread comes, and no more is asked for.
        await values(here, link, run, 256)
        assert [m for m in here.worker.got if type(m) is Credit] == []
        exchange = here.begin("GET", url, b"", BEARER)
        await exchange.start()
        read = b""
        while read.count(b"event: value") < 256:
            read += (await exchange.next())["body"]
        assert (await here.worker.until(Credit)).values >= 128
        # The reader is cut off; what was in its place is there when it comes back.
        here.worker.got.clear()
        exchange.hang_up()
        await exchange.task
        await values(here, link, run, 256)
        assert [m for m in here.worker.got if type(m) is Credit] == []
        here.service.away = Away(here.service.engine, asyncio.get_running_loop(), held=0.01)
        exchange = here.begin("GET", f"{url}?after={run.log.last - 256}", b"", BEARER)
        await exchange.start()
        read = b""
        while read.count(b"event: value") < 256:
            read += (await exchange.next())["body"]
        # It leaves for good: the run goes on without it.
        exchange.hang_up()
        await exchange.task
        here.worker.got.clear()
        await values(here, link, run, 256)
        assert (await here.worker.until(Credit)).values >= 128
        assert run.subscriptions == []


async def values(here: Site, link: str, run: Run, count: int) -> None:
    """Have a run send values, and wait until they have been logged."""
    last = run.log.last + count
    for number in range(count):
        here.worker.event(link, "value", {"outputs": [number]})
    while run.log.last < last:
        await asyncio.sleep(0)


@in_loop
async def test_foreign_and_unknown_runs_look_alike(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        await here.request("POST", "/api/hangs/runs", b'{"run": "r1"}', BEARER)
        stranger = {"Authorization": "Bearer " + "f" * 32}
        answers = [
            await here.request(method, f"/api/runs/{run}{rest}", b"", headers)
            for method, rest in (("GET", "/events"), ("DELETE", ""))
            for run, headers in (("r1", stranger), ("r1", {}), ("r2", BEARER))
        ]
        assert {answer.status for answer in answers} == {404}
        assert len({answer.body for answer in answers}) == 1


@in_loop
async def test_without_a_secret_the_server_makes_the_id(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        answer = await here.request("POST", "/api/counts/runs", b'{"run": "r1"}')
        run = answer.json["run"]
        assert len(run) == 32
        found = await events_of(here.begin("GET", f"/api/runs/{run}/events"))
        assert found[-1]["event"] == "done"
        elsewhere = await here.request("GET", f"/api/runs/{run}/events", client="10.0.0.9")
        assert elsewhere.status == 404


@in_loop
async def test_cancel_is_idempotent(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        await here.request("POST", "/api/hangs/runs", b'{"run": "r1"}', BEARER)
        for _ in range(2):
            assert (await here.request("DELETE", "/api/runs/r1", b"", BEARER)).status == 204
        found = await events_of(here.begin("GET", "/api/runs/r1/events", b"", BEARER))
        assert found[-1]["event"] == "cancelled"


@pytest.mark.parametrize("header", ["Basic abc", "Bearer short", "Bearer", "Bearer " + "G" * 32])
@in_loop
async def test_malformed_secrets(tmp_path: Path, header: str) -> None:
    async with site(tmp_path) as here:
        given = {"Authorization": header}
        for method, path in (
            ("POST", "/api/echo"),
            ("GET", "/events"),
            ("PUT", "/uploads"),
            ("DELETE", "/api/runs/r1"),
        ):
            assert (await here.request(method, path, b"{}", given)).status == 400


@in_loop
async def test_the_page_follows_without_a_websocket(tmp_path: Path) -> None:
    async with site(tmp_path, ready=False) as here:
        exchange = here.begin("GET", "/events", b"", BEARER)
        await exchange.start()
        assert b'"op":"welcome"' in (await exchange.next())["body"]
        here.worker.ready()
        assert b'"op":"page"' in (await exchange.next())["body"]
        here.service.feeds.closing.set()
        await exchange.task
        assert here.service.feeds.open == set()


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "9" * 20, "٣"])
@in_loop
async def test_numbers_of_events_are_numbers(tmp_path: Path, after: str) -> None:
    from urllib.parse import quote

    async with site(tmp_path) as here:
        answer = await here.request("GET", f"/api/runs/r1/events?after={quote(after)}", b"", BEARER)
        assert answer.status == 400


def test_a_caller_gets_bare_values() -> None:
    def bare(text: bytes) -> object:
        return msgspec.json.decode(answers.bare(msgspec.Raw(text)))

    assert bare(b'{"show":"number","props":{},"value":8.5}') == 8.5
    assert bare(b'{"show":"nothing","value":{"text":"Done"}}') is None
    assert bare(b"null") is None
    parts = b'{"show":"text","value":"a"},{"show":"json","value":{"show":1}}'
    sections = b'{"show":"sections","value":[' + parts + b"]}"
    assert bare(sections) == ["a", {"show": 1}]
