"""Small files that a person might have at hand: pictures, a table, numbers, a text, a sound."""

import wave
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

SIDE = 24


def photo() -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    """Return a picture in colour that no flip, turn or exchange of channels leaves as it is."""
    x, y = np.meshgrid(np.arange(SIDE + 8), np.arange(SIDE))
    channels = (x * 8, y * 10, (x * y) % 256)
    return np.stack(channels, axis=-1).astype(np.uint8)


def grey() -> "np.ndarray[tuple[int, int], np.dtype[np.uint8]]":
    """Return a picture of one channel."""
    return np.ascontiguousarray(photo()[..., 2])


def table() -> pd.DataFrame:
    """Return a table with words, whole numbers and others."""
    return pd.DataFrame({"name": ["ada", "bob", "cy"], "age": [36, 41, 29], "size": [1.5, 2.25, 3]})


def numbers() -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return a few numbers."""
    return np.array([1.5, 2.5, 4.0, 9.25])


NOTES = "Two lines of notes,\nwith an é in the second.\n"


def write_all(folder: Path) -> None:
    """Write every sample into a folder."""
    Image.fromarray(photo()).save(folder / "photo.png")
    Image.fromarray(grey()).save(folder / "grey.png")
    table().to_csv(folder / "table.csv", index=False)
    np.save(folder / "numbers.npy", numbers())
    (folder / "notes.txt").write_text(NOTES, encoding="utf-8")
    tone = (np.sin(np.arange(800) / 8) * 20_000).astype("<i2")
    with wave.open(str(folder / "tone.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(tone.tobytes())
