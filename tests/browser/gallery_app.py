"""The functions of the gallery: one for each way a page can look."""

import time
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import annotated_types
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from PIL import Image


def no_parameters() -> str:
    """Say what day it is, without being asked anything."""
    return "Tuesday"


def one_parameter(text: str = "The quick brown fox jumps over the lazy dog") -> int:
    """Count the words of a text."""
    return len(text.split())


def three_parameters(
    price: float = 129.5,
    quantity: int = 3,
    currency: Literal["EUR", "USD", "CHF"] = "EUR",
) -> str:
    """Work out what an order costs.

    Args:
        price: Price of one piece. Taxes are included.
        quantity: How many pieces.
        currency: The currency of the price.

    >>> three_parameters(10, 2, "EUR")
    '20.00 EUR'
    >>> three_parameters(129.5, 3, "CHF")
    '388.50 CHF'
    """
    return f"{price * quantity:.2f} {currency}"


def eight_parameters(
    name: str = "Ada Lovelace",
    born: date = date(1815, 12, 10),
    member: bool = True,
    level: Literal["bronze", "silver", "gold"] = "gold",
    points: int = 1200,
    share: Annotated[float, annotated_types.Interval(ge=0, le=1)] = 0.35,
    note: str = "",
    copies: int = 1,
) -> dict[str, object]:
    """Fill in a membership card.

    Args:
        name: As it should be printed.
        born: Day of birth.
        member: Whether the membership is paid.
        level: Which card.
        points: Points collected so far.
        share: Share of points that may be spent.
        note: Printed on the back.
        copies: How many cards to print.
    """
    return {
        "name": name,
        "born": born.isoformat(),
        "member": member,
        "level": level,
        "spendable": int(points * share),
        "note": note or None,
        "copies": copies,
    }


def twenty_parameters(
    source: str,
    target: str,
    *,
    depth: int = 3,
    width: int = 80,
    height: int = 24,
    margin: int = 2,
    padding: int = 1,
    indent: int = 4,
    tabs: bool = False,
    wrap: bool = True,
    colour: str = "teal",
    font: str = "mono",
    size: float = 12.0,
    weight: int = 400,
    leading: float = 1.5,
    tracking: float = 0.0,
    hyphens: bool = False,
    columns: int = 1,
    gutter: int = 16,
    page_numbers: bool = True,
) -> str:
    """Set a document in type."""
    return f"{source} → {target}, {columns} × {width}"


def text(paragraphs: int = 3) -> str:
    """Write some paragraphs."""
    return "\n\n".join(
        f"Paragraph {i + 1}. A page is a call: above the result stands what made it, and the "
        "result is the one raised sheet. Everything else keeps quiet until it is needed."
        for i in range(paragraphs)
    )


def number(radius: float = 2.5) -> float:
    """Area of a circle.

    Args:
        radius: Radius of the circle (cm).
    """
    return 3.141592653589793 * radius**2


def table(rows: int = 1000) -> pd.DataFrame:
    """Measurements of a year."""
    days = pd.date_range("2026-01-01", periods=rows, freq="h", name="hour")
    n = np.arange(rows)
    return pd.DataFrame(
        {
            "temperature": np.round(12 + 9 * np.sin(n / 24), 2),
            "humidity": (60 + 25 * np.cos(n / 31)).astype(int),
            "station": np.where(n % 3, "Zürich", "Genève"),
            "ok": n % 7 != 0,
        },
        index=days,
    )


def figure(periods: int = 3) -> None:
    """Draw a damped wave."""
    x = np.linspace(0, periods, 400)
    plt.figure(figsize=(7, 3.6))
    plt.plot(x, np.exp(-x / 2) * np.cos(2 * np.pi * x), color="#0b6b63")
    plt.xlabel("periods")
    plt.grid(alpha=0.3)


def picture(size: int = 320) -> Image.Image:
    """Paint a gradient."""
    y, x = np.mgrid[0:size, 0:size] / size
    return Image.fromarray((np.stack([x, y, 1 - x], axis=-1) * 255).astype("uint8"))


def several_outputs(text: str = "to be or not to be") -> tuple[int, int, dict[str, int]]:
    """Count a text in three ways.

    Returns:
        words: How many words.
        letters: How many letters.
        counts: How often each word.
    """
    words = text.split()
    return len(words), sum(map(str.isalpha, text)), {w: words.count(w) for w in words}


def running(seconds: float = 30.0) -> str:
    """Take a while."""
    for step in range(int(seconds * 10)):
        if step % 10 == 0:
            print(f"step {step // 10} of {int(seconds)}", flush=True)  # noqa: T201
        time.sleep(0.1)
    return "done"


def failed(path: str = "settings.toml") -> str:
    """Read a setting that is not there."""
    if not Path(path).name.endswith(".ini"):
        raise ValueError(f"{path!r} is not an .ini file: rename it or choose another one")
    return path
