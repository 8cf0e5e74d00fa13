"""Every example, and library functions by import path, through the real command line and HTTP."""

import io
import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.browser.served import Served
from tests.serve import serving

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SESSION = "0123456789abcdef" * 2


def example(name: str) -> str:
    return f"{EXAMPLES / name}.py"


def download(served: Served, blob: dict[str, Any]) -> bytes:
    name = urllib.parse.quote(blob["name"])
    with urllib.request.urlopen(f"{served.url}files/{blob['$blob']}/{name}", timeout=30) as answer:
        return bytes(answer.read())


def upload(served: Served, data: bytes, name: str) -> dict[str, Any]:
    """Upload a file and return the reference that an input takes."""
    request = urllib.request.Request(
        f"{served.url}uploads",
        data,
        {"X-File-Name": name, "Content-Type": "image/png", "Authorization": f"Bearer {SESSION}"},
        method="PUT",
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def only_output(answer: dict[str, Any]) -> Any:
    """Return the value of the single output."""
    (output,) = answer["outputs"]
    return output


def test_calculator(tmp_path: Path) -> None:
    with serving(f"{example('calculator')}:calculator", folder=tmp_path) as served:
        assert only_output(served.call("calculator", num1=5, operation="add", num2=3)) == 8
        assert only_output(served.call("calculator", num1=4, operation="divide", num2=2)) == 2
        with pytest.raises(urllib.error.HTTPError) as refused:
            served.call("calculator", num1=4, operation="power", num2=2)
        assert refused.value.code == 422
        problems = json.load(refused.value)["errors"]
        assert [problem["field"] for problem in problems] == ["operation"]


def test_image_filter(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (32, 24), (40, 90, 200)).save(picture, "PNG")
    with serving(f"{example('image_filter')}:sepia", folder=tmp_path) as served:
        photo = upload(served, picture.getvalue(), "sea.png")
        request = urllib.request.Request(
            f"{served.url}api/sepia",
            json.dumps({"photo": photo, "strength": 1}).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {SESSION}"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            blob = only_output(json.load(answer))
        with Image.open(io.BytesIO(download(served, blob))) as toned:
            assert toned.size == (32, 24)
            red, green, blue = np.asarray(toned.convert("RGB"))[0, 0]
    assert red > green > blue


def test_report(tmp_path: Path) -> None:
    with serving(f"{example('report')}:sales_report", folder=tmp_path) as served:
        table = only_output(served.call("sales_report", months=24))
    assert table["meta"]["rows"] == 24
    assert [column["name"] for column in table["meta"]["columns"]] == [
        "month",
        "orders",
        "revenue",
        "average",
    ]


def test_plot(tmp_path: Path) -> None:
    with serving(f"{example('plot')}:wave", folder=tmp_path) as served:
        figure = served.call("wave", frequency=3)
        (blob,) = blobs(figure)
        assert blob["type"] in ("image/png", "image/svg+xml")
        assert len(download(served, blob)) > 1000


def test_write_file(tmp_path: Path) -> None:
    with serving(f"{example('write_file')}:multiplication_table", folder=tmp_path) as served:
        answer = served.call("multiplication_table", size=3, output="small.csv")
        (blob,) = blobs(answer)
        assert blob["name"] == "small.csv"
        rows = download(served, blob).decode().splitlines()
    assert rows[-1] == "3,3,6,9"
    assert not (tmp_path / "small.csv").exists()


def blobs(value: Any) -> list[dict[str, Any]]:
    """Return the blobs anywhere in a value, each once."""
    found: dict[str, dict[str, Any]] = {}
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if "$blob" in item:
                found[item["$blob"]] = item
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
    return list(found.values())


def test_text_stats(tmp_path: Path) -> None:
    with serving(example("text_stats"), folder=tmp_path) as served:
        counted = only_output(served.call("text_stats", text="a b a", top=1))
    assert counted["words"] == 3
    assert counted["most frequent"] == {"a": 2}


@pytest.mark.parametrize(
    ("target", "name", "inputs", "result"),
    [
        (
            "textwrap:shorten",
            "shorten",
            {"text": "Hello  world!", "width": 12},
            "Hello world!",
        ),
        ("difflib:get_close_matches", "get_close_matches",
         {"word": "appel", "possibilities": ["ape", "apple", "peach"]}, ["apple", "ape"]),
        ("datetime:date.fromisoformat", "fromisoformat", {"date_string": "2026-02-28"}, None),
    ],
)  # fmt: skip
def test_library_functions(
    target: str, name: str, inputs: dict[str, Any], result: Any, tmp_path: Path
) -> None:
    with serving(target, folder=tmp_path) as served:
        with urllib.request.urlopen(served.url + "openapi.json", timeout=10) as answer:
            (path,) = (path for path in json.load(answer)["paths"] if path.endswith(name))
        value = only_output(served.call(path.rpartition("/")[2], **inputs))
    if result is not None:
        assert value == result
    else:
        assert "2026" in str(value)
