"""The OpenAPI document says what the server does: schemathesis looks for what it does not."""

import importlib.util
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.browser.served import Served
from tests.serve import serving

SOURCE = '''
from typing import Annotated, Literal

import annotated_types as at

import autoui as gr


def calculator(
    num1: float, operation: Literal["add", "subtract", "multiply", "divide"], num2: float
) -> float:
    """Do arithmetic.

    Example:
        >>> calculator(1.0, "add", 2.0)
        3.0
    """
    if operation == "divide" and num2 == 0:
        raise gr.Error("Cannot divide by zero!")
    return {
        "add": num1 + num2,
        "subtract": num1 - num2,
        "multiply": num1 * num2,
        "divide": num1 / (num2 or 1),
    }[operation]


@gr.options(batch=True, max_batch_size=16)
def trim_words(words: list[str], lengths: list[int]) -> list[list[str]]:
    """Trim words."""
    return [[word[:length] for word, length in zip(words, lengths)]]


def order(
    count: Annotated[int, at.Interval(ge=1, le=20)],
    name: Annotated[str, at.Len(1, 10)],
    sizes: list[Literal["s", "m", "l"]],
    price: Annotated[float, at.Ge(0.5), at.MultipleOf(0.5)] = 1.5,
    note: str | None = None,
    gift: bool = False,
) -> str:
    """Place an order."""
    return name
'''
CONFIG = """
[[operations]]
include-path = "/api/calculator"
checks.positive_data_acceptance.expected-statuses = ["2xx", 404, 409, 422, 429]
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("described")
    (folder / "described_app.py").write_text(SOURCE)
    target = "described_app.py:calculator,trim_words,order"
    with serving(target, folder=folder) as found:
        yield found


def test_what_is_said_of_functions(served: Served) -> None:
    with urllib.request.urlopen(served.url + "openapi.json", timeout=10) as answer:
        said = msgspec.json.decode(answer.read())
    call = said["paths"]["/api/order"]["post"]
    inputs = call["requestBody"]["content"]["application/json"]["schema"]
    assert inputs["required"] == ["name", "sizes"]
    assert inputs["properties"]["count"].items() >= {"minimum": 1, "maximum": 20}.items()
    assert inputs["properties"]["name"].items() >= {"minLength": 1, "maxLength": 10}.items()
    assert inputs["properties"]["sizes"]["items"]["enum"] == ["s", "m", "l"]
    assert inputs["properties"]["price"].items() >= {"minimum": 0.5, "default": 1.5}.items()
    answer_ = call["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer_["properties"]["outputs"]["items"] == {"title": "Output"}
    runs = said["paths"]["/api/order/runs"]["post"]["requestBody"]
    assert runs["content"]["application/json"]["schema"]["properties"]["inputs"] == inputs
    single, batch = said["paths"]["/api/trim_words"]["post"]["requestBody"]["content"][
        "application/json"
    ]["schema"]["anyOf"]
    assert list(single["properties"]) == ["words", "lengths"]
    assert batch["properties"]["batch"]["maxItems"] == 1_000
    assert batch["properties"]["batch"]["items"]["anyOf"][0] == single
    example = said["paths"]["/api/calculator"]["post"]["requestBody"]["content"][
        "application/json"
    ]["examples"]["example1"]["value"]
    assert example == {"num1": 1.0, "operation": "add", "num2": 2.0}


def test_every_reference_leads_somewhere(served: Served) -> None:
    with urllib.request.urlopen(served.url + "openapi.json", timeout=10) as answer:
        said = msgspec.json.decode(answer.read())

    def check(node: object) -> int:
        if isinstance(node, list):
            return sum(check(one) for one in node)
        if not isinstance(node, dict):
            return 0
        if isinstance(reference := node.get("$ref"), str):
            found = said
            for step in reference.removeprefix("#/").split("/"):
                found = found[step]
            return 1
        return sum(check(one) for one in node.values())

    assert check(said) > 50


@pytest.mark.skipif(
    importlib.util.find_spec("schemathesis") is None, reason="schemathesis is not installed"
)
@pytest.mark.parametrize(
    ("examples", "phases"),
    [
        pytest.param(1, "fuzzing", id="few"),
        pytest.param(300, "examples,coverage,fuzzing", id="many", marks=pytest.mark.stress),
    ],
)
def test_schemathesis_finds_nothing(
    examples: int, phases: str, served: Served, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text(CONFIG)
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", tmp_path / "config.toml"),
        *("run", served.url + "openapi.json", "--phases", phases, "-n", str(examples)),
        *("--generation-deterministic", "--continue-on-failure"),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert ended.returncode == 0, ended.stdout
