"""The functions that the client's tests call."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from PIL import Image

import autoui as gr


def calculator(num1: float, operation: Literal["add", "divide"] = "add", num2: float = 1) -> float:
    """Calculate.

    Args:
        num1: The first number.
        operation: What to do.
        num2: The second number.
    """
    if operation == "divide" and num2 == 0:
        raise gr.Error("Cannot divide by zero!")
    return num1 + num2 if operation == "add" else num1 / num2


def count(to: int) -> Iterator[int]:
    """Count."""
    yield from range(to)


def endless(mark: str) -> None:
    """Write to a file until it is stopped."""
    progress = gr.Progress()
    with Path(mark).open("wb", buffering=0) as file:
        while True:
            file.write(b".")
            progress(0.5, desc="On and on")
            time.sleep(0.01)


def asleep(mark: str) -> None:
    """Open a file and sleep, where no signal arrives."""
    with Path(mark).open("wb", buffering=0) as file:
        file.write(b"...")
        time.sleep(600)


def gather(
    first: int, /, *files: Path, mode: Literal["names", "sizes"] = "names", **more: int
) -> str:
    """Say what was given.

    Args:
        first: A number.
        files: Any files.
        mode: What is said of them.
        more: Numbers by name.
    """
    said = [path.name if mode == "names" else str(path.stat().st_size) for path in files]
    return " ".join([str(first), *said, *(f"{name}={one}" for name, one in more.items())])


def invert(photo: Image.Image) -> Image.Image:
    """Turn a picture dark side up."""
    return photo.convert("RGB").point(lambda value: 255 - value)


def size_of(data: Path) -> int:
    """Measure a file."""
    return data.stat().st_size


def both(text: str) -> tuple[str, dict]:
    """Return two things, one of which looks as if it named its own kind."""
    return text, {"show": "text", "props": {}, "value": text, "big": 2**80}


def nothing() -> None:
    """Do nothing."""


def wrong() -> None:
    """Fail."""
    raise KeyError("missing")


def echo(value):
    """Return what came."""
    return [type(value).__name__, value]
