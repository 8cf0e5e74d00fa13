"""Reading and writing sound: WAV by ourselves, other formats with what the machine has."""

import importlib
import importlib.util
import math
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import IO, Any

from autoui.formats.sniffing import HEAD_BYTES, sniff

MAX_BYTES = 1 << 30
"""Length of one sound once it is decoded: about 100 minutes in stereo, as CDs hold it."""

PEAKS = 240
"""Bars that the page draws of a sound."""

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_MAX_CHANNELS = 64
_RATES = (1, 768_000)
_CHUNKS = 1_000
_INT16 = 1 << 15

# Media type → the demuxer that may read it; none of them follows references to other files.
_DEMUXERS = {
    "audio/mpeg": "mp3",
    "audio/flac": "flac",
    "audio/ogg": "ogg",
    "video/ogg": "ogg",
    "audio/webm": "matroska",
    "video/webm": "matroska",
    "audio/mp4": "mov",
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "audio/wav": "wav",
}

_NAMES = {"audio/mpeg": "MP3", "audio/wav": "WAV of this kind", "video/quicktime": "MOV"}


class BadSound(ValueError):
    """Bytes that are no sound, or that nothing here can decode; the message completes "x …"."""


def sound_type(head: bytes) -> str:
    """Return the media type of a sound, or of a film that may have one.

    Raises:
        BadSound: The bytes are neither.
    """
    type_ = sniff(head)
    if type_ not in _DEMUXERS:
        raise BadSound("must be a sound (WAV, MP3, OGG, FLAC, M4A, WebM)")
    return type_


def read_sound(path: Path) -> tuple[int, Any]:
    """Read a sound.

    Returns:
        Samples per second, and an array: one dimension when mono, else (samples, channels). Its
        values are as the file has them: ``uint8``, ``int16``, ``int32`` (24 bits in the upper
        three bytes) or floats.

    Raises:
        BadSound: It is none, is damaged, too long, or nothing here can decode it.
    """
    with path.open("rb") as file:
        type_ = sound_type(file.read(HEAD_BYTES))
        if type_ == "audio/wav":
            file.seek(0)
            found = read_wav(file)
            if found is not None:
                return found
    return _decoded_elsewhere(path, type_)


def decodes_all() -> bool:
    """Tell whether this machine can decode more than WAV."""
    return importlib.util.find_spec("soundfile") is not None or bool(shutil.which("ffmpeg"))


# -------------------------------------------------------------------------------------------- WAV


def read_wav(file: IO[bytes]) -> tuple[int, Any] | None:
    """Return the rate and samples of a WAV; None for one that is compressed.

    Raises:
        BadSound: It is damaged or too long.
    """
    file.seek(12)
    form: tuple[int, int, int, int] | None = None
    for _ in range(_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            break
        name, size = head[:4], int.from_bytes(head[4:], "little")
        if name == b"fmt ":
            form = _form(file.read(min(size, 1 << 16)))
            file.seek(size & 1, 1)
        elif name == b"data":
            if form is None:
                break
            # A recorder that could not go back to write the length leaves a huge one.
            data = file.read(min(size, MAX_BYTES + 1))
            if len(data) > MAX_BYTES:
                raise BadSound(f"is longer than {MAX_BYTES >> 20:,} MB of samples")
            return _samples(form, data)
        else:
            file.seek(size + (size & 1), 1)
    raise BadSound("is a damaged WAV file: it holds no samples")


def _form(data: bytes) -> tuple[int, int, int, int]:
    """Return code, channels, rate and bits of a format chunk."""
    if len(data) < 16:
        raise BadSound("is a damaged WAV file: its header is cut short")
    code, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", data)
    if code == _EXTENSIBLE and len(data) >= 26:
        # The code that counts opens an identifier at the end.
        code = int.from_bytes(data[24:26], "little")
    if not 1 <= channels <= _MAX_CHANNELS or not _RATES[0] <= rate <= _RATES[1]:
        raise BadSound(f"is a damaged WAV file: {channels} channels at {rate} Hz")
    return code, channels, rate, bits


def _samples(form: tuple[int, int, int, int], data: bytes) -> tuple[int, Any] | None:
    import numpy as np

    code, channels, rate, bits = form
    types = {(_PCM, 8): "u1", (_PCM, 16): "<i2", (_PCM, 24): "u1", (_PCM, 32): "<i4"}
    types |= {(_FLOAT, 32): "<f4", (_FLOAT, 64): "<f8"}
    dtype = types.get((code, bits))
    if dtype is None:
        return None
    frame = channels * bits // 8
    whole = np.frombuffer(data, dtype, count=len(data) // frame * frame // np.dtype(dtype).itemsize)
    if bits == 24:
        wide = np.zeros((len(whole) // 3, 4), np.uint8)
        wide[:, 1:] = whole.reshape(-1, 3)
        whole = wide.view("<i4").reshape(-1)
    array = whole.astype(whole.dtype.newbyteorder("="), copy=True)
    return rate, array if channels == 1 else array.reshape(-1, channels)


def to_wav(rate: int, samples: Any) -> bytes:
    """Write what ``whole_sound`` gave as a WAV file."""
    import numpy as np

    channels = 1 if samples.ndim == 1 else samples.shape[1]
    width = samples.dtype.itemsize
    data = np.ascontiguousarray(samples, samples.dtype.newbyteorder("<")).tobytes()
    form = struct.pack(
        "<HHIIHH", _PCM, channels, rate, rate * channels * width, channels * width, 8 * width
    )
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    body += b"data" + struct.pack("<I", len(data)) + data + b"\0" * (len(data) & 1)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def whole_sound(rate: Any, samples: Any) -> tuple[int, Any]:
    """Return a rate and integers of 8, 16 or 32 bits, in (samples) or (samples, channels).

    Args:
        rate: Samples per second.
        samples: Integers keep their width; wider ones must fit into 32 bits. Floats become 16
            bits: from -1 to 1 they are taken as they are, louder ones are made quieter as a whole,
            so that nothing is cut off.

    Raises:
        ValueError: A shape, a rate or values that make no sound; the message names them.
    """
    rate, samples = _shaped(rate, samples)
    return rate, _integers(samples)


def _shaped(rate: Any, samples: Any) -> tuple[int, Any]:
    import numpy as np

    samples = np.asarray(samples)
    whole = isinstance(rate, (int, np.integer)) or (isinstance(rate, float) and rate.is_integer())
    if isinstance(rate, bool) or not whole or not _RATES[0] <= rate <= _RATES[1]:
        raise ValueError(
            f"a sound of {rate!r} samples per second; a whole number such as 44100 is needed"
        )
    if samples.ndim == 2 and 1 in samples.shape:
        samples = samples.reshape(-1)
    if samples.ndim not in (1, 2) or not samples.size:
        raise ValueError(
            f"an array of shape {samples.shape} is no sound; it must be (samples) or "
            "(samples, channels)"
        )
    if samples.ndim == 2 and samples.shape[1] > _MAX_CHANNELS:
        hint = "; channels come last: use array.T" if samples.shape[0] <= _MAX_CHANNELS else ""
        raise ValueError(f"a sound of {samples.shape[1]:,} channels{hint}")
    return int(rate), samples


def _integers(samples: Any) -> Any:
    import numpy as np

    kind, dtype = samples.dtype.kind, samples.dtype
    if dtype in (np.uint8, np.int16, np.int32):
        return samples
    if kind == "f":
        high = float(np.abs(samples).max())
        if not math.isfinite(high):
            raise ValueError("a sound holds values that are not finite (NaN or infinite)")
        return np.rint(samples * ((_INT16 - 1) / max(high, 1.0))).astype(np.int16)
    if dtype == np.int8:
        return (samples.astype(np.int16) + 128).astype(np.uint8)
    if kind not in "iu":
        raise ValueError(f"an array of {dtype} is no sound; numbers are needed")
    low, high = int(samples.min()), int(samples.max())
    for wanted in (np.int16, np.int32):
        limits = np.iinfo(wanted)
        if limits.min <= low and high <= limits.max:
            return samples.astype(wanted)
    raise ValueError(f"a sound of values from {low} to {high}; they must fit into 32 bits")


def loudness(samples: Any) -> list[int]:
    """Return at most ``PEAKS`` numbers from 0 to 100: how far each part of a sound swings.

    Args:
        samples: Integers or floats; the loudest part is 100.
    """
    import numpy as np

    flat = samples.reshape(-1)
    parts = min(PEAKS, len(flat))
    if not parts:
        return []
    starts = np.linspace(0, len(flat), parts, endpoint=False).astype(np.intp)
    middle = 128 if flat.dtype == np.uint8 else 0
    high = np.maximum.reduceat(flat, starts).astype(np.float64) - middle
    low = np.minimum.reduceat(flat, starts).astype(np.float64) - middle
    swing = np.maximum(high, -low)
    top = float(swing.max())
    if not math.isfinite(top) or top <= 0:
        return [0] * parts
    return [int(value) for value in np.rint(swing * (100 / top))]


# ----------------------------------------------------------------------------------- other formats


def _decoded_elsewhere(path: Path, type_: str) -> tuple[int, Any]:
    if importlib.util.find_spec("soundfile") is not None:
        found = _by_soundfile(path)
        if found is not None:
            return found
    program = shutil.which("ffmpeg")
    if program is None:
        name = _NAMES.get(type_, type_.partition("/")[2].upper())
        raise BadSound(
            f"is {name}; to decode that, `pip install soundfile` or install ffmpeg (WAV needs "
            "neither)"
        )
    return _by_ffmpeg(program, path, type_)


def _by_soundfile(path: Path) -> tuple[int, Any] | None:
    """Return rate and samples; None for a format that the library does not know."""
    soundfile = importlib.import_module("soundfile")
    try:
        with soundfile.SoundFile(path) as file:
            wide = file.subtype in {"PCM_24", "PCM_32"}
            if file.frames * file.channels * (4 if wide else 2) > MAX_BYTES:
                raise BadSound(f"is longer than {MAX_BYTES >> 20:,} MB of samples")
            return int(file.samplerate), file.read(dtype="int32" if wide else "int16")
    except soundfile.LibsndfileError:
        return None


def _by_ffmpeg(program: str, path: Path, type_: str) -> tuple[int, Any]:
    command = [program, "-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe"]
    command += ["-f", _DEMUXERS[type_], "-i", str(path), "-vn", "-sn", "-dn"]
    command += ["-c:a", "pcm_s16le", "-fs", str(MAX_BYTES + 4096), "-f", "wav", "-"]
    with tempfile.TemporaryFile() as target:
        subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=target, stderr=subprocess.DEVNULL, check=False
        )
        target.seek(0)
        return _read_stream(target)


def _read_stream(stream: IO[bytes]) -> tuple[int, Any]:
    """Read the WAV that another program wrote."""
    try:
        found = read_wav(stream)
    except BadSound:
        found = None
    if found is None or not len(found[1]):
        raise BadSound("is damaged, or holds no sound")
    if found[1].nbytes >= MAX_BYTES:
        raise BadSound(f"is longer than {MAX_BYTES >> 20:,} MB of samples")
    return found
