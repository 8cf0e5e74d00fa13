"""What a file tells without being imported."""

from pathlib import Path

import pytest

from autoui.reading.annotations import source
from autoui.reading.annotations.stubs import Stubs
from autoui.reading.functions.signature import read

CODE = '''
import autoui as gr
raise SystemExit("this file must not run")


def second(a, b: int = 2):
    """Do the second thing.

    More.
    """


async def main(x): "Start."


def _private(): ...


class Tool:
    def method(self, size: float, *rest, flag=True): ...

    @staticmethod
    def free(a): ...


demo = gr.Interface(second).queue()
with gr.Blocks() as page:
    pass

if __name__ == "__main__":
    late = gr.Interface(second)
    late.launch()
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "app.py"
    path.write_text(CODE)
    return path


def test_servable(file: Path) -> None:
    assert source.servable(file) == [
        ("main", "Start."),
        ("second", "Do the second thing."),
        ("demo", "interface"),
        ("page", "interface"),
    ]


def test_sketch(file: Path) -> None:
    assert source.sketch(file, "second") == {
        "title": "Second",
        "description": "Do the second thing.",
        "signature": "second(a, b: int = 2)",
        "parameters": [{"name": "a", "label": "A"}, {"name": "b", "label": "B"}],
    }
    method = source.sketch(file, "Tool.method")
    assert method is not None
    assert [one["name"] for one in method["parameters"]] == ["size", "rest", "flag"]
    assert method["signature"] == "method(size: float, *rest, flag=True)"
    free = source.sketch(file, "Tool.free")
    assert free is not None
    assert [one["name"] for one in free["parameters"]] == ["a"]
    assert free["description"] == ""
    assert source.sketch(file, "nothing") is None
    assert source.sketch(file, "demo") is None


def test_what_is_made_under_the_guard(file: Path) -> None:
    tree = source.parse(file)
    assert tree is not None
    assert source.guarded_names(tree) == ["late"]


@pytest.mark.parametrize(
    "content", [b"def f(:", b"\xff\xfe\x00", b"# coding: no-such-codec\n", b"x = " + b"(" * 5000]
)
def test_a_file_that_is_no_python(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.py"
    path.write_bytes(content)
    assert source.servable(path) == []
    assert source.sketch(path, "f") is None


def test_no_file(tmp_path: Path) -> None:
    assert source.servable(tmp_path / "none.py") == []


def test_an_encoding_is_respected(tmp_path: Path) -> None:
    path = tmp_path / "latin.py"
    path.write_bytes("# coding: latin-1\ndef grün():\n    'Über.'\n".encode("latin-1"))
    assert source.servable(path) == [("grün", "Über.")]


@pytest.mark.parametrize(
    "definition",
    [
        "def f(a, b: int = 2, *rest: str, c='x', d: bool = True): ...",
        "def f(a, /, *, token: str = 'hunter2', z=None): ...",
        "def f(a: list[int] = [1, 2], b=(1.5, 'q')): ...",
    ],
)
def test_the_sketch_and_the_reading_write_the_same_signature(
    tmp_path: Path, definition: str
) -> None:
    path = tmp_path / "one.py"
    path.write_text(definition)
    space: dict[str, object] = {"__name__": "one"}
    exec(definition, space)
    sketched = source.sketch(path, "f")
    assert sketched is not None
    assert sketched["signature"] == read(space["f"], Stubs()).signature  # type: ignore[arg-type]
