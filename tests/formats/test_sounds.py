import io
import struct
import subprocess
import sys
import types
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoui.formats import sounds
from autoui.formats.sounds import BadSound, loudness, read_sound, read_wav, to_wav, whole_sound


def riff(form: bytes, data: bytes, *, size: int | None = None) -> bytes:
    """Return a WAV file of a format chunk and samples."""
    length = len(data) if size is None else size
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    body += b"LIST" + struct.pack("<I", 3) + b"abc\0"
    body += b"data" + struct.pack("<I", length) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def form(code: int, channels: int, bits: int, rate: int = 8000) -> bytes:
    frame = channels * bits // 8
    return struct.pack("<HHIIHH", code, channels, rate, rate * frame, frame, bits)


def read(data: bytes):
    return read_wav(io.BytesIO(data))


@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(min_size=1, max_size=240),
    dtype=st.sampled_from(["u1", "<i2", "<i4"]),
    channels=st.integers(1, 4),
    rate=st.integers(1, 768_000),
)
def test_integers_come_back_exactly(data, dtype, channels, rate):
    frame = np.dtype(dtype).itemsize * channels
    data = (data * frame)[: len(data) // frame * frame or frame]
    samples = np.frombuffer(data, dtype)
    samples = samples if channels == 1 else samples.reshape(-1, channels)
    got_rate, got = read(to_wav(*whole_sound(rate, samples)))
    wanted = samples.reshape(-1) if 1 in samples.shape else samples
    assert got_rate == rate
    assert (got.dtype, got.dtype.isnative) == (samples.dtype.newbyteorder("="), True)
    assert np.array_equal(got.reshape(-1), wanted.reshape(-1))


def test_what_is_written_is_what_the_standard_library_reads():
    samples = np.array([[0, 1], [-2, 300]], np.int16)
    with wave.open(io.BytesIO(to_wav(*whole_sound(44_100, samples)))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 44_100)
        assert np.frombuffer(file.readframes(9), "<i2").tolist() == [0, 1, -2, 300]


@pytest.mark.parametrize(
    ("code", "bits", "data", "dtype", "values"),
    [
        (1, 8, bytes([0, 128, 255]), "uint8", [0, 128, 255]),
        (1, 16, struct.pack("<3h", 0, -5, 32767), "int16", [0, -5, 32767]),
        (1, 24, b"\x01\0\0\xff\xff\xff", "int32", [256, -256]),
        (1, 32, struct.pack("<2i", 7, -(2**31)), "int32", [7, -(2**31)]),
        (3, 32, struct.pack("<2f", 0.5, -1), "float32", [0.5, -1]),
        (3, 64, struct.pack("<2d", 0.5, -1), "float64", [0.5, -1]),
    ],
)
def test_every_width_is_read(code, bits, data, dtype, values):
    rate, got = read(riff(form(code, 1, bits), data))
    assert (rate, str(got.dtype), got.tolist()) == (8000, dtype, values)
    assert got.flags.writeable


def test_odd_headers_are_read():
    wide = form(0xFFFE, 2, 16) + struct.pack("<HHIH", 22, 16, 3, 1) + bytes(14)
    data = struct.pack("<4h", 1, 2, 3, 4)
    assert read(riff(wide, data))[1].tolist() == [[1, 2], [3, 4]]
    # A recorder that could not go back to write the length; half a frame at the end.
    assert read(riff(form(1, 2, 16), data + b"x", size=0xFFFFFFFF))[1].shape == (2, 2)


def test_compressed_wav_is_left_to_others():
    assert read(riff(form(7, 1, 8), b"abc")) is None


@pytest.mark.parametrize(
    "data",
    [
        b"RIFF\0\0\0\0WAVE",
        riff(b"short", b""),
        riff(form(1, 0, 16), b""),
        riff(form(1, 1, 16, rate=0), b""),
        b"RIFF\0\0\0\0WAVEdata\4\0\0\0abcd",
    ],
)
def test_damaged_files_say_so(data):
    with pytest.raises(BadSound, match="damaged"):
        read(data)


def test_a_sound_that_is_too_long_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(sounds, "MAX_BYTES", 8)
    with pytest.raises(BadSound, match="longer"):
        read(riff(form(1, 1, 16), bytes(10)))


@pytest.mark.parametrize(
    ("samples", "wanted"),
    [
        ([0.0, 0.5, -1.0], [0, 16384, -32767]),
        ([0.0, 2.0, -4.0], [0, 16384, -32767]),
        (np.array([-128, 127], np.int8), [0, 255]),
        (np.array([5, -70_000]), [5, -70_000]),
        (np.array([[1], [2]], np.int16), [1, 2]),
    ],
)
def test_other_numbers_fit_in(samples, wanted):
    assert whole_sound(8000, np.asarray(samples))[1].tolist() == wanted


@pytest.mark.parametrize(
    ("rate", "samples", "message"),
    [
        (0, [1], "a whole number such as 44100"),
        (1.5, [1], "a whole number such as 44100"),
        (True, [1], "a whole number such as 44100"),
        ("8000", [1], "a whole number such as 44100"),
        (8000, [], "is no sound"),
        (8000, np.zeros((2, 2, 2)), "shape \\(2, 2, 2\\)"),
        (8000, np.zeros((2, 9000)), "use array.T"),
        (8000, [float("nan")], "not finite"),
        (8000, [float("inf")], "not finite"),
        (8000, ["a"], "numbers are needed"),
        (8000, [2**40], "32 bits"),
    ],
)
def test_what_makes_no_sound_says_why(rate, samples, message):
    with pytest.raises(ValueError, match=message):
        whole_sound(rate, np.asarray(samples))


def test_loudness_is_short_and_relative():
    quiet, loud = np.zeros(5_000, np.int16), np.full(5_000, -9_000, np.int16)
    found = loudness(np.concatenate([quiet, loud]))
    assert len(found) == sounds.PEAKS
    assert (found[0], found[-1]) == (0, 100)
    assert loudness(np.array([128, 0], np.uint8)) == [0, 100]
    assert loudness(np.array([], np.int16)) == []
    assert loudness(np.zeros((4, 2), np.int16)) == [0] * 8


# ---------------------------------------------------------------------------- other formats

OGG = b"OggS" + bytes(60)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that decodes nothing but WAV."""
    monkeypatch.setattr(sounds.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(sounds.shutil, "which", lambda name: None)


@pytest.mark.usefixtures("bare")
def test_without_a_decoder_one_line_says_what_to_install(tmp_path: Path):
    (tmp_path / "a").write_bytes(OGG)
    assert not sounds.decodes_all()
    with pytest.raises(BadSound, match=r"is OGG; to decode that, `pip install soundfile`") as found:
        read_sound(tmp_path / "a")
    assert "\n" not in str(found.value)


def test_soundfile_is_asked_first(tmp_path: Path, monkeypatch):
    class File:
        subtype, frames, channels, samplerate = "VORBIS", 3, 1, 22_050

        def __init__(self, path):
            assert path.read_bytes() == OGG

        def __enter__(self):
            return self

        def __exit__(self, *exception):
            return None

        def read(self, dtype):
            return np.array([1, 2, 3], dtype)

    library = types.ModuleType("soundfile")
    library.SoundFile, library.LibsndfileError = File, RuntimeError
    library.__spec__ = types.SimpleNamespace()
    monkeypatch.setitem(sys.modules, "soundfile", library)
    (tmp_path / "a").write_bytes(OGG)
    rate, samples = read_sound(tmp_path / "a")
    assert (rate, samples.tolist(), str(samples.dtype)) == (22_050, [1, 2, 3], "int16")
    File.frames = 1 << 40
    with pytest.raises(BadSound, match="longer"):
        read_sound(tmp_path / "a")


@pytest.mark.usefixtures("bare")
def test_ffmpeg_may_read_that_file_and_nothing_else(tmp_path: Path, monkeypatch):
    asked: list[list[str]] = []

    def run(command, *, stdout, **options):
        asked.append(command)
        stdout.write(to_wav(16_000, np.array([1, -1], np.int16)))

    monkeypatch.setattr(sounds.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", run)
    (tmp_path / "a").write_bytes(OGG)
    rate, samples = read_sound(tmp_path / "a")
    assert (rate, samples.tolist()) == (16_000, [1, -1])
    (command,) = asked
    # The demuxer is named: a playlist that poses as a sound would make it open other files.
    assert command[command.index("-f") + 1] == "ogg"
    assert command[command.index("-protocol_whitelist") + 1] == "file,pipe"
    monkeypatch.setattr(subprocess, "run", lambda command, **options: None)
    with pytest.raises(BadSound, match="damaged, or holds no sound"):
        read_sound(tmp_path / "a")


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"#EXTM3U\n/etc/passwd"])
def test_what_is_no_sound(tmp_path: Path, data: bytes):
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(BadSound, match="must be a sound"):
        read_sound(tmp_path / "a")
