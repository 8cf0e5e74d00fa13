"""The colours of a theme, made of two families so that everything on the page can be read."""

from dataclasses import dataclass
from typing import Literal

from autoui.page.colours import Hue, reach, shown

TEXT = 4.6
"""The least contrast of text with what it stands on; WCAG AA asks for 4.5."""

SHAPE = 3.1
"""The least contrast of borders and marks; WCAG AA asks for 3."""

_GREY = 0.02
_INK = (0.24, 0.36, 0.24, 0.36)
_CHALK = (0.94, 0.86, 0.94, 0.82)
_OK, _WARN, _DANGER = Hue(152, 0.13), Hue(70, 0.12), Hue(27, 0.18)

Mode = Literal["light", "dark"]


@dataclass(frozen=True, kw_only=True)
class Shades:
    """What a palette is made of.

    Attributes:
        accent: What marks focus, selection, progress and links.
        neutral: What everything else is tinted with.
        run: Whether Run has the accent's colour, not the text's.
        contrast: How far page and sheet are apart, 1 being usual.
    """

    accent: Hue
    neutral: Hue
    run: bool = False
    contrast: float = 1.0


def palette(shades: Shades, mode: Mode) -> dict[str, str]:
    """Return the colours of a mode by token, as ``#rrggbb``."""
    return _light(shades) if mode == "light" else _dark(shades)


def _light(shades: Shades) -> dict[str, str]:
    accent, neutral = shades.accent, shades.neutral

    def grey(lightness: float, share: float = 0.5) -> str:
        return shown(lightness, neutral.chroma * share, neutral.angle)

    far = 0.018 * shades.contrast
    ground = {
        "bg": grey(1 - far),
        "surface": grey(1.0, 0),
        "sunken": grey(1 - far - 0.02),
        "hover": grey(0.942, 0.7),
        "line": grey(0.905, 0.7),
    }
    soft = shown(0.952, min(accent.chroma, 0.024), accent.angle)
    danger_soft = shown(0.965, 0.016, 25)
    everywhere = [ground["bg"], ground["surface"], ground["sunken"]]
    on_hover = [*everywhere, ground["hover"]]
    on_soft = [*on_hover, soft]
    # Without a colour of its own, what is chosen is black.
    at, hovered, read, seen = (0.55, 0.47, 0.5, 0.6) if accent.chroma > _GREY else _INK
    full = reach(accent, at, -1, [*everywhere, "#ffffff"], TEXT)
    colours = {
        **ground,
        "line-strong": reach(neutral, 0.64, -1, everywhere, SHAPE),
        "text": grey(0.225, 0.8),
        "muted": reach(neutral, 0.5, -1, on_soft, TEXT),
        "accent": full,
        "accent-hover": reach(accent, hovered, -1, ["#ffffff"], TEXT + 2),
        "on-accent": "#ffffff",
        "accent-soft": soft,
        "accent-text": reach(accent, read, -1, on_soft, TEXT + 0.6),
        "ok": reach(_OK, 0.5, -1, on_hover, TEXT),
        "warn": reach(_WARN, 0.52, -1, on_hover, TEXT),
        "danger": reach(_DANGER, 0.54, -1, [*on_hover, danger_soft], TEXT),
        "danger-soft": danger_soft,
        "ring": reach(accent, seen, -1, everywhere, SHAPE),
    }
    if shades.run:
        run = {"ink": full, "ink-hover": colours["accent-hover"], "on-ink": "#ffffff"}
    else:
        run = {"ink": colours["text"], "ink-hover": grey(0.33), "on-ink": grey(0.99)}
    return {**colours, **run}


def _dark(shades: Shades) -> dict[str, str]:
    accent, neutral = shades.accent, shades.neutral
    # Bright colours dazzle on black.
    bright = Hue(accent.angle, min(accent.chroma, 0.13))

    def grey(lightness: float, share: float = 0.5) -> str:
        return shown(lightness, neutral.chroma * share, neutral.angle)

    far = 0.042 * min(shades.contrast, 1)
    ground = {
        "bg": grey(0.212 - far),
        "surface": grey(0.212),
        "sunken": grey(0.187 - far),
        "hover": grey(0.265, 0.7),
        "line": grey(0.3, 0.7),
    }
    soft = shown(0.285, min(accent.chroma, 0.04), accent.angle)
    danger_soft = shown(0.27, 0.04, 25)
    everywhere = [ground["bg"], ground["surface"], ground["sunken"]]
    on_hover = [*everywhere, ground["hover"]]
    on_soft = [*on_hover, soft]
    dark_text = shown(0.19, min(accent.chroma, 0.03), accent.angle)
    at, hovered, read, seen = (0.76, 0.84, 0.8, 0.7) if accent.chroma > _GREY else _CHALK
    full = reach(bright, at, 1, [*everywhere, dark_text], TEXT + 1)
    colours = {
        **ground,
        "line-strong": reach(neutral, 0.54, 1, everywhere, SHAPE),
        "text": grey(0.95, 0.4),
        "muted": reach(neutral, 0.71, 1, on_soft, TEXT),
        "accent": full,
        "accent-hover": reach(bright, hovered, 1, [dark_text], TEXT + 2),
        "on-accent": dark_text,
        "accent-soft": soft,
        "accent-text": reach(bright, read, 1, on_soft, TEXT + 0.6),
        "ok": reach(_OK, 0.78, 1, on_hover, TEXT),
        "warn": reach(_WARN, 0.8, 1, on_hover, TEXT),
        "danger": reach(Hue(25, 0.14), 0.74, 1, [*on_hover, danger_soft], TEXT),
        "danger-soft": danger_soft,
        "ring": reach(bright, seen, 1, everywhere, SHAPE),
    }
    if shades.run:
        run = {"ink": full, "ink-hover": colours["accent-hover"], "on-ink": dark_text}
    else:
        run = {"ink": colours["text"], "ink-hover": grey(0.86), "on-ink": grey(0.19)}
    return {**colours, **run}
