"""How a page looks, in a few words: accent, neutral, radius, font, density.

``Default``, ``Soft`` and ``Monochrome`` are there to be used as they are or with other words; a
``Theme`` of one's own begins as ``Default``. Colours are worked out so that everything can be read,
in light and in dark.
"""

import re
import warnings
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, Literal, Self, TypedDict, Unpack

from autoui.errors import UsageError
from autoui.page.colours import Hue, contrast, hue_of
from autoui.page.options import refuse_unknown
from autoui.page.palette import Mode, Shades, palette

_HUES: Mapping[str, Hue] = MappingProxyType(
    {
        "red": Hue(25, 0.2), "vermilion": Hue(35, 0.19), "orange": Hue(50, 0.17),
        "amber": Hue(70, 0.15), "yellow": Hue(88, 0.14), "lime": Hue(125, 0.17),
        "green": Hue(150, 0.15), "emerald": Hue(163, 0.13), "teal": Hue(193, 0.1),
        "cyan": Hue(210, 0.12), "sky": Hue(235, 0.13), "blue": Hue(258, 0.19),
        "indigo": Hue(275, 0.2), "violet": Hue(292, 0.21), "purple": Hue(303, 0.22),
        "fuchsia": Hue(322, 0.23), "plum": Hue(328, 0.15), "pink": Hue(350, 0.2),
        "rose": Hue(12, 0.2),
    }
)  # fmt: skip
_NEUTRALS: Mapping[str, Hue] = MappingProxyType(
    {
        "warm": Hue(95, 0.009), "stone": Hue(70, 0.01), "sand": Hue(75, 0.02),
        "neutral": Hue(0, 0.0), "grey": Hue(0, 0.0), "gray": Hue(265, 0.014),
        "zinc": Hue(285, 0.009), "slate": Hue(257, 0.024), "cool": Hue(250, 0.014),
    }
)  # fmt: skip
_RADII: Mapping[str, float] = MappingProxyType(
    {"none": 0, "sm": 3, "md": 6, "lg": 10, "xl": 14, "xxl": 18}
)
_DENSITIES: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {"compact": (30, 12, 16), "cosy": (36, 16, 24), "roomy": (42, 20, 32)}
)
"""Height of a control, space, padding of the sheet, in CSS pixels."""

_SYSTEM = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
_MONO = "ui-monospace, monospace"
_GENERIC = frozenset(
    {"serif", "sans-serif", "monospace", "system-ui", "ui-serif", "ui-sans-serif", "ui-monospace"}
)
_FONT = re.compile(r"[\w .'-]+")
_VALUE = re.compile(r"[^{};<>@\\]{1,300}")
_REMOTE = re.compile(r"url\(|//", re.IGNORECASE)

COLOURS = (
    "bg", "surface", "sunken", "hover", "line", "line_strong", "text", "muted", "ink", "ink_hover",
    "on_ink", "accent", "accent_hover", "on_accent", "accent_soft", "accent_text", "ok", "warn",
    "danger", "danger_soft", "ring",
)  # fmt: skip
"""The colours that ``Theme.set`` takes."""

SIZES = ("radius", "radius_card", "space", "control", "pad", "font", "mono", "shadow")
"""What else it takes."""

_PAIRS = (
    *((ink, "bg", 4.5) for ink in ("text", "muted", "accent_text", "danger")),
    *((ink, "surface", 4.5) for ink in ("text", "muted", "accent_text", "danger")),
    ("on_ink", "ink", 4.5), ("on_accent", "accent", 4.5), ("line_strong", "bg", 3.0),
    ("line_strong", "surface", 3.0), ("ring", "bg", 3.0),
)  # fmt: skip
"""What has to stand out, from what, and how far."""


class Words(TypedDict, total=False):
    """What a theme can be told.

    accent: The name of a colour (``"teal"``, ``"rose"`` …) or ``"#rrggbb"``, of which the hue and
        the strength count; how light it is follows from where it stands.
    neutral: What greys are tinted with: ``"warm"``, ``"stone"``, ``"sand"``, ``"neutral"``,
        ``"gray"``, ``"zinc"``, ``"slate"``, ``"cool"`` or a colour.
    radius: Of corners: CSS pixels, or ``"none"``, ``"sm"``, ``"md"``, ``"lg"``, ``"xl"``.
    font, font_mono: The name of an installed font, or several to try in order.
    density: ``"compact"``, ``"cosy"`` or ``"roomy"``.
    primary_hue, neutral_hue, radius_size, spacing_size: Other names of accent, neutral, radius and
        density (``"sm"``, ``"md"``, ``"lg"``).
    secondary_hue, text_size: Accepted; there is nothing they change.
    """

    accent: str
    neutral: str
    radius: float | str
    font: str | Sequence[str]
    font_mono: str | Sequence[str]
    density: Literal["compact", "cosy", "roomy"]
    primary_hue: str
    secondary_hue: str
    neutral_hue: str
    text_size: str
    spacing_size: str
    radius_size: str


_OTHER_WORDS = MappingProxyType(
    {
        "primary_hue": "accent",
        "neutral_hue": "neutral",
        "radius_size": "radius",
        "spacing_size": "density",
    }
)
_SPACING = MappingProxyType({"sm": "compact", "md": "cosy", "lg": "roomy"})


class Theme:
    """How a page looks; ``Interface(theme=…)`` takes one.

    Args:
        words: See ``Words``.

    Raises:
        UsageError: A word has no such value.

    Example:
        >>> import autoui as gr
        >>> theme = gr.themes.Theme(accent="rose", radius="lg").set(bg=("#fff8f5", "#1a1412"))
    """

    name: ClassVar[str] = "theme"
    _words: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    _run_is_accent: ClassVar[bool] = False
    _contrast: ClassVar[float] = 1.0
    _rules: ClassVar[str] = ""

    def __init__(self, **words: Unpack[Words]) -> None:
        refuse_unknown(f"themes.{type(self).__name__}", words, Words.__annotations__)
        given = {_OTHER_WORDS.get(name, name): value for name, value in words.items()}
        self._given = {**self._words, **given}
        self._set: dict[str, tuple[str, str]] = {}
        self._shades = Shades(
            accent=_hue("accent", self._given.get("accent", "teal"), _HUES),
            neutral=_hue("neutral", self._given.get("neutral", "warm"), _NEUTRALS),
            run=self._run_is_accent,
            contrast=self._contrast,
        )
        self._sizes = self._sized()

    def set(self, **tokens: str | tuple[str, str]) -> Self:
        """Replace single tokens (``COLOURS`` and ``SIZES``) and return self.

        Args:
            tokens: A CSS value, or a pair of one for light and one for dark. ``bg_dark=`` alone
                sets the second.

        Raises:
            TypeError: There is no such token.
            UsageError: A value is no CSS value.
        """
        known = [*COLOURS, *SIZES]
        for name, value in tokens.items():
            token, dark = name.removesuffix("_dark"), name.endswith("_dark")
            refuse_unknown("Theme.set()", [token], known)
            light, other = value if isinstance(value, tuple) else (value, value)
            for one in (light, other):
                _check_value(name, one)
            if dark:
                light = self._set.get(token, (self.colours("light").get(token, other), ""))[0]
            elif f"{token}_dark" in tokens:
                other = self._set.get(token, ("", light))[1]
            self._set[token] = (light, other)
        return self

    def colours(self, mode: Mode) -> dict[str, str]:
        """Return the colours of a mode by token, those that were set included."""
        made = palette(self._shades, mode)
        found = {token.replace("-", "_"): value for token, value in made.items()}
        at = 0 if mode == "light" else 1
        return found | {name: pair[at] for name, pair in self._set.items() if name in found}

    def css(self) -> str:
        """Return the style sheet; empty for what the page looks like anyway."""
        if not self._given and not self._set and type(self)._rules == "":
            return ""
        light, dark = self.colours("light"), self.colours("dark")
        lines = [f"--au-{_token(name)}: light-dark({light[name]}, {dark[name]});" for name in light]
        sizes = {**self._sizes, **{name: v[0] for name, v in self._set.items() if name in SIZES}}
        # What a finger needs, and what a phone has no room for, is no matter of taste.
        control, pad = sizes.pop("control", None), sizes.pop("pad", None)
        lines += [f"--au-{_token(name)}: {value};" for name, value in sizes.items()]
        tokens = "\n    ".join(lines)
        css = f"@layer theme {{\n  :root {{\n    {tokens}\n  }}\n"
        if control:
            css += f"  @media (pointer: fine) {{ :root {{ --au-control: {control}; }} }}\n"
        if pad:
            css += f"  @media (min-width: 720px) {{ :root {{ --au-pad: {pad}; }} }}\n"
        return f"{css}{self._rules}}}\n"

    def faint(self) -> list[str]:
        """Return, in words, what cannot be told apart well enough since it was set by hand."""
        found = []
        for mode in ("light", "dark"):
            colours = self.colours(mode)
            for ink, ground, least in _PAIRS:
                one, other = _six(colours[ink]), _six(colours[ground])
                if one and other and (ratio := contrast(one, other)) < least:
                    found.append(
                        f"{ink} on {ground} has a contrast of {ratio:.1f} in {mode} mode "
                        f"(people need {least:g})"
                    )
        return found

    def _sized(self) -> dict[str, str]:
        given, sizes = self._given, {}
        if "radius" in given:
            radius = _radius(given["radius"])
            sizes["radius"] = f"{radius:g}px"
            sizes["radius-card"] = f"{radius * 5 / 3:.3g}px"
        if "density" in given:
            word = _SPACING.get(given["density"], given["density"])
            if word not in _DENSITIES:
                raise _no_such("density", word, _DENSITIES)
            control, space, pad = _DENSITIES[word]
            sizes |= {"control": f"{control}px", "space": f"{space}px", "pad": f"{pad}px"}
        if "font" in given:
            sizes["font"] = f"{_fonts('font', given['font'])}, {_SYSTEM}"
        if "font_mono" in given:
            sizes["mono"] = f"{_fonts('font_mono', given['font_mono'])}, {_MONO}"
        return sizes

    def __repr__(self) -> str:
        return f"themes.{type(self).__name__}()"


class Default(Theme):
    """Ink on paper, with a deep teal where something is chosen or at work."""

    name = "default"


class Soft(Theme):
    """Round and calm: warm sand, a plum that Run shares, shadows in place of lines."""

    name = "soft"
    _words = MappingProxyType({"accent": "plum", "neutral": "sand", "radius": 12})
    _run_is_accent = True
    _contrast = 1.5
    _rules = """\
  :root {
    --au-shadow: 0 16px 48px oklch(0.3 0.03 60 / 0.16), 0 2px 6px oklch(0.3 0.03 60 / 0.08);
  }
  .sheet {
    border-color: transparent;
    box-shadow: 0 12px 32px -8px oklch(0.4 0.05 50 / 0.14), 0 1px 3px oklch(0.4 0.05 50 / 0.08);
  }
  .run { border-radius: 99px; }
  .signature, .call { font-weight: 450; }
  @media (prefers-color-scheme: dark) {
    .sheet { border-color: var(--au-line); box-shadow: 0 12px 32px -8px oklch(0 0 0 / 0.5); }
  }
"""


class Monochrome(Theme):
    """Black on white as in print: no colour but for faults, no round corners, strong lines."""

    name = "monochrome"
    _words = MappingProxyType({"accent": "neutral", "neutral": "neutral", "radius": 0})
    _run_is_accent = False
    _contrast = 0.6
    _rules = """\
  h1 { font-weight: 700; letter-spacing: -0.035em; }
  .field-head label { font-weight: 700; }
  .sheet { border: 1px solid var(--au-text); border-top-width: 3px; box-shadow: none; }
  .chip { border-radius: 0; }
  .chip:hover { border-color: var(--au-text); }
  .chip[aria-pressed="true"] {
    border-color: var(--au-ink);
    background: var(--au-ink);
    color: var(--au-on-ink);
  }
"""


Base = Default
Glass = Soft
_THEMES: Mapping[str, type[Theme]] = MappingProxyType(
    {"default": Default, "base": Base, "soft": Soft, "glass": Glass, "monochrome": Monochrome}
)
_NOT_HERE = MappingProxyType(
    {
        "colors": 'accent="rose" or accent="#e11d48" names a colour',
        "sizes": 'radius="lg" and density="compact" name sizes',
        "builder": "a theme is a few words: themes.Theme(accent=…, neutral=…, radius=…)",
    }
)

__all__ = ["Base", "Default", "Glass", "Monochrome", "Soft", "Theme"]


def _font_named(name: str, *_further: Any, **_options: Any) -> str:
    warnings.warn(
        f"theme: fonts are not loaded from the net; {name} is worn where it is installed",
        UserWarning,
        stacklevel=2,
    )
    return name


def __getattr__(name: str) -> Any:
    if name in ("Font", "GoogleFont", "LocalFont"):
        return _font_named
    if name in _NOT_HERE:
        raise AttributeError(f"autoui.themes has no {name}; {_NOT_HERE[name]}")
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    raise AttributeError(f"autoui.themes has no {name}; there are {', '.join(__all__)}")


def named(name: str) -> Theme | None:
    """Return the built-in theme of a name; None if there is none."""
    found = _THEMES.get(name.strip().lower())
    return None if found is None else found()


def names() -> list[str]:
    """Return the names of the built-in themes."""
    return list(_THEMES)


# ---------------------------------------------------------------------------------------- inside


def _token(name: str) -> str:
    return name.replace("_", "-")


def _six(colour: str) -> str | None:
    return colour if re.fullmatch(r"#[0-9a-f]{6}", colour, re.IGNORECASE) else None


def _hue(word: str, given: Any, known: Mapping[str, Hue]) -> Hue:
    if isinstance(given, str):
        found = {**_HUES, **_NEUTRALS, **known}.get(given.strip().lower()) or hue_of(given.strip())
        if found is not None:
            # A grey that is tinted more is no grey.
            return found if word == "accent" else Hue(found.angle, min(found.chroma, 0.03))
    raise _no_such(word, given, known)


def _no_such(word: str, given: Any, known: Mapping[str, Any]) -> UsageError:
    return UsageError(f"{word}={given!r} is not known", f"give one of {', '.join(known)}")


def _radius(given: Any) -> float:
    if isinstance(given, str) and given in _RADII:
        return _RADII[given]
    if isinstance(given, int | float) and not isinstance(given, bool) and 0 <= given <= 40:
        return float(given)
    raise UsageError(f"radius={given!r} is not known", f"give 0 to 40 or {', '.join(_RADII)}")


def _fonts(word: str, given: Any) -> str:
    names_ = [given] if isinstance(given, str) else list(given)
    if not names_ or not all(isinstance(one, str) and _FONT.fullmatch(one) for one in names_):
        raise UsageError(f"{word}={given!r} is no font", 'give a name: "Inter", or several')
    return ", ".join(one if one in _GENERIC else f'"{one}"' for one in names_)


def _check_value(name: str, value: Any) -> None:
    if not isinstance(value, str) or not _VALUE.fullmatch(value) or _REMOTE.search(value):
        raise UsageError(f"{name}={value!r} is no CSS value", 'give one such as "#0f766e" or "8px"')
