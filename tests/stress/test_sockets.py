"""Many pages at once: flat memory, nobody slows the others, and a busy function slows nobody."""

import asyncio
import json
import secrets
import statistics
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.browser.served import Served
from tests.serve import serving

SOURCE = '''
import asyncio

import autoui


@autoui.options(concurrency_limit=256)
async def ticks(seconds: float, size: int = 1):
    """Yield a hundred values a second."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    number = 0
    while loop.time() < end:
        number += 1
        yield str(number).ljust(size)
        await asyncio.sleep(0.01)


def busy(seconds: float) -> int:
    """Compute in pure Python."""
    import time

    end, number = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        number += 1
    return number
'''
FULL = pytest.mark.stress


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("sockets")
    (folder / "many_pages.py").write_text(SOURCE)
    with serving("many_pages.py:ticks,busy", folder=folder, fresh=True) as found:
        yield found


class Page:
    """A page as far as the protocol goes."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.hashes: dict[str, str] = {}
        self.waiting: list[Any] = []

    async def greet(self) -> None:
        """Say hello and read the page document."""
        await self.send(op="hello", session=secrets.token_hex(16))
        while not self.hashes:
            message = await self.next()
            if message["op"] == "page":
                endpoints = message["document"]["endpoints"]
                self.hashes = {one["name"]: one["hash"] for one in endpoints}

    async def send(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def start(self, endpoint: str, **inputs: Any) -> str:
        """Ask for a run and return its id."""
        run = secrets.token_hex(8)
        said = {"endpoint": endpoint, "hash": self.hashes[endpoint], "inputs": inputs}
        await self.send(op="submit", run=run, **said)
        return run

    async def next(self) -> Any:
        while not self.waiting:
            found = json.loads(await self.socket.recv())
            self.waiting += found if isinstance(found, list) else [found]
        return self.waiting.pop(0)

    async def hears(self, data: dict[str, Any] | None = None, **wanted: Any) -> None:
        """Read until a message says all that, its data included."""
        while True:
            message = await self.next()
            told = message.get("data") or {}
            if wanted.items() <= message.items() and (data or {}).items() <= told.items():
                return

    async def until_end(self) -> int:
        """Read a run to its end and return how many values came."""
        values = 0
        while True:
            message = await self.next()
            values += message.get("kind") == "value"
            if message.get("kind") in ("done", "failed", "cancelled", "lost"):
                assert message["kind"] in ("done", "cancelled"), message
                return values


async def opened(stack: AsyncExitStack, served: Served, **options: Any) -> Page:
    address = f"ws{served.url.removeprefix('http')}ws"
    page = Page(await stack.enter_async_context(connect(address, max_size=None, **options)))
    await page.greet()
    return page


def resident(served: Served) -> float:
    """Return the server's memory in MB."""
    pages = int(Path(f"/proc/{served.process.pid}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("pages", "seconds"), [pytest.param(10, 1.5), pytest.param(200, 40.0, marks=FULL)]
)
def test_memory_is_flat_and_a_stalled_page_slows_nobody(
    pages: int, seconds: float, served: Served
) -> None:
    async def go() -> tuple[list[int], float]:
        async with AsyncExitStack() as stack:
            everyone = [await opened(stack, served) for _ in range(pages)]
            stalled = await opened(stack, served, max_queue=1, close_timeout=0.1)
            await stalled.start("ticks", seconds=seconds, size=100_000)
            for page in everyone:
                await page.start("ticks", seconds=seconds)
            reading = asyncio.gather(*(page.until_end() for page in everyone))
            await asyncio.sleep(seconds / 4)
            before = resident(served)
            counts = await reading
            grown = resident(served) - before
            if seconds > 35:
                with pytest.raises(ConnectionClosed):
                    await stalled.until_end()
            return counts, grown

    counts, grown = asyncio.run(go())
    # Values that newer ones replaced are left out where a page or a machine is slow.
    assert statistics.median(counts) >= 10 * seconds
    assert min(counts) >= statistics.median(counts) / 3
    assert grown < 40 + pages * 0.05


@pytest.mark.parametrize("count", [pytest.param(20), pytest.param(200, marks=FULL)])
def test_a_function_that_computes_keeps_no_other_page_waiting(count: int, served: Served) -> None:
    """How long they wait is measured by ``tests/benchmarks/waiting.py``."""

    async def go() -> None:
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(httpx.AsyncClient())
            computing, ahead, behind = [await opened(stack, served) for _ in range(3)]
            run = await computing.start("busy", seconds=600)
            await computing.hears(kind="started")
            leaving = await ahead.start("busy", seconds=600)
            await ahead.hears({"position": 0}, kind="queued")
            waiting = await behind.start("busy", seconds=600)
            await behind.hears({"position": 1}, kind="queued")
            for _ in range(count):
                answer = await client.get(served.url, headers={"Connection": "close"})
                assert answer.status_code == 200
                await opened(stack, served)
            await ahead.send(op="cancel", run=leaving)
            await behind.hears({"position": 0}, kind="queued")
            await behind.send(op="cancel", run=waiting)
            await computing.send(op="cancel", run=run)
            await computing.hears(run=run, kind="cancelled")

    asyncio.run(go())


@pytest.mark.parametrize("count", [pytest.param(50), pytest.param(1_000, marks=FULL)])
def test_sockets_that_are_opened_and_left_cost_little(count: int, served: Served) -> None:
    async def go() -> float:
        async with AsyncExitStack() as stack:
            await opened(stack, served)
            before = resident(served)
            for _ in range(count):
                await opened(stack, served)
            grown = resident(served) - before
            async with httpx.AsyncClient() as client:
                assert (await client.get(f"{served.url}healthz")).status_code == 200
            return grown

    assert asyncio.run(go()) < 5 + count * 0.1
