"""Every kind of parameter, and results that name files."""

import enum
import os
import tarfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

import annotated_types
import numpy as np
from PIL import Image
from pydantic import SecretStr

CALLS: list[str] = []


class Colour(enum.Enum):
    """Colours."""

    RED = 1
    BLUE = 2


def kinds(
    text: Annotated[str, annotated_types.MaxLen(20)],
    whole: int,
    bounded: Annotated[int, annotated_types.Interval(ge=0, le=10)],
    real: float,
    flag: bool,
    mode: Literal["a", "b"],
    colour: Colour,
    several: list[Literal["x", "y"]],
    numbers: list[int],
    table: dict[str, int],
    day: date,
    moment: datetime,
    clock: time,
    path: Path,
    data: bytes,
    picture: Image.Image,
    array: np.ndarray,
    pair: tuple[int, str],
    secret: SecretStr,
    maybe: int | None,
    either: int | str,
) -> str:
    """Take one of each."""
    CALLS.append("kinds")
    return "called"


def calls() -> int:
    """Count the calls that came through."""
    return len(CALLS)


def take_path(file: Path) -> str:
    """Say what a file was called and where it lies."""
    CALLS.append("take_path")
    return f"{file}|{file.name}|{file.stat().st_size}"


def take_many(files: list[Path]) -> int:
    """Count files."""
    CALLS.append("take_many")
    return len(files)


def take_picture(picture: Image.Image) -> str:
    """Say what a picture is."""
    CALLS.append("take_picture")
    return f"{picture.size} {picture.mode}"


def take_any(value: Any) -> str:
    """Say what a value is."""
    CALLS.append("take_any")
    return type(value).__name__


def give_any(path: str) -> Any:
    """Return a path."""
    return Path(path)


def give_path(path: str) -> Path:
    """Return a path."""
    return Path(path)


def give_picture(path: str) -> Image.Image:
    """Return a picture's path."""
    return Path(path)


def give_text(path: str) -> str:
    """Return a path as text."""
    return path


def give_list(path: str) -> list[Path]:
    """Return several paths."""
    return [Path(path), Path(path)]


def give_link(path: str) -> Path:
    """Return a link that was made during the run."""
    link = Path("link.txt")
    link.unlink(missing_ok=True)
    link.symlink_to(path)
    return link


def unpack(archive: Path) -> list[Path]:
    """Return what an archive holds."""
    with tarfile.open(archive) as opened:
        opened.extractall(filter="fully_trusted")
        return [Path(name) for name in opened.getnames()]


def give_folder_link(path: str) -> Path:
    """Return a file below a link to its folder."""
    link = Path("folder")
    link.unlink(missing_ok=True)
    link.symlink_to(Path(path).parent)
    return link / Path(path).name


def give_pipe() -> Path:
    """Return a pipe."""
    pipe = Path("pipe")
    if not pipe.exists():
        os.mkfifo(pipe)
    return pipe


def write_link(path: str) -> None:
    """Leave a link behind and return nothing."""
    link = Path("left.txt")
    link.unlink(missing_ok=True)
    link.symlink_to(path)


def write(name: str, text: str) -> Path:
    """Write a file and return it."""
    target = Path(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    return target
