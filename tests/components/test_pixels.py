"""An array that is a picture as a rule, or numbers in its place."""

from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from autoui import testing
from autoui.components.base import Scope
from autoui.components.pixels import Pixels
from autoui.wire.values import Blob, Source

NONE: Any = None


def test_a_picture_comes_back_as_its_pixels(scope: Scope) -> None:
    photo = np.arange(20 * 30 * 3, dtype=np.uint8).reshape(20, 30, 3)
    for given in (photo, Pillow.fromarray(photo)):
        plain = Pixels().encode_given(given, scope)
        assert isinstance(plain, Blob)
        assert not list(Pixels().check_given(plain))
        assert np.array_equal(Pixels().decode_given(plain, scope), photo)


@pytest.mark.parametrize("array", [np.array([[0, 1], [2, 3]]), np.full((20, 20), 0.123456789)])
def test_numbers_stay_what_they_are(array: Any) -> None:
    plain = Pixels().encode_given(array, NONE)
    assert isinstance(plain, list)
    assert np.array_equal(Pixels().decode_given(plain, NONE), array)


def test_typed_numbers() -> None:
    component = Pixels()
    assert component.decode_given(component.from_text("[[0, 1], [1, 0]]"), NONE).shape == (2, 2)
    assert component.decode_given(Source("0 1\n1 0"), NONE).shape == (2, 2)
    assert [one.message for one in component.check_given([[1], [1, 2]])] == [
        "must be numbers in rows of equal length"
    ]
    assert component.props()["numbers"] is True


def test_a_function_of_a_picture_takes_a_typed_array() -> None:
    def total(image):  # type: ignore[no-untyped-def]
        return int(image.sum())

    page = testing.open(total)
    assert page.fields == {"image": "image"}
    assert page.type(image="1 2\n3 4").run().output == 10
