"""Saves while calls are made: nothing is refused, nothing is left behind, nothing grows."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browser.served import Served
from tests.serve import serving

FULL = pytest.mark.stress
SOURCE = '''
import time


def version(wait: float = 0.0) -> int:
    """Say which version ran."""
    time.sleep(wait)
    return {number}
'''


def save(path: Path, number: int) -> None:
    """Save as editors do."""
    beside = path.with_suffix(".tmp")
    beside.write_text(SOURCE.replace("{number}", str(number)))
    beside.replace(path)


def processes(served: Served) -> dict[int, str]:
    """Return the server's descendants and what they run, by process id."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(folder.name)] = int(fields[1])
    found = {served.process.pid}
    while grown := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= grown
    return {pid: str(parents[pid]) for pid in found}


def resident(pid: int) -> float:
    """Return a process's memory in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


async def until(true: Callable[[], Any], seconds: float = 20) -> None:
    """Wait until something holds.

    Raises:
        TimeoutError: It did not come to.
    """
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


class Load:
    """Calls, so many a second."""

    def __init__(self, client: httpx.AsyncClient, rate: float) -> None:
        self.client = client
        self.rate = rate
        self.outcomes: Counter[str] = Counter()
        self.over = asyncio.Event()

    async def call(self) -> None:
        """Make one call, follow it to its end, and note what came of it."""
        try:
            answer = await self.client.post("api/version/runs", json={"inputs": {"wait": 0.02}})
            if answer.status_code != 202:
                self.outcomes[f"status {answer.status_code}"] += 1
                return
            events = await self.client.get(f"api/runs/{answer.json()['run']}/events")
            text = events.text
        except httpx.HTTPError as error:
            self.outcomes[type(error).__name__] += 1
            return
        ends = [line for line in text.splitlines() if line in ENDS]
        self.outcomes[" ".join(ends)] += 1

    async def run(self) -> None:
        """Make calls until it is over, and wait for all of them."""
        async with asyncio.TaskGroup() as calls:
            while not self.over.is_set():
                calls.create_task(self.call())
                try:
                    async with asyncio.timeout(1 / self.rate):
                        await self.over.wait()
                except TimeoutError:
                    continue


ENDS = {
    f"event: {kind}" for kind in ("done", "failed", "cancelled", "lost", "timed_out", "expired")
}


async def newest(client: httpx.AsyncClient, number: int) -> None:
    """Wait until a version serves."""
    async with asyncio.timeout(20):
        while (await client.post("api/version", json={})).json()["outputs"] != [number]:
            await asyncio.sleep(0.02)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("saves", [5, pytest.param(100, marks=FULL)])
def test_reloads_under_load(saves: int, tmp_path: Path) -> None:
    save(tmp_path / "versions.py", 0)

    async def check(served: Served) -> None:
        async with httpx.AsyncClient(base_url=served.url, timeout=30) as client:
            load = Load(client, 20)
            running = asyncio.create_task(load.run())
            at_rest = len(processes(served))
            before = 0.0
            for number in range(1, saves + 1):
                save(tmp_path / "versions.py", number)
                await newest(client, number)
                if number == min(5, saves // 2):
                    before = resident(served.process.pid)
            load.over.set()
            await running
            assert set(load.outcomes) == {"event: done"}, load.outcomes
            assert load.outcomes["event: done"] >= saves
            await until(lambda: len(processes(served)) <= at_rest)
            assert resident(served.process.pid) - before < 10

    with serving("versions.py:version", "--reload", folder=tmp_path, fresh=True) as served:
        asyncio.run(check(served))
        all_of_it = set(processes(served))
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in all_of_it - {served.process.pid}):
        assert time.monotonic() < deadline, "a process is left"
        time.sleep(0.02)


def test_a_storm_of_saves_ends_in_the_last_version(tmp_path: Path) -> None:
    save(tmp_path / "versions.py", 0)

    async def check(served: Served) -> None:
        async with httpx.AsyncClient(base_url=served.url, timeout=30) as client:
            await newest(client, 0)
            at_rest = len(processes(served))
            # A run that is on stays with the version it began with.
            old = asyncio.create_task(client.post("api/version", json={"wait": 3}))
            await asyncio.sleep(0.1)
            for number in range(1, 21):
                save(tmp_path / "versions.py", number)
                for other in range(5):
                    (tmp_path / f"other{other}.py").write_text(f"n = {number}\n")
                await asyncio.sleep(0.1)
            await newest(client, 20)
            assert (await old).json()["outputs"] == [0]
            await until(lambda: len(processes(served)) <= at_rest)
            assert (await client.post("api/version", json={})).json()["outputs"] == [20]

    with serving("versions.py:version", "--reload", folder=tmp_path, fresh=True) as served:
        asyncio.run(check(served))
