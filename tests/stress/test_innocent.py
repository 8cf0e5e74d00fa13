"""Runs beside one that keeps the interpreter to itself until its worker is killed."""

import time
from pathlib import Path

import pytest

from autoui import Client
from tests.serve import serving

SCRIPT = """
import re
from pathlib import Path


def first() -> None:
    pass


def hog() -> bool:
    return bool(re.match(r"(a+)+$", "a" * 40 + "b"))


def beside(folder: str, number: int) -> int:
    with Path(folder, str(number)).open("a") as file:
        file.write("begun ")
    return number
"""


@pytest.mark.stress
def test_who_had_not_begun_beside_a_hog_runs_once_in_the_next_worker(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text(SCRIPT)
    made = tmp_path / "made"
    made.mkdir()
    with (
        serving(f"{path}:first,hog,beside", folder=tmp_path, fresh=True) as served,
        Client(served.url) as client,
    ):
        # Calls of a function that is known to be quick are sent ahead.
        for number in range(100, 112):
            client.beside(str(made), number)
        hog = client.hog.submit()
        while hog.status.state != "running":
            time.sleep(0.01)
        jobs = [client.beside.submit(str(made), number) for number in range(5)]
        while any(job.status.state == "sending" for job in jobs):
            time.sleep(0.01)
        hog.cancel()
        assert [job.result(30) for job in jobs] == list(range(5))
        assert hog.status.state == "cancelled"
    assert [(made / str(number)).read_text() for number in range(5)] == ["begun "] * 5
