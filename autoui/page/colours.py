"""Colours by lightness, chroma and hue as a screen shows them, and their contrast.

Lightness, chroma and hue are those of OKLCH: steps of lightness look alike in every hue.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_STEP = 0.004


@dataclass(frozen=True)
class Hue:
    """A family of colours that differ in lightness.

    Attributes:
        angle: In degrees.
        chroma: How colourful it is at most; 0 is grey.
    """

    angle: float
    chroma: float


@cache
def shown(lightness: float, chroma: float, angle: float) -> str:
    """Return a colour as ``#rrggbb``; one that no screen has loses chroma until one has it."""
    while chroma > 0:
        if all(-0.0005 <= part <= 1.0005 for part in _linear(lightness, chroma, angle)):
            break
        chroma = max(0.0, chroma - 0.003)
    parts = (_encoded(part) for part in _linear(lightness, chroma, angle))
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two ``#rrggbb`` colours, as WCAG 2 defines it: 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def reach(hue: Hue, lightness: float, step: int, grounds: Sequence[str], ratio: float) -> str:
    """Return the first colour of a family that stands out on all grounds.

    Args:
        hue: The family.
        lightness: Where to begin.
        step: 1 to become lighter, -1 to become darker.
        grounds: The colours it stands on, as ``#rrggbb``.
        ratio: The contrast that is needed.
    """
    found = shown(lightness, hue.chroma, hue.angle)
    while 0 < lightness < 1 and any(contrast(found, ground) < ratio for ground in grounds):
        lightness = round(min(1.0, max(0.0, lightness + step * _STEP)), 4)
        found = shown(lightness, hue.chroma, hue.angle)
    return found


def hue_of(colour: str) -> Hue | None:
    """Return the family of a colour written as ``#rgb`` or ``#rrggbb``; None if it is neither."""
    found = _HEX.fullmatch(colour)
    if found is None:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    red, green, blue = (_decoded(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Hue(math.degrees(math.atan2(b, a)) % 360, math.hypot(a, b))


def _linear(lightness: float, chroma: float, angle: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(angle)), chroma * math.sin(math.radians(angle))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encoded(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _decoded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    red, green, blue = (_decoded(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
