"""How a call is written: above its result, for Python, the command line and curl, as a link."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from autoui import testing
from tests.browser.fake_server import (
    ADDRESS,
    FakeServer,
    calculator,
    interface,
    parameter,
)
from tests.browser.steps import no_faults, run

pytestmark = pytest.mark.browser


def test_the_call_as_python_command_line_curl_and_link(page: Page) -> None:
    document = interface(
        [
            parameter("text", "text", 'He said "hi"', required=True, annotation="str"),
            parameter("width", "number", 12, annotation="int"),
            parameter("token", "text", "s3cret", secret=True),
        ],
        name="shorten",
    )
    document["endpoints"][0]["inputs"][1]["default"] = 70
    document["endpoints"][0]["inputs"][2]["default"] = None
    FakeServer(document).install(page)
    run(page)
    expect(page.locator(".call")).to_have_text('shorten("He said \\"hi\\"", width=12, token="•••")')
    texts = page.evaluate(
        """async () => {
          const share = await import(sent("core/snippets.js"));
          const endpoint = JSON.parse(document.querySelector("#document").textContent).endpoints[0];
          const inputs = { text: 'He said "hi"', width: 12, token: "s3cret" };
          const ways = [share.python, share.commandLine, share.curl, share.linkTo];
          return ways.map((write) => write(endpoint, inputs));
        }"""
    )
    assert (
        texts[0]
        == 'from app import shorten\n\nshorten("He said \\"hi\\"", width=12, token="•••")\n'
    )
    assert texts[1] == "autoui call app.py:shorten 'text=He said \"hi\"' width=12 'token=•••'"
    assert texts[2].endswith('-d \'{"text":"He said \\"hi\\"","width":12,"token":"•••"}\'')
    assert texts[3] == f"{ADDRESS}?text=He+said+%22hi%22&width=12"
    page.get_by_role("button", name="Copy the call").click()
    expect(page.get_by_role("menuitem")).to_have_count(4)
    no_faults(page)


METHODS = [
    ({"made": 2}, [1, 2, 3], "Vector(x=1, y=2).dot(factor=3)"),
    ({"made": 2}, [0, 2, 3], "Vector(y=2).dot(factor=3)"),
    ({"made": 1, "held": True}, [1, None, None], "1.dot()"),
]


@pytest.mark.parametrize(("told", "values", "written"), METHODS)
def test_the_call_of_a_method(
    page: Page, told: dict[str, Any], values: list[Any], written: str
) -> None:
    names = ["x", "y", "its_factor"]
    document = interface([parameter(name, "number", 0) for name in names])
    (endpoint,) = document["endpoints"]
    endpoint["call"] |= {"name": "Vector.dot", **told}
    for one in endpoint["inputs"]:
        one |= {"passed": "keyword", "default": None, "required": False}
    endpoint["inputs"][0] |= {"default": 0, "passed": "positional" if "held" in told else "keyword"}
    endpoint["inputs"][2]["parameter"] = "factor"
    FakeServer(document).install(page)
    page.goto(ADDRESS)
    shown = page.evaluate(
        """async ([endpoint, inputs]) => {
          const share = await import(sent("core/snippets.js"));
          return share.python(endpoint, inputs).trim().split("\\n").at(-1);
        }""",
        [endpoint, dict(zip(names, values, strict=True))],
    )
    assert shown == written
    no_faults(page)


LITERALS = [
    (None, "", "None"),
    (True, "", "True"),
    (1.5, "", "1.5"),
    ({"$": "int", "v": "9007199254740993"}, "", "9007199254740993"),
    ({"$": "int", "v": "-0xff"}, "", "-255"),
    ({"$": "float", "v": "nan"}, "", 'float("nan")'),
    ([1, "a", None], "", '[1, "a", None]'),
    ({"a": 1, "$$b": [True]}, "", '{"a": 1, "$b": [True]}'),
    ({"$": "source", "v": "[1, 2]"}, "", "[1, 2]"),
    ({"$": "source", "v": "1, 2"}, "", "(1, 2)"),
    ({"$": "source", "v": "1,"}, "", "(1,)"),
    ({"$": "source", "v": "1, two"}, "", '"1, two"'),
    ({"$": "source", "v": "hello"}, "", '"hello"'),
    ("a\n\t\"\\\x7f", "", '"a\\n\\t\\"\\\\\\u007f"'),
    ("2026-01-02", "datetime.date", 'date.fromisoformat("2026-01-02")'),
    ({"$blob": "0", "name": "p.png"}, "PIL.Image.Image", 'Image.open("p.png")'),
    ({"$blob": "0", "name": "p.csv"}, "pathlib.Path", 'Path("p.csv")'),
    ({"$blob": "0", "name": "p.png"}, "np.ndarray", 'np.asarray(Image.open("p.png"))'),
    ([1, "a"], "tuple[int, str]", '(1, "a")'),
    ([1], "tuple[int, ...]", "(1,)"),
    ([], "tuple[int, ...]", "()"),
]  # fmt: skip


def test_values_as_python_literals(page: Page) -> None:
    FakeServer(calculator()).install(page)
    got = page.evaluate(
        """async (cases) => {
          const { literal } = await import(sent("core/call.js"));
          return cases.map(([value, annotation]) => literal(value, annotation));
        }""",
        [[value, annotation] for value, annotation, _ in LITERALS],
    )
    assert got == [expected for _, _, expected in LITERALS]


def _many(first: int, *args: Path, **kwargs: date) -> None:
    """Take files and days."""


def _any(*args: Any, **kwargs: Any) -> None:
    """Take anything."""


def _pairs(*args: tuple[int, int], **kwargs: list[str]) -> None:
    """Take pairs and lists."""


FILE = {"$blob": "b", "name": "a.txt", "type": "text/plain", "size": 1, "meta": {}}
CALLS: list[tuple[Callable[..., None], dict[str, Any], Any]] = [
    (
        _many,
        {"first": 1, "args": [FILE, FILE], "kwargs": {"when": "2024-01-02"}},
        ((1, Path("a.txt"), Path("a.txt")), {"when": date(2024, 1, 2)}),
    ),
    (
        _any,
        {"args": [1, "x", None, [1, 2]], "kwargs": {"a": {"k": [1]}, "b": "t"}},
        ((1, "x", None, [1, 2]), {"a": {"k": [1]}, "b": "t"}),
    ),
    # Python takes such keys from a dict alone.
    (
        _any,
        {"args": [], "kwargs": {"class": 1, "größe": 2, "a-b": 3, "$$x": "q", "": None, "2": 0}},
        ((), {"class": 1, "größe": 2, "a-b": 3, "$x": "q", "": None, "2": 0}),
    ),
    (
        _pairs,
        {"args": [[1, 2], [3, 4]], "kwargs": {"x": ["a", "b"], "y": []}},
        (((1, 2), (3, 4)), {"x": ["a", "b"], "y": []}),
    ),
    (_any, {"args": [], "kwargs": {}}, ((), {})),
]


@pytest.mark.parametrize(("function", "inputs", "given"), CALLS)
def test_a_call_with_args_and_kwargs_is_read_back_as_it_was_given(
    page: Page, function: Callable[..., None], inputs: dict[str, Any], given: Any
) -> None:
    FakeServer(calculator()).install(page)
    (endpoint,) = json.loads(testing.open(function)._built.document)["endpoints"]
    line = page.evaluate(
        """async ([endpoint, inputs]) => {
          const { callLine } = await import(sent("core/call.js"));
          return callLine(endpoint, inputs);
        }""",
        [endpoint, inputs],
    )
    names = {function.__name__: lambda *args, **kwargs: (args, kwargs), "Path": Path, "date": date}
    assert eval(line, names) == given


def test_what_is_not_filled_in_stands_open_in_the_call(page: Page) -> None:
    FakeServer(
        interface(
            [
                parameter("data", "any", required=True, annotation="list[float]"),
                parameter("weights", "any", required=True, annotation="list[float] | None"),
                parameter("rest", "any", required=True),
            ],
            name="quantiles",
        )
    ).install(page)
    run(page)
    expect(page.locator(".call")).to_have_text("quantiles(…, weights=None, rest=None)")


def test_a_call_that_finds_no_room_is_cut_in_its_middle(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    text = "a text that is much longer than the line"
    document = interface(
        [
            parameter("text", "text", text, annotation="str"),
            parameter("width", "number", 12, annotation="int"),
        ],
        name="shorten",
    )
    document["endpoints"][0]["inputs"][1]["default"] = 70
    FakeServer(document).install(page)
    run(page)
    call = page.locator(".call")
    expect(call).to_have_text(f'shorten("{text}", width=12)')
    beginning, whole = call.locator("span"), call.bounding_box()
    assert whole is not None
    assert beginning.evaluate("(e) => e.scrollWidth > e.clientWidth")
    end = page.evaluate(
        """() => {
          const range = document.createRange();
          range.selectNodeContents(document.querySelector(".call").lastChild);
          return range.getBoundingClientRect().right;
        }"""
    )
    assert end <= whole["x"] + whole["width"] + 1
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.call'))")
    assert page.evaluate("String(getSelection())") == f'shorten("{text}", width=12)'


def test_the_first_argument_is_said_even_when_it_is_the_default(page: Page) -> None:
    FakeServer(
        interface(
            [
                parameter("radius", "number", 2.5, annotation="float"),
                parameter("places", "number", 3, annotation="int"),
            ],
            name="area",
        )
    ).install(page)
    run(page)
    expect(page.locator(".call")).to_have_text("area(2.5)")
