"""The colours of the page can be told apart, in light and in dark, by computation."""

import math
import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "web_assets" / "styles" / "tokens.css"
PAIR = re.compile(r"--au-([\w-]+): light-dark\(oklch\(([^)]*)\), oklch\(([^)]*)\)\)")

TEXT = [
    (ink, ground)
    for ground in ("bg", "surface", "sunken")
    for ink in ("text", "muted", "accent-text", "ok", "warn", "danger")
] + [
    ("on-ink", "ink"),
    ("on-ink", "ink-hover"),
    ("on-accent", "accent"),
    ("accent-text", "accent-soft"),
    ("text", "hover"),
    ("muted", "hover"),
    ("danger", "danger-soft"),
]
SHAPES = [
    (shape, ground)
    for ground in ("bg", "surface", "sunken")
    for shape in ("line-strong", "ring", "accent", "danger")
]


def linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Turn an oklch colour into linear sRGB, clipped to what a screen shows."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    mixed = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    red, green, blue = (min(1.0, max(0.0, part)) for part in mixed)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two oklch colours."""
    luminances = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue
        for red, green, blue in (
            linear_rgb(*(float(part) for part in colour.split())) for colour in (one, other)
        )
    )
    return (luminances[1] + 0.05) / (luminances[0] + 0.05)


@pytest.fixture(scope="module")
def colours() -> dict[str, tuple[str, str]]:
    """The colours of the style sheet: name → light, dark."""
    return {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS.read_text())}


def test_the_arithmetic_knows_black_on_white() -> None:
    assert contrast("0 0 0", "1 0 0") == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(
    colours: dict[str, tuple[str, str]], ink: str, ground: str, mode: int
) -> None:
    assert contrast(colours[ink][mode], colours[ground][mode]) >= 4.5


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_controls_and_focus_can_be_seen(
    colours: dict[str, tuple[str, str]], shape: str, ground: str, mode: int
) -> None:
    assert contrast(colours[shape][mode], colours[ground][mode]) >= 3


def test_the_accent_is_neither_blue_nor_violet(colours: dict[str, tuple[str, str]]) -> None:
    for colour in colours["accent"]:
        assert 180 <= float(colour.split()[2]) <= 200
