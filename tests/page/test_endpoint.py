"""Endpoints: checked inputs in, a call, encoded outputs out."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import autoui
from autoui.components.base import Scope
from autoui.errors import InvalidInputs, Problem
from autoui.page.endpoint import Endpoint
from autoui.page.making import Maker, Wish
from autoui.reading.targets import target
from autoui.wire.values import Blob, Source, pack, unpack

Make = Callable[..., Endpoint]


def call(endpoint: Endpoint, scope: Scope, **inputs: Any) -> Any:
    """Check, decode and call, as the worker does."""
    plain = unpack(pack(inputs))
    assert endpoint.check(plain) == []
    arguments, keywords = endpoint.decode(plain, scope)
    return endpoint.function(*arguments, **keywords)


def picture(scope: Scope, mode: str = "RGB") -> Blob:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((32, 24)).convert(mode).save(file, "PNG")
    return scope.keep(file.getvalue(), "a.png", "image/png")


def test_check_names_everything_that_is_wrong(make: Make) -> None:
    def f(
        size: Annotated[int, msgspec.Meta(ge=1)], mode: Literal["a", "b"], points: list[float]
    ) -> None: ...

    found = make(f).check({"size": 0, "points": [1, "x"], "other": 1})
    assert [one.field for one in found] == ["other", "size", "mode", "points[1]"]
    assert found[1:3] == [Problem("size", "must be at least 1"), Problem("mode", "is required")]


def test_arguments_reach_every_kind_of_parameter(make: Make, scope: Scope) -> None:
    def f(a: int, /, b: int, *rest: int, c: int = 3, d: int = 4, **more: int) -> tuple[object, ...]:
        return a, b, rest, c, d, more

    endpoint = make(f)
    assert call(endpoint, scope, a=1, b=2, rest=[5, 6], d=7) == (1, 2, (5, 6), 3, 7, {})
    assert call(endpoint, scope, a=1, b=2) == (1, 2, (), 3, 4, {})


def test_a_word_that_is_the_default_of_something_else_stays_that_word(
    make: Make, scope: Scope
) -> None:
    def f(days: Any, mask: np.ndarray[Any, Any] = "1100") -> Any:  # type: ignore[assignment]
        return days, mask

    endpoint = make(f)
    shown = endpoint.inputs[1].component.spec.value
    assert call(endpoint, scope, days=1, mask=shown)[1] == "1100"
    assert call(endpoint, scope, days=1, mask=Source("1100"))[1] == "1100"
    assert list(call(endpoint, scope, days=1, mask=[1, 0])[1]) == [1, 0]


def test_mutable_defaults_are_never_shared(make: Make, scope: Scope) -> None:
    def f(items: list[int] = [1]) -> list[int]:  # noqa: B006
        items.append(2)
        return items

    endpoint = make(f)
    assert call(endpoint, scope) == [1, 2]
    assert call(endpoint, scope) == [1, 2]


def test_a_destination_lies_in_the_directory_of_the_run(make: Make, scope: Scope) -> None:
    def f(
        output: Path = Path("table.csv"), out_file: str = "x.txt", out_dir: Path = Path("d")
    ) -> Any:
        return output, out_file, out_dir

    endpoint = make(f)
    output, out_file, out_dir = call(endpoint, scope, output="../../etc/passwd")
    assert output == scope.directory / "passwd"
    assert out_file == str(scope.directory / "x.txt")
    assert out_dir == scope.directory / "d"
    assert out_dir.is_dir()
    assert call(endpoint, scope)[0] == scope.directory / "table.csv"


def test_a_secret_default_stays_in_the_worker(make: Make, scope: Scope) -> None:
    def f(api_key: str = "hunter2") -> str:
        return api_key

    endpoint = make(f)
    assert call(endpoint, scope, api_key=None) == "hunter2"
    assert call(endpoint, scope) == "hunter2"
    assert call(endpoint, scope, api_key="other") == "other"


def test_the_class_of_a_value_may_refuse_it(make: Make, scope: Scope) -> None:
    import uuid

    def f(key: uuid.UUID) -> str:
        return key.hex

    endpoint = make(f)
    assert call(endpoint, scope, key="0" * 32) == "0" * 32
    with pytest.raises(InvalidInputs) as caught:
        endpoint.decode({"key": "nonsense"}, scope)
    assert caught.value.problems[0].field == "key"


def test_several_outputs_and_a_wrong_number_of_them(make: Make, scope: Scope) -> None:
    class Pair(NamedTuple):
        low: int
        high: int

    def f() -> Pair:
        return Pair(1, 2)

    endpoint = make(f)
    assert [one.label for one in endpoint.outputs] == ["Low", "High"]
    assert [one["value"] for one in endpoint.encode((1, 2), scope)] == [1, 2]
    with pytest.raises(ValueError, match=r"returned 3 values for 2 outputs \(Low, High\)"):
        endpoint.encode((1, 2, 3), scope)
    with pytest.raises(ValueError, match="returned one value, a int, for 2 outputs"):
        endpoint.encode(1, scope)


def test_results_that_only_the_docstring_lists(make: Make, scope: Scope) -> None:
    def f(x):  # type: ignore[no-untyped-def]
        """Do.

        Returns
        -------
        low : int
            Lower.
        high : int
            Upper.
        """
        return x

    endpoint = make(f)
    (shown,) = endpoint.encode((1, 2), scope)
    assert shown["show"] == "sections"
    assert [part["label"] for part in shown["value"]] == ["Low", "High"]
    assert endpoint.encode(3, scope)[0]["value"] == 3


def test_a_tuple_of_one_stays_one_among_those_of_a_generator(make: Make, scope: Scope) -> None:
    def chunks():  # type: ignore[no-untyped-def]
        yield from [(1, 2), (3,)]

    endpoint = make(chunks)
    stream = endpoint.stream()
    for value in chunks():
        outputs = endpoint.encode(value, scope)
        stream.take(outputs)
    assert stream.result(outputs)[0]["value"] == [[1, 2], [3]]
    assert make(lambda: (3,)).encode((3,), scope)[0]["value"] == 3


def test_an_output_that_cannot_show_its_value_is_named(make: Make, scope: Scope) -> None:
    endpoint = make(
        lambda: 0, outputs=[autoui.Number(label="First"), autoui.Number(label="Second")]
    )
    with pytest.raises(TypeError, match="Second: 'x' is no number"):
        endpoint.encode((1, "x"), scope)


def test_prefill(make: Make) -> None:
    def f(x: int, mode: Literal["a", "b"] = "a", token: str = "") -> None: ...

    found = make(f).prefill({"x": "3", "mode": "c", "token": "t", "zzz": "1"})
    assert found["values"] == {"x": 3}
    assert {one["field"] for one in found["errors"]} == {"mode", "token", "zzz"}


def test_the_hash_changes_with_the_schema_only(make: Make) -> None:
    def f(a: int, b: str = "x") -> None:
        """One."""

    def relabelled(a: int, b: str = "y") -> None:
        """Another.

        Args:
            a: With help.
        """

    def bounded(a: Annotated[int, msgspec.Meta(ge=1)], b: str = "x") -> None: ...

    assert make(f).hash == make(relabelled).hash
    assert make(f).hash != make(bounded).hash


def test_concurrency(make: Make) -> None:
    async def a() -> None: ...

    assert make(a).concurrency == 64
    assert make(lambda: 0).concurrency == 1
    assert make(lambda: 0, concurrency=5).concurrency == 5


class Nothing:
    """Stands for our own class."""


REAL = [
    ("textwrap:shorten", {"text": "Hello  world!", "width": 11}, "Hello [...]"),
    ("statistics:quantiles", {"data": [1, 2, 3, 4], "n": 4}, [1.25, 2.5, 3.75]),
    (
        "difflib:get_close_matches",
        {"word": "appel", "possibilities": ["ape", "apple", "peach"]},
        ["apple", "ape"],
    ),
    ("colorsys:rgb_to_hls", {"r": 0.2, "g": 0.4, "b": 0.4}, (0.5, 0.30000000000000004, 1 / 3)),
    ("humanize:naturalsize", {"value": Source("3000000")}, "3.0 MB"),
    ("humanize:naturalsize", {"value": 300, "gnu": True}, "300B"),
]


@pytest.mark.parametrize(("place", "inputs", "expected"), REAL)
def test_functions_that_nobody_wrote_for_us(
    make: Make, scope: Scope, tmp_path: Path, place: str, inputs: dict[str, Any], expected: Any
) -> None:
    pytest.importorskip(place.partition(":")[0])
    (found,) = target.load(place, Nothing, tmp_path).found
    endpoint = make(found.value, found_as=(found.module, found.path))
    result = call(endpoint, scope, **inputs)
    assert result == pytest.approx(expected) if isinstance(expected, tuple) else result == expected
    assert len(endpoint.encode(result, scope)) == len(endpoint.outputs)


def test_calendar_and_date(make: Make, scope: Scope, tmp_path: Path) -> None:
    (month,) = target.load("calendar:month", Nothing, tmp_path).found
    shown = call(make(month.value, found_as=("calendar", "month")), scope, theyear=2024, themonth=2)
    assert "February 2024" in shown
    (date,) = target.load("datetime:date.fromisoformat", Nothing, tmp_path).found
    found = call(
        make(date.value, found_as=("datetime", date.path)), scope, date_string="2024-01-31"
    )
    assert found.isoformat() == "2024-01-31"


def test_a_picture(make: Make, scope: Scope) -> None:
    import PIL.ImageOps

    contrasted = make(PIL.ImageOps.autocontrast)
    result = call(contrasted, scope, image=picture(scope, "L"), cutoff=Source("(1, 2)"), mask=None)
    assert (result.size, result.mode) == ((32, 24), "L")
    assert contrasted.encode(result, scope)[0]["show"] == "image"


def test_an_array_as_a_picture(make: Make, scope: Scope) -> None:
    filters = pytest.importorskip("skimage.filters")
    gaussian = make(filters.gaussian, found_as=("skimage.filters", "gaussian"))
    assert "out" not in {one.name for one in gaussian.inputs}
    blurred = call(gaussian, scope, image=picture(scope, "L"), sigma=2.0, mode="wrap")
    assert isinstance(blurred, np.ndarray)
    assert gaussian.encode(blurred, scope)[0]["show"] == "image"


def test_lists_for_a_function_of_pandas(make: Make, scope: Scope) -> None:
    import pandas as pd

    cut = make(pd.cut)
    binned = call(cut, scope, x=[1, 2, 3], bins=3)
    assert list(binned.codes) == [0, 1, 2]
    assert call(cut, scope, x=Source("[1, 2, 3]"), bins=Source("3"), labels=False).tolist() == [
        0,
        1,
        2,
    ]


VALUES: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(),
    float: st.floats(allow_nan=False),
    str: st.text(),
    bool: st.booleans(),
    list[int]: st.lists(st.integers()),
    tuple[str, ...]: st.lists(st.text()).map(tuple),
    set[int]: st.sets(st.integers()),
    Literal["a", "b", 3]: st.sampled_from(["a", "b", 3]),
}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_encoded_reaches_the_function_as_the_annotated_type(data: st.DataObject) -> None:
    types = data.draw(st.lists(st.sampled_from(list(VALUES)), min_size=1, max_size=4))
    values = [data.draw(VALUES[type_]) for type_ in types]

    def f(*args: Any, **keywords: Any) -> Any: ...

    import inspect

    f.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(f"p{at_}", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=type_)
            for at_, type_ in enumerate(types)
        ]
    )
    endpoint = Maker().make(Wish(function=f))
    nowhere: Any = None
    plain = {
        one.name: one.component.encode_given(value, nowhere)
        for one, value in zip(endpoint.inputs, values, strict=True)
    }
    plain = unpack(pack(plain))
    if endpoint.check(plain):
        return
    positional, keywords = endpoint.decode(plain, nowhere)
    reached = [*positional, *keywords.values()]
    assert reached == values
    assert [type(one) for one in reached] == [type(one) for one in values]
