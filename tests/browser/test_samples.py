"""Runs as people first meet them: batches, progress, streams, queues; code as it was written."""

import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.person import Person
from tests.browser.served import Served
from tests.serve import serving

pytestmark = pytest.mark.browser

TARGETS = Path(__file__).with_name("targets")


@contextmanager
def sample(name: str, folder: Path, factor: float = 0.05) -> Iterator[Served]:
    """Serve a sample whose sleeps take a part of their time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUICKLY", name)
        patch.setenv("QUICKLY_FACTOR", str(factor))
        with serving(f"{TARGETS / 'quickly.py'}:demo", folder=folder) as served:
            yield served


WATCH = """() => {
  window.seen = [];
  const results = document.querySelector("[data-sheet] .results");
  const status = document.querySelector("[data-sheet] .status");
  new MutationObserver(() => window.seen.push([results.innerText.trim(), status.textContent]))
    .observe(document.querySelector("[data-sheet]"),
      { subtree: true, childList: true, characterData: true });
}"""


def seen(page: Page) -> list[list[str]]:
    """Return what the result and the line below it have said, without repetitions."""
    found: list[list[str]] = page.evaluate("window.seen")
    return [one for at, one in enumerate(found) if not at or one != found[at - 1]]


def queued(served: Served, name: str, **inputs: object) -> str:
    """Start a run over HTTP, wait until it stands in the queue, and return its id."""
    request = urllib.request.Request(
        f"{served.url}api/{name}/runs",
        json.dumps({"inputs": inputs}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        run: str = json.load(answer)["run"]
    with urllib.request.urlopen(f"{served.url}api/runs/{run}/events", timeout=60) as events:
        next(line for line in events if b"queued" in line)
    return run


def test_a_batch_function(
    page: Page, context: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = tmp_path / "go"
    monkeypatch.setenv("QUICKLY_GO", str(go))
    with sample("trim_words", tmp_path, factor=0) as served:
        first, person = Person(context.new_page(), served.url), Person(page, served.url)
        for one, word in ((first, "occupying"), (person, "extraordinary")):
            one.fill("Words", word)
            one.fill("Lens", "5")
        # The first is at work alone; those that come meanwhile are one batch.
        first.start()
        expect(first.result).to_have_attribute("data-state", "running")
        person.start()
        expect(person.result).to_have_attribute("data-state", "queued")
        runs = [queued(served, "trim_words", words=f"word{n}!", lens=5) for n in range(6)]
        go.touch()
        first.sees("occup")
        person.sees("extra")
        expect(person.result.locator(".status")).to_contain_text("ran with 6 others")
        expect(first.result.locator(".status")).not_to_contain_text("ran with")
        for number, run in enumerate(runs):
            with urllib.request.urlopen(f"{served.url}api/runs/{run}/events") as events:
                assert f'"value":"word{number}"'.encode() in events.read()


def test_a_batch_function_that_an_author_laid_out(page: Page, tmp_path: Path) -> None:
    with sample("trim_words_blocks", tmp_path) as served:
        page.goto(served.url)
        output = page.locator("[data-output]").first
        expect(output).to_be_visible()
        expect(output).not_to_contain_text("empty")
        page.get_by_label("word", exact=True).fill("extraordinary")
        page.get_by_label("leng", exact=True).fill("5")
        page.get_by_role("button", name="Run").click()
        expect(output.locator(".value")).to_have_text("extra")


def test_progress_moves_on_to_its_last_value(page: Page, tmp_path: Path) -> None:
    with sample("slowly_reverse", tmp_path) as served:
        person = Person(page, served.url)
        person.fill("Word", "stressed" * 3)
        page.evaluate(WATCH)
        titles = page.evaluate_handle(
            "() => { const all = []; new MutationObserver(() => all.push(document.title))"
            ".observe(document.querySelector('title'), { childList: true }); return all; }"
        )
        person.run()
        person.sees("desserts" * 3)
        said = " | ".join(status for _, status in seen(page))
        assert "Reversing" in said
        assert re.search(r"\d+/24", said)
        assert any(re.match(r"\(\d+ %\) ", title) for title in titles.json_value())
        line = person.result.locator(".line")
        expect(line).to_have_attribute("aria-valuenow", "100")
        assert not page.title().startswith("(")


def test_a_generator_streams_its_values(page: Page, tmp_path: Path) -> None:
    with sample("my_generator", tmp_path) as served:
        person = Person(page, served.url)
        person.fill("X", "50")
        page.evaluate(WATCH)
        person.run()
        person.sees("49")
        shown = [int(text) for text, _ in seen(page) if text]
        assert shown == sorted(shown)
        assert shown[-1] == 49


@pytest.fixture(scope="module")
def diffusion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with sample("fake_diffusion", tmp_path_factory.mktemp("diffusion")) as served:
        yield served


NO_FLASH = """() => {
  const results = document.querySelector(".results");
  window.frames_ = [];
  window.flashes = 0;
  new MutationObserver(() => {
    const picture = results.querySelector(".au-picture:not([hidden]) img");
    if (!picture) {
      if (window.frames_.length && !results.querySelector("iframe")) window.flashes += 1;
      return;
    }
    if (picture.src && window.frames_.at(-1) !== picture.src) {
      if (window.frames_.length && !picture.complete) window.flashes += 1;
      window.frames_.push(picture.src);
    }
  }).observe(results, { subtree: true, childList: true, attributes: true });
}"""


def test_pictures_follow_each_other_without_a_flash(
    page: Page, diffusion: Served, complaints: list[str]
) -> None:
    asked: list[str] = []

    def answer(route: object) -> None:
        asked.append(route.request.url)  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route("https://gradio-builds.s3.amazonaws.com/**", answer)
    person = Person(page, diffusion.url)
    page.locator("[data-run]").hover()
    expect(page.locator(".results .output")).to_be_attached()
    page.evaluate(NO_FLASH)
    person.run()
    frame = page.frame_locator(".results iframe")
    expect(frame.get_by_role("status")).to_have_text(
        "The picture at gradio-builds.s3.amazonaws.com could not be loaded."
    )
    assert page.evaluate("window.flashes") == 0
    assert page.evaluate("window.frames_.length") >= 1
    assert asked == ["https://gradio-builds.s3.amazonaws.com/diffusion_image/cute_dog.jpg"]
    assert len(complaints) == 1
    assert "ERR_FAILED" in complaints[0]
    complaints.clear()


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8"
    "cfc0f01f0005000201e5d7d0a50000000049454e44ae426082"
)


def test_a_picture_on_another_host_is_loaded_by_the_frame_alone(
    page: Page, diffusion: Served
) -> None:
    page.route(
        "https://gradio-builds.s3.amazonaws.com/**",
        lambda route: route.fulfill(body=PIXEL, content_type="image/png"),
    )
    person = Person(page, diffusion.url)
    slider = page.get_by_role("slider", name="Steps")
    for value in ("2", "1"):
        slider.press("ArrowLeft")
        expect(slider).to_have_value(value)
    with page.expect_response(re.compile("/frame/")) as answer:
        person.run()
    policy = answer.value.headers["content-security-policy"]
    assert "img-src data: blob: https://gradio-builds.s3.amazonaws.com;" in policy
    assert "connect-src" not in policy
    picture = page.frame_locator(".results iframe").locator("img")
    expect(picture).to_have_js_property("naturalWidth", 1)
    expect(picture).to_be_visible()


def test_two_buttons_each_with_a_queue_of_its_own(page: Page, tmp_path: Path) -> None:
    with sample("queue_of_one_function", tmp_path) as served:
        page.goto(served.url)
        fields = page.get_by_role("textbox")
        fields.nth(0).fill("6")
        fields.nth(1).fill("7")
        output = page.locator("[data-output]").first
        page.get_by_role("button", name="Add").click()
        expect(output.locator(".value")).to_have_text("13")
        page.get_by_role("button", name="Multiply").click()
        expect(output.locator(".value")).to_have_text("42")


def test_three_run_at_once_and_the_fourth_is_told_its_place(
    page: Page, tmp_path: Path, browser: Browser
) -> None:
    others = [browser.new_context() for _ in range(2)]
    go = tmp_path / "go"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GO", str(go))
        with serving(str(TARGETS / "three_at_once.py"), folder=tmp_path) as served:
            # Two tabs of one person, one of another.
            tabs = [others[0].new_page(), others[0].new_page(), others[1].new_page()]
            people = [Person(tab, served.url) for tab in tabs]
            last = Person(page, served.url)
            for number, person in enumerate([*people, last]):
                person.fill("Name", f"person {number}")
                person.start()
                state = "queued" if person is last else "running"
                expect(person.result).to_have_attribute("data-state", state)
            expect(last.result.locator(".status")).to_contain_text("next in line")
            go.touch()
            for number, person in enumerate([*people, last]):
                expect(person.result).to_have_attribute("data-state", "done")
                person.sees(f"person {number}")
            # A page whose server goes before it complains of that.
            page.goto("about:blank")
            for other in others:
                other.close()


@pytest.mark.stress
@pytest.mark.parametrize(
    ("name", "fields", "result"),
    [
        ("trim_words", {"Words": "extraordinary", "Lens": "5"}, "extra"),
        ("slowly_reverse", {"Word": "stressed"}, "desserts"),
        ("my_generator", {"X": "3"}, "2"),
    ],
)
def test_the_samples_at_their_own_pace(
    page: Page, tmp_path: Path, name: str, fields: dict[str, str], result: str
) -> None:
    page.set_default_timeout(60_000)
    with serving(str(TARGETS / f"{name}.py"), folder=tmp_path) as served:
        person = Person(page, served.url)
        for label, text in fields.items():
            person.fill(label, text)
        person.start()
        expect(person.result).to_have_attribute("data-state", "done")
        person.sees(result)
