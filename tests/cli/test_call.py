"""``autoui call``, as a shell runs it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from PIL import Image

from autoui.cli.app import run
from autoui.cli.call import _stop, is_address
from autoui.client.errors import Unreachable
from autoui.client.job import Job
from tests.serve import serving

APP = Path(__file__).parents[1] / "client" / "app.py"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(str(APP), folder=tmp_path_factory.mktemp("call")) as served:
        yield served.url


def autoui(
    folder: Path, *words: str, given: bytes | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """Run ``autoui call``."""
    command = [sys.executable, "-m", "autoui", "call", *words]
    return subprocess.run(command, cwd=folder, input=given, capture_output=True, check=False)


def call(
    folder: Path, *words: str, code: int = 0, given: bytes | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """Run ``autoui call`` and check how it ended."""
    ended = autoui(folder, *words, given=given)
    assert ended.returncode == code, ended
    return ended


@contextmanager
def ending(command: list[str], errors: int) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a command that does not outlive the block."""
    with subprocess.Popen(command, stderr=errors) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (("calculator", "num1=5", "operation=add", "num2:=3"), "8.0\n"),
        (("calculator", "-5", "add", "3"), "-2.0\n"),
        (("/calculator", "--", "-5"), "-4.0\n"),
        (("count", "3"), "0\n1\n2\n"),
        (("count", "2", "--json"), "0\n1\n"),
        (("nothing",), ""),
        (("nothing", "--json"), "null\n"),
    ],
)
def test_arguments_and_results(
    url: str, words: tuple[str, ...], printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["call", url, *words]) == 0
    assert capsys.readouterr() == (printed, "")


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("value=[1, 2]", ["list", [1, 2]]),
        ("[1, 2]", ["list", [1, 2]]),
        ("value=@list.txt", ["list", [1, 2]]),
        ("value=@@me", ["str", "@me"]),
        ("a=b", None),
    ],
)
def test_texts_are_read_as_the_page_reads_them(
    url: str,
    tmp_path: Path,
    word: str,
    value: object,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "list.txt").write_text("[1, 2]\n")
    monkeypatch.chdir(tmp_path)
    assert run(["call", url, "echo", word]) == (2 if value is None else 0)
    shown = capsys.readouterr().out
    assert (json.loads(shown) if shown else None) == value


def test_standard_input_and_several_outputs(url: str, tmp_path: Path) -> None:
    found = call(tmp_path, url, "both", "-", given="ü\n".encode()).stdout.decode()
    assert found.startswith("ü\n{")
    found = call(tmp_path, url, "both", "text=-", "--json", given=b"a b").stdout.decode()
    assert json.loads(found)[0] == "a b"


def test_the_remaining_words_are_those_of_a_star(url: str, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    said = call(tmp_path, url, "gather", "5", "@a.txt", "@b.txt", 'more:={"x": 1}').stdout
    assert said == b"5 a.txt b.txt x=1\n"


def test_files_both_ways(url: str, tmp_path: Path) -> None:
    Image.new("RGB", (4, 4), (255, 255, 0)).save(tmp_path / "cat.png")
    words = (url, "invert", "photo=@cat.png")
    first = call(tmp_path, *words, "-o", "out").stdout.decode().strip()
    second = call(tmp_path, *words, "-o", "out").stdout.decode().strip()
    assert first != second
    with Image.open(tmp_path / second) as saved:
        assert saved.getpixel((0, 0)) == (0, 0, 255)
    data = (tmp_path / "cat.png").read_bytes()
    piped = call(tmp_path, url, "invert", "-", "-o", "-", given=data).stdout
    assert piped == (tmp_path / first).read_bytes()


def test_time_that_is_up_as_the_client_closes_is_no_error() -> None:
    class Closed:
        asked = 0

        def cancel(self) -> None:
            self.asked += 1
            raise Unreachable("this client has been closed")

    job = Closed()
    _stop(cast(Job, job))
    assert job.asked == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("calculator", "num=1"), 2, "did you mean num1?"),
        (("calculator", "num1=x"), 2, "num1"),
        (("calculator", "num1=1", "num1=2"), 2, "num1 is given twice"),
        (("calculator", "num1:=x"), 2, "num1 is not JSON"),
        (("coutn", "3"), 2, "did you mean count?"),
        ((), 2, "several functions"),
        (("invert", "photo=cat.png"), 2, "photo=@cat.png"),
        (("invert", "photo=@cat.png"), 2, "is not there"),
        (("count", "3", "--jsn"), 2, "no option --jsn"),
        (("count", "3", "-o", "cat.txt"), 2, "cat.txt is not a folder"),
        (("calculator", "1", "divide", "0"), 1, "Cannot divide by zero!"),
        (("endless", "mark", "--timeout", "0.3"), 1, "longer than 0.3 seconds"),
    ],
)
def test_what_goes_wrong(
    url: str,
    tmp_path: Path,
    words: tuple[str, ...],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cat.txt").write_text("meow")
    assert run(["call", url, *words]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    lines = shown.err.splitlines()
    assert lines[-1].startswith("autoui: ")
    assert said in lines[-1]


def test_an_error_brings_its_traceback(url: str, tmp_path: Path) -> None:
    said = call(tmp_path, url, "wrong", code=1).stderr.decode()
    assert "app.py" in said
    assert said.splitlines()[-1] == "autoui: wrong failed: KeyError: no such key: 'missing'"


def test_nobody_there(tmp_path: Path) -> None:
    said = call(tmp_path, "127.0.0.1:1", "f", code=4).stderr.decode()
    assert said.startswith("autoui: nothing answers at http://127.0.0.1:1/")


@pytest.mark.parametrize("function", ["endless", "asleep"])
def test_ctrl_c_stops_the_run(url: str, tmp_path: Path, function: str) -> None:
    mark = tmp_path / "mark"
    os.mkfifo(mark)
    command = [sys.executable, "-m", "autoui", "call", url, function, f"mark={mark}"]
    with ending(command, subprocess.PIPE) as process, mark.open("rb") as pipe:
        # The run writes, so it is under way; at its end the pipe does, too.
        assert pipe.read(3) == b"..."
        process.send_signal(signal.SIGINT)
        pipe.read()
        assert process.communicate(timeout=20)[1] == b""
    assert process.returncode == 130


def test_ctrl_c_does_not_wait_for_a_server_that_is_gone(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    os.mkfifo(mark)
    with serving(str(APP), folder=tmp_path) as served:
        command = [sys.executable, "-m", "autoui", "call", served.url, "endless", f"mark={mark}"]
        with ending(command, subprocess.DEVNULL) as process:
            with mark.open("rb") as pipe:
                assert pipe.read(3) == b"..."
                served.process.kill()
                # The nursery ends the worker with the server.
                pipe.read()
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 130


def test_a_target_needs_no_server(tmp_path: Path) -> None:
    words = (f"{APP}:calculator", "num1=5", "num2=3")
    assert call(tmp_path, *words).stdout == b"8.0\n"
    assert b"shortn" in call(tmp_path, "textwrap:shortn", "x", code=2).stderr
    (tmp_path / "broken.py").write_text("print('so far')\n1 / 0\n")
    said = call(tmp_path, "broken.py:f", code=3).stderr.decode()
    assert said.splitlines()[-1].startswith("autoui: broken.py failed while it was imported")


def test_the_server_of_a_call_ends_with_it(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    os.mkfifo(mark)
    command = [sys.executable, "-m", "autoui", "call", f"{APP}:endless", f"mark={mark}"]
    with ending(command, subprocess.DEVNULL) as process, mark.open("rb") as pipe:
        assert pipe.read(3) == b"..."
        process.kill()
        process.wait()
        # Only the end of the worker closes the other end of the pipe.
        pipe.read()


@pytest.mark.parametrize(
    "where", ["http://x", "https://x/y", "localhost:80", "1.2.3.4:80/a", "[::1]:80"]
)
def test_addresses(where: str) -> None:
    assert is_address(where)


@pytest.mark.parametrize("where", ["app.py", "app.py:f", "a.b:c", "math", "./x/app.py:f", "a:f,g"])
def test_targets(where: str) -> None:
    assert not is_address(where)
