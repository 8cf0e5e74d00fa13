# ruff: noqa: DTZ001
import collections
import dataclasses
import datetime as dt
import enum
import io
import itertools
import subprocess
import sys
import types
import uuid
import wave
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image as Pillow

from autoui.components.base import Scope
from autoui.formats.paths import PathPolicy, PathRefused
from autoui.showing.auto import MAX_ITEMS, Auto, Renderers, shown
from autoui.wire.values import Blob, pack


class Colour(enum.Enum):
    RED = 1


@dataclasses.dataclass
class Data:
    a: object
    b: object = 2


class Pair(NamedTuple):
    x: object
    y: object


class Words:
    def __str__(self):
        return "in words"


class Broken:
    def __str__(self):
        raise RuntimeError("no")


class Html:
    def _repr_html_(self):
        return "<b>x</b>"


class NoHtml:
    def _repr_html_(self):
        raise RuntimeError("no")

    def _repr_markdown_(self):
        return "*x*", {"meta": 1}


class Svg:
    def _repr_html_(self):
        return None

    def _repr_svg_(self):
        return "<svg xmlns='http://www.w3.org/2000/svg'></svg>"


class Png:
    def _repr_png_(self):
        target = io.BytesIO()
        Pillow.new("L", (3, 2)).save(target, "PNG")
        return target.getvalue()


class Sub(str):
    __slots__ = ()


def figure() -> Figure:
    made = Figure(figsize=(2, 2))
    made.subplots().plot([1, 2])
    return made


@pytest.mark.parametrize(
    ("value", "show", "plain", "props"),
    [
        (None, "nothing", {"text": "Done"}, {}),
        (True, "switch", True, {}),
        (np.bool_(True), "switch", True, {}),
        (3, "number", 3, {"integer": True}),
        (np.int8(3), "number", 3, {"integer": True}),
        (0.5, "number", 0.5, {}),
        (np.float32(0.5), "number", 0.5, {}),
        (np.array(5), "number", 5, {"integer": True}),
        ("x", "text", "x", {}),
        ("/etc/passwd", "text", "/etc/passwd", {}),
        (Sub("x"), "text", "x", {}),
        (np.str_("x"), "text", "x", {}),
        (Colour.RED, "text", "RED", {}),
        (dt.datetime(2024, 1, 2), "text", "2024-01-02T00:00:00", {}),
        (pd.Timestamp("2024-01-02"), "text", "2024-01-02T00:00:00", {}),
        (dt.timedelta(1), "text", "1 day, 0:00:00", {}),
        (Decimal("1.50"), "text", "1.50", {}),
        (Fraction(1, 2), "text", "1/2", {}),
        (1j, "text", "1j", {}),
        (uuid.UUID(int=0), "text", str(uuid.UUID(int=0)), {}),
        (Path("no/such/file"), "text", "no/such/file", {}),
        (Words(), "text", "in words", {}),
        ({}, "json", {}, {}),
        ({"a": 1, "b": None}, "json", {"a": 1, "b": None}, {"look": "pairs"}),
        (types.MappingProxyType({"a": 1}), "json", {"a": 1}, {"look": "pairs"}),
        ({"a": [1]}, "json", {"a": [1]}, {}),
        (Data(1), "json", {"a": 1, "b": 2}, {"look": "pairs"}),
        (Pair(1, 2), "json", {"x": 1, "y": 2}, {"look": "pairs"}),
        ([], "json", [], {}),
        ((), "json", [], {}),
        ([1, "a"], "json", [1, "a"], {}),
        ({3, 1}, "json", [1, 3], {}),
        (range(2), "json", [0, 1], {}),
        (collections.deque([1]), "json", [1], {}),
        ({"a": 1}.values(), "json", [1], {}),
        ((1,), "number", 1, {"integer": True}),
        (np.arange(3), "json", [0, 1, 2], {}),
        (np.array(["a"]), "json", ["a"], {}),
        (io.StringIO("x"), "text", "x", {}),
        (NoHtml(), "markdown", {"html": "<p><em>x</em></p>\n", "source": "*x*"}, {}),
    ],
)
def test_plain_results(scope: Scope, value, show, plain, props):
    assert shown(value, scope) == {"show": show, "props": props, "value": plain}


@pytest.mark.parametrize(
    ("value", "show", "type_"),
    [
        (Pillow.new("RGB", (3, 2)), "image", "image/png"),
        (np.zeros((16, 16), np.uint8), "image", "image/png"),
        (np.zeros((16, 16, 3)), "image", "image/png"),
        (np.zeros((16, 16), bool), "image", "image/png"),
        (pd.DataFrame({"a": [1]}), "table", "application/x-autoui-table"),
        (pd.Series([1]), "table", "application/x-autoui-table"),
        (pl.DataFrame({"a": [1]}), "table", "application/x-autoui-table"),
        ([{"a": 1}, {"b": 2}], "table", "application/x-autoui-table"),
        ([Data(1), Data(2)], "table", "application/x-autoui-table"),
        ([Pair(1, 2)], "table", "application/x-autoui-table"),
        (np.array([(1, 2)], dtype="i4,i4"), "table", "application/x-autoui-table"),
        (figure(), "figure", "image/svg+xml"),
        (figure().axes[0], "figure", "image/svg+xml"),
        (figure().axes[0].plot([1, 2]), "figure", "image/svg+xml"),
        ((lambda f: (f, f.axes[0]))(figure()), "figure", "image/svg+xml"),
        (Html(), "html", "text/html"),
        (Svg(), "image", "image/svg+xml"),
        (Png(), "image", "image/png"),
        (Png()._repr_png_(), "image", "image/png"),
        (io.BytesIO(Png()._repr_png_()), "image", "image/png"),
        (b"hello", "file", "text/plain"),
        (b"\x00\x01", "file", "application/octet-stream"),
        (b"%PDF-1.7", "file", "application/pdf"),
        (b"\x89PNG\r\n\x1a\nbroken", "file", "image/png"),
        ("x" * (1 << 20) + "x", "file", "text/plain"),
    ],
)
def test_results_kept_as_bytes(scope: Scope, value, show, type_):
    got = shown(value, scope)
    assert got["show"] == show
    assert isinstance(got["value"], Blob)
    assert got["value"].type == type_
    assert scope.kept[0] == got["value"].id
    assert len(scope.kept) == (2 if "other" in got else 1)
    pack(got)


def parts(got) -> list[tuple[str, str]]:
    assert got["show"] == "sections"
    return [(part["label"], part["show"]) for part in got["value"]]


def test_several_values(scope: Scope):
    figures = shown((1, 0.5, "x"), scope)
    assert figures["props"] == {"look": "figures"}
    assert parts(figures) == [("Output 1", "number"), ("Output 2", "number"), ("Output 3", "text")]
    picture = Pillow.new("L", (2, 2))
    mixed = shown((picture, "caption"), scope)
    assert mixed["props"] == {"look": "stack"}
    assert parts(mixed) == [("Output 1", "image"), ("Output 2", "text")]
    assert parts(shown({"plot": figure(), "n": 1}, scope)) == [("plot", "figure"), ("n", "number")]
    assert parts(shown(Pair(picture, 1), scope)) == [("x", "image"), ("y", "number")]
    assert shown([picture, picture], scope)["show"] == "gallery"
    assert parts(shown([figure(), figure()], scope)) == [
        ("Output 1", "figure"),
        ("Output 2", "figure"),
    ]
    assert parts(shown([(picture, "a")], scope))[0][1] == "sections"


def test_arrays_that_are_no_pictures(scope: Scope):
    got = shown(np.arange(300).reshape(100, 3) * 1.5, scope)
    assert parts(got) == [("Array", "json"), ("Values", "table")]
    assert got["value"][0]["value"] == {
        "shape": "100 × 3",
        "dtype": "float64",
        "minimum": 0.0,
        "maximum": 448.5,
        "mean": 224.25,
        "standard deviation": pytest.approx(129.9, abs=0.01),
    }
    deep = shown(np.full((9, 9, 9), np.nan), scope)
    assert parts(deep) == [("Array", "json"), ("Values", "file")]
    assert deep["value"][0]["value"]["not finite"] == 729
    assert deep["value"][1]["value"].name == "array.npy"
    assert shown(np.full((20, 20), 2.0), scope)["show"] == "sections"
    assert shown(np.full((20, 20), np.nan), scope)["show"] == "sections"


def test_sets_are_in_order_where_they_have_one(scope: Scope):
    assert shown({f"{i:03}" for i in range(500)}, scope)["value"][:2] == ["000", "001"]
    assert sorted(shown({1, "a"}, scope)["value"], key=str) == [1, "a"]


def test_iterators_are_drained_up_to_a_bound(scope: Scope):
    assert shown((i for i in range(3)), scope)["value"] == [0, 1, 2]
    assert shown(zip("ab", [1, 2], strict=True), scope)["value"] == [["a", 1], ["b", 2]]
    endless = iter(int, 1)
    got = shown(endless, scope)
    assert len(got["value"]) == MAX_ITEMS
    assert got["note"] == "The first 10,000 items; there are more."
    exact = shown(iter(range(MAX_ITEMS)), scope)
    assert (len(exact["value"]), "note" in exact) == (MAX_ITEMS, False)
    lazy = shown(range(10**12), scope)
    assert len(lazy["value"]) == MAX_ITEMS
    assert lazy["note"] == "The first 10,000 of 1,000,000,000,000 items."
    groups = shown(itertools.groupby("aab"), scope)
    assert groups["value"] == [["a", ["a", "a"]], ["b", ["b"]]]
    assert shown({"drawn": map(str, [1, 2])}, scope)["value"] == {"drawn": ["1", "2"]}


def test_a_record_of_shares_is_no_label(scope: Scope):
    got = shown(Pair(0.0, 1.0), scope)
    assert (got["show"], got["value"]) == ("json", {"x": 0.0, "y": 1.0})
    assert "other" not in got


def test_shares_are_a_label_and_a_program_gets_the_dict(scope: Scope):
    for sure in (0.75, np.float32(0.75)):
        got = shown({"cat": sure, "dog": 1 - sure}, scope)
        assert (got["show"], got["value"]) == ("json", {"cat": 0.75, "dog": 0.25})
        assert (got["other"]["show"], got["other"]["first"]) == ("label", True)
        assert got["other"]["value"]["label"] == "cat"
    for other in (
        {"mean": 0.7, "std": 0.2},
        {"a": 1, "b": 0},
        {0: 0.5, 1: 0.5},
        {"a": 1.5, "b": -0.5},
        {"a": float("nan"), "b": 1.0},
        {"alone": 1.0},
    ):
        assert "other" not in shown(other, scope)


def test_dicts_of_figures_and_frames(scope: Scope):
    one = figure()
    same = shown(one.axes[0].boxplot([1, 2, 3]), scope)
    assert same["show"] == "figure"
    both = {"up": figure(), "down": figure(), "data": pd.DataFrame({"a": [1]})}
    assert parts(shown(both, scope)) == [("up", "figure"), ("down", "figure"), ("data", "table")]
    bars = one.axes[0].errorbar([1, 2], [1, 2], yerr=0.1)
    assert shown(bars, scope)["show"] == "figure"
    assert shown((one, None), scope)["show"] == "sections"


def test_numbers_of_any_size_arrive(scope: Scope):
    records = [{"n": 10**5_000}, {"n": 1}]
    got = shown(records, scope)
    assert got["value"].meta["window"][0][0].startswith("0x")
    assert shown([None, 10**5_000, float("inf")], scope)["value"] == [None, 10**5_000, float("inf")]
    assert shown("a\ud800", scope)["value"] == "a\ud800"


def test_deep_structures_are_kept_whole_in_a_file(scope: Scope):
    deep: list = []
    for _ in range(150):
        deep = [deep]
    got = shown(deep, scope)["value"]
    assert isinstance(got, Blob)
    assert scope.blobs.path(got.id).read_text() == "[" * 151 + "]" * 151


def test_files_say_what_they_hold(scope: Scope):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/b.txt", "hello")
        assert shown(archive, scope)["value"].meta["window"][0][:2] == ["a/b.txt", 5]
    got = shown(packed.getvalue(), scope)
    assert (got["show"], got["value"].type) == ("file", "application/zip")
    assert got["lead"]["value"].meta["window"][0][:2] == ["a/b.txt", 5]
    assert "lead" not in shown(b"PK\x03\x04 broken", scope)
    assert shown(b"\x00\x01", scope)["lead"]["value"] == "b'\\x00\\x01'"
    assert shown(b"\x00" * 100, scope).get("lead") is None
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        file.writeframes(bytes(1_600))
    assert shown(sound.getvalue(), scope)["show"] == "audio"
    film = b"\x00\x00\x00\x18ftypisom" + bytes(64)
    assert (shown(film, scope)["show"], shown(film, scope)["value"].type) == ("video", "video/mp4")


def test_paths(scope: Scope, tmp_path: Path):
    run = tmp_path / "run"
    Pillow.new("RGB", (5, 4)).save(run / "a.png")
    (run / "b.csv").write_text("a,b\n")
    (run / "c.png").write_text("no picture")
    picture = shown(run / "a.png", scope)
    assert picture["show"] == "image"
    assert (picture["value"].name, picture["value"].meta["width"]) == ("a.png", 5)
    table = shown(run / "b.csv", scope)
    assert (table["show"], table["value"].type) == ("file", "text/csv")
    assert table["props"] == {}
    (run / "rows.csv").write_text("a,b\n1,2\n3,4\n")
    assert shown(run / "rows.csv", scope)["lead"]["show"] == "table"
    assert shown(run / "rows.csv", scope)["props"] == {"preview": False}
    assert shown(run / "c.png", scope)["show"] == "file"
    assert shown(run, scope)["show"] == "text"
    both = shown([run / "b.csv", run / "c.png"], scope)
    assert (both["show"], both["props"], len(both["value"])) == ("file", {"many": True}, 2)
    assert parts(shown([run / "a.png", run / "b.csv"], scope)) == [
        ("a.png", "image"),
        ("b.csv", "file"),
    ]
    with (run / "b.csv").open("rb") as file:
        assert shown(file, scope)["value"].name == "b.csv"


def test_paths_obey_the_policy(scope: Scope, tmp_path: Path):
    (tmp_path / "secret").write_text("x")
    scope.policy = PathPolicy([scope.directory], tmp_path / "run")
    with pytest.raises(PathRefused, match="--allow-path"):
        shown(tmp_path / "secret", scope)
    assert shown(str(tmp_path / "secret"), scope)["show"] == "text"
    with pytest.raises(PathRefused):
        shown(str(tmp_path / "secret"), scope, expects="file")


@pytest.mark.parametrize(
    ("value", "expects", "show"),
    [
        ("*x*", "markdown", "markdown"),
        ("<b>", "html", "html"),
        ([1], "table", "table"),
        (np.zeros((2, 2), np.uint8), "image", "image"),
        ({"a": 1}, "json", "json"),
        (3, "markdown", "number"),
        (3, "table", "number"),
        ("x", "image", "text"),
        ("no/file", "file", "text"),
        (None, "table", "nothing"),
        (3, "unheard", "number"),
        (np.full((2, 2), 7.0), "image", "json"),
    ],
)
def test_what_is_expected_is_tried_first(scope: Scope, value, expects, show):
    assert shown(value, scope, expects)["show"] == show


def test_objects_that_fail_to_show_themselves(scope: Scope):
    assert "repr" not in shown(Broken(), scope)["value"]
    assert shown(Broken(), scope)["value"].endswith("Broken object>")


def test_renderers_belong_to_their_owner(scope: Scope):
    mine = Renderers()
    mine.register(Words, lambda value, scope: {"show": "text", "props": {}, "value": "mine"})
    mine.register_test(
        lambda value, scope: {"show": "text", "props": {}, "value": "six"} if value == 6j else None
    )

    class More(Words):
        pass

    assert mine.shown(Words(), scope)["value"] == "mine"
    assert mine.shown(More(), scope)["value"] == "mine"
    assert Auto(renderers=mine).encode_given(Words(), scope)["value"] == "mine"
    assert Auto().encode_given(Words(), scope)["value"] == "in words"
    assert Auto(expects="json").props() == {"expects": "json"}
    assert Auto().encode_given(None, scope)["show"] == "nothing"


odd = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.binary(),
        st.datetimes(),
        st.decimals(),
        st.sampled_from([Colour.RED, Words(), len, np.nan, ...]),
        st.lists(st.floats()).map(np.array),
    ),
    lambda inner: st.one_of(
        st.lists(inner),
        st.tuples(inner, inner),
        st.builds(Data, inner),
        st.builds(Pair, inner, inner),
        st.dictionaries(st.one_of(st.text(), st.integers()), inner),
        st.lists(inner).map(iter),
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(value=odd)
def test_anything_can_be_shown_and_sent(shared_scope: Scope, value):
    pack(shown(value, shared_scope))


def test_heavy_libraries_are_not_imported():
    code = (
        "import sys, autoui.showing.auto\n"
        "heavy = ('numpy', 'PIL', 'pandas', 'polars', 'matplotlib', 'narwhals', 'markdown_it',"
        " 'nh3', 'latex2mathml')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_text_that_is_a_table_can_be_seen_as_one(scope: Scope) -> None:
    found = shown("a,b\n1,2\n", scope)
    assert (found["show"], found["other"]["show"]) == ("text", "table")
    assert "other" not in shown("one, two\nthree", scope)


@pytest.mark.parametrize("head", ["<!DOCTYPE html>", '<?xml version="1.0"?>\n<html lang="en">'])
def test_a_text_that_is_a_document_of_html_is_a_page(scope: Scope, head: str) -> None:
    text = f"\n{head}<body>hello</body>"
    found = shown(text, scope)
    assert (found["show"], found["value"]) == ("text", text)
    page = found["other"]
    assert (page["show"], page["label"], page["back"], page["first"]) == (
        "html",
        "As a page",
        "As text",
        True,
    )
    assert shown(text + " " * 2_000_000, scope)["show"] == "html"
    assert "other" not in shown("<p>hello</p>", scope)
    path = scope.directory / "out.tsv"
    path.write_text("a\tb\n1\t2\n")
    file = shown(path, scope)
    assert (file["show"], file["lead"]["show"]) == ("file", "table")
