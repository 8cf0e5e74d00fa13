"""Types as hints write them: simplified, and as text."""

import datetime
import inspect
import typing
from typing import Annotated, Any, Literal, NewType, Optional, TypeVar, Union

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
import typing_extensions
from hypothesis import given
from hypothesis import strategies as st

from autoui.reading.annotations.hints import simplify, written
from autoui.reading.annotations.resolving import Hints
from autoui.reading.field import UNKNOWN

Age = NewType("Age", int)
AT_LEAST_1 = msgspec.Meta(ge=1)
Alias = typing_extensions.TypeAliasType("Alias", Annotated[int | None, "label"])
Either = TypeVar("Either", bytes, str)
Bounded = TypeVar("Bounded", bound=float)
Quoted = TypeVar("Quoted", "Hints", "Nowhere")  # type: ignore[name-defined] # noqa: F821


def test_what_a_type_variable_quotes_is_of_its_module() -> None:
    assert typing.get_args(simplify(Quoted).type) == (Hints, typing.ForwardRef("Nowhere"))
    assert simplify(TypeVar("Quoting", bound="Hints")).type is Hints


@pytest.mark.parametrize(
    ("type_", "plain", "optional", "meta"),
    [
        (int, int, False, ()),
        (int | None, int, True, ()),
        (Optional[Annotated[int, AT_LEAST_1]], int, True, (AT_LEAST_1,)),  # noqa: UP045
        (Annotated[int | None, "label"], int, True, ("label",)),
        (Annotated[Annotated[int, 1], 2], int, False, (1, 2)),
        (Age, int, False, ()),
        (Alias, int, True, ("label",)),
        (Either, str, False, ()),
        (Bounded, float, False, ()),
        (typing.Final[int], int, False, ()),
        (Literal["a"] | Literal["b"] | None, Literal["a", "b"], True, ()),
        (Any, UNKNOWN, False, ()),
        (object, UNKNOWN, False, ()),
        (Union[int, Any], UNKNOWN, False, ()),  # noqa: UP007
        (inspect.Parameter.empty, UNKNOWN, False, ()),
    ],
)
def test_simplify(type_: Any, plain: Any, optional: bool, meta: tuple[Any, ...]) -> None:
    assert simplify(type_) == (plain, optional, meta)


def test_an_alias_that_refers_to_itself_ends() -> None:
    loop = typing_extensions.TypeAliasType("loop", "loop")
    simplify(loop)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (int, "int"),
        (list[int], "list[int]"),
        (int | None, "int | None"),
        (Optional[str], "str | None"),  # noqa: UP045
        (Literal["a", 1], "Literal['a', 1]"),
        (Annotated[int, 3], "int"),
        (dict[str, list[float]], "dict[str, list[float]]"),
        (tuple[int, ...], "tuple[int, ...]"),
        (typing.Callable[[int], str], "Callable[[int], str]"),
        ("Image.Image", "Image.Image"),
        (datetime.date, "date"),
        (None, "None"),
    ],
)
def test_written(type_: Any, text: str) -> None:
    assert written(type_) == text


LEAVES = st.sampled_from([int, str, float, None, Any, Age, Literal["a"], bytes, datetime.date])


@given(
    st.recursive(
        LEAVES,
        lambda inner: st.one_of(
            inner.map(lambda t: list[t]),
            st.tuples(inner, inner).map(lambda p: Union[p]),  # noqa: UP007
            inner.map(lambda t: Annotated[t, "x"]),
            inner.map(Optional.__getitem__),
        ),
        max_leaves=6,
    )
)
def test_every_generated_type_is_simplified_and_written(type_: Any) -> None:
    simple = simplify(type_)
    assert simplify(simple.type).type == simple.type
    assert isinstance(written(type_), str)


def test_numpys_aliases_keep_their_names() -> None:
    assert written(npt.ArrayLike) == "ArrayLike"
    assert written(npt.ArrayLike | None) == "ArrayLike | None"
    assert written(npt.NDArray[np.float32]) == "NDArray[float32]"
    assert written(np.ndarray) == "ndarray"
