"""Themes: every colour can be told apart, words and tokens become CSS, names lead to themes."""

import re
import warnings
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autoui as gr
from autoui.errors import UsageError
from autoui.page import colours, theme, themes
from autoui.page.themes import Theme

WORDS: list[dict[str, Any]] = [
    {},
    *({"accent": name} for name in ("red", "amber", "yellow", "lime", "blue", "violet", "plum")),
    {"accent": "#ffff00", "neutral": "slate"},
    {"accent": "#000", "neutral": "sand"},
]
OWN = [Theme(**words) for words in WORDS]
BUILT_IN = [themes.Default(), themes.Soft(), themes.Monochrome()]
GROUNDS = ("bg", "surface", "sunken")
TEXT = [
    *product(("text", "muted", "accent_text", "accent", "ok", "warn", "danger"), GROUNDS),
    *(("on_ink", "ink"), ("on_ink", "ink_hover"), ("on_accent", "accent")),
    *(("on_accent", "accent_hover"), ("accent_text", "accent_soft"), ("muted", "accent_soft")),
    *(("text", "hover"), ("muted", "hover"), ("danger", "danger_soft")),
]
SHAPES = [*product(("line_strong", "ring", "accent", "danger"), GROUNDS)]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("worn", [*BUILT_IN, *OWN], ids=lambda one: f"{one}{one._given or ''}")
def test_everything_can_be_read_in_every_theme(worn: Theme, mode: Literal["light", "dark"]) -> None:
    found = worn.colours(mode)
    faint = {
        (one, other): colours.contrast(found[one], found[other])
        for pairs, least in ((TEXT, 4.5), (SHAPES, 3.0))
        for one, other in pairs
        if colours.contrast(found[one], found[other]) < least
    }
    assert faint == {}
    assert worn.faint() == []


@given(
    accent=st.from_regex(r"#[0-9a-f]{6}", fullmatch=True),
    neutral=st.from_regex(r"#[0-9a-f]{6}", fullmatch=True),
)
@settings(max_examples=25, deadline=None)
def test_no_accent_makes_a_page_that_cannot_be_read(accent: str, neutral: str) -> None:
    worn = Theme(accent=accent, neutral=neutral)
    assert worn.faint() == []
    light = worn.colours("light")
    assert colours.contrast(light["accent_text"], light["accent_soft"]) >= 4.5


def test_the_arithmetic() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    # The grey that is known to be just enough on white.
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert colours.shown(1, 0, 0) == "#ffffff"
    assert colours.shown(0.628, 0.2577, 29.23) == "#ff0000"
    red = colours.hue_of("#f00")
    assert red is not None
    assert (round(red.angle), round(red.chroma, 2)) == (29, 0.26)
    assert colours.hue_of("tomato") is None


def test_default_changes_nothing() -> None:
    assert themes.Default().css() == ""
    assert themes.Base is themes.Default
    assert themes.Glass is themes.Soft


def test_words_become_tokens() -> None:
    css = Theme(accent="rose", radius="lg", font=["Inter", "serif"], density="compact").css()
    assert css.startswith("@layer theme {")
    assert css.count("{") == css.count("}")
    assert "--au-radius: 10px;" in css
    assert '--au-font: "Inter", serif, system-ui' in css
    # A finger needs its 44 pixels whatever the density.
    assert "@media (pointer: fine) { :root { --au-control: 30px; } }" in css
    assert re.search(r"--au-accent: light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\);", css)


def test_a_built_in_theme_in_other_words() -> None:
    assert "--au-radius: 3px;" in themes.Soft(radius="sm").css()
    assert (
        themes.Soft(accent="green").colours("light")["accent"]
        != (themes.Soft().colours("light")["accent"])
    )


def test_names_of_words_that_others_use() -> None:
    other = Theme(primary_hue="green", neutral_hue="slate", radius_size="lg", spacing_size="sm")
    own = Theme(accent="green", neutral="slate", radius="lg", density="compact")
    assert other.css() == own.css()


def test_set_replaces_single_tokens() -> None:
    worn = Theme().set(bg=("#fff8f5", "#1a1412"), radius="2px")
    assert "--au-bg: light-dark(#fff8f5, #1a1412);" in worn.css()
    assert "--au-radius: 2px;" in worn.css()
    worn.set(bg_dark="#000000")
    assert "--au-bg: light-dark(#fff8f5, #000000);" in worn.css()
    both = Theme().set(bg="#ffffff", bg_dark="#111111")
    assert "--au-bg: light-dark(#ffffff, #111111);" in both.css()
    dark = Theme().set(surface_dark="#222222")
    assert "--au-surface: light-dark(#ffffff, #222222);" in dark.css()


def test_what_was_set_so_that_nobody_can_read_it_is_told() -> None:
    with pytest.warns(UserWarning, match=r"muted on bg has a contrast of 1\.\d in light mode"):
        theme.theme_of(Theme().set(muted="#dddddd"))


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        ({"accent": "salmonish"}, "red, vermilion"),
        ({"accent": 3}, "give one of"),
        ({"radius": 99}, "0 to 40"),
        ({"radius": True}, "0 to 40"),
        ({"density": "airy"}, "compact, cosy, roomy"),
        ({"font": "Inter; } body { display: none"}, "give a name"),
        ({"font": []}, "give a name"),
    ],
)
def test_words_that_mean_nothing(words: dict[str, Any], cure: str) -> None:
    with pytest.raises(UsageError, match=cure):
        Theme(**words)


def test_tokens_that_mean_nothing() -> None:
    with pytest.raises(TypeError, match="did you mean accent="):
        Theme().set(acent="#fff")
    with pytest.raises(TypeError, match="button_primary"):
        Theme().set(button_primary_background_fill="#fff")
    with pytest.raises(TypeError, match="did you mean radius"):
        Theme(radios=3)  # type: ignore[call-arg]
    for evil in ("red; } body { display: none", "url(//example.com/x)", "a" * 400, 3, "<x>"):
        with pytest.raises(UsageError, match="CSS value"):
            Theme().set(bg=evil)  # type: ignore[arg-type]


def test_what_is_not_here_says_what_to_do() -> None:
    with pytest.warns(UserWarning, match="Inter is worn where it is installed"):
        assert Theme(font=[gr.themes.GoogleFont("Inter"), "Arial"]) is not None  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="Default, Glass, Monochrome"):
        _ = gr.themes.Ocean  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------- which one is worn


@pytest.mark.parametrize(
    ("given_", "name"),
    [(None, "default"), ("Soft", "soft"), (themes.Monochrome, "monochrome"), ("base", "default")],
)
def test_themes_by_name_and_class(given_: Any, name: str) -> None:
    assert theme.theme_of(given_).name == name


def test_a_theme_of_ones_own_by_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "house_style.py").write_text(
        "import autoui as gr\nours = gr.themes.Theme(radius=1)\nnothing = 3\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    assert "--au-radius: 1px" in theme.theme_of("house_style:ours").css()
    for wrong, why in (
        ("house_style:theirs", "has no theirs"),
        ("house_style:nothing", "is no theme"),
        ("no_such_module:x", "cannot be imported"),
        ("sofd", "did you mean soft"),
        ("../evil", "there are default, base"),
        (3, "is no theme"),
    ):
        with pytest.raises(UsageError, match=why):
            theme.theme_of(wrong)


# ------------------------------------------------------------------------------------------- css=


def test_css_as_text_and_as_path(tmp_path: Path) -> None:
    path = tmp_path / "own.css"
    path.write_text("a {}")
    assert theme.own_styles(None) == []
    assert theme.own_styles("b {}") == ["b {}"]
    assert theme.own_styles(str(path)) == theme.own_styles(path) == ["a {}"]
    for wrong in (tmp_path / "none.css", 3, "{" * (theme.MAX_CSS + 1), "body"):
        with pytest.raises(UsageError):
            theme.own_styles(wrong)


@pytest.mark.parametrize(
    "blocked",
    [
        '@import "https://fonts.example/x.css";',
        "a { background: url(https://example.com/a.png) }",
        "@font-face { src: url('fonts/own.woff2') }",
    ],
)
def test_what_the_browser_will_not_load_is_said(blocked: str) -> None:
    with pytest.warns(UserWarning, match="loads nothing here"):
        assert theme.own_styles(f"b {{}} {blocked}") == [f"b {{}} {blocked}"]


def test_what_is_part_of_the_style_sheet_is_fine() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        theme.own_styles('/* @import url(x) */ a { background: url("data:image/png;base64,AA") }')
