import io
from pathlib import Path

import numpy as np
import pytest

from autoui.components import audio as module
from autoui.components.audio import Audio
from autoui.components.base import Scope
from autoui.errors import InvalidInputs
from autoui.formats.sounds import to_wav
from autoui.showing.auto import shown
from autoui.wire.values import Blob

TONE = np.rint(9_000 * np.sin(np.arange(8_000) / 5)).astype(np.int16)
WAV = to_wav(8_000, TONE)
OGG = b"OggS" + bytes(60)


def upload(scope: Scope, data: bytes = WAV, name: str = "a.wav") -> Blob:
    return scope.keep(data, name, "audio/wav")


def test_a_function_gets_rate_and_samples(scope: Scope):
    rate, samples = Audio().decode(upload(scope), scope)
    assert (rate, samples.dtype) == (8_000, np.int16)
    assert np.array_equal(samples, TONE)


def test_or_a_path_to_a_copy(scope: Scope):
    text = Audio(type="filepath").decode(upload(scope), scope)
    path = Audio(type="path").decode(upload(scope, OGG, "b.ogg"), scope)
    assert isinstance(text, str)
    assert Path(text).read_bytes() == WAV
    assert (path.name, path.read_bytes()) == ("b.ogg", OGG)


def test_wav_on_request(scope: Scope, monkeypatch):
    monkeypatch.setattr(module, "read_sound", lambda path: (8_000, TONE))
    path = Audio(type="path", format="wav").decode(upload(scope, OGG, "b.ogg"), scope)
    assert (path.name, path.read_bytes()) == ("b.wav", WAV)


@pytest.mark.parametrize("type_", ["numpy", "filepath"])
@pytest.mark.parametrize("data", [b"hello", b"", b"RIFF\4\0\0\0WAVE"[:8]])
def test_what_is_no_sound_is_an_error_at_the_field(scope: Scope, type_, data):
    with pytest.raises(InvalidInputs, match="must be a sound"):
        Audio(type=type_).decode(upload(scope, data), scope)
    assert [p.message for p in Audio().check("a.wav")] == ["must be a sound"]
    with pytest.raises(ValueError, match="link"):
        Audio().from_text("a.wav")


@pytest.mark.parametrize("words", [{"type": "pil"}, {"source": "radio"}, {"format": "mp3"}])
def test_words_that_mean_nothing(words):
    with pytest.raises(ValueError, match="it is one of"):
        Audio(**words)


@pytest.mark.parametrize("turned", [False, True])
def test_a_pair_becomes_a_wav_file_that_the_page_can_draw(scope: Scope, turned: bool):
    pair = (TONE, 8_000) if turned else (8_000, TONE)
    blob = Audio().encode(pair, scope)
    assert (blob.name, blob.type) == ("audio.wav", "audio/wav")
    assert (blob.meta["seconds"], blob.meta["rate"], blob.meta["channels"]) == (1.0, 8_000, 1)
    assert max(blob.meta["peaks"]) == 100
    with scope.open(blob) as file:
        assert file.read() == WAV
    assert "peaks" not in Audio(waveform=False).encode(pair, scope).meta


def test_files_stay_as_they_are(scope: Scope):
    path = scope.directory / "song.ogg"
    path.write_bytes(OGG)
    for value, name in ((path, "song.ogg"), (str(path), "song.ogg"), (OGG, "audio.ogg")):
        blob = Audio().encode(value, scope)
        assert (blob.type, blob.meta) == ("audio/ogg", {})
        assert blob.name.rpartition(".")[0] == name.rpartition(".")[0]
    assert Audio().encode(io.BytesIO(WAV), scope).meta["rate"] == 8_000


def test_a_container_of_films_is_played_as_a_sound(scope: Scope):
    assert Audio().encode(b"\x1aE\xdf\xa3" + bytes(20), scope).type == "audio/webm"
    assert Audio().encode(b"\0\0\0\x18ftypisom" + bytes(20), scope).type == "audio/mp4"


def test_one_on_another_host_is_framed(scope: Scope):
    blob = Audio().encode("https://example.org/a.mp3?x=1&y=2", scope)
    assert (blob.type, blob.meta["origin"]) == ("text/html", "https://example.org")
    with scope.open(blob) as file:
        assert (
            b'<audio controls preload="metadata" src="https://example.org/a.mp3?x=1&amp;y=2">'
            in (file.read())
        )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (3, "return \\(rate, array\\)"),
        (("a", "b"), "no sound"),
        ((8_000, np.array([np.nan])), "not finite"),
        (b"hello", "must be a sound"),
        (b"RIFF\x04\0\0\0WAVE", "damaged"),
    ],
)
def test_what_makes_no_sound(scope: Scope, value, message):
    with pytest.raises((TypeError, ValueError), match=message):
        Audio().encode(value, scope)


def test_the_page_turns_other_formats_into_wav_where_the_machine_cannot(monkeypatch):
    monkeypatch.setattr(module, "decodes_all", lambda: False)
    assert Audio(source="microphone").props() == {"source": "microphone", "wav": True}
    assert Audio(type="filepath").props() == {}
    monkeypatch.setattr(module, "decodes_all", lambda: True)
    assert Audio().props() == {}


def test_a_pair_that_a_library_gives_is_recognised(scope: Scope):
    found = shown((44_100, TONE.astype(np.float32) / 9_000), scope)
    assert (found["show"], found["value"].meta["rate"]) == ("audio", 44_100)
    for other in ((44_101, TONE), (3, TONE), (44_100, TONE[:10]), (44_100, np.zeros((2_000, 50)))):
        assert shown(other, scope)["show"] != "audio"
    broken = TONE.astype(np.float32)
    broken[5] = np.nan
    assert shown((44_100, broken), scope)["show"] != "audio"
