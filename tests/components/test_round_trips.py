"""What a component shows of a value, it reads back as the same value."""

import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import importlib
import io
import ipaddress
import math
import pkgutil
import re
import uuid
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import attrs
import msgspec
import numpy as np
import numpy.typing as npt
import pandas
import polars
import pydantic
import pytest
import typing_extensions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from autoui import components
from autoui.components.audio import Audio
from autoui.components.base import Component, Scope
from autoui.components.file import File
from autoui.components.image import Image
from autoui.components.video import Video
from autoui.reading.annotations import hints
from autoui.reading.choosing.rules import standard
from autoui.reading.field import Field
from autoui.wire.values import pack, unpack

settings.register_profile("round", max_examples=25, deadline=None)
MANY = settings(
    settings.get_profile("round"), suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Kind(enum.Enum):
    SOFT = 1
    HARD = "h"


@dataclasses.dataclass
class Size:
    width: int
    unit: Literal["px", "mm"] = "px"


class Point(NamedTuple):
    x: float
    y: float


class Book(typing_extensions.TypedDict):
    title: str
    year: typing_extensions.NotRequired[int]


@attrs.define
class Attrs:
    kind: Kind
    sizes: list[Size]


class Struct(msgspec.Struct):
    when: dt.date
    at: Point | None = None


class Model(pydantic.BaseModel):
    ratio: fractions.Fraction | None
    names: dict[str, int]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"))
FLOATS = st.floats(allow_nan=False)
INTS = st.integers()
SIZES = st.builds(Size, INTS, st.sampled_from(["px", "mm"]))
POINTS = st.builds(Point, FLOATS, FLOATS)
BOOKS = st.fixed_dictionaries({"title": TEXT}, optional={"year": INTS})
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Asia/Tokyo"]).map(zoneinfo.ZoneInfo)
LITERALS = st.recursive(
    st.none() | st.booleans() | INTS | FLOATS | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(TEXT, inner, max_size=3)
        | st.tuples(inner, inner)
    ),
    max_leaves=6,
)

TYPES: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (str, TEXT),
    (int, INTS),
    (float, FLOATS),
    (np.float64, FLOATS),
    (Annotated[int, msgspec.Meta(ge=0, le=20)], st.integers(0, 20)),
    (Annotated[float, msgspec.Meta(ge=0, le=1)], st.integers(0, 100).map(lambda n: n / 100)),
    (bool, st.booleans()),
    (Literal["a", 1, True], st.sampled_from(["a", 1, True])),
    (bool | Literal["auto"], st.sampled_from(["auto", True, False])),
    (Kind, st.sampled_from(Kind)),
    (set[Literal["a", "b"]], st.sets(st.sampled_from(["a", "b"]))),
    (dt.date, st.dates()),
    (dt.time, st.times()),
    (dt.datetime, st.datetimes()),
    (dt.timedelta, st.timedeltas()),
    (decimal.Decimal, st.decimals(allow_nan=False)),
    (fractions.Fraction, st.fractions()),
    (complex, st.complex_numbers(allow_nan=False)),
    (uuid.UUID, st.uuids()),
    (range, st.builds(range, INTS, INTS, st.integers(1, 9))),
    (slice, st.builds(slice, st.none() | INTS, st.none() | INTS, st.none() | st.integers(1, 9))),
    (re.Pattern[str], st.sampled_from(["a+", "[x-z]", r"\d{3}"]).map(re.compile)),
    (ipaddress.IPv4Address, st.ip_addresses(v=4)),
    (ipaddress.IPv6Address, st.ip_addresses(v=6)),
    (zoneinfo.ZoneInfo, ZONES),
    (list[int], st.lists(INTS)),
    (list[list[float]], st.lists(st.lists(FLOATS))),
    (set[str], st.sets(TEXT)),
    (tuple[float, ...], st.lists(FLOATS).map(tuple)),
    (tuple[int, str], st.tuples(INTS, TEXT)),
    (tuple[int, int, int], st.tuples(INTS, INTS, INTS)),
    (dict[str, int], st.dictionaries(TEXT, INTS)),
    (dict[int, list[str]], st.dictionaries(INTS, st.lists(TEXT))),
    (Size, SIZES),
    (Point, POINTS),
    (Book, BOOKS),
    (Attrs, st.builds(Attrs, st.sampled_from(Kind), st.lists(SIZES, max_size=3))),
    (Struct, st.builds(Struct, st.dates(), st.none() | POINTS)),
    (
        Model,
        st.builds(
            Model,
            ratio=st.none() | st.fractions(),
            names=st.dictionaries(TEXT, INTS, max_size=3),
        ),
    ),
    (list[Size], st.lists(SIZES, max_size=3)),
    (int | str, INTS | TEXT),
    (Size | Point, SIZES | POINTS),
    (int | Literal["auto"] | list[int], INTS | st.just("auto") | st.lists(INTS)),
    (bytes, st.binary()),
    (Any, LITERALS),
]


def made(type_: Any, name: str = "value") -> Component:
    """Return the component that a parameter of that type gets."""
    simple = hints.simplify(type_)
    return standard().component(
        Field(
            name=name, type=simple.type, optional=simple.optional, meta=simple.meta, source="hint"
        )
    )


def again(component: Component, value: Any, scope: Scope) -> Any:
    """Return a value after its way to the page and back."""
    plain = unpack(pack(component.encode_given(value, scope)))
    assert list(component.check_given(plain)) == []
    return component.decode_given(plain, scope)


@pytest.mark.parametrize(
    ("type_", "values"), TYPES, ids=[hints.written(type_) or "any" for type_, _ in TYPES]
)
def test_types(type_: Any, values: st.SearchStrategy[Any], shared_scope: Scope) -> None:
    component = made(type_)

    @MANY
    @given(values)
    def holds(value: Any) -> None:
        found = again(component, value, shared_scope)
        assert found == value
        assert type(found) is type(value)

    holds()


@pytest.mark.parametrize("value", ["#ff8800", "#000000"])
def test_a_colour(value: str, scope: Scope) -> None:
    assert again(made(str, "colour"), value, scope) == value


NUMBERS = st.integers(-9, 9) | st.floats(-1e300, 1e300)
ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(NUMBERS, min_size=width, max_size=width), min_size=1)
)


@MANY
@given(ROWS)
def test_an_array(shared_scope: Scope, rows: list[list[float]]) -> None:
    array = np.array(rows, dtype=np.float64)
    found = again(made(npt.NDArray[np.float64]), array, shared_scope)
    assert found.dtype == array.dtype
    assert np.array_equal(found, array)


CELLS = st.text(st.sampled_from('ab ;,|"\t\n'), min_size=1).filter(lambda text: text.strip())


@MANY
@given(st.lists(st.tuples(CELLS, st.integers(-9, 9)), min_size=1, max_size=5))
def test_a_frame(shared_scope: Scope, rows: list[tuple[str, int]]) -> None:
    columns = {"name": [name for name, _ in rows], "count": [count for _, count in rows]}
    pandas_frame = pandas.DataFrame(columns)
    found = again(made(pandas.DataFrame), pandas_frame, shared_scope)
    pandas.testing.assert_frame_equal(found, pandas_frame)
    polars_frame = polars.DataFrame(columns)
    assert again(made(polars.DataFrame), polars_frame, shared_scope).equals(polars_frame)


@MANY
@given(st.binary(min_size=3 * 5 * 4, max_size=3 * 5 * 4), st.sampled_from([1, 3, 4]))
def test_a_picture(shared_scope: Scope, data: bytes, channels: int) -> None:
    pixels = np.frombuffer(data, np.uint8)[: 3 * 5 * channels].reshape(3, 5, channels)
    if channels == 4:
        # What cannot be seen has no colour of its own.
        pixels = np.where(pixels[..., 3:] == 0, 0, pixels)
    array = pixels[..., 0] if channels == 1 else pixels
    found = again(Image(type="numpy", image_mode=None), array, shared_scope)
    assert np.array_equal(found, array)
    image = Pillow.fromarray(array)
    assert np.array_equal(
        np.asarray(again(Image(type="pil", image_mode=None), image, shared_scope)), array
    )


@MANY
@given(st.sampled_from([8_000, 44_100]), st.lists(st.integers(-(2**15), 2**15 - 1), min_size=1))
def test_a_sound(shared_scope: Scope, rate: int, samples: list[int]) -> None:
    sound = (rate, np.array(samples, dtype=np.int16))
    found = again(Audio(type="numpy"), sound, shared_scope)
    assert found[0] == rate
    assert np.array_equal(found[1], sound[1])


def test_a_film(scope: Scope) -> None:
    target = io.BytesIO()
    frames = [Pillow.new("L", (4, 4), shade) for shade in (0, 99, 200)]
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    assert Path(again(Video(), target.getvalue(), scope)).read_bytes() == target.getvalue()


@MANY
@given(st.binary())
def test_a_file(shared_scope: Scope, data: bytes) -> None:
    assert again(File(type="bytes"), data, shared_scope) == data
    assert again(File(type="path"), data, shared_scope).read_bytes() == data
    assert [one.read_bytes() for one in again(File(many=True), [data, b"b"], shared_scope)] == [
        data,
        b"b",
    ]


def test_every_component_that_takes_input_is_here() -> None:
    others = {"color", "array", "frame", "image", "audio", "video", "file"}
    tried = {made(type_).kind for type_, _ in TYPES} | others
    # A button has no value, and a folder of the server is never sent to a page.
    assert _input_kinds() - tried == {"button", "folder"}


def _input_kinds() -> set[str]:
    for module in pkgutil.iter_modules(components.__path__, "autoui.components."):
        importlib.import_module(module.name)
    return {kind.kind for kind in _subclasses(Component) if _takes_input(kind)}


def _takes_input(kind: type[Component]) -> bool:
    ours = kind.__module__.startswith("autoui.components.")
    takes = not kind.shows_only and kind.as_input is Component.as_input
    return ours and hasattr(kind, "kind") and takes


def _subclasses(kind: type[Component]) -> list[type[Component]]:
    return [one for below in kind.__subclasses__() for one in (below, *_subclasses(below))]


def test_not_a_number_stays_none(scope: Scope) -> None:
    readers: list[tuple[Any, Callable[[Any], bool]]] = [
        (float, math.isnan),
        (decimal.Decimal, decimal.Decimal.is_nan),
    ]
    for type_, is_nan in readers:
        assert is_nan(again(made(type_), type_("nan"), scope))
