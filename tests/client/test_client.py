"""A client and a real server: calls, jobs, files, errors."""

import asyncio
import inspect
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from autoui import Client
from autoui.client.errors import RunCancelled, RunFailed, Unreachable
from autoui.client.file import File
from autoui.errors import InvalidInputs, UsageError


def test_a_function_by_name_by_place_and_by_attribute(client: Client) -> None:
    assert client.predict(5, "add", 3, api_name="/calculator") == 8
    assert client.predict(5, num2=3, api_name="calculator") == 8
    assert client.calculator(6, operation="divide", num2=3) == 2
    assert client.calculator(6, ..., 2) == 8


def test_the_signature_and_the_documentation_are_the_function_s(client: Client) -> None:
    said = "(num1: float, operation: Literal['add', 'divide'] = 'add', num2: float = 1)"
    assert str(inspect.signature(client.calculator)) == said
    assert "The second number." in (client.calculator.__doc__ or "")
    assert "calculator" in client.functions
    assert "calculator" in dir(client)
    assert "calculator(" in repr(client)


def test_what_gathers_the_rest_is_called_as_the_function_is(client: Client, tmp_path: Path) -> None:
    said = (
        "(first: int, /, *files: autoui.client.file.File, "
        "mode: Literal['names', 'sizes'] = 'names', **more: int)"
    )
    assert str(inspect.signature(client.gather)) == said
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text("1")
    two.write_text("22")
    assert client.gather(5) == "5"
    assert client.gather(5, one, two, a=1, b=2) == "5 one.txt two.txt a=1 b=2"
    assert client.gather(5, one, two, mode="sizes") == "5 1 2"
    # By name each may be given as a whole, as the page and the API do.
    assert client.gather(first=5, files=[two], more={"a": 1}) == "5 two.txt a=1"
    assert client.gather.batch([(1, one), {"first": 2, "b": 3}]) == ["1 one.txt", "2 b=3"]
    with pytest.raises(InvalidInputs, match="first is required"):
        client.gather(a=1)
    with pytest.raises(InvalidInputs, match=r"more.*a"):
        client.gather(5, a="x")


def test_every_wrong_argument_is_named_before_anything_is_sent(client: Client) -> None:
    with pytest.raises(InvalidInputs) as caught:
        client.calculator(operatoin="add")
    found = {one.field: one.message for one in caught.value.problems}
    assert "did you mean operation?" in found["operatoin"]
    assert found["num1"] == "is required"
    with pytest.raises(InvalidInputs, match="takes 3 values"):
        client.submit(1, "add", 2, 3, api_name="calculator")
    with pytest.raises(InvalidInputs, match="num1 is given twice"):
        client.calculator(1, num1=2)


def test_the_server_s_word_on_wrong_values_names_all_of_them(client: Client) -> None:
    with pytest.raises(InvalidInputs) as caught:
        client.calculator("five", operation="ad")
    assert [one.field for one in caught.value.problems] == ["num1", "operation"]


def test_a_wrong_name_names_the_nearest(client: Client) -> None:
    with pytest.raises(AttributeError, match="did you mean calculator"):
        client.calculater(1)
    with pytest.raises(UsageError, match="did you mean count"):
        client.predict(1, api_name="coutn")
    with pytest.raises(UsageError, match="several functions: calculator, count"):
        client.predict(1)


def test_several_outputs_and_none(client: Client) -> None:
    plain = {"show": "text", "props": {}, "value": "x", "big": 2**80}
    found = client.both("x")
    assert list(found) == ["x", plain]
    assert client.nothing() is None
    assert client.echo({"$": 1, "deep": [1.5, None, float("inf")]}) == [
        "dict",
        {"$": 1, "deep": [1.5, None, float("inf")]},
    ]


def test_what_a_function_raises(client: Client) -> None:
    with pytest.raises(RunFailed) as dialog:
        client.calculator(1, "divide", 0)
    assert dialog.value.what == "Cannot divide by zero!"
    with pytest.raises(RunFailed) as caught:
        client.wrong()
    assert caught.value.type == "KeyError"
    assert "missing" in caught.value.what
    assert "app.py" in caught.value.traceback


def test_every_value_comes_in_order(client: Client) -> None:
    job = client.submit(900, api_name="count")
    assert list(job) == list(range(900))
    assert list(job) == list(range(900))
    assert job.result() == list(range(900))
    assert job.done
    numbers = [event.n for event in job.events()]
    assert numbers == sorted(set(numbers))
    assert client.count(3) == [0, 1, 2]


def test_a_job_is_followed_in_an_event_loop(client: Client) -> None:
    async def use() -> None:
        jobs = [client.calculator.submit(number) for number in range(8)]
        assert await asyncio.gather(*jobs) == [number + 1 for number in range(8)]
        assert [value async for value in client.count.submit(50)] == list(range(50))
        with pytest.raises(RunFailed):
            await client.wrong.submit()

    asyncio.run(use())


def test_one_client_serves_several_threads(client: Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: client.calculator(number), range(64)))
    assert found == [number + 1 for number in range(64)]


def test_a_run_is_really_cancelled(client: Client, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    job = client.endless.submit(str(mark))
    for event in job.events():
        if event.kind == "progress":
            break
    assert job.status.state == "running"
    assert (job.status.progress, job.status.desc) == (0.5, "On and on")
    with pytest.raises(TimeoutError):
        job.result(0.01)
    job.cancel()
    with pytest.raises(RunCancelled):
        job.result(10)
    size = mark.stat().st_size
    assert size
    assert job.status.state == "cancelled"
    assert client.calculator(1) == 2
    assert mark.stat().st_size == size
    job.cancel()


def test_a_run_cancelled_before_it_was_sent(client: Client, tmp_path: Path) -> None:
    job = client.endless.submit(str(tmp_path / "mark"))
    job.cancel()
    with pytest.raises(RunCancelled):
        job.result(10)


def test_a_waiting_run_knows_its_place(client: Client, tmp_path: Path) -> None:
    first = client.endless.submit(str(tmp_path / "first"))
    next(event for event in first.events() if event.kind == "progress")
    second = client.endless.submit(str(tmp_path / "second"))
    next(event for event in second.events() if event.kind == "queued")
    assert second.status.state == "queued"
    assert second.status.position == 0
    second.cancel()
    first.cancel()
    for job in (first, second):
        with pytest.raises(RunCancelled):
            job.result(10)


def test_files_go_up_and_come_down(client: Client, tmp_path: Path) -> None:
    picture = Image.new("RGB", (8, 4), (255, 0, 10))
    path = tmp_path / "red one.png"
    picture.save(path)
    into = io.BytesIO()
    picture.save(into, "PNG")
    for given in (path, picture, into.getvalue(), io.BytesIO(into.getvalue())):
        found = client.invert(given)
        assert isinstance(found, File)
        assert found.type == "image/png"
        assert found.image().getpixel((0, 0)) == (0, 255, 245)
    saved = found.save(tmp_path)
    assert saved.parent == tmp_path
    assert saved.read_bytes() == found.read()
    assert saved.stat().st_size == found.size
    assert client.invert(found).image().getpixel((0, 0)) == (255, 0, 10)
    assert not list(tmp_path.glob(".*"))


def test_a_large_file_is_sent_whole(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 3_000_000)
    assert client.size_of(path) == 3_000_000
    with path.open("rb") as file:
        file.seek(1_000_000)
        assert client.size_of(file) == 2_000_000


def test_what_is_no_file(client: Client, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputs, match=r"photo is a file: give Path\('cat.png'\)"):
        client.invert("cat.png")
    with pytest.raises(InvalidInputs, match="not there"):
        client.invert(tmp_path / "cat.png")
    with pytest.raises(InvalidInputs, match="num1 cannot be a object"):
        client.calculator(object())


def test_a_batch(client: Client) -> None:
    rows = [{"num1": 1}, (2, "add", 5), 3]
    assert client.predict_batch(rows, api_name="calculator") == [2, 7, 4]
    with pytest.raises(InvalidInputs) as caught:
        client.calculator.batch([1, {"num": 1}, ("x",)])
    assert {one.field for one in caught.value.problems} == {"row 1: num", "row 1: num1"}
    with pytest.raises(InvalidInputs, match="row 1: num1"):
        client.calculator.batch([1, "x"])


def test_texts_are_read_as_those_of_a_link(client: Client) -> None:
    assert client.read_texts("calculator", {"num1": "5", "operation": "add"})["num1"] == 5
    with pytest.raises(InvalidInputs, match="num1"):
        client.read_texts("calculator", {"num1": "five"})


def test_a_closed_client_says_so(url: str) -> None:
    client = Client(url)
    client.close()
    with pytest.raises(Unreachable, match="closed"):
        client.calculator(1)


def test_jobs_leave_no_thread_behind(client: Client) -> None:
    job = client.calculator.submit(1)
    job.result(10)
    for thread in threading.enumerate():
        if thread.name == f"autoui-job-{job.id[:8]}":
            thread.join(5)
            assert not thread.is_alive()
