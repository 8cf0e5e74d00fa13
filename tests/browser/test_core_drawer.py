"""The API drawer: the same call as Python, command line and curl, for the values in the form."""

import ast
import json
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.fake_server import (
    ADDRESS,
    FakeServer,
    blocks,
    calculator,
    interface,
    parameter,
    several,
)
from tests.browser.steps import code, no_faults, opened

pytestmark = pytest.mark.browser


def test_it_shows_the_call_of_the_form_and_follows_it(page: Page) -> None:
    FakeServer(calculator()).install(page)
    drawer = opened(page)
    expect(code(drawer, "Python")).to_have_text(
        f'from autoui import Client\n\nclient = Client("{ADDRESS}")\n'
        'print(client.calculator(num1=5, operation="add", num2=3))'
    )
    expect(code(drawer, "Command line")).to_have_text(
        f"autoui call {ADDRESS} calculator num1=5 operation=add num2=3"
    )
    expect(code(drawer, "curl")).to_have_text(
        f"curl {ADDRESS}api/calculator -H 'Content-Type: application/json' "
        '-d \'{"num1":5,"operation":"add","num2":3}\''
    )
    page.get_by_label("Num1").fill("-4.5")
    expect(code(drawer, "Python")).to_contain_text("num1=-4.5")
    expect(code(drawer, "curl")).to_contain_text('"num1":-4.5')
    expect(drawer.locator(".parameters")).to_contain_text('one of "add", "subtract"')
    expect(drawer.get_by_role("link", name="openapi.json")).to_have_attribute(
        "href", "openapi.json"
    )
    no_faults(page)
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator(".results")).to_have_text("8")


def test_the_keyboard_stays_within_until_it_is_closed(page: Page) -> None:
    FakeServer(calculator()).install(page)
    drawer = opened(page)
    close = drawer.get_by_role("button", name="Close")
    expect(close).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(drawer.get_by_role("link", name="openapi.json")).to_be_focused()
    page.keyboard.press("Tab")
    expect(close).to_be_focused()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    button = page.get_by_role("button", name="API", exact=True)
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="API")).to_be_visible()
    button.click()
    expect(page.get_by_role("dialog", name="API")).to_have_count(0)


def test_a_phone_shows_it_over_the_whole_screen(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    FakeServer(calculator()).install(page)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="API").click()
    drawer = page.get_by_role("dialog", name="API")
    expect(drawer).to_be_visible()
    drawer.evaluate("(e) => Promise.all(e.getAnimations().map((one) => one.finished))")
    assert drawer.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert drawer.evaluate("(e) => e.matches(':modal')")
    no_faults(page)


def test_what_is_copied_is_what_is_shown(context: BrowserContext, page: Page) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    # Only a secure origin has a clipboard to read from.
    FakeServer(calculator()).install_routes(page)
    page.goto("http://localhost:9/")
    drawer = opened(page)
    drawer.get_by_role("button", name="Copy curl").click()
    expect(page.locator(".toast")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == code(drawer, "curl").inner_text() + "\n"


def test_every_function_of_a_page_can_be_chosen(page: Page) -> None:
    FakeServer(several()).install(page)
    drawer = opened(page)
    drawer.get_by_label("Function").select_option(label="shout")
    expect(code(drawer, "Python")).to_contain_text("client.shout()")
    expect(drawer.locator(".parameters")).to_contain_text('text · default "hello"')


def test_it_follows_the_page_to_another_function(page: Page) -> None:
    FakeServer(several()).install(page, "#calculator")
    drawer = opened(page)
    expect(code(drawer, "Python")).to_contain_text("client.calculator(")
    page.evaluate("location.hash = '#shout'")
    expect(code(drawer, "Python")).to_contain_text("client.shout(")
    page.get_by_label("Text", exact=True).fill("there")
    expect(code(drawer, "Python")).to_contain_text('client.shout(text="there")')


def test_a_dialog_goes_with_the_page_it_was_opened_on(page: Page) -> None:
    FakeServer(several()).install(page, "#calculator")
    expect(page.get_by_role("heading", level=1)).to_have_text("Toy Calculator")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("location.hash = '#shout'")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_page_that_an_author_laid_out(page: Page) -> None:
    FakeServer(blocks()).install(page)
    drawer = opened(page)
    expect(code(drawer, "Python")).to_contain_text("client.add(a=1, b=2)")
    page.get_by_label("A", exact=True).fill("7")
    expect(code(drawer, "Python")).to_contain_text("client.add(a=7, b=2)")


NASTY = 'it\'s "quoted" $HOME `id` \\ äöü 猫 \n second line'

SHELL_ENDPOINT = """async ([endpoint, inputs]) => {
  const { client, curl, remoteCommand, python } = await import(sent("core/snippets.js"));
  return [client, remoteCommand, curl, python].map((write) => write(endpoint, inputs));
}"""


def written(page: Page, parameters: list[Any], inputs: dict[str, Any], **more: Any) -> list[str]:
    document = interface(parameters, name="tell", **more)
    FakeServer(document).install(page)
    found: list[str] = page.evaluate(SHELL_ENDPOINT, [document["endpoints"][0], inputs])
    return found


def through_a_shell(command: str, folder: Path) -> list[list[str]]:
    """Run lines in a real shell whose curl and autoui tell what they were given."""
    folder.mkdir()
    for name in ("curl", "autoui"):
        stub = folder / name
        stub.write_text(
            "#!/bin/sh\nfor word; do printf '%s\\0' \"$word\" >&2; done\n"
            "printf '\\n\\0' >&2\nprintf '{\"$blob\":\"b1\"}'\n"
        )
        stub.chmod(0o755)
    said = subprocess.run(
        ["/bin/sh", "-c", command],
        env={"PATH": f"{folder}:/usr/bin:/bin", "HOME": "/nowhere"},
        capture_output=True,
        check=True,
    ).stderr.decode()
    calls = said.split("\n\0")[:-1] if "\n\0" in said else []
    return [[word for word in call.split("\0") if word] for call in calls]


def test_texts_come_through_shells_and_python_as_they_are(page: Page, tmp_path: Path) -> None:
    texts = {"text": NASTY.replace("\n", "|"), "at": "@home", "dash": "-", "lines": "a\nb's"}
    client, command, curl, _ = written(
        page, [parameter(name, "text", required=True) for name in texts], texts
    )
    printed = ast.parse(client).body[-1]
    assert isinstance(printed, ast.Expr)
    assert isinstance(printed.value, ast.Call)
    call = printed.value.args[0]
    assert isinstance(call, ast.Call)
    assert {one.arg: ast.literal_eval(one.value) for one in call.keywords} == texts
    words = through_a_shell(command, tmp_path / "command")[0]
    assert words == [
        "call", ADDRESS, "tell", f"text={texts['text']}", "at=@@home", 'dash:="-"', "lines=a\nb's",
    ]  # fmt: skip
    assert shlex.split(command)[1:] == words
    assert json.loads(through_a_shell(curl, tmp_path / "curl")[0][-1]) == texts


def test_files_are_sent_first(page: Page, tmp_path: Path) -> None:
    photo = {"$blob": "0", "name": "my cat's.png", "type": "image/png", "size": 3, "meta": {}}
    notes = [{**photo, "name": "a.txt"}, {**photo, "name": "b.txt"}]
    client, command, curl, python = written(
        page,
        [
            parameter("photo", "image", required=True, annotation="np.ndarray"),
            parameter("notes", "file", many=True, required=True),
        ],
        {"photo": photo, "notes": notes},
    )
    assert 'photo=Path("my cat\'s.png"), notes=[Path("a.txt"), Path("b.txt")]' in client
    assert "from pathlib import Path" in client
    assert shlex.split(command)[4:] == ["photo=@my cat's.png", "notes=@a.txt", "notes=@b.txt"]
    uploads = through_a_shell(curl, tmp_path / "curl")
    assert len(uploads) == 4
    assert uploads[0][:3] == ["-sf", "-T", "my cat's.png"]
    assert uploads[0][3:] == ["-H", "X-File-Name: my%20cat's.png", f"{ADDRESS}uploads"]
    reference = {"$blob": "b1"}
    assert json.loads(uploads[3][-1]) == {"photo": reference, "notes": [reference, reference]}
    assert 'np.asarray(Image.open("my cat\'s.png"))' in python
    assert python.startswith("import numpy as np\nfrom PIL import Image\n")


def test_what_is_not_filled_in_and_what_is_secret(page: Page) -> None:
    client, command, curl, _ = written(
        page,
        [
            parameter("data", "any", required=True),
            parameter("token", "text", secret=True, required=True),
            parameter("class", "number", 1),
            parameter("sizes", "listing", item={"kind": "number", "props": {}}, required=True),
        ],
        {"data": None, "token": "hunter2", "class": 2, "sizes": [1, 2]},
    )
    assert client.endswith('client.tell(data=..., token="•••", **{"class": 2}, sizes=[1, 2]))\n')
    assert shlex.split(command)[4:] == ["data=…", "token=•••", "class=2", "sizes:=[1,2]"]
    assert "hunter2" not in client + command + curl


def test_a_batch_function_is_copied_with_a_list_of_each(page: Page) -> None:
    *_, python = written(
        page,
        [parameter("words", "text", required=True), parameter("lens", "number", required=True)],
        {"words": "abc", "lens": 2},
        batch=16,
    )
    assert python == 'from app import tell\n\ntell(["abc"], lens=[2])\n'
