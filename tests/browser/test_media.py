"""Sounds, films, galleries, labels and colours: going in, coming out, by keys, and in trouble."""

import io
import re
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from autoui.formats.sounds import loudness, read_wav, to_wav
from tests.browser.person import Person
from tests.browser.served import Serve
from tests.browser.stage import PLAIN, Stage

pytestmark = pytest.mark.browser

RATE = 8_000
TONE = np.rint(9_000 * np.sin(np.arange(2 * RATE) / 3) * np.linspace(0, 1, 2 * RATE)).astype("i2")
WAV = to_wav(RATE, TONE)
SOUND_META = {"seconds": 2, "rate": RATE, "channels": 1, "peaks": loudness(TONE)}
# What a microphone would give, from a device that every machine has: none.
LEND = """() => {
  navigator.mediaDevices.getUserMedia = async ({ video }) => {
    if (window.refused) throw new Error("not allowed");
    const context = new AudioContext();
    const tone = context.createOscillator();
    const out = context.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
    const canvas = document.createElement("canvas");
    canvas.getContext("2d").fillRect(0, 0, 9, 9);
    window.lent = video ? canvas.captureStream(10) : out.stream;
    return window.lent;
  };
}"""


def png(colour: str, size: tuple[int, int] = (30, 20)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "PNG")
    return target.getvalue()


def kept(stage: Stage, id_: str, data: bytes, type_: str, name: str, **meta: Any) -> dict[str, Any]:
    """Put a file on the stage and return the reference to it."""
    stage.files[id_] = (data, type_)
    return {"$blob": id_, "name": name, "type": type_, "size": len(data), "meta": meta}


def sent(stage: Stage) -> bytes:
    """Return the file that the field sent."""
    return stage.files[stage.value()["$blob"]][0]


def harmless(page: Page) -> None:
    """Expect that axe finds nothing to complain of."""
    found = Axe().run(page, options={"rules": {"region": {"enabled": False}}})
    assert found.violations_count == 0, found.generate_report()


# ---------------------------------------------------------------------------------- sound


def test_a_sound_is_made_here_shown_and_removed(stage: Stage) -> None:
    frame = stage.show("audio", None, label="Sound")
    frame.get_by_role("button", name="Use a sample").click()
    stage.until("model.get('value')")
    rate, samples = read_wav(io.BytesIO(sent(stage))) or (0, TONE)
    assert (rate, samples.shape, stage.value()["type"]) == (8_000, (8_000,), "audio/wav")
    assert stage.value()["size"] <= 20_000
    expect(frame.locator(".au-wave")).to_be_visible()
    expect(frame.locator("audio")).to_have_attribute("src", re.compile("^blob:"))
    harmless(stage.page)
    frame.get_by_role("button", name="Remove").click()
    assert stage.value() is None
    expect(frame.locator("audio")).to_be_hidden()
    expect(frame.get_by_role("button", name="Use a sample")).to_be_visible()


def test_the_numbers_of_a_picture_can_be_typed(stage: Stage) -> None:
    field = stage.show("image", label="Image", numbers=True)
    field.get_by_role("button", name="Type numbers").click()
    cells = field.locator("textarea")
    expect(cells).to_be_focused()
    cells.fill("1 2\n3 4")
    assert stage.value() == [[1, 2], [3, 4]]
    harmless(stage.page)
    field.get_by_role("button", name="Choose a picture").click()
    assert stage.value() is None
    field.get_by_role("button", name="Use a sample").click()
    expect(field.locator("img")).to_be_visible()
    stage.until("model.get('value')?.$blob")
    assert sent(stage)
    expect(field.get_by_role("button", name="Type numbers")).to_be_hidden()
    stage.set("value", [[5, 6]])
    expect(cells).to_have_value("5, 6")


def test_only_sounds_are_taken(stage: Stage, tmp_path: Path) -> None:
    frame = stage.show("audio", None, label="Sound")
    (tmp_path / "a.txt").write_text("hello")
    frame.locator("input[type=file]").first.set_input_files(tmp_path / "a.txt")
    expect(frame.locator(".au-pane-note")).to_have_text("a.txt is not a sound")
    assert stage.value() is None
    assert stage.get("draft_error") == "is not a sound"


def test_where_the_machine_reads_only_wav_the_page_makes_it(stage: Stage, tmp_path: Path) -> None:
    frame = stage.show("audio", None, label="Sound", wav=True)
    # The browser goes by what a file holds, not by what it is called.
    (tmp_path / "song.ogg").write_bytes(WAV)
    frame.locator("input[type=file]").first.set_input_files(tmp_path / "song.ogg")
    stage.until("model.get('value')")
    assert (stage.value()["name"], stage.value()["type"]) == ("song.wav", "audio/wav")
    assert read_wav(io.BytesIO(sent(stage))) is not None
    (tmp_path / "odd.ogg").write_bytes(b"OggS")
    frame.locator("input[type=file]").first.set_input_files(tmp_path / "odd.ogg")
    stage.until("model.get('value')?.name === 'odd.ogg'")
    expect(frame.locator(".au-sound-note")).to_have_text("This browser cannot play it.")


def test_a_microphone_gives_a_wav_file(stage: Stage) -> None:
    stage.page.evaluate(LEND)
    frame = stage.show("audio", None, label="Sound", source="microphone")
    expect(frame.get_by_role("button", name="Choose a file")).to_be_visible()
    frame.get_by_text("Record a sound").click()
    dialog = stage.page.get_by_role("dialog", name="Record a sound")
    dialog.get_by_role("button", name="Record").click()
    expect(dialog.get_by_role("timer")).to_have_text("0:01")
    harmless(stage.page)
    dialog.get_by_role("button", name="Stop and use it").click()
    stage.until("model.get('value')")
    rate, samples = read_wav(io.BytesIO(sent(stage))) or (0, TONE)
    assert stage.value()["name"] == "recording.wav"
    assert len(samples) > rate / 2
    assert np.abs(samples).max() > 1_000
    expect(dialog).to_have_count(0)
    assert stage.page.evaluate("lent.getTracks().every((track) => track.readyState === 'ended')")


def test_a_recording_can_be_left_and_a_refusal_says_so(stage: Stage) -> None:
    stage.page.evaluate(LEND)
    frame = stage.show("audio", None, label="Sound")
    frame.get_by_role("button", name="Microphone").click()
    stage.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(stage.page.get_by_role("dialog")).to_have_count(0)
    assert stage.value() is None
    stage.page.evaluate("window.refused = true")
    frame.get_by_role("button", name="Microphone").click()
    expect(frame.locator(".au-pane-note")).to_have_text("No microphone: not allowed")


@pytest.mark.parametrize(("kind", "button"), [("audio", "Microphone"), ("video", "Camera")])
def test_over_plain_http_a_file_takes_the_place_of_the_device(
    page: Page, context: BrowserContext, kind: str, button: str
) -> None:
    stage = Stage(page).open(context, PLAIN)
    frame = stage.show(kind, None, label="Take")
    with page.expect_file_chooser():
        frame.get_by_role("button", name=button).click()
    expect(frame.locator(".au-pane-note")).to_contain_text("Over plain http the browser lends no")


def test_a_sound_as_a_result_says_what_it_is(stage: Stage) -> None:
    blob = kept(stage, "s1", WAV, "audio/wav", "audio.wav", **SOUND_META)
    frame = stage.show("audio", blob, "output", label="Louder")
    expect(frame.locator(".au-sound-note")).to_have_text("2.0 s · 8 kHz · mono")
    expect(frame.locator(".au-wave")).to_be_visible()
    expect(frame.locator("audio")).to_have_js_property("duration", 2)
    assert [action["id"] for action in stage.get("actions")] == ["download"]
    harmless(stage.page)


# ----------------------------------------------------------------------------------- film


def test_a_film_is_made_here_and_played_back(stage: Stage) -> None:
    frame = stage.show("video", None, label="Film")
    frame.get_by_role("button", name="Use a sample").click()
    stage.until("model.get('value')")
    assert stage.value()["type"].startswith("video/")
    assert 500 < stage.value()["size"] <= 60_000
    shown = stage.show("video", stage.value(), "output", label="Film", height=120)
    film = shown.locator("video")
    expect(film).to_have_js_property("videoWidth", 480)
    box = film.bounding_box()
    assert box is not None
    assert box["height"] <= 120
    expect(shown.locator(".au-film-note")).to_be_hidden()
    harmless(stage.page)


def test_a_film_that_cannot_be_played_says_so(stage: Stage) -> None:
    blob = kept(stage, "f1", b"RIFF\0\0\0\0AVI " + bytes(99), "video/x-msvideo", "a.avi")
    frame = stage.show("video", blob, "output", label="Film")
    expect(frame.locator(".au-film-note")).to_be_visible()
    gif = io.BytesIO()
    Image.new("P", (8, 4)).save(gif, "GIF")
    moving = stage.show("video", kept(stage, "f2", gif.getvalue(), "image/gif", "a.gif"), "output")
    expect(moving.locator("img")).to_be_visible()
    expect(moving.locator("video")).to_be_hidden()


def test_a_film_is_recorded(stage: Stage) -> None:
    stage.page.evaluate(LEND)
    frame = stage.show("video", None, label="Film", source="webcam")
    frame.get_by_text("Record a video").click()
    dialog = stage.page.get_by_role("dialog", name="Record a video")
    dialog.get_by_role("button", name="Record").click()
    expect(dialog.get_by_role("timer")).to_have_text("0:01")
    dialog.get_by_role("button", name="Stop and use it").click()
    stage.until("model.get('value')")
    assert re.fullmatch(r"recording\.(webm|mp4)", stage.value()["name"])


# -------------------------------------------------------------------------------- gallery


def test_a_gallery_is_walked_through_with_keys(stage: Stage) -> None:
    colours = ("red", "green", "blue", "white", "black")
    blobs = [
        kept(stage, colour, png(colour), "image/png", f"{colour}.png", width=30, height=20,
             **({"caption": f"All {colour}"} if colour != "blue" else {}))
        for colour in colours
    ]  # fmt: skip
    frame = stage.show("gallery", blobs, "output", label="Colours", columns=3)
    tiles = frame.get_by_role("button")
    expect(tiles).to_have_count(5)
    expect(frame.get_by_role("img", name="Picture 3")).to_be_visible()
    harmless(stage.page)
    tiles.first.focus()
    keys = stage.page.keyboard
    for key in ("ArrowRight", "ArrowDown", "ArrowUp"):
        keys.press(key)
    expect(tiles.nth(1)).to_be_focused()
    keys.press("Enter")
    box = stage.page.get_by_role("dialog")
    expect(box).to_contain_text("2 / 5 · All green")
    for key in ("ArrowLeft", "ArrowLeft"):
        keys.press(key)
    expect(box).to_contain_text("5 / 5 · All black")
    expect(box.locator("img")).to_have_attribute("alt", "All black")
    keys.press("Escape")
    expect(box).to_have_count(0)
    expect(tiles.nth(4)).to_be_focused()


def test_an_enlarged_picture_goes_with_the_gallery_it_came_from(stage: Stage) -> None:
    blobs = [kept(stage, "one", png("red"), "image/png", "one.png", width=30, height=20)]
    stage.show("gallery", blobs, "output", label="Colours").get_by_role("button").click()
    box = stage.page.get_by_role("dialog")
    expect(box).to_be_visible()
    # Another picture comes: what is enlarged stays until it is closed.
    stage.set("value", [*blobs, *blobs])
    expect(box).to_be_visible()
    stage.clear()
    expect(box).to_have_count(0)


def test_pictures_of_other_hosts_are_framed(stage: Stage) -> None:
    stage.frames["far"] = "<!doctype html><title>Picture</title>"
    far = kept(stage, "far", b"", "text/html", "a.html", url="https://example.org/a.png")
    near = kept(stage, "near", png("red"), "image/png", "a.png")
    frame = stage.show("gallery", [far, near], "output", label="Both")
    expect(frame.locator("iframe")).to_have_count(1)
    frame.get_by_role("button").click()
    box = stage.page.get_by_role("dialog")
    expect(box).to_contain_text("1 / 1")
    stage.page.keyboard.press("Escape")
    expect(box).to_have_count(0)


# ------------------------------------------------------------------------ label and colour


def test_a_label_shows_how_sure_it_is(stage: Stage) -> None:
    classes = [{"label": "cat", "confidence": 0.75}, {"label": "dog", "confidence": 0.05}]
    frame = stage.show("label", {"label": "cat", "confidences": classes}, "output", label="It is")
    expect(frame.locator(".au-top-class")).to_have_text("cat")
    assert frame.get_by_role("listitem").all_inner_texts() == ["cat\n75 %", "dog\n5.0 %"]
    shares = frame.get_by_role("listitem").evaluate_all(
        "(rows) => rows.map((row) => row.style.getPropertyValue('--share'))"
    )
    assert shares == ["0.75", "0.05"]
    harmless(stage.page)
    stage.set("value", {"label": "b", "confidences": [{"label": "b", "confidence": -12.5}]})
    assert frame.get_by_role("listitem").all_inner_texts() == ["b\n-12.5"]
    stage.set("value", {"label": "plain"})
    expect(frame.get_by_role("listitem")).to_have_count(0)
    stage.act("copy")
    assert stage.log("copied") == ["plain"]


def test_a_colour_is_picked_or_typed(stage: Stage) -> None:
    frame = stage.show("color", "#000000", label="Paint")
    text = frame.get_by_label("Paint", exact=True)
    text.fill("f80")
    assert stage.value() == "#ff8800"
    expect(frame.locator("input[type=color]")).to_have_value("#ff8800")
    text.fill("#ff88")
    assert (stage.value(), stage.get("draft_error")) == (None, "is not a colour such as #ff8800")
    expect(text).to_have_value("#ff88")
    frame.locator("input[type=color]").fill("#123456")
    assert stage.value() == "#123456"
    expect(text).to_have_value("#123456")
    harmless(stage.page)
    shown = stage.show("color", "#123456", "output", label="Paint")
    expect(shown.locator("code")).to_have_text("#123456")


# ---------------------------------------------------------------------------------- files


def test_ten_thousand_files_are_refused_in_a_line(stage: Stage) -> None:
    frame = stage.show("file", None, label="All", many=True)
    stage.page.evaluate(
        """() => {
          const data = new DataTransfer();
          for (let i = 0; i < 10_000; i++) data.items.add(new File(["x"], `${i}.txt`));
          const zone = document.querySelector(".au-drop");
          zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
        }"""
    )
    said = "10,000 files are too many; at most 1,000 are taken at once."
    expect(frame.get_by_role("alert")).to_have_text(said)
    assert stage.files == {}
    expect(frame.locator("li")).to_have_count(0)


def test_a_folder_can_be_chosen(stage: Stage) -> None:
    frame = stage.show("file", None, label="All", many=True, folder=True)
    expect(frame.get_by_text("Choose a folder")).to_be_visible()
    expect(frame.locator("input[type=file]")).to_have_attribute("webkitdirectory", "")


# ------------------------------------------------------------------------------ for real

APP = '''
import numpy as np
import autoui as gr


def quieter(sound, volume):
    """Make a sound quieter."""
    rate, samples = sound
    return rate, samples * (volume / 32768)


with gr.Blocks() as demo:
    plain = gr.Image("lion.png").style(height="24", rounded=False)
    bare = gr.Image("lion.png", interactive=False, label="Bare").style(container=False)
    sound, volume = gr.Audio(label="Sound"), gr.Slider(0, 1, 0.5, label="Volume")
    shown = gr.Audio(label="Quieter", interactive=False)
    gr.Button("Go").click(quieter, [sound, volume], shown)
'''


def test_a_sound_goes_through_a_function_and_looks_are_kept(
    page: Page, serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "lion.png").write_bytes(png("orange", (300, 200)))
    (tmp_path / "tone.wav").write_bytes(WAV)
    served = serve("app.py")
    person = Person(page, served.url)
    person.attach("Sound", tmp_path / "tone.wav")
    page.get_by_role("button", name="Go").click()
    note = page.locator("[data-output] .au-sound-note")
    expect(note).to_have_text("2.0 s · 8 kHz · mono")
    address = page.locator("[data-output] audio").evaluate(
        "(audio) => audio.currentSrc || audio.src"
    )
    data = page.request.get(address).body()
    rate, samples = read_wav(io.BytesIO(data)) or (0, TONE)
    assert (rate, len(samples)) == (RATE, len(TONE))
    assert abs(np.abs(samples).max() * 2 - np.abs(TONE).max()) <= 2
    part = page.request.get(address, headers={"Range": "bytes=0-43"})
    assert (part.status, struct.unpack("<I", part.body()[24:28])[0]) == (206, RATE)
    wave = page.locator("[data-output] .au-wave")
    middle = wave.evaluate("(el) => ({ x: el.offsetWidth / 2, y: 9 })")
    wave.click(position=middle)
    at = page.locator("[data-output] audio").evaluate("(audio) => audio.currentTime")
    assert abs(at - 1) < 0.05
    square = page.locator(".au-square .au-drop").first
    assert square.evaluate("(el) => getComputedStyle(el).borderRadius") == "0px"
    assert square.locator(".au-pane").evaluate("(el) => el.offsetHeight") == 24
    frame = page.locator(".au-bare")

    assert frame.evaluate("(el) => getComputedStyle(el).borderTopColor") == "rgba(0, 0, 0, 0)"
    expect(frame.get_by_role("heading", name="Bare")).to_be_hidden()


def test_the_camera_is_reached_by_keyboard(stage: Stage) -> None:
    stage.show("image", None, label="You", source="webcam")
    stage.page.keyboard.press("Tab")
    stage.page.keyboard.press("Tab")
    expect(stage.page.get_by_role("button", name="Take a picture")).to_be_focused()
