"""The websocket: hello, runs, questions, reload, and what it does with nonsense."""

import asyncio
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from autoui.running.engine import Limits
from autoui.running.run import Subscription
from autoui.serving.away import Away
from autoui.serving.service import Rates
from autoui.serving.sessions import session_of_secret
from autoui.serving.socket import TokenBucket
from autoui.wire.server_worker import CancelRun, Check
from tests.serving.harness import SECRET, Socket, in_loop, site


def submit(page: Socket, run: str, endpoint: str = "echo", **more: object) -> None:
    page.send(
        **{"op": "submit", "run": run, "endpoint": endpoint, "hash": "h1", "inputs": {}, **more}
    )


@in_loop
async def test_a_call(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        page = await here.page()
        submit(page, "r1", inputs={"x": [1, "é"]})
        assert await page.receive() == {"op": "accepted", "run": "r1"}
        started, done = await page.receive(), await page.receive()
        assert (started["kind"], started["n"]) == ("started", 1)
        assert (done["kind"], done["n"]) == ("done", 2)
        assert done["data"]["outputs"] == [{"x": [1, "é"]}]


@in_loop
async def test_wrong_inputs(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        page = await here.page()
        submit(page, "r1", "wrong")
        refused = await page.receive()
        assert (refused["code"], refused["errors"]) == (
            "invalid",
            [{"field": "x", "message": "must be at least 0"}],
        )


@in_loop
async def test_many_messages_in_one_frame(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        page = await here.page()
        one = '{"op":"submit","run":"r%d","endpoint":"echo","hash":"h1","inputs":{}}'
        page.text("[" + ",".join(one % number for number in range(100)) + "]")
        for number in range(100):
            await page.until("accepted", run=f"r{number}")


@in_loop
async def test_cancel(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        page = await here.page()
        submit(page, "r1", "hangs")
        await page.until("event", kind="started")
        page.send(op="cancel", run="r1")
        assert (await page.until("event", kind="cancelled"))["data"] == {"how": "asked"}
        page.send(op="cancel", run="r1")
        page.send(op="cancel", run="other")
        assert (await page.receive())["code"] == "unknown"


class Nobody:
    """Reads nothing."""

    def wake(self, subscription: Subscription, *, at_once: bool) -> None:
        """Leave it."""


@in_loop
async def test_what_a_page_shows_is_followed_as_long_as_it_is_open(tmp_path: Path) -> None:
    async with site(tmp_path) as here:

        def followers(run: str) -> int:
            key = (session_of_secret(SECRET), run)
            mine = here.service.engine.events(key, 0, Nobody())
            mine.close()
            return len(mine.run.subscriptions)

        page = await here.page()
        for number in range(20):
            submit(page, f"r{number}")
            await page.until("event", kind="done")
        assert (followers("r0"), followers("r19")) == (0, 1)
        await page.close()
        assert followers("r19") == 0


@in_loop
async def test_two_tabs_and_a_tab_that_comes_back(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        first = await here.page()
        submit(first, "r1", "hangs")
        await first.until("event", kind="started")
        await first.close()
        second = await here.page(runs={"r1": 1})
        (run,) = here.worker.hanging
        here.worker.event(run, "value", {"outputs": [1]})
        assert (await second.until("event"))["n"] == 2
        stranger = await here.page(session="f" * 32, runs={"r1": 0})
        assert (await stranger.receive())["code"] == "unknown"
        stranger.send(op="cancel", run="r1")
        assert (await stranger.receive())["code"] == "unknown"


@in_loop
async def test_submitting_again_is_the_same_run(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        page = await here.page()
        submit(page, "r1")
        await page.until("event", kind="done")
        submit(page, "r1")
        assert [(await page.receive())["op"] for _ in range(3)] == ["accepted", "event", "event"]
        assert len([m for m in here.worker.got if type(m) is Check]) == 1


@in_loop
async def test_the_page_is_pushed_when_it_is_ready(tmp_path: Path) -> None:
    async with site(tmp_path, ready=False) as here:
        page = await here.page(page="")
        here.worker.ready()
        assert (await page.receive())["document"] == here.worker.document
        newcomer = await here.page(page="old")
        assert (await newcomer.receive())["hash"] == "page1"


@in_loop
async def test_a_failed_load_is_pushed_without_its_traceback_elsewhere(tmp_path: Path) -> None:
    async with site(tmp_path, ready=False, debug=False) as here:
        page = await here.page(page="")
        here.worker.fail(what="NameError: x", traceback="secret", file="/home/me/a.py")
        failed = await page.receive()
        assert failed["op"] == "page_failed"
        assert failed["what"] == "NameError: x"
        assert "secret" not in str(failed)
        assert "/home/me" not in str(failed)
        assert (await (await here.page(page="")).receive())["op"] == "page_failed"


@in_loop
async def test_questions(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        page = await here.page()
        page.send(op="rows", request=7, table="0" * 32, start=5, count=2)
        answer = await page.receive()
        assert (answer["request"], answer["data"]["rows"][0][0]) == (7, 5)
        page.send(op="prefill", request=8, endpoint="echo", texts={"x": "3"})
        assert (await page.receive())["request"] == 8


@in_loop
async def test_nonsense_is_named_and_the_socket_lives(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        page = await here.page()
        deep = '{"op":"submit","run":"r","endpoint":"echo","hash":"h1","inputs":' + "[" * 100_000
        for text in ("", "{", "null", '{"op":"format_disk"}', '"\ud800"', deep, "[" * 50_000):
            page.text(text)
            assert (await page.receive())["code"] == "malformed", text[:30]
        page.inbox.put_nowait({"type": "websocket.receive", "bytes": b"\x00"})
        assert (await page.receive())["code"] == "malformed"
        for run, inputs in (("../../etc", {}), ("r" * 65, {}), ("r2", []), ("r3", "text")):
            submit(page, run, inputs=inputs)
            assert (await page.receive())["code"] == "malformed"
        submit(page, "r4")
        assert (await page.receive())["op"] == "accepted"


@in_loop
async def test_hello_comes_first(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        page = here.socket()
        await page.opened()
        submit(page, "r1")
        assert "hello" in (await page.receive())["message"]
        page.send(op="hello", session="short")
        assert (await page.receive())["code"] == "malformed"
        page.send(op="hello", session=SECRET, page="page1")
        assert (await page.receive())["op"] == "welcome"


@in_loop
async def test_a_page_that_leaves_while_its_check_is_out(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        page = await here.page()
        submit(page, "r1", "silent")
        check = await here.worker.until(Check)
        await page.close()
        here.worker.event(check.run, "done", {"outputs": []})
        back = await here.page(runs={"r1": 0})
        assert (await back.until("event", kind="done"))["n"] == 2


@in_loop
async def test_a_stalled_page_keeps_only_its_place(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        page = await here.page()
        submit(page, "r1", "hangs")
        await page.until("event", kind="started")
        page.outbox = asyncio.Queue(maxsize=1)
        (run,) = here.worker.hanging
        for number in range(3000):
            here.worker.event(run, "value", {"outputs": [number]})
        here.worker.event(run, "done", {"outputs": ["end"]})
        other = await here.page(runs={"r1": 0})
        assert (await other.until("event", kind="done"))["n"] == 3002


@in_loop
async def test_sockets_of_an_address_are_limited(tmp_path: Path) -> None:
    rates = Rates(messages=50, sockets=2)
    async with site(tmp_path, rates=rates) as here:
        kept = [await here.page() for _ in range(2)]
        third = here.socket()
        assert (await third.opened())["type"] == "websocket.accept"
        closed = await third.outbox.get()
        assert (closed["type"], closed["code"]) == ("websocket.close", 1013)
        await kept[0].close()
        assert await here.page()


@in_loop
async def test_messages_beyond_the_burst_wait(tmp_path: Path) -> None:
    async with site(tmp_path, rates=Rates(messages=1000, burst=5)) as here:
        page = await here.page()
        began = asyncio.get_running_loop().time()
        for number in range(105):
            page.send(op="prefill", request=number, endpoint="echo", texts={})
        for number in range(105):
            assert (await page.receive())["request"] == number
        assert asyncio.get_running_loop().time() - began >= 0.09


@given(st.lists(st.tuples(st.integers(1, 256), st.floats(0, 10)), max_size=30))
def test_the_bucket_never_lets_more_through_than_its_rate(steps: list[tuple[int, float]]) -> None:
    bucket = TokenBucket(50, 200, 0.0)
    now, passed = 0.0, 0
    for count, pause in steps:
        now += pause
        passed += count
        now += bucket.take(count, now)
        assert passed <= 200 + 50 * now + 1e-6 * passed


@in_loop
async def test_limits_name_themselves(tmp_path: Path) -> None:
    async with site(tmp_path, limits=Limits(per_session=1)) as here:
        page = await here.page()
        submit(page, "r1", "hangs")
        await page.until("event", kind="started")
        submit(page, "r2")
        refused = await page.receive()
        assert refused["code"] == "full"
        assert "1 runs" in refused["message"]
        assert refused["retry_after"] >= 1


@in_loop
async def test_closing_the_page_cancels_what_was_to_end_with_it(tmp_path: Path) -> None:
    async with site(tmp_path, ready=False) as here:
        here.worker.ready(cancel_on_leave=True)
        await here.service.feeds.built(5)
        here.service.away = Away(here.service.engine, asyncio.get_running_loop(), grace=0.05)
        page = await here.page()
        page.send(op="submit", run="r1", endpoint="hangs", hash="h1", inputs={})
        await page.until("event", kind="started")
        await page.close()
        back = await here.page(runs={"r1": 1})
        await asyncio.sleep(0.1)
        assert here.service.away.leaving == 0
        assert not any(type(message) is CancelRun for message in here.worker.got)
        await back.close()
        assert (await here.worker.until(CancelRun)).step == 1


@in_loop
async def test_a_session_is_held_as_long_as_a_page_is_open(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        page = await here.page()
        page.send(op="hello", session="f" * 32)
        await page.until("welcome")
        held = here.service.sessions._held
        assert list(held.values()) == [1]
        await page.close()
        assert not held


@in_loop
async def test_who_never_says_hello_is_let_go(tmp_path: Path) -> None:
    async with site(tmp_path, rates=Rates(silent=0.05)) as here:
        page = here.socket()
        await page.opened()
        await page.task
        assert here.service.sockets.total() == 0


@in_loop
async def test_a_page_that_reads_nothing_is_let_go(tmp_path: Path) -> None:
    async with site(tmp_path, rates=Rates(stalled=0.05)) as here:
        page = await here.page()
        page.outbox._maxsize = 1  # from now on, the second message finds no room
        for number in range(3):
            submit(page, f"r{number}", "counts")
        await page.task
        assert here.service.sockets.total() == 0
