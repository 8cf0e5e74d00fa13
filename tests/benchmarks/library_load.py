"""The load as an ordinary program makes it: the ``websockets`` library on asyncio.

``load.py`` is several times cheaper, so that nearly all of the machine is the server's. This one
takes its share of the cores, as whoever calls a server from Python on the same machine does.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator

from websockets.asyncio.client import connect

from tests.benchmarks.load import CALLS, CLIENTS, SEQUENTIAL, Dialogue, Measured, cpu_of


async def _client(url: str, dialogue: Dialogue, numbers: Iterator[int]) -> list[float]:
    """Make calls, one at a time, for as long as there are numbers; return what each took."""
    times = []
    async with connect(url, compression=None, max_size=None) as socket:
        for first in dialogue.open():
            await socket.send(first)
            await socket.recv()
        for number in numbers:
            began = time.perf_counter()
            await socket.send(dialogue.call(number))
            while not dialogue.is_end(await socket.recv(decode=False), number):
                pass
            times.append(time.perf_counter() - began)
    return times


async def _run(url: str, dialogue: Dialogue, clients: int, calls: int) -> tuple[float, float]:
    numbers = iter(range(calls))
    began = time.perf_counter()
    tasks = [_client(url, dialogue, numbers) for _ in range(clients)]
    times = [one for some in await asyncio.gather(*tasks) for one in some]
    return calls / (time.perf_counter() - began), statistics.median(times) * 1000


def measure(url: str, dialogue: Dialogue, watch: int, clients: int = CLIENTS) -> Measured:
    """Return the figures of several clients, with the median of one client's call."""
    asyncio.run(_run(url, dialogue, clients, CALLS // 4))
    cpu = cpu_of(watch)
    rate, _ = asyncio.run(_run(url, dialogue, clients, CALLS))
    used = {name: (spent - cpu[name]) / CALLS * 1e6 for name, spent in cpu_of(watch).items()}
    _, median = asyncio.run(_run(url, dialogue, 1, SEQUENTIAL))
    return Measured(rate, median, used)
