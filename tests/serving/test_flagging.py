"""Flagging from the page's message to the row on disk, with a real server and worker."""

import io
import itertools
import json
import os
import re
import secrets
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from websockets.sync.client import connect

from tests.serve import serving

APP = """
import autoui as gr


@gr.options(inputs=["number", gr.Radio(["add", "subtract"]), "number"], outputs="number")
def calculator(num1, operation, num2):
    return num1 + num2 if operation == "add" else num1 - num2


@gr.options(inputs="image", outputs="image", flagging_dir="pictures")
def sepia(im):
    return im


@gr.options(flagging_options=["wrong", ("Odd!", "odd")], flagging_dir="chosen")
def spell(word: str, password: str = "") -> str:
    return "-".join(word)


@gr.options(allow_flagging="auto", flagging_dir="auto")
def halve(x: float) -> float:
    if x == 0:
        raise ValueError("nothing to halve")
    return x / 2


@gr.options(allow_flagging=False)
def quiet(x: int) -> int:
    return x


class Broken(gr.FlaggingCallback):
    def flag(self, row, flag_option=""):
        raise RuntimeError(f"no room for {row}")


@gr.options(flagging_callback=Broken())
def odd(x: int) -> int:
    return x


@gr.options(flagging_dir="tables")
def table(n: int) -> list:
    return [{"a": i, "b": str(i)} for i in range(n)]
"""
NAMES = ("calculator", "sepia", "spell", "halve", "quiet", "odd", "table")
STAMP = re.compile(r",\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", re.MULTILINE)


class Page:
    """A page that calls functions and flags what they gave."""

    def __init__(self, url: str, socket: Any) -> None:
        self.url = url
        self.socket = socket
        self.secret = secrets.token_hex(16)
        with urllib.request.urlopen(url) as answer:
            text = answer.read().decode()
        found = re.search(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', text, re.S)
        assert found is not None
        self.text = found[1]
        self.send(op="hello", session=self.secret)
        self.numbers = itertools.count(1)

    def send(self, **message: Any) -> None:
        self.socket.send(json.dumps(message))

    def until(self, **wanted: Any) -> dict[str, Any]:
        while True:
            frame = json.loads(self.socket.recv(20))
            for message in frame if isinstance(frame, list) else [frame]:
                if message["op"] == "refused":
                    pytest.fail(str(message))
                if all(message.get(name) in values for name, values in wanted.items()):
                    return dict(message)

    def endpoint(self, name: str) -> dict[str, Any]:
        def walk(value: Any) -> Iterator[dict[str, Any]]:
            if isinstance(value, dict):
                if value.get("name") == name and "flagging" in value:
                    yield value
                value = list(value.values())
            if isinstance(value, list):
                for item in value:
                    yield from walk(item)

        return next(walk(json.loads(self.text)))

    def call(self, name: str, **inputs: Any) -> str:
        run = secrets.token_hex(8)
        endpoint = self.endpoint(name)
        self.send(op="submit", run=run, endpoint=name, hash=endpoint["hash"], inputs=inputs)
        self.until(run=[run], kind=["done", "failed"])
        return run

    def flag(self, run: str, option: str = "") -> str:
        number = next(self.numbers)
        self.send(op="flag", request=number, run=run, option=option)
        return str(self.until(op=["answer"], request=[number])["error"])

    def upload(self, data: bytes, name: str) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.url}uploads",
            data,
            {"Authorization": f"Bearer {self.secret}", "X-File-Name": name},
            method="PUT",
        )
        with urllib.request.urlopen(request) as answer:
            return dict(json.loads(answer.read()))


@contextmanager
def page_of(url: str) -> Iterator[Page]:
    with connect(url.replace("http", "ws") + "ws") as socket:
        yield Page(url, socket)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("flagging")


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    (folder / "app.py").write_text(APP)
    with serving(f"app.py:{','.join(NAMES)}", folder=folder) as served:
        yield served.url


@pytest.fixture
def page(url: str) -> Iterator[Page]:
    with page_of(url) as made:
        yield made


def log(folder: Path) -> str:
    text = (folder / "logs.csv").read_text("utf-8")
    return STAMP.sub("", text).replace(",timestamp\n", "\n", 1)


def test_the_listing_of_a_calculator(page: Page, folder: Path) -> None:
    assert page.endpoint("calculator")["flagging"] == {"mode": "manual", "options": []}
    first = page.call("calculator", num1=5, operation="add", num2=7)
    assert page.flag(first) == ""
    assert page.flag(page.call("calculator", num1=6, operation="subtract", num2=1.5)) == ""
    assert page.flag(first) == ""
    assert page.flag(first, "odd") == "This result has been flagged already."
    assert log(folder / "flagged") == (
        "num1,operation,num2,Output\n5,add,7,12\n6,subtract,1.5,4.5\n"
    )
    assert os.listdir(folder / "flagged") == ["logs.csv"]


def test_the_listing_of_pictures(page: Page, folder: Path) -> None:
    file = io.BytesIO()
    Image.new("RGB", (4, 3), (200, 10, 10)).save(file, "PNG")
    for _ in range(2):
        blob = page.upload(file.getvalue(), "red.png")
        assert page.flag(page.call("sepia", im=blob)) == ""
    assert log(folder / "pictures") == "im,Output\nim/0.png,Output/0.png\nim/1.png,Output/1.png\n"
    assert (folder / "pictures" / "im" / "1.png").read_bytes() == file.getvalue()
    with Image.open(folder / "pictures" / "Output" / "0.png") as picture:
        assert picture.getpixel((0, 0)) == (200, 10, 10)


def test_an_option_must_be_chosen_and_secrets_stay_out(page: Page, folder: Path) -> None:
    options = [{"label": "wrong", "value": "wrong"}, {"label": "Odd!", "value": "odd"}]
    assert page.endpoint("spell")["flagging"] == {"mode": "manual", "options": options}
    run = page.call("spell", word="=abc", password="hush")
    assert page.flag(run) == "Choose why: wrong, Odd!."
    assert page.flag(run, "another") == "Choose why: wrong, Odd!."
    assert page.flag(run, "odd") == ""
    assert log(folder / "chosen") == "word,Output,flag\n'=abc,'=-a-b-c,odd\n"
    assert "hush" not in (folder / "chosen" / "logs.csv").read_text()


def test_every_run_that_started_is_flagged_by_itself(page: Page, folder: Path) -> None:
    page.call("halve", x=5)
    failed = page.call("halve", x=0)
    assert page.flag(failed) == "Results of this function are not flagged by hand."
    until = time.monotonic() + 10
    path = folder / "auto" / "logs.csv"
    while not path.exists() or path.read_text().count("\n") < 3:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert log(folder / "auto") == "x,Output\n5,2.5\n0,\n"


def test_a_table_is_kept_as_csv(page: Page, folder: Path) -> None:
    assert page.flag(page.call("table", n=3)) == ""
    assert log(folder / "tables") == "n,Output\n3,Output/0.csv\n"
    rows = (folder / "tables" / "Output" / "0.csv").read_text().split()
    assert rows == ["a,b", "0,0", "1,1", "2,2"]


def test_what_cannot_be_flagged_is_said(page: Page, folder: Path, url: str) -> None:
    assert page.endpoint("quiet")["flagging"]["mode"] == "never"
    unknown = "This result is no longer known; run the function again."
    run = page.call("quiet", x=1)
    assert page.flag(run) == "Results of this function are not flagged by hand."
    assert page.flag("unheard-of") == unknown
    assert page.flag(page.call("calculator", num1=1, operation="add", num2=1), "x") == (
        "There are no options to flag with."
    )
    with page_of(url) as other:
        assert other.flag(run) == unknown


def test_a_callback_that_fails_is_told_and_logged(page: Page, folder: Path) -> None:
    run = page.call("odd", x=1)
    for _ in range(2):
        assert page.flag(run) == "Flagging failed: RuntimeError: no room for [1, 1]"
    assert "RuntimeError: no room for [1, 1]" in (folder / "server.log").read_text()


def test_a_folder_that_cannot_be_is_told(page: Page, folder: Path) -> None:
    (folder / "flagged2").write_text("mine")
    with (
        serving(
            "app.py:quiet",
            *("--flagging", "manual", "--flagging-option", "bad", "--flagging-dir", "flagged2"),
            folder=folder,
        ) as served,
        page_of(served.url) as again,
    ):
        options = again.endpoint("quiet")["flagging"]["options"]
        assert options == [{"label": "bad", "value": "bad"}]
        error = again.flag(again.call("quiet", x=1), "bad")
    assert "a file is in the folder's place" in error
